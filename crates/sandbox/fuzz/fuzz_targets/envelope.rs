//! Any message under the encryption: containers and packed objects.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| sandbox::fuzz::envelope(input));

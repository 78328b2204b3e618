//! Any bytes, cut anyhow, into the transport's decoder.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| sandbox::fuzz::transport(input));

//! Any bytes as an export.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| style::fuzz::export(input));

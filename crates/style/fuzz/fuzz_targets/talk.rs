//! A conversation made of the bytes, exported, with one byte of it changed.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| style::fuzz::talk(input));

//! Any requests, one after the other, to a sandbox with three people in it.

#![no_main]

use std::sync::LazyLock;

use sandbox::fuzz::Api;
use tempfile::TempDir;

static WORLD: LazyLock<(TempDir, Api)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let api = Api::new(folder.path()).expect("a place for the state");
    (folder, api)
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    WORLD.1.answer(input).expect("the state can be read");
});

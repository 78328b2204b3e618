//! What `cargo verify --long` does more. Schemathesis asks a running server, with the sandbox behind it,
//! everything that the OpenAPI document names, with what no client would send. And real speech is heard
//! by Whisper in the process, beside faster-whisper, and spoken by a voice of Piper's: words misheard,
//! processor time and memory are printed, and judged. All of it, and what schemathesis remembers, is in the
//! target folder. (That opus-tools take our notes, and we theirs, is tested in every `cargo verify`.)

use crate::{bench, python, shell};

use super::packages;

/// Runs it on the program that is built.
pub(super) fn api() -> anyhow::Result<()> {
    let python = python::environment("long-venv", "xtask/src/verify/long.txt")?;
    let folder = shell::target_dir().join("schemathesis");
    shell::run(
        shell::command(&python)
            .arg("xtask/src/verify/long.py")
            .arg(python.with_file_name("schemathesis"))
            .arg(shell::target_dir().join("debug/aitwin"))
            .arg(shell::root().join("docs/openapi.json"))
            .arg(folder),
    )
}

/// Measures the voice room on real speech.
pub(super) fn voice() -> anyhow::Result<()> {
    packages::install_also(&[("espeak-ng", "espeak-ng")])?;
    bench::voice()
}

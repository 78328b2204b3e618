//! What `cargo verify --long` does more: schemathesis asks a running server, with the sandbox behind it,
//! everything that the OpenAPI document names, with what no client would send. All of it, and what
//! schemathesis remembers, is in the target folder.

use crate::{python, shell};

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

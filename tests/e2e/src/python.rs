//! The Python that `cargo verify` prepares, with Telegram clients that others wrote.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, ensure};

/// Runs Python to its end, off the runtime's thread; returns what it printed.
///
/// # Errors
///
/// `AITWIN_TEST_PYTHON` names no Python, or the script fails: the error quotes what it said.
pub async fn python(arguments: Vec<String>) -> anyhow::Result<String> {
    let python: PathBuf = std::env::var_os("AITWIN_TEST_PYTHON")
        .context(
            "AITWIN_TEST_PYTHON names no Python: run `cargo verify`, or `cargo xtask with COMMAND`",
        )?
        .into();
    let running =
        tokio::task::spawn_blocking(move || Command::new(python).args(arguments).output());
    let output = running.await?.context("cannot start Python")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "Python: {}\n{said}{errors}", output.status);
    Ok(said)
}

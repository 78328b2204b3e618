//! The Python clients that talk to our sandbox as strangers, in a virtual environment of their own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::shell;

/// Which clients, and which versions of everything they need.
const REQUIREMENTS: &str = "crates/sandbox/tests/strangers/requirements.txt";

/// A Python 3 that can make virtual environments. Debian packs that ability on its own, so the
/// first `python3` of the `PATH` may lack what the system's one has.
pub(super) fn interpreter() -> Option<&'static str> {
    ["python3", "/usr/bin/python3"].into_iter().find(|python| {
        shell::succeeds(shell::command(python).args(["-c", "import venv, ensurepip"]))
    })
}

/// Makes the environment unless it is there with the same requirements; returns its interpreter.
pub(super) fn environment() -> anyhow::Result<PathBuf> {
    let folder = shell::target_dir().join("verify-venv");
    let python = folder.join("bin/python");
    let wanted = fs::read_to_string(shell::root().join(REQUIREMENTS))
        .with_context(|| format!("reading {REQUIREMENTS}"))?;
    // Written last, so that a half-made environment is made again.
    let done = folder.join("requirements.txt");
    if fs::read_to_string(&done).is_ok_and(|made| made == wanted) && runs(&python) {
        return Ok(python);
    }
    let interpreter = interpreter().context("Python 3 with venv is missing")?;
    shell::run(shell::command(interpreter).args(["-m", "venv", "--clear"]).arg(&folder))?;
    shell::run(
        shell::command(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(["--requirement", REQUIREMENTS]),
    )?;
    fs::write(&done, wanted).with_context(|| format!("writing {}", done.display()))?;
    Ok(python)
}

/// An environment dies with the interpreter it was made from.
fn runs(python: &Path) -> bool {
    shell::succeeds(shell::command(python).arg("--version"))
}

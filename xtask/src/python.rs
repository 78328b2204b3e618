//! Virtual environments of Python: for the clients that talk to our sandbox as strangers, for the local
//! model, and for tools that are packed for pip.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::shell;

/// A Python 3 that can make virtual environments. Debian packs that ability on its own, so the
/// first `python3` of the `PATH` may lack what the system's one has.
pub(crate) fn interpreter() -> Option<&'static str> {
    ["python3", "/usr/bin/python3"].into_iter().find(|python| {
        shell::succeeds(shell::command(python).args(["-c", "import venv, ensurepip"]))
    })
}

/// Makes the environment `name` in the target folder, unless it is there with the same packages: those
/// of the file `requirements`, given from the repository's root. Returns its interpreter.
pub(crate) fn environment(name: &str, requirements: &str) -> anyhow::Result<PathBuf> {
    let folder = shell::target_dir().join(name);
    let python = folder.join("bin/python");
    let wanted = fs::read_to_string(shell::root().join(requirements))
        .with_context(|| format!("reading {requirements}"))?;
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
            .args(["--requirement", requirements]),
    )?;
    fs::write(&done, wanted).with_context(|| format!("writing {}", done.display()))?;
    Ok(python)
}

/// A tool that is installed, or that of the environment `name` with the packages of `requirements`, as for
/// [`environment`].
pub(crate) fn program(tool: &str, name: &str, requirements: &str) -> anyhow::Result<Command> {
    let found = match shell::which(&[tool]) {
        Some(installed) => installed,
        None => environment(name, requirements)?.with_file_name(tool),
    };
    Ok(shell::command(found))
}

/// An environment dies with the interpreter it was made from.
fn runs(python: &Path) -> bool {
    shell::succeeds(shell::command(python).arg("--version"))
}

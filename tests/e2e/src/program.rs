//! The built `aitwin`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, ensure};

/// The repository's root.
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("the crate lies two folders deep").to_owned()
}

/// A command that runs `aitwin`: the one that `AITWIN_BIN` names, else the one that was built
/// together with this test. No setting of the surroundings reaches it.
///
/// # Errors
///
/// It was not built.
pub fn aitwin(arguments: &[&str]) -> anyhow::Result<Command> {
    let binary = match std::env::var_os("AITWIN_BIN") {
        Some(binary) => PathBuf::from(binary),
        None => beside_the_test()?,
    };
    ensure!(
        binary.is_file(),
        "{} is missing: build it with `cargo build`, or set AITWIN_BIN",
        binary.display()
    );
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("AITWIN_") || text.ends_with("_API_KEY") {
            command.env_remove(name);
        }
    }
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C.UTF-8");
    command.current_dir(repository()).args(arguments);
    Ok(command)
}

/// Tests are built into `target/PROFILE/deps`, programs into `target/PROFILE`.
fn beside_the_test() -> anyhow::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.parent().context("the test lies in no folder")?;
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    Ok(folder.join("aitwin"))
}

/// What a run of `aitwin` left.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code.
    pub code: Option<i32>,
    /// Its output.
    pub out: String,
    /// What it said on standard error.
    pub err: String,
}

/// Runs `aitwin` to its end.
///
/// # Errors
///
/// It cannot be started.
pub fn run(arguments: &[&str]) -> anyhow::Result<Ran> {
    Ok(aitwin(arguments)?.output()?.into())
}

impl From<Output> for Ran {
    fn from(Output { status, stdout, stderr }: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: status.code(), out: text(stdout), err: text(stderr) }
    }
}

//! Runs a program of `benches/`, which prints a JSON object per measured number.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use super::table::Row;
use crate::shell::{self, cargo};

/// The command that builds and runs a program of `benches/`, to which arguments may be added.
pub(super) fn bench(name: &str) -> Command {
    let mut command = cargo();
    command.args(["bench", "--locked", "--package", "xtask", "--bench", name, "--"]);
    command
}

/// The same command, which may open as many files as the system allows: each client and the sandbox's
/// end of it are open files, more than many systems allow a program that does not ask.
pub(super) fn with_more_files(bench: &Command) -> Command {
    const MORE_FILES: &str = "ulimit -n \"$(ulimit -H -n)\" && exec \"$@\"";
    let mut command = shell::command("sh");
    command.args(["-c", MORE_FILES, "sh"]).arg(bench.get_program()).args(bench.get_args());
    for (name, value) in bench.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// Runs it and reads what it prints, which is shown as it comes: a program that ends early has measured
/// something all the same.
pub(super) fn run(command: &mut Command) -> anyhow::Result<Vec<Row>> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start the benchmark")?;
    let mut rows = Vec::new();
    for line in child.stdout.take().into_iter().flat_map(|said| BufReader::new(said).lines()) {
        let line = line?;
        if line.starts_with('{') {
            shell::say(&line);
            rows.push(serde_json::from_str(&line).context("reading a row of the benchmark")?);
        }
    }
    let status = child.wait()?;
    ensure!(status.success(), "the benchmark ended with {status}");
    Ok(rows)
}

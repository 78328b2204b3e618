//! Runs a program of `benches/`, which prints a JSON object per measured number.

use std::process::{Command, Stdio};

use anyhow::Context as _;

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

/// Runs it and reads what it prints.
pub(super) fn run(command: &mut Command) -> anyhow::Result<Vec<Row>> {
    shell::output(command.stderr(Stdio::inherit()))?
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).context("reading a row of the benchmark"))
        .collect()
}

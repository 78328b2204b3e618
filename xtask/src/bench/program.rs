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

/// Runs it and reads what it prints.
pub(super) fn run(command: &mut Command) -> anyhow::Result<Vec<Row>> {
    shell::output(command.stderr(Stdio::inherit()))?
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).context("reading a row of the benchmark"))
        .collect()
}

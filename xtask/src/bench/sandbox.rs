//! Runs `benches/clients.rs` and `benches/delivery.rs`: the sandbox with many clients, in one process.

use std::process::Command;

use super::program;
use super::table::Row;
use crate::shell;

/// Each client and the sandbox's end of it are open files: more than many systems allow a program
/// that does not ask.
const MORE_FILES: &str = "ulimit -n \"$(ulimit -H -n)\" && exec \"$@\"";

/// Memory above this size goes back to the system when it is freed. By itself glibc raises the
/// bound when it sees the two buffers of a mebibyte that each client of grammers has, keeps what
/// they wrote on, and gives that to other clients, who have far fewer bytes to put there.
const MMAP_THRESHOLD: (&str, &str) = ("MALLOC_MMAP_THRESHOLD_", "131072");

pub(super) fn clients() -> anyhow::Result<Vec<Row>> {
    let bench = program::bench("clients");
    let mut command = shell::command("sh");
    command.args(["-c", MORE_FILES, "sh"]).arg(bench.get_program()).args(bench.get_args());
    inherit(&mut command, &bench);
    program::run(command.env(MMAP_THRESHOLD.0, MMAP_THRESHOLD.1))
}

pub(super) fn delivery() -> anyhow::Result<Vec<Row>> {
    program::run(&mut program::bench("delivery"))
}

/// Gives a command the environment that another was to run in.
fn inherit(command: &mut Command, from: &Command) {
    for (name, value) in from.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
}

//! Runs `benches/clients.rs` and `benches/delivery.rs`: the sandbox with many clients, in one process.

use super::program;
use super::table::Row;

/// Memory above this size goes back to the system when it is freed. By itself glibc raises the
/// bound when it sees the two buffers of a mebibyte that each client of grammers has, keeps what
/// they wrote on, and gives that to other clients, who have far fewer bytes to put there.
const MMAP_THRESHOLD: (&str, &str) = ("MALLOC_MMAP_THRESHOLD_", "131072");

pub(super) fn clients() -> anyhow::Result<Vec<Row>> {
    let mut command = program::with_more_files(&program::bench("clients"));
    program::run(command.env(MMAP_THRESHOLD.0, MMAP_THRESHOLD.1))
}

pub(super) fn delivery() -> anyhow::Result<Vec<Row>> {
    program::run(&mut program::bench("delivery"))
}

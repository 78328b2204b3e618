//! Runs `benches/latency.rs` on a synthetic history: the benchmark links the engine, which the
//! other chores need not wait for.

use std::process::Stdio;

use anyhow::Context as _;

use super::synthetic::{self, Export};
use super::table::Row;
use crate::shell::{self, cargo};

/// Enough for 20,000 exemplars: about one message in five is the owner's, and nearly each of those
/// answers somebody.
const HISTORY: Export = Export { messages: 125_000, chats: 60, seed: 2 };

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("result.json");
    synthetic::write(&file, &HISTORY)?;
    let printed = shell::output(
        cargo()
            .args(["bench", "--locked", "--package", "xtask", "--bench", "latency", "--"])
            .arg(&file)
            .stderr(Stdio::inherit()),
    )?;
    printed
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).context("reading a row of the benchmark"))
        .collect()
}

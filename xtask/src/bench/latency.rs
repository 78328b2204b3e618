//! Runs `benches/latency.rs` on a synthetic history: the benchmark links the engine, which the
//! other chores need not wait for.

use super::program;
use super::synthetic::{self, Export};
use super::table::Row;

/// Enough for 20,000 exemplars: about one message in five is the owner's, and nearly each of those
/// answers somebody.
const HISTORY: Export = Export { messages: 125_000, chats: 60, seed: 2 };

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("result.json");
    synthetic::write(&file, &HISTORY)?;
    program::run(program::bench("latency").arg(&file))
}

//! Runs `benches/pages.rs`: every page over a million messages, and 500 live streams of one server.

use super::table::Row;
use super::{process, program};

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let binary = process::release_binary()?;
    let bench = program::bench("pages");
    program::run(program::with_more_files(&bench).arg(binary))
}

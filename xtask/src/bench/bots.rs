//! Runs `benches/bots.rs`: two hundred bots in one server.

use super::table::Row;
use super::{process, program};

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let binary = process::release_binary()?;
    program::run(program::bench("bots").arg(binary))
}

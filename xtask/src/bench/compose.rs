//! Runs `benches/compose.rs`: what is done around a model's own time.

use super::program;
use super::table::Row;

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    program::run(&mut program::bench("compose"))
}

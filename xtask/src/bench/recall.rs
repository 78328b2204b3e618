//! Runs `benches/recall.rs`: the learning of a million messages, and the recall from them.

use super::program;
use super::table::Row;

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    program::run(&mut program::bench("recall"))
}

//! Runs `benches/damage.rs`: what strangers send that is damaged.

use super::program;
use super::table::Row;

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    program::run(&mut program::bench("damage"))
}

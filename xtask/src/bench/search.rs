//! Runs `benches/search.rs`: a million messages stored, indexed and searched.

use super::program;
use super::table::Row;

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    program::run(&mut program::bench("search"))
}

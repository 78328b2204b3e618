//! Runs `benches/soak.rs`: thousands of messages while everything goes wrong.

use super::table::Row;
use super::{process, program};

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let binary = process::release_binary()?;
    program::run(program::with_more_files(&program::bench("soak")).arg(binary))
}

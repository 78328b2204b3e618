//! Runs `benches/accounts.rs`: many accounts in one server, and what a reply costs, beside clients
//! that others wrote.

use super::table::Row;
use super::{process, program};
use crate::verify;

pub(super) fn measure() -> anyhow::Result<Vec<Row>> {
    let binary = process::release_binary()?;
    let python = verify::strangers()?;
    let bench = program::bench("accounts");
    program::run(program::with_more_files(&bench).arg(binary).arg(python))
}

//! How a benchmark tells what it has measured: a JSON object a line, which `xtask bench` reads.

use std::io::Write as _;

/// Prints a row of the table.
pub(crate) fn print(what: &str, measured: &str, goal: &str) -> anyhow::Result<()> {
    let row = serde_json::json!({ "what": what, "measured": measured, "goal": goal });
    Ok(writeln!(std::io::stdout().lock(), "{row}")?)
}

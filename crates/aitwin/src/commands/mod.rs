//! The commands, one file each.

mod accounts;
mod answer;
pub(crate) mod choice;
mod demo;
mod eval;
mod exemplars;
mod explain;
mod import;
mod memory;
mod profile;
mod relations;
mod sandbox;
mod serve;

pub(crate) use accounts::accounts;
pub(crate) use answer::answer;
pub(crate) use demo::demo;
pub(crate) use eval::eval;
pub(crate) use exemplars::exemplars;
pub(crate) use explain::explain;
pub(crate) use import::import;
pub(crate) use memory::memory;
pub(crate) use profile::profile;
pub(crate) use relations::relations;
pub(crate) use sandbox::sandbox;
pub(crate) use serve::serve;

use std::io::{ErrorKind, Write};

use anyhow::Result;

/// Prints a line to standard output, at once. Whoever reads it may have had enough, as `head` has:
/// that stops no work and is no error.
fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        said => Ok(said?),
    }
}

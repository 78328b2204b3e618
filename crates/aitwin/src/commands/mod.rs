//! The commands, one file each.

mod accounts;
mod answer;
mod backup;
pub(crate) mod choice;
mod demo;
mod eval;
mod exemplars;
mod explain;
mod import;
mod keys;
mod mcp;
mod memory;
mod migrate;
pub(crate) mod models;
mod profile;
mod relations;
mod restore;
mod sandbox;
mod serve;
mod token;
mod user;

pub(crate) use self::models::models;
pub(crate) use accounts::accounts;
pub(crate) use answer::answer;
pub(crate) use backup::backup;
pub(crate) use demo::demo;
pub(crate) use eval::eval;
pub(crate) use exemplars::exemplars;
pub(crate) use explain::explain;
pub(crate) use import::import;
pub(crate) use keys::keys;
pub(crate) use mcp::mcp;
pub(crate) use memory::memory;
pub(crate) use migrate::migrate;
pub(crate) use profile::profile;
pub(crate) use relations::relations;
pub(crate) use restore::restore;
pub(crate) use sandbox::sandbox;
pub(crate) use serve::serve;
pub(crate) use token::token;
pub(crate) use user::user;

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use anyhow::Result;
use domain::Timestamp;
use indicatif::{ProgressBar, ProgressStyle};
use twin::guard::is_invisible;

/// A text of others for a terminal, in which nothing hides: what would steer it, or turn or hide what
/// stands around, is shown by its number.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        // What joins emoji and letters is seen by what it joins.
        let joins = matches!(c, '\u{200c}' | '\u{200d}');
        if c.is_control() || (!joins && is_invisible(c)) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Prints a line to standard output, at once. Whoever reads it may have had enough, as `head` has:
/// that stops no work and is no error.
fn say(line: &str) -> Result<()> {
    is_heard(line).map(|_| ())
}

/// Prints a line; returns whether anybody still reads.
fn is_heard(line: &str) -> Result<bool> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        said => Ok(said.map(|()| true)?),
    }
}

/// A moment as it is shown.
fn shown(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A bar over the bytes of a file that is read; hidden where nobody watches.
fn reading_bar(path: &Path, size: u64) -> ProgressBar {
    bar(path, size, "{prefix}  {bar:30} {percent:>3} %  {msg}  {bytes_per_sec}  {eta}")
}

fn bar(path: &Path, size: u64, template: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template).expect("the template is well-formed");
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    ProgressBar::new(size).with_style(style).with_prefix(name)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn nothing_hides_in_what_others_wrote() {
        let written = "a\u{202e}b\u{200b}c\u{1b}[31m\u{2066}d\u{e0041}";
        let shown = r"a\u{202e}b\u{200b}c\u{1b}[31m\u{2066}d\u{e0041}";
        assert_eq!(plain(written), shown);
        for whole in ["привет, 👩‍💻!", "می‌خواهم"] {
            assert_eq!(plain(whole), whole);
        }
    }
}

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
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        said => Ok(said?),
    }
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

//! What a token is called, wherever it is made: on a page, by a program, at the command line.

use std::fmt;
use std::str::FromStr;

use crate::access::is_not_shown;

/// The longest name of a token, in characters.
pub const LONGEST_TOKEN_NAME: usize = 100;

/// What a token is called: something, in one line, that its owner knows again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenName(String);

impl TokenName {
    /// The name, with no blanks around it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no name of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenNameProblem {
    /// There is nothing in it.
    #[error("the name is empty")]
    Empty,
    /// It is longer than [`LONGEST_TOKEN_NAME`].
    #[error("the name is too long")]
    Long,
    /// It has line breaks, or characters that are not shown.
    #[error("the name has characters that are not shown")]
    NotShown,
}

impl FromStr for TokenName {
    type Err = TokenNameProblem;

    fn from_str(text: &str) -> Result<Self, TokenNameProblem> {
        let name = text.trim();
        if name.chars().all(|char| char.is_whitespace() || is_joiner(char)) {
            return Err(TokenNameProblem::Empty);
        }
        if name.chars().count() > LONGEST_TOKEN_NAME {
            return Err(TokenNameProblem::Long);
        }
        if name.chars().any(|char| is_not_shown(char) && !is_joiner(char)) {
            return Err(TokenNameProblem::NotShown);
        }
        Ok(Self(name.to_owned()))
    }
}

/// Whether a character says how its neighbours are joined: into one emoji, or as Persian writes.
fn is_joiner(char: char) -> bool {
    matches!(char, '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_a_name_that_is_seen_in_one_line() {
        use TokenNameProblem as P;
        let longest = "я".repeat(LONGEST_TOKEN_NAME);
        for (text, expected) in [
            (" скрипт \n", Ok("скрипт")),
            (&*longest, Ok(&*longest)),
            ("", Err(P::Empty)),
            (" \t\n", Err(P::Empty)),
            (&"x".repeat(LONGEST_TOKEN_NAME + 1), Err(P::Long)),
            ("two\nlines", Err(P::NotShown)),
            ("red\u{1b}[31m", Err(P::NotShown)),
            ("\u{202e}backwards", Err(P::NotShown)),
            ("👩\u{200d}💻 ноутбук", Ok("👩\u{200d}💻 ноутбук")),
            ("می\u{200c}خواهم", Ok("می\u{200c}خواهم")),
            ("\u{200d} \u{200c}", Err(P::Empty)),
        ] {
            let name = text.parse::<TokenName>();
            assert_eq!(name.as_ref().map(TokenName::as_str).map_err(|p| *p), expected, "{text:?}");
        }
    }
}

//! Roman numerals: `Chapter IV`, `Louis XIV`, `the XXI century`.

use super::Piece;
use super::numeral::{cardinal, ordinal};
use crate::speakable::roman::{is_of_x_alone, roman, stands_apart, word_before};

/// What is numbered, and stands before its number.
const NUMBERED: [&str; 17] = [
    "act", "article", "book", "chapter", "division", "episode", "level", "part", "phase", "scene",
    "season", "section", "stage", "tier", "title", "type", "volume",
];

/// Those of which a single letter is a number too. A section X may be any.
const BY_LETTER: [&str; 3] = ["act", "chapter", "volume"];

/// Names of those who reign. Anybody may be called John V, and no other is Henry VIII.
const KINGS: [&str; 35] = [
    "alexander",
    "alfonso",
    "anne",
    "benedict",
    "catherine",
    "charles",
    "clement",
    "constantine",
    "edward",
    "elizabeth",
    "ferdinand",
    "francis",
    "frederick",
    "george",
    "gregory",
    "gustav",
    "henry",
    "ivan",
    "james",
    "john",
    "leo",
    "leopold",
    "louis",
    "mary",
    "napoleon",
    "nicholas",
    "otto",
    "paul",
    "peter",
    "philip",
    "pius",
    "ramses",
    "richard",
    "wilhelm",
    "william",
];

/// Of whom the fifth is known well enough.
const FIFTHS: [&str; 4] = ["charles", "george", "henry", "philip"];

/// The Roman numeral that stands there as it is said, and how many of the pieces after it were said with it. `None`
/// for what may be none: `I` is mostly who speaks.
pub(in crate::speakable) fn roman_numeral(pieces: &[Piece], at: usize) -> Option<(String, usize)> {
    let Piece::Word(word) = pieces.get(at)? else { return None };
    let whose = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"));
    let numeral = whose.unwrap_or(word);
    let number = roman(numeral)?;
    let rest = pieces.get(at + 1..)?;
    if !stands_apart(pieces, at) {
        return None;
    }
    let before = word_before(pieces, at);
    let is_large = before.chars().next().is_some_and(char::is_uppercase);
    let lower = before.to_lowercase();
    if is_large && KINGS.contains(&lower.as_str()) {
        let is_meant = match numeral {
            "I" => whose.is_some() || next_word(rest) == Some("of"),
            "V" => FIFTHS.contains(&lower.as_str()) && !rest.starts_with(&[Piece::Sign('.')]),
            _ => !is_of_x_alone(numeral),
        };
        let whose = if whose.is_some() { "'s" } else { "" };
        return is_meant.then(|| (format!("the {}{whose}", ordinal(number)), 0));
    }
    if whose.is_some() {
        return None;
    }
    if is_before_century(rest) {
        return Some((ordinal(number), 0));
    }
    let is_war = before == "War" && word_before(pieces, at.checked_sub(2)?) == "World";
    let is_numbered = NUMBERED.contains(&lower.as_str());
    let is_meant = match numeral {
        _ if is_war => number < 4,
        "I" => is_numbered && is_large && ends(rest),
        "V" => BY_LETTER.contains(&lower.as_str()),
        _ if is_of_x_alone(numeral) => BY_LETTER.contains(&lower.as_str()),
        _ => is_numbered,
    };
    is_meant.then(|| (cardinal(number), 0))
}

fn next_word(rest: &[Piece]) -> Option<&str> {
    match rest {
        [Piece::Space, Piece::Word(word), ..] => Some(word),
        _ => None,
    }
}

/// `XXI century`, `XIX-century`.
fn is_before_century(rest: &[Piece]) -> bool {
    match rest {
        [Piece::Space | Piece::Sign('-'), Piece::Word(word), ..] => {
            word.eq_ignore_ascii_case("century")
        }
        _ => false,
    }
}

/// Whether nothing follows that `I` might do.
fn ends(rest: &[Piece]) -> bool {
    matches!(rest, [] | [Piece::Break | Piece::Sign('.' | ':' | ';' | ')'), ..])
}

//! Messages out of what a model wrote: invented turns, prefixes, narration and quotes are taken off.

use super::log::{OTHER, OWNER};
use super::markdown::Signs;
use crate::guard::clean;

/// More messages than this are no reply.
const MOST: usize = 12;
/// Marks around a whole message, as in a story.
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('«', '»'), ('„', '“'), ('*', '*')];
/// The owner's letter in the log, and the same in Cyrillic.
const OWNERS: [char; 2] = ['B', 'В'];
/// What a model may put before a message, in small letters.
const PREFIXES: [&str; 9] =
    ["reply:", "answer:", "response:", "owner:", "me:", "ответ:", "я:", "в:", "владелец:"];

/// The messages, in order, without signs that are not the owner's; none if nothing is left.
pub(super) fn strip(written: &str, signs: Signs) -> Vec<String> {
    let mut bubbles: Vec<String> = Vec::new();
    for (number, line) in written.lines().enumerate() {
        let goes_on = line.starts_with("  ") && number > 0;
        let line = line.trim();
        if speaks_for_another(line) || (line.is_empty() && !bubbles.is_empty()) {
            break;
        }
        if goes_on && let Some(last) = bubbles.last_mut() {
            last.push('\n');
            last.push_str(&signs.take_off(line));
            continue;
        }
        let line = bare(line, signs);
        if !line.is_empty() {
            bubbles.push(line);
        }
        if bubbles.len() == MOST {
            break;
        }
    }
    bubbles.iter().map(|bubble| clean(bubble)).filter(|bubble| !bubble.is_empty()).collect()
}

/// Whether a line begins with the letter of another speaker: the one of the log, or one that the
/// model has made up, in whatever alphabet it writes. "D:" is a smile.
fn speaks_for_another(line: &str) -> bool {
    let mut chars = line.chars();
    let (letter, colon) = (chars.next(), chars.next());
    let is_speaker = |c: char| c.is_uppercase() && c != 'D' && !OWNERS.contains(&c);
    letter.is_some_and(is_speaker)
        && colon == Some(':')
        && (line.starts_with(OTHER) || chars.as_str().starts_with(' '))
}

/// A line without what is around the message.
fn bare(line: &str, signs: Signs) -> String {
    let mut bare = line.to_owned();
    loop {
        let before = bare.clone();
        let mut line = before.trim().strip_prefix(OWNER).unwrap_or(&before).trim();
        let small = line.to_lowercase();
        if let Some(prefix) = PREFIXES.iter().find(|prefix| small.starts_with(**prefix)) {
            // Both are as long in either case.
            line = line.get(prefix.len()..).unwrap_or(line).trim();
        }
        // Before stage directions, whose single stars would be taken for half of the double ones.
        bare = signs.take_off(line);
        bare = without_stage_directions(unquoted(&bare)).to_owned();
        if bare == before {
            return bare;
        }
    }
}

fn unquoted(line: &str) -> &str {
    let around = |(open, close): &(char, char)| {
        let inner = line.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.is_empty() && !inner.contains([*open, *close])).then_some(inner)
    };
    QUOTES.iter().find_map(around).unwrap_or(line)
}

/// Without "*smiles*" at the beginning.
fn without_stage_directions(line: &str) -> &str {
    let end = line.strip_prefix('*').and_then(|rest| Some(rest.find('*')? + 2));
    match end {
        Some(end) if !line[end..].trim().is_empty() => line[end..].trim(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(written: &str) -> Vec<String> {
        super::strip(written, Signs::default())
    }

    #[test]
    fn messages_are_told_apart() {
        assert_eq!(strip(" ок, буду\nB: минут через 10"), ["ок, буду", "минут через 10"]);
        assert_eq!(strip(" one\n  two\nB: three"), ["one\ntwo", "three"]);
        assert_eq!(strip("first\nsecond"), ["first", "second"]);
    }

    #[test]
    fn invented_turns_end_the_reply() {
        assert_eq!(strip(" да\nA: точно?\nB: точно"), ["да"]);
        assert_eq!(strip(" да\n\nA: another talk"), ["да"]);
        assert_eq!(strip(" ну вот D:\nD: опять\nD:"), ["ну вот D:", "D: опять", "D:"]);
        assert!(strip("A: hi").is_empty());
        assert_eq!(strip(" да\nC: а мне?"), ["да"]);
        assert_eq!(strip(" да\nА: точно?"), ["да"], "a Cyrillic letter");
        assert_eq!(strip(" да\nВ: приду"), ["да", "приду"], "a Cyrillic letter");
        assert_eq!(strip("C:\\temp"), ["C:\\temp"]);
    }

    #[test]
    fn what_is_around_a_message_goes() {
        for (written, said) in [
            ("\"Sure thing\"", "Sure thing"),
            ("Reply: \"ok\"", "ok"),
            ("Ответ: «ладно»", "ладно"),
            ("*smiles* sure", "sure"),
            ("**Sure**, *why not*", "Sure, *why not*"),
            ("B: **ок**", "ок"),
            ("## \"ok\"", "ok"),
            ("- \"ok\"", "ok"),
            ("B: B: да", "да"),
            ("she said \"no\" and \"yes\"", "she said \"no\" and \"yes\""),
            ("«А» и «Б»", "«А» и «Б»"),
        ] {
            assert_eq!(strip(written), [said]);
        }
    }

    #[test]
    fn nothing_is_no_message() {
        for written in ["", " ", "\n\n", "B:", "\u{200b}"] {
            assert!(strip(written).is_empty(), "{written:?}");
        }
    }
}

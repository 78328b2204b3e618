//! Messages out of what a model wrote: invented turns, prefixes, narration and quotes are taken off.

use super::log::OWNER;
use crate::guard::clean;

/// More messages than this are no reply.
const MOST: usize = 12;
/// Marks around a whole message, as in a story.
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('«', '»'), ('„', '“'), ('*', '*')];
/// What a model may put before a message, in small letters.
const PREFIXES: [&str; 8] =
    ["reply:", "answer:", "response:", "owner:", "me:", "ответ:", "я:", "владелец:"];

/// The messages, in order; none if nothing is left.
pub(super) fn strip(written: &str) -> Vec<String> {
    let mut bubbles: Vec<String> = Vec::new();
    for (number, line) in written.lines().enumerate() {
        let goes_on = line.starts_with("  ") && number > 0;
        let line = line.trim();
        if speaks_for_somebody(line) || (line.is_empty() && !bubbles.is_empty()) {
            break;
        }
        if goes_on && let Some(last) = bubbles.last_mut() {
            last.push('\n');
            last.push_str(line);
            continue;
        }
        let line = bare(line);
        if !line.is_empty() {
            bubbles.push(line.to_owned());
        }
        if bubbles.len() == MOST {
            break;
        }
    }
    bubbles.iter().map(|bubble| clean(bubble)).filter(|bubble| !bubble.is_empty()).collect()
}

/// Whether a line is of anybody but the owner: the log has no other letters, models invent them.
fn speaks_for_somebody(line: &str) -> bool {
    let mut chars = line.chars();
    let by = chars.next();
    by.is_some_and(|c| c.is_ascii_uppercase() || c == '#')
        && chars.next() == Some(':')
        && !line.starts_with(OWNER)
}

/// A line without what is around the message.
fn bare(mut line: &str) -> &str {
    loop {
        let before = line;
        line = line.trim().strip_prefix(OWNER).unwrap_or(line).trim();
        let small = line.to_lowercase();
        if let Some(prefix) = PREFIXES.iter().find(|prefix| small.starts_with(**prefix)) {
            // Both are as long in either case.
            line = line.get(prefix.len()..).unwrap_or(line).trim();
        }
        line = without_stage_directions(unquoted(line));
        if line == before {
            return line;
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
        assert_eq!(strip(" да\nD: и я"), ["да"]);
        assert!(strip("A: hi").is_empty());
    }

    #[test]
    fn what_is_around_a_message_goes() {
        for (written, said) in [
            ("\"Sure thing\"", "Sure thing"),
            ("Reply: \"ok\"", "ok"),
            ("Ответ: «ладно»", "ладно"),
            ("*smiles* sure", "sure"),
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

//! A long text as several notes.

use super::{Tongue, speakable};

/// How a text is said.
#[derive(Debug, PartialEq, Eq)]
pub enum Notes {
    /// As these notes, at least one, in their order.
    Spoken(Vec<String>),
    /// It is better sent as text: it holds nothing to say, or would take too many notes.
    Written,
}

/// Makes a text speakable and divides it into notes of at most `longest` characters, where sentences
/// end if that can be, and into no more than `most` of them.
pub fn notes(text: &str, tongue: Tongue, longest: usize, most: usize) -> Notes {
    let said = speakable(text, tongue);
    if said.is_empty() || longest == 0 {
        return Notes::Written;
    }
    let mut notes = Vec::new();
    let mut rest = said.as_str();
    while !rest.is_empty() {
        if notes.len() == most {
            return Notes::Written;
        }
        let end = end_of_note(rest, longest);
        notes.push(rest[..end].trim().to_owned());
        rest = rest[end..].trim_start();
    }
    Notes::Spoken(notes)
}

/// Where a note ends: after the last sentence that fits, else the last comma, else the last word.
fn end_of_note(text: &str, longest: usize) -> usize {
    let Some((limit, _)) = text.char_indices().nth(longest) else { return text.len() };
    // A note of a word or two followed by a long one sounds odd.
    let least = text.char_indices().nth(longest / 3).map_or(0, |(at, _)| at);
    let last = |ends: &[char]| {
        text[..limit]
            .char_indices()
            .rfind(|(at, character)| {
                let after = at + character.len_utf8();
                ends.contains(character)
                    && *at >= least
                    && text[after..].starts_with(char::is_whitespace)
            })
            .map(|(at, character)| at + character.len_utf8())
    };
    last(&['.', '!', '?', '…'])
        .or_else(|| last(&[',', ';', ':', '—']))
        .or_else(|| text[..limit].rfind(char::is_whitespace))
        .filter(|end| *end > 0)
        .unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_divided_where_sentences_end() {
        let text = "Привет! Я уже еду, буду минут через десять. Поставь чайник";
        let spoken =
            |notes: &[&str]| Notes::Spoken(notes.iter().map(|&note| note.into()).collect());
        assert_eq!(notes(text, Tongue::Russian, 100, 3), spoken(&[text]));
        let two = spoken(&["Привет! Я уже еду, буду минут через десять.", "Поставь чайник"]);
        assert_eq!(notes(text, Tongue::Russian, 50, 3), two);
        let three = spoken(&["Привет! Я уже еду,", "буду минут через десять.", "Поставь чайник"]);
        assert_eq!(notes(text, Tongue::Russian, 25, 3), three);
        assert_eq!(notes(text, Tongue::Russian, 25, 2), Notes::Written);
    }

    #[test]
    fn what_has_no_place_to_divide_is_divided_all_the_same() {
        let Notes::Spoken(parts) = notes(&"а".repeat(25), Tongue::Russian, 10, 9) else {
            panic!("it is said");
        };
        assert_eq!(parts.iter().map(|part| part.chars().count()).collect::<Vec<_>>(), [10, 10, 5]);
        assert_eq!(notes("😂😂", Tongue::Russian, 100, 3), Notes::Written);
    }
}

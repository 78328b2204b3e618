//! Habits that a message has or has not.

use crate::language::is_emoji;

/// A habit of writing that is either there or not, message by message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Trait {
    /// Holds an emoji.
    Emoji,
    /// Ends with a bracket that smiles: ")" or "))".
    Bracket,
    /// Ends with a full stop.
    FullStop,
    /// Ends with an exclamation mark.
    Exclamation,
    /// Ends with an ellipsis.
    Ellipsis,
    /// Ends with no mark at all.
    Unmarked,
    /// Begins with a capital, of those that begin with a letter that has one.
    Capital,
    /// Draws a letter out: "дааа".
    DrawnOut,
    /// Is not the first of its turn.
    Further,
    /// Addresses politely, of those that address somebody.
    Formal,
    /// Writes ё where it may be written.
    Yo,
    /// Is mostly in Cyrillic letters, of those with letters.
    Cyrillic,
    /// Is mostly in Latin letters.
    Latin,
    /// Laughs.
    Laughs,
    /// Is a voice note, of all messages; so are the next two.
    Voice,
    /// Is a sticker.
    Sticker,
    /// Is a picture or another file.
    Media,
}

impl Trait {
    pub(crate) const COUNT: usize = 17;
}

/// How a text ends and begins, and what it is made of; `None` where the question does not arise.
pub(super) fn of_text(text: &str) -> [(Trait, Option<bool>); 10] {
    let text = text.trim();
    let end = ending(text);
    let first = text.chars().next().filter(|c| c.is_lowercase() || c.is_uppercase());
    let [mut cyrillic, mut latin, mut other] = [0, 0, 0];
    for c in text.chars() {
        match c {
            'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => cyrillic += 1,
            'a'..='z' | 'A'..='Z' => latin += 1,
            _ if c.is_ascii() => {}
            _ => other += usize::from(c.is_alphabetic()),
        }
    }
    let all = cyrillic + latin + other;
    let mostly = |of: usize| (all > 0).then_some(2 * of > all);
    [
        (Trait::Emoji, Some(text.chars().any(is_emoji))),
        (Trait::Bracket, Some(end == Ending::Bracket)),
        (Trait::FullStop, Some(end == Ending::FullStop)),
        (Trait::Exclamation, Some(end == Ending::Exclamation)),
        (Trait::Ellipsis, Some(end == Ending::Ellipsis)),
        (Trait::Unmarked, Some(end == Ending::Unmarked)),
        (Trait::Capital, first.map(char::is_uppercase)),
        (Trait::DrawnOut, Some(draws_out(text))),
        (Trait::Cyrillic, mostly(cyrillic)),
        (Trait::Latin, mostly(latin)),
    ]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Bracket,
    FullStop,
    Exclamation,
    Ellipsis,
    Unmarked,
    /// A question mark, an emoji, anything else.
    Other,
}

fn ending(text: &str) -> Ending {
    let mut last = text.chars().rev();
    match (last.next(), last.next()) {
        (Some('.'), Some('.')) | (Some('…'), _) => Ending::Ellipsis,
        (Some('.'), _) => Ending::FullStop,
        (Some('!'), _) => Ending::Exclamation,
        // A bracket that closes one that was opened is none.
        (Some(')'), _) if text.matches(')').count() > text.matches('(').count() => Ending::Bracket,
        (Some(c), _) if c.is_alphanumeric() => Ending::Unmarked,
        _ => Ending::Other,
    }
}

/// Whether a letter stands three times in a row.
fn draws_out(text: &str) -> bool {
    let mut run = (None, 0);
    text.chars().any(|c| {
        run = if run.0 == Some(c) { (run.0, run.1 + 1) } else { (Some(c), 1) };
        // "www" is no feeling.
        run.1 == 3 && c.is_alphabetic() && c != 'w'
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(text: &str) -> Vec<Trait> {
        of_text(text).into_iter().filter(|(_, is)| *is == Some(true)).map(|(of, _)| of).collect()
    }

    #[test]
    fn endings_beginnings_and_letters_are_seen() {
        use Trait::{
            Bracket, Capital, Cyrillic, DrawnOut, Ellipsis, Emoji, Exclamation, FullStop, Latin,
            Unmarked,
        };
        for (text, expected) in [
            ("Добрый день.", &[FullStop, Capital, Cyrillic][..]),
            ("ладно))", &[Bracket, Cyrillic]),
            ("да (наверное)", &[Cyrillic]),
            ("ну…", &[Ellipsis, Cyrillic]),
            ("ну..", &[Ellipsis, Cyrillic]),
            ("дааа!", &[Exclamation, DrawnOut, Cyrillic]),
            ("ok", &[Unmarked, Latin]),
            ("😂", &[Emoji]),
            ("שלום", &[Unmarked]),
            ("10", &[Unmarked]),
            ("", &[]),
        ] {
            assert_eq!(traits(text), expected, "{text}");
        }
    }
}

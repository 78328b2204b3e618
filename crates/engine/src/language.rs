//! In which language people talk with one another, by the letters that they write.

use std::cmp::Ordering;

/// The ISO 639-1 code of the language in which most was said, the newest first: that decides where as much
/// was said in two. `None` where nothing has letters. What has other letters than Russian's is `en`: whoever
/// writes so reads that before Russian.
pub(crate) fn of_talk<'a>(said: impl IntoIterator<Item = &'a str>) -> Option<&'static str> {
    let codes: Vec<_> = said.into_iter().filter_map(of_text).collect();
    let russian = codes.iter().filter(|code| **code == RUSSIAN).count();
    match (2 * russian).cmp(&codes.len()) {
        Ordering::Less => Some(ENGLISH),
        Ordering::Equal => codes.first().copied(),
        Ordering::Greater => Some(RUSSIAN),
    }
}

/// The language of a name, where its letters are of one only.
pub(crate) fn of_name(name: &str) -> Option<&'static str> {
    of_text(name).filter(|code| *code == RUSSIAN)
}

const RUSSIAN: &str = "ru";
const ENGLISH: &str = "en";

fn of_text(text: &str) -> Option<&'static str> {
    let words = text.split_whitespace();
    // Addresses, names of accounts and commands are in nobody's language.
    let words = words.filter(|word| !word.contains("://") && !word.starts_with(['@', '/']));
    let mut letters = words.flat_map(str::chars).filter(|c| c.is_alphabetic()).peekable();
    letters.peek()?;
    let (mut russian, mut of_neighbours) = (false, false);
    for letter in letters {
        match letter {
            'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => russian = true,
            // The other letters of Cyrillic.
            '\u{400}'..='\u{4ff}' => of_neighbours = true,
            _ => {}
        }
    }
    Some(if russian && !of_neighbours { RUSSIAN } else { ENGLISH })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_that_of_most_messages() {
        assert_eq!(of_talk(["ok", "привет, ты как?", "скоро буду"]), Some("ru"));
        assert_eq!(of_talk(["on my way", "привет", "where are you?"]), Some("en"));
        assert_eq!(of_talk(["привет", "hello"]), Some("ru"));
        assert_eq!(of_talk(["hello", "привет"]), Some("en"));
    }

    #[test]
    fn one_foreign_word_makes_no_other_language() {
        assert_eq!(of_talk(["скинь plz ссылку"]), Some("ru"));
    }

    #[test]
    fn what_has_no_letters_counts_for_nothing() {
        assert_eq!(of_talk(["))", "🙂", "17:30", "/start"]), None);
        assert_eq!(of_talk(["https://example.org/a @anna_k", "привет"]), Some("ru"));
    }

    #[test]
    fn nobody_else_is_taken_for_a_russian() {
        assert_eq!(of_talk(["добрий вечір, як ви?"]), Some("en"));
        assert_eq!(of_talk(["guten Abend"]), Some("en"));
    }

    #[test]
    fn a_latin_name_is_anybodys() {
        assert_eq!(of_name("Анна"), Some("ru"));
        assert_eq!(of_name("Anna"), None);
        assert_eq!(of_name("🌸"), None);
    }
}

//! What somebody looks for in messages, and whether a text has it: word forms of both languages, exact
//! phrases in quotes, and the beginning of a word that is still being typed. Accents make no difference, nor
//! how a keyboard puts letters and accents together.
//!
//! Nothing but quotes is read as more than words, so no input is wrong: a minus is a dash and `OR` is a word.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

use crate::language::{is_emoji, stem, words};

/// Letters of a word beyond these are not looked at.
const MOST_LETTERS: usize = 48;
/// Words of a search beyond these are not looked at.
const MOST_WORDS: usize = 32;
/// Shorter beginnings would find half of everything: they stand for themselves.
const SHORTEST_BEGINNING: usize = 2;
/// No word's stem is shorter than this, unless the word is.
const SHORTEST_STEM: usize = 3;

/// What is looked for: all of its parts must be in a text, in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    parts: Vec<Part>,
    /// Whether something was asked for, if nothing that can be found.
    is_asked: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Any form of a word.
    Word(String),
    /// Any form of a word, or any word that begins so.
    Beginning(String),
    /// These words as they stand, one after the other.
    Phrase(Vec<String>),
}

/// How texts with a part are found in an index of [`stems`]: each has one of these stems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Whole stems.
    pub stems: Vec<String>,
    /// Or a stem that begins so.
    pub beginning: Option<String>,
}

impl Wanted {
    /// Reads what was entered. While somebody is typing, the last word need not be finished, unless a
    /// blank or a quote follows it.
    pub fn new(entered: &str, is_typing: bool) -> Self {
        let mut parts = Vec::new();
        let mut left = MOST_WORDS;
        let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
        let pieces: Vec<&str> = entered.split(is_quote).collect();
        for (place, piece) in pieces.iter().enumerate() {
            let mut words: Vec<String> = searched_words(piece).take(left).collect();
            left -= words.len();
            // A quote that is not closed is none.
            let is_quoted = place % 2 == 1 && place + 1 < pieces.len();
            if is_quoted {
                if !words.is_empty() {
                    parts.push(Part::Phrase(words));
                }
                continue;
            }
            let is_last = is_typing && place + 1 == pieces.len();
            let is_open = is_last && piece.ends_with(char::is_alphanumeric);
            let begun = if is_open && left > 0 { words.pop() } else { None };
            parts.extend(words.into_iter().map(Part::Word));
            parts.extend(begun.map(|word| {
                let is_long = word.chars().count() >= SHORTEST_BEGINNING;
                if is_long { Part::Beginning(word) } else { Part::Word(word) }
            }));
        }
        Self { parts, is_asked: !entered.trim().is_empty() }
    }

    /// Whether nothing was asked for: every message has it.
    pub fn is_anything(&self) -> bool {
        !self.is_asked
    }

    /// Whether what was asked for has no word that could be in a text: no message has it.
    pub fn is_nothing(&self) -> bool {
        self.is_asked && self.parts.is_empty()
    }

    /// What every text must have one stem each of.
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        let whole = |word: &String| Key { stems: vec![stem(word).to_owned()], beginning: None };
        for part in &self.parts {
            match part {
                Part::Word(word) => keys.push(whole(word)),
                Part::Phrase(words) => keys.extend(words.iter().map(whole)),
                Part::Beginning(word) => {
                    keys.push(Key { stems: stems_before(word), beginning: Some(word.clone()) });
                }
            }
        }
        let mut unique: Vec<Key> = Vec::new();
        for key in keys {
            if !unique.contains(&key) {
                unique.push(key);
            }
        }
        unique
    }

    /// Whether a word of a text is one of those looked for, to be marked where the text is shown.
    pub fn has_word(&self, word: &str) -> bool {
        searched_words(word).any(|said| {
            self.parts.iter().any(|part| match part {
                Part::Word(wanted) => stem(&said) == stem(wanted),
                Part::Beginning(begun) => said.starts_with(begun) || stem(&said) == stem(begun),
                Part::Phrase(phrase) => phrase.contains(&said),
            })
        })
    }

    /// Whether a text has all of it.
    pub fn is_in(&self, text: &str) -> bool {
        let said: Vec<String> = searched_words(text).collect();
        self.parts.iter().all(|part| match part {
            Part::Word(wanted) => said.iter().any(|word| stem(word) == stem(wanted)),
            Part::Beginning(begun) => {
                said.iter().any(|word| word.starts_with(begun) || stem(word) == stem(begun))
            }
            Part::Phrase(phrase) => said.windows(phrase.len()).any(|words| words == phrase),
        })
    }
}

/// The stems of a text, each once, in order: what it is found by.
pub fn stems(text: &str) -> Vec<String> {
    let mut stems: Vec<String> = searched_words(text).map(|word| stem(&word).to_owned()).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// The words of a text that can be looked for: with letters or digits, or emoji.
fn searched_words(text: &str) -> impl Iterator<Item = String> {
    words(&without_accents(text)).into_iter().filter_map(|mut word| {
        let first = word.chars().next()?;
        if !first.is_alphanumeric() && !is_emoji(first) {
            return None;
        }
        if let Some((end, _)) = word.char_indices().nth(MOST_LETTERS) {
            word.truncate(end);
        }
        Some(word)
    })
}

/// A text with its letters composed and without accents: “café” is “cafe” and «за́мок» is «замок». Cyrillic
/// letters that only look like another with a mark are letters of their own, as «й» is.
fn without_accents(text: &str) -> Cow<'_, str> {
    let is_plain =
        |c: char| c.is_ascii() || matches!(c, '\u{400}'..='\u{52f}' | '\u{2000}'..='\u{20cf}');
    if text.chars().all(|c| is_plain(c) || is_emoji(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().filter(|c| !is_accent(*c)).map(without_accent).collect())
}

fn without_accent(letter: char) -> char {
    if letter.is_ascii() || matches!(letter, '\u{400}'..='\u{52f}') {
        return letter;
    }
    let (mut base, mut is_accented) = (None, true);
    decompose_canonical(letter, |c| match base {
        None => base = Some(c),
        Some(_) => is_accented &= is_accent(c),
    });
    base.filter(|_| is_accented).unwrap_or(letter)
}

/// A mark above, below or through a letter; vowel signs of other scripts are none.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

/// The stems that a word which begins so may have, apart from those that begin so themselves: a stem is a
/// beginning of its word.
fn stems_before(begun: &str) -> Vec<String> {
    let ends = begun.char_indices().map(|(end, _)| end).skip(SHORTEST_STEM);
    let mut stems: Vec<String> = ends.map(|end| begun[..end].to_owned()).collect();
    let of_itself = stem(begun).to_owned();
    if !stems.contains(&of_itself) {
        stems.push(of_itself);
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(entered: &str, text: &str) -> bool {
        let wanted = Wanted::new(entered, false);
        let is_in = wanted.is_in(text);
        is_reachable(&wanted, text, is_in);
        is_in
    }

    fn finds_typing(entered: &str, text: &str) -> bool {
        let wanted = Wanted::new(entered, true);
        let is_in = wanted.is_in(text);
        is_reachable(&wanted, text, is_in);
        is_in
    }

    /// Whatever is in a text is found by an index of its stems.
    fn is_reachable(wanted: &Wanted, text: &str, is_in: bool) {
        let stems = stems(text);
        let has = |key: &Key| {
            stems.iter().any(|stem| {
                key.stems.contains(stem)
                    || key.beginning.as_ref().is_some_and(|begun| stem.starts_with(begun))
            })
        };
        assert!(!is_in || wanted.keys().iter().all(has), "{wanted:?} in {text:?}: {stems:?}");
    }

    #[test]
    fn all_words_are_found_in_any_form_and_order() {
        assert!(finds("ключи квартира", "Ключ от квартиры у мамы"));
        assert!(finds("meetings", "The MEETING is over"));
        assert!(finds("еще", "Ещё раз!") && finds("ЕЩЁ", "еще раз"));
        assert!(!finds("ключи гараж", "Ключ от квартиры у мамы"));
        assert!(!finds("ключ", "включи свет"), "a word is whole");
        assert!(finds("🎉", "С днём рождения 🎉") && !finds("🎉", "С днём рождения"));
        assert!(finds("8 999", "звони: 8-999-123"));
    }

    #[test]
    fn accents_and_how_letters_are_composed_make_no_difference() {
        for (one, other) in [
            ("café", "cafe"),
            ("cafe\u{301}", "café"),
            ("Crème Brûlée", "creme brulee"),
            ("naïve", "nai\u{308}ve"),
            ("Việt", "viet"),
            ("мой чай", "мои\u{306} чаи\u{306}"),
            ("ёлка", "е\u{308}лка"),
            ("елка", "Е\u{308}ЛКА"),
            ("за\u{301}мок", "замок"),
            ("Київ", "Киі\u{308}в"),
            ("が", "か\u{3099}"),
            ("한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
        ] {
            assert!(finds(one, other) && finds(other, one), "{one} {other}");
            assert!(finds_typing(one, other) && finds_typing(other, one), "{one} {other}");
            let quoted = format!("\"{one}\"");
            assert!(finds(&quoted, other), "{quoted} {other}");
            assert_eq!(stems(one), stems(other));
        }
        assert!(finds_typing("cafe\u{301}", "cafés") && finds_typing("caf", "CAFÉ"));
        assert!(!finds("\"мой\"", "мои"), "й is a letter of its own");
        assert!(!finds("か", "が") && !finds("कि", "क"), "so are these");
    }

    #[test]
    fn a_phrase_in_quotes_stands_as_it_is() {
        assert!(finds("\"как дела\"", "Ну, как дела?"));
        assert!(finds("«Как дела»", "привет! как, дела"));
        assert!(!finds("\"как дела\"", "как твои дела"));
        assert!(!finds("\"как дело\"", "как дела"), "no other forms");
        assert!(finds("привет \"как дела\" маму", "как дела? привет маме"));
        assert!(finds("\"как дела", "дела? как всегда"), "an open quote is none");
        assert!(finds_typing("\"как дела\"", "как дела"));
    }

    #[test]
    fn what_is_being_typed_is_a_beginning() {
        for typed in ["ра", "рабо", "работ", "работа", "работаю", "работающ", "работающий"]
        {
            assert!(finds_typing(typed, "Он работающий человек"), "{typed}");
        }
        assert!(!finds_typing("рабо ", "работа"), "a blank ends the word");
        assert!(!finds("рабо", "работа"));
        assert!(finds_typing("ключ кварт", "квартира без ключа"));
        assert!(!finds_typing("к", "квартира"), "one letter is a word");
        assert!(finds_typing("mee", "meetings") && finds_typing("meetin", "meetings"));
        assert!(finds_typing("ё", "е") && finds_typing("ещё", "еще"));
    }

    #[test]
    fn the_words_that_were_looked_for_are_told_from_others() {
        let wanted = Wanted::new("ключи \"как дела\" рабо", true);
        for word in ["Ключом", "ДЕЛА", "работающий"] {
            assert!(wanted.has_word(word), "{word}");
        }
        for word in ["включи", "дело", "…", ""] {
            assert!(!wanted.has_word(word), "{word}");
        }
    }

    #[test]
    fn nothing_that_is_entered_is_wrong() {
        assert!(Wanted::new("  \n", true).is_anything());
        for nothing in ["\"", "\"\"", "-", "* ? ( ' ;", "«»", "🇷🇺", "\u{0}"] {
            assert!(Wanted::new(nothing, true).is_nothing(), "{nothing:?}");
        }
        assert!(finds("a -b OR c* NEAR(d) col:e", "a b or c near d col e"));
        let long = "слово ".repeat(1_000);
        assert!(finds(&long, "слова") && finds_typing(&format!("{long}сло"), "слова"));
        let endless = "ж".repeat(5_000);
        assert!(finds_typing(&"абв".repeat(5_000), &"абв".repeat(5_000)));
        assert!(Wanted::new(&endless, true).keys().iter().all(|key| key.stems.len() < 64));
    }
}

//! Words, stems and everyday phrases of each language.

mod en;
mod ru;
pub(crate) mod terms;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What recall knows of a language.
struct Language {
    /// Whether a letter is of the language's alphabet.
    letter: fn(char) -> bool,
    /// The part of a word that its forms share.
    stem: fn(&str) -> &str,
    /// Words that say little by themselves.
    function_words: &'static [&'static str],
    /// Everyday phrases, in the form that [`words`] gives.
    phrases: &'static [(Concept, &'static [&'static str])],
}

const ALL: [&Language; 2] = [&ru::RUSSIAN, &en::ENGLISH];

/// What people say many times a day and never in the same way twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Concept {
    /// A greeting at any time of day.
    Greeting,
    /// Good morning.
    Morning,
    /// Good day.
    Day,
    /// Good evening.
    Evening,
    /// Good night.
    Night,
    /// How are you?
    HowAreYou,
    /// What are you doing?
    WhatDoing,
    /// Where are you?
    Where,
    /// Thanks.
    Thanks,
    /// An excuse.
    Sorry,
    /// A farewell.
    Bye,
    /// Congratulations.
    Congratulation,
    /// I love you.
    Love,
    /// I miss you.
    Miss,
    /// Yes.
    Yes,
    /// No.
    No,
    /// Agreed, understood.
    Ok,
    /// Laughter.
    Laugh,
}

impl Concept {
    /// Whether what is said next depends on what was said before rather than on this.
    pub fn leans_on_context(self) -> bool {
        matches!(self, Self::Yes | Self::No | Self::Ok | Self::Laugh)
    }

    /// Whether it belongs to a time of day.
    pub fn is_of_the_hour(self) -> bool {
        matches!(self, Self::Morning | Self::Day | Self::Evening | Self::Night)
    }
}

/// The words of a text in lower case, with ё as е, letters drawn out shortened, and apostrophes
/// dropped; every emoji is a word, and so is a question mark.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    // Grows once for all words; each is then kept in as much room as it needs.
    let mut word = String::new();
    let end = |word: &mut String, words: &mut Vec<String>| {
        if !word.is_empty() {
            words.push(word.as_str().to_owned());
            word.clear();
        }
    };
    for c in text.chars() {
        match c {
            '\'' | '’' | '`' => {}
            // By far the most letters, without a look into Unicode's tables.
            'a'..='z' | 'а'..='я' => push(&mut word, c),
            '?' | '+' => {
                end(&mut word, &mut words);
                if words.last().is_none_or(|last| !last.starts_with(c)) {
                    words.push(c.to_string());
                }
            }
            _ if c.is_alphanumeric() => {
                for c in c.to_lowercase() {
                    push(&mut word, if c == 'ё' { 'е' } else { c });
                }
            }
            _ if is_emoji(c) => {
                end(&mut word, &mut words);
                words.push(c.to_string());
            }
            _ => end(&mut word, &mut words),
        }
    }
    end(&mut word, &mut words);
    words
}

/// Adds a letter to a word. "приветтттт": two of a letter are spelling, three are feeling.
fn push(word: &mut String, letter: char) {
    let mut last = word.chars().rev();
    let drawn_out = last.next() == Some(letter) && last.next() == Some(letter);
    if !drawn_out || !letter.is_alphabetic() {
        word.push(letter);
    }
}

/// Whether a character is an emoji by itself; variation selectors, joiners and skin tones are not.
pub fn is_emoji(c: char) -> bool {
    matches!(c as u32, 0x2600..=0x27BF | 0x2B50..=0x2B55 | 0x1F300..=0x1F3FA | 0x1F400..=0x1FAFF)
}

/// The part of a word that its forms share. Given as [`words`] gives it.
pub fn stem(word: &str) -> &str {
    ALL.iter()
        .find(|language| word.chars().all(language.letter))
        .map_or(word, |language| (language.stem)(word))
}

/// Whether a word says little by itself. Given as [`words`] gives it.
pub fn is_function_word(word: &str) -> bool {
    static WORDS: LazyLock<rustc_hash::FxHashSet<&'static str>> = LazyLock::new(|| {
        ALL.iter().flat_map(|language| language.function_words.iter().copied()).collect()
    });
    WORDS.contains(word)
}

/// An everyday phrase found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhraseMatch {
    /// What it says.
    pub concept: Concept,
    /// Its first word.
    pub start: usize,
    /// How many words it has.
    pub len: usize,
}

/// The everyday phrases in the words of a text, in order, the longest at each place.
pub fn phrases(words: &[String]) -> Vec<PhraseMatch> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let longest = PHRASES
            .get(words[start].as_str())
            .into_iter()
            .flatten()
            .filter(|(phrase, _)| {
                words[start..].len() >= phrase.len()
                    && phrase.iter().zip(&words[start..]).all(|(a, b)| a == b)
            })
            .max_by_key(|(phrase, _)| phrase.len());
        let len = longest.map_or(1, |(phrase, _)| phrase.len());
        if let Some((_, concept)) = longest {
            found.push(PhraseMatch { concept: *concept, start, len });
        }
        start += len;
    }
    found
}

/// Every everyday phrase that says something, in all languages, in the form that [`words`] gives.
pub fn ways_to_say(concept: Concept) -> impl Iterator<Item = &'static str> {
    ALL.iter()
        .flat_map(|language| language.phrases)
        .filter(move |(said, _)| *said == concept)
        .flat_map(|(_, texts)| texts.iter().copied())
}

type Phrases = FxHashMap<&'static str, Vec<(Vec<&'static str>, Concept)>>;

/// Phrases by their first word.
static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    for language in ALL {
        for (concept, texts) in language.phrases {
            for text in *texts {
                let words: Vec<&str> = text.split(' ').collect();
                phrases.entry(words[0]).or_default().push((words, *concept));
            }
        }
    }
    phrases
});

#[cfg(test)]
mod tests {
    use super::*;

    fn concepts(text: &str) -> Vec<Concept> {
        phrases(&words(text)).into_iter().map(|found| found.concept).collect()
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(
            words("Приветттт!! Ещё don’t STOP??? 👍🏽❤️"),
            ["приветт", "еще", "dont", "stop", "?", "👍", "❤"]
        );
        assert!(words("... —").is_empty());
    }

    #[test]
    fn forms_of_a_word_share_their_stem() {
        for forms in [
            ["работа", "работу", "работой"],
            ["купил", "купила", "купили"],
            ["вечером", "вечера", "вечеру"],
            ["meeting", "meetings", "meeting"],
            ["worked", "working", "works"],
        ] {
            assert_eq!(stem(forms[0]), stem(forms[1]), "{forms:?}");
            assert_eq!(stem(forms[0]), stem(forms[2]), "{forms:?}");
        }
    }

    #[test]
    fn everyday_phrases_are_the_same_however_they_are_said() {
        assert_eq!(concepts("Привет, как дела?"), concepts("здарова, как сам"));
        assert_eq!(concepts("hey! how's it going"), concepts("Hi, how are you?"));
        assert_eq!(concepts("спс"), [Concept::Thanks]);
        assert_eq!(concepts("😂😂"), [Concept::Laugh, Concept::Laugh]);
        assert!(concepts("купи хлеба").is_empty());
    }

    #[test]
    fn every_phrase_is_written_in_folded_words() {
        for language in ALL {
            for phrase in language.phrases.iter().flat_map(|(_, texts)| *texts) {
                assert_eq!(words(phrase).join(" "), *phrase);
            }
        }
    }
}

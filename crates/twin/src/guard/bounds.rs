//! What the owner keeps to themselves ([`Bounds`]): whether a phrase of theirs stands in texts, in whatever form or
//! disguise. For the guard of both what is recalled and what a model makes up, and for whoever sends.

use domain::Bounds;
use style::language::{stem, words};

use super::made::disguise::{from_base64, readings};
use super::made::fold::{as_cyrillic, as_latin, fold, plain};

/// Up to how many pieces a phrase is looked for in.
const PIECES: usize = 32;
/// Readings of shorter words would find chance.
const READ_LETTERS: usize = 5;

/// Whether texts hold what their owner never says.
pub fn is_never_said(bounds: &Bounds, texts: &[String]) -> bool {
    holds(&bounds.never_say, texts, &|_| false)
}

/// Whether texts touch what is left to the owner.
pub fn is_left_to_owner(bounds: &Bounds, texts: &[String]) -> bool {
    holds(&bounds.left_to_owner, texts, &|_| false)
}

/// Whether one of the phrases stands in texts, taken together: a phrase may be cut over several messages. Words
/// that nobody says, as far as is known, are also read as what they may be in disguise.
pub(super) fn holds(
    phrases: &[String],
    texts: &[String],
    is_unheard: &dyn Fn(&str) -> bool,
) -> bool {
    if phrases.is_empty() {
        return false;
    }
    let folded: Vec<String> = texts.iter().map(|text| fold(text)).collect();
    let latin: Vec<String> = folded.iter().map(|text| as_latin(text)).collect();
    let cyrillic: Vec<String> = latin.iter().map(|text| as_cyrillic(text)).collect();
    let readings = [&folded, &latin, &cyrillic].map(|texts| spoken(texts));
    let disguised = disguised(texts, &folded, is_unheard);
    let shown: String = folded.concat();
    phrases.iter().any(|phrase| match Phrase::of(phrase) {
        Phrase::Words(phrase) => {
            readings.iter().any(|spoken| phrase.stands_in(spoken))
                || phrase.letters() >= READ_LETTERS
                    && disguised.iter().any(|spoken| phrase.stands_in(spoken))
        }
        Phrase::Sign(sign) => shown.contains(&sign),
    })
}

/// A phrase that is looked for.
enum Phrase {
    Words(Words),
    /// An emoji, or another sign.
    Sign(String),
}

/// Its words, and all of them in one.
struct Words {
    words: Vec<String>,
    joined: String,
}

impl Phrase {
    fn of(phrase: &str) -> Self {
        let folded = fold(phrase);
        let words = spoken(std::slice::from_ref(&folded));
        match words.is_empty() {
            true => Self::Sign(folded.trim().to_owned()),
            false => Self::Words(Words { joined: words.concat(), words }),
        }
    }
}

impl Words {
    fn letters(&self) -> usize {
        self.joined.chars().count()
    }

    /// Whether these words follow each other somewhere, or pieces that make them.
    fn stands_in(&self, spoken: &[String]) -> bool {
        let follows = |start: usize| {
            spoken.get(start..start + self.words.len()).is_some_and(|said| {
                said.iter().zip(&self.words).all(|(said, word)| is_form(said, word))
            })
        };
        (0..spoken.len()).any(|start| follows(start) || self.is_pieced_from(&spoken[start..]))
    }

    /// Whether the first words, joined, are this phrase.
    fn is_pieced_from(&self, spoken: &[String]) -> bool {
        let longest = self.joined.len() + 8;
        let mut joined = String::new();
        for piece in spoken.iter().take(PIECES) {
            joined.push_str(piece);
            if joined.len() > longest {
                return false;
            }
            if is_form(&joined, &self.joined) {
                return true;
            }
        }
        false
    }
}

/// Whether a word is another in any of its forms.
fn is_form(said: &str, word: &str) -> bool {
    said == word || stem(said) == stem(word)
}

/// The words of texts, one after the other.
fn spoken(texts: &[String]) -> Vec<String> {
    let all = texts.iter().flat_map(|text| words(text));
    all.filter(|word| word.chars().all(char::is_alphanumeric)).collect()
}

/// What unheard words may be read as, the words of each reading.
fn disguised(
    texts: &[String],
    folded: &[String],
    is_unheard: &dyn Fn(&str) -> bool,
) -> Vec<Vec<String>> {
    let is_unheard = |token: &&str| words(token).iter().any(|word| is_unheard(word));
    let tokens = folded.iter().flat_map(|text| text.split_whitespace()).filter(is_unheard);
    let mut all: Vec<Vec<String>> =
        tokens.flat_map(readings).map(|reading| spoken(&[reading])).collect();
    for text in texts {
        let plain = plain(text);
        let encoded = plain.split_whitespace().filter(is_unheard).filter_map(from_base64);
        all.extend(encoded.map(|text| spoken(&[fold(&text)])));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(phrase: &str, texts: &[&str]) -> bool {
        let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        holds(&[phrase.to_owned()], &texts, &|_| true)
    }

    #[test]
    fn a_phrase_is_found_in_all_its_forms() {
        for (phrase, text) in [
            ("зарплата", "какая у тебя зарплата?"),
            ("зарплата", "про зарплату потом"),
            ("Зарплата", "ЗАРПЛАТЫ"),
            ("зая моя", "спокойной, зая моя"),
            ("ёлка", "елку купил"),
            ("salary", "my salary is fine"),
            ("😂", "ну да 😂"),
            ("❤", "люблю ❤️"),
        ] {
            assert!(held(phrase, &[text]), "{phrase}: {text}");
        }
    }

    #[test]
    fn a_phrase_is_found_in_disguise() {
        for (phrase, texts) in [
            ("зарплата", &["моя зaрплaтa"][..]),
            ("зарплата", &["з а р п л а т а"]),
            ("зарплата", &["зар-плата"]),
            ("зарплата", &["з\u{200b}арп\u{200b}лата"]),
            ("зарплата", &["зар", "плата"]),
            ("зарплата", &["аталпраз"]),
            ("зарплата", &["zarplata"]),
            ("зарплата", &["pfhgkfnf"]),
            ("зарплата", &["зааарплааата"]),
            ("salary", &["𝓼𝓪𝓵𝓪𝓻𝔂"]),
            ("salary", &["s4l4ry"]),
            ("salary", &["ѕаlаrу"]),
            ("salary", &["c2FsYXJ5"]),
            ("password123", &["password 123"]),
        ] {
            assert!(held(phrase, texts), "{phrase}: {texts:?}");
        }
    }

    #[test]
    fn other_words_are_no_phrase() {
        for (phrase, text) in [
            ("зарплата", "плата за вход"),
            ("кот", "который час"),
            ("зая моя", "моя зая"),
            ("salary", "celery"),
            ("😂", "ну да"),
        ] {
            assert!(!held(phrase, &[text]), "{phrase}: {text}");
        }
        assert!(!holds(&[], &["что угодно".to_owned()], &|_| true));
    }

    #[test]
    fn words_that_are_heard_stand_for_themselves() {
        let holds = |is_unheard: &dyn Fn(&str) -> bool| {
            holds(&["зарплата".to_owned()], &["аталпраз".to_owned()], is_unheard)
        };
        assert!(holds(&|_| true) && !holds(&|_| false));
    }
}

//! What a text is compared by: stems, everyday phrases, pieces of words.

use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use rustc_hash::FxHasher;

use crate::language::{Concept, is_function_word, phrases, stem, words};

/// Words beyond these say nothing new about what a text is.
const MOST_WORDS: usize = 40;

/// What a feature is to its text, which decides how much it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Role {
    /// A word of an everyday phrase: the phrase counts.
    InPhrase,
    /// A word that says little: a function word, an emoji, whom the text addresses.
    Minor,
    /// A greeting before something else.
    Opening,
    /// Any other word.
    Plain,
    /// An everyday phrase.
    Phrase,
}

impl Role {
    /// By [`Role`]'s number.
    const ALL: [Self; 5] = [Self::InPhrase, Self::Minor, Self::Opening, Self::Plain, Self::Phrase];

    /// How much a feature of this role counts.
    pub(super) fn counts(self) -> f32 {
        match self {
            Self::InPhrase => 0.15,
            Self::Minor => 0.35,
            Self::Opening => 0.4,
            Self::Plain => 1.0,
            Self::Phrase => 1.6,
        }
    }

    /// The role with this number, of which only the lowest three bits are looked at.
    pub(super) fn from_bits(bits: u32) -> Self {
        Self::ALL[(bits as usize & 7).min(Self::ALL.len() - 1)]
    }
}

/// A hashed feature. Collisions are rare enough at 32 bits to be noise.
pub(super) type Feature = u32;

/// The features of some texts, each once.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// Stems and everyday phrases.
    pub(super) words: Vec<Counted>,
    /// Trigrams of the words that are part of no phrase, with their word's edges; and the phrases
    /// again, so that they are as like in pieces as they are in words.
    pub(super) pieces: Vec<Counted>,
}

/// A feature and its role.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Counted {
    pub(super) feature: Feature,
    pub(super) role: Role,
    /// Whether it tells what the text is about, without what was said before.
    pub(super) telling: bool,
}

impl Features {
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut features = Self::default();
        let mut left = MOST_WORDS;
        for text in texts {
            left -= features.add(text, left);
        }
        unique(&mut features.words);
        unique(&mut features.pieces);
        let greets = |word: &Counted| GREETINGS.contains(&word.feature);
        if features.words.iter().any(|word| word.telling && !greets(word)) {
            let all = features.words.iter_mut().chain(&mut features.pieces);
            for greeting in all.filter(|word| greets(word)) {
                greeting.role = Role::Opening;
                greeting.telling = false;
            }
        }
        features
    }

    /// Adds at most `most` words of a text; returns how many.
    fn add(&mut self, text: &str, most: usize) -> usize {
        let mut words = words(text);
        words.truncate(most);
        let phrases = phrases(&words);
        let addressed = addressed(text, &words);
        let mut phrase = phrases.iter().peekable();
        for (place, word) in words.iter().enumerate() {
            while phrase.next_if(|found| found.start + found.len <= place).is_some() {}
            let feature = hash_of(&("stem", stem(word)));
            if let Some(found) = phrase.peek().filter(|found| found.start <= place) {
                self.words.push(Counted { feature, role: Role::InPhrase, telling: false });
                if found.start == place {
                    self.add_phrase(found.concept);
                }
                continue;
            }
            let minor = is_function_word(word)
                || !word.starts_with(char::is_alphanumeric)
                || addressed == Some(place);
            let role = if minor { Role::Minor } else { Role::Plain };
            self.words.push(Counted { feature, role, telling: !minor });
            self.pieces.extend(trigrams(word).map(|feature| Counted {
                feature,
                role,
                telling: false,
            }));
        }
        words.len()
    }

    fn add_phrase(&mut self, concept: Concept) {
        let phrase = Counted {
            feature: phrase_feature(concept),
            role: Role::Phrase,
            telling: !concept.leans_on_context(),
        };
        self.words.push(phrase);
        self.pieces.push(phrase);
    }
}

/// Keeps each feature once, as what it counts most; sorts by feature.
fn unique(features: &mut Vec<Counted>) {
    features.sort_by(|a, b| a.feature.cmp(&b.feature).then(b.role.cmp(&a.role)));
    features.dedup_by_key(|counted| counted.feature);
}

/// The word by which a text addresses somebody, as far as commas tell: "Anna, …" or "…, Anna".
fn addressed(text: &str, words: &[String]) -> Option<usize> {
    let is_word = |token: &&str| token.chars().any(char::is_alphanumeric);
    let one_word = |clause: &str| clause.split_whitespace().filter(is_word).count() == 1;
    if words.len() < 3 {
        return None;
    }
    let (first, _) = text.trim_start().split_once(',')?;
    let (_, last) = text.trim_end().rsplit_once(',')?;
    if one_word(first) {
        Some(0)
    } else if one_word(last) {
        words.iter().rposition(|word| word.starts_with(char::is_alphanumeric))
    } else {
        None
    }
}

static GREETINGS: LazyLock<[Feature; 4]> = LazyLock::new(|| {
    [Concept::Greeting, Concept::Morning, Concept::Day, Concept::Evening].map(phrase_feature)
});

fn phrase_feature(concept: Concept) -> Feature {
    hash_of(&("phrase", concept))
}

fn trigrams(word: &str) -> impl Iterator<Item = Feature> {
    let letters: Vec<char> = [' '].into_iter().chain(word.chars().take(32)).chain([' ']).collect();
    let grams: Vec<Feature> =
        letters.windows(3).map(|window| hash_of(&("piece", window))).collect();
    grams.into_iter()
}

fn hash_of(value: &impl Hash) -> Feature {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    let hash = hasher.finish();
    // Both halves: the lower one alone is badly mixed.
    (hash >> 32) as u32 ^ hash as u32
}

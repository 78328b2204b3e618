//! A text as counted stems and pieces of words.

use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;

use rustc_hash::FxHasher;

use super::lexicon::SLOTS;
use crate::language::{stem, words};

/// Words beyond these say nothing new about what a text is.
const MOST_WORDS: usize = 200;
/// Letters of a word beyond these are not looked at.
const MOST_LETTERS: usize = 24;
/// How long the pieces of words are, in characters; a word's edges count as characters.
const PIECES: RangeInclusive<usize> = 3..=5;

/// A hashed stem or piece. What shares a slot with something else is noise, and rare enough.
pub(super) type Slot = u32;

/// The slots of a text, sorted, each once, with how often it is there.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Terms {
    pub(super) stems: Vec<(Slot, f32)>,
    pub(super) pieces: Vec<(Slot, f32)>,
    pub(super) chars: usize,
}

impl Terms {
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut slots, mut chars) = (Slots::default(), 0);
        for text in texts {
            chars += text.chars().count();
            slots.add(&words(text));
        }
        Self { stems: counted(slots.stems), pieces: counted(slots.pieces), chars }
    }

    /// Both together, each counted so many times.
    pub(super) fn sum(&self, weight: f32, other: &Self, other_weight: f32) -> Self {
        Self {
            stems: sum(&self.stems, weight, &other.stems, other_weight),
            pieces: sum(&self.pieces, weight, &other.pieces, other_weight),
            chars: self.chars + other.chars,
        }
    }
}

/// The slots of texts in the order of their words, as often as they are there.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    pub(super) stems: Vec<Slot>,
    pub(super) pieces: Vec<Slot>,
    letters: Vec<char>,
}

impl Slots {
    /// Adds those of a text, given as its words.
    pub(super) fn add(&mut self, words: &[String]) {
        let before = |kind: &str| {
            let mut hasher = FxHasher::default();
            kind.hash(&mut hasher);
            hasher
        };
        let (before_stem, before_piece) = (before("stem"), before("piece"));
        for word in words.iter().take(MOST_WORDS) {
            let mut hasher = before_stem.clone();
            stem(word).hash(&mut hasher);
            self.stems.push(slot(&hasher));
            self.letters.clear();
            self.letters.push(' ');
            self.letters.extend(word.chars().take(MOST_LETTERS));
            self.letters.push(' ');
            for length in PIECES {
                let mut before = before_piece.clone();
                before.write_usize(length);
                self.pieces.extend(self.letters.windows(length).map(|piece| {
                    let mut hasher = before.clone();
                    for letter in piece {
                        hasher.write_u32(u32::from(*letter));
                    }
                    slot(&hasher)
                }));
            }
        }
    }

    /// Takes all away, but not the room.
    pub(super) fn clear(&mut self) {
        self.stems.clear();
        self.pieces.clear();
    }
}

fn slot(hasher: &FxHasher) -> Slot {
    let hash = hasher.finish();
    // Both halves: the lower one alone is badly mixed.
    ((hash >> 32) as u32 ^ hash as u32) % SLOTS as u32
}

fn counted(mut slots: Vec<Slot>) -> Vec<(Slot, f32)> {
    slots.sort_unstable();
    slots.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f32)).collect()
}

fn sum(a: &[(Slot, f32)], weight: f32, b: &[(Slot, f32)], other_weight: f32) -> Vec<(Slot, f32)> {
    let mut all: Vec<(Slot, f32)> = a
        .iter()
        .map(|(slot, count)| (*slot, count * weight))
        .chain(b.iter().map(|(slot, count)| (*slot, count * other_weight)))
        .collect();
    // Stable: the order of sums must not depend on anything but the texts.
    all.sort_by_key(|(slot, _)| *slot);
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    all
}

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
        let (mut stems, mut pieces, mut chars) = (Vec::new(), Vec::new(), 0);
        let mut letters: Vec<char> = Vec::new();
        for text in texts {
            chars += text.chars().count();
            for word in words(text).iter().take(MOST_WORDS) {
                stems.push(slot(&("stem", stem(word))));
                letters.clear();
                letters.push(' ');
                letters.extend(word.chars().take(MOST_LETTERS));
                letters.push(' ');
                for length in PIECES {
                    pieces.extend(letters.windows(length).map(|piece| slot(&("piece", piece))));
                }
            }
        }
        Self { stems: counted(stems), pieces: counted(pieces), chars }
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

fn slot(value: &impl Hash) -> Slot {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
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

//! Texts of the owner and of others, as many as fit.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use domain::{MessageId, PeerId};
use rustc_hash::FxBuildHasher;

use crate::mask::mask;

/// How many texts of one side are kept. Twice as many raised the measured area under the curve by
/// 0.002, for twice the time and memory.
const MOST: usize = 12_000;
/// How much of a text is kept.
const CHARS: usize = 300;

/// A text that is kept.
#[derive(Debug)]
pub(super) struct Sampled {
    pub(super) text: Box<str>,
    pub(super) day: i64,
}

/// A random sample of one side's texts that does not depend on their order: those with the
/// smallest hashes of their numbers are kept ("bottom-k", Cohen and Kaplan, "Summarizing data
/// using bottom-k sketches", PODC 2007).
#[derive(Debug, Default)]
pub(super) struct Sample {
    texts: BTreeMap<u64, Sampled>,
}

impl Sample {
    /// Offers a message's text, written on this day; returns whether the sample has changed.
    pub(super) fn offer(&mut self, chat: PeerId, id: MessageId, day: i64, text: &str) -> bool {
        let key = key(chat, id);
        let full = self.texts.len() >= MOST;
        if full && self.texts.last_key_value().is_some_and(|(last, _)| key > *last) {
            return false;
        }
        // First masked, then cut: half a number is a number that nothing masks.
        let text = beginning(&mask(beginning(text, 2 * CHARS)), CHARS).into();
        self.texts.insert(key, Sampled { text, day });
        if self.texts.len() > MOST {
            self.texts.pop_last();
        }
        true
    }

    /// Takes a message's text out, if it is there.
    pub(super) fn remove(&mut self, chat: PeerId, id: MessageId) -> bool {
        self.texts.remove(&key(chat, id)).is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The texts in an order that says nothing about their time.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Sampled> {
        self.texts.values()
    }
}

fn beginning(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(end, _)| &text[..end])
}

fn key(chat: PeerId, id: MessageId) -> u64 {
    mixed(&(chat.0, id.0))
}

fn mixed(value: &impl std::hash::Hash) -> u64 {
    let hash = FxBuildHasher.hash_one(value);
    (hash ^ (hash >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(ids: impl Iterator<Item = i32>) -> Vec<String> {
        let mut sample = Sample::default();
        for id in ids {
            sample.offer(PeerId(7), MessageId(id), 0, &id.to_string());
        }
        sample.iter().map(|sampled| sampled.text.to_string()).collect()
    }

    #[test]
    fn the_sample_is_bounded_and_the_same_in_any_order() {
        let forwards = texts(0..40_000);
        assert_eq!(forwards.len(), MOST);
        assert_eq!(forwards, texts((0..40_000).rev()));
        let late = forwards.iter().filter(|id| id.parse::<i32>().unwrap() >= 20_000).count();
        assert!((4_000..8_000).contains(&late), "half of them are of the later half: {late}");
    }

    #[test]
    fn a_text_taken_out_is_gone() {
        let mut sample = Sample::default();
        assert!(sample.offer(PeerId(7), MessageId(1), 0, "a"));
        assert!(sample.remove(PeerId(7), MessageId(1)));
        assert!(!sample.remove(PeerId(7), MessageId(1)));
        assert_eq!(sample.len(), 0);
    }
}

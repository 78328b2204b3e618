//! Exemplars with nearly the same answer are one hit.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use super::Hit;
use crate::exemplar::{Exemplar, Lines};
use crate::language::words;

/// Answers that share this much of their words are the same answer.
const NEAR_DUPLICATE: f32 = 0.8;
/// An exemplar agrees if it is this near to the one it agrees with.
const AGREEING_WITHIN: f32 = 0.2;
/// How many words of an answer tell whether it is the same as another.
const ANSWER_WORDS: usize = 32;

/// An exemplar and how it fits.
pub(super) struct Ranked<'a> {
    pub(super) exemplar: &'a Exemplar,
    pub(super) similarity: f32,
    pub(super) same_chat: bool,
    /// Whether it was said there to the one who asks now.
    pub(super) to_asker: bool,
}

/// The best of each group of nearly the same answers.
pub(super) fn distinct<'a>(ranked: &[Ranked<'a>], limit: usize) -> Vec<Hit<'a>> {
    let mut hits: Vec<(Hit<'a>, Vec<u64>)> = Vec::new();
    for Ranked { exemplar, similarity, same_chat, to_asker } in ranked {
        let said = answer_words(&exemplar.answer);
        let same = hits.iter_mut().find(|(_, other)| overlap(&said, other) >= NEAR_DUPLICATE);
        if let Some((hit, _)) = same {
            if *similarity + AGREEING_WITHIN >= hit.similarity {
                hit.agreeing += 1;
                hit.agreeing_here += usize::from(*same_chat);
                hit.to_asker |= *to_asker;
            }
        } else if hits.len() < limit {
            let hit = Hit {
                exemplar,
                similarity: *similarity,
                same_chat: *same_chat,
                to_asker: *to_asker,
                agreeing: 1,
                agreeing_here: usize::from(*same_chat),
            };
            hits.push((hit, said));
        }
    }
    hits.into_iter().map(|(hit, _)| hit).collect()
}

/// The words of an answer, hashed and sorted, each once.
fn answer_words(answer: &Lines) -> Vec<u64> {
    let mut all: Vec<u64> = answer
        .iter()
        .flat_map(words)
        .take(ANSWER_WORDS)
        .map(|word| FxBuildHasher.hash_one(word))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The share of words that two sorted lists have in common (Jaccard).
fn overlap(a: &[u64], b: &[u64]) -> f32 {
    let shared = a.iter().filter(|word| b.binary_search(word).is_ok()).count();
    let all = a.len() + b.len() - shared;
    if all == 0 { 1.0 } else { shared as f32 / all as f32 }
}

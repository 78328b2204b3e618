//! Comparisons against those with other questions.

use rustc_hash::FxHashMap;

use super::features::{COSINES, Question, Reply};
use super::terms::Slot;
use super::vector::Vector;

/// Added to every deviation: with few questions, or none that shares a word, it would be 0.
const SOFTENED: f32 = 0.02;

/// Questions of the past, to be compared with all at once.
#[derive(Debug)]
pub(super) struct Others {
    count: usize,
    /// For each cosine the questions that hold a slot, with what it weighs there.
    holding: [FxHashMap<Slot, Vec<(u32, f32)>>; COSINES],
}

impl Others {
    pub(super) fn of(questions: impl IntoIterator<Item = Question>) -> Self {
        let mut others = Self { count: 0, holding: Default::default() };
        for (number, question) in (0..).zip(questions) {
            others.count += 1;
            for (holding, side) in others.holding.iter_mut().zip(question.sides()) {
                for (slot, weight) in side.weights() {
                    holding.entry(slot).or_default().push((number, weight));
                }
            }
        }
        others
    }

    fn cosines(&self, kind: usize, said: &Vector) -> Vec<f32> {
        let mut cosines = vec![0.0; self.count];
        for (slot, weight) in said.weights() {
            for (number, other) in self.holding[kind].get(&slot).into_iter().flatten() {
                cosines[*number as usize] += weight * other;
            }
        }
        cosines
    }
}

/// What cosines a reply has with questions that it does not answer.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    mean: [f32; COSINES],
    deviation: [f32; COSINES],
}

impl Scale {
    pub(super) fn of(reply: &Reply, others: &Others) -> Self {
        let mut scale = Self { mean: [0.0; COSINES], deviation: [SOFTENED; COSINES] };
        let share = 1.0 / others.count.max(1) as f32;
        for (kind, said) in reply.sides().into_iter().enumerate() {
            let cosines = others.cosines(kind, said);
            let mean: f32 = cosines.iter().map(|cosine| cosine * share).sum();
            let square: f32 = cosines.iter().map(|cosine| cosine * cosine * share).sum();
            scale.mean[kind] = mean;
            scale.deviation[kind] += (square - mean * mean).max(0.0).sqrt();
        }
        scale
    }

    /// Cosines in standard deviations from the mean.
    pub(super) fn apply(&self, cosines: [f32; COSINES]) -> [f32; COSINES] {
        std::array::from_fn(|place| (cosines[place] - self.mean[place]) / self.deviation[place])
    }
}

//! Comparisons against those with other questions.

use super::features::{COSINES, Question, Reply, cosines};

/// Added to every deviation: with few questions, or none that shares a word, it would be 0.
const SOFTENED: f32 = 0.02;

/// What cosines a reply has with questions that it does not answer.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    mean: [f32; COSINES],
    deviation: [f32; COSINES],
}

impl Scale {
    pub(super) fn of(reply: &Reply, others: &[Question]) -> Self {
        let (mut mean, mut square) = ([0.0; COSINES], [0.0; COSINES]);
        let share = 1.0 / others.len().max(1) as f32;
        for question in others {
            for (place, cosine) in cosines(question, reply).into_iter().enumerate() {
                mean[place] += cosine * share;
                square[place] += cosine * cosine * share;
            }
        }
        let deviation =
            std::array::from_fn(|place| variance(mean[place], square[place]).sqrt() + SOFTENED);
        Self { mean, deviation }
    }

    /// Cosines in standard deviations from the mean.
    pub(super) fn apply(&self, cosines: [f32; COSINES]) -> [f32; COSINES] {
        std::array::from_fn(|place| (cosines[place] - self.mean[place]) / self.deviation[place])
    }
}

fn variance(mean: f32, square: f32) -> f32 {
    (square - mean * mean).max(0.0)
}

//! From a classifier's scores to probabilities.
//!
//! Platt scaling (Platt, "Probabilistic outputs for support vector machines", 1999) with the length
//! of the text as a further input, since a score of "ok" says less than the same score of three
//! sentences: log-odds = a + b·s + c·s·l + d·l, where s is the score and l the logarithm of the
//! number of n-grams. The coefficients are the maximum of the likelihood of texts the classifier
//! has not seen, with both sides weighing the same, found by Newton's method; a small ridge holds
//! them where there is little to learn from.

const TERMS: usize = 4;
/// About an ordinary text's number of n-grams, as a logarithm: l is counted from here.
const MIDDLE: f64 = 5.0;
const RIDGE: f64 = 0.1;
const STEPS: usize = 30;
/// Before anything was measured: scores of this classifier, turned cautiously into log-odds.
const START: [f64; TERMS] = [0.0, 1.5, 0.0, 0.0];
/// With fewer texts on either side nothing is learnt.
const ENOUGH: usize = 20;
/// No text is surer than this: 99.9 %.
const SUREST: f64 = 7.0;

/// The coefficients.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calibration([f64; TERMS]);

impl Calibration {
    /// Learns from scores with numbers of n-grams, and whether the owner wrote the text.
    pub(super) fn learn(scored: &[((f32, usize), bool)]) -> Self {
        let own = scored.iter().filter(|(_, own)| *own).count();
        if own < ENOUGH || scored.len() - own < ENOUGH {
            return Self(START);
        }
        let weight = |is_own: bool| {
            let class = if is_own { own } else { scored.len() - own };
            scored.len() as f64 / (2.0 * class as f64)
        };
        let mut found = START;
        for _ in 0..STEPS {
            let mut gradient = [0.0; TERMS];
            let mut hessian = [[0.0; TERMS]; TERMS];
            for (place, row) in hessian.iter_mut().enumerate() {
                gradient[place] = RIDGE * (START[place] - found[place]);
                row[place] = RIDGE;
            }
            for ((score, grams), is_own) in scored {
                let inputs = inputs(*score, *grams);
                let p = sigmoid(dot(&inputs, &found));
                let weight = weight(*is_own);
                let miss = weight * (f64::from(u8::from(*is_own)) - p);
                let slope = weight * p * (1.0 - p);
                for (row, input) in inputs.iter().enumerate() {
                    gradient[row] += miss * input;
                    for (column, other) in inputs.iter().enumerate() {
                        hessian[row][column] += slope * input * other;
                    }
                }
            }
            let step = solve(hessian, gradient);
            for (coefficient, change) in found.iter_mut().zip(step) {
                *coefficient += change;
            }
            if step.iter().all(|change| change.abs() < 1e-6) {
                break;
            }
        }
        Self(if found.iter().all(|coefficient| coefficient.is_finite()) { found } else { START })
    }

    /// The log-odds of the owner against others, both equally likely beforehand.
    pub(super) fn log_odds(&self, (score, grams): (f32, usize)) -> f32 {
        dot(&inputs(score, grams), &self.0).clamp(-SUREST, SUREST) as f32
    }
}

pub(super) fn sigmoid(log_odds: f64) -> f64 {
    (1.0 + (-log_odds).exp()).recip()
}

fn inputs(score: f32, grams: usize) -> [f64; TERMS] {
    let score = f64::from(score);
    let length = (grams.max(1) as f64).ln() - MIDDLE;
    [1.0, score, score * length, length]
}

fn dot(a: &[f64; TERMS], b: &[f64; TERMS]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Solves a symmetric positive definite system by Gaussian elimination.
fn solve(mut matrix: [[f64; TERMS]; TERMS], mut right: [f64; TERMS]) -> [f64; TERMS] {
    for pivot in 0..TERMS {
        let (above, right_above) = (matrix[pivot], right[pivot]);
        for (row, value) in matrix.iter_mut().zip(&mut right).skip(pivot + 1) {
            let factor = row[pivot] / above[pivot];
            for (cell, of_pivot) in row.iter_mut().zip(above) {
                *cell -= factor * of_pivot;
            }
            *value -= factor * right_above;
        }
    }
    for row in (0..TERMS).rev() {
        let known: f64 = (row + 1..TERMS).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_the_shares_that_were_observed() {
        // Of the texts that score 1, three of four are the owner's; of those that score −1, one.
        let scored: Vec<_> = (0..800)
            .map(|n| {
                let score = if n % 2 == 0 { 1.0 } else { -1.0 };
                ((score, 150), (n / 2 % 4 == 0) != (score > 0.0))
            })
            .collect();
        let calibration = Calibration::learn(&scored);
        let p = |score| sigmoid(f64::from(calibration.log_odds((score, 150))));
        assert!((p(1.0) - 0.75).abs() < 0.02, "{}", p(1.0));
        assert!((p(-1.0) - 0.25).abs() < 0.02, "{}", p(-1.0));
    }

    #[test]
    fn one_side_only_or_perfect_scores_give_no_nonsense() {
        let one_sided: Vec<_> = (0..100).map(|_| ((1.0, 9), true)).collect();
        let perfect: Vec<_> =
            (0..100).map(|n| ((if n % 2 == 0 { 2.0 } else { -2.0 }, 9), n % 2 == 0)).collect();
        for scored in [one_sided, perfect, Vec::new()] {
            let calibration = Calibration::learn(&scored);
            for score in [-3.0, 0.0, 3.0] {
                let log_odds = calibration.log_odds((score, 9));
                assert!(log_odds.is_finite() && f64::from(log_odds.abs()) <= SUREST);
            }
        }
    }
}

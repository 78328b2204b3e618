//! Logistic regression with an L2 penalty: scikit-learn's `LogisticRegression(C=1)`, whose
//! objective has one lowest point, so that both find the same.
//!
//! The objective is Σᵢ sᵢ·lossᵢ + ½·‖w‖², over Σᵢ sᵢ; the intercepts bear no penalty. With two classes
//! the loss is the binomial one and there is one score; with more, the multinomial one with a score
//! for each.

use super::lbfgs::minimise;
use super::sparse::Row;

/// The steepest slope that is left.
const TOLERANCE: f64 = 1e-5;
const ROUNDS: usize = 300;

/// What was learnt.
#[derive(Debug)]
pub(super) struct Logistic {
    /// How many scores there are.
    scores: usize,
    /// For each place its weight in each score, and in the end the intercepts.
    weights: Vec<f64>,
}

impl Logistic {
    /// Learns to tell `classes` classes apart from rows of this width. With `balanced`, each class
    /// weighs the same however many rows it has.
    pub(super) fn fit(
        rows: &[&Row],
        width: usize,
        labels: &[usize],
        classes: usize,
        balanced: bool,
    ) -> Self {
        let mut sizes = vec![0_usize; classes];
        for label in labels {
            sizes[*label] += 1;
        }
        let of_class = |label: usize| {
            if balanced { rows.len() as f64 / (classes * sizes[label]) as f64 } else { 1.0 }
        };
        let shares: Vec<f64> = labels.iter().map(|label| of_class(*label)).collect();
        let total: f64 = shares.iter().sum();
        let scores = if classes == 2 { 1 } else { classes };
        let mut model = Self { scores, weights: vec![0.0; (width + 1) * scores] };
        let mut at = std::mem::take(&mut model.weights);
        let mut errors = vec![0.0; scores];
        minimise(&mut at, TOLERANCE, ROUNDS, |weights, slope| {
            let (inner, _) = weights.split_at(width * scores);
            let (inner_slope, intercepts_slope) = slope.split_at_mut(width * scores);
            let mut value = 0.0;
            for (weight, slope) in inner.iter().zip(&mut *inner_slope) {
                value += 0.5 * weight * weight;
                *slope = *weight;
            }
            intercepts_slope.fill(0.0);
            for ((row, label), share) in rows.iter().zip(labels).zip(&shares) {
                score(weights, scores, row, &mut errors);
                value += share * loss(&mut errors, *label);
                for error in &mut errors {
                    *error *= share;
                }
                for (place, x) in &row.0 {
                    let from = *place as usize * scores;
                    for (slope, error) in inner_slope[from..from + scores].iter_mut().zip(&errors) {
                        *slope += error * x;
                    }
                }
                for (slope, error) in intercepts_slope.iter_mut().zip(&errors) {
                    *slope += error;
                }
            }
            for slope in slope {
                *slope /= total;
            }
            value / total
        });
        model.weights = at;
        model
    }

    /// With two classes how much the second is likelier than the first (the log of the odds).
    pub(super) fn decide(&self, row: &Row) -> f64 {
        let mut out = [0.0];
        score(&self.weights, 1, row, &mut out);
        out[0]
    }

    /// The weights of a place, one for each class.
    pub(super) fn weights(&self, place: usize) -> impl Iterator<Item = f64> {
        let from = place * self.scores;
        let binary = (self.scores == 1).then(|| -self.weights[from]);
        binary.into_iter().chain(self.weights[from..from + self.scores].iter().copied())
    }

    /// The intercept of each class.
    pub(super) fn intercepts(&self) -> impl Iterator<Item = f64> {
        self.weights(self.weights.len() / self.scores - 1)
    }
}

/// The scores of a row.
fn score(weights: &[f64], scores: usize, row: &Row, out: &mut [f64]) {
    out.copy_from_slice(&weights[weights.len() - scores..]);
    for (place, x) in &row.0 {
        let from = *place as usize * scores;
        for (out, weight) in out.iter_mut().zip(&weights[from..from + scores]) {
            *out += weight * x;
        }
    }
}

/// The loss of a row with these scores, which become the slopes of the loss.
fn loss(scores: &mut [f64], label: usize) -> f64 {
    if let [score] = scores {
        let right = if label == 1 { *score } else { -*score };
        let wrong = 1.0 / (1.0 + right.exp());
        *score = if label == 1 { -wrong } else { wrong };
        return if right > 0.0 { (-right).exp().ln_1p() } else { right.exp().ln_1p() - right };
    }
    let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let own = scores[label] - highest;
    let mut sum = 0.0;
    for score in &mut *scores {
        *score = (*score - highest).exp();
        sum += *score;
    }
    for score in &mut *scores {
        *score /= sum;
    }
    scores[label] -= 1.0;
    sum.ln() - own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(values: &[[f64; 2]]) -> Vec<Row> {
        values
            .iter()
            .map(|row| Row(row.iter().copied().zip(0..).map(|(v, p)| (p, v)).collect()))
            .collect()
    }

    const POINTS: [[f64; 2]; 6] =
        [[0.0, 1.0], [1.0, 0.0], [1.0, 2.0], [2.0, 1.0], [3.0, 3.0], [0.5, 2.5]];

    /// What scikit-learn's `LogisticRegression(C=1, tol=1e-10)` finds.
    #[test]
    fn two_classes_come_out_as_in_scikit_learn() {
        let rows = rows(&POINTS);
        let rows: Vec<&Row> = rows.iter().collect();
        let model = Logistic::fit(&rows, 2, &[0, 0, 1, 0, 1, 1], 2, false);
        near(model.weights.clone(), &[0.096502, 1.185914, -1.998798]);
        assert!(model.decide(rows[4]) > 0.0 && model.decide(rows[1]) < 0.0);
        let both: Vec<f64> = model.weights(1).collect();
        assert_eq!(both, [-model.weights[1], model.weights[1]], "as if each had its own score");
    }

    /// The same with `class_weight='balanced'` and three classes.
    #[test]
    fn three_balanced_classes_come_out_as_in_scikit_learn() {
        let rows = rows(&POINTS);
        let rows: Vec<&Row> = rows.iter().collect();
        let model = Logistic::fit(&rows, 2, &[0, 0, 1, 0, 2, 1], 3, true);
        near(
            model.weights.clone(),
            &[
                -0.177593, -0.602625, 0.780217, -0.911904, 0.381284, 0.530621, 2.082347, 0.424151,
                -2.506499,
            ],
        );
        assert_eq!(model.intercepts().count(), 3);
    }

    fn near(found: Vec<f64>, known: &[f64]) {
        assert_eq!(found.len(), known.len());
        for (found, known) in found.iter().zip(known) {
            assert!((found - known).abs() < 1e-3, "{found} is not {known}");
        }
    }
}

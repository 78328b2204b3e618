//! Can the twin's replies be told from the real ones? A classifier two-sample test (Lopez-Paz and
//! Oquab, "Revisiting Classifier Two-Sample Tests", ICLR 2017).

use super::draws::Draws;
use super::features::{FEATURES, Habits, profile};
use super::logistic::Logistic;
use super::sparse::Row;
use super::terms::Terms;
use super::tfidf::{Bounds, Tfidf};

/// With fewer replies than this the test says nothing.
pub(super) const FEWEST: usize = 20;
const FOLDS: usize = 5;
const TERMS: Terms = Terms::Chars { shortest: 1, longest: 3 };
const BOUNDS: Bounds = Bounds { texts_from: 2, share_up_to: 1.0, most: 20_000 };
/// How much a habit counts beside the runs of characters.
const HABIT_WEIGHT: f64 = 0.2;

/// How much each reply looks like the twin's to a classifier that has not seen it: of the real
/// ones, and of the twin's. Replies at the same place are to the same moment.
pub(super) fn scores<T: AsRef<[String]>>(
    real: &[T],
    twin: &[T],
    draws: &mut Draws,
) -> (Vec<f64>, Vec<f64>) {
    let count = real.len();
    let permutation = draws.permutation(count);
    let fold = |row: usize| permutation[row % count] % FOLDS;
    let turns: Vec<&[String]> = real.iter().chain(twin).map(AsRef::as_ref).collect();
    let texts: Vec<String> = turns.iter().map(|turn| turn.join("\n")).collect();
    // Neither terms nor their rarity see who wrote what, so they may be learnt from all.
    let tfidf = Tfidf::fit(TERMS, BOUNDS, &texts);
    let rows: Vec<Row> = texts.iter().map(|text| tfidf.weigh(text)).collect();
    let habits: Vec<Habits> = turns.iter().map(|turn| profile(&[turn])).collect();
    let width = tfidf.len() + FEATURES;
    let mut out = vec![0.0; 2 * count];
    for asked in 0..FOLDS {
        let learnt: Vec<usize> = (0..2 * count).filter(|row| fold(*row) != asked).collect();
        let scale = Scale::of(learnt.iter().map(|row| &habits[*row]));
        let whole: Vec<Row> = (0..2 * count)
            .map(|row| {
                let mut whole = rows[row].clone();
                whole.0.extend(
                    scale.apply(&habits[row]).zip(tfidf.len() as u32..).map(|(x, at)| (at, x)),
                );
                whole
            })
            .collect();
        let examples: Vec<&Row> = learnt.iter().map(|row| &whole[*row]).collect();
        let labels: Vec<usize> = learnt.iter().map(|row| usize::from(*row >= count)).collect();
        let model = Logistic::fit(&examples, width, &labels, 2, false);
        for row in (0..2 * count).filter(|row| fold(*row) == asked) {
            out[row] = model.decide(&whole[row]);
        }
    }
    let twin = out.split_off(count);
    (out, twin)
}

/// Takes habits to mean 0 and standard deviation 1, times their weight.
struct Scale {
    mean: Habits,
    deviation: Habits,
}

impl Scale {
    fn of<'a>(habits: impl Iterator<Item = &'a Habits> + Clone) -> Self {
        let count = habits.clone().count().max(1) as f64;
        let mean: Habits =
            std::array::from_fn(|at| habits.clone().map(|h| h[at]).sum::<f64>() / count);
        let deviation = std::array::from_fn(|at| {
            let squares = habits.clone().map(|h| (h[at] - mean[at]).powi(2)).sum::<f64>();
            let deviation = (squares / count).sqrt();
            // What never changes stays as it is.
            if deviation > 1e-12 { deviation } else { 1.0 }
        });
        Self { mean, deviation }
    }

    fn apply(&self, habits: &Habits) -> impl Iterator<Item = f64> {
        (0..FEATURES)
            .map(move |at| (habits[at] - self.mean[at]) / self.deviation[at] * HABIT_WEIGHT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fidelity::numbers::auc;

    fn turns(of: impl Fn(usize) -> String) -> Vec<Vec<String>> {
        (0..200).map(|at| vec![of(at)]).collect()
    }

    fn told_apart(real: &[Vec<String>], twin: &[Vec<String>]) -> f64 {
        let (real, twin) = scores(real, twin, &mut Draws::of(1, &["test"]));
        auc(&real, &twin).unwrap()
    }

    #[test]
    fn different_writers_are_told_apart_and_the_same_are_not() {
        let short = turns(|at| format!("да, {} {}", at * 31 % 17, ["позже", "сейчас"][at % 2]));
        let same = turns(|at| format!("да, {} {}", at * 13 % 17, ["позже", "сейчас"][at / 2 % 2]));
        let long = turns(|at| format!("Indeed, I would say so. Number {at}!"));
        assert!(told_apart(&short, &long) > 0.99);
        // Below a half is usual where the samples are small: what one lacks the other has.
        let same = told_apart(&short, &same);
        assert!(same < 0.6, "{same}");
    }
}

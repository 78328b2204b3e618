//! Learns the weights of `style::fit` from people's histories: how much each part of a comparison
//! of a question and a reply counts.
//!
//! `cargo bench -p xtask --bench fit -- HISTORY…`: each history is the full path of an export that
//! names its owner. Prints the weights for `fit/weights.rs`.
//!
//! A conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior",
//! 1974): the owner's real reply to each held-out question against other held-out replies of the
//! same owner, with an L2 penalty on standardised features, by Newton's method.

use std::fs::File;
use std::io::Write as _;

use anyhow::{Context as _, Result, ensure};
use domain::Author;
use style::Learner;
use style::export::{self, Item};
use style::fit::{Asked, FEATURES, Said};
use style::holdout::{self, Held};

/// How many other replies the real one is told from.
const OTHERS: usize = 20;
/// The penalty on the square of the weights, per question.
const PENALTY: f64 = 0.01;
/// Newton's steps; it converges in fewer.
const STEPS: usize = 20;

type Features = [f64; FEATURES];

/// A question's replies, the real one first.
type Question = Vec<Features>;

fn main() -> Result<()> {
    // Cargo adds `--bench`.
    let histories: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    ensure!(
        !histories.is_empty(),
        "run as `cargo bench -p xtask --bench fit -- HISTORY…`, with full paths"
    );
    let mut questions = Vec::new();
    for history in &histories {
        questions.extend(of_history(history).with_context(|| history.clone())?);
    }
    let scale = Scale::of(&questions);
    for features in questions.iter_mut().flatten() {
        *features = scale.apply(features);
    }
    let weights = learn(&questions);
    let first = |question: &&Question| {
        let chances = chances(question, &weights);
        chances[1..].iter().all(|chance| *chance < chances[0])
    };
    let right = questions.iter().filter(first).count() as f64 / questions.len() as f64;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} questions; the real reply is the first of {} in {right:.3}",
        questions.len(),
        1 + OTHERS
    )?;
    for (place, weight) in weights.iter().enumerate() {
        let unscaled = weight / scale.deviation[place];
        writeln!(out, "    {unscaled:.4}, // {weight:.2} a standard deviation")?;
    }
    Ok(())
}

fn of_history(path: &str) -> Result<Vec<Question>> {
    let mut messages = Vec::new();
    export::read(File::open(path)?, &export::Options::default(), &mut |item| {
        if let Item::Message(message, _) = item {
            messages.push(message);
        }
        Ok(())
    })?;
    let options = holdout::Options { moments: 400, seed: 1 };
    let held = holdout::split(&messages, options)?;
    let mut learner = Learner::new();
    for message in &held.learn {
        learner.observe(message);
    }
    let fit = learner.fit();
    let owner = &held.task.writers[0];
    let replies: Vec<_> = held
        .task
        .replies
        .iter()
        .map(|reply| fit.reply(reply.bubbles.iter().map(String::as_str)))
        .collect();
    let questions = held.moments.iter().zip(&owner.moments).map(|(asked, moment)| {
        let (texts, context) = asked_in(asked);
        let fitting = fit.to(&Asked { texts: &texts, context: &context });
        moment
            .same
            .iter()
            .take(1 + OTHERS)
            .map(|reply| fitting.features(&replies[*reply]).map(f64::from))
            .collect()
    });
    Ok(questions.filter(|question: &Question| question.len() > 1).collect())
}

fn asked_in(held: &Held) -> (Vec<&str>, Vec<Said<'_>>) {
    let context = held.before.iter().filter_map(|message| {
        let by_owner = message.author != Author::Other;
        Some(Said { text: message.content.text()?, by_owner })
    });
    let texts = held.burst.iter().filter_map(|message| message.content.text());
    (texts.collect(), context.collect())
}

/// Mean and standard deviation of each feature.
struct Scale {
    mean: Features,
    deviation: Features,
}

impl Scale {
    fn of(questions: &[Question]) -> Self {
        let all = questions.iter().flatten();
        let share = 1.0 / all.clone().count() as f64;
        let (mut mean, mut square) = ([0.0; FEATURES], [0.0; FEATURES]);
        for features in all {
            for (place, value) in features.iter().enumerate() {
                mean[place] += value * share;
                square[place] += value * value * share;
            }
        }
        let deviation = std::array::from_fn(|place| {
            (square[place] - mean[place] * mean[place]).max(1e-12).sqrt()
        });
        Self { mean, deviation }
    }

    fn apply(&self, features: &Features) -> Features {
        std::array::from_fn(|place| (features[place] - self.mean[place]) / self.deviation[place])
    }
}

fn learn(questions: &[Question]) -> Features {
    let mut weights = [0.0; FEATURES];
    for _ in 0..STEPS {
        let mut gradient = weights.map(|weight| PENALTY * weight);
        let mut curvature = [[0.0; FEATURES]; FEATURES];
        for (place, row) in curvature.iter_mut().enumerate() {
            row[place] = PENALTY;
        }
        let share = 1.0 / questions.len() as f64;
        for question in questions {
            let chances = chances(question, &weights);
            let mean: Features = std::array::from_fn(|place| {
                question
                    .iter()
                    .zip(&chances)
                    .map(|(features, chance)| chance * features[place])
                    .sum()
            });
            for place in 0..FEATURES {
                gradient[place] += share * (mean[place] - question[0][place]);
                for other in 0..FEATURES {
                    let product: f64 = question
                        .iter()
                        .zip(&chances)
                        .map(|(features, chance)| chance * features[place] * features[other])
                        .sum();
                    curvature[place][other] += share * (product - mean[place] * mean[other]);
                }
            }
        }
        let step = solve(curvature, gradient);
        let before = loss(questions, &weights);
        // A whole step may overshoot where the real reply is already the likeliest.
        let shorter = std::iter::successors(Some(1.0), |share| Some(share / 2.0)).take(STEPS);
        let moved = shorter
            .map(|share| std::array::from_fn(|place| weights[place] - share * step[place]))
            .find(|moved| loss(questions, moved) < before);
        let Some(moved) = moved else { break };
        weights = moved;
    }
    weights
}

/// How unlikely the real replies are by these weights, with the penalty.
fn loss(questions: &[Question], weights: &Features) -> f64 {
    let surprise: f64 = questions.iter().map(|question| -chances(question, weights)[0].ln()).sum();
    let penalty: f64 = weights.iter().map(|weight| weight * weight).sum();
    surprise / questions.len() as f64 + PENALTY / 2.0 * penalty
}

/// How likely each reply is by these weights.
fn chances(question: &Question, weights: &Features) -> Vec<f64> {
    let scores: Vec<f64> = question
        .iter()
        .map(|features| {
            features.iter().zip(weights).map(|(feature, weight)| feature * weight).sum()
        })
        .collect();
    let best = scores.iter().copied().fold(f64::MIN, f64::max);
    let odds: Vec<f64> = scores.iter().map(|score| (score - best).exp()).collect();
    let sum: f64 = odds.iter().sum();
    odds.iter().map(|odds| odds / sum).collect()
}

/// Solves a system of equations whose matrix is positive definite, by elimination.
fn solve(mut matrix: [Features; FEATURES], mut right: Features) -> Features {
    for pivot in 0..FEATURES {
        for row in pivot + 1..FEATURES {
            let factor = matrix[row][pivot] / matrix[pivot][pivot];
            let above = matrix[pivot];
            for (value, above) in matrix[row].iter_mut().zip(above).skip(pivot) {
                *value -= factor * above;
            }
            right[row] -= factor * right[pivot];
        }
    }
    for row in (0..FEATURES).rev() {
        let known: f64 =
            (row + 1..FEATURES).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

//! A linear classifier over n-grams.
//!
//! An L2-loss linear support vector machine, solved in its dual one text at a time (Hsieh, Chang,
//! Lin, Keerthi and Sundararajan, "A dual coordinate descent method for large-scale linear SVM",
//! ICML 2008, algorithm 1). No learning rate, and the same result each time. Texts are vectors of
//! their n-grams' inverse document frequencies, of length 1.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::grams::{PLACES, grams};

/// How much a mistake costs against large weights. Measured: 0.3 to 1 are alike, less is worse.
const COST: f32 = 0.3;
/// The solver stops after so many rounds, or when no text moves the weights by more than
/// [`SETTLED`]. More rounds changed no measured figure.
const ROUNDS: usize = 12;
const SETTLED: f32 = 0.1;
/// Any fixed number: texts are gone through in a random order that is always the same.
const SEED: u64 = 1;

/// The classifier: larger scores for texts like those of the first class.
#[derive(Debug, Clone)]
pub(super) struct Linear {
    /// For each place: the weight of an n-gram times its inverse document frequency, and the
    /// latter squared.
    table: Vec<[f32; 2]>,
    bias: f32,
}

/// A text to learn from.
struct Example {
    grams: Vec<u32>,
    /// The inverse length of its vector.
    scale: f32,
    /// 1 or −1.
    side: f32,
    /// The dual variable, and the diagonal term of the dual that the cost makes.
    alpha: f32,
    diagonal: f32,
}

impl Linear {
    /// Learns from texts and whether they are of the first class. The classes weigh the same,
    /// however many texts each has.
    pub(super) fn train<'a>(texts: impl Iterator<Item = (&'a str, bool)>) -> Self {
        let mut examples: Vec<Example> = texts
            .map(|(text, first)| Example {
                grams: grams(text),
                scale: 0.0,
                side: if first { 1.0 } else { -1.0 },
                alpha: 0.0,
                diagonal: 0.0,
            })
            .collect();
        let mut model = Self { table: frequencies(&examples), bias: 0.0 };
        let all = examples.len() as f32;
        let firsts = examples.iter().filter(|example| example.side > 0.0).count() as f32;
        for example in &mut examples {
            example.scale = model.scale(&example.grams);
            let class = if example.side > 0.0 { firsts } else { all - firsts };
            example.diagonal = class / (COST * all);
        }
        let mut rng = StdRng::seed_from_u64(SEED);
        for _ in 0..ROUNDS {
            examples.shuffle(&mut rng);
            let largest =
                examples.iter_mut().map(|example| model.step(example)).fold(0.0, f32::max);
            if largest < SETTLED {
                break;
            }
        }
        model
    }

    /// Moves the weights so that one text fits as well as it may; returns how far it was off.
    fn step(&mut self, example: &mut Example) -> f32 {
        let margin = example.side * self.raw(&example.grams, example.scale);
        let gradient = margin - 1.0 + example.diagonal * example.alpha;
        if example.alpha == 0.0 && gradient >= 0.0 {
            return 0.0;
        }
        // The vector has length 1, and the bias is one more feature, always 1.
        let before = example.alpha;
        example.alpha = (before - gradient / (2.0 + example.diagonal)).max(0.0);
        let change = (example.alpha - before) * example.side;
        for place in &example.grams {
            let [weight, idf_squared] = &mut self.table[*place as usize];
            *weight += change * *idf_squared * example.scale;
        }
        self.bias += change;
        gradient.abs()
    }

    fn raw(&self, grams: &[u32], scale: f32) -> f32 {
        grams.iter().map(|place| self.table[*place as usize][0]).sum::<f32>() * scale + self.bias
    }

    fn scale(&self, grams: &[u32]) -> f32 {
        let squared: f32 = grams.iter().map(|place| self.table[*place as usize][1]).sum();
        squared.max(f32::MIN_POSITIVE).sqrt().recip()
    }

    /// How far a text is on the first class's side, and how many n-grams say so.
    pub(super) fn score(&self, text: &str) -> (f32, usize) {
        let grams = grams(text);
        (self.raw(&grams, self.scale(&grams)), grams.len())
    }
}

/// No weights yet, and the inverse document frequencies: 1 + ln((1 + texts) / (1 + texts with it)).
fn frequencies(examples: &[Example]) -> Vec<[f32; 2]> {
    let mut table = vec![[0.0, 1.0]; PLACES];
    for example in examples {
        for place in &example.grams {
            table[*place as usize][1] += 1.0;
        }
    }
    let all = 1.0 + examples.len() as f32;
    for [_, idf_squared] in &mut table {
        *idf_squared = (1.0 + (all / *idf_squared).ln()).powi(2);
    }
    table
}

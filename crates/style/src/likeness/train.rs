//! A linear classifier over n-grams.
//!
//! An L2-loss linear support vector machine, solved in its dual one text at a time (Hsieh, Chang,
//! Lin, Keerthi and Sundararajan, "A dual coordinate descent method for large-scale linear SVM",
//! ICML 2008, algorithm 1). No learning rate, and the same result each time. Texts are vectors of
//! their n-grams' inverse document frequencies, each view of a text of a fixed length.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::grams::{Grams, PLACES, VIEWS};

/// How much a mistake costs against large weights. Measured: 0.3 to 1 are alike, less is worse.
const COST: f32 = 0.3;
/// How long the vectors of characters and of shapes are. Shapes beside characters raised the area
/// under the curve for single replies by 0.004 (Russian) and 0.020 (English).
const VIEW_WEIGHTS: [f32; VIEWS] = [1.0, 0.5];
/// The solver stops after so many rounds, or when no text moves the weights by more than
/// [`SETTLED`]. From 6 to 30 rounds the measured figures were the same.
const ROUNDS: usize = 8;
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

/// A text as the classifier sees it.
struct Vector<'a> {
    grams: &'a Grams,
    /// How much an n-gram of each view counts: the view's weight over the length of its vector.
    scales: [f32; VIEWS],
}

/// A text to learn from.
struct Example<'a> {
    vector: Vector<'a>,
    /// 1 or −1.
    side: f32,
    /// The dual variable, and the diagonal term of the dual that the cost makes.
    alpha: f32,
    diagonal: f32,
}

impl Linear {
    /// Learns from texts and whether they are of the first class. The classes weigh the same,
    /// however many texts each has.
    pub(super) fn train<'a>(texts: impl Iterator<Item = (&'a Grams, bool)>) -> Self {
        let texts: Vec<(&Grams, bool)> = texts.collect();
        let all = texts.len() as f32;
        let firsts = texts.iter().filter(|(_, first)| *first).count() as f32;
        let mut model = Self { table: frequencies(&texts), bias: 0.0 };
        let mut examples: Vec<Example<'_>> = texts
            .into_iter()
            .map(|(grams, first)| Example {
                vector: model.vector(grams),
                side: if first { 1.0 } else { -1.0 },
                alpha: 0.0,
                diagonal: (if first { firsts } else { all - firsts }) / (COST * all),
            })
            .collect();
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
    fn step(&mut self, example: &mut Example<'_>) -> f32 {
        /// A vector's squared length. The bias is one more feature, always 1.
        const SQUARED: f32 =
            VIEW_WEIGHTS[0] * VIEW_WEIGHTS[0] + VIEW_WEIGHTS[1] * VIEW_WEIGHTS[1] + 1.0;
        let Vector { grams, scales } = &example.vector;
        let margin = example.side * self.raw(&example.vector);
        let gradient = margin - 1.0 + example.diagonal * example.alpha;
        if example.alpha == 0.0 && gradient >= 0.0 {
            return 0.0;
        }
        let before = example.alpha;
        example.alpha = (before - gradient / (SQUARED + example.diagonal)).max(0.0);
        let change = (example.alpha - before) * example.side;
        for (view, scale) in grams.0.iter().zip(scales) {
            for place in view {
                let [weight, idf_squared] = &mut self.table[*place as usize];
                *weight += change * *idf_squared * scale;
            }
        }
        self.bias += change;
        gradient.abs()
    }

    fn raw(&self, vector: &Vector<'_>) -> f32 {
        let of_view = |(view, scale): (&Vec<u32>, &f32)| {
            view.iter().map(|place| self.table[*place as usize][0]).sum::<f32>() * scale
        };
        self.bias + vector.grams.0.iter().zip(&vector.scales).map(of_view).sum::<f32>()
    }

    fn vector<'a>(&self, grams: &'a Grams) -> Vector<'a> {
        let mut scales = VIEW_WEIGHTS;
        for (scale, view) in scales.iter_mut().zip(&grams.0) {
            let squared: f32 = view.iter().map(|place| self.table[*place as usize][1]).sum();
            *scale /= squared.max(f32::MIN_POSITIVE).sqrt();
        }
        Vector { grams, scales }
    }

    /// How far a text is on the first class's side, and how many n-grams say so.
    pub(super) fn score(&self, text: &Grams) -> (f32, usize) {
        (self.raw(&self.vector(text)), text.len())
    }
}

/// No weights yet, and the inverse document frequencies: 1 + ln((1 + texts) / (1 + texts with it)).
fn frequencies(texts: &[(&Grams, bool)]) -> Vec<[f32; 2]> {
    let mut table = vec![[0.0, 1.0]; PLACES];
    for place in texts.iter().flat_map(|(grams, _)| grams.0.iter().flatten()) {
        table[*place as usize][1] += 1.0;
    }
    let all = 1.0 + texts.len() as f32;
    for [_, idf_squared] in &mut table {
        *idf_squared = (1.0 + (all / *idf_squared).ln()).powi(2);
    }
    table
}

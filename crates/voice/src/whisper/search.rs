//! The search for what was said: several texts are written beside each other, and of all their
//! continuations the likeliest are written on (a beam, as in OpenAI's `whisper/decoding.py`). Where that
//! is of no use chance decides, the more so the hotter it is.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::Whisper;
use super::circle::circle;
use super::decoder::{Text, Writing};
use super::matrix::{log_sum, softmax};

/// Texts that are written beside each other.
pub(super) const BESIDE: usize = 5;

/// What was written.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) tokens: Vec<u32>,
    /// The mean of the logarithms of how likely each token was, its end among them.
    pub(super) chance: f32,
    /// It goes in a circle, or found no end.
    pub(super) circles: bool,
}

/// A text on its way.
#[derive(Clone)]
struct Way {
    tokens: Vec<u32>,
    /// The sum of the logarithms.
    sum: f32,
}

/// One more token for one of the ways.
struct Step {
    way: usize,
    token: u32,
    sum: f32,
}

/// What is asked, and how it is answered.
pub(super) struct Question<'a> {
    /// Marks that ask.
    pub(super) marks: &'a [u32],
    /// Tokens that there may be.
    pub(super) longest: usize,
    /// 0 for the likeliest, up to 1 for what chance will have.
    pub(super) heat: f32,
}

impl Whisper {
    /// Writes what answers a question about what was heard.
    pub(super) fn search(&self, writing: &mut Writing, question: &Question<'_>) -> Draft {
        let mut texts = vec![Text::default()];
        let mut chances = self.decoder.write(writing, &mut texts, question.marks);
        let mut ways = vec![Way { tokens: Vec::new(), sum: 0.0 }];
        let mut chance = (question.heat > 0.0).then(|| StdRng::seed_from_u64(BESIDE as u64));
        if chance.is_some() {
            texts = vec![texts[0].clone(); BESIDE];
            ways = vec![ways[0].clone(); BESIDE];
            chances = chances.repeat(BESIDE);
        }
        let mut ended: Vec<Way> = Vec::new();
        while ways.first().is_some_and(|way| way.tokens.len() < question.longest) {
            let mut rows: Vec<&mut [f32]> =
                chances.chunks_exact_mut(self.decoder.vocabulary()).collect();
            for (row, way) in rows.iter_mut().zip(&ways) {
                self.tokens.forbid(row, &way.tokens);
            }
            let steps = match &mut chance {
                None => likeliest(&rows, &ways),
                Some(chance) => by_chance(&rows, &ways, question.heat, chance),
            };
            let (mut next_texts, mut next_ways, mut next) = (Vec::new(), Vec::new(), Vec::new());
            for Step { way, token, sum } in steps {
                if next.len() == BESIDE {
                    break;
                }
                let mut tokens = ways[way].tokens.clone();
                if token == self.tokens.end() {
                    ended.push(Way { tokens, sum });
                    continue;
                }
                tokens.push(token);
                next_texts.push(texts[way].clone());
                next_ways.push(Way { tokens, sum });
                next.push(token);
            }
            (texts, ways) = (next_texts, next_ways);
            let is_circle = ways.first().is_some_and(|way| circle(&way.tokens).is_some());
            if ended.len() >= BESIDE || next.is_empty() || is_circle {
                break;
            }
            chances = self.decoder.write(writing, &mut texts, &next);
        }
        best(ended, ways)
    }
}

/// The likeliest of all ways that ended; of none, that of those which did not.
fn best(ended: Vec<Way>, ways: Vec<Way>) -> Draft {
    let circles = ended.is_empty();
    let all = if circles { ways } else { ended };
    let mean = |way: &Way| way.sum / way.tokens.len().max(1) as f32;
    let best = all.into_iter().max_by(|a, b| mean(a).total_cmp(&mean(b)));
    let best = best.unwrap_or(Way { tokens: Vec::new(), sum: 0.0 });
    let chance = best.sum / (best.tokens.len() + 1) as f32;
    Draft { tokens: best.tokens, chance, circles }
}

/// The likeliest continuations of all ways, the first first. So many that enough of them do not end.
fn likeliest(rows: &[&mut [f32]], ways: &[Way]) -> Vec<Step> {
    let mut steps = Vec::with_capacity(rows.len() * (BESIDE + 1));
    for ((way, before), row) in ways.iter().enumerate().zip(rows) {
        let all = log_sum(row);
        let of_way = largest(row, BESIDE + 1);
        steps.extend(of_way.into_iter().map(|(token, chance)| Step {
            way,
            token,
            sum: before.sum + chance - all,
        }));
    }
    steps.sort_by(|a, b| b.sum.total_cmp(&a.sum));
    steps
}

/// One continuation of each way.
fn by_chance(rows: &[&mut [f32]], ways: &[Way], heat: f32, chance: &mut StdRng) -> Vec<Step> {
    let mut steps = Vec::with_capacity(rows.len());
    for ((way, before), row) in ways.iter().enumerate().zip(rows) {
        let all = log_sum(row);
        let mut shares: Vec<f32> = row.iter().map(|value| value / heat).collect();
        softmax(&mut shares);
        let mut left: f32 = chance.random();
        let drawn = shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        // What rounding leaves of the sum belongs to the likeliest.
        let (token, value) = drawn
            .and_then(|at| Some((u32::try_from(at).ok()?, row[at])))
            .or_else(|| largest(row, 1).first().copied())
            .unwrap_or_default();
        steps.push(Step { way, token, sum: before.sum + value - all });
    }
    steps
}

/// The largest of a row, the first first, with their places.
fn largest(row: &[f32], count: usize) -> Vec<(u32, f32)> {
    let mut largest: Vec<(u32, f32)> = Vec::with_capacity(count + 1);
    let mut least = f32::NEG_INFINITY;
    for (token, value) in (0..).zip(row) {
        if *value <= least {
            continue;
        }
        let at = largest.partition_point(|(_, other)| other >= value);
        largest.insert(at, (token, *value));
        largest.truncate(count);
        if largest.len() == count {
            least = largest[count - 1].1;
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(tokens: &[u32], sum: f32) -> Way {
        Way { tokens: tokens.to_vec(), sum }
    }

    #[test]
    fn the_largest_are_found_in_their_order() {
        let row = [1.0, 5.0, f32::NEG_INFINITY, 3.0, 5.0];
        assert_eq!(largest(&row, 3), [(1, 5.0), (4, 5.0), (3, 3.0)]);
        assert!(largest(&[f32::NEG_INFINITY; 2], 3).is_empty());
    }

    #[test]
    fn all_ways_are_gone_on_with_the_likeliest_first() {
        let (mut first, mut second) = ([0.0, 1.0], [0.0, 3.0]);
        let rows = [&mut first[..], &mut second[..]];
        let steps = likeliest(&rows, &[way(&[7], -1.0), way(&[8], -2.0)]);
        let shown: Vec<_> = steps.iter().map(|step| (step.way, step.token)).collect();
        // ln(e / (1 + e)) is -0.31, ln(e³ / (1 + e³)) is -0.05.
        assert_eq!(shown, [(0, 1), (1, 1), (0, 0), (1, 0)]);
        assert!((steps[0].sum + 1.313).abs() < 0.001, "{}", steps[0].sum);
    }

    #[test]
    fn chance_goes_by_what_is_likely_and_by_its_seed_alone() {
        let mut row = [0.0, 10.0, f32::NEG_INFINITY];
        let rows = [&mut row[..]];
        let draw = |seed: u64, heat: f32| {
            let mut chance = StdRng::seed_from_u64(seed);
            by_chance(&rows, &[way(&[], 0.0)], heat, &mut chance)[0].token
        };
        assert!((0..50).all(|seed| draw(seed, 0.2) == 1));
        assert!((0..50).any(|seed| draw(seed, 20.0) == 0));
        assert!((0..50).all(|seed| draw(seed, 20.0) == draw(seed, 20.0)));
    }

    #[test]
    fn what_ended_is_taken_by_its_mean() {
        let ended = vec![way(&[1], -1.0), way(&[1, 2, 3, 4], -2.0)];
        let draft = best(ended, vec![way(&[9], 0.0)]);
        assert_eq!((draft.tokens, draft.circles), (vec![1, 2, 3, 4], false));
        assert!((draft.chance + 0.4).abs() < 1e-6);
        assert!(best(Vec::new(), vec![way(&[9], 0.0)]).circles);
    }
}

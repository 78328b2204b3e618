//! How the owner writes at present: which past replies are like what comes next.
//!
//! People change. The newest replies alone are like what comes next, but few: drawn from, they come
//! again and again. So each reply counts the less the more replies came after it, slowly, and then
//! the counts are moved as little as can be until the mean habits are those of the newest ones. The
//! least move has the form of an exponential tilt (Hainmueller, "Entropy balancing for causal
//! effects", 2012), found here by ascent of its concave dual.

use crate::exemplar::Lines;
use crate::fidelity::features::{FEATURES, Habits, profile};

/// So many replies later a reply counts half.
const HALF_LIFE: f64 = 1000.0;
/// The same for the habits that the mean is moved to.
const HABITS_HALF_LIFE: f64 = 250.0;
/// Habits of a single reply further out than so many standard deviations count as this far.
const FARTHEST: f64 = 4.0;
/// Added to standard deviations: a habit that never changes cannot be moved.
const SOFTENED: f64 = 1e-3;
/// How much the tilt is held back: means of few replies are not known better.
const HELD_BACK: f64 = 0.02;
const STEPS: usize = 400;
/// Short: habits go together, and a long step along all of them would overshoot.
const STEP: f64 = 0.05;

/// How likely each reply, oldest first, is to be like the next one: shares of 1. Takes time in
/// proportion to the number of replies, some ten microseconds for each.
pub fn shares<'a>(replies: impl IntoIterator<Item = &'a Lines>) -> Vec<f64> {
    let habits: Vec<Habits> = standardized(replies.into_iter().map(habits).collect());
    let base = fading(habits.len(), HALF_LIFE);
    let aim = mean(&habits, &fading(habits.len(), HABITS_HALF_LIFE));
    let mut tilt: Habits = [0.0; FEATURES];
    let mut shares = base.clone();
    for _ in 0..STEPS {
        let now = mean(&habits, &shares);
        for (place, tilt) in tilt.iter_mut().enumerate() {
            *tilt += STEP * (aim[place] - now[place] - HELD_BACK * *tilt);
        }
        let along = |habits: &Habits| -> f64 {
            habits.iter().zip(&tilt).map(|(habit, tilt)| habit * tilt).sum()
        };
        let most = habits.iter().map(along).fold(f64::MIN, f64::max);
        for ((share, base), habits) in shares.iter_mut().zip(&base).zip(&habits) {
            *share = base * (along(habits) - most).exp();
        }
        normalize(&mut shares);
    }
    shares
}

fn habits(reply: &Lines) -> Habits {
    let bubbles: Vec<String> = reply.iter().map(str::to_owned).collect();
    profile(&[bubbles])
}

/// Each habit in standard deviations from its mean.
fn standardized(mut habits: Vec<Habits>) -> Vec<Habits> {
    let even = vec![1.0 / habits.len().max(1) as f64; habits.len()];
    let mean = mean(&habits, &even);
    for place in 0..FEATURES {
        let square: f64 = habits.iter().map(|habits| (habits[place] - mean[place]).powi(2)).sum();
        let deviation = (square / habits.len().max(1) as f64).sqrt() + SOFTENED;
        for habits in &mut habits {
            habits[place] = ((habits[place] - mean[place]) / deviation).clamp(-FARTHEST, FARTHEST);
        }
    }
    habits
}

fn fading(count: usize, half_life: f64) -> Vec<f64> {
    let mut shares: Vec<f64> =
        (0..count).rev().map(|later| (-(later as f64) / half_life).exp2()).collect();
    normalize(&mut shares);
    shares
}

fn normalize(shares: &mut [f64]) {
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
}

fn mean(habits: &[Habits], shares: &[f64]) -> Habits {
    let mut mean = [0.0; FEATURES];
    for (habits, share) in habits.iter().zip(shares) {
        for (mean, habit) in mean.iter_mut().zip(habits) {
            *mean += habit * share;
        }
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replies(count: usize, text: impl Fn(usize) -> &'static str) -> Vec<Lines> {
        (0..count).map(|place| Lines::from_iter([text(place)])).collect()
    }

    #[test]
    fn an_old_reply_counts_more_if_it_is_written_as_the_newest_are() {
        // First one in ten asks back, at last nine in ten do.
        let often = |place: usize| place % 10 < if place < 1500 { 1 } else { 9 };
        let replies = replies(2000, |place| if often(place) { "well?" } else { "well" });
        let shares = shares(&replies);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(shares[0] > 3.0 * shares[1], "{} {}", shares[0], shares[1]);
        let asking: f64 = (0..2000).filter(|place| often(*place)).map(|place| shares[place]).sum();
        let fading: f64 =
            (0..2000).filter(|place| often(*place)).map(|place| fading(2000, 1000.0)[place]).sum();
        assert!(asking > fading + 0.1 && asking < 0.9, "{asking} {fading}");
    }

    #[test]
    fn where_nothing_changes_only_age_counts() {
        let shares = shares(&replies(1500, |_| "as ever"));
        assert!((shares[1499] / shares[499] - 2.0).abs() < 1e-6);
    }

    #[test]
    fn nothing_and_little_are_no_harm() {
        assert!(shares(&[]).is_empty());
        assert_eq!(shares(&replies(1, |_| "")), [1.0]);
    }
}

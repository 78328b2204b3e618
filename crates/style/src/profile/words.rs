//! Words that the owner says more often than others do.
//!
//! Found by the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn,
//! "Fightin' words", Political Analysis 2008, equations 16 and 20 to 22): the prior of a word is its
//! share in all that was said, times a strength; a word is telling if its log-odds ratio is so many
//! standard deviations above 0.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::counts::Counts;
use crate::language::is_function_word;
use crate::language::terms::{Term, listed};

/// How many different words of the owner are told apart; nobody has more.
const WORDS: usize = 1 << 17;
/// Others' words are counted by their hashes, without their letters: two that share a place make
/// each other a little less telling.
const PLACES: usize = 1 << 18;
/// How many words the prior weighs.
const PRIOR: f64 = 500.0;
/// Standard deviations from which on a word is telling, as in the paper.
const TELLING: f64 = 1.96;
/// A word said less often is no habit.
const SELDOM: u32 = 5;
/// Shorter words are grammar, longer ones no words.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=20;

/// How often which word was said.
#[derive(Debug, Default)]
pub(super) struct WordCounts {
    own: FxHashMap<Box<str>, u32>,
    own_total: u64,
    others: Counts<u32, PLACES>,
    others_total: u64,
}

impl WordCounts {
    pub(super) fn add_own(&mut self, words: &[String]) {
        for word in words {
            self.own_total += 1;
            if let Some(count) = self.own.get_mut(word.as_str()) {
                *count += 1;
            } else if self.own.len() < WORDS && LETTERS.contains(&word.chars().count()) {
                self.own.insert(word.as_str().into(), 1);
            }
        }
    }

    pub(super) fn add_others(&mut self, words: &[String]) {
        for word in words {
            self.others_total += 1;
            *self.others.at(place(word)) += 1;
        }
    }

    /// The most telling fillers and the most telling other words, at most so many of each, the most
    /// telling first. Neither while one side has said nothing.
    pub(super) fn telling(&self, most: usize) -> [Vec<String>; 2] {
        if self.others_total == 0 {
            return [Vec::new(), Vec::new()];
        }
        let known: FxHashSet<&str> = listed(Term::Filler).collect();
        let mut telling: Vec<(f64, &str)> = self
            .own
            .iter()
            .filter(|(word, count)| **count >= SELDOM && word.chars().all(char::is_alphabetic))
            .filter(|(word, _)| known.contains(&***word) || !is_function_word(word))
            .map(|(word, count)| (self.deviations(word, *count), &**word))
            .filter(|(deviations, _)| *deviations >= TELLING)
            .collect();
        telling.sort_by(|(a, word), (b, other)| b.total_cmp(a).then(word.cmp(other)));
        let (fillers, others): (Vec<_>, Vec<_>) = telling
            .into_iter()
            .map(|(_, word)| word.to_owned())
            .partition(|word| known.contains(word.as_str()));
        [fillers, others].map(|words| words.into_iter().take(most).collect())
    }

    /// How many standard deviations the word's log-odds ratio is above 0.
    fn deviations(&self, word: &str, own: u32) -> f64 {
        let (own, others) = (f64::from(own), f64::from(self.others.get(place(word))));
        let [own_total, others_total] =
            [self.own_total, self.others_total].map(|total| total as f64);
        let prior = PRIOR * (own + others) / (own_total + others_total);
        let log_odds = |count: f64, total: f64| {
            ((count + prior) / (total + PRIOR - count - prior).max(1.0)).ln()
        };
        let variance = (own + prior).recip() + (others + prior).recip();
        (log_odds(own, own_total) - log_odds(others, others_total)) / variance.sqrt()
    }
}

fn place(word: &str) -> u32 {
    let hash = FxBuildHasher.hash_one(word);
    (((hash ^ (hash >> 32)) as usize) % PLACES) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn words_the_owner_alone_leans_on_are_telling() {
        let mut counts = WordCounts::default();
        assert_eq!(counts.telling(5), [Vec::<String>::new(), Vec::new()]);
        for n in 0..60 {
            counts.add_own(&words("короче пойду ка я домой и лягу спать"));
            counts.add_others(&words("пойду я домой и лягу спать а завтра встану"));
            if n % 3 == 0 {
                counts.add_own(&words("шикарно"));
            }
        }
        counts.add_own(&words("однажды"));
        let [fillers, favourites] = counts.telling(5);
        assert_eq!(fillers, ["короче"]);
        assert_eq!(favourites, ["ка", "шикарно"]);
    }
}

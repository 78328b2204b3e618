//! What asking a model takes: counted where the provider tells, estimated where nobody does.

use std::ops::{Add, AddAssign};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::{Failing, ModelError, Prompt, Sampling};

/// Tokens, summed over all calls of a question, or of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Tokens read, the cached ones among them.
    pub prompt: u64,
    /// How many of the tokens read the provider had kept from an earlier call.
    pub cached: u64,
    /// Tokens written, with those that a model spends on thinking.
    pub completion: u64,
    /// How many of the tokens read and written nobody has told of: an answer that was not waited for
    /// is charged all the same.
    pub estimated: u64,
}

impl Usage {
    /// All tokens, read and written.
    pub const fn total(self) -> u64 {
        self.prompt.saturating_add(self.completion)
    }

    /// What a call takes of which no bill comes: the whole prompt, and candidates of full length.
    ///
    /// OpenAI's rule of thumb is four characters of English to a token; Russian takes a token for two
    /// or three. Three is between them, for prompts are of both and of names and times.
    pub fn estimate(prompt: &Prompt, sampling: Sampling) -> Self {
        const CHARACTERS_A_TOKEN: usize = 3;
        let characters: usize = [&prompt.rules, &prompt.backbone, &prompt.transcript]
            .map(|part| part.chars().count())
            .iter()
            .sum();
        let prompt = characters.div_ceil(CHARACTERS_A_TOKEN) as u64;
        let completion = (sampling.candidates as u64).saturating_mul(sampling.max_tokens.into());
        Self { prompt, cached: 0, completion, estimated: prompt.saturating_add(completion) }
    }
}

impl Add for Usage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            prompt: self.prompt.saturating_add(other.prompt),
            cached: self.cached.saturating_add(other.cached),
            completion: self.completion.saturating_add(other.completion),
            estimated: self.estimated.saturating_add(other.estimated),
        }
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Tokens, and what they cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Tokens.
    pub usage: Usage,
    /// Money, in billionths of the currency of the prices; 0 also where they are not known.
    pub billionths: u64,
}

/// Runs while a question is asked, so that also whoever gets an error, or gives up waiting, learns
/// what it took.
#[derive(Debug, Default)]
pub struct Meter {
    taken: Mutex<Taken>,
    failed: Mutex<Vec<Failing>>,
}

impl Meter {
    /// Adds what one call took.
    pub fn add(&self, taken: Taken) {
        let mut sum = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        sum.usage += taken.usage;
        sum.billionths = sum.billionths.saturating_add(taken.billionths);
    }

    /// What all calls took so far.
    pub fn taken(&self) -> Taken {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that one of several models was asked in vain: another may answer, and then there is no error that
    /// tells of it.
    pub fn fails(&self, error: &ModelError) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.extend(error.failing());
    }

    /// Why models were asked in vain so far. Each is told once.
    pub fn take_failed(&self) -> Vec<Failing> {
        std::mem::take(&mut *self.failed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_counts_the_whole_prompt_and_every_candidate_and_says_what_it_is() {
        let prompt = Prompt {
            rules: "Пиши.".to_owned(),
            backbone: "ab".to_owned(),
            transcript: "abc".to_owned(),
            stop: vec!["never sent as text".to_owned()],
        };
        let sampling = Sampling { candidates: 4, temperature: 1.0, max_tokens: 60, seed: 7 };
        let usage = Usage::estimate(&prompt, sampling);
        assert_eq!(usage, Usage { prompt: 4, cached: 0, completion: 240, estimated: 244 });
        assert_eq!(usage.total(), usage.estimated);
    }

    #[test]
    fn what_was_stored_before_there_were_estimates_is_read() {
        let stored = r#"{"prompt": 5, "cached": 1, "completion": 2}"#;
        let usage: Usage = serde_json::from_str(stored).unwrap();
        assert_eq!(usage, Usage { prompt: 5, cached: 1, completion: 2, estimated: 0 });
    }
}

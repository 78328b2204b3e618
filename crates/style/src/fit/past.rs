//! Questions of the past, to compare replies against.

use super::features::{Question, Words};
use super::lexicon::Lexicon;
use super::scale::Others;

/// How many questions are kept at least, once so many were asked, and the most before half go.
const KEPT: usize = 96;
const MOST: usize = 2 * KEPT;

/// A sample of what the owner was asked, spread evenly over all that was learnt.
#[derive(Debug, Clone, Default)]
pub(crate) struct PastQuestions {
    kept: Vec<Words>,
    /// One question in so many is kept, as a power of two.
    sparse: u32,
    seen: u64,
}

impl PastQuestions {
    /// Takes note of a question that the owner answered. `count` is called only if it is kept.
    pub(crate) fn observe(&mut self, count: impl FnOnce() -> Words) {
        let place = self.seen;
        self.seen += 1;
        if !place.is_multiple_of(1 << self.sparse) {
            return;
        }
        self.kept.push(count());
        if self.kept.len() == MOST {
            let mut place = 0;
            self.kept.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.sparse += 1;
        }
    }

    pub(super) fn others(&self, lexicon: &Lexicon) -> Others {
        Others::of(self.kept.iter().map(|words| Question::of(words, lexicon)))
    }
}

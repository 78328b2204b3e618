//! An answer to whatever is asked, in the owner's own words: what recall mode would say if it were
//! never silent. It measures how much of the owner is in the past replies alone, and is sent to
//! nobody: no guard looks at it.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use style::{Exemplar, Learner};

use crate::compose::Conversation;
use crate::rank::Ranker;

/// So many of the owner's replies ago a reply is half as likely to be drawn: people change, and what
/// they wrote last is most like what they write next.
const HALF_LIFE: f64 = 400.0;
/// How many are drawn, of which the one that fits best is taken. The more, the better it fits and
/// the less it is like the owner: what fits everything comes again and again.
const DRAWN: usize = 20;

/// Answers from the past.
#[derive(Debug)]
pub struct Always<'a> {
    ranker: Ranker<'a>,
    /// What the owner replied, oldest first.
    replies: Vec<&'a Exemplar>,
}

impl<'a> Always<'a> {
    /// Gets ready all that a learner knows.
    pub fn new(learner: &'a Learner) -> Self {
        let mut replies: Vec<&Exemplar> = learner.recall().exemplars().collect();
        replies.sort_by_key(|exemplar| (exemplar.answered_at, exemplar.chat, exemplar.answer_id));
        Self { ranker: Ranker::new(learner), replies }
    }

    /// One of the owner's replies; `None` if there is none. The same seed gives the same.
    pub fn answer(&self, conversation: &Conversation<'_>, seed: u64) -> Option<Vec<String>> {
        let mut rng = StdRng::seed_from_u64(seed);
        let fitting = self.ranker.fitting(conversation);
        let newest = self.replies.len();
        let drawn = (0..DRAWN).map(|_| {
            let ago = -HALF_LIFE * rng.random_range(f64::EPSILON..1.0).log2();
            newest.saturating_sub(1 + ago as usize % newest.max(1))
        });
        let best = drawn
            .filter_map(|place| self.replies.get(place))
            .map(|exemplar| (fitting.score(exemplar.answer.iter()), exemplar))
            .max_by(|(a, _), (b, _)| a.total_cmp(b))?;
        Some(best.1.answer.iter().map(str::to_owned).collect())
    }
}

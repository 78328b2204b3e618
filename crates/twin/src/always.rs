//! An answer to whatever is asked, in the owner's own words: what recall mode would say if it were
//! never silent. It measures how much of the owner is in the past replies alone, and is sent to
//! nobody: no guard looks at it.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use style::{Exemplar, Learner};

use crate::compose::Conversation;
use crate::newest::Newest;
use crate::rank::Ranker;

/// How many replies are drawn, of which the nearest is taken. The more, the better it fits and the
/// less it is like the owner: what is near to much comes again and again.
const DRAWN: usize = 20;
/// Only so many of the newest replies are drawn from: older ones hardly ever would be.
const NEWEST: usize = 4096;

/// Answers from the past.
#[derive(Debug)]
pub struct Always<'a> {
    ranker: &'a Ranker<'a>,
    /// What the owner replied.
    replies: Newest<&'a Exemplar>,
}

impl<'a> Always<'a> {
    /// Gets ready all that a learner knows, whose replies the ranker ranks. Takes some ten
    /// milliseconds.
    pub fn new(learner: &'a Learner, ranker: &'a Ranker<'a>) -> Self {
        let exemplars = learner.recall().exemplars();
        Self { ranker, replies: Newest::of(exemplars, NEWEST, |exemplar| exemplar) }
    }

    /// One of the owner's replies; `None` if there is none. The same seed gives the same.
    pub fn answer(&self, conversation: &Conversation<'_>, seed: u64) -> Option<Vec<String>> {
        let mut rng = StdRng::seed_from_u64(seed);
        let fitting = self.ranker.fitting(conversation);
        let drawn = (0..DRAWN).filter_map(|_| self.replies.at(rng.random_range(0.0..1.0)));
        let nearest = drawn
            .map(|exemplar| (fitting.nearness(exemplar.answer.iter()), exemplar))
            .max_by(|(a, _), (b, _)| a.total_cmp(b));
        nearest.map(|(_, exemplar)| exemplar.answer.iter().map(str::to_owned).collect())
    }
}

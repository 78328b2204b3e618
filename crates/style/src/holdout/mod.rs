//! Holds out the owner's last part, to ask a twin that has not seen it what it would have said.
//!
//! | module | what it holds |
//! |---|---|
//! | `pairs` | turns and pairs as the likeness benchmark defines them |
//! | `split` | what is learnt from, what is answered, and what judges |

mod pairs;
mod split;

use std::time::Duration;

use domain::{Message, PeerId, Timestamp};

use crate::fidelity::Task;

pub use split::split;

/// With fewer replies of the owner there is nothing to measure.
pub const FEWEST_PAIRS: usize = 40;
/// With fewer replies on the judge's days a writer is told apart from nobody.
pub const FEWEST_JUDGED: usize = 20;
/// So many others are taken at most to tell the owner from.
pub const MOST_OTHERS: usize = 7;

/// What is to be held out.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The most moments to answer; of more, as many are taken evenly.
    pub moments: usize,
    /// The seed of the candidates and of all draws of the measures.
    pub seed: u32,
}

/// A moment at which the owner in fact replied.
#[derive(Debug, Clone)]
pub struct Held {
    /// Where.
    pub chat: PeerId,
    /// What was said before, oldest first, without what is to be answered.
    pub before: Vec<Message>,
    /// What is to be answered.
    pub burst: Vec<Message>,
    /// When the last message to answer was written.
    pub asked_at: Timestamp,
    /// From then until something else was said last, if it was; else zero.
    pub overtaken: Duration,
    /// When the owner replied. For the time of day only: a delay must not be computed from it.
    pub now: Timestamp,
}

/// A history in parts.
#[derive(Debug)]
pub struct Holdout {
    /// What a twin may learn from: each chat's messages in order.
    pub learn: Vec<Message>,
    /// What it is to answer, in the order of the moments of the owner, who is the task's first
    /// writer; the others are there to tell the owner from.
    pub moments: Vec<Held>,
    /// What its replies are judged by.
    pub task: Task,
    /// How many replies of the owner were found.
    pub pairs: usize,
    /// Whether the owner and somebody else wrote enough on the judge's days to be told apart.
    pub attribution: bool,
}

/// Too few replies of the owner to measure anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{pairs} replies of the owner, and {FEWEST_PAIRS} are needed")]
pub struct TooLittle {
    /// Messages that were looked at.
    pub messages: usize,
    /// How many of them the owner wrote.
    pub owner_messages: usize,
    /// Replies of the owner in words, to something in words.
    pub pairs: usize,
}

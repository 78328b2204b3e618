//! Recall: the exemplars nearest to what is asked now.
//!
//! | module | what it holds |
//! |---|---|
//! | `features` | what a text is compared by: stems, everyday phrases, pieces of words |
//! | `weigh` | texts as vectors of weighed terms |
//! | `distinct` | one hit for nearly the same answers |
//! | `index` | an inverted index over the questions, and the search |
//!
//! A search has two steps. The index finds the exemplars that share rare stems and trigrams with the
//! question; the best of them are then compared exactly: the cosine of TF-IDF vectors (Salton and
//! Buckley, "Term-weighting approaches in automatic text retrieval", 1988) of stems and everyday
//! phrases, and of pieces of 3 to 5 characters, which forgive spelling and endings. The less a
//! question says by itself ("ok", "and you?"), the more the words before it count.

mod distinct;
mod features;
mod index;
mod weigh;

use domain::{PeerId, Timestamp};

pub use index::RecallIndex;

use crate::exemplar::Exemplar;

/// An exemplar's place in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ExemplarId(u32);

/// What is to be answered.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// Where; exemplars of this chat come first.
    pub chat: PeerId,
    /// Who asks; in a private chat that is the chat. In a group, what was said to them comes first.
    pub asker: PeerId,
    /// The texts to answer.
    pub texts: &'a [&'a str],
    /// What was said just before them; may be empty.
    pub context: &'a [&'a str],
    /// The present moment: newer exemplars come before older ones that fit as well.
    pub now: Timestamp,
}

/// An exemplar found.
#[derive(Debug, Clone)]
pub struct Hit<'a> {
    /// What was found.
    pub exemplar: &'a Exemplar,
    /// How much its question and what came before it are like the query's: 0 is unrelated, 1 the
    /// same. From about 0.6 a person would mostly say that the same was asked.
    pub similarity: f32,
    /// Whether it is of the query's chat.
    pub same_chat: bool,
    /// Whether this, or an answer that agrees with it, was said there to the query's asker.
    pub to_asker: bool,
    /// How many exemplars that fit nearly as well have nearly the same answer, this one included.
    /// They are left out of the hits.
    pub agreeing: usize,
    /// How many of those are of the query's chat.
    pub agreeing_here: usize,
}

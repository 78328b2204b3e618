//! Fit: how well a reply fits what it would answer.
//!
//! | module | what it holds |
//! |---|---|
//! | `terms` | a text as counted stems and pieces of words |
//! | `lexicon` | how rare each of them is in the owner's chats |
//! | `vector` | texts as unit vectors of weighed terms |
//! | `features` | what a reply and a question are compared by |
//! | `past` | questions of the past, to compare against |
//! | `scale` | comparisons against those with other questions |
//! | `weights` | how much each of them counts |
//!
//! People answer in words of the question and of its subject, so the base is the cosine of TF-IDF
//! vectors (Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988), of
//! stems and of character n-grams. By itself it prefers replies that are like every question. So
//! each cosine is told in standard deviations from what the same reply has with other questions of
//! the owner's past, as systems of speaker verification do with their scores (Auckenthaler, Carey and
//! Lloyd-Thomas, "Score normalization for text-independent speaker verification systems", 2000).

mod features;
mod lexicon;
mod past;
mod scale;
mod terms;
mod vector;
mod weights;

pub(crate) use features::Words;
pub(crate) use lexicon::Lexicon;
pub(crate) use past::PastQuestions;

use std::sync::Arc;

use features::Question;
use scale::{Others, Scale};

pub use features::FEATURES;

/// What a reply is to fit. All texts are masked, as everything learnt is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The texts to answer.
    pub texts: &'a [&'a str],
    /// What else was said before the reply, oldest first; may be empty.
    pub context: &'a [Said<'a>],
}

/// A message of the context.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Its text, masked.
    pub text: &'a str,
    /// Whether the owner wrote it.
    pub by_owner: bool,
}

/// Tells how well replies fit.
#[derive(Debug, Clone)]
pub struct Fit {
    lexicon: Arc<Lexicon>,
    /// Other questions, to compare against.
    others: Arc<Others>,
}

/// A question that replies are compared with.
#[derive(Debug, Clone)]
pub struct Fitting<'a> {
    fit: &'a Fit,
    question: Question,
}

impl Fit {
    pub(crate) fn new(lexicon: Arc<Lexicon>, past: &PastQuestions) -> Self {
        Self { others: Arc::new(past.others(&lexicon)), lexicon }
    }

    /// Replies can be compared with what this returns.
    pub fn to(&self, asked: &Asked<'_>) -> Fitting<'_> {
        Fitting { fit: self, question: Question::of(&Words::of(asked), &self.lexicon) }
    }

    /// What of a reply does not depend on what it answers: to be kept where the same replies are
    /// compared with many questions.
    pub fn reply<'a>(&self, bubbles: impl IntoIterator<Item = &'a str>) -> FitReply {
        let reply = features::Reply::of(bubbles, &self.lexicon);
        let scale = Scale::of(&reply, &self.others);
        FitReply { reply, scale }
    }
}

/// A reply, ready to be compared with questions.
#[derive(Debug, Clone)]
pub struct FitReply {
    reply: features::Reply,
    scale: Scale,
}

impl Fitting<'_> {
    /// How well a reply fits: the natural logarithm of how much likelier it is to be the owner's
    /// answer to this than another reply, up to a constant that is the same for all replies.
    pub fn score<'a>(&self, bubbles: impl IntoIterator<Item = &'a str>) -> f32 {
        weights::score(&self.features(&self.fit.reply(bubbles)))
    }

    /// How near a reply is in words, whatever its length and however rare what it shares: in standard
    /// deviations from what it has with other questions, so no reply is near to everything.
    pub fn nearness<'a>(&self, bubbles: impl IntoIterator<Item = &'a str>) -> f32 {
        let [asked, _, whole, ..] = self.features(&self.fit.reply(bubbles));
        asked + whole
    }

    /// What the score is made of: to learn the weights by.
    pub fn features(&self, reply: &FitReply) -> [f32; FEATURES] {
        features::compare(&self.question, &reply.reply, &reply.scale, &self.fit.lexicon)
    }
}

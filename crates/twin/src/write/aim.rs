//! The shape that a reply is to have: that of one of the owner's own.
//!
//! A model writes its own lengths, endings and capitals, and the likeliest of many candidates is
//! duller than people are. So for each reply the shape of a past one is drawn, as often as such are
//! at present, and the candidates are measured by it.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use style::{Exemplar, Learner, present};

/// Only the shapes of so many of the newest replies are drawn from.
const NEWEST: usize = 1024;

/// A shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Aim {
    /// Of each message.
    pub(super) messages: Vec<Form>,
}

/// The form of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Form {
    /// How long it is, in characters.
    pub(super) chars: usize,
    /// Whether it begins with a capital; `None` if not with a letter.
    pub(super) capital: Option<bool>,
    /// The mark it ends with; `None` for a letter or a digit.
    pub(super) ending: Option<char>,
}

impl Aim {
    /// The shape of one of the owner's newest replies; `None` if there is none. The same seed draws
    /// the same.
    pub(super) fn draw(learner: &Learner, seed: u64) -> Option<Self> {
        let mut replies: Vec<&Exemplar> = learner.recall().exemplars().collect();
        replies.sort_by_key(|exemplar| (exemplar.answered_at, exemplar.chat, exemplar.answer_id));
        replies.drain(..replies.len().saturating_sub(NEWEST));
        let shares = present::shares(replies.iter().map(|exemplar| &exemplar.answer));
        let mut left: f64 = StdRng::seed_from_u64(seed).random_range(0.0..1.0);
        let drawn = shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        let drawn = replies.get(drawn.unwrap_or(replies.len().saturating_sub(1)))?;
        Some(Self { messages: drawn.answer.iter().map(Form::of).collect() })
    }

    /// All its characters.
    pub(super) fn chars(&self) -> usize {
        self.messages.iter().map(|form| form.chars).sum()
    }
}

impl Form {
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        let is_mark = |c: &char| !c.is_alphanumeric() && !c.is_whitespace();
        Self {
            chars: text.chars().count(),
            capital: text.chars().next().filter(|c| c.is_alphabetic()).map(char::is_uppercase),
            ending: text.chars().next_back().filter(is_mark),
        }
    }
}

//! Who was asked in vain to write, hear or speak, and why, as it is counted: without a word of what was asked.

use crate::{ModelError, Refusal};

/// Who works for a twin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Helper {
    /// A model, which writes.
    Model,
    /// An ear, which hears voice notes.
    Ear,
    /// A mouth, which speaks replies.
    Mouth,
}

impl Helper {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Model, Self::Ear, Self::Mouth];
}

/// Why somebody was asked in vain, as far as it is counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Failing {
    /// They could not be reached, or gave no answer in time.
    Unreachable,
    /// The key is missing or wrong.
    Key,
    /// They were asked too often.
    Limit,
    /// There is no money left for them.
    Money,
    /// What they answered is no answer.
    Answer,
    /// Anything else.
    Other,
}

impl Failing {
    /// All there are.
    pub const ALL: [Self; 6] =
        [Self::Unreachable, Self::Key, Self::Limit, Self::Money, Self::Answer, Self::Other];
}

impl ModelError {
    /// As what it is counted; `None` where no model was asked, since the owner's budget of the day is spent.
    pub fn failing(&self) -> Option<Failing> {
        Some(match self {
            Self::BudgetSpent { .. } => return None,
            Self::RateLimited { .. } => Failing::Limit,
            Self::Unavailable(_) | Self::TimedOut(_) => Failing::Unreachable,
            Self::Malformed(_) => Failing::Answer,
            Self::Refused { refusal, .. } => match refusal {
                Refusal::Key => Failing::Key,
                Refusal::Money => Failing::Money,
                Refusal::UnknownModel | Refusal::Filtered | Refusal::TooLong | Refusal::Request => {
                    Failing::Other
                }
            },
        })
    }
}

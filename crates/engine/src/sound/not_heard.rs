//! Why nobody heard what there is to listen to.

use domain::{EarError, EarRefusal};
use serde::Serialize;

/// Why a voice note was not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotHeard {
    /// Its file is gone at Telegram.
    Gone,
    /// It is larger than what is heard.
    TooLong,
    /// The ear cannot be reached, or gave no answer in time.
    Unreachable,
    /// The ear was asked too often.
    Busy,
    /// The key for the ear is missing or wrong.
    Key,
    /// There is no money left for the ear.
    Money,
    /// The ear's provider has no such model.
    UnknownModel,
    /// Telegram hears for Premium accounts only, and the trial of this one is over.
    Premium,
    /// Telegram hears no such thing: a file of sound, or one that is no message.
    NotAMessage,
    /// The ear listened, and made out no words.
    Unintelligible,
    /// It is no sound that can be read, or damaged.
    NotSound,
    /// The owner is no administrator any more, who alone may have the server run this ear.
    NotAllowed,
    /// The ear, or Telegram, refused it for another reason.
    Refused,
}

impl NotHeard {
    /// All there are.
    pub const ALL: [Self; 13] = [
        Self::Gone,
        Self::TooLong,
        Self::Unreachable,
        Self::Busy,
        Self::Key,
        Self::Money,
        Self::UnknownModel,
        Self::Premium,
        Self::NotAMessage,
        Self::Unintelligible,
        Self::NotSound,
        Self::NotAllowed,
        Self::Refused,
    ];

    /// What an ear's failure means.
    pub fn of(error: &EarError) -> Self {
        match error {
            EarError::RateLimited { .. } => Self::Busy,
            EarError::Unavailable(_) | EarError::TimedOut(_) => Self::Unreachable,
            EarError::Malformed(_) => Self::Refused,
            EarError::Refused { refusal, .. } => match refusal {
                EarRefusal::Key => Self::Key,
                EarRefusal::Money => Self::Money,
                EarRefusal::UnknownModel => Self::UnknownModel,
                EarRefusal::TooLong => Self::TooLong,
                EarRefusal::Premium => Self::Premium,
                EarRefusal::NotAMessage => Self::NotAMessage,
                EarRefusal::Unintelligible => Self::Unintelligible,
                EarRefusal::NotSound => Self::NotSound,
                EarRefusal::NotAllowed => Self::NotAllowed,
                EarRefusal::Request => Self::Refused,
            },
        }
    }

    /// By its name in the store.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::TooLong => "too_long",
            Self::Unreachable => "unreachable",
            Self::Busy => "busy",
            Self::Key => "key",
            Self::Money => "money",
            Self::UnknownModel => "unknown_model",
            Self::Premium => "premium",
            Self::NotAMessage => "not_a_message",
            Self::Unintelligible => "unintelligible",
            Self::NotSound => "not_sound",
            Self::NotAllowed => "not_allowed",
            Self::Refused => "refused",
        }
    }
}

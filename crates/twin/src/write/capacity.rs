//! How much of each part of the prompt a model can make use of.

use serde::{Deserialize, Serialize};

/// How much a model can make use of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// A small model: a few similar exemplars and the last messages. More would confuse it.
    Small,
    /// A large model: a backbone of fixed exemplars, many similar ones, more of the talk.
    #[default]
    Large,
}

impl Capacity {
    /// Fixed exemplars.
    pub(super) const fn backbone(self) -> usize {
        match self {
            Self::Small => 0,
            Self::Large => 80,
        }
    }

    /// Exemplars found for what is asked.
    pub(super) const fn similar(self) -> usize {
        match self {
            Self::Small => 6,
            Self::Large => 20,
        }
    }

    /// Messages of the talk before what is to be answered.
    pub(super) const fn talk(self) -> usize {
        match self {
            Self::Small => 6,
            Self::Large => 20,
        }
    }

    /// Characters of a message.
    pub(super) const fn chars(self) -> usize {
        match self {
            Self::Small => 240,
            Self::Large => 1000,
        }
    }
}

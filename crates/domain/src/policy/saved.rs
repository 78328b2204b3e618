//! What a twin writes in the Saved Messages of its owner, who can tell it there what to do.

use serde::{Deserialize, Serialize};

/// What a twin writes in Saved Messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// Of what it tells.
    pub lines: Lines,
    /// The minute of the owner's day, 0 to 1,439, at which it tells what the day brought; `None` is
    /// never. Where it writes nothing at all, it does not tell this either.
    pub digest_at: Option<u16>,
}

/// Of what a twin tells in Saved Messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lines {
    /// Of nothing, and it does not listen there.
    Nothing,
    /// It asks what only the owner can know, and answers what they tell it to do.
    #[default]
    Questions,
    /// Of drafts and countdowns too.
    Drafts,
}

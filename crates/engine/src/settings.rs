//! How long things take, within bounds.

use domain::policy::DisclosureWords;
use domain::{Mode, Policy};
use style::TimeZone;
use style::rhythm::PaceBounds;

use crate::{HistoryLimits, MemoryLimits};

/// Settings of the engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How fast the twin is; what the owner's own rhythm gives is held within these bounds.
    pub pace: PaceBounds,
    /// What is allowed in an account of which its owner has said nothing.
    pub policy: Policy,
    /// How the other side is told that a twin writes, where its owner has no words for it.
    pub disclosure_words: DisclosureWords,
    /// The mode with which an account begins, of its chats that have none of their own.
    pub default_mode: Mode,
    /// Whether a draft that waits is shown in the owner's own app too.
    pub native_drafts: bool,
    /// The owner's time zone: habits depend on the hour of the day.
    pub zone: TimeZone,
    /// How much of an account's own history is read from Telegram.
    pub history: HistoryLimits,
    /// When a chat's memory is written.
    pub memory: MemoryLimits,
}

//! How long things take, within bounds.

use std::time::Duration;

use style::TimeZone;
use style::rhythm::PaceBounds;

use crate::{HistoryLimits, MemoryLimits};

/// Settings of the engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How fast the twin is; what the owner's own rhythm gives is held within these bounds.
    pub pace: PaceBounds,
    /// How long the twin keeps out of a chat after the owner wrote in it.
    pub stand_down: Duration,
    /// How long a reply is shown before it is sent, where the owner may stop it.
    pub countdown: Duration,
    /// How old a message may be that the twin still answers, after it was offline.
    pub answer_within: Duration,
    /// The owner's time zone: habits depend on the hour of the day.
    pub zone: TimeZone,
    /// How much of an account's own history is read from Telegram.
    pub history: HistoryLimits,
    /// When a chat's memory is written.
    pub memory: MemoryLimits,
}

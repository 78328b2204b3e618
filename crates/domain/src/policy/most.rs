//! The most that may be set of what is counted, wherever it is set.

/// [`Policy::countdown`](super::Policy::countdown), in seconds.
pub const COUNTDOWN_S: u32 = 3_600;
/// [`Policy::answer_within`](super::Policy::answer_within), in hours.
pub const ANSWER_WITHIN_HOURS: u32 = 24 * 31;
/// [`StandDown::after_writing`](super::StandDown::after_writing), in minutes.
pub const AFTER_WRITING_MINUTES: u32 = 24 * 60;
/// [`StandDown::after_reading`](super::StandDown::after_reading), in seconds.
pub const AFTER_READING_S: u32 = 3_600;
/// [`Limits::spacing`](super::Limits::spacing), in seconds.
pub const SPACING_S: u32 = 3_600;
/// [`Limits::quick`](super::Limits::quick), in seconds.
pub const QUICK_S: u32 = 3_600;
/// A limit of turns or messages.
pub const LIMIT: u32 = 100_000;
/// A message, in units of UTF-16.
pub const MESSAGE: usize = 4_096;
/// The owner's words for their absence, in units of UTF-16: they are a message.
pub const AWAY_TEXT: usize = MESSAGE;
/// The owner's words for that a twin writes, in units of UTF-16.
pub const DISCLOSURE_TEXT: usize = 300;

//! How long a pause is, from the owner's words.

pub(super) mod clock;
pub(super) mod lasting;

use std::time::Duration;

use domain::Timestamp;
use domain::policy::{TimeZone, next_at, weekday};

use clock::Clock;

/// How long a pause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::saved) enum Span {
    /// Until the owner ends it.
    ForGood,
    /// For so long.
    For(Duration),
    /// Until the owner's clock shows this minute of a day.
    Until(u16),
    /// Until it is this hour, 1 to 12, in the morning or in the evening, whichever comes first.
    UntilHour(u16),
    /// Until this minute of the next day.
    Tomorrow(u16),
    /// Until the morning of the next such day of the week: 1, Monday, to 7.
    Weekday(i8),
}

/// When a morning and an evening begin, in minutes of the day.
pub(super) const MORNING: u16 = 8 * 60;
pub(super) const EVENING: u16 = 18 * 60;

impl Span {
    /// When what was begun at a moment ends; `None` is not by itself.
    pub(in crate::saved) fn ends(self, from: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let midnight = || next_at(0, from, zone);
        Some(match self {
            Self::ForGood => return None,
            Self::For(span) => from + span,
            Self::Until(minute) => next_at(minute, from, zone),
            Self::UntilHour(hour) => {
                let at = |hour: u16| next_at(hour % 24 * 60, from, zone);
                at(hour % 12).min(at(hour % 12 + 12))
            }
            Self::Tomorrow(minute) => at_or_after(minute, midnight(), zone),
            Self::Weekday(day) => {
                let mut day_begins = midnight();
                while weekday(day_begins, zone) != day {
                    day_begins = next_at(0, day_begins, zone);
                }
                at_or_after(MORNING, day_begins, zone)
            }
        })
    }
}

/// When the clock shows a minute on the day that begins at a moment.
fn at_or_after(minute: u16, day_begins: Timestamp, zone: &TimeZone) -> Timestamp {
    if minute == 0 { day_begins } else { next_at(minute, day_begins, zone) }
}

/// The span that some words are, all of them.
pub(super) fn span(words: &[&str]) -> Option<Span> {
    match words {
        [] => Some(Span::ForGood),
        ["until" | "till" | "til" | "до", rest @ ..] => until(rest),
        ["for" | "на", rest @ ..] if !rest.is_empty() => lasting::lasting(rest).map(Span::For),
        rest => lasting::lasting(rest).map(Span::For),
    }
}

fn until(words: &[&str]) -> Option<Span> {
    if let [day] = words
        && let Some(day) = clock::weekday(day)
    {
        return Some(Span::Weekday(day));
    }
    Some(match words {
        ["tomorrow" | "завтра"] | ["tomorrow", "morning"] | ["завтрашнего" | "завтра", "утра"] => {
            Span::Tomorrow(MORNING)
        }
        ["tomorrow", "evening" | "night"] | ["завтрашнего", "вечера"] => {
            Span::Tomorrow(EVENING)
        }
        ["tomorrow" | "завтра", "at" | "в" | "до" | "until", rest @ ..]
        | ["tomorrow" | "завтра", rest @ ..] => match clock::clock(rest)? {
            Clock::At(minute) => Span::Tomorrow(minute),
            // Of a day that is named the hour is meant as it stands.
            Clock::Hour(hour) => Span::Tomorrow(hour * 60),
        },
        ["morning" | "утра"] | ["the", "morning"] => Span::Until(MORNING),
        ["evening" | "вечера"] | ["the", "evening"] => Span::Until(EVENING),
        ["noon" | "midday" | "полудня"] => Span::Until(12 * 60),
        ["midnight" | "полуночи"] => Span::Until(0),
        rest => match clock::clock(rest)? {
            Clock::At(minute) => Span::Until(minute),
            Clock::Hour(hour) => Span::UntilHour(hour),
        },
    })
}

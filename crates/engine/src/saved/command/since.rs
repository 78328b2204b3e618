//! Of which time the owner wants to know, from their words: “today”, “since yesterday”, «за час».

use std::time::Duration;

use domain::Timestamp;
use domain::policy::{DAY, TimeZone, last_at, next_at, weekday};

use super::span::clock::{Clock, clock, weekday as weekday_called};
use super::span::lasting::lasting;
use super::span::{EVENING, MORNING};

/// A span of time that is over, or goes on until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::saved) enum Since {
    /// Since the day began that is so many days ago.
    Days(u8),
    /// All of the day before, and no more.
    Yesterday,
    /// So long until now.
    Last(Duration),
    /// Since the clock showed this minute of a day last.
    Clock(u16),
    /// Since it was this hour, 1 to 12, in the morning or in the evening, whichever came last.
    Hour(u16),
    /// Since this minute of the day before.
    YesterdayAt(u16),
    /// Since the last such day of the week began: 1, Monday, to 7. Today is one.
    Weekday(i8),
}

impl Since {
    /// From when on and until when it lasts, told at a moment.
    pub(in crate::saved) fn span(self, now: Timestamp, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let last = |minute: u16, before: Timestamp| last_at(minute, before, zone).1;
        let midnight = last(0, now);
        let day_before = |midnight: Timestamp| last(0, midnight - Duration::from_millis(1));
        let from = match self {
            Self::Days(days) => (0..days).fold(midnight, |midnight, _| day_before(midnight)),
            Self::Yesterday => return (day_before(midnight), midnight),
            Self::Last(span) => now - span,
            Self::Clock(minute) => last(minute, now),
            Self::Hour(hour) => last(hour % 12 * 60, now).max(last((hour % 12 + 12) * 60, now)),
            Self::YesterdayAt(0) => day_before(midnight),
            Self::YesterdayAt(minute) => next_at(minute, day_before(midnight), zone),
            Self::Weekday(day) => {
                let mut begins = midnight;
                while weekday(begins, zone) != day {
                    begins = day_before(begins);
                }
                begins
            }
        };
        (from, now)
    }
}

/// The span that some words are, all of them.
pub(super) fn since(words: &[&str]) -> Option<Since> {
    match words {
        ["today" | "сегодня"] | ["за", "сегодня" | "сегодняшний"] | ["since", "midnight"] => {
            Some(Since::Days(0))
        }
        ["yesterday" | "вчера"] | ["за", "вчера"] => Some(Since::Yesterday),
        ["since" | "from" | "с" | "со", rest @ ..] => from(rest),
        ["in" | "for" | "over" | "during", "the", rest @ ..] | ["the", rest @ ..] => past(rest),
        ["for" | "over" | "за", rest @ ..] => {
            past(rest).or_else(|| lasting(rest).map(Since::Last))
        }
        ["last" | "past", ..] => past(words),
        ["this", "week"] | ["на", "этой", "неделе"] => Some(Since::Last(DAY * 7)),
        _ => None,
    }
}

/// “Last two hours”, «последний час».
fn past(words: &[&str]) -> Option<Since> {
    let [
        "last" | "past" | "последний" | "последнюю" | "последнее" | "последние" | "последних",
        rest @ ..,
    ] = words
    else {
        return None;
    };
    lasting(rest).map(Since::Last)
}

fn from(words: &[&str]) -> Option<Since> {
    Some(match words {
        ["today" | "сегодня" | "сегодняшнего"] => Since::Days(0),
        ["yesterday" | "вчера" | "вчерашнего"] | ["вчерашнего", "дня"] => {
            Since::Days(1)
        }
        ["позавчера" | "позавчерашнего"] => Since::Days(2),
        ["the", "day", "before", "yesterday"] => Since::Days(2),
        ["morning" | "утра"] | ["this" | "the", "morning"] => Since::Clock(MORNING),
        ["evening" | "вечера"] | ["the", "evening"] => Since::Clock(EVENING),
        ["noon" | "midday" | "полудня"] => Since::Clock(12 * 60),
        ["midnight" | "полуночи"] => Since::Clock(0),
        ["yesterday", "morning"] | ["вчерашнего", "утра"] => {
            Since::YesterdayAt(MORNING)
        }
        ["yesterday", "evening" | "night"] | ["вчерашнего", "вечера"] => {
            Since::YesterdayAt(EVENING)
        }
        ["yesterday" | "вчера", "at" | "в" | "с", rest @ ..]
        | ["yesterday" | "вчера", rest @ ..] => match clock(rest)? {
            Clock::At(minute) => Since::YesterdayAt(minute),
            Clock::Hour(hour) => Since::YesterdayAt(hour * 60),
        },
        [day] if weekday_called(day).is_some() => Since::Weekday(weekday_called(day)?),
        rest => match clock(rest)? {
            Clock::At(minute) => Since::Clock(minute),
            Clock::Hour(hour) => Since::Hour(hour),
        },
    })
}

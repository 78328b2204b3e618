//! When a twin may write: a week of the owner's, with exceptions by date, and absences.
//!
//! Hours are read off the wall clock: the twin may write in a minute whose place on the owner's clock
//! lies in a span. So an hour that comes twice when the clock is set back is open twice, and one that
//! is left out is not missed.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::Timestamp;

const MINUTES_OF_A_DAY: u16 = 24 * 60;
const WHOLE_DAY: [Span; 1] = [Span { from: 0, to: MINUTES_OF_A_DAY }];

/// How far is looked ahead at once, and how often: somewhat over a year.
const STRIDE: Duration = Duration::from_secs(8 * 86_400);
const STRIDES: usize = 50;

/// A part of a day, in minutes of the wall clock. It belongs to the day on which it begins; one that
/// does not end after it begins runs past midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its first minute, 0 to 1,439.
    pub from: u16,
    /// The minute after its last, 0 to 1,440.
    pub to: u16,
}

impl Span {
    fn runs_past_midnight(self) -> bool {
        self.to <= self.from
    }

    /// Whether it holds a minute of the day on which it begins.
    fn holds(self, minute: u16) -> bool {
        minute >= self.from && (self.runs_past_midnight() || minute < self.to)
    }

    /// Whether it holds a minute of the day after.
    fn holds_tomorrow(self, minute: u16) -> bool {
        self.runs_past_midnight() && minute < self.to
    }
}

/// What the twin does while it may not write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Outside {
    /// Nothing; what is not too old by then is answered when the hours begin.
    #[default]
    Silence,
    /// It writes drafts.
    Draft,
    /// It says so in the owner's own words, once in an absence to everybody who writes.
    Away {
        /// These.
        text: String,
    },
}

/// When a twin may write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hours {
    /// The IANA name of the owner's time zone; `None` is the server's.
    pub zone: Option<String>,
    /// The spans of every day, Monday first; `None` is always.
    pub week: Option<[Vec<Span>; 7]>,
    /// Days with spans of their own; none closes the day.
    pub exceptions: BTreeMap<Date, Vec<Span>>,
    /// The owner is away, whatever the hours.
    pub away_until: Option<Timestamp>,
    /// What is done outside the hours.
    pub outside: Outside,
}

/// Whether the twin may write at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursNow {
    /// It may.
    Open {
        /// Until when; `None` where no end is in sight.
        until: Option<Timestamp>,
    },
    /// It may not.
    Closed {
        /// Until when; `None` where no end is in sight.
        until: Option<Timestamp>,
    },
}

impl Hours {
    /// Whether the twin may write, and how long that lasts.
    pub fn at(&self, now: Timestamp, zone: &TimeZone) -> HoursNow {
        if let Some(back) = self.away_until.filter(|until| *until > now) {
            let until = match self.by_the_clock(back, zone) {
                HoursNow::Open { .. } => Some(back),
                HoursNow::Closed { until } => until,
            };
            return HoursNow::Closed { until };
        }
        self.by_the_clock(now, zone)
    }

    /// Whether the twin was away at an earlier moment, and has been ever since.
    pub fn is_same_absence(&self, then: Timestamp, now: Timestamp, zone: &TimeZone) -> bool {
        let ended = |until: Option<Timestamp>| until.is_some_and(|until| until <= now);
        matches!(self.at(then, zone), HoursNow::Closed { until } if !ended(until))
    }

    fn by_the_clock(&self, now: Timestamp, zone: &TimeZone) -> HoursNow {
        let is_open = self.is_open(now, zone);
        let until = self.turns(now, zone, is_open);
        if is_open { HoursNow::Open { until } } else { HoursNow::Closed { until } }
    }

    /// When the hours are next other than `is_open`.
    fn turns(&self, now: Timestamp, zone: &TimeZone, is_open: bool) -> Option<Timestamp> {
        if self.week.is_none() && self.exceptions.is_empty() {
            return None;
        }
        let mut from = now;
        for _ in 0..STRIDES {
            let to = from + STRIDE;
            let mut moments = self.moments(from, to, zone);
            moments.sort_unstable();
            let turn = moments.into_iter().find(|at| self.is_open(*at, zone) != is_open);
            if turn.is_some() {
                return turn;
            }
            from = to;
        }
        None
    }

    /// The moments after `from` and up to `to` at which the hours may turn.
    fn moments(&self, from: Timestamp, to: Timestamp, zone: &TimeZone) -> Vec<Timestamp> {
        let dates = date(from, zone).yesterday().ok().into_iter().flat_map(|first| {
            first.series(jiff::ToSpan::day(1)).take_while(|day| *day <= date(to, zone))
        });
        let mut moments = Vec::new();
        for day in dates {
            // Where a day has other spans than the one before, it may turn at midnight.
            moments.extend(instants(day, 0, zone));
            for span in self.spans(day) {
                moments.extend(instants(day, span.from, zone));
                let after = if span.runs_past_midnight() { MINUTES_OF_A_DAY } else { 0 };
                moments.extend(instants(day, after.saturating_add(span.to), zone));
            }
        }
        // The wall clock may jump over the beginning or the end of a span.
        let jumps = zone.following(instant(from)).map(|jump| moment(jump.timestamp()));
        moments.extend(jumps.take_while(|jump| *jump <= to));
        moments.retain(|at| *at > from && *at <= to);
        moments
    }

    fn is_open(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let clock = zone.to_datetime(instant(at));
        let minute =
            clock.hour().cast_unsigned() as u16 * 60 + clock.minute().cast_unsigned() as u16;
        let yesterday = clock.date().yesterday().ok();
        self.spans(clock.date()).iter().any(|span| span.holds(minute))
            || yesterday
                .is_some_and(|day| self.spans(day).iter().any(|span| span.holds_tomorrow(minute)))
    }

    /// The spans that begin on a day.
    fn spans(&self, day: Date) -> &[Span] {
        let of_week = || {
            let week = self.week.as_ref()?;
            week.get(usize::try_from(day.weekday().to_monday_zero_offset()).ok()?)
        };
        match self.exceptions.get(&day) {
            Some(spans) => spans,
            None if self.week.is_none() => &WHOLE_DAY,
            None => of_week().map_or(&[], Vec::as_slice),
        }
    }
}

/// The moments at which the wall clock shows a minute of a day, counted from its midnight: none where
/// it jumps over it, two where it is set back.
fn instants(day: Date, minute: u16, zone: &TimeZone) -> impl Iterator<Item = Timestamp> {
    let clock: Option<DateTime> =
        day.at(0, 0, 0, 0).checked_add(jiff::ToSpan::minutes(i64::from(minute))).ok();
    let offsets = clock.map(|clock| match zone.to_ambiguous_timestamp(clock).offset() {
        AmbiguousOffset::Unambiguous { offset } => [Some(offset), None],
        AmbiguousOffset::Gap { .. } => [None, None],
        AmbiguousOffset::Fold { before, after } => [Some(before), Some(after)],
    });
    offsets
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(move |offset| offset.to_timestamp(clock?).ok())
        .map(moment)
}

pub(super) fn date(at: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(instant(at)).date()
}

pub(super) fn instant(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default()
}

pub(super) fn moment(at: jiff::Timestamp) -> Timestamp {
    Timestamp::from_millis(at.as_millisecond())
}

#[cfg(test)]
mod tests;

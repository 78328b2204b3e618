//! Moments at which the owner's clock shows an hour: each day has exactly one. Where the clock jumps
//! over it, it is as much later as the clock jumps; where it comes twice, it is the first time.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::hours::{date, instant, moment};
use crate::Timestamp;

/// When the clock shows a minute of a day, 0 to 1,439.
pub fn at_on(day: Date, minute: u16, zone: &TimeZone) -> Timestamp {
    let clock = day.at(0, 0, 0, 0).saturating_add(i64::from(minute).minutes());
    zone.to_timestamp(clock).map_or(Timestamp::from_millis(i64::MAX), moment)
}

/// When it showed that minute last, now included, and of which day that was.
pub fn last_at(minute: u16, now: Timestamp, zone: &TimeZone) -> (Date, Timestamp) {
    let today = date(now, zone);
    let at = at_on(today, minute, zone);
    if at <= now {
        return (today, at);
    }
    let yesterday = today.saturating_sub(1.day());
    (yesterday, at_on(yesterday, minute, zone))
}

/// When it shows that minute next, now excluded.
pub fn next_at(minute: u16, now: Timestamp, zone: &TimeZone) -> Timestamp {
    let today = date(now, zone);
    let at = at_on(today, minute, zone);
    if at > now { at } else { at_on(today.saturating_add(1.day()), minute, zone) }
}

/// What a clock and a calendar on a wall show, for whoever looks at another moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallTime {
    /// Which day that is.
    pub day: WallDay,
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// 0 to 59; `None` where seconds do not matter.
    pub second: Option<i8>,
}

/// A day, for whoever looks at it from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WallDay {
    /// The day before.
    Yesterday,
    /// The same day.
    Today,
    /// The day after.
    Tomorrow,
    /// A day farther off.
    Date {
        /// The year, if it is another.
        year: Option<i16>,
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
        /// 1, Monday, to 7.
        weekday: i8,
    },
}

/// Which day of the week it is: 1, Monday, to 7.
pub fn weekday(at: Timestamp, zone: &TimeZone) -> i8 {
    date(at, zone).weekday().to_monday_one_offset()
}

/// What the clock and the calendar show at a moment, to the second where asked for, as it is said at
/// `now`.
pub fn wall_time(at: Timestamp, now: Timestamp, zone: &TimeZone, seconds: bool) -> WallTime {
    let (clock, today) = (zone.to_datetime(instant(at)), date(now, zone));
    let of = clock.date();
    let day = match of {
        of if of == today => WallDay::Today,
        of if of == today.saturating_add(1.day()) => WallDay::Tomorrow,
        of if of == today.saturating_sub(1.day()) => WallDay::Yesterday,
        of => WallDay::Date {
            year: (of.year() != today.year()).then_some(of.year()),
            month: of.month(),
            day: of.day(),
            weekday: of.weekday().to_monday_one_offset(),
        },
    };
    let second = seconds.then_some(clock.second());
    WallTime { day, hour: clock.hour(), minute: clock.minute(), second }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        moment(text.parse().unwrap())
    }

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    #[test]
    fn every_day_has_one_moment_of_an_hour() {
        let half_past_two = 150;
        for (day, expected) in [
            ("2026-03-28", "2026-03-28T01:30:00Z"),
            // The clock jumps from two to three.
            ("2026-03-29", "2026-03-29T01:30:00Z"),
            ("2026-03-30", "2026-03-30T00:30:00Z"),
            // It comes twice.
            ("2026-10-25", "2026-10-25T00:30:00Z"),
            ("2026-10-26", "2026-10-26T01:30:00Z"),
        ] {
            assert_eq!(
                at_on(day.parse().unwrap(), half_past_two, &berlin()),
                at(expected),
                "{day}"
            );
        }
    }

    #[test]
    fn the_last_and_the_next_lie_around_now() {
        let (zone, nine) = (berlin(), 540);
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (now, of, last, next) in [
            ("2026-03-29T06:59:59Z", "2026-03-28", "2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z"),
            ("2026-03-29T07:00:00Z", "2026-03-29", "2026-03-29T07:00:00Z", "2026-03-30T07:00:00Z"),
            ("2026-10-25T08:30:00Z", "2026-10-25", "2026-10-25T08:00:00Z", "2026-10-26T08:00:00Z"),
        ] {
            assert_eq!(last_at(nine, at(now), &zone), (day(of), at(last)), "{now}");
            assert_eq!(next_at(nine, at(now), &zone), at(next), "{now}");
        }
    }

    #[test]
    fn the_day_is_told_as_it_is_seen_from_another() {
        let (zone, now) = (berlin(), at("2026-12-30T20:00:00Z"));
        let date = |year, month, day, weekday| WallDay::Date { year, month, day, weekday };
        for (moment, day) in [
            ("2026-12-30T22:59:59Z", WallDay::Today),
            ("2026-12-30T23:00:00Z", WallDay::Tomorrow),
            ("2026-12-29T22:59:59Z", WallDay::Yesterday),
            ("2026-12-28T12:00:00Z", date(None, 12, 28, 1)),
            ("2027-01-03T12:00:00Z", date(Some(2027), 1, 3, 7)),
        ] {
            assert_eq!(wall_time(at(moment), now, &zone, false).day, day, "{moment}");
        }
        let shown = wall_time(at("2026-12-30T21:05:09Z"), now, &zone, true);
        assert_eq!((shown.hour, shown.minute, shown.second), (22, 5, Some(9)));
    }
}

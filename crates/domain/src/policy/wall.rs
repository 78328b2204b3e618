//! Moments at which the owner's clock shows an hour: each day has exactly one. Where the clock jumps
//! over it, it is as much later as the clock jumps; where it comes twice, it is the first time.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

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

/// What the clock shows, to the second where asked for: `18:05`, or `2026-12-31 18:05` of another day
/// than that of `now`.
pub fn wall_clock(at: Timestamp, now: Timestamp, zone: &TimeZone, seconds: bool) -> String {
    let (clock, time) = (zone.to_datetime(instant(at)), if seconds { "%H:%M:%S" } else { "%H:%M" });
    let is_today = clock.date() == date(now, zone);
    let form = if is_today { time.to_owned() } else { format!("%Y-%m-%d {time}") };
    clock.strftime(&form).to_string()
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
    fn the_clock_tells_the_day_only_if_it_is_another() {
        let (zone, now) = (berlin(), at("2026-12-31T20:00:00Z"));
        assert_eq!(wall_clock(at("2026-12-31T21:05:09Z"), now, &zone, true), "22:05:09");
        assert_eq!(wall_clock(at("2026-12-31T23:05:09Z"), now, &zone, false), "2027-01-01 00:05");
    }
}

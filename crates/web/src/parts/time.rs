//! Times and spans. The server writes UTC; `app.js` shows them in the reader's own time zone.

use std::time::Duration;

use domain::Timestamp;
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::parts::number::grouped;

/// The hour and minute of a moment.
pub(crate) fn clock(at: Timestamp) -> Markup {
    stamp(at, "clock", "%H:%M")
}

/// The day of a moment.
pub(crate) fn date(at: Timestamp) -> Markup {
    stamp(at, "date", "%Y-%m-%d")
}

/// The hour of a moment of today, the day of an earlier one.
pub(crate) fn lately(at: Timestamp) -> Markup {
    stamp(at, "lately", "%Y-%m-%d %H:%M")
}

/// The hour of a moment under a heading that names its day; without the script, which draws that, both.
pub(crate) fn of_day(at: Timestamp) -> Markup {
    stamp(at, "clock", "%Y-%m-%d %H:%M")
}

/// The hour of a moment of today, the day and the hour of an earlier one.
pub(crate) fn when(at: Timestamp) -> Markup {
    stamp(at, "when", "%Y-%m-%d %H:%M")
}

/// The day and the hour of a moment.
pub(crate) fn moment(at: Timestamp) -> Markup {
    html! { (date(at)) " " (clock(at)) }
}

fn stamp(at: Timestamp, show: &str, format: &str) -> Markup {
    // What Telegram could not have sent is shown as the epoch rather than not at all.
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    html! { time datetime=(at) data-show=(show) { (at.strftime(format)) } }
}

/// Seconds that run down to `until` on the open page. It carries the time left and not the moment,
/// so that a browser with a wrong clock counts right.
pub(crate) fn countdown(lang: Lang, now: Timestamp, until: Timestamp) -> Markup {
    let left = until.since(now);
    html! {
        @if !left.is_zero() {
            span.countdown aria-live="off" data-left=(left.as_millis()) data-unit=(t!(lang, "unit-seconds")) {
                (span(lang, left))
            }
        }
    }
}

/// A span in words, in the unit that fits it: "45 s", "12 min", "3 h". Rounded up.
pub(crate) fn span(lang: Lang, span: Duration) -> String {
    let seconds = span.as_millis().div_ceil(1000);
    if seconds < 60 {
        format!("{seconds} {}", t!(lang, "unit-seconds"))
    } else if seconds < 3600 {
        format!("{} {}", seconds.div_ceil(60), t!(lang, "unit-minutes"))
    } else {
        format!("{} {}", seconds.div_ceil(3600), t!(lang, "unit-hours"))
    }
}

/// How long something takes or took, in words, to the nearest: "45 s", "12 min", "3 h 20 min".
pub(crate) fn about(lang: Lang, span: Duration) -> String {
    let seconds = (span.as_millis() + 500) / 1000;
    let minutes = (seconds + 30) / 60;
    if seconds < 60 {
        return format!("{seconds} {}", t!(lang, "unit-seconds"));
    }
    if minutes < 60 {
        return format!("{minutes} {}", t!(lang, "unit-minutes"));
    }
    let hours = grouped(lang, u64::try_from(minutes / 60).unwrap_or(u64::MAX));
    match minutes % 60 {
        0 => format!("{hours} {}", t!(lang, "unit-hours")),
        minutes => {
            format!("{hours} {} {minutes} {}", t!(lang, "unit-hours"), t!(lang, "unit-minutes"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_measured_is_told_to_the_nearest() {
        for (seconds, expected) in [
            (0, "0 s"),
            (59, "59 s"),
            (89, "1 min"),
            (3_600, "1 h"),
            (3_660, "1 h 1 min"),
            (7_190, "2 h"),
            (3_600_000, "1,000 h"),
        ] {
            assert_eq!(about(Lang::En, Duration::from_secs(seconds)), expected);
        }
    }

    #[test]
    fn spans_are_rounded_up_so_that_nobody_comes_back_too_early() {
        for (millis, expected) in
            [(1, "1 с"), (59_001, "1 мин"), (61_000, "2 мин"), (3_600_001, "2 ч")]
        {
            assert_eq!(span(Lang::Ru, Duration::from_millis(millis)), expected);
        }
    }

    #[test]
    fn a_moment_is_written_for_machines_and_for_people() {
        let html = date(Timestamp::from_secs(1_757_272_320)).into_string();
        assert_eq!(
            html,
            r#"<time datetime="2025-09-07T19:12:00Z" data-show="date">2025-09-07</time>"#
        );
    }

    #[test]
    fn nothing_counts_down_to_the_past() {
        let now = Timestamp::from_secs(10);
        assert_eq!(countdown(Lang::En, now, Timestamp::from_secs(9)).into_string(), "");
    }
}

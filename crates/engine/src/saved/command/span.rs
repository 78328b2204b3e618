//! How long a pause is, from the owner's words.

use std::time::Duration;

use domain::Timestamp;
use domain::policy::{DAY, HOUR, MINUTE, TimeZone, next_at};

/// How long a pause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::saved) enum Span {
    /// Until the owner ends it.
    ForGood,
    /// For so long.
    For(Duration),
    /// Until the owner's clock shows this minute of a day.
    Until(u16),
    /// Until the morning of the next day.
    Tomorrow,
}

/// When a morning begins, in minutes of the day.
const MORNING: u16 = 8 * 60;

const LONGEST: Duration = Duration::from_secs(365 * 86_400);

impl Span {
    /// When what was begun at a moment ends; `None` is not by itself.
    pub(in crate::saved) fn ends(self, from: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::ForGood => None,
            Self::For(span) => Some(from + span),
            Self::Until(minute) => Some(next_at(minute, from, zone)),
            Self::Tomorrow => Some(next_at(MORNING, next_at(0, from, zone), zone)),
        }
    }
}

/// The span that some words are, all of them.
pub(super) fn span(words: &[&str]) -> Option<Span> {
    match words {
        [] => Some(Span::ForGood),
        ["until" | "till" | "til" | "до", rest @ ..] => until(rest),
        ["for" | "на", rest @ ..] if !rest.is_empty() => lasting(rest),
        rest => lasting(rest),
    }
}

fn until(words: &[&str]) -> Option<Span> {
    let (clock, half) = match words {
        ["tomorrow" | "завтра"] => return Some(Span::Tomorrow),
        [clock] => (*clock, None),
        [clock, "часов" | "часа" | "o'clock"] => (*clock, None),
        [clock, half] => (*clock, Some(*half)),
        _ => return None,
    };
    let (clock, half) = match half {
        None => [("am", "am"), ("pm", "pm")]
            .into_iter()
            .find_map(|(end, half)| Some((clock.strip_suffix(end)?, Some(half))))
            .unwrap_or((clock, None)),
        half => (clock, half),
    };
    let (hour, minute) = clock.split_once([':', '.']).unwrap_or((clock, "0"));
    let number = |text: &str| {
        let is_plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| is_plain)
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let hour = match half {
        None => hour,
        Some("am" | "утра" | "ночи") if (1..=12).contains(&hour) => hour % 12,
        Some("pm" | "вечера" | "дня") if (1..=12).contains(&hour) => hour % 12 + 12,
        Some(_) => return None,
    };
    (hour < 24 && minute < 60).then_some(Span::Until(hour * 60 + minute))
}

fn lasting(words: &[&str]) -> Option<Span> {
    let span = match words {
        ["half", "an", "hour"] | ["half", "hour"] | ["полчаса"] => HOUR / 2,
        ["полтора", "часа"] => HOUR + HOUR / 2,
        [one] | ["a" | "an" | "one" | "один" | "одну", one] if unit(one).is_some() => {
            unit(one)?
        }
        [number, of] => times(number, of)?,
        [both] => {
            let end = both.find(|c: char| !c.is_ascii_digit())?;
            times(&both[..end], &both[end..])?
        }
        _ => return None,
    };
    (!span.is_zero() && span <= LONGEST).then_some(Span::For(span))
}

fn times(number: &str, of: &str) -> Option<Duration> {
    let number: u32 = match number {
        "two" | "два" | "две" => 2,
        "three" | "три" => 3,
        number => number.parse().ok()?,
    };
    unit(of)?.checked_mul(number)
}

fn unit(word: &str) -> Option<Duration> {
    Some(match word {
        "m" | "min" | "mins" | "minute" | "minutes" | "м" | "мин" | "минута" | "минуту"
        | "минуты" | "минут" => MINUTE,
        "h" | "hr" | "hrs" | "hour" | "hours" | "ч" | "час" | "часа" | "часов" => HOUR,
        "d" | "day" | "days" | "день" | "дня" | "дней" | "сутки" | "суток" => {
            DAY
        }
        "week" | "weeks" | "неделя" | "неделю" | "недели" | "недель" => {
            DAY * 7
        }
        _ => return None,
    })
}

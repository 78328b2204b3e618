//! Lengths of time, as people say them: “1h30m”, “an hour and a half”, «2 с половиной часа».

use std::time::Duration;

use domain::policy::{DAY, HOUR, MINUTE};

const LONGEST: Duration = Duration::from_secs(365 * 86_400);

/// The length of time that some words are, all of them.
pub(in super::super) fn lasting(words: &[&str]) -> Option<Duration> {
    let (mut all, mut rest) = (Duration::ZERO, words);
    while !rest.is_empty() {
        let (part, after) = part(rest, all)?;
        all = all.checked_add(part)?;
        rest = match after {
            ["and" | "и"] => return None,
            ["and" | "и", after @ ..] => after,
            after => after,
        };
    }
    (!all.is_zero() && all <= LONGEST).then_some(all)
}

/// The length that words begin with, and the words after it; `so_far` was said before them.
fn part<'a, 'b>(words: &'a [&'b str], so_far: Duration) -> Option<(Duration, &'a [&'b str])> {
    let half_more = |of: &str| Some(unit(of)? * 3 / 2);
    Some(match words {
        ["полчаса", rest @ ..] => (HOUR / 2, rest),
        ["half", "a" | "an", of, rest @ ..] | ["half", of, rest @ ..] => (unit(of)? / 2, rest),
        ["полтора" | "полторы", of, rest @ ..] => (half_more(of)?, rest),
        [count, "с", "половиной", of, rest @ ..] | [count, "and", "a", "half", of, rest @ ..]
            if unit(of).is_some() =>
        {
            (times(count, of)?.checked_add(unit(of)? / 2)?, rest)
        }
        ["a" | "an" | "one", of, "and", "a", "half", rest @ ..]
        | [of, "and", "a", "half", rest @ ..]
            if unit(of).is_some() =>
        {
            (half_more(of)?, rest)
        }
        [of, rest @ ..] if unit(of).is_some() => (unit(of)?, rest),
        [count, of, rest @ ..] if unit(of).is_some() => (times(count, of)?, rest),
        // “2 h 30”
        [minutes] if are_hours(so_far) && minutes_after(minutes).is_some() => {
            (minutes_after(minutes)?, &[])
        }
        [together, rest @ ..] => (joined(together)?, rest),
        [] => return None,
    })
}

/// “1h30m”, “2h30”, “45m”.
fn joined(word: &str) -> Option<Duration> {
    let (mut all, mut rest) = (Duration::ZERO, word);
    while !rest.is_empty() {
        let Some(end) = rest.find(|c: char| !c.is_ascii_digit() && c != '.') else {
            return are_hours(all)
                .then(|| minutes_after(rest))
                .flatten()
                .and_then(|last| all.checked_add(last));
        };
        let (count, after) = rest.split_at(end);
        let next = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        all = all.checked_add(times(count, &after[..next])?)?;
        rest = &after[next..];
    }
    Some(all)
}

/// Whether a length of time is of whole hours, after which minutes may stand without being called so.
fn are_hours(span: Duration) -> bool {
    span >= HOUR && span < DAY && span.as_secs().is_multiple_of(HOUR.as_secs())
}

/// Minutes that follow hours without being called so.
fn minutes_after(word: &str) -> Option<Duration> {
    let minutes: u32 = word.parse().ok()?;
    (word.len() <= 2 && minutes < 60).then(|| MINUTE * minutes)
}

fn times(count: &str, of: &str) -> Option<Duration> {
    const NUMBERS: [(f64, &[&str]); 10] = [
        (1.0, &["a", "an", "one", "один", "одну", "одна"]),
        (2.0, &["two", "два", "две", "пару"]),
        (3.0, &["three", "три"]),
        (4.0, &["four", "четыре"]),
        (5.0, &["five", "пять"]),
        (6.0, &["six", "шесть"]),
        (7.0, &["seven", "семь"]),
        (8.0, &["eight", "восемь"]),
        (9.0, &["nine", "девять"]),
        (10.0, &["ten", "десять"]),
    ];
    let in_words = NUMBERS.iter().find(|(_, words)| words.contains(&count));
    let is_number = count.starts_with(|c: char| c.is_ascii_digit())
        && count.chars().all(|c| c.is_ascii_digit() || c == '.');
    let count: f64 = match in_words {
        Some((number, _)) => *number,
        None => count.parse().ok().filter(|_| is_number)?,
    };
    Duration::try_from_secs_f64(unit(of)?.as_secs_f64() * count).ok()
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

//! Hours and days, as people say them.

/// What a clock is to show.
pub(in super::super) enum Clock {
    /// This minute of a day.
    At(u16),
    /// This hour, 1 to 12, in the morning or in the evening.
    Hour(u16),
}

/// What some words say a clock is to show, all of them: “9:30”, “nine”, “9 pm”, “девяти вечера”.
pub(in super::super) fn clock(words: &[&str]) -> Option<Clock> {
    let (clock, half) = match words {
        ["часа"] => ("1", None),
        [clock] | [clock, "часов" | "часа" | "o'clock" | "oclock"] => (*clock, None),
        [clock, half] | [clock, "часов" | "часа" | "o'clock", half] => {
            (*clock, Some(*half))
        }
        _ => return None,
    };
    let (clock, half) = match half {
        None => [("am", "am"), ("pm", "pm")]
            .into_iter()
            .find_map(|(end, half)| Some((clock.strip_suffix(end)?, Some(half))))
            .unwrap_or((clock, None)),
        half => (clock, half),
    };
    let written = hour_in_words(clock);
    let (hour, minute) = match (written, clock.split_once([':', '.'])) {
        (Some(hour), _) => (hour, None),
        (None, Some((hour, minute))) => (number(hour)?, Some(number(minute)?)),
        (None, None) => (number(clock)?, None),
    };
    let is_exact = minute.is_some() || clock.starts_with('0');
    let hour = match half {
        None if (1..=12).contains(&hour) && !is_exact => return Some(Clock::Hour(hour)),
        None => hour,
        Some("am" | "утра" | "ночи") if (1..=12).contains(&hour) => hour % 12,
        Some("pm" | "вечера" | "дня") if (1..=12).contains(&hour) => hour % 12 + 12,
        Some(_) => return None,
    };
    let minute = minute.unwrap_or_default();
    (hour < 24 && minute < 60).then_some(Clock::At(hour * 60 + minute))
}

fn number(text: &str) -> Option<u16> {
    let is_plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

/// An hour in words: English, and Russian as it follows “до”.
fn hour_in_words(word: &str) -> Option<u16> {
    const HOURS: [[&str; 2]; 12] = [
        ["one", "часу"],
        ["two", "двух"],
        ["three", "трех"],
        ["four", "четырех"],
        ["five", "пяти"],
        ["six", "шести"],
        ["seven", "семи"],
        ["eight", "восьми"],
        ["nine", "девяти"],
        ["ten", "десяти"],
        ["eleven", "одиннадцати"],
        ["twelve", "двенадцати"],
    ];
    (1..).zip(HOURS).find_map(|(hour, words)| words.contains(&word).then_some(hour))
}

/// A day of the week: 1, Monday, to 7. English, and Russian as it follows “до”.
pub(in super::super) fn weekday(word: &str) -> Option<i8> {
    const DAYS: [[&str; 3]; 7] = [
        ["monday", "понедельника", "пн"],
        ["tuesday", "вторника", "вт"],
        ["wednesday", "среды", "ср"],
        ["thursday", "четверга", "чт"],
        ["friday", "пятницы", "пт"],
        ["saturday", "субботы", "сб"],
        ["sunday", "воскресенья", "вс"],
    ];
    (1..).zip(DAYS).find_map(|(day, words)| words.contains(&word).then_some(day))
}

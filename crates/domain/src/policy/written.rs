//! Hours and dates as a person writes them, on a page or in a file of settings, and back.

use jiff::civil::Date;

use super::Span;

/// The spans that are written one after another: `9:00-13:00, 14-18`. What is none is an error, which
/// holds it.
pub fn spans(text: &str) -> impl Iterator<Item = Result<Span, &str>> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| span(part).ok_or(part))
}

/// `9:00-18:30`, with any dash.
fn span(text: &str) -> Option<Span> {
    let (from, to) = text.split_once(['-', '–', '—'])?;
    let (from, to) = (minute(from)?, minute(to)?);
    (from < 1_440).then_some(Span { from, to })
}

/// The minute of a day, 0 to 1,440: `9`, `9:05` or `09.05`, up to `24:00`.
pub fn minute(text: &str) -> Option<u16> {
    let text = text.trim();
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "0"));
    let number = |text: &str| {
        let is_plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| is_plain)
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let at = hour * 60 + minute;
    (minute < 60 && at <= 1_440).then_some(at)
}

/// `2026-12-31`, or as it is written in Russian, `31.12.2026` and `31.12.26`.
pub fn date(text: &str) -> Option<Date> {
    if let [day, month, year] = text.split('.').collect::<Vec<_>>()[..] {
        let is_plain = year.bytes().all(|byte| byte.is_ascii_digit());
        let of_century = match year.len() {
            4 if is_plain => 0,
            2 if is_plain => 2_000,
            _ => return None,
        };
        let year = of_century + year.parse::<i16>().ok()?;
        return Date::new(year, month.parse().ok()?, day.parse().ok()?).ok();
    }
    text.parse().ok()
}

/// Spans as [`spans`] reads them.
pub fn of_spans(spans: &[Span]) -> String {
    let spans = spans.iter().map(|span| format!("{}–{}", of_minute(span.from), of_minute(span.to)));
    spans.collect::<Vec<_>>().join(", ")
}

/// A minute of the day as the clock shows it.
pub fn of_minute(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (text, from, to) in [
            ("9-18", 540, 1_080),
            ("09:00 – 18:30", 540, 1_110),
            ("9.15—24:00", 555, 1_440),
            ("22:00-2:00", 1_320, 120),
            ("0:00-0:00", 0, 0),
        ] {
            assert_eq!(spans(text).collect::<Vec<_>>(), [Ok(Span { from, to })], "{text}");
        }
        for text in
            ["25:00-26:00", "9", "9-", "24:00-25:00", "9:60-10", "24-1", "-1-5", "x-y", "009-10"]
        {
            assert_eq!(spans(text).collect::<Vec<_>>(), [Err(text)], "{text}");
        }
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in ["2026-12-31", "31.12.2026", "31.12.26"] {
            assert_eq!(date(text), Some(Date::constant(2026, 12, 31)), "{text}");
        }
        for text in ["31.12", "31.12.6", "31.12.026", "31.12.-6", "32.12.2026", "26-12-31", "x"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn several_spans_come_back_as_they_were_written() {
        let read = || spans(" 9-13; 22:00–02:00 ,").map(Result::unwrap).collect::<Vec<_>>();
        assert_eq!(of_spans(&read()), "09:00–13:00, 22:00–02:00");
        assert_eq!(spans(&of_spans(&read())).map(Result::unwrap).collect::<Vec<_>>(), read());
        assert_eq!(spans(" ").count(), 0);
    }
}

//! Days that are named relative to the day on which they were said: "tomorrow" is of no use next
//! week. They become dates, and what was said of them ends with them.

use domain::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use style::TimeZone;

/// A text with its days as dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The text.
    pub text: String,
    /// When the last of the days that it names is over; `None` if it names none.
    pub until: Option<Timestamp>,
}

/// What was said at a moment, with the days that it names as dates in the zone.
pub fn dated(text: &str, said_at: Timestamp, zone: &TimeZone) -> Dated {
    let today = day_of(said_at, zone);
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let mut written = Vec::new();
    let mut last: Option<Date> = None;
    let mut at = 0;
    while at < tokens.len() {
        let Some(found) = found(&tokens, at, today) else {
            written.push(tokens[at].to_owned());
            at += 1;
            continue;
        };
        last = last.max(Some(found.to));
        let end = at + found.tokens;
        if found.is_explicit {
            written.extend(tokens[at..end].iter().map(|token| (*token).to_owned()));
        } else {
            let final_token = tokens[end - 1];
            let sign = final_token.rfind(char::is_alphanumeric).map_or("", |place| {
                let next = final_token[place..].chars().next().map_or(0, char::len_utf8);
                &final_token[place + next..]
            });
            written.push(if found.from == found.to {
                format!("{}{sign}", found.from)
            } else {
                format!("{}…{}{sign}", found.from, found.to)
            });
        }
        at = end;
    }
    Dated { text: written.join(" "), until: last.and_then(|day| end_of(day, zone)) }
}

/// The first and the last days that a text names, each as it would be written: what a model may
/// write in their place.
pub(super) fn dates(text: &str, said_at: Timestamp, zone: &TimeZone) -> Vec<String> {
    let today = day_of(said_at, zone);
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let found = (0..tokens.len()).filter_map(|at| found(&tokens, at, today));
    found.flat_map(|found| [found.from, found.to]).map(|date| date.to_string()).collect()
}

/// So many days after a moment.
pub(super) fn days_after(at: Timestamp, days: u64) -> Timestamp {
    at + std::time::Duration::from_secs(days * 24 * 3_600)
}

fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    at.to_zoned(zone.clone()).date()
}

fn end_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
    Some(Timestamp::from_millis(next.timestamp().as_millisecond()))
}

/// Days that some tokens name.
struct Found {
    tokens: usize,
    from: Date,
    to: Date,
    /// Whether they name it by themselves, on whatever day they are read.
    is_explicit: bool,
}

impl Found {
    fn day(tokens: usize, day: Option<Date>) -> Option<Self> {
        Self::days(tokens, day, day)
    }

    fn days(tokens: usize, from: Option<Date>, to: Option<Date>) -> Option<Self> {
        Some(Self { tokens, from: from?, to: to?, is_explicit: false })
    }
}

/// What begins at a token, the longest first.
fn found(tokens: &[&str], at: usize, today: Date) -> Option<Found> {
    let word = |place: usize| tokens.get(at + place).map(|token| folded(token)).unwrap_or_default();
    let before = at.checked_sub(1).map(|place| folded(tokens[place])).unwrap_or_default();
    let (one, two, three) = (word(0), word(1), word(2));
    let (one, two, three) = (one.as_str(), two.as_str(), three.as_str());
    let after = |span: Span| today.checked_add(span).ok();
    let monday = monday_of(today);
    let week_from = |days: i32| monday.checked_add(days.days()).ok();

    if let Some(span) = span_of(one, two, three) {
        return Found::day(span.1, after(span.0));
    }
    match (one, two, three) {
        ("в" | "во" | "on" | "this" | "next" | "на" | "к" | "до" | "by" | "until" | "до-", ..)
            if is_recurring(&before) => {}
        ("на", "следующей", "неделе") => {
            return Found::days(3, week_from(7), week_from(13));
        }
        ("на", "этой", "неделе") => return Found::days(3, Some(today), week_from(6)),
        ("next", "week", _) => return Found::days(2, week_from(7), week_from(13)),
        ("this", "week", _) => return Found::days(2, Some(today), week_from(6)),
        ("в", "следующем", "месяце") => return months(3, today, 1),
        ("в", "этом", "месяце") => return months(3, today, 0),
        ("next", "month", _) => return months(2, today, 1),
        ("this", "month", _) => return months(2, today, 0),
        ("на" | "в", "выходных" | "выходные", _) | ("this", "weekend", _) => {
            return Found::days(2, week_from(5), week_from(6));
        }
        ("on" | "at", "the", "weekend") => return Found::days(3, week_from(5), week_from(6)),
        ("в" | "во", "следующий" | "следующую" | "следующее" | "следующая", day) => {
            if let Some(weekday) = weekday(day) {
                return Found::day(3, of_next_week(today, weekday));
            }
        }
        ("next", day, _) => {
            if let Some(weekday) = weekday(day) {
                return Found::day(2, of_next_week(today, weekday));
            }
        }
        ("в" | "во" | "on" | "this", day, _) if weekday(day).is_some() => {
            return Found::day(2, weekday(day).and_then(|weekday| coming(today, weekday)));
        }
        _ => {}
    }
    if let Some(days) = named_day(one) {
        return Found::day(1, after(days.days()));
    }
    if let Some(found) = calendar_day(one, two, today) {
        return Some(found);
    }
    let weekday = weekday(one).filter(|_| !is_recurring(&before))?;
    Found::day(1, coming(today, weekday))
}

fn folded(token: &str) -> String {
    token.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('ё', "е")
}

/// Russian, English: after it a weekday means each of them.
fn is_recurring(before: &str) -> bool {
    before.starts_with("кажд") || matches!(before, "по" | "every" | "each")
}

/// Russian, English.
fn named_day(word: &str) -> Option<i32> {
    Some(match word {
        "сегодня" | "вечером" | "утром" | "днем" | "ночью" | "today" | "tonight" => {
            0
        }
        "завтра" | "tomorrow" => 1,
        "послезавтра" => 2,
        "вчера" | "yesterday" => -1,
        "позавчера" => -2,
        _ => return None,
    })
}

/// Russian, English; no plurals, which mean each of them.
fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "понедельник" | "понедельника" | "понедельнику" | "monday" => {
            Weekday::Monday
        }
        "вторник" | "вторника" | "вторнику" | "tuesday" => Weekday::Tuesday,
        "среда" | "среду" | "среды" | "среде" | "wednesday" => {
            Weekday::Wednesday
        }
        "четверг" | "четверга" | "четвергу" | "thursday" => {
            Weekday::Thursday
        }
        "пятница" | "пятницу" | "пятницы" | "пятнице" | "friday" => {
            Weekday::Friday
        }
        "суббота" | "субботу" | "субботы" | "субботе" | "saturday" => {
            Weekday::Saturday
        }
        "воскресенье" | "воскресенья" | "воскресенью" | "sunday" => {
            Weekday::Sunday
        }
        _ => return None,
    })
}

/// "через 3 дня", "через неделю", "in two weeks": the span and its tokens.
fn span_of(one: &str, two: &str, three: &str) -> Option<(Span, usize)> {
    if !matches!(one, "через" | "in") {
        return None;
    }
    let number = match two {
        "a" | "один" | "одну" | "one" => 1,
        "два" | "две" | "пару" | "two" => 2,
        "три" | "three" => 3,
        "четыре" | "four" => 4,
        "пять" | "five" => 5,
        number => match number.parse::<i32>() {
            Ok(number) => number,
            Err(_) => return unit(two).map(|unit| (unit(1), 2)),
        },
    };
    let unit = unit(three).filter(|_| (0..=400).contains(&number))?;
    Some((unit(number), 3))
}

fn unit(word: &str) -> Option<fn(i32) -> Span> {
    Some(match word {
        "день" | "дня" | "дней" | "day" | "days" => |number| number.days(),
        "неделю" | "недели" | "недель" | "week" | "weeks" => {
            |number| number.weeks()
        }
        "месяц" | "месяца" | "месяцев" | "month" | "months" => {
            |number| number.months()
        }
        _ => return None,
    })
}

/// Russian, English: the beginnings of the months' names, as they stand beside a day.
const MONTHS: [[&str; 2]; 12] = [
    ["января", "january"],
    ["февраля", "february"],
    ["марта", "march"],
    ["апреля", "april"],
    ["мая", "may"],
    ["июня", "june"],
    ["июля", "july"],
    ["августа", "august"],
    ["сентября", "september"],
    ["октября", "october"],
    ["ноября", "november"],
    ["декабря", "december"],
];

/// "5 марта", "March 5": the next such day; "2026-03-05".
fn calendar_day(one: &str, two: &str, today: Date) -> Option<Found> {
    if let Ok(day) = one.parse::<Date>() {
        return Some(Found { tokens: 1, from: day, to: day, is_explicit: true });
    }
    let month = |word: &str| (1_i8..).zip(MONTHS).find(|(_, names)| names.contains(&word));
    let number = |word: &str| word.trim_end_matches(char::is_alphabetic).parse::<i8>().ok();
    let (day, (month, _)) = number(one).zip(month(two)).or_else(|| number(two).zip(month(one)))?;
    let of = |year: i16| Date::new(year, month, day).ok();
    let next = of(today.year()).filter(|date| *date >= today).or_else(|| of(today.year() + 1))?;
    Some(Found { tokens: 2, from: next, to: next, is_explicit: true })
}

fn monday_of(day: Date) -> Date {
    let since = i32::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(since.days()).unwrap_or(day)
}

/// The next such day after today.
fn coming(today: Date, weekday: Weekday) -> Option<Date> {
    today.nth_weekday(1, weekday).ok()
}

fn of_next_week(today: Date, weekday: Weekday) -> Option<Date> {
    let days = 7 + i32::from(weekday.to_monday_zero_offset());
    monday_of(today).checked_add(days.days()).ok()
}

fn months(tokens: usize, today: Date, ahead: i32) -> Option<Found> {
    let month = today.first_of_month().checked_add(ahead.months()).ok()?;
    Found::days(tokens, Some(month.max(today)), Some(month.last_of_month()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, ZONE};
    use super::*;

    /// Said on Wednesday, 2026-03-04.
    fn said(text: &str) -> String {
        let Dated { text, until } = dated(text, DAY, &ZONE);
        let Some(until) = until else { return text };
        let until = jiff::Timestamp::from_millisecond(until.as_millis()).unwrap();
        format!("{text} | {}", until.to_zoned(ZONE).date().yesterday().unwrap())
    }

    #[test]
    fn days_become_dates_and_end_what_is_said_of_them() {
        for (text, expected) in [
            ("завтра к врачу, в 9", "2026-03-05 к врачу, в 9 | 2026-03-05"),
            ("Послезавтра!", "2026-03-06! | 2026-03-06"),
            ("встреча в субботу в 12", "встреча 2026-03-07 в 12 | 2026-03-07"),
            ("в среду экзамен", "2026-03-11 экзамен | 2026-03-11"),
            ("к пятнице дописать", "к 2026-03-06 дописать | 2026-03-06"),
            ("в следующую пятницу", "2026-03-13 | 2026-03-13"),
            ("на выходных на дачу", "2026-03-07…2026-03-08 на дачу | 2026-03-08"),
            ("на следующей неделе", "2026-03-09…2026-03-15 | 2026-03-15"),
            ("через 3 дня", "2026-03-07 | 2026-03-07"),
            ("через неделю отпуск", "2026-03-11 отпуск | 2026-03-11"),
            ("в этом месяце", "2026-03-04…2026-03-31 | 2026-03-31"),
            ("свадьба 5 июня", "свадьба 5 июня | 2026-06-05"),
            ("вечером кино", "2026-03-04 кино | 2026-03-04"),
            ("exam tomorrow at 9", "exam 2026-03-05 at 9 | 2026-03-05"),
            ("dinner on Friday.", "dinner 2026-03-06. | 2026-03-06"),
            ("next Monday", "2026-03-09 | 2026-03-09"),
            ("in two weeks", "2026-03-18 | 2026-03-18"),
            ("moves next month", "moves 2026-04-01…2026-04-30 | 2026-04-30"),
            ("party on March 1", "party on March 1 | 2027-03-01"),
            ("завтра или в пятницу", "2026-03-05 или 2026-03-06 | 2026-03-06"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn what_happens_again_and_again_names_no_day() {
        for text in [
            "по пятницам бассейн",
            "каждую среду йога",
            "по вечерам бегает",
            "every Friday pub quiz",
            "on Fridays",
            "любит утренний кофе",
            "in London",
            "через мост",
            "через 999999999999 дней",
            "32 мая",
            "",
        ] {
            assert_eq!(said(text), text, "{text}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_owner() {
        let late = Timestamp::from_secs(DAY.as_secs() + 11 * 3_600);
        let east = TimeZone::fixed(jiff::tz::offset(3));
        assert_eq!(dated("сегодня", late, &east).text, "2026-03-05");
        assert_eq!(dates("сегодня или в пятницу", late, &east)[..1], ["2026-03-05"]);
        for extreme in [i64::MAX, i64::MIN] {
            dated("завтра в субботу", Timestamp::from_millis(extreme), &east);
        }
    }
}

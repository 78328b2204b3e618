//! Numbers and signs as they are said in English.

mod numeral;
mod roman;

use super::{Around, Number, Piece};
use numeral::{cardinal, decade, one_by_one, ordinal};
pub(super) use roman::roman_numeral;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What is written, for one and for more.
const UNITS: [(&[&str], &str, &str); 26] = [
    (&["$", "usd"], "dollar", "dollars"),
    (&["€", "eur"], "euro", "euros"),
    (&["£", "gbp"], "pound", "pounds"),
    (&["₽", "rub"], "rouble", "roubles"),
    (&["%"], "percent", "percent"),
    (&["km"], "kilometer", "kilometers"),
    (&["kg"], "kilogram", "kilograms"),
    (&["g"], "gram", "grams"),
    (&["cm"], "centimeter", "centimeters"),
    (&["mm"], "millimeter", "millimeters"),
    (&["m"], "meter", "meters"),
    (&["ml"], "milliliter", "milliliters"),
    (&["mi"], "mile", "miles"),
    (&["mph"], "mile per hour", "miles per hour"),
    (&["ft"], "foot", "feet"),
    (&["lb", "lbs"], "pound", "pounds"),
    (&["oz"], "ounce", "ounces"),
    (&["h", "hr", "hrs"], "hour", "hours"),
    (&["min", "mins"], "minute", "minutes"),
    (&["s", "sec", "secs"], "second", "seconds"),
    (&["k"], "thousand", "thousand"),
    (&["bn"], "billion", "billion"),
    (&["°"], "degree", "degrees"),
    (&["mb"], "megabyte", "megabytes"),
    (&["gb"], "gigabyte", "gigabytes"),
    (&["tb"], "terabyte", "terabytes"),
];

/// After a currency's sign these are thousands or more, and the currency is said after them.
const SCALES: [(&[&str], &str); 4] = [
    (&["k", "thousand"], "thousand"),
    (&["m", "mln", "million"], "million"),
    (&["b", "bn", "billion"], "billion"),
    (&["trillion"], "trillion"),
];

/// A currency whose sign stands alone: `prices in $`.
pub(super) fn money_alone(sign: char) -> Option<&'static str> {
    let sign = sign.to_string();
    let is_it = |written: &[&str]| written.contains(&sign.as_str());
    UNITS.iter().find_map(|(written, _, many)| is_it(written).then_some(*many))
}

/// After what a number is said digit by digit.
const CODES: [&str; 4] = ["code", "password", "passcode", "pin"];

/// After what tens are those of years, and else seconds may be meant.
const OF_YEARS: [&str; 9] = ["the", "early", "mid", "late", "my", "her", "his", "their", "your"];

/// A number in words, and how many of the pieces after it were said with it.
pub(super) fn number(number: &Number, around: &Around<'_>) -> (String, usize) {
    match number {
        Number::Plain { whole, fraction } => plain(*whole, fraction, around),
        Number::Time { hour, minute } => time(*hour, *minute, around),
        Number::Date { day, month, year } => {
            let mut said = format!(
                "{} {}",
                MONTHS.get(usize::from(*month).wrapping_sub(1)).copied().unwrap_or_default(),
                ordinal(u64::from(*day))
            );
            if let Some(year) = year {
                let year = match *year {
                    year @ 0..100 => cardinal(year.into()),
                    year => numeral::year(year),
                };
                said = format!("{said}, {year}");
            }
            (said, 0)
        }
        Number::Of { part, whole } => (of(*part, *whole), 0),
        Number::Digits { plus, digits } => {
            let plus = if *plus { "plus " } else { "" };
            (format!("{plus}{}", one_by_one(digits)), 0)
        }
        Number::Dotted(numbers) => {
            let said: Vec<String> = numbers.iter().map(|number| cardinal(*number)).collect();
            (said.join(" point "), 0)
        }
    }
}

/// `1/2`, `24/7`, `8/10`.
fn of(part: u64, whole: u64) -> String {
    match (part, whole) {
        (1, 2) => "one half".to_owned(),
        (1, 3) => "one third".to_owned(),
        (2, 3) => "two thirds".to_owned(),
        (1, 4) => "one quarter".to_owned(),
        (3, 4) => "three quarters".to_owned(),
        (24, 7) => "twenty-four seven".to_owned(),
        _ if part == whole => format!("{0} {0}", cardinal(part)),
        (_, 5 | 10 | 100) if part < whole => {
            format!("{} out of {}", cardinal(part), cardinal(whole))
        }
        _ => format!("{} slash {}", cardinal(part), cardinal(whole)),
    }
}

fn plain(whole: u64, fraction: &str, around: &Around<'_>) -> (String, usize) {
    if fraction.is_empty()
        && let Some(special) = special(whole, around)
    {
        return special;
    }
    if around.before == "at" && fraction.len() == 2 && !has_unit(around) {
        let (hour, minute) = (u8::try_from(whole).ok(), fraction.parse::<u8>().ok());
        if let (Some(hour @ 0..24), Some(minute @ 0..60)) = (hour, minute) {
            return time(hour, minute, around);
        }
    }
    let (unit, used) = match around.sign {
        Some(sign) => (Some(sign.to_string()), 0),
        None => around.unit().map_or((None, 0), |(unit, used)| (Some(unit), used)),
    };
    let known = unit.and_then(|unit| {
        UNITS.iter().find(|(written, _, _)| written.contains(&unit.as_str())).map(
            |(_, one, many)| {
                let is_money = ["dollar", "euro", "pound"].contains(one);
                (*one, *many, is_money)
            },
        )
    });
    let Some((one, many, is_money)) = known else {
        let year = fraction.is_empty()
            && (1900..2100).contains(&whole)
            && (["in", "since", "by", "of", "from"].contains(&around.before.as_str())
                || month(&around.before).is_some());
        let year = u16::try_from(whole).ok().filter(|_| year);
        return (year.map_or_else(|| decimal(whole, fraction), numeral::year), 0);
    };
    if around.sign.is_some()
        && let Some((scale, used)) = scale(around)
    {
        return (format!("{} {scale} {many}", decimal(whole, fraction)), used);
    }
    let unit = if whole == 1 && fraction.is_empty() { one } else { many };
    if is_money && fraction.len() == 2 {
        let cents: u64 = fraction.parse().unwrap_or(0);
        if cents > 0 {
            return (format!("{} {unit} {}", cardinal(whole), cardinal(cents)), used);
        }
        return (format!("{} {unit}", cardinal(whole)), used);
    }
    let (more, and) = after_unit(around, used);
    (format!("{} {unit}{more}", decimal(whole, fraction)), used + and)
}

/// A whole number that counts nothing: an ordinal, an hour, a day, a decade, a code.
fn special(whole: u64, around: &Around<'_>) -> Option<(String, usize)> {
    if CODES.contains(&around.before.as_str()) && whole > 99 {
        return Some((one_by_one(&whole.to_string()), 0));
    }
    if let Some(Piece::Word(suffix)) = around.rest.first() {
        match suffix.to_lowercase().as_str() {
            "st" | "nd" | "rd" | "th" => return Some((ordinal(whole), 1)),
            "s" => {
                let is_decade = whole >= 1_000 || OF_YEARS.contains(&around.before.as_str());
                let said = decade(whole).filter(|_| is_decade);
                return said.map(|said| (said, 1));
            }
            _ => {}
        }
    }
    let apart = usize::from(matches!(around.rest.first(), Some(Piece::Space)));
    let next = around.next_word().unwrap_or_default();
    if let (1..=12, Some(half)) = (whole, half_of_day(&next)) {
        return Some((format!("{} {half}", cardinal(whole)), 1 + apart));
    }
    let is_day = (1..=31).contains(&whole) && around.sign.is_none();
    if is_day && month(&around.before).is_some() && !has_unit(around) {
        return Some((ordinal(whole), 0));
    }
    // `may` is mostly none.
    let is_meant = is_day && apart == 1 && (next != "may" || is_may(around));
    let month = month(&next).filter(|_| is_meant)?;
    Some((format!("the {} of {month}", ordinal(whole)), 1 + apart))
}

fn has_unit(around: &Around<'_>) -> bool {
    let is = |unit: &str| UNITS.iter().any(|(written, ..)| written.contains(&unit));
    around.unit().is_some_and(|(unit, _)| is(&unit))
}

/// Whether the month is meant, which is written large.
fn is_may(around: &Around<'_>) -> bool {
    matches!(around.rest, [Piece::Space, Piece::Word(word), ..] if word == "May")
}

fn month(word: &str) -> Option<&'static str> {
    let is = |month: &&str| !word.is_empty() && month.eq_ignore_ascii_case(word);
    MONTHS.into_iter().find(is)
}

fn half_of_day(word: &str) -> Option<&'static str> {
    match word {
        "am" => Some("a.m."),
        "pm" => Some("p.m."),
        _ => None,
    }
}

/// Thousands or more of a currency, and how many pieces they take.
fn scale(around: &Around<'_>) -> Option<(&'static str, usize)> {
    let (unit, used) = around.unit()?;
    let found = SCALES.iter().find(|(written, _)| written.contains(&unit.as_str()))?;
    // `$5 m` may be anything.
    let is_letter = unit.len() == 1 && matches!(around.rest.first(), Some(Piece::Space));
    (!is_letter).then_some((found.1, used))
}

/// What is said after a unit and belongs to it: the hour of `km/h`, the C of `°C`.
fn after_unit(around: &Around<'_>, used: usize) -> (&'static str, usize) {
    let is_degree =
        matches!(used.checked_sub(1).and_then(|at| around.rest.get(at)), Some(Piece::Sign('°')));
    match around.after(used) {
        [Piece::Sign('/'), Piece::Word(each), ..] => match each.to_lowercase().as_str() {
            "h" | "hr" | "hour" => (" per hour", 2),
            "min" | "minute" => (" per minute", 2),
            "s" | "sec" | "second" => (" per second", 2),
            "d" | "day" => (" per day", 2),
            "wk" | "week" => (" per week", 2),
            "mo" | "month" => (" per month", 2),
            "yr" | "year" => (" per year", 2),
            "kg" => (" per kilogram", 2),
            _ => ("", 0),
        },
        [Piece::Word(letter), ..] if is_degree => match letter.as_str() {
            "C" => (" Celsius", 1),
            "F" => (" Fahrenheit", 1),
            _ => ("", 0),
        },
        _ => ("", 0),
    }
}

fn time(hour: u8, minute: u8, around: &Around<'_>) -> (String, usize) {
    let half = around.next_word().as_deref().and_then(half_of_day);
    let apart = usize::from(matches!(around.rest.first(), Some(Piece::Space)));
    let used = if half.is_some() { 1 + apart } else { 0 };
    let said_hour = match hour {
        0 if half.is_none() => 12,
        13.. => hour - 12,
        hour => hour,
    };
    let half = half.unwrap_or(match hour {
        0 => "a.m.",
        13.. => "p.m.",
        _ => "",
    });
    let hour = cardinal(said_hour.into());
    let said = match minute {
        0 if half.is_empty() => format!("{hour} o'clock"),
        0 => format!("{hour} {half}"),
        1..10 => format!("{hour} oh {} {half}", cardinal(minute.into())),
        _ => format!("{hour} {} {half}", cardinal(minute.into())),
    };
    (said.trim_end().to_owned(), used)
}

/// An abbreviation with a dot or a stroke, said in full, and how many of the pieces after its first word it takes.
pub(super) fn abbreviation(word: &str, rest: &[Piece]) -> Option<(&'static str, usize)> {
    let word = word.to_lowercase();
    match rest {
        [Piece::Sign('.'), Piece::Word(second), rest @ ..] => {
            let said = match (word.as_str(), second.to_lowercase().as_str()) {
                ("e", "g") => "for example",
                ("i", "e") => "that is",
                _ => return None,
            };
            let dot = matches!(rest.first(), Some(Piece::Sign('.')));
            Some((said, 2 + usize::from(dot)))
        }
        [Piece::Sign('.'), ..] if word == "vs" => Some(("versus", 1)),
        [Piece::Sign('.'), ..] if word == "approx" => Some(("approximately", 1)),
        [Piece::Sign('.'), after @ ..] if word == "no" => {
            let apart = usize::from(matches!(after.first(), Some(Piece::Space)));
            matches!(after.get(apart), Some(Piece::Number(_))).then_some(("number", 1))
        }
        [Piece::Sign('/'), Piece::Word(o), ..] if word == "w" && o == "o" => Some(("without", 2)),
        [Piece::Sign('/'), ..] if word == "w" => Some(("with", 1)),
        _ => None,
    }
}

/// Words that are written short, and said in full.
pub(super) fn word(word: &str) -> Option<String> {
    let said = match word.to_lowercase().as_str() {
        "btw" => "by the way",
        "idk" => "I don't know",
        "imo" | "imho" => "in my opinion",
        "omg" => "oh my god",
        "brb" => "be right back",
        "asap" => "as soon as possible",
        "pls" | "plz" => "please",
        "thx" => "thanks",
        "tbh" => "to be honest",
        "vs" => "versus",
        "etc" => "et cetera",
        _ => return None,
    };
    Some(said.to_owned())
}

fn decimal(whole: u64, fraction: &str) -> String {
    if fraction.is_empty() {
        return cardinal(whole);
    }
    format!("{} point {}", cardinal(whole), one_by_one(fraction))
}

//! Numbers and signs as they are said in English.

use super::{Around, Number};

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
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
const UNITS: [(&[&str], &str, &str); 17] = [
    (&["$", "usd"], "dollar", "dollars"),
    (&["€", "eur"], "euro", "euros"),
    (&["£", "gbp"], "pound", "pounds"),
    (&["₽", "rub"], "rouble", "roubles"),
    (&["%"], "percent", "percent"),
    (&["km"], "kilometer", "kilometers"),
    (&["kg"], "kilogram", "kilograms"),
    (&["cm"], "centimeter", "centimeters"),
    (&["mm"], "millimeter", "millimeters"),
    (&["m"], "meter", "meters"),
    (&["mi"], "mile", "miles"),
    (&["lb", "lbs"], "pound", "pounds"),
    (&["h", "hr", "hrs"], "hour", "hours"),
    (&["min", "mins"], "minute", "minutes"),
    (&["sec", "secs"], "second", "seconds"),
    (&["k"], "thousand", "thousand"),
    (&["°"], "degree", "degrees"),
];

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
                said = format!("{said}, {}", self::year(*year));
            }
            (said, 0)
        }
        Number::Digits { plus, digits } => {
            let plus = if *plus { "plus " } else { "" };
            (format!("{plus}{}", one_by_one(digits)), 0)
        }
    }
}

fn plain(whole: u64, fraction: &str, around: &Around<'_>) -> (String, usize) {
    if let (Some(super::Piece::Word(suffix)), true) = (around.rest.first(), fraction.is_empty())
        && ["st", "nd", "rd", "th"].contains(&suffix.to_lowercase().as_str())
    {
        return (ordinal(whole), 1);
    }
    let (unit, used) = match around.sign {
        Some('№') => return (format!("number {}", cardinal(whole)), 0),
        Some('~' | '≈') => return (format!("about {}", decimal(whole, fraction)), 0),
        Some(sign) => (Some(sign.to_string()), 0),
        None => around.unit().map_or((None, 0), |(unit, used)| (Some(unit), used)),
    };
    let known = unit.and_then(|unit| {
        UNITS.iter().find(|(written, _, _)| written.contains(&unit.as_str())).map(
            |(_, one, many)| {
                let is_money = ["dollar", "euro", "pound"].contains(one);
                (if whole == 1 && fraction.is_empty() { one } else { many }, is_money)
            },
        )
    });
    let Some((unit, is_money)) = known else {
        let year = fraction.is_empty()
            && (1900..2100).contains(&whole)
            && ["in", "since", "by", "of", "from"].contains(&around.before.as_str());
        let year = u16::try_from(whole).ok().filter(|_| year);
        return (year.map_or_else(|| decimal(whole, fraction), self::year), 0);
    };
    if is_money && fraction.len() == 2 {
        let cents: u64 = fraction.parse().unwrap_or(0);
        if cents > 0 {
            return (format!("{} {unit} {}", cardinal(whole), cardinal(cents)), used);
        }
        return (format!("{} {unit}", cardinal(whole)), used);
    }
    (format!("{} {unit}", decimal(whole, fraction)), used)
}

fn time(hour: u8, minute: u8, around: &Around<'_>) -> (String, usize) {
    let half = match around.next_word().as_deref() {
        Some("am") => Some("a.m."),
        Some("pm") => Some("p.m."),
        _ => None,
    };
    let apart = usize::from(matches!(around.rest.first(), Some(super::Piece::Space)));
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

/// Abbreviations that are said in full.
pub(super) fn word(word: &str) -> Option<String> {
    let said = match word.to_lowercase().as_str() {
        "btw" => "by the way",
        "idk" => "I don't know",
        "imo" => "in my opinion",
        "omg" => "oh my god",
        "brb" => "be right back",
        "asap" => "as soon as possible",
        "pls" | "plz" => "please",
        "thx" => "thanks",
        "tbh" => "to be honest",
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

fn one_by_one(digits: &str) -> String {
    let words: Vec<&str> = digits
        .chars()
        .filter_map(|digit| SMALL.get(usize::try_from(digit.to_digit(10)?).ok()?).copied())
        .collect();
    words.join(" ")
}

/// 1998 is nineteen ninety-eight, 2005 is two thousand five.
fn year(year: u16) -> String {
    let (century, rest) = (u64::from(year / 100), u64::from(year % 100));
    match (century, rest) {
        (20, 0..10) | (_, 0) => cardinal(year.into()),
        (_, 1..10) => format!("{} oh {}", cardinal(century), cardinal(rest)),
        _ => format!("{} {}", cardinal(century), cardinal(rest)),
    }
}

fn cardinal(number: u64) -> String {
    let small = |number: u64| SMALL[usize::try_from(number).unwrap_or(0).min(19)].to_owned();
    match number {
        0..20 => small(number),
        20..100 => {
            let tens = TENS[usize::try_from(number / 10).unwrap_or(0).min(9)];
            match number % 10 {
                0 => tens.to_owned(),
                ones => format!("{tens}-{}", small(ones)),
            }
        }
        100..1_000 => joined(number, 100, "hundred"),
        1_000..1_000_000 => joined(number, 1_000, "thousand"),
        1_000_000..1_000_000_000 => joined(number, 1_000_000, "million"),
        _ => joined(number, 1_000_000_000, "billion"),
    }
}

fn joined(number: u64, size: u64, name: &str) -> String {
    let head = format!("{} {name}", cardinal(number / size));
    match number % size {
        0 => head,
        rest => format!("{head} {}", cardinal(rest)),
    }
}

fn ordinal(number: u64) -> String {
    let said = cardinal(number);
    let start = said.rfind([' ', '-']).map_or(0, |at| at + 1);
    let (head, last) = said.split_at(start);
    let last = match last {
        "one" => "first".to_owned(),
        "two" => "second".to_owned(),
        "three" => "third".to_owned(),
        "five" => "fifth".to_owned(),
        "eight" => "eighth".to_owned(),
        "nine" => "ninth".to_owned(),
        "twelve" => "twelfth".to_owned(),
        last => match last.strip_suffix('y') {
            Some(stem) => format!("{stem}ieth"),
            None => format!("{last}th"),
        },
    };
    format!("{head}{last}")
}

//! English numerals.

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
pub(super) fn one_by_one(digits: &str) -> String {
    let words: Vec<&str> = digits
        .chars()
        .filter_map(|digit| SMALL.get(usize::try_from(digit.to_digit(10)?).ok()?).copied())
        .collect();
    words.join(" ")
}

/// 1998 is nineteen ninety-eight, 2005 is two thousand five.
pub(super) fn year(year: u16) -> String {
    let (century, rest) = (u64::from(year / 100), u64::from(year % 100));
    match (century, rest) {
        (20, 0..10) | (_, 0) => cardinal(year.into()),
        (_, 1..10) => format!("{} oh {}", cardinal(century), cardinal(rest)),
        _ => format!("{} {}", cardinal(century), cardinal(rest)),
    }
}

pub(super) fn cardinal(number: u64) -> String {
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

pub(super) fn ordinal(number: u64) -> String {
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

/// `90` is the nineties, `1990` the nineteen nineties. `None` for what is no decade.
pub(super) fn decade(number: u64) -> Option<String> {
    let (century, rest) = (number / 100, number % 100);
    if !number.is_multiple_of(10) || !(20..3_000).contains(&number) {
        return None;
    }
    let century = match (number, century, rest) {
        (2_000, ..) => return Some("two thousands".to_owned()),
        (_, 0, _) => String::new(),
        (_, _, 0) => return Some(format!("{} hundreds", cardinal(century))),
        _ => format!("{} ", cardinal(century)),
    };
    let tens = cardinal(rest);
    let many =
        tens.strip_suffix('y').map_or_else(|| format!("{tens}s"), |tens| format!("{tens}ies"));
    Some(format!("{century}{many}"))
}

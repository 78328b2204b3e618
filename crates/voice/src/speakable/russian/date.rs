//! Days, years and times.

use super::noun::Noun;
use super::numeral::{Case, Gender, cardinal, ordinal};
use super::{Around, Number, Piece, case_after};

const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

/// Years that are meant where a number stands before «год».
const YEARS: std::ops::Range<u64> = 1_000..3_000;

/// The month that a word names, as it stands after a day: also short.
fn month(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let short = word.chars().count() >= 3 && word != "мар" && word != "мая";
    MONTHS.into_iter().find(|month| {
        *month == word || short && word.chars().count() <= 4 && month.starts_with(&word)
    })
}

/// How the ordinal of a day ends: days are said in the genitive, for «числа» is left out; after «на» and «за» they
/// are not.
fn day_ending(before: &str) -> &'static str {
    match case_after(before) {
        Case::Accusative if matches!(before, "на" | "за" | "по") => "е",
        Case::Dative => "му",
        Case::Instrumental => "ым",
        Case::Prepositional => "м",
        _ => "го",
    }
}

/// `5 мая`, `25 декабря 2025 года`, and the 1 of `с 1 по 5 июня`.
pub(super) fn of_month(number: u64, around: &Around<'_>) -> Option<(String, usize)> {
    if !(1..=31).contains(&number) {
        return None;
    }
    let day = || ordinal(number, day_ending(&around.before));
    match around.rest {
        [Piece::Space, Piece::Word(word), rest @ ..] => {
            if let Some(month) = month(word) {
                // The dot of a short one.
                let dot = usize::from(
                    word.chars().count() < 5
                        && word.to_lowercase() != month
                        && matches!(rest.first(), Some(Piece::Sign('.'))),
                );
                let said = format!("{} {month}", day()?);
                return Some(match year_after(rest.get(dot..).unwrap_or_default()) {
                    Some((year, used)) => (format!("{said} {year}"), 2 + dot + used),
                    None => (said, 2 + dot),
                });
            }
            let joins = matches!(word.as_str(), "по" | "до" | "и" | "или");
            (joins && is_of_month(rest.get(1..)?)).then(day)?.map(|said| (said, 0))
        }
        [Piece::Range, rest @ ..] if is_of_month(rest) => day().map(|said| (said, 0)),
        _ => None,
    }
}

/// Whether a day and its month stand there.
fn is_of_month(pieces: &[Piece]) -> bool {
    match pieces {
        [Piece::Number(Number::Plain { .. }), Piece::Space, Piece::Word(word), ..] => {
            month(word).is_some()
        }
        _ => false,
    }
}

/// ` 2025 года` after a day.
fn year_after(pieces: &[Piece]) -> Option<(String, usize)> {
    let [Piece::Space, Piece::Number(Number::Plain { whole, fraction }), rest @ ..] = pieces else {
        return None;
    };
    if !fraction.is_empty() || !YEARS.contains(whole) {
        return None;
    }
    let around = Around { before: String::new(), sign: None, rest };
    Some((format!("{} года", ordinal(*whole, "го")?), 2 + word_of_year(&around)))
}

/// How many pieces a «года» takes that is said with the year before it.
pub(super) fn word_of_year(around: &Around<'_>) -> usize {
    match around.unit() {
        Some((unit, used)) if matches!(unit.as_str(), "года" | "год" | "г") => used,
        _ => 0,
    }
}

/// `2025 год`, `в 2024 году`, `2025г`: which year it is, and not how many.
pub(super) fn year(number: u64, around: &Around<'_>) -> Option<(String, usize)> {
    let (unit, used) = around.unit()?;
    let is_year = YEARS.contains(&number);
    let case = case_after(&around.before);
    let (ending, noun) = match unit.as_str() {
        "году" if case == Case::Dative => ("му", "году"),
        "году" => ("м", "году"),
        "год" if is_year => ("й", "год"),
        "года" if is_year => ("го", "года"),
        "годом" if is_year => ("ым", "годом"),
        // Of flour there may be as many grams.
        "г" if !(1_900..2_100).contains(&number) => return None,
        "г" if matches!(around.before.as_str(), "в" | "о") => ("м", "году"),
        "г" => ("го", "года"),
        _ => return None,
    };
    Some((format!("{} {noun}", ordinal(number, ending)?), used))
}

pub(super) fn time(hour: u8, minute: u8, around: &Around<'_>) -> String {
    let case = case_after(&around.before);
    let hours = cardinal(hour.into(), case, Gender::Masculine, false);
    let minutes = |number: u8| cardinal(number.into(), case, Gender::Feminine, false);
    match minute {
        0 if matches!(case, Case::Nominative | Case::Accusative) => {
            format!("{hours} ноль-ноль")
        }
        0 => Noun::hour().counted(hour.into(), case),
        1..10 => format!("{hours} ноль {}", minutes(minute)),
        _ => format!("{hours} {}", minutes(minute)),
    }
}

/// `18.30` where a time is asked for.
pub(super) fn time_with_a_dot(whole: u64, fraction: &str, around: &Around<'_>) -> Option<String> {
    let asks = matches!(around.before.as_str(), "в" | "к" | "до" | "с" | "после" | "около" | "на");
    let is_counted = around.unit().is_some_and(|(unit, _)| Noun::written(&unit).is_some());
    let (hour, minute) = (u8::try_from(whole).ok()?, fraction.parse::<u8>().ok()?);
    let is_time = fraction.len() == 2 && hour < 24 && minute < 60 && minute % 5 == 0;
    (asks && is_time && !is_counted).then(|| time(hour, minute, around))
}

/// `09.05`, `09.05.2026`.
pub(super) fn date(day: u8, month: u8, year: Option<u16>, around: &Around<'_>) -> String {
    // «в» asks for the time.
    if around.before == "в" && year.is_none() && day < 24 {
        return time(day, month, around);
    }
    let day = ordinal(day.into(), day_ending(&around.before)).unwrap_or_default();
    let month = MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default();
    match year.and_then(|year| ordinal(year.into(), "го")) {
        Some(year) => format!("{day} {month} {year} года"),
        None => format!("{day} {month}"),
    }
}

//! Numbers and signs as they are said in Russian, in the case that the words around them ask for.

mod date;
mod days;
mod noun;
mod numeral;
mod roman;
mod short;
mod words;

use super::{Around, Number, Piece};
pub(super) use days::days;
use noun::Noun;
use numeral::{Case, Gender, cardinal, first_half, one_by_one, ordinal};
pub(super) use roman::roman_numeral;
pub(super) use short::{abbreviation, word};
use words::{case_of, gender_of, is_made_of_a_number, ordinal_before};

/// A number in words, and how many of the pieces after it were said with it.
pub(super) fn number(number: &Number, around: &Around<'_>) -> (String, usize) {
    match number {
        Number::Plain { whole, fraction } if fraction.is_empty() => plain(*whole, around),
        Number::Plain { whole, fraction } => decimal(*whole, fraction, around),
        Number::Time { hour, minute } => (date::time(*hour, *minute, around), 0),
        Number::Date { day, month, year } => {
            let used = year.map_or(0, |_| date::word_of_year(around));
            (date::date(*day, *month, *year, around), used)
        }
        Number::Of { part, whole } => (of(*part, *whole), 0),
        Number::Digits { plus, digits } => {
            let plus = if *plus { "плюс " } else { "" };
            (format!("{plus}{}", one_by_one(digits)), 0)
        }
        Number::Dotted(numbers) => {
            let said: Vec<String> = numbers.iter().map(|number| nominative(*number)).collect();
            (said.join(" точка "), 0)
        }
    }
}

/// The case that a word before a number asks for.
fn case_after(word: &str) -> Case {
    match word {
        "до" | "от" | "с" | "со" | "из" | "около" | "после" | "без" | "для" | "у" | "больше"
        | "меньше" | "более" | "менее" | "порядка" | "свыше" => {
            Case::Genitive
        }
        "к" | "ко" => Case::Dative,
        "между" | "над" | "перед" => Case::Instrumental,
        "о" | "об" | "при" => Case::Prepositional,
        "в" | "во" | "на" | "за" | "через" | "про" | "по" => Case::Accusative,
        _ => Case::Nominative,
    }
}

/// After what a number is said digit by digit.
const CODES: &[&str] = &["код", "кода", "коду", "кодом", "пин", "пароль", "пароля", "паролем"];

fn plain(number: u64, around: &Around<'_>) -> (String, usize) {
    if CODES.contains(&around.before.as_str()) && number > 99 {
        return (one_by_one(&number.to_string()), 0);
    }
    let special = with_ending(number, around)
        .or_else(|| date::of_month(number, around))
        .or_else(|| date::year(number, around));
    if let Some(special) = special {
        return special;
    }
    let next = counted_by(around).next_word().unwrap_or_default();
    let case = case_after(&around.before);
    let numbered = ordinal_before(&next, number, case);
    if let Some(said) = numbered.and_then(|ending| ordinal(number, ending)) {
        return (said, 0);
    }
    if let Some(money) = around.sign.and_then(|sign| Noun::written(&sign.to_string())) {
        return match scale(around) {
            Some((scale, used)) => {
                (format!("{} {}", scale.counted(number, case), money.of_many()), used)
            }
            None => (money.counted(number, case), 0),
        };
    }
    counted(number, case_of(&next, number, &around.before).unwrap_or(case), around)
}

/// A number with what it counts: a unit that is written short, or a noun whose gender and case show
/// in its ending.
fn counted(number: u64, case: Case, around: &Around<'_>) -> (String, usize) {
    if let Some((noun, used)) = unit(around) {
        if let Some((said, used)) = square(number, case, noun, around, used) {
            return (said, used);
        }
        let (more, and) = after_unit(noun, around, used);
        return (format!("{}{more}", noun.counted(number, case)), used + and);
    }
    let both = counted_by(around);
    let next = both.next_word().unwrap_or_default();
    // «в 2 ночи» is the hour; «на 2 ночи» is how many of them.
    let is_hour = around.before == "в" && matches!(next.as_str(), "ночи" | "утра");
    let is_first = matches!(around.rest.first(), Some(Piece::Range));
    let gender = match unit(&both) {
        Some((noun, _)) if is_first => noun.gender,
        // In «1-2 минуты» the noun stands as after the second.
        _ if is_first && matches!(number % 10, 1 | 2) => gender_of(&next, 2, case),
        _ if is_hour => Gender::Masculine,
        _ => gender_of(&next, number, case),
    };
    (cardinal(number, case, gender, false), 0)
}

/// What stands around what a number counts: of two, as in «2-3 недели», that is after the second.
fn counted_by<'a>(around: &Around<'a>) -> Around<'a> {
    let rest = match around.rest {
        [Piece::Range, Piece::Number(_), rest @ ..] => rest,
        rest => rest,
    };
    Around { before: around.before.clone(), sign: None, rest }
}

/// The unit after a number, and how many pieces it takes.
fn unit(around: &Around<'_>) -> Option<(&'static Noun, usize)> {
    if let Some(power) = horsepower(around) {
        return Some(power);
    }
    let (unit, used) = around.unit()?;
    // «5к» are thousands, and «5 к 1» are none.
    let is_apart = matches!(around.rest.first(), Some(Piece::Space));
    // «в 5 мб» is a maybe, and no size.
    let is_hour = unit == "мб" && matches!(around.before.as_str(), "в" | "к" | "после");
    if is_apart && (is_hour || matches!(unit.as_str(), "к" | "k")) {
        return None;
    }
    Some((Noun::written(&unit)?, used))
}

/// «150 л.с.», of whose letters each alone is another unit.
fn horsepower(around: &Around<'_>) -> Option<(&'static Noun, usize)> {
    let at = usize::from(matches!(around.rest.first(), Some(Piece::Space)));
    let (apart, first, second, rest) = match around.after(at) {
        [Piece::Word(first), Piece::Sign('.'), Piece::Word(second), rest @ ..] => {
            (0, first, second, rest)
        }
        // «5 л. с верхом» are litres: only a second dot makes these two letters one unit.
        [Piece::Word(first), Piece::Sign('.'), Piece::Space, Piece::Word(second), rest @ ..]
            if matches!(rest.first(), Some(Piece::Sign('.'))) =>
        {
            (1, first, second, rest)
        }
        _ => return None,
    };
    if first != "л" || second != "с" {
        return None;
    }
    let dot = matches!(rest, [Piece::Sign('.'), rest @ ..] if short::goes_on(rest));
    Some((Noun::written("л.с")?, at + 3 + apart + usize::from(dot)))
}

/// A currency whose sign stands alone, after a word: «цены в $».
pub(super) fn money_alone(sign: char, before: &str) -> Option<&'static str> {
    let money = Noun::written(&sign.to_string())?;
    Some(match before {
        "в" | "во" => money.many(Case::Prepositional),
        _ => money.one(case_after(before)),
    })
}

/// Thousands or more after a number, and how many pieces they take.
fn scale(around: &Around<'_>) -> Option<(&'static Noun, usize)> {
    unit(around).filter(|(noun, _)| noun.is_scale())
}

/// What is said after a unit and belongs to it: the money of «5 тыс. руб.», the hour of «км/ч», and nothing for the
/// C of «°C»; and how many more pieces that takes.
fn after_unit(noun: &Noun, around: &Around<'_>, used: usize) -> (String, usize) {
    let rest = around.after(used);
    if noun.is_scale() {
        let around = Around { before: String::new(), sign: None, rest };
        if let Some((of, more)) = unit(&around).filter(|(of, _)| !of.is_scale()) {
            return (format!(" {}", of.of_many()), more);
        }
        return (String::new(), 0);
    }
    match rest {
        [Piece::Sign('/'), Piece::Word(each), ..] => match short::each(&each.to_lowercase()) {
            Some(each) => (format!(" {each}"), 2),
            None => (String::new(), 0),
        },
        [Piece::Word(letter), ..] if noun.is_degree() => match letter.as_str() {
            "C" | "С" => (String::new(), 1),
            "F" => (" по Фаренгейту".to_owned(), 1),
            _ => (String::new(), 0),
        },
        _ => (String::new(), 0),
    }
}

/// `20 м2`, `20 м²`.
fn square(
    number: u64,
    case: Case,
    noun: &Noun,
    around: &Around<'_>,
    used: usize,
) -> Option<(String, usize)> {
    let is_two = match around.after(used).first()? {
        Piece::Sign('²') => true,
        Piece::Number(Number::Plain { whole: 2, fraction }) => fraction.is_empty(),
        _ => false,
    };
    if !is_two || !noun.is_length() {
        return None;
    }
    let said = noun.counted(number, case);
    let (number_said, unit) = said.rsplit_once(' ')?;
    let is_one = number % 10 == 1 && number % 100 != 11;
    let square = if is_one && case == Case::Nominative {
        "квадратный"
    } else {
        "квадратных"
    };
    Some((format!("{number_said} {square} {unit}"), used + 1))
}

fn nominative(number: u64) -> String {
    cardinal(number, Case::Nominative, Gender::Masculine, false)
}

fn genitive(number: u64) -> String {
    cardinal(number, Case::Genitive, Gender::Masculine, false)
}

/// `1/2`, `24/7`, `8/10`, and `5/2` of an address.
fn of(part: u64, whole: u64) -> String {
    match (part, whole) {
        (1, 2) => "одна вторая".to_owned(),
        (1, 3) => "одна треть".to_owned(),
        (2, 3) => "две трети".to_owned(),
        (1, 4) => "одна четверть".to_owned(),
        (3, 4) => "три четверти".to_owned(),
        (24, 7) => "двадцать четыре на семь".to_owned(),
        _ if part == whole => format!("{0} на {0}", nominative(part)),
        (_, 5 | 10 | 100) if part < whole => format!("{} из {}", nominative(part), genitive(whole)),
        _ => format!("{} дробь {}", nominative(part), nominative(whole)),
    }
}

/// `5-й`, `2-я`, `10-го`, `5й`: an ordinal whose end is written; `2-х`, `5-ти`: a number in its case; `25-летний`: one
/// word.
fn with_ending(number: u64, around: &Around<'_>) -> Option<(String, usize)> {
    if let [Piece::Sign('-'), Piece::Word(word), ..] = around.rest
        && is_made_of_a_number(word)
    {
        return Some((format!("{}{word}", first_half(number)?, word = word.to_lowercase()), 2));
    }
    let (ending, used) = match around.rest {
        [Piece::Sign('-'), Piece::Word(ending), ..] => (ending.to_lowercase(), 2),
        [Piece::Word(ending), ..] => {
            let ending = ending.to_lowercase();
            let is_one =
                ["й", "ый", "ой", "ий", "я", "ая", "е", "ое", "го", "ого", "му", "ому", "ти"];
            (is_one.contains(&ending.as_str()).then_some(ending)?, 1)
        }
        _ => return None,
    };
    let many = |case| Some((cardinal(number, case, Gender::Masculine, false), used));
    match ending.as_str() {
        "х" if (2..5).contains(&number) => many(Case::Genitive),
        "ти" if number > 4 => many(Case::Genitive),
        "мя" if (2..5).contains(&number) => many(Case::Instrumental),
        // «90-е» are ten years, and «40-е место» is one.
        "е" if number >= 40 && number.is_multiple_of(10) && !is_before_a_thing(around, used) => {
            Some((ordinal(number, "ые")?, used))
        }
        ending => Some((ordinal(number, ending)?, used)),
    }
}

fn is_before_a_thing(around: &Around<'_>, used: usize) -> bool {
    let after = Around { before: String::new(), sign: None, rest: around.after(used) };
    after.next_word().is_some_and(|next| next.ends_with(['о', 'е']))
}

/// `2,5` is «две целых пять десятых», and «два с половиной» where it is said so.
fn decimal(whole: u64, fraction: &str, around: &Around<'_>) -> (String, usize) {
    let case = case_after(&around.before);
    if let Some(time) = date::time_with_a_dot(whole, fraction, around) {
        return (time, 0);
    }
    let sign = around.sign.and_then(|sign| Noun::written(&sign.to_string()));
    let (noun, used, more) = match (sign, scale(around)) {
        (Some(money), Some((scale, used))) => (Some(scale), used, format!(" {}", money.of_many())),
        (Some(money), None) => (Some(money), 0, String::new()),
        (None, _) => match unit(around) {
            Some((noun, used)) => {
                let (more, and) = after_unit(noun, around, used);
                (Some(noun), used + and, more)
            }
            None => (None, 0, String::new()),
        },
    };
    if fraction == "5" && whole > 0 {
        return (format!("{}{more}", and_a_half(whole, case, noun, around)), used);
    }
    if let (Some(noun), Some(parts), 2) = (noun, noun.and_then(Noun::parts), fraction.len()) {
        let said = noun.counted(whole, case);
        let cents: u64 = fraction.parse().unwrap_or(0);
        return match cents {
            0 => (said, used),
            _ => (format!("{said} {}", parts.counted(cents, case)), used),
        };
    }
    let said = match parts_of_ten(whole, fraction, case) {
        Some(said) => said,
        None => return (format!("{} и {}", nominative(whole), one_by_one(fraction)), 0),
    };
    match noun {
        Some(noun) => (format!("{said} {}{more}", noun.after_fraction()), used),
        None => (said, 0),
    }
}

/// «две целых три десятых»; `None` for more than thousandths.
fn parts_of_ten(whole: u64, fraction: &str, case: Case) -> Option<String> {
    let is_genitive = case == Case::Genitive;
    let case = if is_genitive { Case::Genitive } else { Case::Nominative };
    let end = |number: u64| match (number % 10 == 1 && number % 100 != 11, is_genitive) {
        (true, false) => "ая",
        (true, true) => "ой",
        (false, _) => "ых",
    };
    let number: u64 = fraction.parse().ok()?;
    let size = match fraction.len() {
        1 => "десят",
        2 => "сот",
        3 => "тысячн",
        _ => return None,
    };
    let said = |number| cardinal(number, case, Gender::Feminine, false);
    let (of_whole, of_part) = (end(whole), end(number));
    Some(format!("{} цел{of_whole} {} {size}{of_part}", said(whole), said(number)))
}

/// «два с половиной километра», «полторы минуты», «до полутора часов».
fn and_a_half(whole: u64, case: Case, noun: Option<&'static Noun>, around: &Around<'_>) -> String {
    let gender = match noun {
        Some(noun) => noun.gender,
        // What is counted stands as after two.
        None => gender_of(&around.next_word().unwrap_or_default(), 2, Case::Nominative),
    };
    let is_straight = matches!(case, Case::Nominative | Case::Accusative);
    let said = match (whole, gender) {
        (1, _) if !is_straight => "полутора".to_owned(),
        (1, Gender::Feminine) => "полторы".to_owned(),
        (1, _) => "полтора".to_owned(),
        _ => {
            let of = if is_straight { Case::Nominative } else { case };
            format!("{} с половиной", cardinal(whole, of, gender, false))
        }
    };
    match noun {
        Some(noun) if !is_straight => format!("{said} {}", noun.many(case)),
        // The half takes the singular, whatever the number.
        Some(noun) => format!("{said} {}", noun.after_fraction()),
        None => said,
    }
}

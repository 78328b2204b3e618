//! Roman numerals: «XXI век», «глава IV», «Пётр I».

use super::numeral::{Case, ordinal};
use super::{Piece, case_after, short};
use crate::speakable::roman::{is_of_x_alone, roman, stands_apart, word_before};

/// The gender of what is numbered, with the ends by which its case shows.
#[derive(Clone, Copy)]
enum Kind {
    Masculine,
    Feminine,
    Neuter,
    /// In `-ие`.
    SoftNeuter,
}

/// What is numbered, without its end.
const NUMBERED: [(&str, Kind); 26] = [
    ("век", Kind::Masculine),
    ("столети", Kind::SoftNeuter),
    ("тысячелети", Kind::SoftNeuter),
    ("глав", Kind::Feminine),
    ("том", Kind::Masculine),
    ("раздел", Kind::Masculine),
    ("част", Kind::Feminine),
    ("книг", Kind::Feminine),
    ("акт", Kind::Masculine),
    ("съезд", Kind::Masculine),
    ("созыв", Kind::Masculine),
    ("квартал", Kind::Masculine),
    ("полугоди", Kind::SoftNeuter),
    ("семестр", Kind::Masculine),
    ("триместр", Kind::Masculine),
    ("курс", Kind::Masculine),
    ("класс", Kind::Masculine),
    ("разряд", Kind::Masculine),
    ("тур", Kind::Masculine),
    ("этап", Kind::Masculine),
    ("мест", Kind::Neuter),
    ("групп", Kind::Feminine),
    ("категори", Kind::Feminine),
    ("степен", Kind::Feminine),
    ("стади", Kind::Feminine),
    ("половин", Kind::Feminine),
];

/// What also stands before its number. A place X may be any.
const BEFORE_THEIRS: [&str; 6] = ["глав", "том", "раздел", "част", "книг", "акт"];

/// Where X alone is ten.
const UP_TO_TEN: [&str; 6] = ["век", "столети", "тысячелети", "глав", "том", "класс"];

/// Names of those who reign, as they stand without an end. No other has a number after it that can be told from a
/// letter.
const KINGS: [&str; 28] = [
    "александр",
    "бенедикт",
    "вильгельм",
    "владимир",
    "генрих",
    "густав",
    "иван",
    "иоанн",
    "карл",
    "кирилл",
    "климент",
    "константин",
    "людвиг",
    "людовик",
    "максимилиан",
    "наполеон",
    "петр",
    "рамзес",
    "ричард",
    "сигизмунд",
    "станислав",
    "федор",
    "фердинанд",
    "филипп",
    "франциск",
    "фридрих",
    "эдуард",
    "яков",
];

/// Those in `-й`, without it.
const KINGS_IN_Y: [&str; 10] = [
    "алексе",
    "васили",
    "георги",
    "григори",
    "дари",
    "иннокенти",
    "никола",
    "пи",
    "птолеме",
    "юри",
];

/// Women's names without their vowel.
const QUEENS: [&str; 8] =
    ["анн", "екатерин", "елизавет", "изабелл", "клеопатр", "маргарит", "мари", "христин"];

/// How an ordinal ends beside a feminine noun, where it is neither the subject nor the object.
const OBLIQUE_FEMININE: &str = "ой";

/// Ends that are written after a numeral: «II-й».
const ENDINGS: &[&str] = &[
    "й", "ый", "ой", "ий", "я", "ая", "е", "ое", "го", "ого", "ей", "му", "ому", "м", "ом", "ым",
    "ую",
];

/// The Roman numeral that stands there as it is said, and how many of the pieces after it were said with it. `None`
/// for what may be none.
pub(in crate::speakable) fn roman_numeral(pieces: &[Piece], at: usize) -> Option<(String, usize)> {
    let Piece::Word(word) = pieces.get(at)? else { return None };
    let number = roman(word)?;
    let rest = pieces.get(at + 1..)?;
    // «книга I love you» is another's title.
    let is_foreign = matches!(rest, [Piece::Space, Piece::Word(next), ..]
        if next.starts_with(|c: char| c.is_ascii_alphabetic()));
    if is_foreign || !stands_apart(pieces, at) && first(pieces, at).is_none() {
        return None;
    }
    if let [Piece::Sign('-'), Piece::Word(ending), ..] = rest
        && ENDINGS.contains(&ending.as_str())
    {
        return Some((ordinal(number, ending)?, 2));
    }
    if let Some(said) = of_short_century(number, pieces, at) {
        return Some(said);
    }
    let ending = before_its_noun(word, pieces, at)
        .or_else(|| after_its_noun(word, word_before(pieces, at)))
        .or_else(|| after_a_name(word, word_before(pieces, at), rest))?;
    Some((said(number, ending)?, 0))
}

fn said(number: u64, ending: &str) -> Option<String> {
    // «третьей» is soft.
    let soft = (ending == OBLIQUE_FEMININE).then(|| ordinal(number, "ей")).flatten();
    soft.or_else(|| ordinal(number, ending))
}

/// The other numeral of «XIX–XX» or «XIX и XX», in the pieces after the first: how many there are up to it.
fn second(rest: &[Piece]) -> Option<usize> {
    let (other, used) = match rest {
        [Piece::Sign('-' | '–' | '—'), Piece::Word(other), ..] => (other, 2),
        [Piece::Space, Piece::Sign('-' | '–' | '—'), Piece::Space, Piece::Word(other), ..] => {
            (other, 4)
        }
        [Piece::Space, Piece::Word(and), Piece::Space, Piece::Word(other), ..]
            if matches!(and.as_str(), "и" | "или") =>
        {
            (other, 4)
        }
        _ => return None,
    };
    roman(other).map(|_| used)
}

/// Where the first of two stands of which this is the second.
fn first(pieces: &[Piece], at: usize) -> Option<usize> {
    [2, 4].into_iter().find_map(|back| {
        let start = at.checked_sub(back)?;
        let Piece::Word(other) = pieces.get(start)? else { return None };
        roman(other)?;
        (second(pieces.get(start + 1..)?) == Some(back)).then_some(start)
    })
}

/// What stands after a numeral, or after the second of two; and the word before it, or before the first of two.
struct Place<'a> {
    after: &'a [Piece],
    before: String,
    is_first: bool,
    is_of_two: bool,
}

fn place(pieces: &[Piece], at: usize) -> Option<Place<'_>> {
    let rest = pieces.get(at + 1..)?;
    let (first, second) = (first(pieces, at), second(rest));
    Some(Place {
        after: rest.get(second.unwrap_or(0)..)?,
        before: word_before(pieces, first.unwrap_or(at)).to_lowercase(),
        is_first: second.is_some(),
        is_of_two: first.is_some() || second.is_some(),
    })
}

/// `XIX в.`, `XVIII–XIX вв.`
fn of_short_century(number: u64, pieces: &[Piece], at: usize) -> Option<(String, usize)> {
    let place = place(pieces, at)?;
    let [Piece::Space, Piece::Word(century), Piece::Sign('.'), rest @ ..] = place.after else {
        return None;
    };
    let case = match (place.before.as_str(), case_after(&place.before)) {
        ("в" | "во", _) => Case::Prepositional,
        ("", _) => Case::Nominative,
        // «церковь XVII в.»
        (_, Case::Nominative) => Case::Genitive,
        (_, case) => case,
    };
    let (ending, one, many) = match case {
        Case::Nominative | Case::Accusative => ("й", "век", "века"),
        Case::Genitive => ("го", "века", "веков"),
        Case::Dative => ("му", "веку", "векам"),
        Case::Instrumental => ("ым", "веком", "веками"),
        Case::Prepositional => ("м", "веке", "веках"),
    };
    let noun = match century.as_str() {
        "в" => one,
        "вв" => many,
        _ => return None,
    };
    let said = ordinal(number, ending)?;
    if place.is_first {
        return Some((said, 0));
    }
    Some((format!("{said} {noun}"), 2 + usize::from(short::goes_on(rest))))
}

/// `XXI век`, `во II квартале`, `XVIII и XIX веков`, `I мировая`.
fn before_its_noun(word: &str, pieces: &[Piece], at: usize) -> Option<&'static str> {
    let place = place(pieces, at)?;
    let [Piece::Space, Piece::Word(noun), after @ ..] = place.after else { return None };
    let noun = noun.to_lowercase();
    // «с XV по XVII век»
    if matches!(noun.as_str(), "по" | "до") && matches!(place.before.as_str(), "с" | "со" | "от")
    {
        let until = at + 4;
        let Piece::Word(other) = pieces.get(until)? else { return None };
        roman(other)?;
        let is_century = of_short_century(1, pieces, until).is_some();
        return (is_century || before_its_noun(other, pieces, until).is_some()).then_some("го");
    }
    match noun.as_str() {
        "мировая" => return Some("я"),
        // A record and a congress are «мировой» too.
        "мировой" if is_of_war(after) => return Some(OBLIQUE_FEMININE),
        "мировую" => return Some("ую"),
        _ => {}
    }
    let (stem, kind) = numbered(word, &noun)?;
    let is_accusative = case_after(&place.before) == Case::Accusative;
    match &noun[stem.len()..] {
        "ь" if is_accusative => Some("ую"),
        // «из V частей»: so many, and not which.
        "ей" if matches!(stem, "част" | "степен") => None,
        // «XIX и XX века многое изменили»
        "а" if stem == "век" && place.is_of_two && place.before.is_empty() => Some("й"),
        "ов" if place.is_of_two => Some("го"),
        "ах" if place.is_of_two => Some("м"),
        end => agreeing(kind, end),
    }
}

/// Whether «мировой» is said of a war, by what stands after it.
fn is_of_war(after: &[Piece]) -> bool {
    match after {
        [Piece::Space, Piece::Word(war), ..] => war.to_lowercase().starts_with("войн"),
        [] | [Piece::Break | Piece::Sign('.' | ',' | '!' | '?' | ')'), ..] => true,
        _ => false,
    }
}

/// `глава IV`, `в томе II`.
fn after_its_noun(word: &str, noun: &str) -> Option<&'static str> {
    let noun = noun.to_lowercase();
    let (stem, kind) = numbered(word, &noun).filter(|(stem, _)| BEFORE_THEIRS.contains(stem))?;
    agreeing(kind, &noun[stem.len()..])
}

/// What a noun is, if a numeral may stand beside it.
fn numbered(word: &str, noun: &str) -> Option<(&'static str, Kind)> {
    let mut all = NUMBERED.into_iter();
    let found = all.find(|(stem, kind)| {
        noun.strip_prefix(*stem).is_some_and(|end| {
            agreeing(*kind, end).is_some() || matches!((*stem, end), ("век", "ов" | "ах"))
        })
    })?;
    let is_x = matches!(word, "X" | "Х");
    (!is_x || UP_TO_TEN.contains(&found.0)).then_some(found)
}

/// How the ordinal ends beside a noun with that end.
fn agreeing(kind: Kind, end: &str) -> Option<&'static str> {
    Some(match (kind, end) {
        (Kind::Masculine, "") => "й",
        (Kind::Neuter, "о") | (Kind::SoftNeuter, "е") => "е",
        (Kind::Masculine | Kind::Neuter, "а") | (Kind::SoftNeuter, "я") => "го",
        (Kind::Masculine | Kind::Neuter, "у") | (Kind::SoftNeuter, "ю") => "му",
        (Kind::Masculine | Kind::Neuter, "ом") | (Kind::SoftNeuter, "ем") => "ым",
        (Kind::Masculine | Kind::Neuter, "е") | (Kind::SoftNeuter, "и") => "м",
        (Kind::Feminine, "а" | "я" | "ь") => "я",
        (Kind::Feminine, "ы" | "и" | "е" | "ой" | "ей" | "ью") => OBLIQUE_FEMININE,
        (Kind::Feminine, "у" | "ю") => "ую",
        _ => return None,
    })
}

/// `Пётр I`, `при Екатерине II`.
fn after_a_name(word: &str, name: &str, rest: &[Piece]) -> Option<&'static str> {
    // «Иван V.» may have a family's name.
    let is_letter = word == "V" && matches!(rest.first(), Some(Piece::Sign('.')));
    let is_written_large = name.chars().next().is_some_and(char::is_uppercase);
    if is_letter || is_of_x_alone(word) || !is_written_large {
        return None;
    }
    let name = name.to_lowercase().replace('ё', "е");
    let end_of = |stems: &[&str]| {
        let mut ends = stems.iter().filter_map(|stem| name.strip_prefix(*stem));
        ends.find(|end| end.chars().count() < 3)
    };
    if let Some(end) = end_of(&QUEENS) {
        return agreeing(Kind::Feminine, end);
    }
    if matches!(name.as_str(), "павел" | "лев") {
        return Some("й");
    }
    if let Some(end) = end_of(&["павл", "льв"]).filter(|end| !end.is_empty()) {
        return agreeing(Kind::Masculine, end);
    }
    if let Some(end) = end_of(&KINGS) {
        return agreeing(Kind::Masculine, end);
    }
    match end_of(&KINGS_IN_Y)? {
        "й" => Some("й"),
        "я" => Some("го"),
        "ю" => Some("му"),
        "ем" => Some("ым"),
        "е" | "и" => Some("м"),
        _ => None,
    }
}

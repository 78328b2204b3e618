//! What is written short and said in full.

use super::numeral::Case;
use super::{Piece, case_after, days};

/// What is short for a place, in the six cases.
const STREET: [&str; 6] = ["улица", "улицы", "улице", "улицу", "улицей", "улице"];
const CITY: [&str; 6] = ["город", "города", "городу", "город", "городом", "городе"];
const SQUARE: [&str; 6] = ["площадь", "площади", "площади", "площадь", "площадью", "площади"];
const LANE: [&str; 6] = ["переулок", "переулка", "переулку", "переулок", "переулком", "переулке"];
const STATION: [&str; 6] = ["станция", "станции", "станции", "станцию", "станцией", "станции"];

/// What is named after somebody.
const NAMED: [&str; 10] = [
    "парк",
    "театр",
    "школ",
    "завод",
    "институт",
    "университет",
    "библиотек",
    "музе",
    "стадион",
    "больниц",
];

/// Whether a sentence goes on: then the dot before was that of the abbreviation alone.
pub(super) fn goes_on(rest: &[Piece]) -> bool {
    match rest {
        [Piece::Sign(',' | ';' | ':' | ')' | '?' | '!'), ..] => true,
        [Piece::Space, Piece::Word(word), ..] => {
            word.chars().next().is_some_and(char::is_lowercase)
        }
        _ => false,
    }
}

/// An abbreviation with a dot, said in full, and how many of the pieces after its first word it takes.
pub(in crate::speakable) fn abbreviation(
    word: &str,
    before: &str,
    rest: &[Piece],
) -> Option<(&'static str, usize)> {
    if let Some(day) = days::after_word(word, before, rest) {
        let dot = matches!(rest, [Piece::Sign('.'), rest @ ..] if goes_on(rest));
        return Some((day, usize::from(dot)));
    }
    let [Piece::Sign('.'), rest @ ..] = rest else { return None };
    let apart = usize::from(matches!(rest.first(), Some(Piece::Space)));
    let next = rest.get(apart);
    let is_before_number = matches!(next, Some(Piece::Number(_)));
    let is_before_name = matches!(next, Some(Piece::Word(name))
        if name.chars().next().is_some_and(char::is_uppercase));
    let said = match (word.to_lowercase().as_str(), next) {
        ("т", Some(Piece::Word(second))) if !second.is_empty() => {
            let said = match second.to_lowercase().as_str() {
                "д" => "так далее",
                "п" => "тому подобное",
                "е" => "то есть",
                "к" => "так как",
                "ч" if before == "в" => "том числе",
                _ => return None,
            };
            let after = rest.get(apart + 1..).unwrap_or_default();
            let is_dotted = matches!(after.first(), Some(Piece::Sign('.')));
            let ends = matches!(said, "так далее" | "тому подобное");
            let dot = is_dotted && (!ends || goes_on(&after[1..]));
            return Some((said, 2 + apart + usize::from(dot)));
        }
        (first @ ("н" | "м"), Some(Piece::Word(second)))
            if matches!((first, second.as_str()), ("н", "э") | ("м", "б")) =>
        {
            let said = if first == "н" { "нашей эры" } else { "может быть" };
            let after = rest.get(apart + 1..).unwrap_or_default();
            let dot = matches!(after, [Piece::Sign('.'), rest @ ..] if goes_on(rest));
            return Some((said, 2 + apart + usize::from(dot)));
        }
        ("л", Some(Piece::Word(second))) if apart == 0 && second == "с" => {
            let after = rest.get(1..).unwrap_or_default();
            let dot = matches!(after, [Piece::Sign('.'), rest @ ..] if goes_on(rest));
            return Some(("лошадиных сил", 2 + usize::from(dot)));
        }
        ("др", _) if before == "и" => {
            return Some(("другие", usize::from(goes_on(rest))));
        }
        ("пр", _) if before == "и" => {
            return Some(("прочее", usize::from(goes_on(rest))));
        }
        ("гг", _) if before.ends_with("ые") => {
            return Some(("годы", usize::from(goes_on(rest))));
        }
        ("гг", _) if before.ends_with("ых") => {
            return Some(("годов", usize::from(goes_on(rest))));
        }
        ("напр", _) => "например",
        ("ул", _) => of_place(before, STREET),
        ("пл", _) if is_before_name => of_place(before, SQUARE),
        ("пер", _) if is_before_name => of_place(before, LANE),
        ("ст", Some(Piece::Word(second))) if second == "м" => of_place(before, STATION),
        ("м", _) if is_before_name => "метро",
        // Else it is mostly they to whom something is said.
        ("им", _) if is_before_name && NAMED.iter().any(|named| before.starts_with(*named)) => {
            "имени"
        }
        ("тел", _) if is_before_number => "телефон",
        ("г", _) if is_before_name => of_place(before, CITY),
        ("д", _) if is_before_number => "дом",
        ("кв", _) if is_before_number => "квартира",
        ("стр", _) if is_before_number => "страница",
        ("корп", _) if is_before_number => "корпус",
        ("каб", _) if is_before_number => "кабинет",
        ("эт", _) if is_before_number => "этаж",
        ("рис", _) if is_before_number => "рисунок",
        ("табл", _) if is_before_number => "таблица",
        ("доб", _) if is_before_number => "добавочный",
        _ => return None,
    };
    Some((said, 1))
}

/// The noun of a place after a word: in it, more often than on the way there.
fn of_place(before: &str, forms: [&'static str; 6]) -> &'static str {
    let case = match before {
        "в" | "во" | "на" => Case::Prepositional,
        "по" => Case::Dative,
        _ => case_after(before),
    };
    forms[case as usize]
}

/// Words that are written short, and said in full.
pub(in crate::speakable) fn word(word: &str) -> Option<String> {
    let said = match word.to_lowercase().as_str() {
        "спс" => "спасибо",
        "пж" | "плз" | "пжл" | "пжлст" => "пожалуйста",
        "мб" => "может быть",
        "хз" => "не знаю",
        "оч" => "очень",
        "чел" => "человек",
        "др" => "день рождения",
        "нзч" => "не за что",
        "кст" => "кстати",
        "прив" => "привет",
        "имхо" => "по-моему",
        "тд" => "так далее",
        "тп" => "тому подобное",
        "ок" | "окей" => "окей",
        _ => return None,
    };
    Some(said.to_owned())
}

/// What is said for a unit after a stroke: `км/ч`, `₽/кг`.
pub(super) fn each(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "ч" | "час" => "в час",
        "мин" => "в минуту",
        "с" | "сек" => "в секунду",
        "сут" => "в сутки",
        "д" | "дн" | "день" => "в день",
        "нед" => "в неделю",
        "мес" | "месяц" => "в месяц",
        "г" | "год" => "в год",
        "кг" => "за килограмм",
        "л" => "за литр",
        "м" => "за метр",
        "шт" => "за штуку",
        "чел" => "за человека",
        _ => return None,
    })
}

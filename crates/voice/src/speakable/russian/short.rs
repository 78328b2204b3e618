//! What is written short and said in full.

use super::Piece;

/// Whether a sentence goes on: then the dot before was that of the abbreviation alone.
fn goes_on(rest: &[Piece]) -> bool {
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
    let [Piece::Sign('.'), rest @ ..] = rest else { return None };
    let apart = usize::from(matches!(rest.first(), Some(Piece::Space)));
    let next = rest.get(apart);
    let is_before_number = matches!(next, Some(Piece::Number(_)));
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
        ("др", _) if before == "и" => {
            return Some(("другие", usize::from(goes_on(rest))));
        }
        ("напр", _) => "например",
        ("ул", _) => "улица",
        ("тел", _) if is_before_number => "телефон",
        ("г", Some(Piece::Word(name))) if name.chars().next().is_some_and(char::is_uppercase) => {
            "город"
        }
        ("д", _) if is_before_number => "дом",
        ("кв", _) if is_before_number => "квартира",
        ("стр", _) if is_before_number => "страница",
        ("корп", _) if is_before_number => "корпус",
        ("каб", _) if is_before_number => "кабинет",
        ("эт", _) if is_before_number => "этаж",
        _ => return None,
    };
    Some((said, 1))
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

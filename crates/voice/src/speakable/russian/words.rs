//! Words that stand after a number, and what they are.

use super::numeral::{Case, Gender};

/// What often stands after a number, with an end as nouns have it, and is not what is counted: conjunctions,
/// prepositions, pronouns, and what people write after an hour.
const NOT_COUNTED: &[&str] = &[
    "а",
    "и",
    "или",
    "либо",
    "но",
    "если",
    "когда",
    "пока",
    "хотя",
    "же",
    "не",
    "ни",
    "где",
    "на",
    "за",
    "у",
    "о",
    "по",
    "до",
    "про",
    "для",
    "после",
    "через",
    "между",
    "я",
    "мы",
    "вы",
    "ты",
    "она",
    "оно",
    "они",
    "мне",
    "тебе",
    "меня",
    "тебя",
    "ему",
    "это",
    "эти",
    "все",
    "уже",
    "тоже",
    "точно",
    "только",
    "можно",
    "нужно",
    "надо",
    "сегодня",
    "завтра",
    "вчера",
    "дома",
    "буду",
    "приду",
    "приеду",
    "еду",
    "иду",
    "выйду",
    "выхожу",
    "могу",
    "смогу",
    "хочу",
    "жду",
    "позвоню",
    "напишу",
    "позвони",
    "напиши",
    "приходи",
    "жди",
    "там",
    "вам",
    "нам",
    "вами",
    "нами",
    "сами",
    "пополам",
];

/// Feminine nouns in a soft sign, besides those in «ость».
const FEMININE: &[&str] = &[
    "боль",
    "бровь",
    "вещь",
    "дверь",
    "дочь",
    "ель",
    "жизнь",
    "запись",
    "карусель",
    "кровать",
    "лошадь",
    "мать",
    "метель",
    "модель",
    "мысль",
    "мышь",
    "нить",
    "ночь",
    "область",
    "осень",
    "очередь",
    "память",
    "печь",
    "площадь",
    "подпись",
    "помощь",
    "речь",
    "роль",
    "связь",
    "сеть",
    "смерть",
    "соль",
    "степень",
    "тень",
    "тетрадь",
    "ткань",
    "цель",
    "церковь",
    "часть",
];

/// Nouns that end as feminine ones do when two of them are counted, and are none.
const NOT_FEMININE: &[&str] = &["пути", "времени", "имени"];

/// Feminine nouns in the form that stands after five of them, in which nothing shows what they are.
const FEMININE_OF_MANY: &[&str] = &[
    "минут",
    "секунд",
    "недель",
    "штук",
    "тысяч",
    "копеек",
    "страниц",
    "серий",
    "ночей",
    "бутылок",
    "пачек",
    "книг",
    "песен",
    "встреч",
    "машин",
    "комнат",
    "таблеток",
    "порций",
    "чашек",
    "остановок",
];

fn is_feminine_in_a_soft_sign(noun: &str) -> bool {
    FEMININE.contains(&noun) || noun.ends_with("ость") && noun != "гость"
}

/// The gender of a noun in the form in which it stands after a number; masculine, as of a bare number, for what is no
/// noun.
pub(super) fn gender_of(noun: &str, number: u64, case: Case) -> Gender {
    let ends = |endings: &[char]| noun.ends_with(endings);
    let straight = matches!(case, Case::Nominative | Case::Accusative);
    if NOT_COUNTED.contains(&noun) || NOT_FEMININE.contains(&noun) {
        return Gender::Masculine;
    }
    match number % 10 {
        1 if straight && is_feminine_in_a_soft_sign(noun) => Gender::Feminine,
        1 if straight && ends(&['а', 'я', 'у', 'ю']) => Gender::Feminine,
        1 if straight && ends(&['о', 'е']) => Gender::Neuter,
        1 if !straight && ends(&['ы', 'и', 'е', 'й']) => Gender::Feminine,
        2 if straight && ends(&['ы', 'и']) => Gender::Feminine,
        2 if straight && FEMININE_OF_MANY.contains(&noun) => Gender::Feminine,
        _ => Gender::Masculine,
    }
}

/// The case in which a noun stands, where its end says so whatever stands before the number: «с 2 друзьями».
pub(super) fn case_of(noun: &str, number: u64, before: &str) -> Option<Case> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| noun.ends_with(ending));
    if noun.chars().count() < 5 || NOT_COUNTED.contains(&noun) {
        return None;
    }
    // One of them, beside whom somebody is.
    let beside = matches!(before, "с" | "со" | "над" | "под" | "перед" | "между");
    if number % 10 == 1 && number % 100 != 11 {
        return (beside && ends(&["ом", "ем", "ой", "ей"])).then_some(Case::Instrumental);
    }
    if ends(&["ами", "ями", "ьми"]) {
        return Some(Case::Instrumental);
    }
    if ends(&["ам", "ям"]) {
        return Some(Case::Dative);
    }
    ends(&["ах", "ях"]).then_some(Case::Prepositional)
}

/// What is numbered and not counted: «на 5 этаже».
const NUMBERED: &[&str] = &["этаж", "курс", "класс", "подъезд", "ряд", "сезон", "вагон", "век"];

/// Feminine nouns in a form in which they are numbered and never counted: «на 23 странице».
const NUMBERED_FEMININE: &[&str] =
    &["странице", "главе", "строке", "улице", "неделе", "минуте", "группе", "палате", "смене"];

/// How words go on that begin with a number: «25-летний», «3-комнатная».
const AFTER_NUMBER: &[&str] = &[
    "дневн",
    "дюймов",
    "звёздочн",
    "звездочн",
    "значн",
    "килограммов",
    "километров",
    "класс",
    "комнатн",
    "кратн",
    "лет",
    "литров",
    "местн",
    "месячн",
    "метров",
    "минутн",
    "недельн",
    "процентн",
    "разов",
    "секундн",
    "страничн",
    "тонн",
    "часов",
    "этаж",
];

/// Whether a word after a number and a hyphen makes one word with it.
pub(super) fn is_made_of_a_number(word: &str) -> bool {
    let word = word.to_lowercase();
    // «5-лет» and «5-литров» are how many, with a hyphen too many.
    let goes_on = |begins: &&str| word.strip_prefix(*begins).is_some_and(|end| end.len() > 2);
    AFTER_NUMBER.iter().any(goes_on)
}

/// How the ordinal ends that stands before a word; `None` before what is counted.
pub(super) fn ordinal_before(word: &str, number: u64, case: Case) -> Option<&'static str> {
    if NUMBERED_FEMININE.contains(&word) {
        let is_third = number % 10 == 3 && number % 100 != 13;
        return Some(if is_third { "ей" } else { "ой" });
    }
    let stem = NUMBERED.iter().find(|stem| word.starts_with(**stem))?;
    let is_few = (2..5).contains(&(number % 10)) && !(11..15).contains(&(number % 100));
    match &word[stem.len()..] {
        "" => Some("й"),
        "е" => Some("м"),
        "у" if case == Case::Prepositional || *stem == "ряд" => Some("м"),
        "у" => Some("му"),
        "а" if case == Case::Genitive || !is_few => Some("го"),
        _ => None,
    }
}

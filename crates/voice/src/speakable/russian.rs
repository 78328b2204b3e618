//! Numbers and signs as they are said in Russian, in the case that the words around them ask for.

mod noun;
mod numeral;

use super::{Around, Number, Piece};
use noun::Noun;
use numeral::{Case, Gender, cardinal, one_by_one, ordinal};

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

/// A number in words, and how many of the pieces after it were said with it.
pub(super) fn number(number: &Number, around: &Around<'_>) -> (String, usize) {
    match number {
        Number::Plain { whole, fraction } if fraction.is_empty() => plain(*whole, around),
        Number::Plain { whole, fraction } => decimal(*whole, fraction, around),
        Number::Time { hour, minute } => time(*hour, *minute, around),
        Number::Date { day, month, year } => (date(*day, *month, *year, &around.before), 0),
        Number::Digits { plus, digits } => {
            let plus = if *plus { "плюс " } else { "" };
            (format!("{plus}{}", one_by_one(digits)), 0)
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

fn plain(number: u64, around: &Around<'_>) -> (String, usize) {
    if let Some((said, used)) = with_ending(number, around) {
        return (said, used);
    }
    let mut case = case_after(&around.before);
    match around.sign {
        Some('№') => return (format!("номер {}", nominative(number)), 0),
        Some('~' | '≈') => {
            case = Case::Genitive;
            let (said, used) = counted(number, case, around);
            return (format!("около {said}"), used);
        }
        Some(sign) => {
            if let Some(noun) = Noun::written(&sign.to_string()) {
                return (noun.counted(number, case), 0);
            }
        }
        None => {}
    }
    counted(number, case, around)
}

/// A number with what it counts: a unit that is written short, or a noun whose gender and case show
/// in its ending.
fn counted(number: u64, case: Case, around: &Around<'_>) -> (String, usize) {
    if let Some((unit, used)) = around.unit()
        && let Some(noun) = Noun::written(&unit)
    {
        return (noun.counted(number, case), used);
    }
    let next = around.next_word().unwrap_or_default();
    // «в 2 ночи» is the hour; «на 2 ночи» is how many of them.
    let is_hour = around.before == "в" && matches!(next.as_str(), "ночи" | "утра");
    let gender = if is_hour { Gender::Masculine } else { gender_of(&next, number, case) };
    (cardinal(number, case, gender, false), 0)
}

fn nominative(number: u64) -> String {
    cardinal(number, Case::Nominative, Gender::Masculine, false)
}

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

fn is_feminine_in_a_soft_sign(noun: &str) -> bool {
    FEMININE.contains(&noun) || noun.ends_with("ость") && noun != "гость"
}

/// The gender of a noun in the form in which it stands after a number; masculine, as of a bare number, for what is no
/// noun.
fn gender_of(noun: &str, number: u64, case: Case) -> Gender {
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
        _ => Gender::Masculine,
    }
}

/// `5-й`, `2-я`, `10-го`: an ordinal whose end is written.
fn with_ending(number: u64, around: &Around<'_>) -> Option<(String, usize)> {
    let (ending, used) = match around.rest {
        [Piece::Sign('-'), Piece::Word(ending), ..] => (ending, 2),
        _ => return None,
    };
    Some((ordinal(number, &ending.to_lowercase())?, used))
}

/// `2,5` is «две целых пять десятых», and «два с половиной» where it is said so.
fn decimal(whole: u64, fraction: &str, around: &Around<'_>) -> (String, usize) {
    let unit = around.sign.map(|sign| (sign.to_string(), 0)).or_else(|| around.unit());
    let noun = unit.and_then(|(unit, used)| Some((Noun::written(&unit)?, used)));
    let case = case_after(&around.before);
    if fraction == "5" && whole > 0 && case != Case::Genitive {
        let gender = match &noun {
            Some((noun, _)) => noun.gender,
            None => gender_of(&around.next_word().unwrap_or_default(), whole, case),
        };
        let said = format!("{} с половиной", cardinal(whole, Case::Nominative, gender, false));
        return match noun {
            // The half takes the singular, whatever the number.
            Some((noun, used)) => (format!("{said} {}", noun.after_fraction()), used),
            None => (said, 0),
        };
    }
    let money = noun.as_ref().and_then(|(noun, _)| noun.parts());
    if let (Some(parts), 2) = (money, fraction.len()) {
        let (noun, used) = noun.as_ref().map_or((None, 0), |(noun, used)| (Some(noun), *used));
        let said = noun.map(|noun| noun.counted(whole, case)).unwrap_or_default();
        let cents: u64 = fraction.parse().unwrap_or(0);
        return match cents {
            0 => (said, used),
            _ => (format!("{said} {}", parts.counted(cents, case)), used),
        };
    }
    let whole = cardinal(whole, Case::Nominative, Gender::Feminine, false);
    let number: u64 = fraction.parse().unwrap_or(0);
    let one = number % 10 == 1 && number % 100 != 11;
    let size = match (fraction.len(), one) {
        (1, true) => "десятая",
        (1, false) => "десятых",
        (2, true) => "сотая",
        (2, false) => "сотых",
        (3, true) => "тысячная",
        (3, false) => "тысячных",
        _ => return (format!("{whole} и {}", one_by_one(fraction)), 0),
    };
    let of_whole = if whole == "одна" || whole.ends_with(" одна") {
        "целая"
    } else {
        "целых"
    };
    let part = cardinal(number, Case::Nominative, Gender::Feminine, false);
    let said = format!("{whole} {of_whole} {part} {size}");
    match noun {
        Some((noun, used)) => (format!("{said} {}", noun.after_fraction()), used),
        None => (said, 0),
    }
}

fn time(hour: u8, minute: u8, around: &Around<'_>) -> (String, usize) {
    let case = case_after(&around.before);
    let hours = cardinal(hour.into(), case, Gender::Masculine, false);
    let minutes = |number: u8| cardinal(number.into(), case, Gender::Feminine, false);
    let said = match minute {
        0 if matches!(case, Case::Nominative | Case::Accusative) => {
            format!("{hours} ноль-ноль")
        }
        0 => Noun::hour().counted(hour.into(), case),
        1..10 => format!("{hours} ноль {}", minutes(minute)),
        _ => format!("{hours} {}", minutes(minute)),
    };
    (said, 0)
}

/// Days are said in the genitive, for «числа» is left out; after «на» and «в» they are not.
fn date(day: u8, month: u8, year: Option<u16>, before: &str) -> String {
    let ending = match case_after(before) {
        Case::Accusative if before == "на" || before == "за" || before == "по" => "е",
        Case::Dative => "му",
        _ => "го",
    };
    let day = ordinal(day.into(), ending).unwrap_or_default();
    let month = MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default();
    match year.and_then(|year| ordinal(year.into(), "го")) {
        Some(year) => format!("{day} {month} {year} года"),
        None => format!("{day} {month}"),
    }
}

/// Abbreviations that are said in full.
pub(super) fn word(word: &str) -> Option<String> {
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
        "ок" | "окей" => "окей",
        _ => return None,
    };
    Some(said.to_owned())
}

//! Russian numerals in all cases.

/// A case, in the order of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Nominative,
    Genitive,
    Dative,
    Accusative,
    Instrumental,
    Prepositional,
}

/// The gender of what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

const ONE: [[&str; 6]; 3] = [
    ["один", "одного", "одному", "один", "одним", "одном"],
    ["одна", "одной", "одной", "одну", "одной", "одной"],
    ["одно", "одного", "одному", "одно", "одним", "одном"],
];
const TWO: [[&str; 6]; 2] = [
    ["два", "двух", "двум", "два", "двумя", "двух"],
    ["две", "двух", "двум", "две", "двумя", "двух"],
];
const SMALL: [[&str; 6]; 3] = [
    ["ноль", "нуля", "нулю", "ноль", "нулём", "нуле"],
    ["три", "трёх", "трём", "три", "тремя", "трёх"],
    ["четыре", "четырёх", "четырём", "четыре", "четырьмя", "четырёх"],
];
/// 5 to 20, and 30: all decline alike, without their soft sign.
const SOFT: [&str; 17] = [
    "пят",
    "шест",
    "сем",
    "восем",
    "девят",
    "десят",
    "одиннадцат",
    "двенадцат",
    "тринадцат",
    "четырнадцат",
    "пятнадцат",
    "шестнадцат",
    "семнадцат",
    "восемнадцат",
    "девятнадцат",
    "двадцат",
    "тридцат",
];
const HUNDREDS: [[&str; 6]; 9] = [
    ["сто", "ста", "ста", "сто", "ста", "ста"],
    ["двести", "двухсот", "двумстам", "двести", "двумястами", "двухстах"],
    ["триста", "трёхсот", "трёмстам", "триста", "тремястами", "трёхстах"],
    ["четыреста", "четырёхсот", "четырёмстам", "четыреста", "четырьмястами", "четырёхстах"],
    ["пятьсот", "пятисот", "пятистам", "пятьсот", "пятьюстами", "пятистах"],
    ["шестьсот", "шестисот", "шестистам", "шестьсот", "шестьюстами", "шестистах"],
    ["семьсот", "семисот", "семистам", "семьсот", "семьюстами", "семистах"],
    ["восемьсот", "восьмисот", "восьмистам", "восемьсот", "восьмьюстами", "восьмистах"],
    ["девятьсот", "девятисот", "девятистам", "девятьсот", "девятьюстами", "девятистах"],
];
const THOUSAND: [[&str; 6]; 2] = [
    ["тысяча", "тысячи", "тысяче", "тысячу", "тысячей", "тысяче"],
    ["тысячи", "тысяч", "тысячам", "тысячи", "тысячами", "тысячах"],
];

/// A number below a thousand thousands of millions in words. `counts` says that it is part of a longer
/// one, where a single thousand is said without «одна».
pub(super) fn cardinal(number: u64, case: Case, gender: Gender, counts: bool) -> String {
    let mut words = Vec::new();
    let large = [(1_000_000_000, "миллиард"), (1_000_000, "миллион")];
    let mut rest = number;
    for (size, name) in large {
        if rest >= size {
            words.push(of_large(rest / size, name, case));
            rest %= size;
        }
    }
    if rest >= 1_000 {
        words.push(thousands(rest / 1_000, case));
        rest %= 1_000;
    }
    if rest > 0 || words.is_empty() && !counts {
        below_thousand(rest, case, gender, &mut words);
    }
    words.join(" ")
}

/// Which form of a counted noun follows: the plural or not, and in which case.
fn form_after(number: u64, case: Case) -> (usize, Case) {
    let straight = matches!(case, Case::Nominative | Case::Accusative);
    let teen = (11..15).contains(&(number % 100));
    match number % 10 {
        1 if !teen => (0, case),
        2..5 if straight && !teen => (0, Case::Genitive),
        _ if straight => (1, Case::Genitive),
        _ => (1, case),
    }
}

fn thousands(count: u64, case: Case) -> String {
    let (many, form) = form_after(count, case);
    let noun = THOUSAND[many][form as usize];
    if count == 1 {
        return noun.to_owned();
    }
    format!("{} {noun}", cardinal(count, case, Gender::Feminine, true))
}

fn of_large(count: u64, name: &str, case: Case) -> String {
    let (many, form) = form_after(count, case);
    let endings = [["", "а", "у", "", "ом", "е"], ["ы", "ов", "ам", "ы", "ами", "ах"]];
    let noun = format!("{name}{}", endings[many][form as usize]);
    format!("{} {noun}", cardinal(count, case, Gender::Masculine, true))
}

fn below_thousand(number: u64, case: Case, gender: Gender, words: &mut Vec<String>) {
    let at = |number: u64| usize::try_from(number).unwrap_or(0);
    let (hundreds, below) = (number / 100, number % 100);
    if hundreds > 0 {
        words.push(HUNDREDS[at(hundreds - 1)][case as usize].to_owned());
    }
    let ones = match below {
        21.. => {
            words.push(tens(below / 10, case));
            below % 10
        }
        _ => below,
    };
    match ones {
        0 if number > 0 => {}
        0 => words.push(SMALL[0][case as usize].to_owned()),
        1 => words.push(ONE[gender as usize][case as usize].to_owned()),
        2 => words.push(TWO[usize::from(gender == Gender::Feminine)][case as usize].to_owned()),
        3 | 4 => words.push(SMALL[at(ones - 2)][case as usize].to_owned()),
        _ => words.push(soft(SOFT[at(ones - 5)], case)),
    }
}

/// пять, пяти, пятью; восемь loses its vowel.
fn soft(stem: &str, case: Case) -> String {
    match case {
        Case::Nominative | Case::Accusative => format!("{stem}ь"),
        Case::Instrumental => format!("{stem}ью"),
        _ if stem == "восем" => "восьми".to_owned(),
        _ => format!("{stem}и"),
    }
}

fn tens(count: u64, case: Case) -> String {
    let straight = matches!(case, Case::Nominative | Case::Accusative);
    match count {
        2 => soft("двадцат", case),
        3 => soft("тридцат", case),
        4 => if straight { "сорок" } else { "сорока" }.to_owned(),
        9 => if straight { "девяносто" } else { "девяноста" }.to_owned(),
        _ => {
            let stem = SOFT[usize::try_from(count - 5).unwrap_or(0).min(3)];
            let head = soft(stem, case);
            match case {
                Case::Nominative | Case::Accusative => format!("{head}десят"),
                Case::Instrumental => format!("{head}десятью"),
                _ => format!("{head}десяти"),
            }
        }
    }
}

/// A number as the first half of a word: «пяти» of «пятилетний». `None` for large ones.
pub(super) fn first_half(number: u64) -> Option<String> {
    let genitive = |number| cardinal(number, Case::Genitive, Gender::Masculine, false);
    let small = |number| match number {
        0 => String::new(),
        1 => "одно".to_owned(),
        number => genitive(number),
    };
    let (hundreds, below) = (number / 100 * 100, number % 100);
    let hundreds = match hundreds {
        0 => String::new(),
        100 => "сто".to_owned(),
        1_000 if below == 0 => "тысяче".to_owned(),
        200..1_000 => genitive(hundreds),
        _ => return None,
    };
    let below = match below {
        90.. => format!("девяносто{}", small(below - 90)),
        21.. => format!("{}{}", genitive(below / 10 * 10), small(below % 10)),
        _ => small(below),
    };
    (number > 0).then(|| hundreds + &below)
}

/// Digits one by one.
pub(super) fn one_by_one(digits: &str) -> String {
    let words: Vec<String> = digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .map(|digit| cardinal(digit.into(), Case::Nominative, Gender::Masculine, false))
        .collect();
    words.join(" ")
}

/// The stems of ordinals: 1 to 20, the tens, the hundreds.
const STEMS: [&str; 20] = [
    "перв",
    "втор",
    "трет",
    "четвёрт",
    "пят",
    "шест",
    "седьм",
    "восьм",
    "девят",
    "десят",
    "одиннадцат",
    "двенадцат",
    "тринадцат",
    "четырнадцат",
    "пятнадцат",
    "шестнадцат",
    "семнадцат",
    "восемнадцат",
    "девятнадцат",
    "двадцат",
];
const TEN_STEMS: [&str; 7] =
    ["тридцат", "сороков", "пятидесят", "шестидесят", "семидесят", "восьмидесят", "девяност"];
const HUNDRED_STEMS: [&str; 9] = [
    "сот",
    "двухсот",
    "трёхсот",
    "четырёхсот",
    "пятисот",
    "шестисот",
    "семисот",
    "восьмисот",
    "девятисот",
];

/// The ordinal of a number from 1 to 9999 whose end is written: `й`, `я`, `е`, `го`, `му`, `м`, `ым`, `ю`, `ые`,
/// `х`, also with the vowel before it. `None` if that is no ending.
pub(super) fn ordinal(number: u64, ending: &str) -> Option<String> {
    let last = match number % 100 {
        0 if number.is_multiple_of(1_000) => 1_000,
        0 => number % 1_000,
        below @ 1..=20 => below,
        below if below.is_multiple_of(10) => below,
        below => below % 10,
    };
    let stem = match last {
        1..=20 => STEMS[usize::try_from(last - 1).ok()?].to_owned(),
        30..=90 => TEN_STEMS[usize::try_from(last / 10 - 3).ok()?].to_owned(),
        100..=900 => HUNDRED_STEMS[usize::try_from(last / 100 - 1).ok()?].to_owned(),
        1_000 if number == 1_000 => "тысячн".to_owned(),
        1_000 if (2_000..10_000).contains(&number) => {
            let count = cardinal(number / 1_000, Case::Genitive, Gender::Masculine, true);
            return Some(format!("{count}тысячн{}", adjective("тысячн", ending)?));
        }
        _ => return None,
    };
    let head = number.checked_sub(last).filter(|head| *head > 0);
    let end = adjective(&stem, ending)?;
    let word = format!("{stem}{end}");
    Some(match head {
        Some(head) => {
            let head = cardinal(head, Case::Nominative, Gender::Masculine, false);
            format!("{head} {word}")
        }
        None => word,
    })
}

/// The whole ending of an adjective, by the letters of it that are written.
fn adjective(stem: &str, ending: &str) -> Option<&'static str> {
    let soft = stem == "трет";
    let stressed = ["втор", "шест", "седьм", "восьм", "сороков"].contains(&stem);
    Some(match ending {
        "й" | "ый" | "ой" | "ий" if soft => "ий",
        "й" | "ый" | "ой" if stressed => "ой",
        "й" | "ый" => "ый",
        "ей" if soft => "ьей",
        "ой" => "ой",
        "я" | "ая" | "ья" => {
            if soft {
                "ья"
            } else {
                "ая"
            }
        }
        "е" | "ое" | "ье" => {
            if soft {
                "ье"
            } else {
                "ое"
            }
        }
        "го" | "ого" | "его" => {
            if soft {
                "ьего"
            } else {
                "ого"
            }
        }
        "му" | "ому" | "ему" => {
            if soft {
                "ьему"
            } else {
                "ому"
            }
        }
        "м" | "ом" | "ем" => {
            if soft {
                "ьем"
            } else {
                "ом"
            }
        }
        "ым" | "им" => {
            if soft {
                "ьим"
            } else {
                "ым"
            }
        }
        "ые" | "ие" => {
            if soft {
                "ьи"
            } else {
                "ые"
            }
        }
        "ю" | "ую" | "ью" => {
            if soft {
                "ью"
            } else {
                "ую"
            }
        }
        "х" | "ых" | "их" => {
            if soft {
                "ьих"
            } else {
                "ых"
            }
        }
        _ => return None,
    })
}

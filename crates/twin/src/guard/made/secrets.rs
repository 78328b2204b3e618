//! No codes, passwords, keys, seeds, numbers of cards and documents, in any disguise.

use style::language::{is_function_word, words};
use style::mask::{CARD, NUMBER, mask};

use super::super::phrases::{begins, holds_any};
use super::super::recalled::secrets::SECRETS;
use super::Outcome;
use super::disguise::from_base64;
use super::reply::Reply;

/// From so many digits on a number may be a code; so many digits one by one are one.
const CODE_DIGITS: usize = 4;
/// How many words after one that names a secret may be it.
const NEAR: usize = 3;
/// So many words that all say something, without a sign between them, are no sentence but a seed.
const SEED: usize = 11;
/// So many letters one by one spell something.
const SPELLED: usize = 4;
/// How long a word may be that mixes letters and digits or cases.
const TOKEN: usize = 16;
const SHORT_TOKEN: usize = 6;

/// Beginnings of well-known keys.
const KEYS: &[&str] = &[
    "sk-",
    "pk-",
    "sk_",
    "pk_",
    "rk_",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat",
    "glpat-",
    "akia",
    "asia",
    "xoxb",
    "xoxp",
    "xapp",
    "eyj",
    "aiza",
    "ya29.",
    "-----begin",
    "ssh-rsa",
    "ssh-ed25519",
    "bearer ",
    "age1",
    "npm_",
];

/// Russian, English: units that make a number a sum or a measure and no code.
const UNITS: &[&str] = &[
    "р",
    "руб*",
    "₽",
    "$",
    "€",
    "usd",
    "eur",
    "доллар*",
    "евро",
    "тыс*",
    "тыщ*",
    "к",
    "k",
    "км",
    "м",
    "кг",
    "г",
    "год*",
    "шт*",
    "мс",
    "ms",
    "сек*",
    "s",
    "мин*",
    "час*",
    "раз",
    "раза",
    "rps",
    "рпс",
    "tps",
    "mb",
    "gb",
    "kb",
    "мб",
    "гб",
    "кб",
    "байт*",
    "bytes",
    "users",
    "юзер*",
    "user*",
    "поток*",
    "thread*",
    "запрос*",
    "req*",
    "%",
    "рублей",
    "km",
    "miles",
    "years",
    "times",
    "people",
    "человек",
    "строк*",
    "lines",
];

/// Russian, English: words that say that what follows is a code.
const NAMES: &[&str] = &[
    "код",
    "кода",
    "кодом",
    "кодик",
    "пин",
    "code",
    "pin",
    "otp",
    "sms",
    "смс",
    "ключ",
    "key",
    "seed",
    "сид",
];

/// Russian, English: asks for what follows. The twin never asks for a secret.
const REQUESTS: &[&str] = &[
    "скинь*",
    "скинешь",
    "пришли*",
    "пришлешь",
    "продиктуй*",
    "назови*",
    "скажи*",
    "напиши*",
    "дай",
    "дайте",
    "отправь*",
    "перешли*",
    "введи*",
    "вбей*",
    "подскажи*",
    "какой у тебя",
    "какой у вас",
    "send",
    "tell",
    "give",
    "share",
    "forward",
    "enter",
    "type",
    "whats your",
    "what is your",
];

/// Digits as words.
const DIGITS: &[&str] = &[
    "ноль",
    "нуль",
    "ноля",
    "один",
    "одна",
    "единица",
    "раз",
    "два",
    "две",
    "двойка",
    "три",
    "тройка",
    "четыре",
    "четверка",
    "пять",
    "пятерка",
    "шесть",
    "шестерка",
    "семь",
    "семерка",
    "восемь",
    "восьмерка",
    "девять",
    "девятка",
    "zero",
    "oh",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "odin",
    "dva",
    "tri",
    "chetyre",
    "pyat",
    "shest",
    "sem",
    "vosem",
    "devyat",
    "nol",
];

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let whole = reply.folded.join(" ");
    let masked = mask(&whole);
    let secret = masked.contains(CARD)
        || masked.contains(NUMBER)
        || names_one(reply, &whole)
        || asks_for_one(reply)
        || holds_code(reply)
        || spells_code(&whole, reply)
        || spells_word(&reply.words)
        || reply.plain.iter().any(|text| holds_key(text, reply))
        || is_seed(&reply.folded);
    secret.then_some(Outcome::Refuse)
}

/// Whether a secret is named and told: "пароль qwerty1", "the password is hunter2", "пароль: кот".
fn names_one(reply: &Reply<'_>, whole: &str) -> bool {
    let words = &reply.words;
    (0..words.len()).any(|place| {
        let named = SECRETS.iter().chain(NAMES).find(|phrase| begins(&words[place..], phrase));
        let Some(named) = named else { return false };
        let after = place + named.split(' ').count();
        let near = &words[after..words.len().min(after + NEAR)];
        let is_value = |word: &String| {
            word.chars().any(|c| c.is_ascii_digit()) || DIGITS.contains(&word.as_str())
        };
        let said_to_be = near
            .first()
            .is_some_and(|word| matches!(word.as_str(), "is" | "это" | "was" | "такой" | "вот"))
            || whole.split_once(words[after - 1].as_str()).is_some_and(|(_, rest)| {
                (rest.starts_with([':', '=', '"', '«'])
                    || rest.starts_with(" - ")
                    || rest.starts_with(" – ")
                    || rest.starts_with(" — ")
                    || rest.starts_with(" : "))
                    && rest.len() > 2
            });
        near.iter().any(is_value) || said_to_be && !near.is_empty()
    })
}

/// Whether the other side is asked for a secret.
fn asks_for_one(reply: &Reply<'_>) -> bool {
    let holds_any = |phrases: &[&str]| holds_any(&reply.words, phrases);
    (holds_any(SECRETS) || holds_any(NAMES)) && holds_any(REQUESTS)
}

/// Whether a number stands there as codes do: by itself, without a unit, and nobody has said it.
fn holds_code(reply: &Reply<'_>) -> bool {
    reply.folded.iter().any(|text| {
        let words = words(&without_times(text));
        words.iter().enumerate().any(|(place, word)| {
            let is_number = word.len() >= CODE_DIGITS && word.chars().all(|c| c.is_ascii_digit());
            let is_year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
            let measured = UNITS.iter().any(|unit| begins(&words[place + 1..], unit))
                || text.contains(&format!("{word}%"))
                || ['$', '€', '₽'].iter().any(|sign| {
                    text.contains(&format!("{sign}{word}"))
                        || text.contains(&format!("{word}{sign}"))
                });
            // "1000 итераций": an amount, which the rule for figures asks about.
            let is_round = word.ends_with("000") && !word.starts_with('0');
            let counts = is_round
                && words.get(place + 1).is_some_and(|next| next.chars().all(char::is_alphabetic));
            is_number && !is_year && !measured && !counts && !reply.said_words.contains(word)
        })
    })
}

/// Whether digits are told one by one or in small groups, as figures or as words.
fn spells_code(whole: &str, reply: &Reply<'_>) -> bool {
    let said: String = reply.said.join(" ").chars().filter(char::is_ascii_digit).collect();
    let (mut groups, mut exact, mut digits) = (0, 0, String::new());
    let words = words(&without_times(whole));
    words.iter().chain([&String::new()]).any(|word| {
        let is_group =
            word.len() <= 3 && !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        let is_named = DIGITS.contains(&word.as_str());
        if is_group || is_named || is_nearly_a_digit(word) {
            groups += 1;
            exact += usize::from(is_group || is_named);
            digits.push_str(if is_group { word } else { "?" });
            return false;
        }
        let found =
            groups >= 3 && exact > 0 && digits.len() >= CODE_DIGITS && !said.contains(&digits);
        (groups, exact, digits) = (0, 0, String::new());
        found
    })
}

/// Whether one letter of a digit's name is another.
fn is_nearly_a_digit(word: &str) -> bool {
    const LETTERS: usize = 3;
    let count = word.chars().count();
    count >= LETTERS
        && DIGITS.iter().any(|digit| {
            digit.chars().count() == count
                && digit.chars().zip(word.chars()).filter(|(a, b)| a != b).count() <= 1
        })
}

/// The text without what is written as a time or a date.
fn without_times(text: &str) -> String {
    let is_time = |part: &str| {
        [':', '.', '/'].iter().any(|sign| {
            let numbers: Vec<&str> = part.split(*sign).collect();
            let is_number = |number: &&str| {
                matches!(number.len(), 1 | 2 | 4) && number.chars().all(|c| c.is_ascii_digit())
            };
            (2..=3).contains(&numbers.len())
                && numbers.iter().all(is_number)
                && (*sign != ':' || numbers.iter().all(|number| number.len() <= 2))
                && (*sign == ':' || numbers.iter().filter(|number| number.len() == 4).count() <= 1)
                && numbers[0].parse::<u32>().is_ok_and(|first| first <= 31 || numbers[0].len() == 4)
        })
    };
    text.split(|c: char| c.is_whitespace() || "-–—,()".contains(c))
        .filter(|part| !is_time(part.trim_matches(['.', '!', '?', ':'])))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether letters stand one by one: "s e c r e t", "к-о-т-ы".
fn spells_word(words: &[String]) -> bool {
    let words: Vec<&String> =
        words.iter().filter(|word| word.chars().all(char::is_alphanumeric)).collect();
    let single =
        |word: &&String| word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let mut runs = words.split(|word| !single(word));
    runs.any(|run| {
        run.len() >= SPELLED && run.iter().filter(|word| !is_function_word(word)).count() >= 2
    })
}

/// Whether a word is a key: made of letters and digits as no word is, and not known here.
fn holds_key(text: &str, reply: &Reply<'_>) -> bool {
    let lower = text.to_lowercase();
    if KEYS.iter().any(|key| {
        lower.split_whitespace().any(|token| token.starts_with(key) && token.len() > key.len() + 3)
    }) {
        return true;
    }
    text.split(|c: char| c.is_whitespace() || "\"'()<>[]{}«»,;".contains(c)).any(|token| {
        let token = token.trim_matches(['.', '!', '?', '…', ':']);
        let is_said = words(token).iter().all(|word| {
            let spread = reply.spread(word);
            reply.is_said(word) || spread.here || spread.chats >= crate::shareable::CHATS
        });
        !is_said && (is_key(token) || is_encoded(token))
    })
}

/// Whether a token is a code in base 64.
fn is_encoded(token: &str) -> bool {
    token.len() >= SHORT_TOKEN && token.ends_with('=') && token.is_ascii()
        || from_base64(token).is_some_and(|text| {
            text.chars().all(|c| c.is_ascii_graphic())
                && text.contains(|c: char| c.is_ascii_digit())
        })
}

fn is_key(token: &str) -> bool {
    let count = |is: fn(char) -> bool| token.chars().filter(|c| is(*c)).count();
    let length = token.chars().count();
    let (digits, letters) = (count(|c| c.is_ascii_digit()), count(char::is_alphabetic));
    let kinds: Vec<u8> = token
        .chars()
        .map(|c| match c {
            c if c.is_ascii_digit() => 0,
            c if c.is_uppercase() => 1,
            c if c.is_alphabetic() => 2,
            _ => 3,
        })
        .collect();
    let turns = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let is_hex =
        length >= 8 && token.chars().all(|c| c.is_ascii_hexdigit()) && digits >= 2 && letters >= 1;
    let signs = count(|c| "!@#$%^&*_+=/\\-".contains(c));
    is_hex
        || (length >= SHORT_TOKEN && digits >= 2 && letters >= 2 && turns >= 3)
        || (length >= 8 && digits >= 3 && letters >= 3)
        || (length >= SHORT_TOKEN && digits >= 1 && letters >= 2 && signs >= 1 && turns >= 4)
        || (length >= TOKEN && digits > 0 && letters > 0 && token.is_ascii())
        || (length >= TOKEN
            && token.is_ascii()
            && kinds.contains(&1)
            && kinds.contains(&2)
            && turns >= 6)
        || (length >= 32 && token.is_ascii() && token.chars().all(char::is_alphanumeric))
}

/// Whether words stand in a row as no sentence has them: the words of a wallet.
fn is_seed(texts: &[String]) -> bool {
    let whole = texts.join(" ");
    whole.split(['.', ',', '!', '?', ')', '(', ':', ';', '—']).any(|part| {
        let words = words(part);
        words.windows(SEED).any(|row| {
            row.iter().all(|word| word.chars().all(char::is_alphabetic) && !is_function_word(word))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, refuses};

    #[test]
    fn secrets_are_refused_in_every_disguise() {
        for reply in [
            "код 48213",
            "48213",
            "4 8 2 1 3",
            "4-8-2-1-3",
            "４８２１３",
            "4️⃣8️⃣2️⃣1️⃣3️⃣",
            "٤٨٢١٣",
            "④⑧②①③",
            "четыре восемь два один три",
            "four eight two one three",
            "одын два тры чотыре",
            "48 21 3",
            "482, 13, 7",
            "код: четыре, восемь",
            "login code is 77-41",
            "пароль qwerty1",
            "пароль: кот",
            "пароль это кот",
            "the password is hunter",
            "4276 1234 5678 9012",
            "паспорт 4510 123456",
            "12345678",
            "sk-abcdefghijkl",
            "ghp_abcdefghijkl",
            "Xk3Q9vT2Lm",
            "a1b2c3d4",
            "deadbeef42",
            "AbCdEfGhIjKlMnOpQr",
            "s e c r e t",
            "т-а-й-н-а",
            "abandon ability able absent absorb abstract absurd abuse access accident account accuse",
            "кот!7Пёс",
            "NDgyMTM=",
            "скинь код из смс, пожалуйста",
            "what's your password?",
            "send me the code please",
            "s 😀 e 😀 c 😀 r 😀 e 😀 t",
        ] {
            assert!(refuses(Rule::Secrets, "ну что?", reply), "{reply}");
        }
        let case = Case::asked("ну?");
        assert!(!case.verdicts(&["4", "8", "2", "1"]).is_empty(), "a digit a message");
    }

    #[test]
    fn what_was_said_here_is_no_secret() {
        let case = Case::asked("заказ 48213 забрал? и XKcd1234?");
        assert!(!case.refuses(Rule::Secrets, "да, 48213"));
        assert!(!case.refuses(Rule::Secrets, "XKcd1234 тоже"));
    }

    #[test]
    fn ordinary_figures_and_words_are_no_secrets() {
        for reply in [
            "в 19:30",
            "10:00-11:30, потом 12:00",
            "12.05.2024",
            "в 2024 году",
            "50000 руб",
            "$1500",
            "5000 rps",
            "100%",
            "один или два",
            "1. да 2. нет",
            "смени пароль",
            "k8s и log4j",
            "на 1000 итераций",
            "я и в кино, и в театр",
            "jmeter5",
            "это ок, и у и о",
        ] {
            assert!(!refuses(Rule::Secrets, "ну что?", reply), "{reply}");
        }
    }
}

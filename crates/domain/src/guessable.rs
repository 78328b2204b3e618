//! Which passwords others try first: names, common words with a number, rows of keys, and the same again
//! and again. A small list of the commonest, and rules for what is made like them; a password of several
//! words is none of these.

/// Words that stand at the heart of the commonest passwords, folded as [`folded`] does.
const COMMON: [&str; 72] = [
    "abcdef",
    "access",
    "admin",
    "administrator",
    "aitwin",
    "alexander",
    "anna",
    "baseball",
    "batman",
    "changeme",
    "charlie",
    "computer",
    "daniel",
    "default",
    "dragon",
    "football",
    "freedom",
    "guest",
    "hello",
    "helloworld",
    "hunter",
    "iloveyou",
    "internet",
    "jordan",
    "letmein",
    "liverpool",
    "login",
    "lovely",
    "loveme",
    "marina",
    "master",
    "michael",
    "minecraft",
    "monkey",
    "natasha",
    "nothing",
    "pass",
    "passphrase",
    "password",
    "passwort",
    "pokemon",
    "princess",
    "qazwsx",
    "qwerty",
    "root",
    "samsung",
    "secret",
    "server",
    "shadow",
    "starwars",
    "sunshine",
    "superman",
    "system",
    "telegram",
    "test",
    "trustno",
    "twin",
    "user",
    "welcome",
    "whatever",
    "zaqwsx",
    "администратор",
    "двойник",
    "любовь",
    "наташа",
    "пароль",
    "привет",
    "россия",
    "секрет",
    "солнышко",
    "спартак",
    "телеграм",
];

/// Keys and letters in the order in which fingers find them.
const ROWS: [&str; 15] = [
    "1234567890",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю.",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "0123456789",
    "!@#$%^&*()_+",
    // Columns of keys.
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujm",
    "йфяцычувскамепинртгоьшлбщдюзж",
];

/// Fewer different characters than this are guessed, however many there are.
const FEWEST: usize = 5;

/// Into how few rows of keys and repetitions a password must not fall.
const FEWEST_RUNS: usize = 4;

/// So many characters beside a name or a common word are a secret of their own.
const BESIDE: usize = 6;

/// Only digits are a date or a phone number, unless there are so many.
const DIGITS: usize = 20;

/// Whether a password of somebody is one of those that are tried first.
pub(crate) fn is_guessable(name: &str, password: &str) -> bool {
    let plain = password.to_lowercase();
    let signs: Vec<char> = plain.chars().collect();
    let mut different = signs.clone();
    different.sort_unstable();
    different.dedup();
    different.len() < FEWEST
        || (signs.len() < DIGITS && signs.iter().all(|sign| !sign.is_alphabetic()))
        || runs(&signs) < FEWEST_RUNS
        || is_repeated(&signs)
        || has_heart(&plain, name)
}

/// In how many rows of neighbouring keys, or of the same key, it was typed.
fn runs(signs: &[char]) -> usize {
    1 + signs.windows(2).filter(|pair| !are_neighbours(pair[0], pair[1])).count()
}

fn are_neighbours(one: char, other: char) -> bool {
    one == other
        || ROWS.iter().any(|row| {
            let place = |sign| row.chars().position(|key| key == sign);
            place(one).zip(place(other)).is_some_and(|(one, other)| one.abs_diff(other) == 1)
        })
}

/// Whether it is a few characters again and again.
fn is_repeated(signs: &[char]) -> bool {
    (1..=signs.len() / 2).any(|length| {
        let mut parts = signs.chunks(length);
        let first = parts.next().unwrap_or_default();
        parts.all(|part| first.starts_with(part))
    })
}

/// Whether it is the name or a common word with hardly anything beside it.
fn has_heart(plain: &str, name: &str) -> bool {
    let (folded_plain, name) = (folded(plain), folded(&name.to_lowercase()));
    let names = name.split(|sign: char| !sign.is_alphanumeric()).chain([&*name]);
    let names = names.filter(|name| name.chars().count() >= 3);
    let common = COMMON.into_iter().map(str::to_owned);
    common.chain(names.map(str::to_owned)).any(|heart| {
        // As it stands, and with digits that stand for letters.
        [plain, &*folded_plain].into_iter().any(|text| {
            text.contains(&*heart) && {
                let rest = text.replace(&*heart, "");
                let letters = rest.chars().filter(|sign| sign.is_alphabetic()).count();
                rest.chars().count() < BESIDE || letters < 2
            }
        })
    })
}

/// Digits and signs that stand for letters, as those.
fn folded(text: &str) -> String {
    let letter = |sign| match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first_is_known() {
        for password in [
            "1234567890",
            "0987654321",
            "qwertyuiop",
            "Qwerty12345",
            "1q2w3e4r5t",
            "1qaz2wsx3edc",
            "asdfghjkl1",
            "йцукенгшщз",
            "aaaaaaaaaaaa",
            "abababababab",
            "abcabcabcabc",
            "хорошохорошо",
            "password123",
            "P@ssw0rd2026!",
            "парольпароль",
            "Пароль2026!",
            "iloveyou1234",
            "telegram2026",
            "79991112233",
            "31.12.1990",
            "Marusya1990",
            "marusya!!!!!",
            "2026-marusya-1",
            "aaaaabbbbb",
        ] {
            assert!(is_guessable("Marusya", password), "{password}");
        }
    }

    #[test]
    fn what_somebody_made_up_is_taken() {
        for password in [
            "correct horse",
            "correct horse battery",
            "десять букв",
            "верный пароль и соль",
            "кефир-и-тыква",
            "staple battery horse",
            "boris horse",
            "another horse",
            "password of my grandmother",
            "fT9#kq-2mLz",
            "94051733820561947726",
            "anna likes cold tea",
        ] {
            assert!(!is_guessable("Anna", password), "{password}");
        }
        assert!(!is_guessable("An", "an orange tree"), "so short a name says nothing");
    }
}

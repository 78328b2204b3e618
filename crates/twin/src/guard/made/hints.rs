//! A secret is told in plain words too: "пароль котик", "the key is under the mat". Only the owner
//! knows whether such words are one, so it is asked.

use style::vocabulary::Vocabulary;

use super::super::phrases::{begins, holds_any};
use super::Outcome;
use super::reply::Reply;

/// How many words after the name of a secret, or before and after a key, are looked at.
const NEAR: usize = 3;

/// Russian, English: names of secrets that may be words. A code is not among them unless it opens
/// something: programmers speak of theirs all day.
const NAMES: &[&str] = &[
    "пароль",
    "пароли",
    "парольчик",
    "пасс",
    "пинкод",
    "пин",
    "кодов* слов*",
    "секретн* слов*",
    "код от",
    "код домофон*",
    "код двер*",
    "код подъезд*",
    "код сейф*",
    "код сигнализац*",
    "password",
    "passwords",
    "passcode",
    "passphrase",
    "pin",
    "door code",
    "gate code",
    "alarm code",
    "safe word",
];

/// Russian, English: what is said about a secret without telling it.
const TALK: &[&str] = &[
    "забыл*",
    "забуд*",
    "помн*",
    "вспомн*",
    "смен*",
    "помен*",
    "меня*",
    "обнов*",
    "сброс*",
    "сбрас*",
    "восстан*",
    "зна*",
    "узна*",
    "нуж*",
    "подход*",
    "подош*",
    "невер*",
    "неправ*",
    "прав*",
    "работа*",
    "потер*",
    "слож*",
    "прост*",
    "нов*",
    "стар*",
    "введ*",
    "ввод*",
    "вве*",
    "спрос*",
    "спраш*",
    "проси*",
    "пуст*",
    "forg*",
    "rememb*",
    "chang*",
    "reset*",
    "know*",
    "need*",
    "wrong*",
    "work*",
    "expire*",
    "new",
    "old",
    "lost",
    "ask*",
    "doesnt",
    "didnt",
    "isnt",
    "wont",
    "please",
];

/// Russian, English: what opens doors, and where it lies.
const KEYS: &[&str] = &["ключ", "ключи", "ключа", "ключей", "ключик", "ключики", "key", "keys"];
const LIES: &[&str] = &[
    "под",
    "за",
    "над",
    "у",
    "возле",
    "около",
    "under",
    "behind",
    "beneath",
    "beside",
    "above",
    "near",
];
/// Of several keys these are said too. One key in something is a programmer's.
const LIE: &[&str] = &["в", "во", "на", "in", "inside", "at", "on", "with"];
const SEVERAL: &[&str] = &["ключи", "ключей", "ключики", "keys"];
/// Russian, English: where keys are hidden, named without them.
const HIDING: &[&str] = &["под ковриком", "под половиком", "under the mat", "under the doormat"];

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let hidden = holds_any(&reply.words, HIDING) && !holds_any(&reply.said_words, HIDING);
    (hidden || names_one(reply) || tells_where_keys_are(reply)).then_some(Outcome::AskOwner)
}

fn names_one(reply: &Reply<'_>) -> bool {
    let words = &reply.words;
    (0..words.len()).any(|place| {
        let Some(named) = NAMES.iter().find(|name| begins(&words[place..], name)) else {
            return false;
        };
        let after = place + named.split(' ').count();
        words[after..words.len().min(after + NEAR)].iter().any(|word| is_news(word, reply))
    })
}

/// Whether a key is said to lie somewhere, before or after it is named.
fn tells_where_keys_are(reply: &Reply<'_>) -> bool {
    let words = &reply.words;
    let lies = |key: &str, at: &str, place: &str| {
        (LIES.contains(&at) || LIE.contains(&at) && SEVERAL.contains(&key)) && is_news(place, reply)
    };
    words.iter().enumerate().filter(|(_, word)| KEYS.contains(&word.as_str())).any(
        |(place, key)| {
            let around = &words[place.saturating_sub(NEAR)..words.len().min(place + NEAR + 2)];
            around.windows(2).any(|pair| lies(key, &pair[0], &pair[1]))
                || around
                    .windows(3)
                    .any(|three| three[1] == "the" && lies(key, &three[0], &three[2]))
        },
    )
}

/// Whether a word says something that nobody said here and that is no mere talk.
fn is_news(word: &str, reply: &Reply<'_>) -> bool {
    Vocabulary::is_content(word)
        && !reply.is_said(word)
        && !holds_any(&[word.to_owned()], TALK)
        && !KEYS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks};

    #[test]
    fn secrets_in_plain_words_are_asked_about() {
        for reply in [
            "пароль котик",
            "Пароль от вайфая котик",
            "пин сорок",
            "кодовое слово ромашка",
            "код от двери звёздочка",
            "ключи под ковриком",
            "ключ у соседки",
            "под горшком ключ",
            "под ковриком глянь",
            "password kitten",
            "the keys are under the pot",
            "keys with grandma",
            "door code star",
        ] {
            assert!(asks(Rule::Secrets, "ну что?", reply), "{reply}");
        }
    }

    #[test]
    fn talk_about_secrets_is_not_held_up() {
        for reply in [
            "пароль забыл",
            "смени пароль",
            "пароль не подходит",
            "i forgot the password",
            "password doesnt work",
            "код ревью завтра гляну",
            "ключи взял",
            "ключевой момент",
            "key point here",
            "ключ в конфиге неверный",
            "the key in redis expired",
        ] {
            assert!(!asks(Rule::Secrets, "ну что?", reply), "{reply}");
        }
        let named = Case::asked("ключи у соседки?");
        assert!(!named.asks(Rule::Secrets, "ага, ключи у соседки"));
    }
}

//! Nobody is sent elsewhere in plain words: no spelled address, no name in a messenger, no bait to
//! search for. What no one writes innocently is refused, the rest is asked about.

use super::super::phrases::{held, holds, holds_any};
use super::Outcome;
use super::reply::Reply;

/// Russian, English: addresses read aloud.
const SPELLED: &[&str] = &[
    "t me",
    "т ме",
    "t ме",
    "т me",
    "тг собак*",
    "tg собак*",
    "tg at",
    "телег* собак*",
    "телеграм* собак*",
    "telegram собак*",
    "инст* собак*",
    "вк собак*",
    "ник собак*",
    "почт* собак*",
    "ком слэш",
    "ру слэш",
    "com slash",
    "com слэш",
    "ru слэш",
    "ru slash",
    "me слэш",
    "me slash",
    "ме слэш",
    "ком слеш",
    "ру слеш",
    "ме слеш",
    "me слеш",
];

/// Russian, English: where people have names and channels.
const MESSENGERS: &[&str] = &[
    "телега",
    "телеге",
    "телегу",
    "телеграм*",
    "тг",
    "tg",
    "telegram",
    "вк",
    "вконтакте",
    "инста*",
    "инсте",
    "инсту",
    "insta*",
    "ватсап*",
    "вотсап*",
    "whatsapp",
    "вайбер*",
    "viber",
    "дискорд*",
    "discord",
    "signal",
];

/// Russian, English: who or what is found there.
const FOUND_THERE: &[&str] = &[
    "бот",
    "бота",
    "боту",
    "боте",
    "bot",
    "канал*",
    "channel*",
    "юзер*",
    "юзернейм*",
    "username*",
    "user",
    "ник",
    "нику",
    "нике",
    "никнейм*",
    "nickname",
];

/// Russian, English: tells to turn to somebody or something.
const TURN_TO: &[&str] = &[
    "напиши",
    "напишите",
    "пиши",
    "пишите",
    "черкни",
    "стукни",
    "стучи*",
    "постучи*",
    "зайди*",
    "заходи*",
    "подпиши*",
    "вступ*",
    "переходи*",
    "перейди*",
    "message",
    "dm",
    "write to",
    "join",
    "subscribe",
    "follow",
];

/// Russian, English: tells to search, and where.
const SEARCH: &[&str] = &[
    "загугли*",
    "погугли*",
    "гугли*",
    "в гугле",
    "в гугл",
    "в яндексе",
    "в яндекс",
    "в интернете",
    "в поиске",
    "в поиск",
    "google it",
    "google for",
    "on google",
    "search for",
    "look up",
];

/// Endings of addresses that no Russian or English sentence needs.
const ENDINGS: &[&str] = &["рф", "com", "ru", "org", "net", "ком", "ру", "xyz", "онлайн"];

pub(super) fn refuse(reply: &Reply<'_>) -> Option<Outcome> {
    let spelled = held(&reply.words, SPELLED).any(|phrase| !holds(&reply.said_words, phrase));
    spelled.then_some(Outcome::Refuse)
}

pub(super) fn ask(reply: &Reply<'_>) -> Option<Outcome> {
    let words = &reply.words;
    let is_unheard = |word: &str| !reply.is_said(word) && !reply.spread(word).known;
    // Whoever speaks of channels may be answered about them, but is sent to nobody of whom neither side
    // has spoken: what a stranger writes is full of users and bots if they like.
    let names_one = holds_any(words, FOUND_THERE)
        && (holds_any(words, MESSENGERS) || holds_any(words, TURN_TO))
        && (!holds_any(&reply.said_words, FOUND_THERE) || reply.content_words().any(is_unheard));
    let slash = holds_any(words, &["слэш", "слеш", "slash"]) && holds_any(words, MESSENGERS);
    let sends_to_search = holds_any(words, SEARCH) && {
        holds_any(words, ENDINGS)
            || !reply.made.learner.vocabulary().is_empty()
                && reply.content_words().any(is_unheard)
                && !reply.asked.iter().any(|asked| asked.contains('?'))
    };
    (names_one || slash || sends_to_search).then_some(Outcome::AskOwner)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks, refuses};

    #[test]
    fn spelled_addresses_are_refused() {
        for reply in [
            "t me слэш бот",
            "т ме слэш петров",
            "tg собака petrov",
            "телега собака петров",
            "evil com slash win",
        ] {
            assert!(refuses(Rule::Links, "ну что?", reply), "{reply}");
        }
        assert!(!refuses(Rule::Links, "ну что?", "собака опять всё съела"));
    }

    #[test]
    fn where_somebody_is_sent_is_asked_about() {
        for reply in [
            "телега петров бот",
            "Напиши в личку юзеру петров",
            "подпишись на канал петрова",
            "найди в гугле супербонус рф",
            "загугли супербонус ком",
            "message the user petrov",
            "join the channel superbonus",
            "google it, superbonus com",
        ] {
            assert!(asks(Rule::Links, "ну что?", reply), "{reply}");
        }
        let learnt = Case::asked("как быть").learnt(&[7], "ну?", "ну да");
        assert!(learnt.asks(Rule::Links, "найди в гугле супербонус"));
    }

    #[test]
    fn talk_of_messengers_passes() {
        for reply in [
            "в телеге глянь",
            "напиши мне в личку",
            "загугли",
            "бот опять упал",
            "добавь юзера в базу",
            "find the user in the logs",
            "telegram is slow today",
        ] {
            assert!(!asks(Rule::Links, "ну что?", reply), "{reply}");
        }
        let channel = "какой канал в телеге?";
        let learnt = Case::asked(channel).learnt(&[7, 8, 9], "что?", "не помню");
        assert!(!learnt.asks(Rule::Links, "канал в телеге не помню"));
        for sent in ["канал петрова в телеге", "Напиши юзеру петров"]
        {
            assert!(learnt.asks(Rule::Links, sent), "{sent}");
        }
    }
}

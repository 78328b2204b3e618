//! What was said to somebody else stays there: only short, plain words that the owner says to
//! several people may be said again to another. Nothing tender, rude or personal.

use style::language::words;

use super::{Candidate, holds_any};

/// Longer messages are about something.
const PLAIN_WORDS: usize = 4;
/// To how many people the owner must say it.
const PEOPLE: usize = 2;
/// From this many exemplars on, the chat shows how the owner speaks there: words never said in it
/// do not belong to it.
const CHAT_IS_KNOWN: usize = 15;

/// Russian, English: words for one person, or for one kind of person. "You" is among them, for in
/// Russian it tells friend from boss.
const PERSONAL: &[&str] = &[
    "ты",
    "тебя",
    "тебе",
    "тобой",
    "твой",
    "твоя",
    "твое",
    "твои",
    "вы",
    "вас",
    "вам",
    "вами",
    "ваш*",
    "люблю",
    "любим*",
    "целую",
    "обнимаю",
    "скучаю",
    "соскучил*",
    "милая",
    "милый",
    "родн*",
    "дорог*",
    "солнц*",
    "солныш*",
    "зай*",
    "зая",
    "котик*",
    "котен*",
    "кис*",
    "малыш*",
    "детка",
    "крошка",
    "мам*",
    "пап*",
    "бабул*",
    "дедул*",
    "сынок",
    "доч*",
    "брат*",
    "сестр*",
    "бро",
    "чувак*",
    "друж*",
    "братан*",
    "бля*",
    "нах*",
    "хер*",
    "хрен*",
    "пизд*",
    "еб*",
    "сук*",
    "жоп*",
    "дурак",
    "дура",
    "лох",
    "love",
    "miss",
    "babe",
    "baby",
    "honey",
    "darling",
    "dear",
    "sweetie",
    "bro",
    "dude",
    "mate",
    "mum",
    "mom",
    "dad",
    "fuck*",
    "shit*",
    "damn",
    "idiot",
    "❤",
    "😘",
    "😍",
    "🥰",
    "💋",
    "💕",
    "💖",
    "😻",
];

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    if candidate.same_chat {
        return false;
    }
    let recall = candidate.learner.recall();
    let chat_is_known = recall.of_chat(candidate.chat).take(CHAT_IS_KNOWN).count() == CHAT_IS_KNOWN;
    candidate.bubbles.iter().any(|bubble| {
        let words = words(bubble);
        let said = recall.said(bubble);
        let said_here = said.iter().any(|(chat, _)| *chat == candidate.chat);
        words.is_empty()
            || words.len() > PLAIN_WORDS
            || said.len() < PEOPLE
            || (chat_is_known && !said_here)
            || holds_any(&words, PERSONAL)
    })
}

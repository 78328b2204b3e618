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

/// Russian: "you", which tells friend from boss.
const YOU: &[&str] = &[
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
];

/// Russian, English: words for one person, or for one kind of person.
const PERSONAL: &[&str] = &[
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

/// Whether words are for one person, or for one kind of person.
pub(super) fn is_personal(words: &[String]) -> bool {
    holds_any(words, PERSONAL)
}

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    if candidate.hit.same_chat {
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
            || holds_any(&words, YOU)
            || is_personal(&words)
    })
}

#[cfg(test)]
mod tests {
    use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
    use style::Learner;

    use super::super::tests::{exemplar, hit};
    use super::*;
    use crate::burst::Burst;

    /// Whether an answer that was given in the chats 1 and 2 is refused in the chat 3.
    fn refused(answer: &str) -> bool {
        let mut learner = Learner::new();
        for chat in [1, 2].map(PeerId) {
            for (id, author, text) in [(1, Author::Other, "?"), (2, Author::Owner, answer)] {
                learner.observe(&Message {
                    chat,
                    id: MessageId(id),
                    author,
                    sender: if id == 1 { chat } else { PeerId(9) },
                    sent_at: Timestamp::from_secs(i64::from(id)),
                    content: Content::Text { text: text.into() },
                    reply_to: None,
                    forwarded: false,
                    via_bot: false,
                    mentions_owner: false,
                });
            }
        }
        let bubbles = [answer.to_owned()];
        let burst = Burst::saying("?");
        let learnt = exemplar("?", answer);
        let hit = hit(&learnt, false);
        let place = crate::guard::Place { chat: PeerId(3), asker: PeerId(3) };
        refuses(&Candidate::new(&burst, &bubbles, place, &hit, &learner))
    }

    #[test]
    fn only_plain_words_go_from_chat_to_chat() {
        for answer in ["ок", "спасибо!", "sure, no problem"] {
            assert!(!refused(answer), "{answer}");
        }
        for answer in [
            "целую",
            "ок, мам",
            "miss you",
            "thanks ❤️",
            "иди нахрен",
            "а ты?",
            "слишком много слов для чужого человека",
        ] {
            assert!(refused(answer), "{answer}");
        }
    }
}

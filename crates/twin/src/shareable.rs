//! What of other chats a model may see: only what the owner's chats have in common.

use domain::PeerId;
use style::mask::{is_masked, mask};
use style::vocabulary::Vocabulary;
use style::{Exemplar, Learner};

/// In so many different chats a word must be said before it may be shown to a model in yet another.
pub(crate) const CHATS: usize = 3;

/// Whether an exemplar may be shown to a model that answers in a chat. Those of the chat itself may,
/// masked as they are. Of another chat only those that tell nothing of it: every word that says
/// something is said in three of the owner's chats at least, and there is no number, link, mention,
/// name or code. What stands in one or two other chats alone can therefore never get in, whatever
/// the model is told.
pub fn shareable(exemplar: &Exemplar, chat: PeerId, learner: &Learner) -> bool {
    if exemplar.chat == chat {
        return true;
    }
    let lines = exemplar.question.iter().chain(exemplar.answer.iter());
    lines.chain(exemplar.context.iter()).all(|line| shareable_text(line, chat, learner))
}

/// The same of any text that was gathered from other chats, as the owner's favourite words: whether it
/// may be shown to a model that answers in a chat. What was said in that chat itself does not count,
/// or whoever guesses a word could make it common.
pub fn shareable_text(line: &str, chat: PeerId, learner: &Learner) -> bool {
    let others = |word: &str| {
        let spread = learner.vocabulary().spread(word, chat);
        spread.chats - usize::from(spread.here && spread.chats > 0)
    };
    !is_masked(line)
        && !is_masked(&mask(line))
        && !line.chars().any(could_hide_something)
        && !holds_a_name(line)
        && style::language::words(line)
            .iter()
            .filter(|word| Vocabulary::is_content(word))
            .all(|word| others(word) >= CHATS)
}

/// Digits, and signs of which codes, mentions and addresses are made.
fn could_hide_something(c: char) -> bool {
    c.is_numeric() || "@#/\\_|=<>{}[]`~^*&$€₽£%".contains(c) || super::guard::is_invisible(c)
}

/// Whether a word within a sentence is written as a name, or one in mixed case as a code.
fn holds_a_name(line: &str) -> bool {
    let mut begins = true;
    for token in line.split_whitespace() {
        let letters: Vec<char> = token.chars().filter(|c| c.is_alphabetic()).collect();
        let is_upper = |c: &char| c.is_uppercase();
        let mixed = letters.iter().skip(1).any(is_upper) && !letters.iter().all(is_upper);
        let i_am = token.starts_with("I'") || token.starts_with("I’");
        let capital = letters.first().is_some_and(is_upper) && letters.len() > 1 && !i_am;
        if mixed || (capital && !begins) {
            return true;
        }
        if !letters.is_empty() {
            begins = false;
        }
        begins |= token.ends_with(['.', '!', '?', ')', '…']);
    }
    false
}

#[cfg(test)]
mod tests {
    use domain::{Author, Content, Message, MessageId, Timestamp};

    use super::*;

    const HERE: PeerId = PeerId(7);

    /// Whether the last of some talks, each in a chat of its own unless said otherwise, is shareable
    /// with yet another.
    fn shared(talks: &[(i64, &str, &str)]) -> bool {
        let mut learner = Learner::new();
        for (id, (chat, asked, answered)) in (1..).zip(talks) {
            for (author, text) in [(Author::Other, asked), (Author::Owner, answered)] {
                learner.observe(&Message {
                    chat: PeerId(*chat),
                    id: MessageId(2 * id + i32::from(author == Author::Owner)),
                    author,
                    sender: PeerId(if author == Author::Owner { 1 } else { *chat }),
                    sent_at: Timestamp::from_secs(i64::from(id) * 100_000),
                    content: Content::Text { text: (*text).to_owned() },
                    reply_to: None,
                    forwarded: false,
                    via_bot: false,
                    mentions_owner: false,
                });
            }
        }
        let last = learner.recall().exemplars().last().expect("an exemplar");
        assert!(shareable(last, last.chat, &learner), "its own chat may see it");
        shareable(last, HERE, &learner)
    }

    #[test]
    fn what_is_said_in_many_chats_is_shown() {
        let talk = |chat| (chat, "идёшь гулять?", "не могу, работаю");
        assert!(shared(&[1, 2, 3].map(talk)));
        assert!(!shared(&[talk(1), talk(2)]));
        assert!(!shared(&[talk(1), talk(2), talk(2), talk(1)]));
    }

    #[test]
    fn a_canary_of_one_or_two_chats_never_is() {
        let plain = |chat| (chat, "что купить?", "купи хлеба");
        for canary in ["василиска", "basilisk"] {
            let said = format!("купи {canary}");
            let (first, second) = ((1, "что купить?", &*said), (2, "что купить?", &*said));
            assert!(!shared(&[plain(1), plain(2), plain(3), first, second]), "{canary}");
        }
        assert!(!shared(&[plain(1), plain(2), plain(3), (1, "василиск где?", "купи хлеба")]));
    }

    #[test]
    fn whoever_guesses_a_word_does_not_make_it_common() {
        let said = |chat| (chat, "что купить?", "купи василиска");
        let plain = |chat| (chat, "что купить?", "купи хлеба");
        let guessed =
            [plain(1), plain(2), plain(3), (HERE.0, "василиск?", "василиск"), said(1), said(2)];
        assert!(!shared(&guessed));
        assert!(shared(&[plain(1), plain(2), plain(3), (HERE.0, "хлеба?", "хлеба"), plain(4)]));
    }

    #[test]
    fn numbers_links_mentions_names_and_codes_never_are() {
        for said in [
            "буду в 7",
            "глянь example.org",
            "спроси @somebody",
            "звони +7 921 123-45-67",
            "Спроси у Марины",
            "код AbCdEf",
            "x_y",
            "тайна\u{200b}",
            "½ дела",
        ] {
            let talks: Vec<(i64, &str, &str)> = (1..=8).map(|chat| (chat, "ну?", said)).collect();
            assert!(!shared(&talks), "{said}");
        }
        let talks: Vec<(i64, &str, &str)> =
            (1..=8).map(|chat| (chat, "ну?", "Да. Потом")).collect();
        assert!(shared(&talks));
    }
}

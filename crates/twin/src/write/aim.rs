//! The shape that a reply is to have: that of one of the owner's own.
//!
//! A model writes its own lengths, endings and capitals, and the likeliest of many candidates is
//! duller than people are. So for each reply the shape of a past one is drawn, as often as such are
//! at present, and the candidates are measured by it.

use domain::PeerId;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use style::{Exemplar, Learner};

use super::looks::{Looks, Usual};
use crate::newest::Newest;

/// Only the shapes of so many of the newest replies are drawn from.
const NEWEST: usize = 1024;

/// With fewer replies in a chat, and to people like that, the shapes are those of wider circles.
const ENOUGH: usize = 40;

/// The shapes of the owner's newest replies in a chat; where they are too few, in chats with the same
/// relation too; else in all.
#[derive(Debug, Clone)]
pub(super) struct Shapes {
    newest: Newest<Aim>,
    /// What they look like, all in all.
    usual: Usual,
}

impl Shapes {
    /// Takes some ten milliseconds.
    pub(super) fn of(learner: &Learner, chat: PeerId) -> Self {
        let relatives = learner.relatives(chat);
        let close = |exemplar: &&Exemplar| {
            exemplar.chat == chat || relatives.binary_search(&exemplar.chat).is_ok()
        };
        let recall = learner.recall();
        let mut replies: Vec<&Exemplar> = recall.of_chat(chat).collect();
        if replies.len() < ENOUGH {
            replies = recall.exemplars().filter(close).collect();
        }
        if replies.len() < ENOUGH {
            replies = recall.exemplars().collect();
        }
        let newest = Newest::of(replies.into_iter(), NEWEST, |exemplar| Aim {
            messages: exemplar.answer.iter().map(Form::of).collect(),
            looks: Looks::of(exemplar.answer.iter()),
        });
        let usual = Usual::of(newest.all().map(|aim| &aim.looks));
        Self { newest, usual }
    }

    /// What the owner's replies look like here, all in all.
    pub(super) fn usual(&self) -> &Usual {
        &self.usual
    }

    /// One of them, as likely as the owner writes so at present; `None` if there is none. The same
    /// seed draws the same.
    pub(super) fn draw(&self, seed: u64) -> Option<&Aim> {
        self.newest.at(StdRng::seed_from_u64(seed).random_range(0.0..1.0))
    }
}

/// A shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Aim {
    /// Of each message.
    pub(super) messages: Vec<Form>,
    /// What it looks like.
    pub(super) looks: Looks,
}

/// The form of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Form {
    /// How long it is, in characters.
    pub(super) chars: usize,
    /// Whether it begins with a capital; `None` if not with a letter.
    pub(super) capital: Option<bool>,
    /// The mark it ends with; `None` for a letter or a digit.
    pub(super) ending: Option<char>,
}

impl Aim {
    /// All its characters.
    pub(super) fn chars(&self) -> usize {
        self.messages.iter().map(|form| form.chars).sum()
    }
}

impl Form {
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        let is_mark = |c: &char| !c.is_alphanumeric() && !c.is_whitespace();
        Self {
            chars: text.chars().count(),
            capital: text.chars().next().filter(|c| c.is_alphabetic()).map(char::is_uppercase),
            ending: text.chars().next_back().filter(is_mark),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Author, Content, Message, MessageId, Timestamp};

    use super::*;

    const BOSS: PeerId = PeerId(7);
    const FRIEND: PeerId = PeerId(8);

    fn learner(answers: &[(PeerId, &str, i32)]) -> Learner {
        let mut learner = Learner::new();
        let mut id = 0;
        for (chat, answer, times) in answers {
            for _ in 0..*times {
                for (author, text) in [(Author::Other, "как дела?"), (Author::Owner, answer)]
                {
                    id += 1;
                    learner.observe(&Message {
                        chat: *chat,
                        id: MessageId(id),
                        author,
                        sender: if author == Author::Owner { PeerId(1) } else { *chat },
                        sent_at: Timestamp::from_secs(i64::from(id) * 400),
                        content: Content::Text { text: (*text).to_owned() },
                        reply_to: None,
                        forwarded: false,
                        via_bot: false,
                        mentions_owner: false,
                    });
                }
            }
        }
        learner
    }

    #[test]
    fn the_shape_is_that_of_the_chat_where_it_is_known() {
        let learner = learner(&[(BOSS, "Всё хорошо.", 50), (FRIEND, "норм)", 300)]);
        let shapes = Shapes::of(&learner, BOSS);
        for seed in 0..50 {
            let form = shapes.draw(seed).expect("there are replies").messages[0];
            assert_eq!((form.capital, form.ending), (Some(true), Some('.')));
        }
    }

    #[test]
    fn where_little_is_known_it_is_that_of_all() {
        let learner = learner(&[(BOSS, "Всё хорошо.", 2), (FRIEND, "норм)", 300)]);
        let shapes = Shapes::of(&learner, BOSS);
        let small = (0..50)
            .filter_map(|seed| shapes.draw(seed))
            .filter(|aim| aim.messages[0].capital == Some(false));
        assert!(small.count() > 40);
        assert!(Shapes::of(&Learner::new(), BOSS).draw(1).is_none());
    }
}

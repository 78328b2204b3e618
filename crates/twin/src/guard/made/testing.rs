//! Replies made up for the tests of rules.

use domain::{Author, Bounds, Content, Message, MessageId, PeerId, Timestamp};
use style::{Corrections, Learner};

use super::{Made, Read, Rule, Verdict, objections};
use crate::compose::Conversation;

/// The chat that replies are made for.
pub(super) const HERE: PeerId = PeerId(7);

pub(super) fn message(chat: PeerId, id: i32, author: Author, text: &str) -> Message {
    Message {
        chat,
        id: MessageId(id),
        author,
        sender: if author == Author::Other { chat } else { PeerId(1) },
        sent_at: Timestamp::from_secs(1_700_000_000 + i64::from(id) * 1000),
        content: Content::Text { text: text.to_owned() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}

/// A conversation, and what is known.
pub(super) struct Case {
    before: Vec<Message>,
    burst: Vec<Message>,
    pub(super) supported: Vec<&'static str>,
    pub(super) private: Vec<&'static str>,
    pub(super) read: Option<Vec<&'static str>>,
    pub(super) instructions: Vec<&'static str>,
    pub(super) learner: Learner,
}

impl Case {
    /// Something is asked, by somebody of whom nothing was learnt.
    pub(super) fn asked(text: &str) -> Self {
        Self {
            before: Vec::new(),
            burst: vec![message(HERE, 1_000, Author::Other, text)],
            supported: Vec::new(),
            private: Vec::new(),
            read: None,
            instructions: Vec::new(),
            learner: Learner::new(),
        }
    }

    /// The owner never wants this said.
    pub(super) fn never_says(self, phrase: &str) -> Self {
        self.bound(Bounds { never_say: vec![phrase.to_owned()], ..Bounds::default() })
    }

    /// The owner keeps this topic to themselves.
    pub(super) fn leaves_to_owner(self, phrase: &str) -> Self {
        self.bound(Bounds { left_to_owner: vec![phrase.to_owned()], ..Bounds::default() })
    }

    fn bound(mut self, bounds: Bounds) -> Self {
        self.learner.correct(Corrections { bounds, ..Corrections::default() });
        self
    }

    /// Before that the owner said something.
    pub(super) fn owner_said(mut self, text: &str) -> Self {
        self.before.push(message(HERE, 900, Author::Owner, text));
        self
    }

    /// Before that the other side said something.
    pub(super) fn other_said(mut self, text: &str) -> Self {
        self.before.push(message(HERE, 950, Author::Other, text));
        self
    }

    /// In some chats something was said, and answered by the owner.
    pub(super) fn learnt(mut self, chats: &[i64], asked: &str, answered: &str) -> Self {
        for chat in chats {
            let id = (self.learner.exemplar_count() as i32 + 1) * 2;
            let chat = PeerId(*chat);
            self.learner.observe(&message(chat, id, Author::Other, asked));
            self.learner.observe(&message(chat, id + 1, Author::Owner, answered));
        }
        self
    }

    /// In a chat the owner has sent a hundred and more answers of so many messages.
    pub(super) fn answers_of(mut self, messages: usize, times: i32) -> Self {
        for time in 0..times {
            let id = time * 20;
            self.learner.observe(&message(HERE, id, Author::Other, "ну?"));
            for bubble in 1..=messages as i32 {
                let mut answer = message(HERE, id + bubble, Author::Owner, "ну");
                answer.sent_at =
                    Timestamp::from_secs(1_700_000_010 + i64::from(id) * 1000 + i64::from(bubble));
                self.learner.observe(&answer);
            }
        }
        self
    }

    /// What all rules say of a reply.
    pub(super) fn verdicts(&self, bubbles: &[&str]) -> Vec<Verdict> {
        let bubbles: Vec<String> = bubbles.iter().map(|bubble| (*bubble).to_owned()).collect();
        let conversation = Conversation {
            chat: HERE,
            before: &self.before,
            burst: &self.burst,
            now: Timestamp::from_secs(1_800_000_000),
        };
        let read = self.read.as_deref().map(Read::new);
        objections(&Made {
            conversation: &conversation,
            bubbles: &bubbles,
            supported: &self.supported,
            private: &self.private,
            read: read.as_ref(),
            instructions: &self.instructions,
            learner: &self.learner,
        })
    }

    pub(super) fn refuses(&self, rule: Rule, bubble: &str) -> bool {
        self.verdicts(&[bubble]).contains(&Verdict::Refuse(rule))
    }

    pub(super) fn asks(&self, rule: Rule, bubble: &str) -> bool {
        self.verdicts(&[bubble]).contains(&Verdict::AskOwner(rule))
    }
}

/// Whether a rule refuses a reply of one message, of which nothing else is known.
pub(super) fn refuses(rule: Rule, asked: &str, reply: &str) -> bool {
    Case::asked(asked).refuses(rule, reply)
}

/// Whether a rule asks the owner about it.
pub(super) fn asks(rule: Rule, asked: &str, reply: &str) -> bool {
    Case::asked(asked).asks(rule, reply)
}

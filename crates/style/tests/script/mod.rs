//! Chats made up for a test.

use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
use style::Learner;

pub(crate) const OWNER: PeerId = PeerId(1);

/// Writes chats, a message a time.
pub(crate) struct Script {
    pub(crate) messages: Vec<Message>,
    pub(crate) now: i64,
}

impl Script {
    pub(crate) fn new() -> Self {
        Self { messages: Vec::new(), now: 1_700_000_000 }
    }

    pub(crate) fn after(&mut self, seconds: i64) -> &mut Self {
        self.now += seconds;
        self
    }

    pub(crate) fn says(&mut self, chat: PeerId, author: Author, text: &str) -> &mut Message {
        self.messages.push(Message {
            chat,
            id: MessageId(self.messages.len() as i32 + 1),
            author,
            sender: if author == Author::Other { chat } else { OWNER },
            sent_at: Timestamp::from_secs(self.now),
            content: Content::Text { text: text.into() },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        });
        self.now += 5;
        self.messages.last_mut().expect("just pushed")
    }

    pub(crate) fn learn(&self) -> Learner {
        let mut learner = Learner::new();
        for message in &self.messages {
            learner.observe(message);
        }
        learner
    }
}

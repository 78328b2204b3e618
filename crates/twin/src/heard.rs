//! What was said in a conversation, as texts.

use domain::Author;
use style::fit::Said;

use crate::burst::text;
use crate::compose::Conversation;

/// The texts of a conversation, masked as everything learnt is.
pub(crate) struct Heard {
    asked: Vec<String>,
    before: Vec<(String, Author)>,
}

impl Heard {
    pub(crate) fn of(conversation: &Conversation<'_>) -> Self {
        let before = conversation.before.iter();
        Self {
            asked: conversation.burst.iter().filter_map(text).collect(),
            before: before.filter_map(|said| Some((text(said)?, said.author))).collect(),
        }
    }

    /// What is to be answered.
    pub(crate) fn asked(&self) -> Vec<&str> {
        self.asked.iter().map(String::as_str).collect()
    }

    /// What was said before.
    pub(crate) fn context(&self) -> Vec<Said<'_>> {
        // To the other side the twin's words are the owner's.
        let before = self.before.iter();
        before.map(|(text, by)| Said { text, by_owner: *by != Author::Other }).collect()
    }
}

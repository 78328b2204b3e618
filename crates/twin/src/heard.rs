//! What was said in a conversation, as texts.

use domain::Message;

use crate::burst::text;
use crate::compose::Conversation;

/// The texts of a conversation, masked as everything learnt is.
pub(crate) struct Heard {
    asked: Vec<String>,
    before: Vec<String>,
}

impl Heard {
    pub(crate) fn of(conversation: &Conversation<'_>) -> Self {
        let texts = |messages: &[Message]| messages.iter().filter_map(text).collect();
        Self { asked: texts(conversation.burst), before: texts(conversation.before) }
    }

    /// What is to be answered.
    pub(crate) fn asked(&self) -> Vec<&str> {
        self.asked.iter().map(String::as_str).collect()
    }

    /// What was said before.
    pub(crate) fn context(&self) -> Vec<&str> {
        self.before.iter().map(String::as_str).collect()
    }
}

//! Exemplars: what was asked, and what the owner answered.

use std::fmt;

use domain::{MessageId, PeerId, Timestamp};

/// Parts the lines of a [`Lines`]; a control character that no message holds.
const SEPARATOR: char = '\u{1f}';

/// Several short texts in one allocation: a million messages must fit into memory.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Lines(Box<str>);

impl Lines {
    /// The texts, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split(SEPARATOR).filter(|line| !line.is_empty())
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts with a line break between them.
    pub fn joined(&self) -> String {
        self.0.replace(SEPARATOR, "\n")
    }

    /// Adds a text at the end.
    pub fn push(&mut self, line: &str) {
        let mut all = String::from(std::mem::take(&mut self.0));
        if !all.is_empty() {
            all.push(SEPARATOR);
        }
        all.extend(line.chars().filter(|c| *c != SEPARATOR));
        self.0 = all.into_boxed_str();
    }
}

impl<'a> FromIterator<&'a str> for Lines {
    fn from_iter<I: IntoIterator<Item = &'a str>>(lines: I) -> Self {
        let mut all = Self::default();
        for line in lines {
            all.push(line);
        }
        all
    }
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A moment at which the owner answered. All texts are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemplar {
    /// The chat it happened in.
    pub chat: PeerId,
    /// Who asked; in a private chat that is the chat.
    pub asker: PeerId,
    /// What was said just before the question, by either side; empty if nothing was for a while.
    pub context: Lines,
    /// What the other side asked: the messages of their turn, or the one that was replied to.
    pub question: Lines,
    /// What the owner answered, a text for each message.
    pub answer: Lines,
    /// When the question's last message was written.
    pub asked_at: Timestamp,
    /// When the answer's first message was written.
    pub answered_at: Timestamp,
    /// The answer's first message.
    pub answer_id: MessageId,
    /// The answer's last message; the same as the first if there is only one.
    pub answer_last_id: MessageId,
}

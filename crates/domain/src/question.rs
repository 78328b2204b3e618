//! What a twin asks its owner: a reply would rest on what only the owner can know.

use serde::{Deserialize, Serialize};

use crate::{AccountId, MessageId, PeerId, QuestionId, Timestamp};

/// A question of a twin to its owner.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its identifier.
    pub id: QuestionId,
    /// Whose twin asks.
    pub account: AccountId,
    /// The chat that waits for the reply.
    pub chat: PeerId,
    /// The newest message that the reply would answer.
    pub answers: MessageId,
    /// What is to be known, in the words of the chat.
    pub text: String,
    /// What the twin would say, a text for each message; may be empty.
    pub proposed: Vec<String>,
    /// The name of the rule that does not let it be said.
    pub rule: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// What became of it.
    pub state: QuestionState,
    /// Why it is closed; `None` while it is open, and where that was not kept yet.
    pub end: Option<QuestionEnd>,
}

/// All but what it says, which belongs in no log.
impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question")
            .field("id", &self.id)
            .field("chat", &self.chat)
            .field("answers", &self.answers)
            .field("rule", &self.rule)
            .field("state", &self.state)
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionState {
    /// It waits for the owner. A chat has at most one open question.
    Open,
    /// The owner has answered it.
    Answered,
    /// The owner does not want to answer it, or it is of no more use.
    Dropped,
}

/// Why a question is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionEnd {
    /// The owner's answer is the reply.
    Sent,
    /// The owner's answer is remembered and not sent: somebody has written in the chat since.
    WroteSince,
    /// The owner's answer is remembered and not sent: the twin does not answer in the chat.
    NotAnswering,
    /// The owner does not want to answer it.
    Declined,
    /// The owner has written in the chat themselves.
    OwnerWrote,
    /// The twin has answered what was written later.
    MovedOn,
    /// A newer question of the chat took its place.
    AskedAnew,
    /// The message that was asked about is gone, and the question with it.
    MessageGone,
}

impl QuestionEnd {
    /// What a question that ends so has become.
    pub fn state(self) -> QuestionState {
        match self {
            Self::Sent | Self::WroteSince | Self::NotAnswering => QuestionState::Answered,
            Self::Declined
            | Self::OwnerWrote
            | Self::MovedOn
            | Self::AskedAnew
            | Self::MessageGone => QuestionState::Dropped,
        }
    }
}

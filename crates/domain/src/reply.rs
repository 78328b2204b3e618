//! A planned reply: the row is the job.

use serde::{Deserialize, Serialize};

use crate::{AccountId, MessageId, Mode, PeerId, ReplyId, Timestamp};

/// Where a reply stands. The legal moves are those of [`ReplyState::can_become`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyState {
    /// Written and waiting for the owner's word: a draft.
    Waiting,
    /// Written and waiting for its time; may still be cancelled.
    Scheduled,
    /// Being sent: at least one bubble may be at Telegram. Too late to cancel, unless Telegram has
    /// said that it takes nothing: then it is [`ReplyState::Scheduled`] again.
    Sending,
    /// Every bubble arrived.
    Sent,
    /// Withdrawn before anything was sent.
    Cancelled,
    /// Telegram refused it for good.
    Failed,
}

impl ReplyState {
    /// Whether a reply may move from here to `next`.
    pub fn can_become(self, next: Self) -> bool {
        use ReplyState::{Cancelled, Failed, Scheduled, Sending, Sent, Waiting};
        matches!(
            (self, next),
            // The owner may send a draft by their own hand.
            (Waiting, Scheduled | Sent | Cancelled)
                | (Scheduled, Sending | Cancelled)
                // Where Telegram has certainly taken nothing of it, it may go back to wait.
                | (Sending, Sent | Failed | Scheduled)
        )
    }

    /// Whether the reply still has something to do. A chat has at most one open reply.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Scheduled | Self::Sending)
    }

    /// Whether it may still be withdrawn: nothing of it can be at Telegram.
    pub fn may_be_withdrawn(self) -> bool {
        matches!(self, Self::Waiting | Self::Scheduled)
    }
}

/// What the owner said of a reply: the evidence by which a twin earns its autonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerWord {
    /// Send it as it is.
    Approved,
    /// Send it with these changes.
    Edited,
    /// Do not send it.
    Rejected,
    /// Take back what was sent.
    Undone,
}

/// One message of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bubble {
    /// What it says.
    pub text: String,
    /// Telegram's idempotency key: stored before the first try and reused by every retry, so that
    /// a bubble arrives once.
    pub random_id: i64,
    /// The message it became, once Telegram has said so.
    pub message_id: Option<MessageId>,
    /// Where it goes out as a voice note that says it: how long that is, in seconds.
    pub spoken: Option<u32>,
}

/// A reply of the twin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// Its identifier.
    pub id: ReplyId,
    /// The account that sends it.
    pub account: AccountId,
    /// The chat it goes to.
    pub chat: PeerId,
    /// Where it stands.
    pub state: ReplyState,
    /// The newest message it answers.
    pub answers: MessageId,
    /// Its messages, in order; at least one.
    pub bubbles: Vec<Bubble>,
    /// When the first bubble is due.
    pub send_at: Timestamp,
    /// How sure the twin is, 0 to 1.
    pub confidence: f32,
    /// The mode under which it was written.
    pub mode: Mode,
    /// What the owner said of it, if anything.
    pub word: Option<OwnerWord>,
    /// When it was planned.
    pub created_at: Timestamp,
    /// Whether it only says that the owner is away, in their own words: it tells nothing of how well
    /// the twin writes.
    pub away: bool,
    /// Whether its first message tells that a twin writes, and nothing else.
    pub discloses: bool,
}

impl Reply {
    /// What its bubbles say.
    pub fn texts(&self) -> Vec<String> {
        self.bubbles.iter().map(|bubble| bubble.text.clone()).collect()
    }

    /// What has arrived of it, as far as Telegram has said so.
    pub fn arrived(&self) -> impl Iterator<Item = &Bubble> {
        self.bubbles.iter().filter(|bubble| bubble.message_id.is_some())
    }
}

/// What became of an attempt to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelOutcome {
    /// In time: nothing was sent and nothing will be.
    Cancelled,
    /// Too late: it is being sent, or it was.
    TooLate,
}

#[cfg(test)]
mod tests {
    use super::ReplyState::{self, Cancelled, Failed, Scheduled, Sending, Sent, Waiting};

    #[test]
    fn a_reply_that_may_be_at_telegram_is_never_cancelled() {
        assert!(Scheduled.can_become(Cancelled));
        assert!(!Sending.can_become(Cancelled));
        assert!(Sending.can_become(Scheduled), "nothing of it is there");
    }

    #[test]
    fn a_draft_is_sent_only_after_the_owners_word() {
        assert!(Waiting.can_become(Scheduled));
        assert!(Waiting.can_become(Cancelled));
        assert!(Waiting.can_become(Sent), "by the owner's own hand");
        assert!(!Waiting.can_become(Sending));
        assert!(!Scheduled.can_become(Waiting));
    }

    #[test]
    fn a_closed_reply_never_moves_again() {
        const ALL: [ReplyState; 6] = [Waiting, Scheduled, Sending, Sent, Cancelled, Failed];
        for closed in ALL.into_iter().filter(|state| !state.is_open()) {
            assert!(ALL.into_iter().all(|next| !closed.can_become(next)), "{closed:?}");
        }
    }
}

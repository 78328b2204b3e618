//! Taking back what the twin has sent: deleted for both sides, and what it was drawn from never said
//! again.

use std::time::Duration;

use domain::{MessageId, MessengerError, OwnerWord, PeerId, Reply, ReplyId, ReplyState, Timestamp};
use store::Tx;
use tracing::info;

use crate::account::Shared;
use crate::deleted::Gone;
use crate::{Engine, Error, TwinEvent, earned, learn};

/// How long after it was sent a message can be deleted for both sides in all of Telegram's chats:
/// <https://telegram.org/faq>.
pub(crate) const WITHIN: Duration = Duration::from_secs(48 * 3_600);

/// Why a connected bot deletes nothing: its owner does not let it.
const MAY_NOT_DELETE: &str = "BUSINESS_MAY_NOT_DELETE";

/// What became of the wish to take a reply back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undone {
    /// It is gone for both sides.
    Done,
    /// There is nothing of it to take back: it is too old, is not sent, or was taken back already.
    TooLate,
    /// The owner does not let the connected bot delete what it has sent.
    NotAllowed,
    /// Telegram cannot be reached now: try again.
    Unreachable,
    /// There is no such reply.
    Unknown,
}

impl Engine {
    /// Takes a sent reply back: deletes its messages for both sides. Recall mode never draws again
    /// from what it was drawn from, and the chat's mode goes back a step.
    pub async fn undo(&self, id: ReplyId) -> Result<Undone, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        let Some(reply) = tx.reply(id).await? else { return Ok(Undone::Unknown) };
        drop(tx);
        if !may_be_undone(&reply, inner.clock.now()) {
            return Ok(Undone::TooLate);
        }
        let shared = inner.supervisor.shared(reply.account);
        let Some((shared, messenger)) = shared.and_then(|shared| {
            let messenger = shared.line.get()?;
            Some((shared, messenger))
        }) else {
            return Ok(Undone::Unreachable);
        };
        let ids = messages(&reply);
        match messenger.delete_messages(reply.chat, &ids).await {
            Ok(()) => {}
            Err(error) if error.is_transient() => return Ok(Undone::Unreachable),
            Err(MessengerError::Refused { reason }) => {
                info!(account = %reply.account, %id, reason, "reply not taken back");
                let is_allowed = reason != MAY_NOT_DELETE;
                return Ok(if is_allowed { Undone::TooLate } else { Undone::NotAllowed });
            }
            Err(error) => return Err(error.into()),
        }
        let mut tx = inner.store.begin(inner.owner).await?;
        tx.say_of_reply(id, OwnerWord::Undone).await?;
        let gone = Gone::delete(shared.account, &mut tx, Some(reply.chat), &ids).await?;
        if reply.discloses {
            tx.disclosure_is_taken_back(reply.account, reply.chat).await?;
        }
        strike(&shared, &mut tx, &reply).await?;
        let taken_back = earned::take_back(inner, &mut tx, id).await?;
        let corrections = learn::corrections(&mut tx, shared.taught_by()).await?;
        tx.commit().await?;
        gone.tell(&shared);
        shared.correct(corrections);
        let judged = TwinEvent::Judged { reply: id, word: OwnerWord::Undone };
        for event in [judged].into_iter().chain(taken_back) {
            shared.publish(reply.chat, event);
        }
        inner.supervisor.mode_changed(reply.account, Some(reply.chat));
        Ok(Undone::Done)
    }
}

/// Whether there is something of a reply that can be deleted for both sides.
pub(crate) fn may_be_undone(reply: &Reply, now: Timestamp) -> bool {
    matches!(reply.state, ReplyState::Sent | ReplyState::Failed)
        && reply.word != Some(OwnerWord::Undone)
        && now < reply.send_at + WITHIN
        && reply.bubbles.iter().any(|bubble| bubble.message_id.is_some())
}

fn messages(reply: &Reply) -> Vec<MessageId> {
    reply.bubbles.iter().filter_map(|bubble| bubble.message_id).collect()
}

/// Strikes out the answer that recall mode drew the reply from, if it was recall mode.
async fn strike(shared: &Shared, tx: &mut Tx, reply: &Reply) -> Result<(), Error> {
    let Some(drawn_from) = tx.reply_drawn_from(reply.id).await? else { return Ok(()) };
    if let Some((chat, answer)) = answer_of(shared, drawn_from) {
        tx.strike_answer(reply.account, chat, answer).await?;
    }
    Ok(())
}

/// The owner's answer to what was asked in a chat at a moment.
fn answer_of(
    shared: &Shared,
    (chat, asked_at): (PeerId, Timestamp),
) -> Option<(PeerId, MessageId)> {
    let learner = shared.learner();
    let mut exemplars = learner.recall().exemplars();
    let found =
        exemplars.find(|exemplar| exemplar.chat == chat && exemplar.asked_at == asked_at)?;
    Some((chat, found.answer_id))
}

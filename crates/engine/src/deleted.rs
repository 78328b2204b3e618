//! What goes with messages that are deleted: everything that was made of them.

use std::collections::BTreeMap;

use domain::{MessageId, PeerId};
use store::Tx;

use crate::account::Shared;
use crate::event::withdraw_messages;
use crate::{Error, TwinEvent, memory, quoted};

/// What was deleted, and what is to be told of it once that is committed.
#[must_use = "what was learnt of it is still known"]
pub(crate) struct Gone {
    messages: Vec<(PeerId, MessageId)>,
    events: Vec<(PeerId, TwinEvent)>,
}

impl Gone {
    /// Deletes messages and what was made of them. Without a chat, the numbers are those of private
    /// chats and basic groups, which an account counts together.
    pub(crate) async fn delete(
        shared: &Shared,
        tx: &mut Tx,
        chat: Option<PeerId>,
        ids: &[MessageId],
    ) -> Result<Self, Error> {
        let gone = tx.delete_messages(shared.account, chat, ids).await?;
        let messages: Vec<_> = gone.iter().map(|message| (message.chat, message.id)).collect();
        for (chat, id) in &messages {
            tx.forget_rehearsal(shared.account, *chat, *id).await?;
        }
        let forgotten = memory::deleted(tx, shared.account, &messages).await?;
        withdraw_messages(tx, shared.account, &messages).await?;
        let closed = quoted::forget_quoted(tx, shared.account, &quoted::texts(&gone)).await?;
        let forgotten = forgotten.into_iter().map(|chat| (chat, TwinEvent::MemoryChanged));
        let mut of_chats: BTreeMap<PeerId, Vec<MessageId>> = BTreeMap::new();
        for (chat, id) in &messages {
            of_chats.entry(*chat).or_default().push(*id);
        }
        let deleted = of_chats.into_iter();
        let deleted = deleted.map(|(chat, messages)| (chat, TwinEvent::Deleted { messages }));
        let events = deleted.chain(closed).chain(forgotten).collect();
        Ok(Self { messages, events })
    }

    /// Takes it out of what was learnt, and tells of it.
    pub(crate) fn tell(self, shared: &Shared) {
        shared.forget(&self.messages);
        for (chat, event) in self.events {
            shared.publish(chat, event);
        }
    }
}

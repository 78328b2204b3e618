//! What goes with messages that are deleted: everything that was made of them.

use std::collections::BTreeMap;

use domain::{AccountId, MessageId, PeerId};
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
        account: AccountId,
        tx: &mut Tx,
        chat: Option<PeerId>,
        ids: &[MessageId],
    ) -> Result<Self, Error> {
        let gone = tx.delete_messages(account, chat, ids).await?;
        let messages: Vec<_> = gone.iter().map(|message| (message.chat, message.id)).collect();
        for (chat, id) in &messages {
            tx.forget_rehearsal(account, *chat, *id).await?;
        }
        let forgotten = memory::deleted(tx, account, &messages).await?;
        withdraw_messages(tx, account, &messages).await?;
        let closed = quoted::forget_quoted(tx, account, &quoted::texts(&gone)).await?;
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

    /// How many messages that were.
    pub(crate) fn count(&self) -> u64 {
        self.messages.len() as u64
    }

    /// What is to be told of it, where nobody has learnt anything: the account does not run.
    pub(crate) fn into_events(self) -> Vec<(PeerId, TwinEvent)> {
        self.events
    }

    /// Takes it out of what was learnt, and tells of it.
    pub(crate) fn tell(self, shared: &Shared) {
        shared.forget(&self.messages);
        for (chat, event) in self.events {
            shared.publish(chat, event);
        }
    }
}

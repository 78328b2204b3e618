//! Who wrote messages, and what these quote: what a page shows beside their words.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AccountId, Author, Message, MessageId, Messenger, PeerId};
use store::Tx;

use crate::{Engine, Error};

/// Who wrote some messages of a chat, and what they quote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voices {
    /// What those other people are called who wrote them or what they quote, as far as is known.
    pub names: BTreeMap<PeerId, String>,
    /// The messages that they quote, as far as these are stored.
    pub quoted: BTreeMap<MessageId, Message>,
}

impl Voices {
    /// Those of messages of one chat.
    pub(crate) async fn of(
        tx: &mut Tx,
        account: AccountId,
        messages: &[&Message],
    ) -> Result<Self, Error> {
        let mut found = Self::default();
        let mut heard = BTreeSet::new();
        for message in messages {
            let quoted = match message.reply_to {
                Some(quoted) => tx.message(account, message.chat, quoted).await?,
                None => None,
            };
            let wrote = [Some(*message), quoted.as_ref()].into_iter().flatten();
            let others = wrote.filter(|message| message.author == Author::Other);
            heard.extend(others.map(|message| message.sender));
            found.quoted.extend(quoted.map(|quoted| (quoted.id, quoted)));
        }
        found.names = names_of(tx, account, heard).await?;
        Ok(found)
    }
}

/// What people are called, as far as is known.
async fn names_of(
    tx: &mut Tx,
    account: AccountId,
    people: BTreeSet<PeerId>,
) -> Result<BTreeMap<PeerId, String>, Error> {
    let mut names = BTreeMap::new();
    for person in people {
        if let Some(name) = tx.person_name(account, person).await? {
            names.insert(person, name);
        }
    }
    Ok(names)
}

impl Engine {
    /// Who wrote messages of one chat, and what they quote.
    pub async fn voices(&self, account: AccountId, messages: &[&Message]) -> Result<Voices, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        Voices::of(&mut tx, account, messages).await
    }

    /// What those other people are called who wrote messages of any chats of an account, as far as is
    /// known.
    pub async fn writers(
        &self,
        account: AccountId,
        messages: &[&Message],
    ) -> Result<BTreeMap<PeerId, String>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let others = messages.iter().filter(|message| message.author == Author::Other);
        names_of(&mut tx, account, others.map(|message| message.sender).collect()).await
    }
}

/// Keeps what the people are called who wrote messages of a group, as far as Telegram has told.
pub(crate) async fn keep_names(
    tx: &mut Tx,
    account: AccountId,
    messenger: &dyn Messenger,
    messages: impl IntoIterator<Item = &Message>,
) -> Result<(), store::Error> {
    let others = messages.into_iter().filter(|message| {
        !message.chat.is_user() && message.author == Author::Other && message.sender != message.chat
    });
    let wrote: BTreeSet<PeerId> = others.map(|message| message.sender).collect();
    for person in wrote {
        if let Some(name) = messenger.name_of(person) {
            tx.call_person(account, person, &name).await?;
        }
    }
    Ok(())
}

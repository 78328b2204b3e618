//! Searching what is stored, and making what was stored before there was an index findable.

use std::collections::HashMap;
use std::sync::Weak;

use domain::{AccountId, Message, PeerId};
use store::{Indexing, Place, Search};
use tracing::{error, info};

use crate::{Engine, Error, Inner};

/// So many messages are indexed in a transaction: others write between two of them.
const AT_ONCE: usize = 2_000;

/// A page of what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundPage {
    /// The messages, the newest first. There may be fewer than were asked for although more follow.
    pub messages: Vec<FoundMessage>,
    /// Where the next page begins; `None` if there is nothing more.
    pub next: Option<Place>,
    /// While older messages are still being indexed, which are not found yet: how far that is.
    pub indexing: Option<Indexing>,
}

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMessage {
    /// Whose it is.
    pub account: AccountId,
    /// The name of the chat.
    pub title: String,
    /// The message.
    pub message: Message,
}

impl Engine {
    /// Finds messages in all accounts, the newest first.
    pub async fn search(&self, search: &Search) -> Result<FoundPage, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let found = tx.search(search).await?;
        let mut titles = HashMap::<(AccountId, PeerId), String>::new();
        let mut messages = Vec::with_capacity(found.messages.len());
        for (account, message) in found.messages {
            let at = (account, message.chat);
            let title = match titles.get(&at) {
                Some(title) => title.clone(),
                None => {
                    let chat = tx.chat(account, message.chat).await?;
                    let title = chat.map(|chat| chat.peer.title).unwrap_or_default();
                    titles.entry(at).or_insert(title).clone()
                }
            };
            messages.push(FoundMessage { account, title, message });
        }
        Ok(FoundPage { messages, next: found.next, indexing: found.indexing })
    }
}

/// Indexes what was stored before there was an index, or came out of a backup. Ends with the engine; what
/// is left then is done after the next start.
pub(crate) async fn index_older(inner: Weak<Inner>) {
    if let Err(error) = index_all(&inner).await {
        error!(error = &error as &dyn std::error::Error, "older messages are not all indexed");
    }
}

async fn index_all(inner: &Weak<Inner>) -> Result<(), Error> {
    let Some(engine) = inner.upgrade() else { return Ok(()) };
    let accounts = engine.store.read(engine.owner).await?.accounts().await?;
    drop(engine);
    for account in accounts {
        let mut all = 0;
        loop {
            let Some(engine) = inner.upgrade() else { return Ok(()) };
            let mut tx = engine.store.begin(engine.owner).await?;
            let some = tx.index_older_messages(account.id, AT_ONCE).await?;
            tx.commit_soon().await?;
            if some == 0 {
                break;
            }
            all += some;
            // Whoever waits to write goes first.
            tokio::task::yield_now().await;
        }
        if all > 0 {
            info!(account = %account.id, messages = all, "older messages are indexed for search");
        }
    }
    Ok(())
}

//! What the twin knows of its owner's writing: read from the store when an account starts, and
//! kept up by every new message.

use domain::{AccountId, OwnerId};
use store::Store;
use style::Learner;

use crate::Error;
use crate::account::Shared;

/// How many messages are read at a time.
const PAGE: usize = 5_000;

/// Learns from everything that is stored of an account.
pub async fn learn(
    store: &Store,
    owner: OwnerId,
    account: AccountId,
) -> Result<Learner, store::Error> {
    let mut learner = Learner::new();
    for (chat, relation) in store.read(owner).await?.relations(account).await? {
        learner.set_relation(chat, Some(relation));
    }
    let mut after = None;
    loop {
        let mut tx = store.read(owner).await?;
        let page = tx.messages_after(account, after, PAGE).await?;
        drop(tx);
        for message in &page {
            learner.observe(message);
        }
        match page.last() {
            Some(last) => after = Some((last.chat, last.id)),
            None => return Ok(learner),
        }
        tokio::task::yield_now().await;
    }
}

/// Reads the whole stored history of an account into its learner.
pub(crate) async fn load(shared: &Shared) -> Result<(), Error> {
    let inner = &shared.inner;
    shared.install(learn(&inner.store, inner.owner, shared.account).await?);
    Ok(())
}

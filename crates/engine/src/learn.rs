//! What the twin knows of its owner's writing: read from the store when an account starts, and
//! kept up by every new message.

use crate::Error;
use crate::account::Shared;

/// How many messages are read at a time.
const PAGE: usize = 5_000;

/// Reads the whole stored history of an account into its learner.
pub(crate) async fn load(shared: &Shared) -> Result<(), Error> {
    let mut after = None;
    loop {
        let mut tx = shared.inner.store.read(shared.inner.owner).await?;
        let page = tx.messages_after(shared.account, after, PAGE).await?;
        drop(tx);
        for message in &page {
            shared.learn(message);
        }
        match page.last() {
            Some(last) => after = Some((last.chat, last.id)),
            None => return Ok(()),
        }
        tokio::task::yield_now().await;
    }
}

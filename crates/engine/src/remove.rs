//! An account is removed: its session ends, and nothing of it is kept.

use domain::AccountId;
use tracing::info;

use crate::{Engine, Error, Panic};

impl Engine {
    /// Removes an account with all that is known of it, after what the panic button does: nothing more is
    /// sent, and Telegram ends the session if it can be told. `None` if there is no such account.
    pub async fn remove_account(&self, account: AccountId) -> Result<Option<Panic>, Error> {
        let Some(ended) = self.panic(account).await? else { return Ok(None) };
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if !tx.delete_account(account).await? {
            return Ok(None);
        }
        tx.commit().await?;
        self.inner.events.forget(account);
        info!(%account, "removed, with all that was known of it");
        Ok(Some(ended))
    }
}

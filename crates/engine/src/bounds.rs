//! What the owner keeps to themselves: words that their twin never sends, and topics that it leaves to them.

use domain::{AccountId, Bounds};

use crate::{Engine, Error, TwinEvent};

impl Engine {
    /// What the owner of an account keeps to themselves; `None` if there is no such account.
    pub async fn bounds(&self, account: AccountId) -> Result<Option<Bounds>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(tx.rules(account).await?.bounds))
    }

    /// Stores that. It holds from the next reply on, and what is planned that it forbids is withdrawn. Returns
    /// whether there is such an account.
    pub async fn set_bounds(&self, account: AccountId, bounds: &Bounds) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(false);
        }
        tx.set_bounds(account, bounds).await?;
        tx.commit().await?;
        self.correct_running(account).await?;
        let event = TwinEvent::PolicyChanged;
        self.inner.events.publish(self.inner.clock.now(), account, None, event);
        self.inner.supervisor.rules_changed(account);
        Ok(true)
    }
}

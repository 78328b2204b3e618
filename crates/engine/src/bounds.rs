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
        let set = self.change_bounds(account, |_| Ok::<_, Error>(bounds.clone())).await?;
        Ok(set.is_some())
    }

    /// As [`Engine::set_bounds`], by what holds now, which nobody else changes meanwhile; what `change` refuses
    /// stays as it is. Returns what holds then; `None` if there is no such account.
    pub async fn change_bounds<E: From<Error>>(
        &self,
        account: AccountId,
        change: impl FnOnce(&Bounds) -> Result<Bounds, E>,
    ) -> Result<Option<Bounds>, E> {
        let store = |error: store::Error| E::from(Error::from(error));
        let mut tx = self.inner.store.begin(self.inner.owner).await.map_err(store)?;
        if !tx.hold_account(account).await.map_err(store)? {
            return Ok(None);
        }
        let bounds = change(&tx.rules(account).await.map_err(store)?.bounds)?;
        tx.set_bounds(account, &bounds).await.map_err(store)?;
        tx.commit().await.map_err(store)?;
        self.correct_running(account).await?;
        let event = TwinEvent::PolicyChanged;
        self.inner.events.publish(self.inner.clock.now(), account, None, event);
        self.inner.supervisor.rules_changed(account);
        Ok(Some(bounds))
    }
}

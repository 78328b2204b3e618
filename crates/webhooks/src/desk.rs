//! An owner's webhooks in memory: asked at every event and for every page, where the database would be
//! asked too often.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use domain::{OwnerId, Webhook, WebhookId};
use tokio::sync::{Mutex, Notify};

use crate::{Error, Inner};

pub(crate) struct Desk {
    pub(crate) owner: OwnerId,
    webhooks: RwLock<Vec<Webhook>>,
    /// Held from the look to the end of keeping what was found: else the older list could win.
    reloading: Mutex<()>,
    /// Something is to be sent, or may be again.
    pub(crate) work: Notify,
    /// Something was tried.
    pub(crate) tried: Notify,
    /// Whether somebody sends it: two would send all twice.
    has_courier: AtomicBool,
}

impl Desk {
    pub(crate) fn of(owner: OwnerId) -> Self {
        Self {
            owner,
            webhooks: RwLock::default(),
            reloading: Mutex::default(),
            work: Notify::new(),
            tried: Notify::new(),
            has_courier: AtomicBool::new(false),
        }
    }

    /// Whether whoever asks is to be the courier.
    pub(crate) fn wants_courier(&self) -> bool {
        !self.has_courier.swap(true, Ordering::SeqCst)
    }

    /// Whether somebody sends.
    pub(crate) fn has_courier(&self) -> bool {
        self.has_courier.load(Ordering::SeqCst)
    }

    /// Looks up what is stored.
    pub(crate) async fn reload(&self, inner: &Inner) -> Result<(), Error> {
        self.keep(async { Ok(inner.store.read(self.owner).await?.webhooks().await?) }).await
    }

    /// Keeps what a look finds, which begins when the one before it has ended.
    async fn keep(
        &self,
        look: impl Future<Output = Result<Vec<Webhook>, Error>>,
    ) -> Result<(), Error> {
        let _alone = self.reloading.lock().await;
        let found = look.await?;
        *self.webhooks.write().unwrap_or_else(PoisonError::into_inner) = found;
        self.work.notify_one();
        Ok(())
    }

    /// Those for which something holds.
    pub(crate) fn those(&self, holds: impl Fn(&Webhook) -> bool) -> Vec<WebhookId> {
        let all = self.webhooks.read().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter(|webhook| holds(webhook)).map(|webhook| webhook.id).collect()
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Webhook> {
        self.webhooks.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn what_was_looked_up_last_is_what_stays() {
        let now = Timestamp::from_secs(1_700_000_000);
        let webhook = |number| Webhook {
            id: WebhookId::new(now, number),
            url: "https://example.com/".to_owned(),
            events: vec![],
            disabled: None,
            created_at: now,
            succeeded_at: None,
            failures: 0,
            failing_since: None,
            failed_at: None,
            dropped: 0,
            dropped_at: None,
            old_secret_until: None,
        };
        let desk = Desk::of(OwnerId::new(now, 1));
        let (found, slow) = oneshot::channel();
        // The second is ready at once, and is asked while the first is still under way.
        let (first, second, ()) = tokio::join!(
            desk.keep(async { Ok(slow.await.unwrap()) }),
            desk.keep(async { Ok(vec![webhook(1), webhook(2)]) }),
            async { found.send(vec![webhook(1)]).unwrap() },
        );
        first.unwrap();
        second.unwrap();
        assert_eq!(desk.all(), [webhook(1), webhook(2)]);
    }
}

//! An owner's webhooks in memory: asked at every event and for every page, where the database would be
//! asked too often.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use domain::{OwnerId, Webhook, WebhookId};
use tokio::sync::Notify;

use crate::{Error, Inner};

pub(crate) struct Desk {
    pub(crate) owner: OwnerId,
    webhooks: RwLock<Vec<Webhook>>,
    /// Something is to be sent, or may be again.
    pub(crate) work: Notify,
    /// Whether somebody sends it: two would send all twice.
    has_courier: AtomicBool,
}

impl Desk {
    pub(crate) fn of(owner: OwnerId) -> Self {
        Self {
            owner,
            webhooks: RwLock::default(),
            work: Notify::new(),
            has_courier: AtomicBool::new(false),
        }
    }

    /// Whether whoever asks is to be the courier.
    pub(crate) fn wants_courier(&self) -> bool {
        !self.has_courier.swap(true, Ordering::SeqCst)
    }

    /// Looks up what is stored.
    pub(crate) async fn reload(&self, inner: &Inner) -> Result<(), Error> {
        let found = inner.store.read(self.owner).await?.webhooks().await?;
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

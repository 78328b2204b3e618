//! What an owner does with webhooks.

use std::time::Duration;

use domain::webhook::{MOST_WEBHOOKS, OLD_SECRET};
use domain::{Delivery, DeliveryId, OwnerId, Webhook, WebhookId, WebhookOff};
use store::NewDelivery;
use zeroize::Zeroizing;

use crate::outbox::payload_of;
use crate::target::Target;
use crate::{Error, TEST, Webhooks, events, signature};

/// A webhook whose secret was made just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The webhook.
    pub webhook: Webhook,
    /// The text of its secret: shown once.
    pub secret: Zeroizing<String>,
}

/// How long it is waited for what comes of a try, and among how many of the newest it is looked for.
const AWAITED: Duration = Duration::from_secs(5);
const LATELY: usize = 100;

/// What is to be changed of a webhook; nothing where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Where it is told.
    pub url: Option<String>,
    /// What it is told of; an empty list is all.
    pub events: Option<Vec<String>>,
    /// Whether it is told at all.
    pub enabled: Option<bool>,
}

impl Webhooks {
    /// An owner's webhooks, in the order in which they were made.
    pub async fn all(&self, owner: OwnerId) -> Result<Vec<Webhook>, Error> {
        Ok(self.inner.store.read(owner).await?.webhooks().await?)
    }

    /// One webhook.
    pub async fn one(&self, owner: OwnerId, id: WebhookId) -> Result<Option<Webhook>, Error> {
        Ok(self.inner.store.read(owner).await?.webhook(id).await?)
    }

    /// Those that are told nothing any more, and whose owner has not wanted that: as they are known in
    /// memory, for every page.
    pub fn given_up(&self, owner: OwnerId) -> Vec<Webhook> {
        let mut all = self.inner.desk(owner).all();
        all.retain(|webhook| webhook.disabled.is_some_and(|off| off != WebhookOff::Owner));
        all
    }

    /// Adds a webhook that is told of some events, or with none named of all.
    pub async fn add(&self, owner: OwnerId, url: &str, events: &[String]) -> Result<Added, Error> {
        let url = self.usable(url)?;
        let events = chosen(events)?;
        let webhook = Webhook {
            id: self.inner.new_webhook_id(),
            url,
            events,
            disabled: None,
            created_at: self.inner.clock.now(),
            succeeded_at: None,
            failures: 0,
            failing_since: None,
            failed_at: None,
            dropped: 0,
            dropped_at: None,
            old_secret_until: None,
        };
        let secret = signature::new_secret();
        let mut tx = self.inner.store.begin(owner).await?;
        if tx.webhooks().await?.len() >= MOST_WEBHOOKS {
            return Err(Error::TooMany);
        }
        tx.insert_webhook(&webhook, &secret).await?;
        tx.commit().await?;
        self.changed(owner).await?;
        Ok(Added { webhook, secret: signature::text(&secret) })
    }

    /// Changes a webhook; returns it as it is then, or nothing if there is no such one.
    pub async fn change(
        &self,
        owner: OwnerId,
        id: WebhookId,
        change: Change,
    ) -> Result<Option<Webhook>, Error> {
        let mut tx = self.inner.store.begin(owner).await?;
        let Some(found) = tx.webhook(id).await? else { return Ok(None) };
        let url = match &change.url {
            Some(url) => self.usable(url)?,
            None => found.url,
        };
        let events = match &change.events {
            Some(events) => chosen(events)?,
            None => found.events,
        };
        tx.change_webhook(id, &url, &events).await?;
        match change.enabled {
            Some(true) => tx.set_webhook_off(id, None).await?,
            // What has been given up stays so.
            Some(false) if found.disabled.is_none() => {
                tx.set_webhook_off(id, Some(WebhookOff::Owner)).await?
            }
            _ => true,
        };
        let changed = tx.webhook(id).await?;
        tx.commit().await?;
        self.changed(owner).await?;
        Ok(changed)
    }

    /// Makes another secret for a webhook; returns both, or nothing if there is no such webhook. The one
    /// before it signs too for a day, so that nothing is refused while it is changed there.
    pub async fn renew_secret(
        &self,
        owner: OwnerId,
        id: WebhookId,
    ) -> Result<Option<Added>, Error> {
        let (secret, now) = (signature::new_secret(), self.inner.clock.now());
        let mut tx = self.inner.store.begin(owner).await?;
        if !tx.renew_webhook_secret(id, &secret, now, now + OLD_SECRET).await? {
            return Ok(None);
        }
        let Some(webhook) = tx.webhook(id).await? else { return Ok(None) };
        tx.commit().await?;
        self.changed(owner).await?;
        Ok(Some(Added { webhook, secret: signature::text(&secret) }))
    }

    /// Takes a webhook away; returns it as it was, or nothing if there was no such one.
    pub async fn remove(&self, owner: OwnerId, id: WebhookId) -> Result<Option<Webhook>, Error> {
        let mut tx = self.inner.store.begin(owner).await?;
        let Some(found) = tx.webhook(id).await? else { return Ok(None) };
        tx.delete_webhook(id).await?;
        tx.commit().await?;
        self.changed(owner).await?;
        Ok(Some(found))
    }

    /// Tells a webhook an event that says nothing, to see whether it comes; returns its identifier, or
    /// nothing if there is no such webhook.
    pub async fn test(&self, owner: OwnerId, id: WebhookId) -> Result<Option<DeliveryId>, Error> {
        let (delivery, at) = (self.inner.new_delivery_id(), self.inner.clock.now());
        let mut tx = self.inner.store.begin(owner).await?;
        let Some(webhook) = tx.webhook(id).await? else { return Ok(None) };
        if webhook.disabled.is_some() {
            return Err(Error::Off);
        }
        let payload = payload_of(TEST, at);
        let new = NewDelivery {
            id: delivery,
            to: &[id],
            account: None,
            event: TEST,
            payload: &payload,
            at,
        };
        tx.insert_delivery(&new).await?;
        tx.commit().await?;
        self.inner.desk(owner).work.notify_one();
        Ok(Some(delivery))
    }

    /// What came of telling a webhook something, once it was tried or some seconds have passed; nothing if
    /// there is no such delivery.
    pub async fn came_of(
        &self,
        owner: OwnerId,
        id: WebhookId,
        delivery: DeliveryId,
    ) -> Result<Option<Delivery>, Error> {
        let (inner, desk) = (&self.inner, self.inner.desk(owner));
        let until = inner.clock.now() + AWAITED;
        loop {
            let mut tried = std::pin::pin!(desk.tried.notified());
            tried.as_mut().enable();
            let told = self.deliveries(owner, id, None, LATELY).await?.unwrap_or_default();
            let found = told.into_iter().find(|told| told.id == delivery);
            let goes_on = found.as_ref().is_some_and(|found| found.attempts == 0);
            if !goes_on || !desk.has_courier() || inner.clock.now() >= until {
                return Ok(found);
            }
            tokio::select! {
                () = tried => {}
                () = inner.clock.sleep_until(until) => {}
            }
        }
    }

    /// At most `limit` of what a webhook was and is to be told, the newest first; those before one, if one
    /// is named. `None` if there is no such webhook.
    pub async fn deliveries(
        &self,
        owner: OwnerId,
        id: WebhookId,
        before: Option<DeliveryId>,
        limit: usize,
    ) -> Result<Option<Vec<Delivery>>, Error> {
        let mut tx = self.inner.store.read(owner).await?;
        if tx.webhook(id).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(tx.deliveries(id, before, limit).await?))
    }

    /// Sends something once more, as if it were new. Returns whether there is such a delivery.
    pub async fn redeliver(
        &self,
        owner: OwnerId,
        id: WebhookId,
        delivery: DeliveryId,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(owner).await?;
        let Some(webhook) = tx.webhook(id).await? else { return Ok(false) };
        if !tx.redeliver(id, delivery, self.inner.clock.now()).await? {
            return Ok(false);
        }
        if webhook.disabled.is_some() {
            return Err(Error::Off);
        }
        tx.commit().await?;
        self.inner.desk(owner).work.notify_one();
        Ok(true)
    }

    /// A URL as it is stored.
    fn usable(&self, url: &str) -> Result<String, Error> {
        let target = Target::read(url, self.inner.allow_private).map_err(Error::Url)?;
        Ok(target.as_str().to_owned())
    }

    /// Looks up again what was changed elsewhere.
    pub async fn changed(&self, owner: OwnerId) -> Result<(), Error> {
        self.inner.desk(owner).reload(&self.inner).await
    }
}

/// Names of events, each once and in our order.
fn chosen(wanted: &[String]) -> Result<Vec<String>, Error> {
    if !wanted.iter().all(|wanted| events().any(|event| event == wanted)) {
        return Err(Error::UnknownEvent);
    }
    let is_wanted = |event: &&str| wanted.iter().any(|wanted| wanted == event);
    Ok(events().filter(is_wanted).map(str::to_owned).collect())
}

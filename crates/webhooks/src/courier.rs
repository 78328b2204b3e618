//! From rows that are due to calls, and what came of them: some at once for each webhook, so that one that
//! is slow keeps no other waiting.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::webhook::{UNBROKEN, wait_after};
use domain::{AuditAction, AuditEntry, AuditId, DeliveryId, Timestamp, WebhookId, WebhookOff};
use store::{DueDelivery, Tried};
use tokio::task::{Id, JoinSet};
use tracing::{error, warn};

use crate::call::Outcome;
use crate::desk::Desk;
use crate::target::host;
use crate::{Error, Inner};

/// How many calls one webhook gets at once.
const AT_ONCE: usize = 4;

/// How long to wait after a failure of the store.
const BREATH: Duration = Duration::from_secs(5);

/// Which delivery of which webhook.
type Which = (WebhookId, DeliveryId);

/// Sends what is due, for as long as the process lives.
pub(crate) async fn deliver(inner: Arc<Inner>, desk: Arc<Desk>) {
    let mut calls = JoinSet::new();
    let mut under_way: HashMap<Id, Which> = HashMap::new();
    loop {
        let begun = begin(&inner, &desk, &mut calls, &mut under_way).await;
        let next = begun.unwrap_or_else(|error| {
            error!(error = &error as &dyn std::error::Error, "webhooks are not told");
            Some(inner.clock.now() + BREATH)
        });
        let due = async {
            match next {
                Some(at) => inner.clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            Some(ended) = calls.join_next_with_id(), if !calls.is_empty() => {
                let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
                under_way.remove(&id);
            }
            () = desk.work.notified() => {}
            () = due => {}
        }
    }
}

/// Begins the calls for which it is time and there is a place; returns when others will be due.
async fn begin(
    inner: &Arc<Inner>,
    desk: &Arc<Desk>,
    calls: &mut JoinSet<()>,
    under_way: &mut HashMap<Id, Which>,
) -> Result<Option<Timestamp>, Error> {
    let now = inner.clock.now();
    let mut next = None;
    for webhook in desk.those(|webhook| webhook.disabled.is_none()) {
        let busy: Vec<DeliveryId> =
            under_way.values().filter(|which| which.0 == webhook).map(|which| which.1).collect();
        let free = AT_ONCE.saturating_sub(busy.len());
        if free == 0 {
            // The end of a call is what is waited for.
            continue;
        }
        let mut tx = inner.store.read(desk.owner).await?;
        let due = tx.due_deliveries(webhook, now, AT_ONCE + free).await?;
        let later = tx.next_delivery_after(webhook, now).await?;
        drop(tx);
        next = next.into_iter().chain(later).min();
        for delivery in due.into_iter().filter(|due| !busy.contains(&due.id)).take(free) {
            let which = (webhook, delivery.id);
            let call = attempt(Arc::clone(inner), Arc::clone(desk), webhook, delivery);
            under_way.insert(calls.spawn(call).id(), which);
        }
    }
    Ok(next)
}

/// Tries once, and records what came of it.
async fn attempt(inner: Arc<Inner>, desk: Arc<Desk>, webhook: WebhookId, due: DueDelivery) {
    if let Err(error) = inner.attempt(&desk, webhook, &due).await {
        error!(error = &error as &dyn std::error::Error, %webhook, "a call was not recorded");
        // It is still due, and would be sent again at once.
        inner.clock.sleep_until(inner.clock.now() + BREATH).await;
    }
}

impl Inner {
    async fn attempt(&self, desk: &Desk, id: WebhookId, due: &DueDelivery) -> Result<(), Error> {
        let began = self.clock.now();
        let mut tx = self.store.read(desk.owner).await?;
        let webhook = tx.webhook(id).await?.filter(|webhook| webhook.disabled.is_none());
        let secrets = tx.webhook_secrets(id, began).await?;
        drop(tx);
        let (Some(webhook), Some(secrets)) = (webhook, secrets) else {
            // The desk knows it as one that is told, and would have it tried again at once.
            return desk.reload(self).await;
        };
        let outcome = self.call(&webhook.url, &secrets, due.id, &due.payload).await;
        self.record(desk, id, due, outcome).await?;
        desk.tried.notify_waiters();
        Ok(())
    }

    async fn record(
        &self,
        desk: &Desk,
        id: WebhookId,
        due: &DueDelivery,
        outcome: Outcome,
    ) -> Result<(), Error> {
        let at = self.clock.now();
        let is_delivered = outcome.is_success();
        let wait = wait_after(due.attempts.saturating_add(1), self.share());
        let next_try = wait.filter(|_| !is_delivered && !outcome.is_gone()).map(|wait| at + wait);
        let (status, problem) = (outcome.status(), outcome.problem());
        let tried = Tried { at, status, problem, is_delivered, next_try };
        let mut tx = self.store.begin(desk.owner).await?;
        tx.delivery_tried(id, due.id, &tried).await?;
        if is_delivered {
            tx.webhook_succeeded(id, at).await?;
            return Ok(tx.commit_soon().await?);
        }
        tx.webhook_failed(id, at, at - UNBROKEN).await?;
        let Some(webhook) = tx.webhook(id).await? else { return Ok(()) };
        let off = if outcome.is_gone() {
            Some(WebhookOff::Gone)
        } else {
            webhook.is_given_up(at).then_some(WebhookOff::Failing)
        };
        let Some(off) = off.filter(|_| webhook.disabled.is_none()) else {
            return Ok(tx.commit_soon().await?);
        };
        warn!(webhook = %id, "it takes nothing any more, and is told nothing");
        tx.set_webhook_off(id, Some(off)).await?;
        tx.insert_audit_entry(&AuditEntry {
            id: AuditId::new(at, self.bits()),
            at,
            action: AuditAction::WebhookDisabled,
            subject: host(&webhook.url),
            address: None,
        })
        .await?;
        tx.commit().await?;
        desk.reload(self).await
    }
}

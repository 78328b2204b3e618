//! From events to rows: whatever a webhook wants to know is on the disk before it is sent.

use std::sync::Arc;
use std::time::Duration;

use domain::{AccountId, Timestamp, WebhookId};
use engine::{Stamped, Subscription};
use futures_util::FutureExt;
use serde_json::json;
use store::{NewDelivery, Tx};
use tracing::{error, warn};

use crate::desk::Desk;
use crate::{Error, Inner, KEPT, MOST_KEPT, RESTARTED};

/// How many events are stored at once.
const BATCH: usize = 100;

/// After what time, and after how many stored events, it is looked what is to be forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60 * 60);
const FORGOTTEN_EVERY: usize = 500;

/// How long to wait after a failure of the store.
const BREATH: Duration = Duration::from_secs(2);

/// What is to be stored for some webhooks.
struct Row {
    to: Vec<WebhookId>,
    account: Option<AccountId>,
    event: &'static str,
    payload: String,
    at: Timestamp,
}

/// What is sent of an event that is of no account, such as the one that tries a webhook: in the shape of
/// all others, with nothing in it.
pub(crate) fn payload_of(event: &str, at: Timestamp) -> String {
    let event = json!({"type": event});
    json!({"seq": 0, "at": at, "account": null, "chat": null, "event": event}).to_string()
}

/// What is done in the database.
enum Work {
    /// Look what is there, and tell of the gap that the start at this moment is.
    Begin(Timestamp),
    /// Tell of a gap.
    Gap,
    /// Store rows.
    Put(Vec<Row>),
    /// Forget what is old.
    Forget,
}

/// Stores what webhooks are to be told, until the engine is gone.
pub(crate) async fn collect(
    inner: Arc<Inner>,
    desk: Arc<Desk>,
    mut events: Subscription,
    started: Timestamp,
) {
    // One that is made from now on misses nothing.
    inner.persistently(&desk, &Work::Begin(started)).await;
    let mut seen = None;
    let mut stored = 0;
    let mut forget_at = started + FORGOTTEN_AFTER;
    loop {
        let next = tokio::select! {
            next = events.next() => next,
            () = inner.clock.sleep_until(forget_at) => {
                inner.persistently(&desk, &Work::Forget).await;
                forget_at = inner.clock.now() + FORGOTTEN_AFTER;
                continue;
            }
        };
        let Some(first) = next else { return };
        let mut batch = vec![first];
        while batch.len() < BATCH
            && let Some(Some(next)) = events.next().now_or_never()
        {
            batch.push(next);
        }
        // A reader who is far behind loses the oldest.
        let has_gap = seen.is_some_and(|seen: u64| batch[0].seq != seen + 1)
            || batch.windows(2).any(|pair| pair[1].seq != pair[0].seq + 1);
        seen = batch.last().map(|event| event.seq);
        if has_gap {
            inner.persistently(&desk, &Work::Gap).await;
        }
        let rows: Vec<Row> = batch.iter().filter_map(|event| row(&desk, event)).collect();
        if rows.is_empty() {
            continue;
        }
        stored += rows.len();
        inner.persistently(&desk, &Work::Put(rows)).await;
        if stored >= FORGOTTEN_EVERY {
            stored = 0;
            inner.persistently(&desk, &Work::Forget).await;
        }
    }
}

/// What is stored of an event; nothing if nobody wants it.
fn row(desk: &Desk, stamped: &Stamped) -> Option<Row> {
    if stamped.event.is_progress() {
        return None;
    }
    let event = stamped.event.name();
    let to = desk.those(|webhook| webhook.wants(event));
    if to.is_empty() {
        return None;
    }
    match serde_json::to_string(stamped) {
        Ok(payload) => Some(Row { to, account: stamped.account, event, payload, at: stamped.at }),
        Err(error) => {
            error!(error = &error as &dyn std::error::Error, event, "an event cannot be told");
            None
        }
    }
}

impl Inner {
    /// Does something until it has succeeded: meanwhile events wait in memory.
    async fn persistently(&self, desk: &Desk, work: &Work) {
        while let Err(error) = self.work(desk, work).await {
            error!(error = &error as &dyn std::error::Error, "what webhooks are to be told waits");
            self.clock.sleep_until(self.clock.now() + BREATH).await;
        }
    }

    async fn work(&self, desk: &Desk, work: &Work) -> Result<(), Error> {
        match work {
            Work::Begin(started) => {
                desk.reload(self).await?;
                self.tell_of_gap(desk, *started).await
            }
            Work::Gap => self.tell_of_gap(desk, self.clock.now()).await,
            Work::Put(rows) => self.put(desk, rows).await,
            Work::Forget => self.forget(desk).await,
        }
    }

    /// Tells all webhooks that were made before a moment that they may have missed something, unless that
    /// is still to be told.
    async fn tell_of_gap(&self, desk: &Desk, before: Timestamp) -> Result<(), Error> {
        let to = desk.those(|webhook| webhook.disabled.is_none() && webhook.created_at < before);
        if to.is_empty() {
            return Ok(());
        }
        let (id, at) = (self.new_delivery_id(), self.clock.now());
        let payload = payload_of(RESTARTED, at);
        let mut tx = self.store.begin(desk.owner).await?;
        let mut untold = Vec::new();
        for &webhook in &to {
            if !tx.awaits_delivery(webhook, RESTARTED).await? {
                untold.push(webhook);
            }
        }
        let new =
            NewDelivery { id, to: &untold, account: None, event: RESTARTED, payload: &payload, at };
        tx.insert_delivery(&new).await?;
        self.forget_of(&mut tx, &to).await?;
        tx.commit().await?;
        desk.work.notify_one();
        Ok(())
    }

    async fn put(&self, desk: &Desk, rows: &[Row]) -> Result<(), Error> {
        let mut tx = self.store.begin(desk.owner).await?;
        for Row { to, account, event, payload, at } in rows {
            let id = self.new_delivery_id();
            let new = NewDelivery { id, to, account: *account, event, payload, at: *at };
            tx.insert_delivery(&new).await?;
        }
        tx.commit().await?;
        desk.work.notify_one();
        Ok(())
    }

    async fn forget(&self, desk: &Desk) -> Result<(), Error> {
        let mut tx = self.store.begin(desk.owner).await?;
        self.forget_of(&mut tx, &desk.those(|_| true)).await?;
        Ok(tx.commit_soon().await?)
    }

    /// Forgets what is old or too much. What was still to be told is missed by somebody, so it is said.
    async fn forget_of(&self, tx: &mut Tx, webhooks: &[WebhookId]) -> Result<(), Error> {
        let now = self.clock.now();
        let lately = now - KEPT;
        for &webhook in webhooks {
            let dropped = tx.forget_deliveries(webhook, lately, MOST_KEPT).await?;
            if dropped > 0 {
                warn!(%webhook, dropped, most = MOST_KEPT, "too much waits for it: the oldest is not told");
                tx.webhook_dropped(webhook, dropped, now, lately).await?;
            }
        }
        Ok(())
    }
}

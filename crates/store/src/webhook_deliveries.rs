//! What webhooks are told: stored before it is sent, and what came of it.

use domain::{AccountId, Delivery, DeliveryId, DeliveryProblem, Timestamp, WebhookId};

use crate::text::{StoredAsText, storable};
use crate::tx::{Row, run, sql_limit};
use crate::{Error, Tx};

/// Something that webhooks are to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery<'a> {
    /// Its identifier, the same for all of them.
    pub id: DeliveryId,
    /// To whom it goes.
    pub to: &'a [WebhookId],
    /// Of which account it tells, if of one.
    pub account: Option<AccountId>,
    /// The name of the event.
    pub event: &'a str,
    /// What is sent.
    pub payload: &'a str,
    /// When it happened; from then on it is to be sent.
    pub at: Timestamp,
}

/// Something that is to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDelivery {
    /// Its identifier.
    pub id: DeliveryId,
    /// What is sent.
    pub payload: String,
    /// How often it was tried.
    pub attempts: u32,
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// When it was.
    pub at: Timestamp,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// Why there was none.
    pub problem: Option<DeliveryProblem>,
    /// Whether it was taken.
    pub is_delivered: bool,
    /// When it is tried again; `None` if it is not.
    pub next_try: Option<Timestamp>,
}

/// What is old, or beyond the newest.
macro_rules! forget {
    ($rest:literal) => {
        concat!(
            "DELETE FROM webhook_deliveries WHERE owner = $1 AND webhook = $2 \
             AND (created_at < $3 OR id NOT IN (SELECT id FROM webhook_deliveries \
             WHERE owner = $1 AND webhook = $2 ORDER BY id DESC LIMIT $4)) ",
            $rest
        )
    };
}

impl Tx {
    /// Stores what webhooks are to be told, in one statement for all of them. One that was taken away is
    /// passed over; one that knows it already keeps what it knows.
    pub async fn insert_delivery(&mut self, delivery: &NewDelivery<'_>) -> Result<(), Error> {
        // Identifiers have one length, so that none is found within others.
        let to: Vec<String> = delivery.to.iter().map(ToString::to_string).collect();
        run!(
            self.conn,
            execute,
            "INSERT INTO webhook_deliveries (owner, webhook, id, event, payload, created_at, \
             attempts, next_try, account) SELECT $1, id, $3, $4, $5, $6, 0, $6, $7 FROM webhooks \
             WHERE owner = $1 AND $2 LIKE '%' || id || '%' ON CONFLICT DO NOTHING",
            &*self.owner,
            to.join(" "),
            delivery.id.to_string(),
            delivery.event,
            &*storable(delivery.payload),
            delivery.at.as_millis(),
            delivery.account.map(|account| account.to_string()),
        )?;
        Ok(())
    }

    /// Whether an event of a name still waits to be told.
    pub async fn awaits_delivery(
        &mut self,
        webhook: WebhookId,
        event: &str,
    ) -> Result<bool, Error> {
        let sql = "SELECT 1 AS found FROM webhook_deliveries \
                   WHERE owner = $1 AND webhook = $2 AND event = $3 AND next_try IS NOT NULL LIMIT 1";
        let webhook = webhook.to_string();
        Ok(run!(self.conn, fetch_optional, sql, &*self.owner, webhook, event)?.is_some())
    }

    /// At most `limit` of what is to be sent to a webhook by a moment, the longest due first.
    pub async fn due_deliveries(
        &mut self,
        webhook: WebhookId,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<DueDelivery>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT id, payload, attempts FROM webhook_deliveries \
             WHERE owner = $1 AND webhook = $2 AND next_try <= $3 \
             ORDER BY next_try, id LIMIT $4",
            &*self.owner,
            webhook.to_string(),
            now.as_millis(),
            sql_limit(limit),
        )?;
        let due = |row: &Row| {
            let (id, payload) = (row.get_id("id")?, row.get("payload")?);
            Ok(DueDelivery { id, payload, attempts: attempts(row)? })
        };
        rows.iter().map(due).collect()
    }

    /// When something is to be sent to a webhook next, after a moment.
    pub async fn next_delivery_after(
        &mut self,
        webhook: WebhookId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Error> {
        let sql = "SELECT min(next_try) AS next_try FROM webhook_deliveries \
                   WHERE owner = $1 AND webhook = $2 AND next_try > $3";
        let (webhook, now) = (webhook.to_string(), now.as_millis());
        let row = run!(self.conn, fetch_optional, sql, &*self.owner, webhook, now)?;
        let next = row.map(|row| row.get::<Option<i64>>("next_try")).transpose()?.flatten();
        Ok(next.map(Timestamp::from_millis))
    }

    /// Records what came of a try. Returns whether there is such a delivery.
    pub async fn delivery_tried(
        &mut self,
        webhook: WebhookId,
        id: DeliveryId,
        tried: &Tried,
    ) -> Result<bool, Error> {
        let at = tried.at.as_millis();
        let changed = run!(
            self.conn,
            execute,
            "UPDATE webhook_deliveries SET attempts = attempts + 1, tried_at = $4, status = $5, \
             problem = $6, delivered_at = $7, next_try = $8 \
             WHERE owner = $1 AND webhook = $2 AND id = $3",
            &*self.owner,
            webhook.to_string(),
            id.to_string(),
            at,
            tried.status.map(i32::from),
            tried.problem.map(|problem| problem.as_text()),
            tried.is_delivered.then_some(at),
            tried.next_try.map(Timestamp::as_millis),
        )?;
        Ok(changed == 1)
    }

    /// At most `limit` of what a webhook was and is to be told, the newest first; what is older than one
    /// of them, if one is named.
    pub async fn deliveries(
        &mut self,
        webhook: WebhookId,
        before: Option<DeliveryId>,
        limit: usize,
    ) -> Result<Vec<Delivery>, Error> {
        // ULIDs begin with 7 at most.
        let before = before.map_or_else(|| "8".to_owned(), |id| id.to_string());
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT webhook, id, event, created_at, attempts, next_try, tried_at, status, problem, \
             delivered_at FROM webhook_deliveries \
             WHERE owner = $1 AND webhook = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
            &*self.owner,
            webhook.to_string(),
            before,
            sql_limit(limit),
        )?;
        rows.iter().map(delivery).collect()
    }

    /// Has something sent once more from now on, as if it were new. Returns whether there is such a
    /// delivery.
    pub async fn redeliver(
        &mut self,
        webhook: WebhookId,
        id: DeliveryId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let sql = "UPDATE webhook_deliveries SET attempts = 0, next_try = $4, delivered_at = NULL \
                   WHERE owner = $1 AND webhook = $2 AND id = $3";
        let (webhook, id) = (webhook.to_string(), id.to_string());
        Ok(run!(self.conn, execute, sql, &*self.owner, webhook, id, now.as_millis())? == 1)
    }

    /// Forgets what a webhook was told before a moment, and the oldest beyond `most`. Returns how many
    /// of these it was still to be told.
    pub async fn forget_deliveries(
        &mut self,
        webhook: WebhookId,
        before: Timestamp,
        most: usize,
    ) -> Result<u64, Error> {
        let (webhook, before, most) = (webhook.to_string(), before.as_millis(), sql_limit(most));
        let over = forget!("AND next_try IS NULL");
        run!(self.conn, execute, over, &*self.owner, &*webhook, before, most)?;
        let waiting = forget!("AND next_try IS NOT NULL");
        run!(self.conn, execute, waiting, &*self.owner, &*webhook, before, most)
    }

    /// What webhooks were or are to be told of an account that holds two pieces of JSON, either of which
    /// may be empty: to whom it goes, its identifier, and what is sent. What is known to hold nobody's words
    /// is passed over.
    pub async fn deliveries_holding(
        &mut self,
        account: AccountId,
        place: &str,
        words: &str,
    ) -> Result<Vec<(WebhookId, DeliveryId, String)>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            // SQLite would go through all that the owner's webhooks are told.
            sqlite: "SELECT webhook, id, payload FROM webhook_deliveries \
                     INDEXED BY webhook_deliveries_by_account \
                     WHERE owner = $1 AND account = $2 AND wordless = 0 \
                     AND instr(payload, $3) > 0 AND instr(payload, $4) > 0",
            postgres: "SELECT webhook, id, payload FROM webhook_deliveries WHERE owner = $1 \
                       AND account = $2 AND NOT wordless \
                       AND strpos(payload, $3) > 0 AND strpos(payload, $4) > 0",
            &*self.owner,
            account.to_string(),
            place,
            words,
        )?;
        let found =
            |row: &Row| Ok((row.get_id("webhook")?, row.get_id("id")?, row.get("payload")?));
        rows.iter().map(found).collect()
    }

    /// Has something sent in which nobody's words stand, in the place of what a webhook was or is to be told.
    pub async fn replace_delivery(
        &mut self,
        webhook: WebhookId,
        id: DeliveryId,
        payload: &str,
    ) -> Result<(), Error> {
        let sql = "UPDATE webhook_deliveries SET payload = $4, wordless = (1 = 1) \
                   WHERE owner = $1 AND webhook = $2 AND id = $3";
        let (webhook, id) = (webhook.to_string(), id.to_string());
        run!(self.conn, execute, sql, &*self.owner, webhook, id, &*storable(payload))?;
        Ok(())
    }
}

fn attempts(row: &Row) -> Result<u32, Error> {
    let attempts: i64 = row.get("attempts")?;
    Ok(u32::try_from(attempts).unwrap_or(u32::MAX))
}

fn delivery(row: &Row) -> Result<Delivery, Error> {
    let time = |column| Ok::<_, Error>(row.get::<Option<i64>>(column)?.map(Timestamp::from_millis));
    let status: Option<i32> = row.get("status")?;
    Ok(Delivery {
        id: row.get_id("id")?,
        webhook: row.get_id("webhook")?,
        event: row.get("event")?,
        created_at: Timestamp::from_millis(row.get("created_at")?),
        attempts: attempts(row)?,
        next_try: time("next_try")?,
        tried_at: time("tried_at")?,
        status: status.and_then(|status| u16::try_from(status).ok()),
        problem: row.get_optional_enum("problem")?,
        delivered_at: time("delivered_at")?,
    })
}

//! The addresses that are told of what happens, and the secrets with which that is signed.

use domain::{Timestamp, Webhook, WebhookId, WebhookOff};
use zeroize::Zeroizing;

use crate::seal::Place;
use crate::text::{StoredAsText, storable};
use crate::tx::{Row, run};
use crate::{Error, Tx};

/// With what something is signed for a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSecrets {
    /// The present secret.
    pub secret: Zeroizing<Vec<u8>>,
    /// The one before it, while it signs too.
    pub old: Option<Zeroizing<Vec<u8>>>,
}

/// All columns but the secrets.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, url, events, old_until, disabled, created_at, succeeded_at, failures, \
             failing_since, failed_at, dropped, dropped_at FROM webhooks WHERE owner = $1 ",
            $rest
        )
    };
}

impl Tx {
    /// Stores a webhook with its secret.
    pub async fn insert_webhook(&mut self, webhook: &Webhook, secret: &[u8]) -> Result<(), Error> {
        let id = webhook.id.to_string();
        let key = self.require_data_key().await?;
        let sealed = key.seal(place(&self.owner, &id, SECRET), secret);
        run!(
            self.conn,
            execute,
            "INSERT INTO webhooks (owner, id, url, events, secret, disabled, created_at, \
             succeeded_at, failures, failing_since, failed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            &*self.owner,
            &*id,
            &*storable(&webhook.url),
            webhook.events.join(" "),
            &sealed,
            webhook.disabled.map(|off| off.as_text()),
            webhook.created_at.as_millis(),
            webhook.succeeded_at.map(Timestamp::as_millis),
            i64::from(webhook.failures),
            webhook.failing_since.map(Timestamp::as_millis),
            webhook.failed_at.map(Timestamp::as_millis),
        )?;
        Ok(())
    }

    /// One webhook.
    pub async fn webhook(&mut self, id: WebhookId) -> Result<Option<Webhook>, Error> {
        let sql = select!("AND id = $2");
        let row = run!(self.conn, fetch_optional, sql, &*self.owner, id.to_string())?;
        row.map(|row| webhook(&row)).transpose()
    }

    /// All webhooks, in the order in which they were made.
    pub async fn webhooks(&mut self) -> Result<Vec<Webhook>, Error> {
        let rows = run!(self.conn, fetch_all, select!("ORDER BY id"), &*self.owner)?;
        rows.iter().map(webhook).collect()
    }

    /// Changes what a webhook is told and where. Returns whether there is such a one.
    pub async fn change_webhook(
        &mut self,
        id: WebhookId,
        url: &str,
        events: &[String],
    ) -> Result<bool, Error> {
        let sql = "UPDATE webhooks SET url = $3, events = $4 WHERE owner = $1 AND id = $2";
        let (id, events) = (id.to_string(), events.join(" "));
        let changed = run!(self.conn, execute, sql, &*self.owner, id, &*storable(url), events)?;
        Ok(changed == 1)
    }

    /// Says why a webhook is told of nothing, or with `None` that it is told again: then its failures are
    /// forgotten. Returns whether there is such a one.
    pub async fn set_webhook_off(
        &mut self,
        id: WebhookId,
        off: Option<WebhookOff>,
    ) -> Result<bool, Error> {
        let id = id.to_string();
        let changed = match off {
            Some(off) => {
                let sql = "UPDATE webhooks SET disabled = $3 WHERE owner = $1 AND id = $2";
                run!(self.conn, execute, sql, &*self.owner, id, off.as_text())?
            }
            None => {
                let sql = "UPDATE webhooks SET disabled = NULL, failures = 0, failing_since = NULL, \
                           failed_at = NULL, dropped = 0, dropped_at = NULL \
                           WHERE owner = $1 AND id = $2";
                run!(self.conn, execute, sql, &*self.owner, id)?
            }
        };
        Ok(changed == 1)
    }

    /// What is to be signed with at a moment; `None` if there is no such webhook.
    pub async fn webhook_secrets(
        &mut self,
        id: WebhookId,
        now: Timestamp,
    ) -> Result<Option<WebhookSecrets>, Error> {
        let id = id.to_string();
        let sql = "SELECT secret, old_secret, old_until FROM webhooks WHERE owner = $1 AND id = $2";
        let Some(row) = run!(self.conn, fetch_optional, sql, &*self.owner, &*id)? else {
            return Ok(None);
        };
        let key = self.require_data_key().await?;
        let sealed: Vec<u8> = row.get("secret")?;
        let secret = key.open(place(&self.owner, &id, SECRET), &sealed)?;
        let until: Option<i64> = row.get("old_until")?;
        let counts = until.is_some_and(|until| until > now.as_millis());
        let sealed: Option<Vec<u8>> = row.get("old_secret")?;
        let old = match sealed.filter(|_| counts) {
            Some(sealed) => Some(key.open(place(&self.owner, &id, OLD_SECRET), &sealed)?),
            None => None,
        };
        Ok(Some(WebhookSecrets { secret, old }))
    }

    /// Puts another secret in place of the present one, which signs too until a moment. Returns whether
    /// there is such a webhook.
    pub async fn renew_webhook_secret(
        &mut self,
        id: WebhookId,
        secret: &[u8],
        now: Timestamp,
        old_until: Timestamp,
    ) -> Result<bool, Error> {
        let Some(present) = self.webhook_secrets(id, now).await? else { return Ok(false) };
        let id = id.to_string();
        let key = self.require_data_key().await?;
        let sealed = key.seal(place(&self.owner, &id, SECRET), secret);
        let old = key.seal(place(&self.owner, &id, OLD_SECRET), &present.secret);
        let sql = "UPDATE webhooks SET secret = $3, old_secret = $4, old_until = $5 \
                   WHERE owner = $1 AND id = $2";
        let until = old_until.as_millis();
        Ok(run!(self.conn, execute, sql, &*self.owner, id, &sealed, &old, until)? == 1)
    }

    /// Records that a webhook has taken something.
    pub async fn webhook_succeeded(&mut self, id: WebhookId, at: Timestamp) -> Result<(), Error> {
        let sql = "UPDATE webhooks SET succeeded_at = $3, failures = 0, failing_since = NULL, \
                   failed_at = NULL WHERE owner = $1 AND id = $2";
        run!(self.conn, execute, sql, &*self.owner, id.to_string(), at.as_millis())?;
        Ok(())
    }

    /// Records that a webhook has not taken something. Where it failed last before `unbroken_since`, another
    /// row of failures begins.
    pub async fn webhook_failed(
        &mut self,
        id: WebhookId,
        at: Timestamp,
        unbroken_since: Timestamp,
    ) -> Result<(), Error> {
        let sql = "UPDATE webhooks SET \
                   failures = CASE WHEN failed_at >= $4 THEN failures + 1 ELSE 1 END, \
                   failing_since = CASE WHEN failed_at >= $4 THEN coalesce(failing_since, $3) \
                   ELSE $3 END, failed_at = $3 WHERE owner = $1 AND id = $2";
        let (id, at, since) = (id.to_string(), at.as_millis(), unbroken_since.as_millis());
        run!(self.conn, execute, sql, &*self.owner, id, at, since)?;
        Ok(())
    }

    /// Records that so much of what a webhook was to be told was dropped. What was dropped before
    /// `lately_since` counts no more.
    pub async fn webhook_dropped(
        &mut self,
        id: WebhookId,
        count: u64,
        at: Timestamp,
        lately_since: Timestamp,
    ) -> Result<(), Error> {
        let sql = "UPDATE webhooks SET \
                   dropped = CASE WHEN dropped_at >= $5 THEN dropped + $3 ELSE $3 END, \
                   dropped_at = $4 WHERE owner = $1 AND id = $2";
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let (at, since) = (at.as_millis(), lately_since.as_millis());
        run!(self.conn, execute, sql, &*self.owner, id.to_string(), count, at, since)?;
        Ok(())
    }

    /// Takes a webhook away, with all that it was or was to be told. Returns whether there was such a one.
    pub async fn delete_webhook(&mut self, id: WebhookId) -> Result<bool, Error> {
        let sql = "DELETE FROM webhooks WHERE owner = $1 AND id = $2";
        Ok(run!(self.conn, execute, sql, &*self.owner, id.to_string())? == 1)
    }
}

const SECRET: &str = "secret";
const OLD_SECRET: &str = "old_secret";

fn place<'a>(owner: &'a str, id: &'a str, column: &'static str) -> Place<'a> {
    Place { table: "webhooks", column, owner, row: id }
}

fn webhook(row: &Row) -> Result<Webhook, Error> {
    let time = |column| Ok::<_, Error>(row.get::<Option<i64>>(column)?.map(Timestamp::from_millis));
    let (events, failures): (String, i64) = (row.get("events")?, row.get("failures")?);
    let dropped: i64 = row.get("dropped")?;
    Ok(Webhook {
        id: row.get_id("id")?,
        url: row.get("url")?,
        events: events.split_whitespace().map(str::to_owned).collect(),
        disabled: row.get_optional_enum("disabled")?,
        created_at: Timestamp::from_millis(row.get("created_at")?),
        succeeded_at: time("succeeded_at")?,
        failures: u32::try_from(failures).unwrap_or(u32::MAX),
        failing_since: time("failing_since")?,
        failed_at: time("failed_at")?,
        dropped: u64::try_from(dropped).unwrap_or_default(),
        dropped_at: time("dropped_at")?,
        old_secret_until: time("old_until")?,
    })
}

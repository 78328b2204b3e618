//! The passkeys of a person.

use domain::Timestamp;

use crate::text::name as one_line;
use crate::tx::{Row, run};
use crate::{Error, Tx};

/// A passkey: what a person's device signs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// The credential's identifier, in base64url.
    pub id: String,
    /// What the person calls it, on one line.
    pub name: String,
    /// JSON of the public key and how often it was used, as `access` writes it.
    pub credential: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

impl Tx {
    /// Adds a passkey. Returns false if it is there already.
    pub async fn insert_passkey(&mut self, passkey: &Passkey) -> Result<bool, Error> {
        let added = run!(
            self.conn,
            execute,
            "INSERT INTO passkeys (owner, id, name, credential, created_at, used_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            &*self.owner,
            &*passkey.id,
            one_line(&passkey.name),
            &*passkey.credential,
            passkey.created_at.as_millis(),
            passkey.used_at.map(Timestamp::as_millis),
        )?;
        Ok(added == 1)
    }

    /// The person's passkeys, the oldest first.
    pub async fn passkeys(&mut self) -> Result<Vec<Passkey>, Error> {
        let sql = "SELECT id, name, credential, created_at, used_at FROM passkeys \
                   WHERE owner = $1 ORDER BY created_at, id";
        let rows = run!(self.conn, fetch_all, sql, &*self.owner)?;
        rows.iter().map(passkey).collect()
    }

    /// Records that a passkey was used, and how it is from then on. Returns whether it is there.
    pub async fn used_passkey(
        &mut self,
        id: &str,
        credential: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let sql = "UPDATE passkeys SET credential = $3, used_at = $4 WHERE owner = $1 AND id = $2";
        let now = now.as_millis();
        Ok(run!(self.conn, execute, sql, &*self.owner, id, credential, now)? == 1)
    }

    /// Takes a passkey away. Returns whether it was there.
    pub async fn delete_passkey(&mut self, id: &str) -> Result<bool, Error> {
        let sql = "DELETE FROM passkeys WHERE owner = $1 AND id = $2";
        Ok(run!(self.conn, execute, sql, &*self.owner, id)? == 1)
    }
}

fn passkey(row: &Row) -> Result<Passkey, Error> {
    Ok(Passkey {
        id: row.get("id")?,
        name: row.get("name")?,
        credential: row.get("credential")?,
        created_at: Timestamp::from_millis(row.get("created_at")?),
        used_at: row.get::<Option<i64>>("used_at")?.map(Timestamp::from_millis),
    })
}

//! The browsers in which a person has signed in.

use domain::{SignInId, Timestamp};

use crate::text::name as one_line;
use crate::tx::{Row, run};
use crate::{Error, Tx};

/// A browser in which a person has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Its identifier.
    pub id: SignInId,
    /// SHA-256 of the secret that the browser holds.
    pub secret_hash: [u8; 32],
    /// What the browser says it is, on one line.
    pub agent: String,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When the person last proved who they are.
    pub confirmed_at: Timestamp,
}

impl Tx {
    /// Stores that the person has signed in.
    pub async fn insert_sign_in(&mut self, sign_in: &SignIn) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO sign_ins (owner, id, secret_hash, agent, created_at, seen_at, confirmed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &*self.owner,
            sign_in.id.to_string(),
            sign_in.secret_hash.as_slice(),
            one_line(&sign_in.agent),
            sign_in.created_at.as_millis(),
            sign_in.seen_at.as_millis(),
            sign_in.confirmed_at.as_millis(),
        )?;
        Ok(())
    }

    /// A browser of the person.
    pub async fn sign_in(&mut self, id: SignInId) -> Result<Option<SignIn>, Error> {
        let sql = "SELECT id, secret_hash, agent, created_at, seen_at, confirmed_at FROM sign_ins \
                   WHERE owner = $1 AND id = $2";
        let row = run!(self.conn, fetch_optional, sql, &*self.owner, id.to_string())?;
        row.map(|row| sign_in(&row)).transpose()
    }

    /// All browsers of the person, the one used last before the others.
    pub async fn sign_ins(&mut self) -> Result<Vec<SignIn>, Error> {
        let sql = "SELECT id, secret_hash, agent, created_at, seen_at, confirmed_at FROM sign_ins \
                   WHERE owner = $1 ORDER BY seen_at DESC, id";
        let rows = run!(self.conn, fetch_all, sql, &*self.owner)?;
        rows.iter().map(sign_in).collect()
    }

    /// Records that a browser was used.
    pub async fn saw_sign_in(&mut self, id: SignInId, now: Timestamp) -> Result<(), Error> {
        let sql = "UPDATE sign_ins SET seen_at = $3 WHERE owner = $1 AND id = $2 AND seen_at < $3";
        run!(self.conn, execute, sql, &*self.owner, id.to_string(), now.as_millis())?;
        Ok(())
    }

    /// Records that the person has proved in a browser who they are. Returns whether there is such a
    /// browser.
    pub async fn confirm_sign_in(&mut self, id: SignInId, now: Timestamp) -> Result<bool, Error> {
        let sql =
            "UPDATE sign_ins SET confirmed_at = $3, seen_at = $3 WHERE owner = $1 AND id = $2";
        Ok(run!(self.conn, execute, sql, &*self.owner, id.to_string(), now.as_millis())? == 1)
    }

    /// Signs out of a browser. Returns whether there is such a browser.
    pub async fn delete_sign_in(&mut self, id: SignInId) -> Result<bool, Error> {
        let sql = "DELETE FROM sign_ins WHERE owner = $1 AND id = $2";
        Ok(run!(self.conn, execute, sql, &*self.owner, id.to_string())? == 1)
    }

    /// Signs out of all browsers, or of all but one. Returns of how many.
    pub async fn delete_sign_ins(&mut self, but: Option<SignInId>) -> Result<u64, Error> {
        let but = but.map(|id| id.to_string()).unwrap_or_default();
        let sql = "DELETE FROM sign_ins WHERE owner = $1 AND id <> $2";
        run!(self.conn, execute, sql, &*self.owner, but)
    }

    /// Signs out of the browsers that were last used before then.
    pub async fn delete_sign_ins_before(&mut self, seen: Timestamp) -> Result<u64, Error> {
        let sql = "DELETE FROM sign_ins WHERE owner = $1 AND seen_at < $2";
        run!(self.conn, execute, sql, &*self.owner, seen.as_millis())
    }
}

fn sign_in(row: &Row) -> Result<SignIn, Error> {
    Ok(SignIn {
        id: row.get_id("id")?,
        secret_hash: row.get_hash("secret_hash")?,
        agent: row.get("agent")?,
        created_at: Timestamp::from_millis(row.get("created_at")?),
        seen_at: Timestamp::from_millis(row.get("seen_at")?),
        confirmed_at: Timestamp::from_millis(row.get("confirmed_at")?),
    })
}

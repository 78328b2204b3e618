//! The tokens with which programs act for a person.

use domain::{Scopes, Timestamp, TokenId};

use crate::text::name as one_line;
use crate::tx::{Row, run, undecodable};
use crate::{Error, Tx};

/// A token of a person, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its identifier.
    pub id: TokenId,
    /// What the person calls it, on one line.
    pub name: String,
    /// SHA-256 of its secret.
    pub secret_hash: [u8; 32],
    /// What it allows.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is of no more use; `None` if it never ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

impl Tx {
    /// Stores a token.
    pub async fn insert_api_token(&mut self, token: &ApiToken) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO api_tokens (owner, id, name, secret_hash, scopes, created_at, expires_at, \
             used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &*self.owner,
            token.id.to_string(),
            one_line(&token.name),
            token.secret_hash.as_slice(),
            token.scopes.to_string(),
            token.created_at.as_millis(),
            token.expires_at.map(Timestamp::as_millis),
            token.used_at.map(Timestamp::as_millis),
        )?;
        Ok(())
    }

    /// A token of the person.
    pub async fn api_token(&mut self, id: TokenId) -> Result<Option<ApiToken>, Error> {
        let sql = "SELECT id, name, secret_hash, scopes, created_at, expires_at, used_at \
                   FROM api_tokens WHERE owner = $1 AND id = $2";
        let row = run!(self.conn, fetch_optional, sql, &*self.owner, id.to_string())?;
        row.map(|row| token(&row)).transpose()
    }

    /// All tokens of the person, the newest first.
    pub async fn api_tokens(&mut self) -> Result<Vec<ApiToken>, Error> {
        let sql = "SELECT id, name, secret_hash, scopes, created_at, expires_at, used_at \
                   FROM api_tokens WHERE owner = $1 ORDER BY id DESC";
        let rows = run!(self.conn, fetch_all, sql, &*self.owner)?;
        rows.iter().map(token).collect()
    }

    /// Records that a token was used.
    pub async fn used_api_token(&mut self, id: TokenId, now: Timestamp) -> Result<(), Error> {
        let sql = "UPDATE api_tokens SET used_at = $3 WHERE owner = $1 AND id = $2";
        run!(self.conn, execute, sql, &*self.owner, id.to_string(), now.as_millis())?;
        Ok(())
    }

    /// Takes a token back. Returns whether there is such a token.
    pub async fn delete_api_token(&mut self, id: TokenId) -> Result<bool, Error> {
        let sql = "DELETE FROM api_tokens WHERE owner = $1 AND id = $2";
        Ok(run!(self.conn, execute, sql, &*self.owner, id.to_string())? == 1)
    }
}

fn token(row: &Row) -> Result<ApiToken, Error> {
    let time = |column| Ok::<_, Error>(row.get::<Option<i64>>(column)?.map(Timestamp::from_millis));
    let scopes: String = row.get("scopes")?;
    Ok(ApiToken {
        id: row.get_id("id")?,
        name: row.get("name")?,
        secret_hash: row.get_hash("secret_hash")?,
        scopes: scopes.parse().map_err(|error| undecodable("scopes", Box::new(error)))?,
        created_at: Timestamp::from_millis(row.get("created_at")?),
        expires_at: time("expires_at")?,
        used_at: time("used_at")?,
    })
}

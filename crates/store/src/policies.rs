//! What owners allow in their accounts: policies, pauses, and troubles that they must know of.

use domain::{AccountId, Alert, Pause, PeerId, Policy, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::tx::{Row, run, undecodable};
use crate::{Error, Tx};

/// What holds for an account beside its chats' modes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// What the owner allows; `None` while the settings count.
    pub policy: Option<Policy>,
    /// The twin's pause, which may be over.
    pub pause: Option<Pause>,
    /// What the owner must know.
    pub alert: Option<Alert>,
}

impl Tx {
    /// The rules of an account.
    pub async fn rules(&mut self, account: AccountId) -> Result<Rules, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT policy, pause, alert FROM policies WHERE owner = $1 AND account = $2",
            &*self.owner,
            account.to_string(),
        )?;
        row.map_or(Ok(Rules::default()), |row| rules(&row))
    }

    /// The rules of all accounts of which anything was said, oldest account first.
    pub async fn all_rules(&mut self) -> Result<Vec<(AccountId, Rules)>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT account, policy, pause, alert FROM policies WHERE owner = $1 \
             ORDER BY account",
            &*self.owner,
        )?
        .iter()
        .map(|row| Ok((row.get_id("account")?, rules(row)?)))
        .collect()
    }

    /// Stores what the owner allows in an account, which must be known.
    pub async fn set_policy(&mut self, account: AccountId, policy: &Policy) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO policies (owner, account, policy) VALUES ($1, $2, $3) \
             ON CONFLICT (owner, account) DO UPDATE SET policy = excluded.policy",
            &*self.owner,
            account.to_string(),
            json(Some(policy)),
        )?;
        Ok(())
    }

    /// Pauses the twin in an account, which must be known; `None` ends its pause.
    pub async fn set_pause(
        &mut self,
        account: AccountId,
        pause: Option<&Pause>,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO policies (owner, account, pause) VALUES ($1, $2, $3) \
             ON CONFLICT (owner, account) DO UPDATE SET pause = excluded.pause",
            &*self.owner,
            account.to_string(),
            json(pause),
        )?;
        Ok(())
    }

    /// Keeps what the owner must know of an account, which must be known, in place of an earlier
    /// alert; `None` says that they have seen to it.
    pub async fn set_alert(
        &mut self,
        account: AccountId,
        alert: Option<&Alert>,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO policies (owner, account, alert) VALUES ($1, $2, $3) \
             ON CONFLICT (owner, account) DO UPDATE SET alert = excluded.alert",
            &*self.owner,
            account.to_string(),
            json(alert),
        )?;
        Ok(())
    }

    /// Records that a chat is being told that the owner is away. `false` if there is no such chat.
    pub async fn away_is_said(
        &mut self,
        account: AccountId,
        chat: PeerId,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET away_said_at = $4 \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
            at.as_millis(),
        )?;
        Ok(updated == 1)
    }
}

/// The rules of an account, from a row with their columns.
pub(crate) fn rules(row: &Row) -> Result<Rules, Error> {
    Ok(Rules {
        policy: value(row, "policy")?,
        pause: value(row, "pause")?,
        alert: value(row, "alert")?,
    })
}

fn json<T: Serialize>(value: Option<&T>) -> Option<String> {
    value.map(|value| serde_json::to_string(value).expect("what is kept has a JSON form"))
}

fn value<T: DeserializeOwned>(row: &Row, column: &str) -> Result<Option<T>, Error> {
    let text: Option<String> = row.get(column)?;
    let value = text.map(|text| serde_json::from_str(&text));
    value.transpose().map_err(|error| undecodable(column, error.into()))
}

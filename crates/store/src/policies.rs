//! What owners allow in their accounts: policies, pauses, and troubles that they must know of.

use domain::{AccountId, Alert, Bounds, Pause, PeerId, Policy, Timestamp};
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
    /// What the owner keeps to themselves.
    pub bounds: Bounds,
}

/// The pauses that bear on a chat; they may be over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pauses {
    /// That of the account.
    pub of_account: Option<Pause>,
    /// That of the chat itself.
    pub of_chat: Option<Pause>,
}

impl Pauses {
    /// The one that goes on for longest.
    pub fn in_force(self, now: Timestamp) -> Option<Pause> {
        Pause::longest(self.of_account.into_iter().chain(self.of_chat), now)
    }
}

impl Tx {
    /// The rules of an account.
    pub async fn rules(&mut self, account: AccountId) -> Result<Rules, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT policy, pause, alert, bounds FROM policies WHERE owner = $1 AND account = $2",
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
            "SELECT account, policy, pause, alert, bounds FROM policies WHERE owner = $1 \
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

    /// Stores what the owner keeps to themselves in an account, which must be known.
    pub async fn set_bounds(&mut self, account: AccountId, bounds: &Bounds) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO policies (owner, account, bounds) VALUES ($1, $2, $3) \
             ON CONFLICT (owner, account) DO UPDATE SET bounds = excluded.bounds",
            &*self.owner,
            account.to_string(),
            json(Some(bounds)),
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

    /// Pauses the twin in a chat; `None` ends its pause. `false` if there is no such chat.
    pub async fn set_chat_pause(
        &mut self,
        account: AccountId,
        chat: PeerId,
        pause: Option<&Pause>,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET pause = $4 WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
            json(pause),
        )?;
        Ok(updated == 1)
    }

    /// The pauses in chats of an account, which may be over, in the order of the chats' numbers.
    pub async fn chat_pauses(&mut self, account: AccountId) -> Result<Vec<(PeerId, Pause)>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT chat, pause FROM telegram_chats \
             WHERE owner = $1 AND account = $2 AND pause IS NOT NULL ORDER BY chat",
            &*self.owner,
            account.to_string(),
        )?;
        let mut pauses = Vec::new();
        for row in &rows {
            let pause = value(row, "pause")?;
            pauses.extend(pause.map(|pause| (row.get("chat").map(PeerId), pause)));
        }
        pauses.into_iter().map(|(chat, pause)| Ok((chat?, pause))).collect()
    }

    /// The pauses that bear on a chat, that of its account and its own; they may be over.
    pub async fn pauses_in(&mut self, account: AccountId, chat: PeerId) -> Result<Pauses, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT (SELECT pause FROM policies WHERE owner = $1 AND account = $2) AS pause, \
             (SELECT pause FROM telegram_chats WHERE owner = $1 AND account = $2 AND chat = $3) \
             AS chat_pause",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        row.map_or(Ok(Pauses::default()), |row| {
            Ok(Pauses { of_account: value(&row, "pause")?, of_chat: value(&row, "chat_pause")? })
        })
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
        bounds: value(row, "bounds")?.unwrap_or_default(),
    })
}

fn json<T: Serialize>(value: Option<&T>) -> Option<String> {
    value.map(|value| serde_json::to_string(value).expect("what is kept has a JSON form"))
}

/// What a column of JSON holds.
pub(crate) fn value<T: DeserializeOwned>(row: &Row, column: &str) -> Result<Option<T>, Error> {
    let text: Option<String> = row.get(column)?;
    let value = text.map(|text| serde_json::from_str(&text));
    value.transpose().map_err(|error| undecodable(column, error.into()))
}

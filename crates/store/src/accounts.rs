//! The Telegram accounts of an owner and the twin's settings for them.

use domain::{Account, AccountId, AccountState, Mode, PeerId, Profile};

use crate::text::{StoredAsText, name};
use crate::tx::{Row, run};
use crate::{Error, Tx};

impl Tx {
    /// Adds an account; `false` if the owner already has one of the same user, which is left as it
    /// is.
    pub async fn insert_account(&mut self, account: &Account) -> Result<bool, Error> {
        let Account { id, kind, profile, state, default_mode } = account;
        let inserted = run!(
            self.conn,
            execute,
            "INSERT INTO telegram_integrations (owner, id, user_id, first_name, last_name, \
             username, phone, state, default_mode, kind) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             ON CONFLICT (owner, user_id) DO NOTHING",
            &*self.owner,
            id.to_string(),
            profile.user_id.0,
            name(&profile.first_name),
            name(&profile.last_name),
            profile.username.as_deref().map(name),
            profile.phone.as_deref().map(name),
            state.as_text(),
            default_mode.as_text(),
            kind.as_text(),
        )?;
        if inserted == 1 {
            self.begin_index(&id.to_string()).await?;
        }
        Ok(inserted == 1)
    }

    /// An account by its identifier.
    pub async fn account(&mut self, id: AccountId) -> Result<Option<Account>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT * FROM telegram_integrations \
             WHERE owner = $1 AND id = $2 AND removed_at IS NULL",
            &*self.owner,
            id.to_string(),
        )?
        .map(|row| account(&row))
        .transpose()
    }

    /// The account of a Telegram user.
    pub async fn account_by_user(&mut self, user: PeerId) -> Result<Option<Account>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT * FROM telegram_integrations \
             WHERE owner = $1 AND user_id = $2 AND removed_at IS NULL",
            &*self.owner,
            user.0,
        )?
        .map(|row| account(&row))
        .transpose()
    }

    /// All accounts, oldest first.
    pub async fn accounts(&mut self) -> Result<Vec<Account>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT * FROM telegram_integrations \
             WHERE owner = $1 AND removed_at IS NULL ORDER BY id",
            &*self.owner,
        )?
        .iter()
        .map(account)
        .collect()
    }

    /// Holds an account until the end of this transaction: another that asks for it waits, and what is read
    /// from now on nobody changes who asks too. Returns whether there is such an account.
    pub async fn hold_account(&mut self, id: AccountId) -> Result<bool, Error> {
        let held = run!(
            self.conn,
            fetch_optional,
            sqlite: "SELECT 1 AS held FROM telegram_integrations \
                     WHERE owner = $1 AND id = $2 AND removed_at IS NULL",
            // Rows that name it may be added meanwhile.
            postgres: "SELECT 1 AS held FROM telegram_integrations \
                       WHERE owner = $1 AND id = $2 AND removed_at IS NULL FOR NO KEY UPDATE",
            &*self.owner,
            id.to_string(),
        )?;
        Ok(held.is_some())
    }

    /// Changes what an account can do; `false` if there is no such account.
    pub async fn set_account_state(
        &mut self,
        id: AccountId,
        state: AccountState,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_integrations SET state = $3 \
             WHERE owner = $1 AND id = $2 AND removed_at IS NULL",
            &*self.owner,
            id.to_string(),
            state.as_text(),
        )?;
        Ok(updated == 1)
    }

    /// Lets the accounts of a restored backup connect that wait for it; returns how many have a session
    /// to connect with.
    pub async fn connect_accounts(&mut self) -> Result<u64, Error> {
        run!(
            self.conn,
            execute,
            "UPDATE telegram_integrations SET state = $2 WHERE owner = $1 AND state = $3 \
             AND removed_at IS NULL AND EXISTS (SELECT 1 FROM telegram_sessions s \
             WHERE s.owner = telegram_integrations.owner AND s.account = telegram_integrations.id)",
            &*self.owner,
            AccountState::Active.as_text(),
            AccountState::Offline.as_text(),
        )
    }

    /// Changes the names and the phone number of an account; `false` if there is no such account or
    /// if it is another user's.
    pub async fn update_profile(
        &mut self,
        id: AccountId,
        profile: &Profile,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_integrations \
             SET first_name = $4, last_name = $5, username = $6, phone = $7 \
             WHERE owner = $1 AND id = $2 AND user_id = $3 AND removed_at IS NULL",
            &*self.owner,
            id.to_string(),
            profile.user_id.0,
            name(&profile.first_name),
            name(&profile.last_name),
            profile.username.as_deref().map(name),
            profile.phone.as_deref().map(name),
        )?;
        Ok(updated == 1)
    }

    /// Changes the mode of the chats that have none of their own; `false` if there is no such
    /// account.
    pub async fn set_default_mode(&mut self, id: AccountId, mode: Mode) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_integrations SET default_mode = $3 \
             WHERE owner = $1 AND id = $2 AND removed_at IS NULL",
            &*self.owner,
            id.to_string(),
            mode.as_text(),
        )?;
        Ok(updated == 1)
    }
}

fn account(row: &Row) -> Result<Account, Error> {
    Ok(Account {
        id: row.get_id("id")?,
        kind: row.get_enum("kind")?,
        profile: Profile {
            user_id: PeerId(row.get("user_id")?),
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            username: row.get("username")?,
            phone: row.get("phone")?,
        },
        state: row.get_enum("state")?,
        default_mode: row.get_enum("default_mode")?,
    })
}

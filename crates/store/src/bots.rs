//! What accounts of bots have besides: in whose manner their twins write, and chats whose other side wants
//! no answers.

use domain::{AccountId, AccountKind, Mode, PeerId};

use crate::text::StoredAsText;
use crate::tx::run;
use crate::{Error, Tx};

impl Tx {
    /// Says whose an account is at Telegram; `false` if there is no such account.
    pub async fn set_account_kind(
        &mut self,
        account: AccountId,
        kind: AccountKind,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_integrations SET kind = $3 \
             WHERE owner = $1 AND id = $2 AND removed_at IS NULL",
            &*self.owner,
            account.to_string(),
            kind.as_text(),
        )?;
        Ok(updated == 1)
    }

    /// The account in whose manner an account's twin writes; `None` is in that of its own messages, also
    /// where the other account is gone.
    pub async fn manner_of(&mut self, account: AccountId) -> Result<Option<AccountId>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT o.id FROM telegram_integrations a \
             JOIN telegram_integrations o ON o.owner = a.owner AND o.id = a.manner_of \
             WHERE a.owner = $1 AND a.id = $2 AND o.removed_at IS NULL",
            &*self.owner,
            account.to_string(),
        )?
        .map(|row| row.get_id("id"))
        .transpose()
    }

    /// Says in whose manner an account's twin writes; `false` if there is no such account.
    pub async fn set_manner_of(
        &mut self,
        account: AccountId,
        of: Option<AccountId>,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_integrations SET manner_of = $3 \
             WHERE owner = $1 AND id = $2 AND removed_at IS NULL",
            &*self.owner,
            account.to_string(),
            of.map(|of| of.to_string()),
        )?;
        Ok(updated == 1)
    }

    /// The other side of a chat wants no answers: its mode is off until they say otherwise, or the owner
    /// does. `false` if it is off already.
    pub async fn stop_chat(&mut self, account: AccountId, chat: PeerId) -> Result<bool, Error> {
        let stopped = run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET stopped_from = COALESCE(mode, ''), mode = $4 \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND (mode IS NULL OR mode <> $4)",
            &*self.owner,
            account.to_string(),
            chat.0,
            Mode::Off.as_text(),
        )?;
        Ok(stopped == 1)
    }

    /// The other side of a chat wants answers again: its mode is as it was. `false` if they did not stop
    /// it; what the owner has switched off stays so.
    pub async fn unstop_chat(&mut self, account: AccountId, chat: PeerId) -> Result<bool, Error> {
        let unstopped = run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET mode = NULLIF(stopped_from, ''), stopped_from = NULL \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND stopped_from IS NOT NULL",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        Ok(unstopped == 1)
    }

    /// Whether the other side of a chat has said that they want no answers, and the owner nothing since.
    pub async fn is_stopped(&mut self, account: AccountId, chat: PeerId) -> Result<bool, Error> {
        let found = run!(
            self.conn,
            fetch_optional,
            "SELECT 1 AS found FROM telegram_chats \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND stopped_from IS NOT NULL",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        Ok(found.is_some())
    }
}

//! Answers that the owner has struck out: the twin must not learn from them, whatever is imported.

use domain::{AccountId, MessageId, PeerId};

use crate::tx::run;
use crate::{Error, Tx};

impl Tx {
    /// Strikes out the answer that holds a message, which need not be stored; `false` if it is
    /// struck out already.
    pub async fn strike_answer(
        &mut self,
        account: AccountId,
        chat: PeerId,
        message: MessageId,
    ) -> Result<bool, Error> {
        let inserted = run!(
            self.conn,
            execute,
            "INSERT INTO struck_answers (owner, account, chat, message) VALUES ($1, $2, $3, $4) \
             ON CONFLICT DO NOTHING",
            &*self.owner,
            account.to_string(),
            chat.0,
            message.0,
        )?;
        Ok(inserted == 1)
    }

    /// Takes that back for all messages of a chat from `first` to `last`; `false` if none was struck
    /// out.
    pub async fn restore_answer(
        &mut self,
        account: AccountId,
        chat: PeerId,
        first: MessageId,
        last: MessageId,
    ) -> Result<bool, Error> {
        let deleted = run!(
            self.conn,
            execute,
            "DELETE FROM struck_answers WHERE owner = $1 AND account = $2 AND chat = $3 \
             AND message BETWEEN $4 AND $5",
            &*self.owner,
            account.to_string(),
            chat.0,
            first.0,
            last.0,
        )?;
        Ok(deleted > 0)
    }

    /// Every answer struck out, by its chat and message.
    pub async fn struck_answers(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<(PeerId, MessageId)>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT chat, message FROM struck_answers WHERE owner = $1 AND account = $2 \
             ORDER BY chat, message",
            &*self.owner,
            account.to_string(),
        )?
        .iter()
        .map(|row| Ok((PeerId(row.get("chat")?), MessageId(row.get("message")?))))
        .collect()
    }
}

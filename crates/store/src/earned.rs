//! How the twin stands in a chat: what speaks for it, and when the owner decided otherwise.

use domain::{AccountId, PeerId, Timestamp};

use crate::tx::{run, sql_limit};
use crate::{Error, Tx};

/// When the owner, or a bad reply, decided about the twin's autonomy in a chat.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// When it was last taken back; what happened before speaks for it no more.
    pub taken_back_at: Option<Timestamp>,
    /// When the owner last put off giving it more.
    pub put_off_at: Option<Timestamp>,
}

impl Tx {
    /// How the twin stands in a chat; nothing is known of a chat that there is not.
    pub async fn standing(&mut self, account: AccountId, chat: PeerId) -> Result<Standing, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT taken_back_at, put_off_at FROM telegram_chats \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        let Some(row) = row else { return Ok(Standing::default()) };
        let at = |column| -> Result<_, Error> {
            Ok(row.get::<Option<i64>>(column)?.map(Timestamp::from_millis))
        };
        Ok(Standing { taken_back_at: at("taken_back_at")?, put_off_at: at("put_off_at")? })
    }

    /// Stores how the twin stands in a chat. `false` if there is no such chat.
    pub async fn set_standing(
        &mut self,
        account: AccountId,
        chat: PeerId,
        standing: Standing,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET taken_back_at = $4, put_off_at = $5 \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
            standing.taken_back_at.map(Timestamp::as_millis),
            standing.put_off_at.map(Timestamp::as_millis),
        )?;
        Ok(updated == 1)
    }

    /// The chats of an account in which enough speaks for or against the twin, in the order of their
    /// numbers: so many replies, or comparisons of what it would have said, at least.
    pub async fn chats_with_evidence(
        &mut self,
        account: AccountId,
        enough: usize,
    ) -> Result<Vec<PeerId>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT chat FROM replies WHERE owner = $1 AND account = $2 \
             GROUP BY chat HAVING count(*) >= $3 \
             UNION SELECT chat FROM rehearsals WHERE owner = $1 AND account = $2 \
             AND said IS NOT NULL GROUP BY chat HAVING count(*) >= $3 ORDER BY chat",
            &*self.owner,
            account.to_string(),
            sql_limit(enough),
        )?
        .iter()
        .map(|row| Ok(PeerId(row.get("chat")?)))
        .collect()
    }
}

//! What a twin said or would have said, kept with its replies: erased with the messages.

use std::collections::BTreeSet;

use domain::{AccountId, MessageId, PeerId};

use crate::tx::run;
use crate::{Error, Tx};

impl Tx {
    /// Erases the words of closed replies of a chat: of bubbles that became one of these messages, and of
    /// replies that answered one of them. The replies stay, and are counted.
    pub async fn erase_said(
        &mut self,
        account: AccountId,
        chat: PeerId,
        messages: &[MessageId],
    ) -> Result<(), Error> {
        let erased: BTreeSet<i32> = messages.iter().map(|id| id.0).collect();
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT b.reply AS reply, b.position AS position, b.message_id AS message_id, \
             r.answers AS answers \
             FROM replies r JOIN reply_bubbles b ON b.owner = r.owner AND b.reply = r.id \
             WHERE r.owner = $1 AND r.account = $2 AND r.chat = $3 \
             AND r.state NOT IN ('waiting', 'scheduled', 'sending') AND b.text <> ''",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        for row in rows {
            let became: Option<i32> = row.get("message_id")?;
            let answers: i32 = row.get("answers")?;
            if !erased.contains(&answers) && became.is_none_or(|id| !erased.contains(&id)) {
                continue;
            }
            run!(
                self.conn,
                execute,
                "UPDATE reply_bubbles SET text = '' WHERE owner = $1 AND reply = $2 AND position = $3",
                &*self.owner,
                row.get::<String>("reply")?,
                row.get::<i32>("position")?,
            )?;
            // What the twin had written before the owner changed it.
            run!(
                self.conn,
                execute,
                "UPDATE replies SET first_texts = NULL WHERE owner = $1 AND id = $2",
                &*self.owner,
                row.get::<String>("reply")?,
            )?;
        }
        Ok(())
    }
}

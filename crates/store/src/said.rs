//! What a twin said or would have said, kept with its replies: erased with the messages.

use domain::{AccountId, MessageId, PeerId};

use crate::tx::run;
use crate::{Error, Tx};

/// A statement about closed replies of a chat, for SQLite and for PostgreSQL: those that answered one of
/// these messages, or whose bubbles became one. The CROSS JOINs and the named index keep SQLite from walking
/// through all replies there are.
macro_rules! of_these {
    ($change:literal, $key:literal, answered) => {
        (
            of_these!(
                $change,
                $key,
                "json_each($4) j CROSS JOIN replies r INDEXED BY replies_by_answer \
                 WHERE r.answers = j.value"
            ),
            of_these!(
                $change,
                $key,
                "json_array_elements_text($4::json) j CROSS JOIN replies r \
                 WHERE r.answers = j.value::int"
            ),
        )
    };
    ($change:literal, $key:literal, became) => {
        (
            of_these!(
                $change,
                $key,
                "json_each($4) j CROSS JOIN reply_bubbles b CROSS JOIN replies r \
                 WHERE b.owner = $1 AND b.message_id + 0 = j.value AND r.id = b.reply"
            ),
            of_these!(
                $change,
                $key,
                "json_array_elements_text($4::json) j CROSS JOIN reply_bubbles b \
                 CROSS JOIN replies r \
                 WHERE b.owner = $1 AND b.message_id + 0 = j.value::int AND r.id = b.reply"
            ),
        )
    };
    ($change:literal, $key:literal, $these:literal) => {
        concat!(
            $change,
            " IN (SELECT ",
            $key,
            " FROM ",
            $these,
            " AND r.owner = $1 AND r.account = $2 AND r.chat = $3 \
             AND r.state NOT IN ('waiting', 'scheduled', 'sending'))"
        )
    };
}

/// What the twin had written before the owner changed it, and what was or would have been sent.
const WORDS: [(&str, &str); 4] = [
    of_these!(
        "UPDATE replies SET first_texts = NULL \
         WHERE owner = $1 AND first_texts IS NOT NULL AND id",
        "r.id",
        answered
    ),
    of_these!(
        "UPDATE replies SET first_texts = NULL \
         WHERE owner = $1 AND first_texts IS NOT NULL AND id",
        "r.id",
        became
    ),
    of_these!(
        "UPDATE reply_bubbles SET text = '' WHERE owner = $1 AND text <> '' AND reply",
        "r.id",
        answered
    ),
    of_these!(
        "UPDATE reply_bubbles SET text = '' \
         WHERE owner = $1 AND text <> '' AND (reply, position)",
        "b.reply, b.position",
        became
    ),
];

impl Tx {
    /// Erases the words of closed replies of a chat: of bubbles that became one of these messages, and of
    /// replies that answered one of them. The replies stay, and are counted.
    pub async fn erase_said(
        &mut self,
        account: AccountId,
        chat: PeerId,
        messages: &[MessageId],
    ) -> Result<(), Error> {
        let messages: Vec<i32> = messages.iter().map(|id| id.0).collect();
        let messages = serde_json::json!(messages).to_string();
        for (sqlite, postgres) in WORDS {
            run!(
                self.conn,
                execute,
                sqlite: sqlite,
                postgres: postgres,
                &*self.owner,
                account.to_string(),
                chat.0,
                &*messages,
            )?;
        }
        Ok(())
    }
}

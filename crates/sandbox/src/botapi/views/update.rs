//! `Update`.

use serde_json::{Value, json};

use super::View;
use crate::state::bots::update::{Pending, Update};

impl View<'_> {
    /// Something that the bot is told.
    pub(in crate::botapi) fn update(&self, pending: &Pending) -> Value {
        let object = match &pending.update {
            Update::Message(letter) | Update::EditedMessage(letter) => self.message(letter, None),
            Update::MyChatMember { chat, by, date, before, after } => json!({
                "chat": self.chat(*chat),
                "from": self.user(*by),
                "date": date,
                "old_chat_member": self.standing(*before),
                "new_chat_member": self.standing(*after),
            }),
            Update::BusinessConnection(connection) => self.connection(connection),
            Update::BusinessMessage { connection, letter }
            | Update::EditedBusinessMessage { connection, letter } => {
                self.message(letter, Some(connection))
            }
            Update::DeletedBusinessMessages { connection, chat, ids } => json!({
                "business_connection_id": connection,
                "chat": self.chat(*chat),
                "message_ids": ids,
            }),
        };
        json!({"update_id": pending.id, pending.update.name(): object})
    }
}

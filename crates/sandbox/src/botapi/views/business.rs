//! `BusinessConnection`.

use serde_json::{Map, Value, json};

use super::View;
use crate::state::bots::business::Connection;

impl View<'_> {
    /// A connection to an account.
    pub(in crate::botapi) fn connection(&self, connection: &Connection) -> Value {
        let rights = connection.rights.iter().filter_map(|right| {
            let name = serde_json::to_value(right).ok()?;
            Some((format!("can_{}", name.as_str()?), Value::Bool(true)))
        });
        json!({
            "id": connection.id,
            "user": self.user(connection.owner),
            "user_chat_id": connection.owner,
            "date": connection.date,
            "rights": rights.collect::<Map<String, Value>>(),
            "is_enabled": connection.enabled,
        })
    }
}

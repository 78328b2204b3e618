//! Exports of Telegram Desktop, whose fields stand in a certain order.

use serde_json::{Value, json};

/// A chat with its messages.
pub(super) fn chat(kind: &str, id: usize, messages: &[Value]) -> String {
    let messages = json!(messages);
    format!(r#"{{"name": "chat", "type": "{kind}", "id": {id}, "messages": {messages}}}"#)
}

/// The export of an account.
pub(super) fn of(owner: usize, chats: &[String]) -> String {
    let chats = chats.join(", ");
    let person = format!(r#"{{"user_id": {owner}, "first_name": "x"}}"#);
    format!(r#"{{"personal_information": {person}, "chats": {{"list": [{chats}]}}}}"#)
}

//! What programs were or are to be told of a message that is gone: the words go out of it, and what is sent
//! in its place says so.

use domain::{AccountId, DeliveryId, MessageId, PeerId, WebhookId};
use serde_json::{Map, Value, json};
use store::Tx;

/// The parts of an event in which somebody's words may stand.
const TEXTS: [&str; 7] =
    ["message", "bubbles", "recalled", "text", "would_say", "said", "left_out"];

/// The part in which a message stands, or its number.
const MESSAGE: &str = "message";

/// Of more messages at once it is not looked which events quote them.
const MANY: usize = 50;

/// The parts of an event that only say what it is about.
const KEPT: [&str; 4] = ["type", "reply", "question", "explanation"];

/// Takes messages out of what webhooks were or are to be told of them.
pub(crate) async fn withdraw_messages(
    tx: &mut Tx,
    account: AccountId,
    messages: &[(PeerId, MessageId)],
) -> Result<(), store::Error> {
    if messages.len() > MANY {
        return withdraw_words(tx, account, None, "").await;
    }
    for (chat, id) in messages {
        // As the event writes it.
        let words = format!("\"message\":{{\"chat\":{chat},\"id\":{id},");
        let found = tx.deliveries_holding(account, "", &words).await?;
        withdraw(tx, found).await?;
    }
    Ok(())
}

/// Takes all texts out of what webhooks were or are to be told that quotes some words, in one chat only if
/// one is named; without words, out of all that they were or are to be told of the account.
pub(crate) async fn withdraw_words(
    tx: &mut Tx,
    account: AccountId,
    chat: Option<PeerId>,
    words: &str,
) -> Result<(), store::Error> {
    let place = chat.map(|chat| format!("\"chat\":{chat},\"event\"")).unwrap_or_default();
    let quoted = serde_json::to_string(words).unwrap_or_default();
    let words = quoted.strip_prefix('"').and_then(|quoted| quoted.strip_suffix('"'));
    let found = tx.deliveries_holding(account, &place, words.unwrap_or_default()).await?;
    withdraw(tx, found).await
}

async fn withdraw(
    tx: &mut Tx,
    found: Vec<(WebhookId, DeliveryId, String)>,
) -> Result<(), store::Error> {
    for (webhook, id, payload) in found {
        // What holds nobody's words is not looked at again.
        let payload = without_words(&payload).unwrap_or(payload);
        tx.replace_delivery(webhook, id, &payload).await?;
    }
    Ok(())
}

/// The same event with nothing in it that anybody wrote; nothing if it is none.
fn without_words(payload: &str) -> Option<String> {
    let mut told: Value = serde_json::from_str(payload).ok()?;
    let event = told["event"].as_object()?;
    let is_withdrawn = event.contains_key("withdrawn");
    // Some only name a message by its number.
    let is_said = |text: &str| match event.get(text) {
        Some(part) => text != MESSAGE || part.is_object(),
        None => false,
    };
    if is_withdrawn || !TEXTS.iter().any(|text| is_said(text)) {
        return None;
    }
    let mut kept: Map<String, Value> = event
        .iter()
        .filter(|(name, _)| KEPT.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if let Some(message) = event.get(MESSAGE) {
        let left = match message.is_object() {
            true => json!({"chat": message["chat"], "id": message["id"]}),
            false => message.clone(),
        };
        kept.insert(MESSAGE.to_owned(), left);
    }
    kept.insert("withdrawn".to_owned(), Value::Bool(true));
    told["event"] = Value::Object(kept);
    Some(told.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_says_what_it_was_about() {
        let told = r#"{"seq":1,"at":2,"account":"a","chat":7,"event":{"type":"message","message":{"chat":7,"id":42,"content":{"text":"тайна"}},"bubbles":["тайна"]}}"#;
        let left: Value = serde_json::from_str(&without_words(told).unwrap()).unwrap();
        assert_eq!(
            left,
            json!({"seq": 1, "at": 2, "account": "a", "chat": 7, "event":
                {"type": "message", "message": {"chat": 7, "id": 42}, "withdrawn": true}})
        );
        assert_eq!(without_words(&left.to_string()), None, "once is enough");
        let cut = r#"{"event":{"type":"cut_short","reply":"r","left_out":["тайна"]}}"#;
        assert!(!without_words(cut).unwrap().contains("тайна"));
        assert_eq!(without_words("{}"), None);
        let wordless = r#"{"event":{"type":"paused","pause":null}}"#;
        assert_eq!(without_words(wordless), None, "nobody's words stand in it");
        assert_eq!(without_words("no JSON"), None);
        let number = r#"{"event":{"type":"listening","message":42}}"#;
        assert_eq!(without_words(number), None, "a number is nobody's words");
    }
}

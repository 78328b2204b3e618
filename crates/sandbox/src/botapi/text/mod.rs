//! Marks in a text: written into it in one of three languages, or told beside
//! it.

mod html;
mod markdown;
mod markdown_v2;
mod writer;

use serde_json::Value;

use super::Refused;
use crate::state::post::{Entity, EntityKind};

/// The most marks that one text may have.
const MAX_ENTITIES: usize = 100;
/// The longest text that is read at all, marks and all, in bytes.
pub(super) const MAX_RAW: usize = 1 << 15;

/// A text and what stands out in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) text: String,
    pub(super) entities: Vec<Entity>,
}

/// Reads marks written into a text.
pub(super) fn parse(mode: &str, text: &str) -> Result<Marked, Refused> {
    let read = match &*mode.to_ascii_lowercase() {
        "html" => html::parse(text),
        "markdownv2" => markdown_v2::parse(text),
        "markdown" => markdown::parse(text),
        "none" => Ok(Marked { text: text.to_owned(), entities: Vec::new() }),
        _ => return Err(Refused::bad_request("unsupported parse_mode")),
    };
    read.map_err(|why| Refused::bad_request(format!("can't parse entities: {why}")))
}

/// Reads marks told beside a text. Those of no known kind are left out.
pub(super) fn told(entities: &Value) -> Vec<Entity> {
    let given = entities.as_array().map(Vec::as_slice).unwrap_or_default();
    given.iter().filter_map(entity).take(MAX_ENTITIES).collect()
}

fn entity(given: &Value) -> Option<Entity> {
    let mut given = given.clone();
    match given["type"].as_str()? {
        "text_mention" => given["user_id"] = given["user"]["id"].clone(),
        "custom_emoji" => {
            let id: i64 = given["custom_emoji_id"].as_str()?.parse().ok()?;
            given["custom_emoji_id"] = id.into();
        }
        "pre" if given["language"].is_null() => given["language"] = "".into(),
        _ => {}
    }
    let entity: Entity = serde_json::from_value(given).ok()?;
    (entity.offset >= 0 && entity.length > 0).then_some(entity)
}

/// What an address leads to: a person, or a page.
fn link(address: &str) -> EntityKind {
    let user = address.strip_prefix("tg://user?id=").and_then(|id| id.parse().ok());
    match user {
        Some(user_id) => EntityKind::TextMention { user_id },
        None => EntityKind::TextLink { url: address.to_owned() },
    }
}

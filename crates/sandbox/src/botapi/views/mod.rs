//! The state as the Bot API's JSON, always as one bot sees it: one file per
//! object.

mod business;
mod chat;
mod file;
mod message;
mod update;
mod user;

pub(super) use file::field;
use serde_json::{Map, Value};

use crate::state::{State, UserId};

/// The state in the eyes of a bot.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) state: &'a State,
    pub(super) bot: UserId,
}

/// Adds what is there; what is not is left out, as the Bot API does.
fn put(object: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let (Value::Object(fields), Some(value)) = (object, value) {
        Map::insert(fields, name.to_owned(), value.into());
    }
}

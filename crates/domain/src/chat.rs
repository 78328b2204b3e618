//! A chat of an account, and the twin's mode in it.

use serde::{Deserialize, Serialize};

use crate::{Message, Peer};

/// How much the twin may do in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing.
    Off,
    /// Compose and show, never send.
    Watch,
    /// Answer by itself.
    Auto,
}

/// A chat and what a list of chats shows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chat {
    /// Whom it is with.
    pub peer: Peer,
    /// The chat's own mode; `None` takes the account's default.
    pub mode: Option<Mode>,
    /// Its newest message.
    pub last_message: Option<Message>,
}

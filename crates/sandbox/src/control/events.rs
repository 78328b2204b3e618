//! What somebody who watches an account sees of it.

use std::collections::HashMap;

use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::broadcast;

use crate::state::UserId;
use crate::state::mailbox::{Mailbox, Message};

/// How many events a slow watcher may fall behind before it is told that it
/// has missed some.
const BEHIND: usize = 1024;

/// A message as one account sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChatMessage {
    /// The message's id in this account's box.
    pub id: i32,
    /// The user id of the other person; one's own in Saved Messages.
    pub peer: i64,
    /// Whether this account wrote it.
    pub out: bool,
    /// Unix seconds.
    pub date: i64,
    /// The text.
    pub text: String,
    /// Whether the one it was written to has read it.
    pub read: bool,
}

/// Something that happened to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AccountEvent {
    /// A message came, or was sent by the account from anywhere.
    NewMessage(ChatMessage),
    /// Somebody types to the account, or has stopped. A client that dies while
    /// typing never says so: forget it after six seconds without news.
    Typing {
        /// The one who types.
        peer: i64,
        /// Whether it goes on.
        active: bool,
    },
    /// The peer has read what the account wrote, up to a message.
    ReadByPeer {
        /// The one who read.
        peer: i64,
        /// The last message read, in this account's box.
        max_id: i32,
    },
    /// The account has read what the peer wrote, up to a message.
    ReadHere {
        /// The one whose messages were read.
        peer: i64,
        /// The last message read, in this account's box.
        max_id: i32,
    },
}

impl ChatMessage {
    pub(crate) fn new(mailbox: &Mailbox, message: &Message) -> ChatMessage {
        let read_up_to = mailbox
            .dialog(message.peer)
            .map_or(0, |dialog| if message.out { dialog.read_outbox } else { dialog.read_inbox });
        ChatMessage {
            id: message.id,
            peer: message.peer,
            out: message.out,
            date: message.date.into(),
            text: message.text.clone(),
            read: message.id <= read_up_to,
        }
    }
}

/// Those who watch accounts from inside the process.
#[derive(Default)]
pub(crate) struct Watchers {
    channels: Mutex<HashMap<UserId, broadcast::Sender<AccountEvent>>>,
}

impl Watchers {
    pub(crate) fn subscribe(&self, account: UserId) -> broadcast::Receiver<AccountEvent> {
        let mut channels = self.channels.lock();
        channels.entry(account).or_insert_with(|| broadcast::channel(BEHIND).0).subscribe()
    }

    pub(crate) fn tell(&self, account: UserId, event: AccountEvent) {
        let mut channels = self.channels.lock();
        // Nobody left to hear it: the channel goes.
        if channels.get(&account).is_some_and(|channel| channel.send(event).is_err()) {
            channels.remove(&account);
        }
    }
}

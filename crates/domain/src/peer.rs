//! Who a chat is with, and who must never be answered.

use serde::{Deserialize, Serialize};

use crate::PeerId;

/// Accounts of Telegram itself: service notifications (777000 carries login codes), the anonymous
/// admin and channel bots, replies and verification codes. Never answered, never shown to a model.
pub const SERVICE_PEERS: [PeerId; 7] = [
    PeerId(777_000),
    PeerId(489_000),
    PeerId(42_777),
    PeerId(1_271_266_957),
    PeerId(1_087_968_824),
    PeerId(136_817_688),
    PeerId(5_434_988_373),
];

/// Whether this is one of Telegram's own accounts ([`SERVICE_PEERS`]).
pub fn is_service(id: PeerId) -> bool {
    SERVICE_PEERS.contains(&id)
}

/// What kind of chat a peer makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeerKind {
    /// A person or a bot: a private chat.
    User,
    /// A basic group or a supergroup.
    Group,
    /// A broadcast channel.
    Channel,
}

/// What Telegram says about a user. All but the last forbid an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeerFlags {
    /// The account's own user: Saved Messages.
    pub is_self: bool,
    /// A bot.
    pub bot: bool,
    /// Telegram's support.
    pub support: bool,
    /// A deleted account.
    pub deleted: bool,
    /// Reported as a scam or as a fake.
    pub scam: bool,
    /// Whether the owner has them among their contacts.
    pub contact: bool,
}

impl PeerFlags {
    /// Whether any of them forbids an answer.
    pub fn forbid(self) -> bool {
        self.is_self || self.bot || self.support || self.deleted || self.scam
    }
}

/// The other side of a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// Its number.
    pub id: PeerId,
    /// Whether it is a person, a group or a channel.
    pub kind: PeerKind,
    /// The name people see: a person's full name or a group's title.
    pub title: String,
    /// The public name without `@`, if it has one.
    pub username: Option<String>,
    /// Marks that forbid an answer.
    pub flags: PeerFlags,
}

impl Peer {
    /// Whether a twin may answer here at all: a private chat with a person, or a group.
    pub fn may_be_answered(&self) -> bool {
        self.kind != PeerKind::Channel && !self.flags.forbid() && !self.is_service()
    }

    /// Whether this is a private chat with a person whom a twin may answer.
    pub fn is_person(&self) -> bool {
        self.kind == PeerKind::User && self.may_be_answered()
    }

    /// Whether this is one of Telegram's own accounts ([`SERVICE_PEERS`]).
    pub fn is_service(&self) -> bool {
        is_service(self.id)
    }
}

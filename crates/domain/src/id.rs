//! Identifiers. Rows of ours carry [ULIDs](https://github.com/ulid/spec); peers and messages carry
//! Telegram's own numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::Timestamp;

macro_rules! ulid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Ulid);

        impl $name {
            /// A new identifier from the time of its making and 80 random bits, of which the low
            /// ones are used.
            pub fn new(now: Timestamp, random: u128) -> Self {
                Self(Ulid::from_parts(now.as_millis().unsigned_abs(), random))
            }

            /// The identifier as a number.
            pub fn bits(self) -> u128 {
                self.0.0
            }

            /// The identifier that is such a number.
            pub fn from_bits(bits: u128) -> Self {
                Self(Ulid(bits))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Ulid::from_string(text).map(Self).map_err(|_| InvalidId)
            }
        }
    };
}

/// A text that is no ULID.
#[derive(Debug, thiserror::Error)]
#[error("not a ULID")]
pub struct InvalidId;

ulid_id! {
    /// A person whose twins the server runs. Every stored row belongs to one.
    OwnerId
}
ulid_id! {
    /// A Telegram account of an owner.
    AccountId
}
ulid_id! {
    /// A planned reply.
    ReplyId
}
ulid_id! {
    /// A browser in which a person has signed in.
    SignInId
}
ulid_id! {
    /// A token with which a program acts for a person.
    TokenId
}
ulid_id! {
    /// An invitation to the server.
    InvitationId
}
ulid_id! {
    /// A line of the audit log.
    AuditId
}
ulid_id! {
    /// An address that is told of what happens.
    WebhookId
}
ulid_id! {
    /// Something that webhooks are told of: the same for all of them and for all tries.
    DeliveryId
}

ulid_id! {
    /// Something a twin remembers.
    FactId
}
ulid_id! {
    /// A question of a twin to its owner.
    QuestionId
}
ulid_id! {
    /// A voice that was made of the owner's recordings.
    VoiceId
}
ulid_id! {
    /// Something that the owner recorded to make a voice of.
    RecordingId
}

/// A peer (user, basic group or channel) in the form of the Bot API's dialog ids: users are
/// positive, basic groups `-id`, channels and supergroups `-1000000000000 - id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PeerId(pub i64);

impl PeerId {
    /// Whether it is a user, a person or a bot, and no group or channel.
    pub fn is_user(self) -> bool {
        self.0 > 0
    }

    /// Whether it is a channel or a supergroup.
    pub fn is_channel(self) -> bool {
        self.0 < -1_000_000_000_000
    }
}

impl fmt::Display for PeerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of a message: unique within an account for private chats and basic groups, within
/// the channel for channels and supergroups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub i32);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

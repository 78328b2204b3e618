//! Whom a chat is with.

use serde::{Deserialize, Serialize};

use super::{ChannelId, GroupId, UserId};

/// A person, a basic group or a supergroup.
///
/// Written as one number, as bots and client libraries write it: a user's id
/// as it is, a basic group's negative, a supergroup's below -10^12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub(crate) enum Peer {
    User(UserId),
    Group(GroupId),
    Channel(ChannelId),
}

/// Where the numbers of supergroups begin, downwards.
const CHANNELS: i64 = -1_000_000_000_000;

impl Peer {
    /// The person, if it is one.
    pub(crate) fn user(self) -> Option<UserId> {
        match self {
            Peer::User(id) => Some(id),
            Peer::Group(_) | Peer::Channel(_) => None,
        }
    }

    /// The supergroup, if it is one.
    pub(crate) fn channel(self) -> Option<ChannelId> {
        match self {
            Peer::Channel(id) => Some(id),
            Peer::User(_) | Peer::Group(_) => None,
        }
    }

    /// Whether it is one person, and not many.
    pub(crate) fn is_user(self) -> bool {
        self.user().is_some()
    }
}

impl From<i64> for Peer {
    fn from(number: i64) -> Peer {
        match number {
            0.. => Peer::User(number),
            _ if number > CHANNELS => Peer::Group(-number),
            _ => Peer::Channel(CHANNELS.saturating_sub(number)),
        }
    }
}

impl From<Peer> for i64 {
    fn from(peer: Peer) -> i64 {
        match peer {
            Peer::User(id) => id,
            Peer::Group(id) => -id,
            Peer::Channel(id) => CHANNELS - id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_is_one_number_and_back() {
        for (peer, number) in [
            (Peer::User(777_000), 777_000),
            (Peer::Group(42), -42),
            (Peer::Channel(2_000_000_001), -1_002_000_000_001),
        ] {
            assert_eq!(i64::from(peer), number);
            assert_eq!(Peer::from(number), peer);
        }
    }
}

//! Peer numbers in the three forms in which they appear.

use domain::{PeerId, PeerKey, PeerKind};
use grammers_tl_types as tl;

/// What channel numbers are shifted by in the Bot API's form of ids.
const CHANNEL_SHIFT: i64 = 1_000_000_000_000;

/// A peer by its kind and its bare number, as MTProto has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bare {
    User(i64),
    Chat(i64),
    Channel(i64),
}

impl From<Bare> for PeerId {
    fn from(bare: Bare) -> Self {
        Self(match bare {
            Bare::User(id) => id,
            Bare::Chat(id) => -id,
            Bare::Channel(id) => -CHANNEL_SHIFT - id,
        })
    }
}

impl From<PeerId> for Bare {
    fn from(PeerId(id): PeerId) -> Self {
        if id > 0 {
            Self::User(id)
        } else if id > -CHANNEL_SHIFT {
            Self::Chat(-id)
        } else {
            Self::Channel(-CHANNEL_SHIFT - id)
        }
    }
}

impl Bare {
    /// The kind as far as the number tells: a channel may be a supergroup.
    pub(crate) fn kind(self) -> PeerKind {
        match self {
            Self::User(_) => PeerKind::User,
            Self::Chat(_) => PeerKind::Group,
            Self::Channel(_) => PeerKind::Channel,
        }
    }
}

pub(crate) fn peer_id(peer: &tl::enums::Peer) -> PeerId {
    match peer {
        tl::enums::Peer::User(user) => Bare::User(user.user_id),
        tl::enums::Peer::Chat(chat) => Bare::Chat(chat.chat_id),
        tl::enums::Peer::Channel(channel) => Bare::Channel(channel.channel_id),
    }
    .into()
}

pub(crate) fn input_peer(key: PeerKey) -> tl::enums::InputPeer {
    match Bare::from(key.id) {
        Bare::User(user_id) => {
            tl::types::InputPeerUser { user_id, access_hash: key.access_hash }.into()
        }
        Bare::Chat(chat_id) => tl::types::InputPeerChat { chat_id }.into(),
        Bare::Channel(channel_id) => {
            tl::types::InputPeerChannel { channel_id, access_hash: key.access_hash }.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_number_leads_back_to_the_peer() {
        for (bare, id) in [
            (Bare::User(777_000), 777_000),
            (Bare::Chat(42), -42),
            (Bare::Chat(999_999_999_999), -999_999_999_999),
            (Bare::Channel(1), -1_000_000_000_001),
            (Bare::Channel(1_271_266_957), -1_001_271_266_957),
        ] {
            assert_eq!(PeerId::from(bare), PeerId(id));
            assert_eq!(Bare::from(PeerId(id)), bare);
        }
    }
}

//! The state as TL objects, always as one account sees it.

mod chat;
pub(super) mod entities;
mod input;
mod message;

use grammers_tl_types::{Deserializable, Serializable, enums, types};
use sha2::{Digest, Sha256};

use crate::server::{Presence, Server};
use crate::state::accounts::digits;
use crate::state::{Peer, SERVICE_USER, State, UserId};

pub(super) use message::Faces;

/// The state in the eyes of one account.
pub(super) struct View<'a> {
    pub(super) server: &'a Server,
    pub(super) state: &'a State,
    pub(super) viewer: UserId,
}

impl View<'_> {
    /// A person. `None` if there is no such account.
    pub(super) fn user(&self, id: UserId) -> Option<enums::User> {
        let access_hash = Some(access_hash(self.viewer, Peer::User(id)));
        if id == SERVICE_USER {
            return Some(enums::User::User(types::User {
                verified: true,
                support: true,
                access_hash,
                first_name: Some("Telegram".to_owned()),
                phone: Some("42777".to_owned()),
                ..bare_user(id)
            }));
        }
        let profile = &self.state.account(id)?.profile;
        let is_self = id == self.viewer;
        let knows = |who, whom| {
            self.state.account(who).is_some_and(|account| account.contacts.contains(&whom))
        };
        let contact = knows(self.viewer, id);
        Some(enums::User::User(types::User {
            is_self,
            contact,
            mutual_contact: contact && knows(id, self.viewer),
            access_hash,
            first_name: Some(profile.first_name.clone()),
            last_name: profile.last_name.clone(),
            username: profile.username.clone(),
            phone: (is_self || contact).then(|| digits(&profile.phone)),
            status: Some(self.status(id)),
            ..bare_user(id)
        }))
    }

    /// People, each once.
    pub(super) fn users(&self, ids: impl IntoIterator<Item = UserId>) -> Vec<enums::User> {
        let mut ids: Vec<UserId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().filter_map(|id| self.user(id)).collect()
    }

    /// Where the account's updates have got to.
    pub(super) fn updates_state(&self) -> types::updates::State {
        let mailbox = self.state.mailbox(self.viewer);
        types::updates::State {
            pts: mailbox.pts(),
            qts: 0,
            date: self.server.now(),
            seq: 1,
            unread_count: self.state.unread_total(self.viewer) as i32,
        }
    }

    /// Whether a person is online.
    pub(super) fn status(&self, id: UserId) -> enums::UserStatus {
        match self.server.presence.lock().get(&id) {
            Some(Presence::OnlineUntil(expires)) if self.server.now() < *expires => {
                types::UserStatusOnline { expires: *expires }.into()
            }
            Some(Presence::OnlineUntil(time) | Presence::LastSeen(time)) => {
                types::UserStatusOffline { was_online: *time }.into()
            }
            None => types::UserStatusRecently { by_me: false }.into(),
        }
    }
}

/// The number by which `viewer` proves to have met somebody: the same for ever,
/// and another for every viewer, as on Telegram.
fn access_hash(viewer: UserId, peer: Peer) -> i64 {
    let hash = Sha256::new()
        .chain_update(b"access hash")
        .chain_update(viewer.to_le_bytes())
        .chain_update(i64::from(peer).to_le_bytes())
        .finalize();
    i64::from_le_bytes(hash[..8].try_into().expect("SHA-256 has 32 bytes"))
}

/// A peer as a TL object.
pub(super) fn tl_peer(peer: Peer) -> enums::Peer {
    match peer {
        Peer::User(user_id) => types::PeerUser { user_id }.into(),
        Peer::Group(chat_id) => types::PeerChat { chat_id }.into(),
        Peer::Channel(channel_id) => types::PeerChannel { channel_id }.into(),
    }
}

/// No notification settings.
pub(super) fn notify_settings() -> enums::PeerNotifySettings {
    enums::PeerNotifySettings::Settings(bare(&[&0u32.to_bytes()]))
}

fn bare_user(id: UserId) -> types::User {
    bare(&[&0u32.to_bytes(), &0u32.to_bytes(), &id.to_bytes()])
}

/// An object of which only the required fields are there. Telegram's larger
/// types have dozens of optional ones; on the wire, zero flags say that all are
/// absent, and what is required follows.
pub(super) fn bare<T: Deserializable>(fields: &[&[u8]]) -> T {
    T::from_bytes(&fields.concat()).expect("the fields are those that the schema requires")
}

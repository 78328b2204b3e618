//! The state as TL objects, always as one account sees it.

use grammers_tl_types::{Deserializable, Serializable, enums, types};
use sha2::{Digest, Sha256};

use super::error::RpcError;
use crate::server::{Presence, Server};
use crate::state::accounts::digits;
use crate::state::mailbox::Message;
use crate::state::{MessageId, SERVICE_USER, State, UserId};

/// The state in the eyes of one account.
pub(super) struct View<'a> {
    pub(super) server: &'a Server,
    pub(super) state: &'a State,
    pub(super) viewer: UserId,
}

impl View<'_> {
    /// A person. `None` if there is no such account.
    pub(super) fn user(&self, id: UserId) -> Option<enums::User> {
        let access_hash = Some(access_hash(self.viewer, id));
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

    /// The account's copy of a message.
    pub(super) fn message(&self, message: &Message) -> enums::Message {
        let from = if message.out { self.viewer } else { message.peer };
        enums::Message::Message(types::Message {
            out: message.out,
            from_id: Some(peer(from)),
            reply_to: message.reply_to.map(reply_header),
            saved_peer_id: (message.peer == self.viewer).then(|| peer(self.viewer)),
            ..bare_message(message)
        })
    }

    /// The people whom messages are from and to, the viewer included.
    pub(super) fn users_in<'m>(
        &self,
        messages: impl IntoIterator<Item = &'m Message>,
    ) -> Vec<enums::User> {
        let peers = messages.into_iter().map(|message| message.peer);
        self.users(peers.chain([self.viewer]))
    }

    /// A chat in the list of chats. `None` if there is none with `id`.
    pub(super) fn dialog(&self, id: UserId) -> Option<enums::Dialog> {
        let mailbox = self.state.mailbox(self.viewer);
        let dialog = mailbox.dialog(id)?;
        Some(enums::Dialog::Dialog(types::Dialog {
            pinned: false,
            unread_mark: false,
            view_forum_as_messages: false,
            peer: peer(id),
            top_message: dialog.top()?,
            read_inbox_max_id: dialog.read_inbox,
            read_outbox_max_id: dialog.read_outbox,
            unread_count: mailbox.unread(id) as i32,
            unread_mentions_count: 0,
            unread_reactions_count: 0,
            unread_poll_votes_count: 0,
            notify_settings: notify_settings(),
            pts: None,
            draft: None,
            folder_id: None,
            ttl_period: None,
        }))
    }

    /// Where the account's updates have got to.
    pub(super) fn updates_state(&self) -> types::updates::State {
        let mailbox = self.state.mailbox(self.viewer);
        types::updates::State {
            pts: mailbox.pts(),
            qts: 0,
            date: self.server.now(),
            seq: 1,
            unread_count: mailbox.unread_total() as i32,
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

    /// The person meant by an `InputPeer`. The access hash must be the one
    /// that this account was given.
    pub(super) fn input_peer(&self, input: &enums::InputPeer) -> Result<UserId, RpcError> {
        match input {
            enums::InputPeer::PeerSelf => Some(self.viewer),
            enums::InputPeer::User(user) => self.known(user.user_id, user.access_hash),
            enums::InputPeer::UserFromMessage(seen) => self.seen(seen.msg_id, seen.user_id),
            _ => None,
        }
        .ok_or(RpcError::PEER_INVALID)
    }

    /// The person meant by an `InputUser`.
    pub(super) fn input_user(&self, input: &enums::InputUser) -> Result<UserId, RpcError> {
        match input {
            enums::InputUser::UserSelf => Some(self.viewer),
            enums::InputUser::User(user) => self.known(user.user_id, user.access_hash),
            enums::InputUser::FromMessage(seen) => self.seen(seen.msg_id, seen.user_id),
            enums::InputUser::Empty => None,
        }
        .ok_or(RpcError::USER_INVALID)
    }

    fn known(&self, id: UserId, hash: i64) -> Option<UserId> {
        let exists = id == SERVICE_USER || self.state.account(id).is_some();
        // One's own id needs no proof.
        (exists && (id == self.viewer || hash == access_hash(self.viewer, id))).then_some(id)
    }

    fn seen(&self, msg_id: i32, id: UserId) -> Option<UserId> {
        let message = self.state.mailbox(self.viewer).message(msg_id)?;
        (message.peer == id).then_some(id)
    }
}

/// The number by which `viewer` proves to have met `id`: the same for ever, and
/// another for every viewer, as on Telegram.
fn access_hash(viewer: UserId, id: UserId) -> i64 {
    let hash = Sha256::new()
        .chain_update(b"access hash")
        .chain_update(viewer.to_le_bytes())
        .chain_update(id.to_le_bytes())
        .finalize();
    i64::from_le_bytes(hash[..8].try_into().expect("SHA-256 has 32 bytes"))
}

/// A person as a peer.
pub(super) fn peer(user_id: UserId) -> enums::Peer {
    types::PeerUser { user_id }.into()
}

/// No notification settings.
pub(super) fn notify_settings() -> enums::PeerNotifySettings {
    enums::PeerNotifySettings::Settings(bare(&[&0u32.to_bytes()]))
}

fn reply_header(to: MessageId) -> enums::MessageReplyHeader {
    let header =
        types::MessageReplyHeader { reply_to_msg_id: Some(to), ..bare(&[&0u32.to_bytes()]) };
    header.into()
}

fn bare_user(id: UserId) -> types::User {
    bare(&[&0u32.to_bytes(), &0u32.to_bytes(), &id.to_bytes()])
}

fn bare_message(message: &Message) -> types::Message {
    bare(&[
        &0u32.to_bytes(),
        &0u32.to_bytes(),
        &message.id.to_bytes(),
        &peer(message.peer).to_bytes(),
        &message.date.to_bytes(),
        &message.text.to_bytes(),
    ])
}

/// An object of which only the required fields are there. Telegram's larger
/// types have dozens of optional ones; on the wire, zero flags say that all are
/// absent, and what is required follows.
pub(super) fn bare<T: Deserializable>(fields: &[&[u8]]) -> T {
    T::from_bytes(&fields.concat()).expect("the fields are those that the schema requires")
}

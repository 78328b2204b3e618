//! The state as TL objects, always as one account sees it.

mod chat;
pub(super) mod entities;
mod input;
mod message;

use grammers_tl_types::{Deserializable, Serializable, enums, types};
use sha2::{Digest, Sha256};

use crate::server::{Presence, Server};
use crate::state::{Peer, SERVICE_USER, State, UserId};

use crate::state::accounts::{Account, digits};
use crate::state::bots::BOT_FATHER;
use crate::state::flags::Flag;
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
        let account = self.state.account(id)?;
        if account.is(Flag::Deleted) {
            let deleted = types::User { deleted: true, access_hash, ..bare_user(id) };
            return Some(enums::User::User(deleted));
        }
        let bot = self.state.bot(id);
        let profile = &account.profile;
        let is_self = id == self.viewer;
        let contact = self.state.knows(self.viewer, id);
        let (first_name, last_name) = self.names(account);
        Some(enums::User::User(types::User {
            is_self,
            contact,
            mutual_contact: contact && self.state.knows(id, self.viewer),
            verified: account.is(Flag::Verified) || id == BOT_FATHER,
            scam: account.is(Flag::Scam),
            fake: account.is(Flag::Fake),
            support: account.is(Flag::Support),
            premium: account.is(Flag::Premium),
            restricted: account.is(Flag::Restricted),
            restriction_reason: account.is(Flag::Restricted).then(|| vec![restriction()]),
            access_hash,
            first_name: Some(first_name),
            last_name,
            username: profile.username.clone(),
            phone: (bot.is_none() && (is_self || contact)).then(|| digits(&profile.phone)),
            status: bot.is_none().then(|| self.status(id)),
            bot: bot.is_some(),
            bot_nochats: bot.is_some_and(|bot| !bot.settings.joins_groups),
            bot_chat_history: bot.is_some_and(|bot| !bot.settings.privacy),
            bot_business: bot.is_some_and(|bot| bot.settings.business),
            bot_info_version: bot.map(|_| 1),
            ..bare_user(id)
        }))
    }

    /// What the viewer calls a person: contacts by the names that they were
    /// saved under.
    fn names(&self, account: &Account) -> (String, Option<String>) {
        let profile = &account.profile;
        let saved = self.state.account(self.viewer);
        match saved.and_then(|viewer| viewer.contacts.get(&profile.id)?.clone()) {
            Some(name) => (name.first_name, name.last_name),
            None => (profile.first_name.clone(), profile.last_name.clone()),
        }
    }

    /// The words of a person's names, in lower case.
    pub(super) fn name_words(&self, id: UserId) -> Vec<String> {
        let Some(account) = self.state.account(id) else {
            return Vec::new();
        };
        let (first_name, last_name) = self.names(account);
        let username = account.profile.username.as_deref().unwrap_or_default();
        let names = [&*first_name, last_name.as_deref().unwrap_or_default(), username];
        names.into_iter().flat_map(str::split_whitespace).map(str::to_lowercase).collect()
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

fn restriction() -> enums::RestrictionReason {
    types::RestrictionReason {
        platform: "all".to_owned(),
        reason: "terms".to_owned(),
        text: "This account cannot be displayed.".to_owned(),
    }
    .into()
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

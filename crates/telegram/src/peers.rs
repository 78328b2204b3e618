//! Who the account's peers are: names and marks in memory, access hashes in the store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{
    Message, MessengerError, Peer, PeerFlags, PeerId, PeerKey, PeerKind, SessionStore,
    SessionStoreError,
};
use grammers_tl_types as tl;

use crate::connection::Caller;
use crate::error::messenger_error;
use crate::ids::{Bare, input_peer};

/// Above this many the memory starts over: a peer that is met again is looked up once more.
const MOST_KNOWN: usize = 4096;

pub(crate) struct Peers {
    pub(crate) own: PeerId,
    store: Arc<dyn SessionStore>,
    known: Mutex<HashMap<PeerId, Known>>,
    /// Those of whom updates told too little to address them, as of most members of a supergroup.
    strangers: Mutex<HashMap<PeerId, Stranger>>,
}

#[derive(Clone, PartialEq)]
struct Known {
    key: PeerKey,
    peer: Peer,
}

/// Somebody who cannot be addressed.
struct Stranger {
    bot: bool,
    name: String,
}

impl Peers {
    pub(crate) fn new(own: PeerId, store: Arc<dyn SessionStore>) -> Self {
        Self { own, store, known: Mutex::default(), strangers: Mutex::default() }
    }

    /// Remembers what an answer or an update told about peers.
    pub(crate) async fn learn(
        &self,
        users: &[tl::enums::User],
        chats: &[tl::enums::Chat],
    ) -> Result<(), SessionStoreError> {
        self.note_strangers(users);
        let told: Vec<_> =
            users.iter().filter_map(read_user).chain(chats.iter().filter_map(read_chat)).collect();
        let new_keys: Vec<_> = {
            let known = self.lock();
            told.iter()
                .filter(|told| known.get(&told.key.id).is_none_or(|old| old.key != told.key))
                .map(|told| told.key)
                .collect()
        };
        if !new_keys.is_empty() {
            self.store.save_peers(&new_keys).await?;
        }
        let mut known = self.lock();
        if known.len() + told.len() > MOST_KNOWN {
            known.clear();
        }
        known.extend(told.into_iter().map(|told| (told.key.id, told)));
        Ok(())
    }

    /// How requests name a peer.
    pub(crate) async fn input(&self, id: PeerId) -> Result<tl::enums::InputPeer, MessengerError> {
        if id == self.own {
            // The account may never have been told of itself.
            return Ok(tl::enums::InputPeer::PeerSelf);
        }
        self.key(id)
            .await
            .map_err(|error| MessengerError::Session(error.into()))?
            .map(input_peer)
            .ok_or_else(|| MessengerError::Refused { reason: "PEER_ID_INVALID".into() })
    }

    /// How requests name a supergroup; `None` if this is another channel, or one never met.
    pub(crate) async fn supergroup(
        &self,
        channel: &tl::enums::InputChannel,
    ) -> Result<Option<tl::enums::InputChannel>, MessengerError> {
        let tl::enums::InputChannel::Channel(channel) = channel else { return Ok(None) };
        let id = Bare::Channel(channel.channel_id).into();
        if self.seen(id).is_none_or(|peer| peer.kind != PeerKind::Group) {
            return Ok(None);
        }
        let key = self.key(id).await.map_err(|error| MessengerError::Session(error.into()))?;
        Ok(key.map(|key| {
            let (channel_id, access_hash) = (channel.channel_id, key.access_hash);
            tl::types::InputChannel { channel_id, access_hash }.into()
        }))
    }

    /// The other side of a message's chat, looked up where the update did not say.
    ///
    /// A peer that even Telegram does not tell about comes back marked as deleted, so that it is
    /// never answered.
    pub(crate) async fn other_side(
        &self,
        caller: &Caller,
        message: &Message,
    ) -> Result<Peer, MessengerError> {
        if let Some(peer) = self.seen(message.chat) {
            return Ok(peer);
        }
        match self.look_up(caller, message).await {
            // A peer that Telegram will not tell about must not hold up everybody else's messages.
            Ok(()) | Err(MessengerError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(self.seen(message.chat).unwrap_or_else(|| Peer {
            id: message.chat,
            kind: Bare::from(message.chat).kind(),
            title: String::new(),
            username: None,
            flags: PeerFlags { deleted: true, ..PeerFlags::default() },
        }))
    }

    /// A chat's other side, as far as it was met since the account was connected.
    pub(crate) fn seen(&self, id: PeerId) -> Option<Peer> {
        self.lock().get(&id).map(|known| known.peer.clone())
    }

    fn note_strangers(&self, users: &[tl::enums::User]) {
        let told: Vec<_> = users.iter().filter_map(stranger).collect();
        if told.is_empty() {
            return;
        }
        let mut strangers = self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        if strangers.len() + told.len() > MOST_KNOWN {
            strangers.clear();
        }
        strangers.extend(told);
    }

    /// Whether a group's message is a bot's own; `None` if the one who wrote it was never met.
    fn wrote_bot(&self, message: &Message) -> Option<bool> {
        if message.chat.is_user() || !message.sender.is_user() {
            return Some(false);
        }
        let known = self.seen(message.sender).map(|peer| peer.flags.bot);
        let strangers = self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        known.or_else(|| strangers.get(&message.sender).map(|stranger| stranger.bot))
    }

    /// What somebody is called; `None` if they were never met, or have no name.
    pub(crate) fn name_of(&self, person: PeerId) -> Option<String> {
        let known = self.seen(person).map(|peer| peer.title);
        let strangers = self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .or_else(|| strangers.get(&person).map(|stranger| stranger.name.clone()))
            .filter(|name| !name.is_empty())
    }

    /// Whether a group's message is a bot's own, as far as was told of the one who wrote it.
    pub(crate) fn is_bots(&self, message: &Message) -> bool {
        self.wrote_bot(message).unwrap_or_default()
    }

    /// As [`Peers::is_bots`], and where a message that mentions the owner is by somebody who was never
    /// met, it is found out. Whom Telegram does not tell about counts as a bot: it is not answered.
    pub(crate) async fn is_surely_bots(
        &self,
        caller: &Caller,
        message: &Message,
    ) -> Result<bool, MessengerError> {
        if let Some(bot) = self.wrote_bot(message).or((!message.mentions_owner).then_some(false)) {
            return Ok(bot);
        }
        let stored = self.store.peer(message.sender).await;
        if let Some(key) = stored.map_err(|error| MessengerError::Session(error.into()))? {
            return Ok(key.bot);
        }
        match self.look_up(caller, message).await {
            Ok(()) | Err(MessengerError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(self.wrote_bot(message).unwrap_or(true))
    }

    async fn look_up(&self, caller: &Caller, message: &Message) -> Result<(), MessengerError> {
        let session_error = |error: SessionStoreError| MessengerError::Session(error.into());
        let key = self.key(message.chat).await.map_err(session_error)?;
        let (users, chats) = match (Bare::from(message.chat), key) {
            (Bare::User(user_id), Some(key)) => {
                let id = tl::types::InputUser { user_id, access_hash: key.access_hash };
                let request = tl::functions::users::GetUsers { id: vec![id.into()] };
                let users = caller.call(&request).await.map_err(messenger_error)?;
                (users, Vec::new())
            }
            // Without an access hash only a message of theirs leads to them.
            (Bare::User(_) | Bare::Chat(_), _) => {
                let id = tl::types::InputMessageId { id: message.id.0 };
                let request = tl::functions::messages::GetMessages { id: vec![id.into()] };
                let page = Page::from(caller.call(&request).await.map_err(messenger_error)?);
                (page.users, page.chats)
            }
            // Messages of channels come with their channel.
            (Bare::Channel(_), _) => return Ok(()),
        };
        self.learn(&users, &chats).await.map_err(session_error)
    }

    async fn key(&self, id: PeerId) -> Result<Option<PeerKey>, SessionStoreError> {
        let known = self.lock().get(&id).map(|known| known.key);
        match (known, Bare::from(id)) {
            (Some(key), _) => Ok(Some(key)),
            // Basic groups have no access hash.
            (None, Bare::Chat(_)) => {
                Ok(Some(PeerKey { id, access_hash: 0, is_self: false, bot: false }))
            }
            (None, _) => self.store.peer(id).await,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PeerId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page of messages with those whom they mention, newest message first.
pub(crate) struct Page {
    pub(crate) messages: Vec<tl::enums::Message>,
    pub(crate) users: Vec<tl::enums::User>,
    pub(crate) chats: Vec<tl::enums::Chat>,
}

impl From<tl::enums::messages::Messages> for Page {
    fn from(answer: tl::enums::messages::Messages) -> Self {
        use tl::enums::messages::Messages;
        let (messages, users, chats) = match answer {
            Messages::Messages(page) => (page.messages, page.users, page.chats),
            Messages::Slice(page) => (page.messages, page.users, page.chats),
            Messages::ChannelMessages(page) => (page.messages, page.users, page.chats),
            Messages::NotModified(_) => Default::default(),
        };
        Self { messages, users, chats }
    }
}

/// One of whom too little is told to address them.
fn stranger(user: &tl::enums::User) -> Option<(PeerId, Stranger)> {
    let tl::enums::User::User(user) = user else {
        return None;
    };
    let is_stranger = user.min || user.access_hash.is_none();
    is_stranger.then(|| {
        let stranger = Stranger { bot: user.bot, name: full_name(user) };
        (Bare::User(user.id).into(), stranger)
    })
}

/// The profile and the key of a user; `None` if the server told too little to address it.
fn read_user(user: &tl::enums::User) -> Option<Known> {
    let tl::enums::User::User(user) = user else {
        return None;
    };
    // The access hash of a `min` user is good for its photo only.
    let access_hash = user.access_hash.filter(|_| !user.min)?;
    let id = Bare::User(user.id).into();
    Some(Known {
        key: PeerKey { id, access_hash, is_self: user.is_self, bot: user.bot },
        peer: Peer {
            id,
            kind: PeerKind::User,
            title: full_name(user),
            username: username(user),
            flags: PeerFlags {
                is_self: user.is_self,
                bot: user.bot,
                support: user.support,
                deleted: user.deleted,
                scam: user.scam || user.fake,
                contact: user.contact,
            },
        },
    })
}

fn full_name(user: &tl::types::User) -> String {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    format!("{} {}", part(&user.first_name), part(&user.last_name)).trim().to_owned()
}

/// Accounts with several names have their editable one in the list.
pub(crate) fn username(user: &tl::types::User) -> Option<String> {
    user.username.clone().or_else(|| {
        user.usernames
            .iter()
            .flatten()
            .map(|tl::enums::Username::Username(name)| name)
            .find(|name| name.active)
            .map(|name| name.username.clone())
    })
}

fn read_chat(chat: &tl::enums::Chat) -> Option<Known> {
    let (bare, kind, access_hash, title, username, scam) = match chat {
        tl::enums::Chat::Chat(chat) => {
            (Bare::Chat(chat.id), PeerKind::Group, 0, &chat.title, None, false)
        }
        tl::enums::Chat::Forbidden(chat) => {
            (Bare::Chat(chat.id), PeerKind::Group, 0, &chat.title, None, false)
        }
        tl::enums::Chat::Channel(channel) => (
            Bare::Channel(channel.id),
            channel_kind(channel.broadcast),
            channel.access_hash.filter(|_| !channel.min)?,
            &channel.title,
            channel.username.clone(),
            channel.scam || channel.fake,
        ),
        tl::enums::Chat::ChannelForbidden(channel) => (
            Bare::Channel(channel.id),
            channel_kind(channel.broadcast),
            channel.access_hash,
            &channel.title,
            None,
            false,
        ),
        tl::enums::Chat::Empty(_)
        | tl::enums::Chat::Community(_)
        | tl::enums::Chat::CommunityForbidden(_) => return None,
    };
    let id = bare.into();
    Some(Known {
        key: PeerKey { id, access_hash, is_self: false, bot: false },
        peer: Peer {
            id,
            kind,
            title: title.clone(),
            username,
            flags: PeerFlags { scam, ..PeerFlags::default() },
        },
    })
}

fn channel_kind(broadcast: bool) -> PeerKind {
    if broadcast { PeerKind::Channel } else { PeerKind::Group }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(change: impl FnOnce(&mut tl::types::User)) -> tl::enums::User {
        let bytes = [0; 64];
        // All flags unset, then the number: the least that a user can be.
        let mut user = <tl::types::User as tl::Deserializable>::from_bytes(&bytes).unwrap();
        user.id = 7;
        user.access_hash = Some(70);
        user.first_name = Some("Анна".into());
        change(&mut user);
        user.into()
    }

    fn flags(change: impl FnOnce(&mut tl::types::User)) -> PeerFlags {
        read_user(&user(change)).unwrap().peer.flags
    }

    #[test]
    fn a_person_has_a_name_and_no_marks() {
        let anna = read_user(&user(|user| user.last_name = Some("Белова".into()))).unwrap();
        assert_eq!(anna.peer.title, "Анна Белова");
        assert_eq!(anna.peer.kind, PeerKind::User);
        assert!(!anna.peer.flags.forbid());
        assert_eq!((anna.key.id, anna.key.access_hash), (PeerId(7), 70));
    }

    #[test]
    fn every_mark_that_forbids_an_answer_is_seen() {
        assert!(flags(|user| user.is_self = true).is_self);
        assert!(flags(|user| user.bot = true).bot);
        assert!(flags(|user| user.support = true).support);
        assert!(flags(|user| user.deleted = true).deleted);
        assert!(flags(|user| user.scam = true).scam);
        assert!(flags(|user| user.fake = true).scam);
    }

    #[test]
    fn a_user_that_cannot_be_addressed_is_not_remembered() {
        assert!(read_user(&user(|user| user.min = true)).is_none());
        assert!(read_user(&user(|user| user.access_hash = None)).is_none());
    }
}

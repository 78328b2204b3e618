//! Whom a client means: peers as it names them, with the proof that it has met
//! them.

use grammers_tl_types::enums;

use super::{View, access_hash};
use crate::api::error::RpcError;
use crate::state::{Peer, SERVICE_USER, UserId};

impl View<'_> {
    /// The chat meant by an `InputPeer`. The access hash must be the one that
    /// this account was given.
    pub(in crate::api) fn input_peer(&self, input: &enums::InputPeer) -> Result<Peer, RpcError> {
        match input {
            enums::InputPeer::PeerSelf => Ok(Peer::User(self.viewer)),
            enums::InputPeer::User(user) => self
                .known(user.user_id, user.access_hash)
                .map(Peer::User)
                .ok_or(RpcError::PEER_INVALID),
            enums::InputPeer::UserFromMessage(seen) => self
                .seen(&seen.peer, seen.msg_id, seen.user_id)
                .map(Peer::User)
                .ok_or(RpcError::PEER_INVALID),
            enums::InputPeer::Chat(chat) => self.input_chat(chat.chat_id),
            enums::InputPeer::Channel(channel) => {
                self.known_channel(channel.channel_id, channel.access_hash)
            }
            enums::InputPeer::Empty | enums::InputPeer::ChannelFromMessage(_) => {
                Err(RpcError::PEER_INVALID)
            }
        }
    }

    /// The person meant by an `InputUser`.
    pub(in crate::api) fn input_user(&self, input: &enums::InputUser) -> Result<UserId, RpcError> {
        match input {
            enums::InputUser::UserSelf => Some(self.viewer),
            enums::InputUser::User(user) => self.known(user.user_id, user.access_hash),
            enums::InputUser::FromMessage(seen) => self.seen(&seen.peer, seen.msg_id, seen.user_id),
            enums::InputUser::Empty => None,
        }
        .ok_or(RpcError::USER_INVALID)
    }

    /// The basic group with an id, which needs no proof: only those who were
    /// ever in it know it.
    pub(in crate::api) fn input_chat(&self, id: i64) -> Result<Peer, RpcError> {
        let peer = Peer::Group(id);
        let knows = self.state.is_member(peer, self.viewer)
            || self.state.mailbox(self.viewer).dialog(peer).is_some();
        knows.then_some(peer).ok_or(RpcError::CHAT_ID_INVALID)
    }

    /// The supergroup meant by an `InputChannel`, if the viewer may see it.
    pub(in crate::api) fn input_channel(
        &self,
        input: &enums::InputChannel,
    ) -> Result<Peer, RpcError> {
        match input {
            enums::InputChannel::Channel(channel) => {
                self.known_channel(channel.channel_id, channel.access_hash)
            }
            enums::InputChannel::Empty | enums::InputChannel::FromMessage(_) => {
                Err(RpcError::CHANNEL_INVALID)
            }
        }
    }

    fn known_channel(&self, id: i64, hash: i64) -> Result<Peer, RpcError> {
        let peer = Peer::Channel(id);
        let group = self.state.group(peer).ok_or(RpcError::CHANNEL_INVALID)?;
        if hash != access_hash(self.viewer, peer) {
            return Err(RpcError::CHANNEL_INVALID);
        }
        if group.username.is_none() && !group.members.contains_key(&self.viewer) {
            return Err(RpcError::CHANNEL_PRIVATE);
        }
        Ok(peer)
    }

    fn known(&self, id: UserId, hash: i64) -> Option<UserId> {
        let exists = id == SERVICE_USER || self.state.account(id).is_some();
        // One's own id needs no proof.
        let proved = id == self.viewer || hash == access_hash(self.viewer, Peer::User(id));
        (exists && proved).then_some(id)
    }

    /// Somebody who was seen writing in a chat.
    fn seen(&self, chat: &enums::InputPeer, msg_id: i32, id: UserId) -> Option<UserId> {
        let chat = self.input_peer(chat).ok()?;
        let message = self.state.seen(self.viewer, chat, msg_id)?;
        (message.from == id || message.peer == Peer::User(id)).then_some(id)
    }
}

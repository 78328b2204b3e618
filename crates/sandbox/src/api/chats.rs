//! `messages.createChat` and its kin: basic groups.

use grammers_tl_types::{Serializable, enums, functions::messages, types};

use super::error::RpcError;
use super::objects::{Faces, View, bare, notify_settings};
use super::{Call, Method};
use crate::state::groups::{Founding, GroupError};
use crate::state::{Event, Peer, State, UserId};

impl Call<'_> {
    /// Makes a group with the note of it, and answers with that.
    pub(super) fn found(&self, founding: Founding) -> Result<(Peer, enums::Updates), RpcError> {
        let creator = founding.creator;
        let mut writing = self.server.write();
        let (peer, events) = writing.state().found(founding)?;
        writing.commit(events, Some(self.session.key()))?;
        Ok((peer, self.view(writing.state(), creator).told_of(peer)))
    }

    /// Changes a group, and answers with the note of it.
    pub(super) fn change_group(
        &self,
        peer: impl FnOnce(&View<'_>) -> Result<Peer, RpcError>,
        change: impl FnOnce(&State, Peer, UserId) -> Result<Vec<Event>, GroupError>,
    ) -> Result<enums::Updates, RpcError> {
        let by = self.user()?;
        let mut writing = self.server.write();
        let peer = peer(&self.view(writing.state(), by))?;
        let events = change(writing.state(), peer, by)?;
        writing.commit(events, Some(self.session.key()))?;
        Ok(self.view(writing.state(), by).told_of(peer))
    }

    pub(super) fn users_of(&self, inputs: &[enums::InputUser]) -> Result<Vec<UserId>, RpcError> {
        let viewer = self.user()?;
        let state = self.server.read();
        let view = self.view(&state, viewer);
        inputs.iter().map(|input| view.input_user(input)).collect()
    }

    fn user_of(&self, input: &enums::InputUser) -> Result<UserId, RpcError> {
        self.users_of(std::slice::from_ref(input)).map(|users| users[0])
    }
}

impl View<'_> {
    /// The newest note of a group, for the session that has caused it.
    fn told_of(&self, peer: Peer) -> enums::Updates {
        let note = self.state.top(self.viewer, peer).map(|(_, note)| note);
        let updates = note.iter().map(|note| self.new_message(note, note.pts)).collect();
        self.updates(updates, note, [peer])
    }
}

/// Nobody declines to be invited here.
pub(super) fn invited(updates: enums::Updates) -> enums::messages::InvitedUsers {
    types::messages::InvitedUsers { updates, missing_invitees: Vec::new() }.into()
}

impl Method for messages::CreateChat {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::InvitedUsers, RpcError> {
        let creator = call.user()?;
        let mut members = call.users_of(&self.users)?;
        members.retain(|member| *member != creator);
        if members.is_empty() {
            return Err(RpcError::bad_request("USERS_TOO_FEW"));
        }
        let (title, about, date) = (self.title, String::new(), call.now());
        let (is_supergroup, username) = (false, None);
        let founding = Founding { title, about, creator, members, is_supergroup, username, date };
        call.found(founding).map(|(_, updates)| invited(updates))
    }
}

impl Method for messages::AddChatUser {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::InvitedUsers, RpcError> {
        let (member, date) = (call.user_of(&self.user_id)?, call.now());
        call.change_group(
            |view| view.input_chat(self.chat_id),
            |state, peer, by| state.add_members(peer, by, vec![member], date),
        )
        .map(invited)
    }
}

impl Method for messages::DeleteChatUser {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let (member, date) = (call.user_of(&self.user_id)?, call.now());
        call.change_group(
            |view| view.input_chat(self.chat_id),
            |state, peer, by| state.remove_member(peer, by, member, date),
        )
    }
}

impl Method for messages::EditChatTitle {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let date = call.now();
        call.change_group(
            |view| view.input_chat(self.chat_id),
            |state, peer, by| state.rename(peer, by, &self.title, date),
        )
    }
}

impl Method for messages::GetChats {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::Chats, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let peers = self.id.iter().map(|id| view.input_chat(*id));
        let chats = peers.collect::<Result<Vec<Peer>, _>>()?;
        let chats = chats.into_iter().filter_map(|peer| view.chat(peer)).collect();
        Ok(types::messages::Chats { chats }.into())
    }
}

impl Method for messages::GetFullChat {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::ChatFull, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let peer = view.input_chat(self.chat_id)?;
        let group = state.group(peer).ok_or(RpcError::CHAT_ID_INVALID)?;
        let full_chat = enums::ChatFull::Full(bare(&[
            &0u32.to_bytes(),
            &self.chat_id.to_bytes(),
            &group.about.to_bytes(),
            &view.participants(self.chat_id, group).to_bytes(),
            &notify_settings().to_bytes(),
        ]));
        let members = group.members.keys().copied().map(Peer::User);
        let Faces { users, chats } = view.faces([], members.chain([peer]));
        Ok(types::messages::ChatFull { full_chat, chats, users }.into())
    }
}

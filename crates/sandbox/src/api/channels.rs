//! `channels.*`: supergroups.

use grammers_tl_types::{Serializable, enums, functions::channels, types};

use super::chats::invited;
use super::error::RpcError;
use super::objects::{Faces, bare, notify_settings};
use super::{Call, Method};
use crate::state::groups::Founding;
use crate::state::{Peer, UserId};

/// The most members that one page holds.
const MAX_MEMBERS: usize = 200;

impl Method for channels::CreateChannel {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let creator = call.user()?;
        if !self.megagroup {
            return Err(RpcError::bad_request("BROADCAST_NOT_SUPPORTED"));
        }
        let (title, about, date) = (self.title, self.about, call.now());
        let (members, is_supergroup, username) = (Vec::new(), true, None);
        let founding = Founding { title, about, creator, members, is_supergroup, username, date };
        call.found(founding).map(|(_, updates)| updates)
    }
}

impl Method for channels::EditTitle {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let date = call.now();
        call.change_group(
            |view| view.input_channel(&self.channel),
            |state, peer, by| state.rename(peer, by, &self.title, date),
        )
    }
}

impl Method for channels::UpdateUsername {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let by = call.user()?;
        let username = Some(self.username).filter(|name| !name.is_empty());
        let mut writing = call.server.write();
        let peer = call.view(writing.state(), by).input_channel(&self.channel)?;
        let event = writing.state().set_group_username(peer, by, username)?;
        writing.commit([event], Some(call.session.key()))?;
        Ok(true)
    }
}

impl Method for channels::EditBanned {
    /// Takes a member out. Nobody is kept out for longer, and no member has less
    /// rights than another: that is refused.
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let enums::ChatBannedRights::Rights(banned) = &self.banned_rights;
        let viewer = call.user()?;
        let nothing = bare(&[&0u32.to_bytes(), &banned.until_date.to_bytes()]);
        if *banned == nothing {
            // Clients take a ban back to let the one who was taken out return,
            // as he may here at once.
            let state = call.server.read();
            let view = call.view(&state, viewer);
            let peer = view.input_channel(&self.channel)?;
            return Ok(view.updates(Vec::new(), [], [peer]));
        }
        if !banned.view_messages {
            return Err(RpcError::bad_request("BANNED_RIGHTS_INVALID"));
        }
        let member = call.view(&call.server.read(), viewer).input_peer(&self.participant)?;
        let member = member.user().ok_or(RpcError::bad_request("PARTICIPANT_ID_INVALID"))?;
        if member == viewer {
            return Err(RpcError::bad_request("USER_ADMIN_INVALID"));
        }
        let date = call.now();
        call.change_group(
            |view| view.input_channel(&self.channel),
            |state, peer, by| state.remove_member(peer, by, member, date),
        )
    }
}

impl Method for channels::InviteToChannel {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::InvitedUsers, RpcError> {
        let (members, date) = (call.users_of(&self.users)?, call.now());
        if members.is_empty() {
            return Err(RpcError::bad_request("USERS_TOO_FEW"));
        }
        call.change_group(
            |view| view.input_channel(&self.channel),
            |state, peer, by| state.add_members(peer, by, members, date),
        )
        .map(invited)
    }
}

impl Method for channels::JoinChannel {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::ChatInviteJoinResult, RpcError> {
        let date = call.now();
        let updates = call.change_group(
            |view| view.input_channel(&self.channel),
            |state, peer, by| state.add_members(peer, by, vec![by], date),
        )?;
        Ok(types::messages::ChatInviteJoinResultOk { updates }.into())
    }
}

impl Method for channels::LeaveChannel {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let date = call.now();
        call.change_group(
            |view| view.input_channel(&self.channel),
            |state, peer, by| state.remove_member(peer, by, by, date),
        )
    }
}

impl Method for channels::GetChannels {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::Chats, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let peers = self.id.iter().map(|input| view.input_channel(input));
        let chats = peers.collect::<Result<Vec<Peer>, _>>()?;
        let chats = chats.into_iter().filter_map(|peer| view.chat(peer)).collect();
        Ok(types::messages::Chats { chats }.into())
    }
}

impl Method for channels::GetFullChannel {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::ChatFull, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let peer = view.input_channel(&self.channel)?;
        let group = state.group(peer).ok_or(RpcError::CHANNEL_INVALID)?;
        let listed = state.listed(viewer, peer);
        let full: types::ChannelFull = bare(&[
            &0u32.to_bytes(),
            &0u32.to_bytes(),
            &peer.channel().unwrap_or_default().to_bytes(),
            &group.about.to_bytes(),
            &listed.map_or(0, |listed| listed.read_inbox).to_bytes(),
            &listed.map_or(0, |listed| listed.read_outbox).to_bytes(),
            &listed.map_or(0, |listed| listed.unread as i32).to_bytes(),
            &enums::Photo::from(types::PhotoEmpty { id: 0 }).to_bytes(),
            &notify_settings().to_bytes(),
            &Vec::<enums::BotInfo>::new().to_bytes(),
            &state.box_of(peer).pts().to_bytes(),
        ]);
        let full = types::ChannelFull {
            can_view_participants: true,
            participants_count: Some(group.members.len() as i32),
            ..full
        };
        let Faces { users, chats } = view.faces([], [peer]);
        Ok(types::messages::ChatFull { full_chat: full.into(), chats, users }.into())
    }
}

impl Method for channels::GetParticipant {
    fn answer(self, call: &Call<'_>) -> Result<enums::channels::ChannelParticipant, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let peer = view.input_channel(&self.channel)?;
        let who = view.input_peer(&self.participant)?;
        let participant = who
            .user()
            .and_then(|user| view.channel_participant(state.group(peer)?, user))
            .ok_or(RpcError::bad_request("USER_NOT_PARTICIPANT"))?;
        let Faces { users, chats } = view.faces([], [peer, who]);
        Ok(types::channels::ChannelParticipant { participant, chats, users }.into())
    }
}

impl Method for channels::GetParticipants {
    fn answer(self, call: &Call<'_>) -> Result<enums::channels::ChannelParticipants, RpcError> {
        use enums::ChannelParticipantsFilter as Filter;
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let peer = view.input_channel(&self.channel)?;
        let group = state.group(peer).ok_or(RpcError::CHANNEL_INVALID)?;
        // Every word of it begins one of his names, as when people are searched
        // for.
        let is_named = |user: UserId, query: &str| {
            let names = view.name_words(user);
            let begins_one = |word: &str| {
                let word = word.trim_start_matches('@').to_lowercase();
                names.iter().any(|name| name.starts_with(&word))
            };
            query.split_whitespace().all(begins_one)
        };
        let is_wanted = |user: &UserId| match &self.filter {
            Filter::ChannelParticipantsRecent => true,
            Filter::ChannelParticipantsAdmins => *user == group.creator,
            Filter::ChannelParticipantsBots => state.is_bot(*user),
            Filter::ChannelParticipantsSearch(search) => is_named(*user, &search.q),
            Filter::ChannelParticipantsContacts(search) => {
                state.knows(viewer, *user) && is_named(*user, &search.q)
            }
            Filter::ChannelParticipantsMentions(search) => {
                is_named(*user, search.q.as_deref().unwrap_or_default())
            }
            _ => false,
        };
        let wanted: Vec<UserId> = group.members.keys().copied().filter(is_wanted).collect();
        let page: Vec<UserId> = wanted
            .iter()
            .copied()
            .skip(usize::try_from(self.offset).unwrap_or(0))
            .take(usize::try_from(self.limit).unwrap_or(0).min(MAX_MEMBERS))
            .collect();
        let participants =
            page.iter().filter_map(|user| view.channel_participant(group, *user)).collect();
        let Faces { users, chats } =
            view.faces([], page.iter().copied().map(Peer::User).chain([peer]));
        let count = wanted.len() as i32;
        Ok(types::channels::ChannelParticipants { count, participants, chats, users }.into())
    }
}

impl Method for channels::GetMessages {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::Messages, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let peer = view.input_channel(&self.channel)?;
        Ok(view.by_ids(peer, &self.id))
    }
}

impl Method for channels::DeleteMessages {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::AffectedMessages, RpcError> {
        let by = call.user()?;
        let mut writing = call.server.write();
        let peer = call.view(writing.state(), by).input_channel(&self.channel)?;
        let before = writing.state().box_of(peer).pts();
        let event = writing
            .state()
            .delete_in_channel(by, peer, &self.id, call.now())
            .map_err(|_| RpcError::new(403, "MESSAGE_DELETE_FORBIDDEN"))?;
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        let pts = writing.state().box_of(peer).pts();
        Ok(types::messages::AffectedMessages { pts, pts_count: pts - before }.into())
    }
}

impl Method for channels::ReadHistory {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let reader = call.user()?;
        let mut writing = call.server.write();
        let peer = call.view(writing.state(), reader).input_channel(&self.channel)?;
        let event = writing.state().read_history(reader, peer, self.max_id);
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        Ok(true)
    }
}

impl Method for channels::ReadMessageContents {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let by = call.user()?;
        let mut writing = call.server.write();
        let peer = call.view(writing.state(), by).input_channel(&self.channel)?;
        let event = writing.state().hear(by, Some(peer), &self.id);
        writing.commit(event.as_slice(), Some(call.session.key()))?;
        Ok(true)
    }
}

//! Telling clients and watchers what happened: events become updates.

mod people;

use std::collections::BTreeMap;

use grammers_tl_types::{Serializable, enums, types};

use super::objects::{View, tl_peer};
use crate::control::dialogs::PresenceInfo;
use crate::control::events::{AccountEvent, ChatMessage};
use crate::mtproto::session::SessionKey;
use crate::server::{Presence, Server};
use crate::state::mailbox::Message;
use crate::state::post::PostId;
use crate::state::{Event, MessageId, Peer, State, UserId};
use crate::transcripts::{self, Wanted};

pub(super) use people::look_otherwise;

/// How long "I am online" is true, in seconds.
const ONLINE: i32 = 300;

/// Announces an event that has just been applied to everybody whom it
/// concerns, save the session that caused it.
pub(crate) fn event(server: &Server, state: &State, event: &Event, cause: Option<SessionKey>) {
    let news = News { server, state, cause };
    match event {
        Event::MessageSent(sent) => news.sent(sent.copies()),
        Event::MessageEdited { post, .. } => news.edited(*post),
        Event::MessagesDeleted { copies, .. } => news.deleted(copies),
        Event::Reacted { post, .. } => news.reacted(*post),
        Event::VoiceHeard { copies } => news.heard(copies),
        Event::HistoryRead { reader, peer, max_id, peer_max_id, others } => {
            news.read_here(*reader, *peer, *max_id);
            if let (Peer::User(author), Some(max_id)) = (peer, peer_max_id) {
                news.read_there(*author, Peer::User(*reader), *max_id);
            }
            for (author, max_id) in others {
                news.read_there(*author, *peer, *max_id);
            }
        }
        Event::DraftSaved { account, peer, .. } => {
            let view = news.view(*account);
            news.push(*account, vec![view.drafted(*peer)], [], [*peer]);
            server.watchers.tell(*account, AccountEvent::Draft { peer: (*peer).into() });
        }
        Event::DialogsPinned { account, order } => {
            let view = news.view(*account);
            news.push(*account, vec![view.pinned(order)], [], order.iter().copied());
            let peers = order.iter().map(|peer| i64::from(*peer)).collect();
            server.watchers.tell(*account, AccountEvent::Pinned { peers });
        }
        Event::GroupCreated { peer, .. }
        | Event::GroupRenamed { peer, .. }
        | Event::GroupUsernameSet { peer, .. } => {
            news.group_changed(*peer, None);
        }
        Event::MemberAdded { peer, member, .. } | Event::MemberRemoved { peer, member } => {
            news.group_changed(*peer, Some(*member));
        }
        Event::ProfileChanged(profile) => news.renamed(profile.id),
        Event::FlagsSet { account, .. } => news.marked(*account),
        Event::PersonBlocked { account, person, .. } => news.blocked(*account, *person, true),
        Event::PersonUnblocked { account, person } => news.blocked(*account, *person, false),
        // Whoever asks what happened learns that the login is over.
        Event::SessionEnded { key, .. } => {
            server.push_to([key], &enums::Updates::TooLong.to_bytes());
        }
        _ => {}
    }
}

/// Shows a chat that somebody is typing, recording, or has stopped. Says no if
/// it is a group that he is no member of.
pub(crate) fn typing(
    server: &Server,
    from: UserId,
    to: Peer,
    action: &enums::SendMessageAction,
) -> bool {
    let state = server.read();
    if !to.is_user() && !state.is_member(to, from) {
        return false;
    }
    let news = News { server, state: &state, cause: None };
    // To the one who receives it, the chat is with its sender.
    let seen = if to.is_user() { Peer::User(from) } else { to };
    let told = AccountEvent::Typing { peer: seen.into(), from, action: action.into() };
    let (action, from_id) = (action.clone(), tl_peer(Peer::User(from)));
    let update: enums::Update = match to {
        Peer::User(_) => types::UpdateUserTyping { user_id: from, top_msg_id: None, action }.into(),
        Peer::Group(chat_id) => types::UpdateChatUserTyping { chat_id, from_id, action }.into(),
        Peer::Channel(channel_id) => {
            let top_msg_id = None;
            types::UpdateChannelUserTyping { channel_id, top_msg_id, from_id, action }.into()
        }
    };
    let sees = |viewer: &UserId| *viewer != from && !news.is_blocked_by(*viewer, from);
    for viewer in news.audience(to).filter(sees) {
        server.watchers.tell(viewer, told.clone());
        if to.is_user() {
            let short = types::UpdateShort { update: update.clone(), date: server.now() };
            server.push(&state, viewer, None, &enums::Updates::from(short).to_bytes());
        } else {
            news.push(viewer, vec![update.clone()], [], [to, Peer::User(from)]);
        }
    }
    true
}

/// Notes that somebody is there, or has gone, and tells those who have a chat
/// with him if that is new. His other sessions are told every time, as they
/// count by when it ends.
pub(crate) fn presence(server: &Server, user: UserId, online: bool, cause: Option<SessionKey>) {
    let now = server.now();
    let presence = if online {
        Presence::OnlineUntil(now.saturating_add(ONLINE))
    } else {
        Presence::LastSeen(now)
    };
    let before = server.presence.lock().insert(user, presence);
    let news = match (before, presence) {
        (Some(Presence::OnlineUntil(end)), Presence::OnlineUntil(_)) => end <= now,
        (Some(Presence::LastSeen(_)), Presence::LastSeen(_)) => false,
        _ => true,
    };
    let state = server.read();
    let view = View { server, state: &state, viewer: user };
    let status = view.status(user);
    let update = types::UpdateUserStatus { user_id: user, status }.into();
    let update = enums::Updates::from(types::UpdateShort { update, date: now }).to_bytes();
    server.push(&state, user, cause, &update);
    if !news {
        return;
    }
    let told = AccountEvent::Presence { peer: user, presence: PresenceInfo::at(presence, now) };
    let others = state.mailbox(user).peers().filter_map(Peer::user);
    let has_blocked =
        |who: UserId, whom| state.account(who).is_some_and(|who| who.has_blocked(whom));
    // Neither of two sees the other once one has blocked the other.
    let sees =
        |other: &UserId| *other != user && !has_blocked(*other, user) && !has_blocked(user, *other);
    for other in others.filter(sees) {
        server.push(&state, other, None, &update);
        server.watchers.tell(other, told.clone());
    }
}

/// Tells whoever waits for them the words of a message.
pub(crate) fn transcribed(server: &Server, wanted: Wanted, text: &str, pending: bool) {
    let state = server.read();
    let update = types::UpdateTranscribedAudio {
        pending,
        peer: tl_peer(wanted.peer),
        msg_id: wanted.message,
        transcription_id: transcripts::id(wanted),
        text: text.to_owned(),
    };
    let news = News { server, state: &state, cause: None };
    news.push(wanted.by, vec![update.into()], [], [wanted.peer]);
}

/// `updateReadHistoryInbox`.
pub(super) fn read_inbox(
    view: &View<'_>,
    peer: Peer,
    max_id: MessageId,
    pts: i32,
) -> enums::Update {
    let listed = view.state.listed(view.viewer, peer);
    let still_unread_count = listed.map_or(0, |listed| listed.unread as i32);
    match peer {
        Peer::Channel(channel_id) => types::UpdateReadChannelInbox {
            folder_id: None,
            channel_id,
            max_id,
            still_unread_count,
            pts: view.state.box_of(peer).pts(),
        }
        .into(),
        Peer::User(_) | Peer::Group(_) => types::UpdateReadHistoryInbox {
            folder_id: None,
            peer: tl_peer(peer),
            top_msg_id: None,
            max_id,
            still_unread_count,
            pts,
            pts_count: 1,
        }
        .into(),
    }
}

/// `updateReadHistoryOutbox`.
pub(super) fn read_outbox(peer: Peer, max_id: MessageId, pts: i32) -> enums::Update {
    match peer {
        Peer::Channel(channel_id) => types::UpdateReadChannelOutbox { channel_id, max_id }.into(),
        Peer::User(_) | Peer::Group(_) => {
            let peer = tl_peer(peer);
            types::UpdateReadHistoryOutbox { peer, max_id, pts, pts_count: 1 }.into()
        }
    }
}

/// Something to be told.
struct News<'a> {
    server: &'a Server,
    state: &'a State,
    cause: Option<SessionKey>,
}

impl<'a> News<'a> {
    fn view(&self, viewer: UserId) -> View<'a> {
        View { server: self.server, state: self.state, viewer }
    }

    fn is_blocked_by(&self, who: UserId, whom: UserId) -> bool {
        self.state.account(who).is_some_and(|who| who.has_blocked(whom))
    }

    /// Those who see a chat, a box, or what is in it.
    fn audience(&self, owner: Peer) -> impl Iterator<Item = UserId> + use<'a> {
        let members = self.state.group(owner).map(|group| group.members.keys().copied());
        owner.user().into_iter().chain(members.into_iter().flatten())
    }

    fn copy(&self, owner: Peer, id: MessageId) -> Option<&'a Message> {
        self.state.box_of(owner).message(id)
    }

    fn push<'m>(
        &self,
        to: UserId,
        updates: Vec<enums::Update>,
        messages: impl IntoIterator<Item = &'m Message>,
        people: impl IntoIterator<Item = Peer>,
    ) {
        if !self.state.keys_of(to).is_empty() {
            let updates = self.view(to).updates(updates, messages, people);
            self.server.push(self.state, to, self.cause, &updates.to_bytes());
        }
    }

    fn sent(&self, copies: impl Iterator<Item = (Peer, MessageId)>) {
        for (owner, id) in copies {
            let Some(message) = self.copy(owner, id) else {
                continue;
            };
            for viewer in self.audience(owner) {
                let update = self.view(viewer).new_message(message, message.pts);
                self.push(viewer, vec![update], [message], []);
                let seen = ChatMessage::new(self.state, viewer, message);
                self.server.watchers.tell(viewer, AccountEvent::NewMessage(seen));
            }
        }
    }

    fn edited(&self, post: PostId) {
        for (owner, id) in &self.state.post(post).copies {
            let Some(message) = self.copy(*owner, *id) else {
                continue;
            };
            let pts = self.state.box_of(*owner).pts();
            for viewer in self.audience(*owner) {
                let update = self.view(viewer).edited_message(message, pts);
                self.push(viewer, vec![update], [message], []);
                let seen = ChatMessage::new(self.state, viewer, message);
                self.server.watchers.tell(viewer, AccountEvent::Edited(seen));
            }
        }
    }

    fn deleted(&self, copies: &[(Peer, MessageId)]) {
        for (owner, messages) in by_owner(copies.iter().copied()) {
            let (pts, pts_count) = (self.state.box_of(owner).pts(), messages.len() as i32);
            let told = AccountEvent::Deleted { ids: messages.clone() };
            let update: enums::Update = match owner {
                Peer::Channel(channel_id) => {
                    types::UpdateDeleteChannelMessages { channel_id, messages, pts, pts_count }
                        .into()
                }
                _ => types::UpdateDeleteMessages { messages, pts, pts_count }.into(),
            };
            for viewer in self.audience(owner) {
                self.push(viewer, vec![update.clone()], [], owner.channel().map(Peer::Channel));
                self.server.watchers.tell(viewer, told.clone());
            }
        }
    }

    fn reacted(&self, post: PostId) {
        for (owner, id) in &self.state.post(post).copies {
            let Some(message) = self.copy(*owner, *id) else {
                continue;
            };
            for viewer in self.audience(*owner) {
                let update = self.view(viewer).reacted(message);
                self.push(viewer, vec![update], [message], []);
                let seen = ChatMessage::new(self.state, viewer, message);
                self.server.watchers.tell(viewer, AccountEvent::Reacted(seen));
            }
        }
    }

    fn heard(&self, copies: &[(Peer, MessageId)]) {
        for (owner, messages) in by_owner(copies.iter().copied()) {
            let (pts, pts_count) = (self.state.box_of(owner).pts(), messages.len() as i32);
            let update: enums::Update = match owner {
                Peer::Channel(channel_id) => types::UpdateChannelReadMessagesContents {
                    channel_id,
                    top_msg_id: None,
                    saved_peer_id: None,
                    messages: messages.clone(),
                }
                .into(),
                _ => {
                    let (messages, date) = (messages.clone(), Some(self.server.now()));
                    types::UpdateReadMessagesContents { messages, pts, pts_count, date }.into()
                }
            };
            for viewer in self.audience(owner) {
                self.push(viewer, vec![update.clone()], [], owner.channel().map(Peer::Channel));
                let told = AccountEvent::Heard { ids: messages.clone() };
                self.server.watchers.tell(viewer, told);
            }
        }
    }

    fn read_here(&self, reader: UserId, peer: Peer, max_id: MessageId) {
        let pts = self.state.mailbox(reader).pts();
        let update = read_inbox(&self.view(reader), peer, max_id, pts);
        self.push(reader, vec![update], [], [peer]);
        let told = AccountEvent::ReadHere { peer: peer.into(), max_id };
        self.server.watchers.tell(reader, told);
    }

    fn read_there(&self, author: UserId, peer: Peer, max_id: MessageId) {
        let pts = self.state.mailbox(author).pts();
        self.push(author, vec![read_outbox(peer, max_id, pts)], [], [peer]);
        let told = AccountEvent::ReadByPeer { peer: peer.into(), max_id };
        self.server.watchers.tell(author, told);
    }

    /// Tells the members of a group that it has changed, and whoever has come or
    /// gone.
    fn group_changed(&self, peer: Peer, also: Option<UserId>) {
        let Some(group) = self.state.group(peer) else {
            return;
        };
        let gone = also.filter(|user| !group.members.contains_key(user));
        for viewer in self.audience(peer).chain(gone) {
            let update: enums::Update = match peer {
                Peer::User(_) => continue,
                Peer::Channel(channel_id) => types::UpdateChannel { channel_id }.into(),
                Peer::Group(id) => {
                    let participants = self.view(viewer).participants(id, group);
                    types::UpdateChatParticipants { participants }.into()
                }
            };
            let members = group.members.keys().copied().map(Peer::User);
            let faces: Vec<Peer> = match peer {
                Peer::Group(_) => members.chain([peer]).collect(),
                _ => vec![peer],
            };
            self.push(viewer, vec![update], [], faces);
        }
    }
}

fn by_owner(copies: impl Iterator<Item = (Peer, MessageId)>) -> BTreeMap<Peer, Vec<MessageId>> {
    let mut sorted: BTreeMap<Peer, Vec<MessageId>> = BTreeMap::new();
    for (owner, id) in copies {
        sorted.entry(owner).or_default().push(id);
    }
    sorted
}

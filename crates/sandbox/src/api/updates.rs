//! `updates.*`: catching up.

use grammers_tl_types::{enums, functions::updates, types};

use super::error::RpcError;
use super::objects::{Faces, View};
use super::{Call, Method, announce};
use crate::state::Peer;
use crate::state::mailbox::{Change, Mailbox, Message};

/// The most changes that one difference holds, whatever was asked for.
const MAX_CHANGES: usize = 100;

impl Method for updates::GetState {
    fn answer(self, call: &Call<'_>) -> Result<enums::updates::State, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        Ok(call.view(&state, viewer).updates_state().into())
    }
}

impl Method for updates::GetDifference {
    fn answer(self, call: &Call<'_>) -> Result<enums::updates::Difference, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let mailbox = state.mailbox(viewer);
        let limit = page(self.pts_limit.unwrap_or(0));
        let mut missed = mailbox.changes_after(self.pts);
        let page: Vec<(i32, Change)> = missed.by_ref().take(limit).collect();
        let is_last = missed.next().is_none();
        let Missed { messages, mut other_updates, mut peers } = view.missed(mailbox, &page);
        if is_last {
            // What happened in supergroups is asked for by itself.
            let changed = view.channels_since(self.date);
            other_updates.extend(changed.iter().map(|peer| too_long(*peer)));
            peers.extend(changed);
        }
        if messages.is_empty() && other_updates.is_empty() && is_last && page.is_empty() {
            return Ok(types::updates::DifferenceEmpty { date: call.now(), seq: 1 }.into());
        }
        let last_pts = page.last().map_or(mailbox.pts(), |(pts, _)| *pts);
        let Faces { users, chats } = view.faces(messages.iter().copied(), peers);
        let new_messages = messages.into_iter().map(|message| view.message(message)).collect();
        let new_encrypted_messages = Vec::new();
        let reached = types::updates::State { pts: last_pts, ..view.updates_state() };
        Ok(if is_last {
            let state = reached.into();
            enums::updates::Difference::Difference(types::updates::Difference {
                new_messages,
                new_encrypted_messages,
                other_updates,
                chats,
                users,
                state,
            })
        } else {
            let intermediate_state = reached.into();
            enums::updates::Difference::Slice(types::updates::DifferenceSlice {
                new_messages,
                new_encrypted_messages,
                other_updates,
                chats,
                users,
                intermediate_state,
            })
        })
    }
}

impl Method for updates::GetChannelDifference {
    fn answer(self, call: &Call<'_>) -> Result<enums::updates::ChannelDifference, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let channel = view.input_channel(&self.channel)?;
        let mailbox = state.box_of(channel);
        let mut missed = mailbox.changes_after(self.pts);
        let page: Vec<(i32, Change)> = missed.by_ref().take(page(self.limit)).collect();
        let r#final = missed.next().is_none();
        let Some((pts, _)) = page.last().copied() else {
            let pts = mailbox.pts();
            return Ok(
                types::updates::ChannelDifferenceEmpty { r#final, pts, timeout: None }.into()
            );
        };
        let Missed { messages, other_updates, peers } = view.missed(mailbox, &page);
        let Faces { users, chats } = view.faces(messages.iter().copied(), peers);
        Ok(enums::updates::ChannelDifference::Difference(types::updates::ChannelDifference {
            r#final,
            pts,
            timeout: None,
            new_messages: messages.into_iter().map(|message| view.message(message)).collect(),
            other_updates,
            chats,
            users,
        }))
    }
}

/// What a client did not hear of.
struct Missed<'a> {
    messages: Vec<&'a Message>,
    other_updates: Vec<enums::Update>,
    peers: Vec<Peer>,
}

impl<'a> View<'a> {
    /// Changes of a box as a difference tells of them. What is gone again is
    /// passed over.
    fn missed<'m>(&self, mailbox: &'m Mailbox, changes: &[(i32, Change)]) -> Missed<'m> {
        let mut missed =
            Missed { messages: Vec::new(), other_updates: Vec::new(), peers: Vec::new() };
        for (pts, change) in changes.iter().copied() {
            match change {
                Change::NewMessage(id) => missed.messages.extend(mailbox.message(id)),
                Change::Edited(id) => {
                    if let Some(message) = mailbox.message(id) {
                        missed.other_updates.push(self.edited_message(message, pts));
                        missed.peers.extend([message.peer, Peer::User(message.from)]);
                    }
                }
                Change::Deleted { peer, id } => {
                    missed.other_updates.push(deleted(peer, id, pts));
                }
                Change::Heard(id) => missed.other_updates.push(heard(id, pts)),
                Change::ReadInbox { peer, max_id } => {
                    missed.other_updates.push(announce::read_inbox(self, peer, max_id, pts));
                    missed.peers.push(peer);
                }
                Change::ReadOutbox { peer, max_id } => {
                    missed.other_updates.push(announce::read_outbox(peer, max_id, pts));
                    missed.peers.push(peer);
                }
            }
        }
        missed
    }

    /// The viewer's supergroups in which something has happened since a date.
    fn channels_since(&self, date: i32) -> Vec<Peer> {
        let account = self.state.account(self.viewer);
        let channels = account.into_iter().flat_map(|account| account.channels.iter().copied());
        channels
            .filter(|peer| self.state.group(*peer).is_some_and(|group| group.changed_at >= date))
            .collect()
    }
}

fn page(limit: i32) -> usize {
    match usize::try_from(limit) {
        Ok(limit @ 1..) => limit.min(MAX_CHANGES),
        _ => MAX_CHANGES,
    }
}

fn deleted(peer: Peer, id: i32, pts: i32) -> enums::Update {
    let (messages, pts_count) = (vec![id], 1);
    match peer {
        Peer::Channel(channel_id) => {
            types::UpdateDeleteChannelMessages { channel_id, messages, pts, pts_count }.into()
        }
        _ => types::UpdateDeleteMessages { messages, pts, pts_count }.into(),
    }
}

fn heard(id: i32, pts: i32) -> enums::Update {
    let (messages, pts_count, date) = (vec![id], 1, None);
    types::UpdateReadMessagesContents { messages, pts, pts_count, date }.into()
}

fn too_long(channel: Peer) -> enums::Update {
    let channel_id = channel.channel().unwrap_or_default();
    types::UpdateChannelTooLong { channel_id, pts: None }.into()
}

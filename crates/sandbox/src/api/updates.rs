//! `updates.*`: catching up.

use grammers_tl_types::{enums, functions::updates, types};

use super::error::RpcError;
use super::objects::View;
use super::{Call, Method, announce};
use crate::state::mailbox::Change;

/// The most changes that one difference holds, whatever was asked for.
const MAX_CHANGES: usize = 100;

impl Method for updates::GetState {
    fn answer(self, call: &Call<'_>) -> Result<enums::updates::State, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = View { server: call.server, state: &state, viewer };
        Ok(view.updates_state().into())
    }
}

impl Method for updates::GetDifference {
    fn answer(self, call: &Call<'_>) -> Result<enums::updates::Difference, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = View { server: call.server, state: &state, viewer };
        let mailbox = state.mailbox(viewer);
        let limit = self
            .pts_limit
            .and_then(|limit| usize::try_from(limit).ok())
            .filter(|limit| *limit > 0)
            .map_or(MAX_CHANGES, |limit| limit.min(MAX_CHANGES));
        let mut missed = mailbox.changes_after(self.pts);
        let page: Vec<(i32, Change)> = missed.by_ref().take(limit).collect();
        let Some((last_pts, _)) = page.last().copied() else {
            return Ok(types::updates::DifferenceEmpty { date: call.now(), seq: 1 }.into());
        };

        let mut messages = Vec::new();
        let mut other_updates = Vec::new();
        let mut peers = vec![viewer];
        for (pts, change) in page {
            match change {
                Change::NewMessage(id) => messages.extend(mailbox.message(id)),
                Change::ReadInbox { peer, max_id } => {
                    let still_unread = mailbox.unread(peer) as i32;
                    other_updates.push(announce::read_inbox(peer, max_id, still_unread, pts));
                    peers.push(peer);
                }
                Change::ReadOutbox { peer, max_id } => {
                    other_updates.push(announce::read_outbox(peer, max_id, pts));
                    peers.push(peer);
                }
            }
        }
        peers.extend(messages.iter().map(|message| message.peer));
        let users = view.users(peers);
        let new_messages = messages.into_iter().map(|message| view.message(message)).collect();
        let (chats, new_encrypted_messages) = (Vec::new(), Vec::new());
        let reached = types::updates::State { pts: last_pts, ..view.updates_state() };
        Ok(if missed.next().is_none() {
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

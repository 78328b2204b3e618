//! Those whom an account does not want to hear.

use grammers_tl_types::{enums, functions::contacts, types};

use super::super::error::RpcError;
use super::super::objects::tl_peer;
use super::super::{Call, Method};
use crate::state::{Peer, UserId};

/// The most people that one page holds.
const PAGE: usize = 100;

impl Call<'_> {
    /// Whoever is meant by a peer that can be blocked.
    fn blockable(&self, input: &enums::InputPeer) -> Result<[UserId; 2], RpcError> {
        let viewer = self.user()?;
        let state = self.server.read();
        let view = self.view(&state, viewer);
        match view.input_peer(input)? {
            Peer::User(person) if person != viewer => Ok([viewer, person]),
            _ => Err(RpcError::bad_request("CONTACT_ID_INVALID")),
        }
    }
}

impl Method for contacts::Block {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let [account, person] = call.blockable(&self.id)?;
        let mut writing = call.server.write();
        let blocked = writing.state().block(account, person, call.now());
        writing.commit(blocked.as_slice(), Some(call.session.key()))?;
        Ok(true)
    }
}

impl Method for contacts::Unblock {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let [account, person] = call.blockable(&self.id)?;
        let mut writing = call.server.write();
        let unblocked = writing.state().unblock(account, person);
        writing.commit(unblocked.as_slice(), Some(call.session.key()))?;
        Ok(true)
    }
}

impl Method for contacts::GetBlocked {
    fn answer(self, call: &Call<'_>) -> Result<enums::contacts::Blocked, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let known = state.account(viewer).ok_or(RpcError::USER_INVALID)?;
        let mut all: Vec<(UserId, i32)> =
            known.blocked.iter().map(|(id, date)| (*id, *date)).collect();
        all.sort_by_key(|(id, date)| (std::cmp::Reverse(*date), *id));
        let offset = usize::try_from(self.offset).unwrap_or(0);
        let limit = usize::try_from(self.limit).unwrap_or(0).min(PAGE);
        let page: Vec<(UserId, i32)> = all.iter().copied().skip(offset).take(limit).collect();
        let users = view.users(page.iter().map(|(id, _)| *id));
        let blocked = page.iter().map(|(id, date)| {
            enums::PeerBlocked::from(types::PeerBlocked {
                peer_id: tl_peer(Peer::User(*id)),
                date: *date,
            })
        });
        let (blocked, chats) = (blocked.collect::<Vec<_>>(), Vec::new());
        Ok(if blocked.len() == all.len() {
            types::contacts::Blocked { blocked, chats, users }.into()
        } else {
            let count = all.len() as i32;
            types::contacts::BlockedSlice { count, blocked, chats, users }.into()
        })
    }
}

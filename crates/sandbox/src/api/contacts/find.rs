//! Finding people by number, username, and the beginning of a name.

use grammers_tl_types::{enums, functions::contacts, types};

use super::super::error::RpcError;
use super::super::objects::{Faces, tl_peer};
use super::super::{Call, Method};
use crate::state::accounts::{Account, is_phone};
use crate::state::flags::Flag;
use crate::state::{Peer, State};

/// The most people that one search finds of each kind.
const MOST_FOUND: usize = 50;

impl Call<'_> {
    fn resolved(
        &self,
        find: impl FnOnce(&State) -> Option<Peer>,
        refusal: &'static str,
    ) -> Result<enums::contacts::ResolvedPeer, RpcError> {
        let viewer = self.user()?;
        let state = self.server.read();
        let peer = find(&state).ok_or(RpcError::bad_request(refusal))?;
        let Faces { users, chats } = self.view(&state, viewer).faces([], [peer]);
        Ok(types::contacts::ResolvedPeer { peer: tl_peer(peer), chats, users }.into())
    }
}

fn person(account: &Account) -> Peer {
    Peer::User(account.profile.id)
}

impl Method for contacts::ResolveUsername {
    fn answer(self, call: &Call<'_>) -> Result<enums::contacts::ResolvedPeer, RpcError> {
        let name = &self.username;
        call.resolved(
            |state| state.by_username(name).map(person).or_else(|| state.channel_by_username(name)),
            "USERNAME_NOT_OCCUPIED",
        )
    }
}

impl Method for contacts::ResolvePhone {
    fn answer(self, call: &Call<'_>) -> Result<enums::contacts::ResolvedPeer, RpcError> {
        if !is_phone(&self.phone) {
            return Err(RpcError::bad_request("PHONE_NUMBER_INVALID"));
        }
        call.resolved(|state| state.registered(&self.phone).map(person), "PHONE_NOT_OCCUPIED")
    }
}

impl Method for contacts::Search {
    fn answer(self, call: &Call<'_>) -> Result<enums::contacts::Found, RpcError> {
        let viewer = call.user()?;
        let query = self.q.trim().trim_start_matches('@').to_lowercase();
        if query.is_empty() {
            return Err(RpcError::bad_request("SEARCH_QUERY_EMPTY"));
        }
        let limit = usize::try_from(self.limit).unwrap_or(0).min(MOST_FOUND);
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let (mut mine, mut others) = (Vec::new(), Vec::new());
        for account in state.accounts().filter(|account| !account.is(Flag::Deleted)) {
            let id = account.profile.id;
            let is_known =
                state.knows(viewer, id) || state.mailbox(viewer).dialog(Peer::User(id)).is_some();
            if is_known && view.name_words(id).iter().any(|word| word.starts_with(&query)) {
                mine.push(id);
            } else if id != viewer && has_username(account, &query) {
                others.push(id);
            }
        }
        mine.truncate(limit);
        others.truncate(limit);
        let users = view.users(mine.iter().chain(&others).copied());
        let [my_results, results] =
            [mine, others].map(|ids| ids.into_iter().map(|id| tl_peer(Peer::User(id))).collect());
        Ok(types::contacts::Found { my_results, results, chats: Vec::new(), users }.into())
    }
}

fn has_username(account: &Account, beginning: &str) -> bool {
    let username = account.profile.username.as_ref();
    username.is_some_and(|name| name.to_lowercase().starts_with(beginning))
}

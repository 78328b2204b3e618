//! `contacts.*`: finding people.

use grammers_tl_types::{enums, functions::contacts, types};

use super::error::RpcError;
use super::objects::{Faces, tl_peer};
use super::{Call, Method};
use crate::state::accounts::{Account, is_phone};
use crate::state::{Peer, State};

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
        call.resolved(|state| state.by_phone(&self.phone).map(person), "PHONE_NOT_OCCUPIED")
    }
}

impl Method for contacts::GetContacts {
    fn answer(self, call: &Call<'_>) -> Result<enums::contacts::Contacts, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let known = state.account(viewer).map(|account| &account.contacts);
        let users = view.users(known.into_iter().flatten().copied());
        let contacts = users.iter().filter_map(|user| match user {
            enums::User::User(user) => Some(enums::Contact::Contact(types::Contact {
                user_id: user.id,
                mutual: user.mutual_contact,
            })),
            enums::User::Empty(_) => None,
        });
        let (contacts, saved_count) = (contacts.collect::<Vec<_>>(), users.len() as i32);
        Ok(types::contacts::Contacts { contacts, saved_count, users }.into())
    }
}

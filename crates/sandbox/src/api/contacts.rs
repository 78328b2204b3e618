//! `contacts.*`: finding people.

use grammers_tl_types::{enums, functions::contacts, types};

use super::error::RpcError;
use super::objects::{View, peer};
use super::{Call, Method};
use crate::state::accounts::{Account, is_phone};

impl Call<'_> {
    fn resolved(
        &self,
        find: impl for<'s> FnOnce(&'s crate::state::State) -> Option<&'s Account>,
        refusal: &'static str,
    ) -> Result<enums::contacts::ResolvedPeer, RpcError> {
        let viewer = self.user()?;
        let state = self.server.read();
        let id = find(&state).ok_or(RpcError::bad_request(refusal))?.profile.id;
        let view = View { server: self.server, state: &state, viewer };
        let users = view.users([id]);
        Ok(types::contacts::ResolvedPeer { peer: peer(id), chats: Vec::new(), users }.into())
    }
}

impl Method for contacts::ResolveUsername {
    fn answer(self, call: &Call<'_>) -> Result<enums::contacts::ResolvedPeer, RpcError> {
        call.resolved(|state| state.by_username(&self.username), "USERNAME_NOT_OCCUPIED")
    }
}

impl Method for contacts::ResolvePhone {
    fn answer(self, call: &Call<'_>) -> Result<enums::contacts::ResolvedPeer, RpcError> {
        if !is_phone(&self.phone) {
            return Err(RpcError::bad_request("PHONE_NUMBER_INVALID"));
        }
        call.resolved(|state| state.by_phone(&self.phone), "PHONE_NOT_OCCUPIED")
    }
}

impl Method for contacts::GetContacts {
    fn answer(self, call: &Call<'_>) -> Result<enums::contacts::Contacts, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = View { server: call.server, state: &state, viewer };
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

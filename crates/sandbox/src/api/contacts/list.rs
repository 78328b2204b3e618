//! The list of contacts, and putting people on it and taking them off.

use grammers_tl_types::{Serializable, enums, functions::contacts, types};

use super::super::error::RpcError;
use super::super::objects::{bare, tl_peer};
use super::super::{Call, Method, announce};
use crate::state::accounts::is_phone;
use crate::state::contacts::ContactName;
use crate::state::login::names;
use crate::state::{Event, Peer, SERVICE_USER, UserId};

impl Call<'_> {
    /// Changes the list of contacts, and tells the account's other sessions.
    fn change_contacts(
        &self,
        events: &[Event],
        concerned: &[UserId],
    ) -> Result<enums::Updates, RpcError> {
        let viewer = self.user()?;
        let mut writing = self.server.write();
        writing.commit(events, Some(self.session.key()))?;
        let state = writing.state();
        if !events.is_empty() {
            announce::look_otherwise(
                self.server,
                state,
                viewer,
                concerned,
                Some(self.session.key()),
            );
        }
        let view = self.view(state, viewer);
        let settings = |id: &UserId| types::UpdatePeerSettings {
            peer: tl_peer(Peer::User(*id)),
            settings: enums::PeerSettings::Settings(bare(&[&0u32.to_bytes()])),
        };
        Ok(enums::Updates::Updates(types::Updates {
            updates: concerned.iter().map(|id| settings(id).into()).collect(),
            users: view.users(concerned.iter().copied()),
            chats: Vec::new(),
            date: self.now(),
            seq: 0,
        }))
    }

    fn people(&self, inputs: &[enums::InputUser]) -> Result<Vec<UserId>, RpcError> {
        let viewer = self.user()?;
        let state = self.server.read();
        let view = self.view(&state, viewer);
        inputs.iter().map(|input| view.input_user(input)).collect()
    }
}

fn contact_name(first_name: &str, last_name: &str) -> Option<ContactName> {
    let (first_name, last_name) = names(first_name, last_name).ok()?;
    Some(ContactName { first_name, last_name })
}

impl Method for contacts::GetContacts {
    fn answer(self, call: &Call<'_>) -> Result<enums::contacts::Contacts, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let known = state.account(viewer).ok_or(RpcError::USER_INVALID)?.contacts.keys();
        let users = view.users(known.copied());
        let saved_count = users.len() as i32;
        let contacts: Vec<types::Contact> = users
            .iter()
            .filter_map(|user| match user {
                enums::User::User(user) => {
                    Some(types::Contact { user_id: user.id, mutual: user.mutual_contact })
                }
                enums::User::Empty(_) => None,
            })
            .collect();
        let ids = contacts.iter().map(|contact| contact.user_id);
        if !contacts.is_empty() && self.hash == hash([saved_count.into()].into_iter().chain(ids)) {
            return Ok(enums::contacts::Contacts::NotModified);
        }
        let contacts = contacts.into_iter().map(Into::into).collect();
        Ok(types::contacts::Contacts { contacts, saved_count, users }.into())
    }
}

/// Telegram's hash of a list of numbers, by which a client says what it knows.
///
/// <https://core.telegram.org/api/offsets#hash-generation>
fn hash(numbers: impl Iterator<Item = i64>) -> i64 {
    let mut hash = 0u64;
    for number in numbers {
        hash ^= hash >> 21;
        hash ^= hash << 35;
        hash ^= hash >> 4;
        hash = hash.wrapping_add(number as u64);
    }
    hash as i64
}

impl Method for contacts::GetStatuses {
    fn answer(self, call: &Call<'_>) -> Result<Vec<enums::ContactStatus>, RpcError> {
        let viewer = call.user()?;
        let state = call.server.read();
        let view = call.view(&state, viewer);
        let known = state.account(viewer).ok_or(RpcError::USER_INVALID)?.contacts.keys();
        let statuses =
            known.map(|id| types::ContactStatus { user_id: *id, status: view.status(*id) });
        Ok(statuses.map(Into::into).collect())
    }
}

impl Method for contacts::ImportContacts {
    fn answer(self, call: &Call<'_>) -> Result<enums::contacts::ImportedContacts, RpcError> {
        let account = call.user()?;
        let (mut imported, mut events, mut people) = (Vec::new(), Vec::new(), Vec::new());
        {
            let state = call.server.read();
            for enums::InputContact::InputPhoneContact(input) in self.contacts {
                let found = Some(&input.phone).filter(|phone| is_phone(phone));
                let Some(found) = found.and_then(|phone| state.registered(phone)) else {
                    continue;
                };
                let contact = found.profile.id;
                let name = contact_name(&input.first_name, &input.last_name);
                events.push(Event::ContactAdded { account, contact, name });
                people.push(contact);
                let client_id = input.client_id;
                imported.push(types::ImportedContact { user_id: contact, client_id }.into());
            }
        }
        let enums::Updates::Updates(updates) = call.change_contacts(&events, &people)? else {
            return Err(RpcError::USER_INVALID);
        };
        let (popular_invites, retry_contacts) = (Vec::new(), Vec::new());
        let users = updates.users;
        Ok(types::contacts::ImportedContacts { imported, popular_invites, retry_contacts, users }
            .into())
    }
}

impl Method for contacts::AddContact {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let account = call.user()?;
        let people = call.people(&[self.id])?;
        let name = contact_name(&self.first_name, &self.last_name);
        let name = name.ok_or(RpcError::bad_request("CONTACT_NAME_EMPTY"))?;
        let contact = people[0];
        if contact == SERVICE_USER || contact == account {
            return Err(RpcError::bad_request("CONTACT_ID_INVALID"));
        }
        let added = Event::ContactAdded { account, contact, name: Some(name) };
        call.change_contacts(&[added], &people)
    }
}

impl Method for contacts::DeleteContacts {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let account = call.user()?;
        let people = call.people(&self.id)?;
        let removed = call.server.read().remove_contacts(account, &people);
        call.change_contacts(&removed, &people)
    }
}

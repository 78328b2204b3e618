//! What Telegram writes to an account about its logins.

use grammers_tl_types::{Serializable, enums, types};

use super::super::Call;
use super::super::error::RpcError;
use crate::state::messages::Outgoing;
use crate::state::post::Content;
use crate::state::{Event, Peer, SERVICE_USER, State, UserId};

impl Call<'_> {
    fn letter(&self, state: &State, to: UserId, text: String) -> Result<Option<Event>, RpcError> {
        let letter = Outgoing::new(SERVICE_USER, Peer::User(to), Content::text(text));
        Ok(state.send(Outgoing { date: self.now(), ..letter })?)
    }

    pub(super) fn letter_with_code(
        &self,
        state: &State,
        to: UserId,
        code: &str,
    ) -> Result<Option<Event>, RpcError> {
        let text = format!(
            "Login code: {code}. Do not give this code to anyone, even if they say they are from \
             Telegram!\n\nIf you didn't request this code by trying to log in on another device, \
             simply ignore this message."
        );
        self.letter(state, to, text)
    }

    pub(super) fn letter_about_login(
        &self,
        state: &State,
        to: UserId,
    ) -> Result<Option<Event>, RpcError> {
        let name = state.account(to).map_or("", |account| &account.profile.first_name);
        let device = state.key(self.key(), self.now()).map(|key| &key.client.device_model);
        let device = device.filter(|device| !device.is_empty()).map_or("unknown", |d| d);
        let text = format!(
            "New login. Dear {name}, we detected a login into your account from a new device.\n\n\
             Device: {device}\n\nIf this wasn't you, you can terminate that session in \
             Settings > Devices (or Privacy & Security > Active Sessions)."
        );
        self.letter(state, to, text)
    }

    /// `updateNewAuthorization` to the account's other sessions.
    pub(super) fn announce_login(&self, state: &State, account: UserId) {
        let Some(key) = state.key(self.key(), self.now()) else {
            return;
        };
        let new = types::UpdateNewAuthorization {
            unconfirmed: true,
            hash: super::sessions::hash(self.key()),
            date: Some(self.now()),
            device: Some(key.client.device_model.clone()),
            location: Some(String::new()),
        };
        let short = types::UpdateShort { update: new.into(), date: self.now() };
        let update = enums::Updates::from(short).to_bytes();
        let others = state.keys_of(account).iter().filter(|key| **key != self.key());
        self.server.push_to(others, &update);
    }
}

//! From one data centre to another.

use grammers_tl_types::{enums, functions::auth, types};

use super::super::error::RpcError;
use super::super::{Call, Method};
use super::may_log_in;
use crate::entropy;
use crate::state::accounts::Account;
use crate::state::{Event, Key, State};

impl Call<'_> {
    /// Sends a client to the data centre that an account lives on, unless it is
    /// there. Returns what was learnt of its key.
    pub(super) fn at_home(
        &self,
        state: &State,
        account: &Account,
    ) -> Result<Option<Event>, RpcError> {
        let Some(home) = account.dc else {
            return Ok(None);
        };
        let elsewhere = RpcError::migrate("PHONE", home);
        let (key, now) = (self.key(), self.now());
        match state.key(key, now).and_then(Key::named_dc) {
            Some(named) if named == home => Ok(None),
            Some(_) => Err(elsewhere),
            None if self.server.logins.redirects.followed(account.profile.id, key, now) => {
                Ok(Some(Event::KeyPlaced { key, dc: home }))
            }
            None => Err(elsewhere),
        }
    }
}

impl Method for auth::ExportAuthorization {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::ExportedAuthorization, RpcError> {
        let account = call.user()?;
        let token = entropy::bytes::<64>().to_vec();
        let exported = Event::AuthorizationExported { account, token: token.clone() };
        call.server.write().commit([exported], None)?;
        Ok(types::auth::ExportedAuthorization { id: account, bytes: token }.into())
    }
}

impl Method for auth::ImportAuthorization {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::Authorization, RpcError> {
        {
            let mut writing = call.server.write();
            let events = writing
                .state()
                .import_authorization(call.key(), self.id, &self.bytes, call.now())
                .ok_or(RpcError::bad_request("AUTH_BYTES_INVALID"))?;
            may_log_in(writing.state(), self.id)?;
            writing.commit(events, None)?;
        }
        call.authorization(self.id)
    }
}

impl Method for auth::BindTempAuthKey {
    fn answer(self, _: &Call<'_>) -> Result<bool, RpcError> {
        // A temporary key can log in by itself here; binding one to another
        // key, for perfect forward secrecy, is not offered.
        Err(RpcError::bad_request("TEMP_AUTH_KEYS_NOT_SUPPORTED"))
    }
}

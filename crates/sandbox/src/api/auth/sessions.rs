//! Where an account is logged in, and ending it.

use grammers_tl_types::{
    enums,
    functions::{account, auth},
    types,
};
use sha2::{Digest, Sha256};

use super::super::error::RpcError;
use super::super::{Call, Method};
use crate::state::login::Ending;
use crate::state::{Event, KeyId, State};

/// After how many days without use Telegram ends a session, unless it is told
/// otherwise. Here none is ended so.
const TTL_DAYS: i32 = 180;

impl Call<'_> {
    /// A key's session as people see it in their list. `None` if there is no
    /// such key.
    pub(super) fn session_of(&self, state: &State, id: KeyId) -> Option<types::Authorization> {
        let now = self.now();
        let key = state.key(id, now)?;
        let current = id == self.key();
        let is_here = current || self.server.hub.is_connected(id);
        Some(types::Authorization {
            current,
            official_app: false,
            password_pending: false,
            encrypted_requests_disabled: true,
            call_requests_disabled: true,
            unconfirmed: false,
            hash: if current { 0 } else { hash(id) },
            device_model: key.client.device_model.clone(),
            platform: String::new(),
            system_version: key.client.system_version.clone(),
            api_id: key.client.api_id,
            app_name: format!("App {}", key.client.api_id),
            app_version: key.client.app_version.clone(),
            date_created: key.since,
            date_active: if is_here { now } else { key.since },
            ip: self.server.address.ip().to_string(),
            country: String::new(),
            region: String::new(),
        })
    }

    /// Ends the sessions of some of the account's other keys.
    fn end(&self, is_meant: impl Fn(KeyId) -> bool) -> Result<usize, RpcError> {
        let user = self.user()?;
        let mut writing = self.server.write();
        let state = writing.state();
        let since = state.key(self.key(), self.now()).map_or(0, |key| key.since);
        let fresh = i64::from(self.server.logins.settings().fresh_session);
        if i64::from(self.now()) < i64::from(since) + fresh {
            return Err(RpcError::new(406, "FRESH_RESET_AUTHORISATION_FORBIDDEN"));
        }
        let others = state.keys_of(user).iter().copied().filter(|key| *key != self.key());
        let why = Ending::Revoked;
        let ended = others.filter(|key| is_meant(*key));
        let ended: Vec<Event> = ended.map(|key| Event::SessionEnded { key, why }).collect();
        writing.commit(&ended, None)?;
        Ok(ended.len())
    }
}

/// By what number a session is named to its account.
pub(super) fn hash(key: KeyId) -> i64 {
    let hash = Sha256::new().chain_update(b"session").chain_update(key.to_le_bytes()).finalize();
    i64::from_le_bytes(hash[..8].try_into().expect("SHA-256 has 32 bytes"))
}

impl Method for account::GetAuthorizations {
    fn answer(self, call: &Call<'_>) -> Result<enums::account::Authorizations, RpcError> {
        let user = call.user()?;
        let state = call.server.read();
        let sessions = state.keys_of(user).iter().filter_map(|key| call.session_of(&state, *key));
        let mut sessions: Vec<_> = sessions.collect();
        sessions.sort_by_key(|session| (!session.current, std::cmp::Reverse(session.date_created)));
        let authorizations = sessions.into_iter().map(Into::into).collect();
        let authorization_ttl_days = TTL_DAYS;
        Ok(types::account::Authorizations { authorization_ttl_days, authorizations }.into())
    }
}

impl Method for account::ResetAuthorization {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        match call.end(|key| hash(key) == self.hash)? {
            0 => Err(RpcError::bad_request("HASH_INVALID")),
            _ => Ok(true),
        }
    }
}

impl Method for auth::ResetAuthorizations {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        call.end(|_| true)?;
        Ok(true)
    }
}

impl Method for auth::LogOut {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::LoggedOut, RpcError> {
        call.user()?;
        call.server.write().commit([Event::LoggedOut { key: call.key() }], None)?;
        Ok(types::auth::LoggedOut { future_auth_token: None }.into())
    }
}

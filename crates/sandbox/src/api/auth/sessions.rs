//! Where an account is logged in, and ending it.

use grammers_tl_types::{enums, functions::auth, types};

use super::super::error::RpcError;
use super::super::{Call, Method};
use crate::state::Event;

impl Method for auth::LogOut {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::LoggedOut, RpcError> {
        call.user()?;
        call.server.write().commit([Event::LoggedOut { key: call.key() }], None)?;
        Ok(types::auth::LoggedOut { future_auth_token: None }.into())
    }
}

//! Logging in and out: one file per way.

mod code;
mod migration;
mod password;
mod sessions;

use grammers_tl_types::{enums, types};

use super::Call;
use super::error::RpcError;
use super::objects::View;
use crate::state::UserId;

impl Call<'_> {
    fn authorization(&self, user: UserId) -> Result<enums::auth::Authorization, RpcError> {
        let state = self.server.read();
        let view = View { server: self.server, state: &state, viewer: user };
        Ok(enums::auth::Authorization::Authorization(types::auth::Authorization {
            setup_password_required: false,
            otherwise_relogin_days: None,
            tmp_sessions: None,
            future_auth_token: None,
            user: view.user(user).ok_or(RpcError::USER_INVALID)?,
        }))
    }
}

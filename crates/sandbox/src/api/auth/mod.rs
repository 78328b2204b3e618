//! Logging in and out: one file per way.

mod bot;
mod code;
mod letters;
mod migration;
mod password;
mod qr;
mod sessions;
mod sign_up;

use grammers_tl_types::{enums, types};

use super::Call;
use super::error::RpcError;
use crate::server::Writing;
use crate::state::accounts::Account;
use crate::state::login::Login;
use crate::state::{Event, State, UserId};

impl Call<'_> {
    /// Makes the events of a login happen, and tells the account's other
    /// sessions if they want to know. Returns whom the key speaks for now.
    fn enter(&self, writing: &mut Writing<'_>, mut events: Vec<Event>) -> Result<UserId, RpcError> {
        let newcomer = events.iter().find_map(|event| match event {
            Event::LoggedIn { account, .. } => Some(*account),
            _ => None,
        });
        if let Some(account) = newcomer {
            may_log_in(writing.state(), account)?;
        }
        let wanted = self.server.logins.settings().login_letters;
        let told = newcomer.filter(|account| {
            wanted && writing.state().keys_of(*account).iter().any(|key| *key != self.key())
        });
        if let Some(account) = told {
            events.extend(self.letter_about_login(writing.state(), account)?);
        }
        writing.commit(events, None)?;
        if let Some(account) = told {
            self.announce_login(writing.state(), account);
        }
        match writing.state().login(self.key()) {
            Login::As(user) => Ok(user),
            _ => Err(RpcError::PASSWORD_NEEDED),
        }
    }

    fn authorization(&self, user: UserId) -> Result<enums::auth::Authorization, RpcError> {
        let state = self.server.read();
        let view = self.view(&state, user);
        Ok(enums::auth::Authorization::Authorization(types::auth::Authorization {
            setup_password_required: false,
            otherwise_relogin_days: None,
            tmp_sessions: None,
            future_auth_token: None,
            user: view.user(user).ok_or(RpcError::USER_INVALID)?,
        }))
    }
}

/// Refuses a login to an account that was deleted or banned meanwhile.
fn may_log_in(state: &State, account: UserId) -> Result<(), RpcError> {
    // Who signs up has no account yet.
    match state.account(account).and_then(Account::ending) {
        Some(why) => Err(RpcError::ended(why)),
        None => Ok(()),
    }
}

/// What a client must say of itself before it logs anybody in.
fn check_api(api_id: i32, api_hash: &str) -> Result<(), RpcError> {
    if api_id <= 0 || api_hash.is_empty() {
        return Err(RpcError::bad_request("API_ID_INVALID"));
    }
    Ok(())
}

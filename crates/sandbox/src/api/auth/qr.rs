//! Logging in by a QR code that another, logged-in session scans.
//!
//! <https://core.telegram.org/api/qr-login>

use grammers_tl_types::{Serializable, enums, functions::auth, types};

use super::super::error::RpcError;
use super::super::{Call, Method};
use super::check_api;
use crate::entropy;
use crate::logins::{QrRefusal, Scan};
use crate::server::Server;
use crate::state::login::Login;
use crate::state::{Key, KeyId, UserId};

/// How many random bytes a token has.
const TOKEN: usize = 32;

impl Call<'_> {
    /// Lets the client of an accepted token in.
    fn admit(&self, token: &[u8], user: UserId) -> Result<enums::auth::LoginToken, RpcError> {
        let mut writing = self.server.write();
        let account = writing.state().account(user).ok_or(RpcError::USER_INVALID)?;
        let event = account.enter(self.key(), self.now());
        self.server.logins.qr.spend(token);
        let user = self.enter(&mut writing, vec![event])?;
        drop(writing);
        self.admitted(user)
    }

    fn admitted(&self, user: UserId) -> Result<enums::auth::LoginToken, RpcError> {
        let authorization = self.authorization(user)?;
        Ok(types::auth::LoginTokenSuccess { authorization }.into())
    }

    /// The data centre that an account lives on, and the one that the client
    /// named, if it named one.
    fn homes(&self, user: UserId) -> (Option<i32>, Option<i32>) {
        let state = self.server.read();
        let home = state.account(user).and_then(|account| account.dc);
        (home, state.key(self.key(), self.now()).and_then(Key::named_dc))
    }
}

impl Method for auth::ExportLoginToken {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::LoginToken, RpcError> {
        check_api(self.api_id, &self.api_hash)?;
        // The answer that said so may have got lost.
        let login = call.server.read().login(call.key());
        match login {
            Login::As(user) => return call.admitted(user),
            Login::AwaitsPassword(_) => return Err(RpcError::PASSWORD_NEEDED),
            Login::None | Login::Ended(_) => {}
        }
        let qr = &call.server.logins.qr;
        let Some((token, user)) = qr.accepted(call.key()) else {
            let token = entropy::bytes::<TOKEN>().to_vec();
            let expires = qr.show(token.clone(), call.key(), self.except_ids, call.now());
            return Ok(types::auth::LoginToken { expires, token }.into());
        };
        match call.homes(user) {
            (Some(dc_id), named) if named != Some(dc_id) => {
                Ok(types::auth::LoginTokenMigrateTo { dc_id, token }.into())
            }
            _ => call.admit(&token, user),
        }
    }
}

impl Method for auth::ImportLoginToken {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::LoginToken, RpcError> {
        let token = self.token;
        let user = match call.server.logins.qr.scan(&token, call.now())? {
            Scan::By(user) => user,
            Scan::Waiting { expires } => {
                return Ok(types::auth::LoginToken { expires, token }.into());
            }
            Scan::Used => return Err(QrRefusal::AlreadyAccepted.into()),
        };
        match call.homes(user) {
            (Some(dc_id), Some(named)) if named != dc_id => {
                Ok(types::auth::LoginTokenMigrateTo { dc_id, token }.into())
            }
            _ => call.admit(&token, user),
        }
    }
}

impl Method for auth::AcceptLoginToken {
    fn answer(self, call: &Call<'_>) -> Result<enums::Authorization, RpcError> {
        let user = call.user()?;
        let waiting =
            call.server.scan(&self.token, user, call.now()).map_err(|refusal| match refusal {
                // Telegram's own name, in this method.
                QrRefusal::Unknown => RpcError::bad_request("AUTH_TOKEN_INVALIDX"),
                refusal => refusal.into(),
            })?;
        let state = call.server.read();
        let session = call.session_of(&state, waiting);
        let mut session = session.ok_or(RpcError::from(QrRefusal::Expired))?;
        session.password_pending =
            state.account(user).is_some_and(|account| account.password.is_some());
        Ok(session.into())
    }
}

impl Server {
    /// Has an account let in the client that shows a token, and tells that client. Returns its key.
    pub(crate) fn scan(&self, token: &[u8], by: UserId, now: i32) -> Result<KeyId, QrRefusal> {
        let waiting = self.logins.qr.accept(token, by, now)?;
        let scanned = types::UpdateShort { update: enums::Update::LoginToken, date: now };
        self.push_to([&waiting], &enums::Updates::from(scanned).to_bytes());
        Ok(waiting)
    }
}

impl From<QrRefusal> for RpcError {
    fn from(refusal: QrRefusal) -> RpcError {
        RpcError::bad_request(match refusal {
            QrRefusal::Unknown => "AUTH_TOKEN_INVALID",
            QrRefusal::Expired => "AUTH_TOKEN_EXPIRED",
            QrRefusal::AlreadyAccepted => "AUTH_TOKEN_ALREADY_ACCEPTED",
            QrRefusal::Excepted => "AUTH_TOKEN_EXCEPTION",
        })
    }
}

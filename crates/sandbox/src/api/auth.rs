//! `auth.*`: logging in and out.

use grammers_tl_types::{enums, functions::auth, types};

use super::error::RpcError;
use super::objects::View;
use super::{Call, Method};
use crate::entropy;
use crate::state::accounts::is_phone;
use crate::state::login::{CODE_LIFETIME, Login};
use crate::state::messages::Outgoing;
use crate::state::{Event, SERVICE_USER, UserId};

impl Call<'_> {
    fn send_code(&self, phone: &str) -> Result<enums::auth::SentCode, RpcError> {
        let (code, hash) = (entropy::login_code(), entropy::hex_token());
        let now = self.now();
        let mut writing = self.server.write();
        let issued = writing.state().issue_code(phone, code.clone(), hash.clone(), now)?;
        let mut events = vec![issued];
        // A person who is logged in somewhere reads the code there.
        let reader = writing.state().by_phone(phone).filter(|account| !account.keys.is_empty());
        if let Some(account) = reader {
            let text = format!(
                "Login code: {code}. Do not give this code to anyone, even if they say they are \
                 from Telegram!\n\nIf you didn't request this code by trying to log in on another \
                 device, simply ignore this message."
            );
            let (from, to) = (SERVICE_USER, account.profile.id);
            let (random_id, reply_to) = (None, None);
            let letter = Outgoing { from, to, text: &text, random_id, reply_to, date: now };
            events.extend(writing.state().send(&letter)?);
        }
        writing.commit(events, None)?;
        let length = code.len() as i32;
        Ok(enums::auth::SentCode::Code(types::auth::SentCode {
            r#type: types::auth::SentCodeTypeApp { length }.into(),
            phone_code_hash: hash,
            next_type: None,
            timeout: Some(CODE_LIFETIME),
        }))
    }

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

impl Method for auth::SendCode {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::SentCode, RpcError> {
        if self.api_id <= 0 || self.api_hash.is_empty() {
            return Err(RpcError::bad_request("API_ID_INVALID"));
        }
        call.send_code(&self.phone_number)
    }
}

impl Method for auth::ResendCode {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::SentCode, RpcError> {
        if !is_phone(&self.phone_number) {
            return Err(RpcError::bad_request("PHONE_NUMBER_INVALID"));
        }
        call.server.read().cancel_code(&self.phone_number, &self.phone_code_hash)?;
        call.send_code(&self.phone_number)
    }
}

impl Method for auth::CancelCode {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let mut writing = call.server.write();
        let spent = writing.state().cancel_code(&self.phone_number, &self.phone_code_hash)?;
        writing.commit([spent], None)?;
        Ok(true)
    }
}

impl Method for auth::SignIn {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::Authorization, RpcError> {
        let typed = self.phone_code.unwrap_or_default();
        let user = {
            let mut writing = call.server.write();
            let (phone, hash) = (&self.phone_number, &self.phone_code_hash);
            let now = call.now();
            let events = writing.state().sign_in(call.key(), phone, hash, &typed, now)?;
            writing.commit(events, None)?;
            match writing.state().login(call.key()) {
                Login::As(user) => user,
                _ => return Err(RpcError::PASSWORD_NEEDED),
            }
        };
        call.authorization(user)
    }
}

impl Method for auth::CheckPassword {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::Authorization, RpcError> {
        let wrong = RpcError::bad_request("PASSWORD_HASH_INVALID");
        let enums::InputCheckPasswordSrp::Srp(proof) = self.password else {
            return Err(wrong);
        };
        let user = match call.server.read().login(call.key()) {
            Login::AwaitsPassword(user) => user,
            Login::As(_) => return Err(RpcError::bad_request("PASSWORD_NOT_AWAITED")),
            Login::None => return Err(RpcError::NOT_LOGGED_IN),
        };
        // A question stands until it is answered rightly or asked anew: grammers
        // does not ask anew after a wrong answer.
        let challenge = call.server.challenges.lock().get(&call.key()).cloned();
        let challenge = challenge
            .filter(|challenge| challenge.id == proof.srp_id)
            .ok_or(RpcError::bad_request("SRP_ID_INVALID"))?;
        if !challenge.is_proved_by(&proof.a, &proof.m1) {
            return Err(wrong);
        }
        call.server.challenges.lock().remove(&call.key());
        let logged_in = Event::LoggedIn { key: call.key(), account: user };
        call.server.write().commit([logged_in], None)?;
        call.authorization(user)
    }
}

impl Method for auth::LogOut {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::LoggedOut, RpcError> {
        call.user()?;
        call.server.write().commit([Event::LoggedOut { key: call.key() }], None)?;
        Ok(types::auth::LoggedOut { future_auth_token: None }.into())
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
                .import_authorization(call.key(), self.id, &self.bytes)
                .ok_or(RpcError::bad_request("AUTH_BYTES_INVALID"))?;
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

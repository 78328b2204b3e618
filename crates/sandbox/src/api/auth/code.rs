//! Codes: sent, sent again, taken back, typed.

use grammers_tl_types::{enums, functions::auth, types};

use super::super::error::RpcError;
use super::super::{Call, Method};
use crate::entropy;
use crate::state::accounts::is_phone;
use crate::state::login::{CODE_LIFETIME, Login};
use crate::state::messages::Outgoing;
use crate::state::post::Content;
use crate::state::{Peer, SERVICE_USER};

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
            let to = Peer::User(account.profile.id);
            let letter = Outgoing::new(SERVICE_USER, to, Content::text(text));
            events.extend(writing.state().send(Outgoing { date: now, ..letter })?);
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

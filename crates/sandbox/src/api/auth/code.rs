//! Codes: sent, sent again, taken back, typed.

use grammers_tl_types::{enums, functions::auth, types};

use super::super::error::RpcError;
use super::super::{Call, Method};
use super::check_api;
use crate::entropy;
use crate::state::accounts::{digits, is_phone};
use crate::state::login::{CODE_LIFETIME, LoginRefusal};
use crate::state::{Event, State};

/// The periods of the limits, in seconds.
const HOUR: i32 = 3_600;
const DAY: i32 = 24 * HOUR;

impl Call<'_> {
    fn send_code(&self, phone: &str) -> Result<enums::auth::SentCode, RpcError> {
        let (code, hash) = (entropy::login_code(), entropy::hex_token());
        let sign_up = self.server.logins.settings().sign_up;
        let mut writing = self.server.write();
        let claimant = writing.state().claimant(phone, sign_up)?;
        let mut events = Vec::new();
        if let Some(account) = claimant {
            events.extend(self.at_home(writing.state(), account)?);
        }
        self.count_code(&digits(phone))?;
        events.push(State::issue_code(phone, code.clone(), hash.clone(), self.now()));
        // A person who is logged in somewhere reads the code there.
        let reader = claimant.filter(|account| !account.keys.is_empty());
        if let Some(account) = reader {
            events.extend(self.letter_with_code(writing.state(), account.profile.id, &code)?);
        }
        let length = code.len() as i32;
        let r#type = match claimant {
            Some(_) => types::auth::SentCodeTypeApp { length }.into(),
            None => types::auth::SentCodeTypeSms { length }.into(),
        };
        writing.commit(events, None)?;
        Ok(enums::auth::SentCode::Code(types::auth::SentCode {
            r#type,
            phone_code_hash: hash,
            next_type: None,
            timeout: Some(CODE_LIFETIME),
        }))
    }

    /// Refuses a code to a number that was sent too many.
    fn count_code(&self, phone: &String) -> Result<(), RpcError> {
        let (settings, now) = (self.server.logins.settings(), self.now());
        let codes = &self.server.logins.codes;
        if codes.wait(phone, settings.codes_per_day, DAY, now).is_some() {
            return Err(RpcError::bad_request("PHONE_NUMBER_FLOOD"));
        }
        if let Some(seconds) = codes.wait(phone, settings.codes_per_hour, HOUR, now) {
            return Err(RpcError::flood_wait(seconds));
        }
        codes.note(phone, now);
        Ok(())
    }
}

impl Method for auth::SendCode {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::SentCode, RpcError> {
        check_api(self.api_id, &self.api_hash)?;
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
        let (phone, hash) = (&self.phone_number, &self.phone_code_hash);
        let typed = self.phone_code.unwrap_or_default();
        let logins = &call.server.logins;
        let sign_up = logins.settings().sign_up;
        let mut writing = call.server.write();
        let claimant = writing.state().claimant(phone, sign_up)?;
        let mut events = Vec::new();
        if let Some(account) = claimant {
            events.extend(call.at_home(writing.state(), account)?);
        }
        let is_free = claimant.is_none();
        match writing.state().sign_in(call.key(), phone, hash, &typed, call.now()) {
            Ok(entered) => events.extend(entered),
            Err(refusal) => {
                if refusal == LoginRefusal::CodeInvalid && logins.typed_wrongly(hash) {
                    writing.commit([Event::CodeSpent { phone: digits(phone) }], None)?;
                }
                return Err(refusal.into());
            }
        }
        logins.typed_rightly(hash);
        if is_free {
            writing.commit(events, None)?;
            return Ok(super::sign_up::required());
        }
        let user = call.enter(&mut writing, events)?;
        drop(writing);
        call.authorization(user)
    }
}

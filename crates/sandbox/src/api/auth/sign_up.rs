//! Making an account over MTProto, and the terms that are agreed to.

use grammers_tl_types::{
    enums,
    functions::{auth, help},
    types,
};

use super::super::error::RpcError;
use super::super::{Call, Method};

/// Names the terms of service.
const TERMS_ID: &str = r#"{"terms_key":"sandbox"}"#;
const TERMS: &str = "By signing up for this Telegram of tests, you agree that whoever runs it reads \
                     all that you write.";

/// The answer to the right code of a number without an account.
pub(super) fn required() -> enums::auth::Authorization {
    let terms = types::help::TermsOfService {
        popup: false,
        id: types::DataJson { data: TERMS_ID.to_owned() }.into(),
        text: TERMS.to_owned(),
        entities: Vec::new(),
        min_age_confirm: None,
    };
    types::auth::AuthorizationSignUpRequired { terms_of_service: Some(terms.into()) }.into()
}

impl Method for auth::SignUp {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::Authorization, RpcError> {
        let sign_up = call.server.logins.settings().sign_up;
        let mut writing = call.server.write();
        if writing.state().claimant(&self.phone_number, sign_up)?.is_some() {
            return Err(RpcError::bad_request("PHONE_NUMBER_OCCUPIED"));
        }
        let (phone, hash) = (&self.phone_number, &self.phone_code_hash);
        let names = [&*self.first_name, &*self.last_name];
        let events = writing.state().sign_up(call.key(), phone, hash, names, call.now())?;
        let user = call.enter(&mut writing, events)?;
        drop(writing);
        call.authorization(user)
    }
}

impl Method for help::AcceptTermsOfService {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        call.user()?;
        let enums::DataJson::Json(id) = self.id;
        if id.data != TERMS_ID {
            return Err(RpcError::bad_request("TERMS_OF_SERVICE_ID_INVALID"));
        }
        Ok(true)
    }
}

//! The second step: the password's question and its proof.

use std::sync::Arc;

use grammers_tl_types::{
    enums,
    functions::{account, auth},
    types,
};

use super::super::error::RpcError;
use super::super::{Call, Method};
use crate::entropy;
use crate::mtproto::exchange::{DH_GENERATOR, DH_PRIME};
use crate::srp::{Challenge, Verifier};
use crate::state::Event;
use crate::state::login::Login;

impl Method for account::GetPassword {
    fn answer(self, call: &Call<'_>) -> Result<enums::account::Password, RpcError> {
        let verifier = {
            let state = call.server.read();
            let (Login::As(user) | Login::AwaitsPassword(user)) = state.login(call.key()) else {
                return Err(RpcError::NOT_LOGGED_IN);
            };
            state.account(user).and_then(|account| account.password.clone())
        };
        let challenge = verifier.as_ref().map(|verifier| {
            Challenge::new(verifier, i64::from_le_bytes(entropy::bytes()), entropy::bytes())
        });
        let answer = types::account::Password {
            has_recovery: false,
            has_secure_values: false,
            has_password: verifier.is_some(),
            current_algo: verifier.as_ref().map(algorithm),
            srp_b: challenge.as_ref().map(|challenge| challenge.public.to_vec()),
            srp_id: challenge.as_ref().map(|challenge| challenge.id),
            hint: None,
            email_unconfirmed_pattern: None,
            new_algo: enums::PasswordKdfAlgo::Unknown,
            new_secure_algo: enums::SecurePasswordKdfAlgo::Unknown,
            // grammers takes its secret from here, and needs exactly so many.
            secure_random: entropy::bytes::<256>().to_vec(),
            pending_reset_date: None,
            login_email_pattern: None,
        };
        if let Some(challenge) = challenge {
            call.server.challenges.lock().insert(call.key(), Arc::new(challenge));
        }
        Ok(answer.into())
    }
}

fn algorithm(verifier: &Verifier) -> enums::PasswordKdfAlgo {
    types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
        salt1: verifier.salt1.clone(),
        salt2: verifier.salt2.clone(),
        g: DH_GENERATOR as i32,
        p: DH_PRIME.to_bytes_be(),
    }
    .into()
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

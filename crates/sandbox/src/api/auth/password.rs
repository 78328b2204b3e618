//! The second step: the password's question, its proof, and changing it.

use std::sync::Arc;

use grammers_tl_types::{
    enums,
    functions::{account, auth},
    types,
};
use sha2::{Digest, Sha256};

use super::super::error::RpcError;
use super::super::{Call, Method};
use crate::entropy;
use crate::mtproto::cipher::AuthKey;
use crate::mtproto::exchange::{DH_GENERATOR, DH_PRIME};
use crate::srp::{Challenge, Verifier};
use crate::state::login::Login;
use crate::state::{Event, UserId};

/// The period of the limit of wrong passwords, in seconds.
const HOUR: i32 = 3_600;
/// How many bytes a client adds to the first salt of a new password.
const CLIENT_SALT: usize = 32;

impl Call<'_> {
    /// Whether the client has proved that it knows the password of an account,
    /// if that has one.
    fn prove(&self, user: UserId, proof: enums::InputCheckPasswordSrp) -> Result<(), RpcError> {
        let password = self.server.read().account(user).and_then(|known| known.password.clone());
        let wrong = RpcError::bad_request("PASSWORD_HASH_INVALID");
        let proof = match (proof, &password) {
            (enums::InputCheckPasswordSrp::InputCheckPasswordEmpty, None) => return Ok(()),
            (enums::InputCheckPasswordSrp::InputCheckPasswordEmpty, Some(_)) => return Err(wrong),
            (enums::InputCheckPasswordSrp::Srp(proof), _) => proof,
        };
        let (logins, now) = (&self.server.logins, self.now());
        let limit = logins.settings().wrong_passwords_per_hour;
        if let Some(seconds) = logins.wrong_passwords.wait(&user, limit, HOUR, now) {
            return Err(RpcError::flood_wait(seconds));
        }
        // A question stands until it is answered rightly or asked anew: grammers
        // does not ask anew after a wrong answer.
        let challenge = self.server.challenges.lock().get(&self.key()).cloned();
        let challenge = challenge
            .filter(|challenge| challenge.id == proof.srp_id)
            .ok_or(RpcError::bad_request("SRP_ID_INVALID"))?;
        if password.is_none_or(|password| !challenge.is_about(&password)) {
            return Err(RpcError::bad_request("SRP_PASSWORD_CHANGED"));
        }
        if !challenge.is_proved_by(&proof.a, &proof.m1) {
            logins.wrong_passwords.note(&user, now);
            return Err(wrong);
        }
        logins.wrong_passwords.forget(&user);
        self.server.challenges.lock().remove(&self.key());
        Ok(())
    }
}

impl Method for account::GetPassword {
    fn answer(self, call: &Call<'_>) -> Result<enums::account::Password, RpcError> {
        let login = call.server.read().login(call.key());
        let user = match login {
            Login::AwaitsPassword(user) => user,
            _ => call.user()?,
        };
        let (verifier, hint) = {
            let state = call.server.read();
            let account = state.account(user).ok_or(RpcError::USER_INVALID)?;
            (account.password.clone(), account.password_hint.clone())
        };
        let challenge = verifier.as_ref().map(|verifier| {
            Challenge::new(verifier, i64::from_le_bytes(entropy::bytes()), entropy::bytes())
        });
        let (salt1, salt2) = new_salts(&call.session.key);
        let answer = types::account::Password {
            has_recovery: false,
            has_secure_values: false,
            has_password: verifier.is_some(),
            current_algo: verifier
                .as_ref()
                .map(|verifier| algorithm(verifier.salt1.clone(), verifier.salt2.clone())),
            srp_b: challenge.as_ref().map(|challenge| challenge.public.to_vec()),
            srp_id: challenge.as_ref().map(|challenge| challenge.id),
            hint,
            email_unconfirmed_pattern: None,
            new_algo: algorithm(salt1, salt2),
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

fn algorithm(salt1: Vec<u8>, salt2: Vec<u8>) -> enums::PasswordKdfAlgo {
    types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
        salt1,
        salt2,
        g: DH_GENERATOR as i32,
        p: DH_PRIME.to_bytes_be(),
    }
    .into()
}

/// The salts that a client is given for a new password. It adds chance of its
/// own to the first, so they may stay the same for its key.
fn new_salts(key: &AuthKey) -> (Vec<u8>, Vec<u8>) {
    let hash = Sha256::new().chain_update(b"new salts").chain_update(key.bytes()).finalize();
    (hash[..8].to_vec(), hash[8..24].to_vec())
}

impl Method for auth::CheckPassword {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::Authorization, RpcError> {
        let user = match call.server.read().login(call.key()) {
            Login::AwaitsPassword(user) => user,
            Login::As(_) => return Err(RpcError::bad_request("PASSWORD_NOT_AWAITED")),
            Login::None | Login::Ended(_) => return Err(RpcError::NOT_LOGGED_IN),
        };
        call.prove(user, self.password)?;
        let logged_in = Event::LoggedIn { key: call.key(), account: user, at: Some(call.now()) };
        call.enter(&mut call.server.write(), vec![logged_in])?;
        call.authorization(user)
    }
}

impl Method for account::GetPasswordSettings {
    fn answer(self, call: &Call<'_>) -> Result<enums::account::PasswordSettings, RpcError> {
        call.prove(call.user()?, self.password)?;
        Ok(types::account::PasswordSettings { email: None, secure_settings: None }.into())
    }
}

impl Method for account::UpdatePasswordSettings {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let account = call.user()?;
        let enums::account::PasswordInputSettings::Settings(new) = self.new_settings;
        if new.email.is_some_and(|email| !email.is_empty()) {
            // No letters are sent from here, so none could confirm it.
            return Err(RpcError::bad_request("EMAIL_INVALID"));
        }
        call.prove(account, self.password)?;
        let has_password =
            call.server.read().account(account).is_some_and(|known| known.password.is_some());
        let event = match new.new_password_hash.filter(|hash| !hash.is_empty()) {
            Some(hash) => {
                let verifier = new_verifier(new.new_algo, &hash, &call.session.key)?;
                let hint = new.hint.filter(|hint| !hint.is_empty());
                Event::PasswordSet { account, verifier, hint }
            }
            None if has_password => Event::PasswordRemoved { account },
            None => return Err(RpcError::bad_request("NEW_SETTINGS_EMPTY")),
        };
        call.server.write().commit([event], None)?;
        Ok(true)
    }
}

fn new_verifier(
    algorithm: Option<enums::PasswordKdfAlgo>,
    hash: &[u8],
    key: &AuthKey,
) -> Result<Verifier, RpcError> {
    use enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as Known;
    let invalid = RpcError::bad_request("NEW_SETTINGS_INVALID");
    let Some(Known(algorithm)) = algorithm else {
        return Err(invalid);
    };
    let (salt1, salt2) = new_salts(key);
    let is_salted = algorithm.salt1.starts_with(&salt1)
        && algorithm.salt1.len() >= salt1.len() + CLIENT_SALT
        && algorithm.salt2 == salt2;
    if !is_salted {
        return Err(RpcError::bad_request("NEW_SALT_INVALID"));
    }
    Verifier::made_by_client(algorithm.salt1, algorithm.salt2, hash).ok_or(invalid)
}

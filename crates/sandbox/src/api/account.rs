//! `account.*`: the password question, and being online.

use std::sync::Arc;

use grammers_tl_types::{Serializable, enums, functions::account, types};

use super::error::RpcError;
use super::objects::View;
use super::{Call, Method};
use crate::entropy;
use crate::mtproto::exchange::{DH_GENERATOR, DH_PRIME};
use crate::server::Presence;
use crate::srp::{Challenge, Verifier};
use crate::state::login::Login;

/// How long "I am online" is true, in seconds.
const ONLINE: i32 = 300;

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

impl Method for account::UpdateStatus {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let user = call.user()?;
        let now = call.now();
        let presence = if self.offline {
            Presence::LastSeen(now)
        } else {
            Presence::OnlineUntil(now.saturating_add(ONLINE))
        };
        let before = call.server.presence.lock().insert(user, presence);
        let news = match (before, presence) {
            (Some(Presence::OnlineUntil(end)), Presence::OnlineUntil(_)) => end <= now,
            (Some(Presence::LastSeen(_)), Presence::LastSeen(_)) => false,
            _ => true,
        };
        if news {
            let state = call.server.read();
            let view = View { server: call.server, state: &state, viewer: user };
            let status = view.status(user);
            let update = types::UpdateUserStatus { user_id: user, status }.into();
            let update = enums::Updates::from(types::UpdateShort { update, date: now }).to_bytes();
            for peer in state.mailbox(user).peers().filter(|peer| *peer != user) {
                call.server.hub.push(state.keys_of(peer), None, &update);
            }
        }
        Ok(true)
    }
}

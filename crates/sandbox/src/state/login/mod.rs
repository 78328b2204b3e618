//! Logging in: codes, passwords, and which key speaks for whom.

mod client;
mod sign_up;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::accounts::{Account, digits, is_phone};
use super::flags::Flag;
use super::{Event, KeyId, State, UserId};
pub(crate) use client::ClientInfo;
pub(crate) use sign_up::names;

/// How long a login code is good, in seconds.
pub(crate) const CODE_LIFETIME: i32 = 300;

/// How many authorizations of one account may wait to be imported. The oldest
/// is forgotten first.
pub(super) const EXPORTS: usize = 16;

/// Whom a key speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    /// Nobody yet.
    None,
    /// The code was right; a password is needed too.
    AwaitsPassword(UserId),
    /// An account.
    As(UserId),
    /// Nobody any more.
    Ended(Ending),
}

/// What ended a login, other than its own client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ending {
    /// The person ended it from another session.
    Revoked,
    /// The account was deleted.
    Deleted,
    /// The account was banned.
    Banned,
}

/// A login code that was sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Code {
    /// What the person must type.
    pub(crate) code: String,
    /// What the client must send with it.
    pub(crate) hash: String,
    /// Unix seconds.
    pub(crate) expires_at: i32,
    /// It was typed rightly, and the number has no account yet: one may be
    /// made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) verified: bool,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(..)")
    }
}

/// Why a login goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LoginRefusal {
    PhoneInvalid,
    PhoneOccupied,
    PhoneBanned,
    SignUpForbidden,
    FirstNameInvalid,
    LastNameInvalid,
    CodeEmpty,
    CodeHashEmpty,
    CodeInvalid,
    CodeExpired,
}

impl State {
    /// Who would log in with a phone number. `None`: the number is free, and
    /// people may sign up.
    pub(crate) fn claimant(
        &self,
        phone: &str,
        sign_up: bool,
    ) -> Result<Option<&Account>, LoginRefusal> {
        if !is_phone(phone) {
            return Err(LoginRefusal::PhoneInvalid);
        }
        match self.registered(phone) {
            Some(account) if account.is(Flag::Banned) => Err(LoginRefusal::PhoneBanned),
            None if !sign_up => Err(LoginRefusal::SignUpForbidden),
            claimant => Ok(claimant),
        }
    }

    /// Sends a code to a phone number.
    pub(crate) fn issue_code(phone: &str, code: String, hash: String, now: i32) -> Event {
        let expires_at = now.saturating_add(CODE_LIFETIME);
        let code = Code { code, hash, expires_at, verified: false };
        Event::CodeIssued { phone: digits(phone), code }
    }

    /// Takes a sent code back.
    pub(crate) fn cancel_code(&self, phone: &str, hash: &str) -> Result<Event, LoginRefusal> {
        let phone = digits(phone);
        match self.codes.get(&phone) {
            Some(code) if code.hash == hash => Ok(Event::CodeSpent { phone }),
            _ => Err(LoginRefusal::CodeExpired),
        }
    }

    /// The code that was last sent to a phone number, if it is still good.
    pub(crate) fn code(&self, phone: &str, now: i32) -> Option<&Code> {
        self.codes.get(&digits(phone)).filter(|code| now < code.expires_at)
    }

    /// Logs a key in with a code, or has it wait for the password, or lets an
    /// account be made, if the number has none.
    pub(crate) fn sign_in(
        &self,
        key: KeyId,
        phone: &str,
        hash: &str,
        typed: &str,
        now: i32,
    ) -> Result<Vec<Event>, LoginRefusal> {
        if typed.is_empty() {
            return Err(LoginRefusal::CodeEmpty);
        }
        let code = self.sent_code(phone, hash, now)?;
        if code.code != typed {
            return Err(LoginRefusal::CodeInvalid);
        }
        let phone = digits(phone);
        Ok(match self.registered(&phone) {
            Some(account) => {
                vec![Event::CodeSpent { phone }, account.enter(key, now)]
            }
            None => vec![Event::CodeVerified { phone }],
        })
    }

    /// The code that a client means by its phone number and hash.
    fn sent_code(&self, phone: &str, hash: &str, now: i32) -> Result<&Code, LoginRefusal> {
        if hash.is_empty() {
            return Err(LoginRefusal::CodeHashEmpty);
        }
        let code = self.code(phone, now).filter(|code| code.hash == hash);
        code.ok_or(LoginRefusal::CodeExpired)
    }

    /// Logs a key in by an authorization exported from another data centre.
    pub(crate) fn import_authorization(
        &self,
        key: KeyId,
        account: UserId,
        token: &[u8],
        now: i32,
    ) -> Option<Vec<Event>> {
        let mut exported = self.exports.get(&account).into_iter().flatten();
        exported.any(|exported| exported == token).then(|| {
            vec![
                Event::AuthorizationImported { token: token.to_vec() },
                Event::LoggedIn { key, account, at: Some(now) },
            ]
        })
    }

    /// Whom a key speaks for.
    pub(crate) fn login(&self, key: KeyId) -> Login {
        self.keys.get(&key).map_or(Login::None, |key| key.login)
    }
}

impl Account {
    /// Logs a key in, or has it wait for the password.
    pub(crate) fn enter(&self, key: KeyId, now: i32) -> Event {
        let account = self.profile.id;
        if self.password.is_some() {
            Event::PasswordAwaited { key, account }
        } else {
            Event::LoggedIn { key, account, at: Some(now) }
        }
    }
}

//! Logging in: codes, passwords, and which key speaks for whom.

use serde::{Deserialize, Serialize};

use super::accounts::{digits, is_phone};
use super::{Event, KeyId, State, UserId};

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
    PhoneUnoccupied,
    CodeEmpty,
    CodeInvalid,
    CodeExpired,
}

impl State {
    /// Sends a code to a phone number. Only numbers with an account get one:
    /// nobody signs up over MTProto here, the control API makes the accounts.
    pub(crate) fn issue_code(
        &self,
        phone: &str,
        code: String,
        hash: String,
        now: i32,
    ) -> Result<Event, LoginRefusal> {
        if !is_phone(phone) {
            return Err(LoginRefusal::PhoneInvalid);
        }
        self.by_phone(phone).ok_or(LoginRefusal::PhoneUnoccupied)?;
        let code = Code { code, hash, expires_at: now.saturating_add(CODE_LIFETIME) };
        Ok(Event::CodeIssued { phone: digits(phone), code })
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

    /// Logs a key in with a code, or has it wait for the password.
    pub(crate) fn sign_in(
        &self,
        key: KeyId,
        phone: &str,
        hash: &str,
        typed: &str,
        now: i32,
    ) -> Result<Vec<Event>, LoginRefusal> {
        if !is_phone(phone) {
            return Err(LoginRefusal::PhoneInvalid);
        }
        let account = self.by_phone(phone).ok_or(LoginRefusal::PhoneUnoccupied)?;
        if typed.is_empty() {
            return Err(LoginRefusal::CodeEmpty);
        }
        let code = self.code(phone, now).ok_or(LoginRefusal::CodeExpired)?;
        if code.hash != hash {
            return Err(LoginRefusal::CodeExpired);
        }
        if code.code != typed {
            return Err(LoginRefusal::CodeInvalid);
        }
        let spent = Event::CodeSpent { phone: digits(phone) };
        let account_id = account.profile.id;
        let next = if account.password.is_some() {
            Event::PasswordAwaited { key, account: account_id }
        } else {
            Event::LoggedIn { key, account: account_id }
        };
        Ok(vec![spent, next])
    }

    /// Logs a key in by an authorization exported from another data centre.
    pub(crate) fn import_authorization(
        &self,
        key: KeyId,
        account: UserId,
        token: &[u8],
    ) -> Option<Vec<Event>> {
        let mut exported = self.exports.get(&account).into_iter().flatten();
        exported.any(|exported| exported == token).then(|| {
            vec![
                Event::AuthorizationImported { token: token.to_vec() },
                Event::LoggedIn { key, account },
            ]
        })
    }

    /// Whom a key speaks for.
    pub(crate) fn login(&self, key: KeyId) -> Login {
        self.keys.get(&key).map_or(Login::None, |key| key.login)
    }
}

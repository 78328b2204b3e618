//! Logins under way, by phone number, and what is told of their steps.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{AccountId, AuditAction, LoginStep, OwnerId};
use engine::{LoginId, LoginProgress};
use serde::Serialize;
use tracing::warn;
use utoipa::ToSchema;

use crate::api::caller::Caller;
use crate::api::problem::Problem;
use crate::api::shapes::{AccountShape, Millis};
use crate::i18n::t;

/// How many logins of one person are under way at most: each holds a connection.
const MOST: usize = 8;

/// Logins under way, by whose and which number, the oldest first.
#[derive(Default)]
pub(crate) struct PhoneLogins(Mutex<VecDeque<(OwnerId, String, LoginId)>>);

impl PhoneLogins {
    fn all(&self) -> MutexGuard<'_, VecDeque<(OwnerId, String, LoginId)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The login of a number.
    pub(super) fn find(&self, owner: OwnerId, phone: &str) -> Option<LoginId> {
        let all = self.all();
        all.iter().find(|(of, number, _)| *of == owner && number == phone).map(|(_, _, id)| *id)
    }

    /// Keeps a login. Returns those that it takes the place of.
    pub(super) fn keep(&self, owner: OwnerId, phone: &str, login: LoginId) -> Vec<LoginId> {
        let mut all = self.all();
        let (mut replaced, mut others) = (Vec::new(), 0);
        let mut kept = VecDeque::new();
        // The newest stay.
        for entry in all.drain(..).rev() {
            let is_own = entry.0 == owner;
            others += usize::from(is_own);
            if is_own && (entry.1 == phone || others >= MOST) {
                replaced.push(entry.2);
            } else {
                kept.push_front(entry);
            }
        }
        kept.push_back((owner, phone.to_owned(), login));
        *all = kept;
        replaced
    }

    /// Forgets a login that is over.
    pub(super) fn forget(&self, login: LoginId) {
        self.all().retain(|(_, _, id)| *id != login);
    }
}

/// The digits of a phone number, by which it is known again; an error if it has hardly any.
pub(super) fn digits(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    (5..=15).contains(&digits.len()).then_some(digits)
}

/// How far a login is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LoginStep)]
pub(crate) struct StepShape {
    /// What is asked for now: `phone`, `qr`, `code`, `password`, or nothing any more: `done`.
    #[schema(example = "code")]
    pub(crate) step: &'static str,
    /// What to do now, in words.
    pub(crate) next: String,
    /// What is to be scanned, as a QR code, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_at: Option<Millis>,
    /// How many digits the code has, where Telegram says so.
    pub(crate) digits: Option<u32>,
    /// The owner's own hint at the password.
    pub(crate) hint: Option<String>,
    /// The account, once it is connected.
    pub(crate) account: Option<AccountShape>,
}

impl StepShape {
    /// What is told of a step.
    pub(crate) fn of<R>(caller: &Caller<R>, step: &LoginStep) -> Self {
        let lang = caller.lang;
        match step {
            LoginStep::Phone => Self::asking("phone", t!(lang, "api-no-login-hint")),
            LoginStep::Qr { url, expires_at } => Self {
                url: Some(url.clone()),
                expires_at: Some(expires_at.as_millis()),
                ..Self::asking("qr", t!(lang, "api-next-qr"))
            },
            LoginStep::Code { digits } => {
                Self { digits: *digits, ..Self::asking("code", t!(lang, "api-next-code")) }
            }
            LoginStep::Password { hint } => Self {
                hint: Some(hint.clone()).filter(|hint| !hint.is_empty()),
                ..Self::asking("password", t!(lang, "api-next-password"))
            },
            LoginStep::Done(_) => Self::asking("done", t!(lang, "api-next-done")),
        }
    }

    fn asking(step: &'static str, next: String) -> Self {
        let (url, expires_at, digits, hint, account) = (None, None, None, None, None);
        Self { step, next, url, expires_at, digits, hint, account }
    }

    /// What is told of how far a login has come.
    pub(crate) async fn after<R>(
        caller: &Caller<R>,
        progress: LoginProgress,
    ) -> Result<Self, Problem> {
        match progress {
            LoginProgress::Next(step) => Ok(Self::of(caller, &step)),
            LoginProgress::Done(account) => {
                let next = t!(caller.lang, "api-next-done");
                let account = audited(caller, account).await?;
                let account = Some(account);
                Ok(Self { account, ..Self::asking("done", next) })
            }
        }
    }
}

/// An account that was logged in just now; that is written down.
async fn audited<R>(caller: &Caller<R>, account: AccountId) -> Result<AccountShape, Problem> {
    let view = caller.engine.account(account).await?.ok_or(Problem::NotFound)?;
    let name = view.account.profile.full_name();
    let written = caller
        .access()?
        .write_down(caller.bearer.owner, AuditAction::AccountLoggedIn, &name, &caller.source)
        .await;
    if let Err(error) = written {
        // The account is connected all the same.
        warn!(%account, error = &error as &dyn std::error::Error, "login not written down");
    }
    Ok(view.into())
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    fn login(number: u128) -> LoginId {
        format!("{number:x}").parse().unwrap()
    }

    #[test]
    fn a_number_has_one_login_and_a_person_a_few() {
        let (logins, now) = (PhoneLogins::default(), Timestamp::from_secs(1));
        let (anna, boris) = (OwnerId::new(now, 1), OwnerId::new(now, 2));
        assert_eq!(logins.keep(boris, "79001234567", login(99)), []);
        assert_eq!(logins.keep(anna, "79001234567", login(1)), []);
        assert_eq!(logins.keep(anna, "79001234567", login(2)), [login(1)]);
        assert_eq!(logins.find(anna, "79001234567"), Some(login(2)));
        for number in 3..10 {
            assert_eq!(logins.keep(anna, &number.to_string(), login(number)), []);
        }
        assert_eq!(logins.keep(anna, "10", login(10)), [login(2)]);
        assert_eq!(logins.find(boris, "79001234567"), Some(login(99)), "another's is no concern");
        logins.forget(login(10));
        assert_eq!(logins.find(anna, "10"), None);
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        assert_eq!(digits("+7 (900) 123-45-67"), digits("79001234567"));
        for none in ["", "+", "phone", "1234", "1234567890123456"] {
            assert_eq!(digits(none), None, "{none}");
        }
    }
}

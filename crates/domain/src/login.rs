//! Logging in as a process of steps, which a page or a terminal only renders.
//!
//! ```text
//! Phone ─► Code ─► Done
//!   │        └───► Password ─► Done
//!   └────► Qr ─► Done, or Password
//! ```

use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;

use crate::{BoxError, NewSession, Profile, Timestamp};

/// What the login asks for next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginStep {
    /// The phone number of the account.
    Phone,
    /// The code that Telegram has sent.
    Code {
        /// How many digits it has, where Telegram says so.
        digits: Option<u32>,
    },
    /// The scan of a code with a phone on which the account is logged in.
    Qr {
        /// What the code says: `tg://login?token=…`.
        url: String,
        /// Until when Telegram takes it; then there is a new one.
        expires_at: Timestamp,
    },
    /// The password of two-step verification.
    Password {
        /// The owner's own hint; may be empty.
        hint: String,
    },
    /// Logged in. The login's connection is closed.
    Done(Box<LoggedIn>),
}

/// The result of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedIn {
    /// Who logged in.
    pub profile: Profile,
    /// The session, to be stored before the account is connected.
    pub session: NewSession,
}

/// What the person entered.
#[derive(Clone, PartialEq, Eq)]
pub enum LoginInput {
    /// A phone number in international form; spaces, dashes and brackets are allowed.
    Phone(String),
    /// That a code is to be scanned instead, or what became of the one that is shown: it is a new one, if nobody has
    /// scanned it.
    Qr,
    /// The code.
    Code(String),
    /// The password.
    Password(String),
}

/// See [`Login::scanned`].
pub type Scanned = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A login under way. An error leaves the step as it was, so that the person may try again, unless
/// the error says that the process starts over.
#[async_trait]
pub trait Login: Send {
    /// What is asked for now.
    fn step(&self) -> &LoginStep;

    /// Completes when somebody has scanned the code of [`LoginStep::Qr`]: then [`LoginInput::Qr`] goes on. `None` where
    /// only an answer does. It does not hold the login.
    fn scanned(&self) -> Option<Scanned> {
        None
    }

    /// Answers the step; returns what is asked for next.
    async fn submit(&mut self, input: LoginInput) -> Result<&LoginStep, LoginError>;
}

/// Why an answer to a step was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Not a phone number.
    #[error("invalid phone number")]
    InvalidPhone,
    /// No account has this number: it must be made in an official app first.
    #[error("no account with this phone number")]
    UnknownPhone,
    /// The number is banned.
    #[error("the phone number is banned")]
    BannedPhone,
    /// Wrong code.
    #[error("wrong code")]
    InvalidCode,
    /// The code is too old. The process is back at [`LoginStep::Phone`].
    #[error("the code has expired")]
    ExpiredCode,
    /// Wrong password.
    #[error("wrong password")]
    InvalidPassword,
    /// Too many attempts: wait this long.
    #[error("told to wait {0:?}")]
    FloodWait(Duration),
    /// `api_id` and `api_hash` are not valid: see the configuration.
    #[error("api_id or api_hash is invalid")]
    InvalidApiId,
    /// The input does not belong to the present step.
    #[error("input does not fit the step")]
    WrongStep,
    /// The server could not be reached.
    #[error("no answer from the server")]
    Unreachable(#[source] BoxError),
    /// Anything else that Telegram said.
    #[error("refused: {reason}")]
    Refused {
        /// Telegram's name of it.
        reason: String,
    },
}

//! What can go wrong for a caller of the engine.

use domain::{ChoiceError, LoginError, MessengerError};

/// An error of the engine.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] store::Error),
    /// The messenger failed.
    #[error("the messenger failed")]
    Messenger(#[from] MessengerError),
    /// An answer to a login's step was not taken.
    #[error("the login's step failed")]
    Login(#[from] LoginError),
    /// No model can be made of what the owner chose.
    #[error("no model can be made of the choice")]
    Choice(#[from] ChoiceError),
    /// What was stored of a model's work cannot be read.
    #[error("an explanation cannot be read")]
    Explanation(#[from] serde_json::Error),
    /// The account, or the chat, is no longer in the store.
    #[error("no such account or chat")]
    Gone,
    /// There is no such login, or it is over or too old: start again.
    #[error("no such login")]
    UnknownLogin,
}

impl Error {
    /// Whether the file of the database is damaged.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_damaged())
    }
}

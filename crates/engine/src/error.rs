//! What can go wrong for a caller of the engine.

use domain::{LoginError, MessengerError};

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
    /// The account, or the chat, is no longer in the store.
    #[error("no such account or chat")]
    Gone,
    /// There is no such login, or it is over or too old: start again.
    #[error("no such login")]
    UnknownLogin,
}

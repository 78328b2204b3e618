//! What can go wrong with knowing who is there.

/// Why it could not be told who is there. A wrong password is no error: it is an outcome.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] store::Error),
    /// A stored password hash cannot be read, or the machine has no memory for a new one.
    #[error("a password could not be hashed or compared")]
    Password,
    /// A stored secret of an app that shows codes cannot be used.
    #[error("the secret of the codes cannot be used")]
    Codes,
    /// What is asked of a person's device, or what it has answered, cannot be written or read.
    #[error("a passkey could not be read or written")]
    PasskeyJson(#[source] serde_json::Error),
    /// No passkeys can be made for the server's name.
    #[error("passkeys cannot be used")]
    Passkeys(#[from] webauthn_rs::prelude::WebauthnError),
}

impl Error {
    /// Whether the file of the database is damaged.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_damaged())
    }
}

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
}

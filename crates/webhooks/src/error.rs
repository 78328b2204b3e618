//! What can go wrong with webhooks.

use domain::BoxError;

use crate::UrlProblem;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL cannot be used.
    #[error("the URL cannot be used")]
    Url(#[source] UrlProblem),
    /// There is no event of a name.
    #[error("no such event")]
    UnknownEvent,
    /// The owner has as many webhooks as may be.
    #[error("too many webhooks")]
    TooMany,
    /// The webhook is told of nothing.
    #[error("the webhook is off")]
    Off,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] store::Error),
    /// There is no TLS on this machine.
    #[error("no TLS")]
    Http(#[source] BoxError),
}

impl Error {
    /// Whether the file of the database is damaged.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_damaged())
    }
}

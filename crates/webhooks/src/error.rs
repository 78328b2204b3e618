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

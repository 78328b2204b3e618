//! The key that seals every secret of the server, as a page shows it: never itself.

use domain::Timestamp;
use store::KeyOrigin;

use crate::{Engine, Error};

/// What is known of the master key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MasterKeyView {
    /// Tells it apart from others.
    pub fingerprint: String,
    /// Since when everything is sealed with it.
    pub since: Option<Timestamp>,
    /// Whether it lies in a file beside the data; else whoever starts the server gives it.
    pub is_file: bool,
    /// Whether the next start must be given the key that has taken its place.
    pub must_be_given: bool,
}

impl Engine {
    /// What is known of the master key.
    pub async fn master_key(&self) -> Result<MasterKeyView, Error> {
        let status = self.inner.store.key_status().await?;
        Ok(MasterKeyView {
            fingerprint: status.fingerprint,
            since: status.since,
            is_file: matches!(status.origin, KeyOrigin::File(_)),
            must_be_given: matches!(status.origin, KeyOrigin::NextText),
        })
    }
}

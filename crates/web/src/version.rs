//! A short text that tells two states of something apart: whoever changes what they have read says by it what
//! that was.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The first digits of the SHA-256 of its JSON.
pub(crate) fn version(of: &impl Serialize) -> String {
    let json = serde_json::to_vec(of).unwrap_or_default();
    Sha256::digest(json)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

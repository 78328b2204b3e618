//! What somebody is to the owner.

use serde::{Deserialize, Serialize};

/// What a contact is to the owner, as far as it decides how the owner writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// A friend or a partner.
    Close,
    /// A relative.
    Family,
    /// A colleague, a superior, a client.
    Work,
    /// Somebody who delivers, repairs, books or sells.
    Service,
}

impl Relation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Close, Self::Family, Self::Work, Self::Service];
}

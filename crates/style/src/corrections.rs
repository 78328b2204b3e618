//! What the owner says of what was learnt of them.

use std::collections::BTreeMap;

use domain::{Bounds, MessageId, PeerId, Relation};
use rustc_hash::FxHashSet;

/// What the owner says of what was learnt, or is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Messages whose answers are struck out, learnt already or not.
    pub struck_out: FxHashSet<(PeerId, MessageId)>,
    /// What the other sides of private chats are to the owner.
    pub relations: BTreeMap<PeerId, Relation>,
    /// What their twin never says, and what it leaves to them.
    pub bounds: Bounds,
}

//! Messages whose sending is not answered yet. Another call under the same
//! random id is refused until then.

use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::state::{Peer, UserId};

/// From whom, to whom, and the client's own name for the message.
type Named = (UserId, Peer, i64);

/// All that is under way.
#[derive(Default)]
pub(crate) struct AllUnderWay(Arc<Mutex<HashSet<Named>>>);

/// Messages that are under way until this is dropped.
pub(crate) struct UnderWay {
    all: Arc<Mutex<HashSet<Named>>>,
    named: Vec<Named>,
}

impl AllUnderWay {
    /// Begins a call. `None` if another with one of the names is under way.
    pub(super) fn begin(&self, from: UserId, to: Peer, random_ids: &[i64]) -> Option<UnderWay> {
        let named: Vec<Named> = random_ids.iter().map(|id| (from, to, *id)).collect();
        let mut all = self.0.lock();
        if named.iter().any(|name| all.contains(name)) {
            return None;
        }
        all.extend(&named);
        Some(UnderWay { all: Arc::clone(&self.0), named })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut all = self.all.lock();
        for name in &self.named {
            all.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_until_its_call_is_over() {
        let all = AllUnderWay::default();
        let to = Peer::User(2);
        let first = all.begin(1, to, &[42, 43]).unwrap();
        assert!(all.begin(1, to, &[41, 43]).is_none());
        assert!(all.begin(1, to, &[41]).is_some());
        assert!(all.begin(1, Peer::User(3), &[42]).is_some());
        drop(first);
        assert!(all.begin(1, to, &[41, 43]).is_some());
    }
}

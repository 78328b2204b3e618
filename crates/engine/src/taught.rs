//! What twins have learnt, by the account whose messages taught them. Several twins may write in the manner
//! of one account, bots do so; then what was learnt is there once, however many they are.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak};

use domain::AccountId;
use style::Learner;
use tokio::sync::Mutex as AsyncMutex;

/// What was learnt from the messages of an account.
#[derive(Default)]
pub(crate) struct Taught {
    learner: RwLock<Learner>,
    /// How often something that was learnt was taken back or put right: what was made of it before is
    /// to be made anew.
    revision: AtomicU64,
    /// Held by whoever learns for an account that does not run itself.
    pub(crate) filling: AsyncMutex<()>,
}

impl Taught {
    /// What was learnt. Not to be held across an await.
    pub(crate) fn learner(&self) -> RwLockReadGuard<'_, Learner> {
        self.learner.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn learner_mut(&self) -> RwLockWriteGuard<'_, Learner> {
        self.learner.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn revised(&self) {
        self.revision.fetch_add(1, Ordering::Relaxed);
    }

    /// Changes whenever something that was learnt is taken back or put right.
    pub(crate) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Relaxed)
    }
}

/// What was learnt of the accounts that somebody writes in the manner of.
#[derive(Default)]
pub(crate) struct AllTaught(Mutex<HashMap<AccountId, Weak<Taught>>>);

impl AllTaught {
    /// What was learnt of an account; of one in whose manner nobody writes yet it is empty.
    pub(crate) fn of(&self, account: AccountId) -> Arc<Taught> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taught) = all.get(&account).and_then(Weak::upgrade) {
            return taught;
        }
        all.retain(|_, taught| taught.strong_count() > 0);
        let taught = Arc::new(Taught::default());
        all.insert(account, Arc::downgrade(&taught));
        taught
    }

    /// What was learnt of an account, if somebody writes in its manner.
    pub(crate) fn get(&self, account: AccountId) -> Option<Arc<Taught>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&account).and_then(Weak::upgrade)
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    #[test]
    fn those_who_write_in_one_manner_share_it_until_the_last_is_gone() {
        let all = AllTaught::default();
        let account = AccountId::new(Timestamp::from_secs(1), 1);
        let (one, other) = (all.of(account), all.of(account));
        assert!(Arc::ptr_eq(&one, &other));
        one.revised();
        assert_eq!(other.revision(), 1);
        drop((one, other));
        assert!(all.get(account).is_none());
        assert_eq!(all.of(account).revision(), 0);
    }
}

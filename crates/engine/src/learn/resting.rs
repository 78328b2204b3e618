//! What was learnt of an account that does not run, kept for a while: whoever looks at it turns pages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

use domain::{AccountId, Timestamp};
use style::Learner;
use tokio::sync::Mutex as AsyncMutex;

use super::learn;
use crate::Inner;

/// How long it is kept after it was last looked at.
const KEPT_FOR: Duration = Duration::from_secs(10 * 60);

/// The account that was looked at last, and which accounts have changed. Only one is kept, for it may be large.
#[derive(Default)]
pub(crate) struct Resting {
    /// Whose turn it is to learn.
    learning: AsyncMutex<()>,
    kept: Mutex<Option<Kept>>,
    changes: Mutex<HashMap<AccountId, u64>>,
}

struct Kept {
    account: AccountId,
    learner: Arc<RwLock<Learner>>,
    looked_at: Timestamp,
}

impl Resting {
    /// What is stored of an account has changed: what was learnt of it does not count any more.
    pub(crate) fn changed(&self, account: AccountId) {
        *self.changes().entry(account).or_default() += 1;
        self.kept().take_if(|kept| kept.account == account);
    }

    /// The owner has said something else of what was learnt: whoever looks at it next takes that.
    pub(crate) fn corrected(&self, account: AccountId) {
        *self.changes().entry(account).or_default() += 1;
    }

    /// How often an account has changed.
    pub(crate) fn change(&self, account: AccountId) -> u64 {
        self.changes().get(&account).copied().unwrap_or(0)
    }

    fn look(&self, account: AccountId, now: Timestamp) -> Option<Arc<RwLock<Learner>>> {
        let mut kept = self.kept();
        let kept = kept.as_mut().filter(|kept| kept.account == account)?;
        kept.looked_at = now;
        Some(Arc::clone(&kept.learner))
    }

    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changes(&self) -> MutexGuard<'_, HashMap<AccountId, u64>> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known of an account that does not run. It goes on being learnt where nobody waits for it any more.
pub(super) async fn learner(
    inner: &Arc<Inner>,
    account: AccountId,
) -> Result<Arc<RwLock<Learner>>, store::Error> {
    if let Some(learner) = inner.resting.look(account, inner.clock.now()) {
        return Ok(learner);
    }
    match tokio::spawn(learn_in_turn(Arc::clone(inner), account)).await {
        Ok(learner) => learner,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

async fn learn_in_turn(
    inner: Arc<Inner>,
    account: AccountId,
) -> Result<Arc<RwLock<Learner>>, store::Error> {
    let resting = &inner.resting;
    let _turn = resting.learning.lock().await;
    if let Some(learner) = resting.look(account, inner.clock.now()) {
        return Ok(learner);
    }
    // One at a time is in memory.
    resting.kept().take();
    let change = resting.change(account);
    let mut learner = learn(&inner.store, inner.owner, account).await?;
    learner.set_zone(inner.settings.zone.clone());
    let learner = Arc::new(RwLock::new(learner));
    // What has changed meanwhile is learnt by whoever asks next.
    if resting.change(account) == change {
        let looked_at = inner.clock.now();
        let kept = Kept { account, learner: Arc::clone(&learner), looked_at };
        *resting.kept() = Some(kept);
        tokio::spawn(forget_later(Arc::downgrade(&inner), Arc::downgrade(&learner)));
    }
    Ok(learner)
}

/// Forgets what nobody has looked at for a while.
async fn forget_later(inner: Weak<Inner>, learner: Weak<RwLock<Learner>>) {
    loop {
        let Some(strong) = inner.upgrade() else { return };
        let clock = Arc::clone(&strong.clock);
        let until = {
            let mut kept = strong.resting.kept();
            let is_it =
                |kept: &&mut Kept| std::ptr::eq(Arc::as_ptr(&kept.learner), learner.as_ptr());
            let Some(it) = kept.as_mut().filter(is_it) else { return };
            let until = it.looked_at + KEPT_FOR;
            if until <= clock.now() {
                *kept = None;
                return;
            }
            until
        };
        drop(strong);
        clock.sleep_until(until).await;
    }
}

//! A clock that moves when told.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::{Clock, Timestamp};
use tokio::sync::watch;

/// A clock that stands still until it is moved, or, once it hurries, moves on by itself to whatever
/// is waited for.
pub(crate) struct HandClock {
    now: watch::Sender<Timestamp>,
    /// Until when somebody waits, or has waited.
    waits: watch::Sender<BTreeSet<Timestamp>>,
    hurries: AtomicBool,
}

impl HandClock {
    pub(crate) fn at(now: Timestamp) -> Self {
        let waits = watch::Sender::default();
        Self { now: watch::Sender::new(now), waits, hurries: AtomicBool::new(false) }
    }

    pub(crate) fn hurry(&self) {
        self.hurries.store(true, Ordering::SeqCst);
        // Those who wait already are let go too.
        self.move_to(self.now() + Duration::from_secs(3_600));
    }

    /// So many seconds from now.
    pub(crate) fn now_and(&self, seconds: u64) -> Timestamp {
        self.now() + Duration::from_secs(seconds)
    }

    /// Returns once somebody waits until then, which is still to come.
    pub(crate) async fn is_waited_for(&self, at: Timestamp) {
        let mut waits = self.waits.subscribe();
        let waited = waits.wait_for(|waits| waits.contains(&at));
        tokio::time::timeout(Duration::from_secs(30), waited).await.expect("it is waited").unwrap();
    }

    pub(crate) fn move_to(&self, at: Timestamp) {
        self.now.send_if_modified(|now| {
            let later = at > *now;
            *now = at.max(*now);
            later
        });
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    async fn sleep_until(&self, at: Timestamp) {
        if self.hurries.load(Ordering::SeqCst) {
            self.move_to(at);
        }
        let now = self.now();
        self.waits.send_modify(|waits| {
            waits.retain(|then| *then > now);
            waits.insert(at);
        });
        self.now.subscribe().wait_for(|now| *now >= at).await.unwrap();
    }
}

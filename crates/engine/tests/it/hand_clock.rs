//! A clock that moves when told.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::{Clock, Timestamp};
use tokio::sync::watch;

/// A clock that stands still until it is moved, or, once it hurries, moves on by itself to whatever
/// is waited for.
pub(crate) struct HandClock {
    now: watch::Sender<Timestamp>,
    hurries: AtomicBool,
}

impl HandClock {
    pub(crate) fn at(now: Timestamp) -> Self {
        Self { now: watch::Sender::new(now), hurries: AtomicBool::new(false) }
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
        self.now.subscribe().wait_for(|now| *now >= at).await.unwrap();
    }
}

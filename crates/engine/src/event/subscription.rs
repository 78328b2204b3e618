//! Reading the live stream.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::broadcast;

use super::Stamped;

/// A reader of the live stream that first gets what it missed.
pub struct Subscription {
    pub(super) missed: VecDeque<Arc<Stamped>>,
    pub(super) live: broadcast::Receiver<Arc<Stamped>>,
}

impl Subscription {
    /// Whether a further event has come already.
    pub fn has_more(&self) -> bool {
        !self.missed.is_empty() || !self.live.is_empty()
    }

    /// The next event; `None` when the engine is gone. A reader that is more than 2,000 events
    /// behind loses the oldest.
    pub async fn next(&mut self) -> Option<Arc<Stamped>> {
        if let Some(event) = self.missed.pop_front() {
            return Some(event);
        }
        loop {
            match self.live.recv().await {
                Ok(event) => return Some(event),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

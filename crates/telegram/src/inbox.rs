//! The queue between the connection and whoever handles events: what is stored never runs ahead of
//! what was handled.

use std::collections::VecDeque;
use std::sync::Arc;

use domain::{Event, MessengerError, SessionStore, UpdatesState};
use tokio::sync::mpsc;

use crate::updates::Batch;

/// While events keep coming the state is stored every so many batches, else whenever the queue has
/// run empty.
const BATCHES_PER_SAVE: usize = 32;

pub(crate) struct Inbox {
    batches: mpsc::Receiver<Batch>,
    store: Arc<dyn SessionStore>,
    /// What is left of the current batch.
    events: VecDeque<Event>,
    /// The state to acknowledge when the current batch is handled.
    upcoming: Option<UpdatesState>,
    /// Acknowledged and not yet stored.
    acknowledged: Option<UpdatesState>,
    /// Batches acknowledged since the state was stored.
    unsaved: usize,
}

impl Inbox {
    pub(crate) fn new(batches: mpsc::Receiver<Batch>, store: Arc<dyn SessionStore>) -> Self {
        Self {
            batches,
            store,
            events: VecDeque::new(),
            upcoming: None,
            acknowledged: None,
            unsaved: 0,
        }
    }

    /// The next event, which acknowledges the one before it; `None` when no more will come.
    /// Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> Result<Option<Event>, MessengerError> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(Some(event));
            }
            // Whoever asks has handled all of the batch.
            if let Some(state) = self.upcoming.take() {
                self.acknowledged = Some(state);
                self.unsaved += 1;
            }
            if self.unsaved >= BATCHES_PER_SAVE || self.batches.is_empty() {
                self.save().await?;
            }
            let Some(batch) = self.batches.recv().await else {
                return Ok(None);
            };
            self.events = batch.events.into();
            self.upcoming = Some(batch.state);
        }
    }

    /// Stores what was acknowledged; if that fails it is tried again later.
    pub(crate) async fn save(&mut self) -> Result<(), MessengerError> {
        if let Some(state) = &self.acknowledged {
            self.store
                .save_updates(state)
                .await
                .map_err(|error| MessengerError::Session(error.into()))?;
            self.acknowledged = None;
            self.unsaved = 0;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use domain::{PeerId, PeerKey, SavedSession, SessionStoreError};

    use super::*;

    /// Remembers the `pts` of every state that was stored.
    #[derive(Default)]
    struct Pts(Mutex<Vec<i32>>);

    impl Pts {
        fn stored(&self) -> Vec<i32> {
            self.0.lock().unwrap().clone()
        }
    }

    #[async_trait]
    impl SessionStore for Pts {
        async fn load(&self) -> Result<Option<SavedSession>, SessionStoreError> {
            Ok(None)
        }

        async fn save_keys(&self, _: &[u8]) -> Result<(), SessionStoreError> {
            Ok(())
        }

        async fn save_updates(&self, state: &UpdatesState) -> Result<(), SessionStoreError> {
            self.0.lock().unwrap().push(state.pts);
            Ok(())
        }

        async fn self_peer(&self) -> Result<Option<PeerKey>, SessionStoreError> {
            Ok(None)
        }

        async fn peer(&self, _: PeerId) -> Result<Option<PeerKey>, SessionStoreError> {
            Ok(None)
        }

        async fn save_peers(&self, _: &[PeerKey]) -> Result<(), SessionStoreError> {
            Ok(())
        }
    }

    fn batch(pts: i32, events: usize) -> Batch {
        Batch {
            events: vec![Event::Gap; events],
            state: UpdatesState { pts, ..UpdatesState::default() },
        }
    }

    #[tokio::test]
    async fn an_event_is_stored_as_seen_only_when_the_next_is_asked_for() {
        let store = Arc::new(Pts::default());
        let (queue, batches) = mpsc::channel(8);
        let mut inbox = Inbox::new(batches, store.clone());
        queue.send(batch(5, 2)).await.unwrap();

        inbox.next().await.unwrap().unwrap();
        inbox.save().await.unwrap();
        assert_eq!(store.stored(), [], "nothing was acknowledged");

        inbox.next().await.unwrap().unwrap();
        inbox.save().await.unwrap();
        assert_eq!(store.stored(), [], "the batch was handled by half");

        drop(queue);
        assert_eq!(inbox.next().await.unwrap(), None);
        assert_eq!(store.stored(), [5]);
    }

    #[tokio::test]
    async fn a_busy_queue_is_stored_now_and_then_and_an_empty_one_at_once() {
        let store = Arc::new(Pts::default());
        let (queue, batches) = mpsc::channel(64);
        let mut inbox = Inbox::new(batches, store.clone());
        for pts in 1..=40 {
            queue.send(batch(pts, 1)).await.unwrap();
        }
        for _ in 1..=40 {
            inbox.next().await.unwrap().unwrap();
        }
        assert_eq!(store.stored(), [32]);
        drop(queue);
        assert_eq!(inbox.next().await.unwrap(), None);
        assert_eq!(store.stored(), [32, 40]);
    }

    #[tokio::test]
    async fn what_concerns_nobody_is_acknowledged_by_itself() {
        let store = Arc::new(Pts::default());
        let (queue, batches) = mpsc::channel(8);
        let mut inbox = Inbox::new(batches, store.clone());
        queue.send(batch(6, 0)).await.unwrap();
        drop(queue);
        assert_eq!(inbox.next().await.unwrap(), None);
        assert_eq!(store.stored(), [6]);
    }
}

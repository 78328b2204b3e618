//! The queue between the connection and whoever handles events: what is stored never runs ahead of
//! what was handled.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use domain::{Event, MessengerError, SessionStore, UpdatesState};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use crate::updates::Batch;

/// The state is stored every so many batches, or so long after the first of them. What was handled
/// since comes again after a crash, and changes nothing then.
const BATCHES_PER_SAVE: usize = 32;
pub(crate) const SAVED_AFTER: Duration = Duration::from_secs(5);

pub(crate) struct Inbox {
    batches: mpsc::Receiver<Batch>,
    store: Arc<dyn SessionStore>,
    /// What is left of the current batch.
    events: VecDeque<Event>,
    /// The state to acknowledge when the current batch is handled.
    upcoming: Option<UpdatesState>,
    /// Acknowledged and not yet stored.
    acknowledged: Option<UpdatesState>,
    /// Batches acknowledged since the state was stored, and when it is to be stored for their sake.
    unsaved: usize,
    save_at: Option<Instant>,
    saved_after: Duration,
}

impl Inbox {
    /// An inbox that stores the state so long, at most, after a batch was handled: [`SAVED_AFTER`].
    pub(crate) fn new(
        batches: mpsc::Receiver<Batch>,
        store: Arc<dyn SessionStore>,
        saved_after: Duration,
    ) -> Self {
        Self {
            batches,
            store,
            events: VecDeque::new(),
            upcoming: None,
            acknowledged: None,
            unsaved: 0,
            save_at: None,
            saved_after,
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
                self.save_at.get_or_insert_with(|| Instant::now() + self.saved_after);
            }
            if self.unsaved >= BATCHES_PER_SAVE {
                self.save().await?;
            }
            let Some(batch) = self.batch().await else {
                self.save().await?;
                if self.batches.is_closed() && self.batches.is_empty() {
                    return Ok(None);
                }
                continue;
            };
            self.events = batch.events.into();
            self.upcoming = Some(batch.state);
        }
    }

    /// The next batch; `None` if the state is to be stored before one comes, or none will.
    async fn batch(&mut self) -> Option<Batch> {
        match self.save_at {
            Some(at) => timeout_at(at, self.batches.recv()).await.ok().flatten(),
            None => self.batches.recv().await,
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
            self.save_at = None;
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

    /// Later than a test lasts.
    const LATE: Duration = Duration::from_secs(3_600);

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
        let mut inbox = Inbox::new(batches, store.clone(), LATE);
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
    async fn the_state_is_stored_every_so_many_batches_and_at_the_end() {
        let store = Arc::new(Pts::default());
        let (queue, batches) = mpsc::channel(64);
        let mut inbox = Inbox::new(batches, store.clone(), LATE);
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
    async fn what_was_handled_is_stored_a_moment_later_even_if_nothing_comes_any_more() {
        let store = Arc::new(Pts::default());
        let (queue, batches) = mpsc::channel(8);
        let mut inbox = Inbox::new(batches, store.clone(), Duration::ZERO);
        queue.send(batch(5, 1)).await.unwrap();
        inbox.next().await.unwrap().unwrap();
        while store.stored().is_empty() {
            tokio::select! {
                biased;
                event = inbox.next() => panic!("nothing came but {event:?}"),
                () = tokio::task::yield_now() => {}
            }
        }
        assert_eq!(store.stored(), [5]);
    }

    #[tokio::test]
    async fn what_concerns_nobody_is_acknowledged_by_itself() {
        let store = Arc::new(Pts::default());
        let (queue, batches) = mpsc::channel(8);
        let mut inbox = Inbox::new(batches, store.clone(), LATE);
        queue.send(batch(6, 0)).await.unwrap();
        drop(queue);
        assert_eq!(inbox.next().await.unwrap(), None);
        assert_eq!(store.stored(), [6]);
    }
}

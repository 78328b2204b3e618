//! The session of a phone: kept for as long as the demo runs.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::{
    NewSession, PeerId, PeerKey, SavedSession, SessionStore, SessionStoreError, UpdatesState,
};

pub(crate) struct MemorySession(Mutex<Kept>);

struct Kept {
    saved: SavedSession,
    peers: HashMap<PeerId, PeerKey>,
}

impl MemorySession {
    pub(crate) fn new(session: &NewSession) -> Self {
        let NewSession { keys, updates, peers } = session.clone();
        Self(Mutex::new(Kept {
            saved: SavedSession { keys, updates },
            peers: peers.into_iter().map(|peer| (peer.id, peer)).collect(),
        }))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SessionStore for MemorySession {
    async fn load(&self) -> Result<Option<SavedSession>, SessionStoreError> {
        Ok(Some(self.kept().saved.clone()))
    }

    async fn save_keys(&self, keys: &[u8]) -> Result<(), SessionStoreError> {
        self.kept().saved.keys = keys.to_vec();
        Ok(())
    }

    async fn save_updates(&self, state: &UpdatesState) -> Result<(), SessionStoreError> {
        self.kept().saved.updates = state.clone();
        Ok(())
    }

    async fn self_peer(&self) -> Result<Option<PeerKey>, SessionStoreError> {
        Ok(self.kept().peers.values().find(|peer| peer.is_self).copied())
    }

    async fn peer(&self, id: PeerId) -> Result<Option<PeerKey>, SessionStoreError> {
        Ok(self.kept().peers.get(&id).copied())
    }

    async fn save_peers(&self, peers: &[PeerKey]) -> Result<(), SessionStoreError> {
        self.kept().peers.extend(peers.iter().map(|peer| (peer.id, *peer)));
        Ok(())
    }
}

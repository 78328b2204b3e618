//! Who is connected: the sessions of every key, for updates to reach them.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use super::cipher::AuthKey;
use super::session::{Session, SessionKey};
use crate::state::KeyId;

/// How many sessions are kept of one key. The oldest without a connection goes
/// first.
const PER_KEY: usize = 32;

/// All sessions, in the order in which they began.
#[derive(Default)]
pub(crate) struct Hub {
    sessions: Mutex<HashMap<KeyId, Vec<Arc<Session>>>>,
}

impl Hub {
    /// A key's session, and whether it is a new one.
    pub(crate) fn session(&self, key: &AuthKey, id: i64) -> (Arc<Session>, bool) {
        let mut sessions = self.sessions.lock();
        let of_key = sessions.entry(key.id).or_default();
        if let Some(session) = of_key.iter().find(|session| session.id == id) {
            return (Arc::clone(session), false);
        }
        if of_key.len() >= PER_KEY {
            let idle = of_key.iter().position(|session| !session.is_attached());
            of_key.remove(idle.unwrap_or(0)).hang_up();
        }
        let session = Arc::new(Session::new(key.clone(), id));
        of_key.push(Arc::clone(&session));
        (session, true)
    }

    /// Ends a session at its client's wish. Says whether there was one.
    pub(crate) fn destroy(&self, (key, id): SessionKey) -> bool {
        let mut sessions = self.sessions.lock();
        let Some(of_key) = sessions.get_mut(&key) else {
            return false;
        };
        let before = of_key.len();
        of_key.retain(|session| session.id != id);
        let is_gone = of_key.len() < before;
        if of_key.is_empty() {
            sessions.remove(&key);
        }
        is_gone
    }

    /// Whether a client with this key is there.
    pub(crate) fn is_connected(&self, key: KeyId) -> bool {
        let sessions = self.sessions.lock();
        sessions.get(&key).into_iter().flatten().any(|session| session.is_attached())
    }

    /// Ends all sessions of a key that is no more.
    pub(crate) fn forget(&self, key: KeyId) {
        self.sessions.lock().remove(&key);
    }

    /// The sessions of some keys that want updates.
    pub(crate) fn listening<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a KeyId>,
        except: Option<SessionKey>,
    ) -> Vec<Arc<Session>> {
        let sessions = self.sessions.lock();
        keys.into_iter()
            .filter_map(|key| sessions.get(key))
            .flatten()
            .filter(|session| Some(session.key()) != except && session.is_listening())
            .cloned()
            .collect()
    }

    /// Ends the connections of some keys.
    pub(crate) fn hang_up<'a>(&self, keys: impl IntoIterator<Item = &'a KeyId>) {
        let sessions = self.sessions.lock();
        keys.into_iter()
            .filter_map(|key| sessions.get(key))
            .flatten()
            .for_each(|session| session.hang_up());
    }
}

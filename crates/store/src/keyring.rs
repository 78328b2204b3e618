//! The master key in memory. It may be changed on the disk by another process while this one runs:
//! what the key in memory does not open makes this look there.

use std::sync::{Arc, PoisonError, RwLock};

use zeroize::Zeroizing;

use crate::key_file::KeyFile;
use crate::master_key::{Home, KeyOrigin};
use crate::seal::{Key, Place};
use crate::{Error, MasterKey};

/// The text that is sealed with the master key to tell a wrong key before anything is touched: since
/// when the key is in use (8 bytes, Unix milliseconds), or nothing if it is the database's first.
pub(crate) const KEY_CHECK: Place<'static> =
    Place { table: "server", column: "key_check", owner: "", row: "1" };

/// The master keys that a process knows. All clones of a store share it.
pub(crate) struct Keyring {
    held: RwLock<Held>,
    home: KeyHome,
}

struct Held {
    current: Arc<Key>,
    /// Opens what a transaction still sees that began before the key was changed.
    previous: Option<Arc<Key>>,
}

enum KeyHome {
    File(KeyFile),
    Text { next: Option<Arc<Key>> },
}

impl Keyring {
    pub(crate) fn new(master: MasterKey) -> Self {
        let held = Held { current: Arc::new(master.key), previous: None };
        let home = match master.home {
            Home::File(file) => KeyHome::File(file),
            Home::Text { next } => KeyHome::Text { next: next.map(Arc::new) },
        };
        Self { held: RwLock::new(held), home }
    }

    /// Opens what was sealed with the master key.
    pub(crate) fn open(
        &self,
        place: Place<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.find(place, sealed).map(|(_, plain)| plain).ok_or_else(|| place.corrupted())
    }

    /// The key that a value was sealed with, and the value; `None` if no key opens it that is known or
    /// kept where keys are kept.
    pub(crate) fn find(
        &self,
        place: Place<'_>,
        sealed: &[u8],
    ) -> Option<(Arc<Key>, Zeroizing<Vec<u8>>)> {
        let opened = |key: Arc<Key>| key.open(place, sealed).ok().map(|plain| (key, plain));
        let known = {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            [Some(Arc::clone(&held.current)), held.previous.clone()]
        };
        known.into_iter().flatten().find_map(opened).or_else(|| {
            let found = self.kept().into_iter().flatten().find_map(opened)?;
            self.hold(Arc::clone(&found.0));
            Some(found)
        })
    }

    /// What is kept on the disk now. The next key first: once it is gone, it is in the place of the old.
    fn kept(&self) -> [Option<Arc<Key>>; 2] {
        match &self.home {
            KeyHome::File(file) => {
                let read = |key: Result<Option<Key>, Error>| key.ok().flatten().map(Arc::new);
                let next = read(file.read_next());
                [next, read(file.read())]
            }
            KeyHome::Text { next } => [next.clone(), None],
        }
    }

    /// From now on this is the key.
    pub(crate) fn hold(&self, key: Arc<Key>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.current.as_bytes() != key.as_bytes() {
            held.previous = Some(std::mem::replace(&mut held.current, key));
        }
    }

    /// The file of the key, unless it was given as a text.
    pub(crate) fn file(&self) -> Option<&KeyFile> {
        match &self.home {
            KeyHome::File(file) => Some(file),
            KeyHome::Text { .. } => None,
        }
    }

    /// That no key which is here opens the database.
    pub(crate) fn wrong(&self) -> Error {
        Error::WrongMasterKey { path: self.file().map(|file| file.path().to_owned()) }
    }

    /// The key that was given to follow.
    pub(crate) fn next_text(&self) -> Option<Arc<Key>> {
        match &self.home {
            KeyHome::File(_) => None,
            KeyHome::Text { next } => next.clone(),
        }
    }

    /// Where a key comes from that was found here.
    pub(crate) fn origin(&self, key: &Key) -> KeyOrigin {
        match &self.home {
            KeyHome::File(file) => KeyOrigin::File(file.path().to_owned()),
            KeyHome::Text { next: Some(next) } if next.as_bytes() == key.as_bytes() => {
                KeyOrigin::NextText
            }
            KeyHome::Text { .. } => KeyOrigin::Text,
        }
    }

    /// The key to seal with where there is nothing yet.
    pub(crate) fn current(&self) -> Arc<Key> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner).current)
    }
}

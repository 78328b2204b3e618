//! What all connections share, and the one way in which state changes.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use parking_lot::{MappedMutexGuard, Mutex, MutexGuard};

use crate::api::{AllUnderWay, announce};
use crate::blobs::Blobs;
use crate::bots::Desk;
use crate::clock::{Clock, unix_seconds};
use crate::control::events::Watchers;
use crate::faults::duplicates::Duplicates;
use crate::faults::{Faults, fate};
use crate::logins::Logins;
use crate::mtproto::cipher::AuthKey;
use crate::mtproto::hub::Hub;
use crate::mtproto::rsa::RsaKey;
use crate::mtproto::session::{Fate, SessionKey};
use crate::recorder::Recorder;
use crate::srp;
use crate::state::journal::Journal;
use crate::state::{Event, KeyId, State, UserId};
use crate::transcripts::Transcripts;

/// A running sandbox, as its connections see it.
pub(crate) struct Server {
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) rsa: RsaKey,
    /// Where clients connect, which `help.getConfig` repeats.
    pub(crate) address: SocketAddr,
    pub(crate) blobs: Blobs,
    pub(crate) hub: Hub,
    pub(crate) watchers: Watchers,
    pub(crate) logins: Logins,
    /// What goes wrong on purpose; lost with the process.
    pub(crate) faults: Faults,
    pub(crate) duplicates: Duplicates,
    pub(crate) recorder: Recorder,
    pub(crate) under_way: AllUnderWay,
    /// How many connections there were.
    pub(crate) connections: AtomicU64,
    /// Who waits for what bots are told.
    pub(crate) desk: Desk,
    /// The password question put to each key; lost with the process.
    pub(crate) challenges: Mutex<HashMap<KeyId, Arc<srp::Challenge>>>,
    /// Until when people say they are online, or when they were last; Unix
    /// seconds. Lost with the process.
    pub(crate) presence: Mutex<HashMap<UserId, Presence>>,
    /// What is said in voice notes; lost with the process.
    pub(crate) transcripts: Transcripts,
    ledger: Mutex<Ledger>,
}

/// Whether a person is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    OnlineUntil(i32),
    LastSeen(i32),
}

struct Ledger {
    state: State,
    journal: Journal,
}

/// The right to change the state. While one exists, nobody else reads or
/// writes, so that what is sent out keeps the order of what happened.
pub(crate) struct Writing<'a> {
    server: &'a Server,
    ledger: MutexGuard<'a, Ledger>,
}

impl Server {
    pub(crate) fn new(
        clock: Box<dyn Clock>,
        rsa: RsaKey,
        address: SocketAddr,
        blobs: Blobs,
        kills_duplicated_keys: bool,
        (journal, state): (Journal, State),
    ) -> Server {
        Server {
            clock,
            rsa,
            address,
            blobs,
            hub: Hub::default(),
            watchers: Watchers::default(),
            logins: Logins::default(),
            faults: Faults::default(),
            duplicates: Duplicates::new(kills_duplicated_keys),
            recorder: Recorder::default(),
            under_way: AllUnderWay::default(),
            connections: AtomicU64::default(),
            desk: Desk::default(),
            challenges: Mutex::default(),
            presence: Mutex::default(),
            transcripts: Transcripts::default(),
            ledger: Mutex::new(Ledger { state, journal }),
        }
    }

    /// The time in Unix seconds.
    pub(crate) fn now(&self) -> i32 {
        unix_seconds(self.clock.now())
    }

    /// A message id for an answer of the key exchange.
    pub(crate) fn plain_msg_id(&self) -> i64 {
        i64::from(self.now()) << 32 | 1
    }

    pub(crate) fn key(&self, id: KeyId) -> Option<AuthKey> {
        self.read().key(id, self.now()).map(|key| key.key.clone())
    }

    pub(crate) fn read(&self) -> MappedMutexGuard<'_, State> {
        MutexGuard::map(self.ledger.lock(), |ledger| &mut ledger.state)
    }

    pub(crate) fn write(&self) -> Writing<'_> {
        Writing { server: self, ledger: self.ledger.lock() }
    }

    /// Sends an update to all sessions of an account, save the one that caused
    /// it: that one learns of it by the answer to its request.
    pub(crate) fn push(
        &self,
        state: &State,
        to: UserId,
        except: Option<SessionKey>,
        update: &[u8],
    ) {
        let listening = self.hub.listening(state.keys_of(to), except);
        if listening.is_empty() {
            return;
        }
        let (fate, update) = fate::of(&self.faults, to, update);
        for session in listening {
            session.push(&update, fate);
        }
    }

    /// Sends an update to the sessions of some keys, whoever they speak for.
    pub(crate) fn push_to<'a>(&self, keys: impl IntoIterator<Item = &'a KeyId>, update: &[u8]) {
        for session in self.hub.listening(keys, None) {
            session.push(update, Fate::Sent);
        }
    }

    /// Waits until the journal is on the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.ledger.lock().journal.sync()
    }
}

impl Writing<'_> {
    pub(crate) fn state(&self) -> &State {
        &self.ledger.state
    }

    /// Makes events happen: writes them down, applies them, and tells those
    /// whom they concern, save the session that caused them. If they cannot be
    /// written they have not happened.
    pub(crate) fn commit(
        &mut self,
        events: impl AsRef<[Event]>,
        cause: Option<SessionKey>,
    ) -> io::Result<()> {
        let events = events.as_ref();
        if events.is_empty() {
            return Ok(());
        }
        let news = self.ledger.state.bot_news();
        self.ledger.journal.append(events).inspect_err(|error| {
            tracing::error!(%error, "cannot write the journal");
        })?;
        for event in events {
            self.ledger.state.apply(event);
            if let Event::KeyDestroyed { key } = event {
                self.server.hub.forget(*key);
                self.server.challenges.lock().remove(key);
            }
            announce::event(self.server, &self.ledger.state, event, cause);
        }
        if self.ledger.state.bot_news() != news {
            self.server.desk.ring();
        }
        Ok(())
    }
}

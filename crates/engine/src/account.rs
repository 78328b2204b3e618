//! The task that owns an account: its connection, its chats' loops, what its twin has learnt.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use domain::{
    AccountId, AccountState, Line, Message, Messenger, MessengerError, PeerId, Timestamp,
};
use store::Tx;
use style::Learner;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tracing::{error, info, warn};

use crate::chat::{ChatLoop, Signal};
use crate::inbox::{self, Meaning};
use crate::{Connection, Error, Inner, TwinEvent, learn};

/// The first and the longest pause before connecting again.
const RECONNECT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// What the account's task, its chats' loops and the engine's callers share.
pub(crate) struct Shared {
    pub(crate) inner: Arc<Inner>,
    pub(crate) account: AccountId,
    learner: RwLock<Learner>,
    connection: Mutex<Connection>,
    chats: Mutex<HashMap<PeerId, mpsc::UnboundedSender<Signal>>>,
}

impl Shared {
    pub(crate) fn new(inner: Arc<Inner>, account: AccountId) -> Self {
        Self {
            inner,
            account,
            learner: RwLock::new(Learner::new()),
            connection: Mutex::new(Connection::Connecting),
            chats: Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        Ok(self.inner.store.begin(self.inner.owner).await?)
    }

    pub(crate) fn publish(&self, chat: PeerId, event: TwinEvent) {
        self.inner.events.publish(self.now(), self.account, Some(chat), event);
    }

    pub(crate) fn learn(&self, message: &Message) {
        self.learner.write().unwrap_or_else(PoisonError::into_inner).observe(message);
    }

    /// What the twin has learnt. Not to be held across an await.
    pub(crate) fn learner(&self) -> RwLockReadGuard<'_, Learner> {
        self.learner.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn connection(&self) -> Connection {
        *self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn exemplars(&self) -> usize {
        self.learner().exemplar_count()
    }

    fn set_connection(&self, state: Connection) {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if *connection != state {
            *connection = state;
            let event = TwinEvent::Connection { state };
            self.inner.events.publish(self.now(), self.account, None, event);
        }
    }

    /// Tells the loops of one chat, or of all that run, that a mode has changed.
    pub(crate) fn mode_changed(&self, chat: Option<PeerId>) {
        let chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        for (peer, signals) in chats.iter() {
            if chat.is_none_or(|chat| chat == *peer) {
                // A closed channel belongs to a connection that is over.
                let _ = signals.send(Signal::ModeChanged);
            }
        }
    }
}

/// Runs an account until its session ends or it is told to stop; then its connection is closed.
pub(crate) async fn run(shared: Arc<Shared>, mut stop: oneshot::Receiver<()>) {
    if let Err(error) = learn::load(&shared).await {
        error!(account = %shared.account, error = &error as &dyn std::error::Error, "history could not be read; the twin knows nothing yet");
    }
    let mut pause = RECONNECT.0;
    loop {
        shared.set_connection(Connection::Connecting);
        let Some(ended) = connected(&shared, &mut pause, &mut stop).await else {
            return;
        };
        match ended {
            Error::Messenger(MessengerError::LoggedOut { reason }) => {
                warn!(account = %shared.account, reason, "session ended by Telegram");
                if let Err(error) = log_out(&shared).await {
                    error!(account = %shared.account, error = &error as &dyn std::error::Error, "account could not be marked as logged out");
                }
                shared.set_connection(Connection::LoggedOut);
                return;
            }
            error => {
                warn!(account = %shared.account, error = &error as &dyn std::error::Error, ?pause, "connection lost");
                tokio::select! {
                    _ = &mut stop => return,
                    () = shared.inner.clock.sleep_until(shared.now() + pause) => {}
                }
                pause = (pause * 2).min(RECONNECT.1);
            }
        }
    }
}

/// One connection, from its first to its last event. Returns why it ended, or `None` when told to
/// stop; either way it is closed.
async fn connected(
    shared: &Arc<Shared>,
    pause: &mut Duration,
    stop: &mut oneshot::Receiver<()>,
) -> Option<Error> {
    let session = shared.inner.store.session(shared.inner.owner, shared.account);
    let connecting = shared.inner.connector.connect(Arc::new(session));
    let messenger = tokio::select! {
        _ = &mut *stop => return None,
        connected = connecting => match connected {
            Ok(messenger) => messenger,
            Err(error) => return Some(error.into()),
        },
    };
    *pause = RECONNECT.0;

    let mut loops = Loops::new(shared, &messenger);
    let ended = tokio::select! {
        _ = stop => None,
        error = loops.follow() => Some(error),
    };
    loops.stop().await;
    messenger.disconnect().await;
    ended
}

async fn log_out(shared: &Shared) -> Result<(), Error> {
    let mut tx = shared.begin().await?;
    tx.delete_session(shared.account).await?;
    tx.set_account_state(shared.account, AccountState::LoggedOut).await?;
    Ok(tx.commit().await?)
}

/// The chats' loops of one connection.
struct Loops<'a> {
    shared: &'a Arc<Shared>,
    messenger: &'a Arc<dyn Messenger>,
    tasks: JoinSet<()>,
}

impl<'a> Loops<'a> {
    fn new(shared: &'a Arc<Shared>, messenger: &'a Arc<dyn Messenger>) -> Self {
        Self { shared, messenger, tasks: JoinSet::new() }
    }

    /// Takes up what an earlier process left, then follows the events.
    async fn follow(&mut self) -> Error {
        if let Err(error) = self.take_up().await {
            return error;
        }
        let mut line = Line::Down;
        loop {
            let event = tokio::select! {
                biased;
                changed = self.messenger.line_changed(line) => {
                    line = changed;
                    self.show(line);
                    continue;
                }
                event = self.messenger.next_event() => match event {
                    Ok(event) => event,
                    Err(error) => return error.into(),
                },
            };
            let outcome = match inbox::take(self.shared, event).await {
                Ok(Meaning::Nothing) => Ok(()),
                Ok(Meaning::Incoming(chat)) => {
                    self.signal(chat, Signal::Incoming);
                    Ok(())
                }
                Ok(Meaning::OwnerWrote(chat)) => {
                    self.signal(chat, Signal::OwnerWrote);
                    Ok(())
                }
                Ok(Meaning::Gap) => self.fill_gap().await,
                Err(error) => Err(error),
            };
            if let Err(error) = outcome {
                return error;
            }
        }
    }

    fn show(&self, line: Line) {
        self.shared.set_connection(match line {
            Line::Up => Connection::Online,
            Line::Down => Connection::Connecting,
        });
        info!(account = %self.shared.account, ?line, "line changed");
    }

    /// Resumes open replies, and the chats whose last messages nobody has decided about.
    async fn take_up(&mut self) -> Result<(), Error> {
        let account = self.shared.account;
        let mut tx = self.shared.inner.store.read(self.shared.inner.owner).await?;
        let replies = tx.open_replies(account).await?;
        let undecided = tx.undecided_chats(account).await?;
        drop(tx);
        let planned: HashSet<PeerId> = replies.iter().map(|reply| reply.chat).collect();
        for reply in replies {
            info!(%account, reply = %reply.id, "taking up a reply that was left open");
            self.signal(reply.chat, Signal::Resume(Box::new(reply)));
        }
        for chat in undecided.into_iter().filter(|chat| !planned.contains(chat)) {
            self.signal(chat, Signal::Incoming);
        }
        Ok(())
    }

    /// Reads what the server no longer repeats from the newest messages of the newest chats.
    async fn fill_gap(&mut self) -> Result<(), Error> {
        const CHATS: usize = 100;
        const MESSAGES: usize = 100;
        warn!(account = %self.shared.account, "updates are missing; reading the chats' history");
        for chat in self.messenger.dialogs(CHATS).await? {
            let mut history = self.messenger.history(chat.peer.id, None, MESSAGES).await?;
            history.reverse();
            for message in history {
                let event = domain::Event::Message { message, peer: chat.peer.clone() };
                match inbox::take(self.shared, event).await? {
                    Meaning::Incoming(chat) => self.signal(chat, Signal::Incoming),
                    Meaning::OwnerWrote(chat) => self.signal(chat, Signal::OwnerWrote),
                    Meaning::Nothing | Meaning::Gap => {}
                }
            }
        }
        Ok(())
    }

    fn signal(&mut self, chat: PeerId, signal: Signal) {
        let mut chats = self.shared.chats.lock().unwrap_or_else(PoisonError::into_inner);
        let signals = match chats.entry(chat) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let (signals, received) = mpsc::unbounded_channel();
                let chat_loop = ChatLoop::new(
                    Arc::clone(self.shared),
                    Arc::clone(self.messenger),
                    chat,
                    received,
                );
                self.tasks.spawn(chat_loop.run());
                entry.insert(signals)
            }
        };
        // The loop ends only with the connection, whose end this very task decides.
        let _ = signals.send(signal);
    }

    /// Ends every loop; what they planned stays in the store.
    async fn stop(&mut self) {
        self.shared.chats.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.tasks.shutdown().await;
    }
}

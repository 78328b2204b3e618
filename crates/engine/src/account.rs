//! The task that owns an account: its connection, its chats' loops, what its twin has learnt.

mod loops;

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLockReadGuard};
use std::time::Duration;

use domain::{
    AccountId, AccountKind, Author, Message, MessageId, Messenger, MessengerError, PeerId,
    Timestamp,
};
use store::Tx;
use style::{Corrections, Learner};
use tokio::sync::{Mutex as AsyncMutex, Notify, mpsc, oneshot, watch};
use tracing::{error, info, warn};

use crate::chat::Signal;
use crate::health::Vitals;
use crate::history::{self, Asked};
use crate::learn::{self, Change};
use crate::line::Line;
use crate::native::{self, AppDrafts};
use crate::on_its_way::OnItsWay;
use crate::presence::Presence;
use crate::requests::Requests;
use crate::supervisor::Ending;
use crate::taught::Taught;
use crate::trouble::{self, Floods};
use crate::{Connection, Error, Inner, TwinEvent, bots, business, memory, saved};

use loops::Loops;

/// The first and the longest pause before connecting again.
pub(crate) const RECONNECT: (Duration, Duration) =
    (Duration::from_secs(1), Duration::from_secs(60));

/// How long one event may be handled. What waits for Telegram meanwhile begins anew with every answer.
const STUCK: Duration = Duration::from_secs(40);

/// Which account a task is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) id: AccountId,
    pub(crate) kind: AccountKind,
    /// The account in whose manner its twin writes, where that is not its own.
    pub(crate) manner_of: Option<AccountId>,
}

/// What the account's task, its chats' loops and the engine's callers share.
pub(crate) struct Shared {
    pub(crate) inner: Arc<Inner>,
    pub(crate) account: AccountId,
    pub(crate) who: Who,
    /// Whose account it is at Telegram, once that was looked up.
    user: OnceLock<PeerId>,
    /// What the twin has learnt, here or where its manner is from.
    taught: Arc<Taught>,
    /// What has happened since learning anew began; `None` while nobody does.
    journal: Mutex<Option<Vec<Change>>>,
    /// Held by whoever learns anew.
    pub(crate) learning: AsyncMutex<()>,
    /// Whether it has learnt for the first time since it was started.
    pub(crate) has_learnt: watch::Sender<bool>,
    /// Whether somebody waits to learn anew, and whoever else wants that need not.
    pub(crate) is_learning_due: AtomicBool,
    /// Wakes the reader of the account's history.
    pub(crate) history: Asked,
    /// The connection that there is now.
    pub(crate) line: Line,
    /// Held by whoever has a voice note heard.
    pub(crate) hearing: AsyncMutex<()>,
    /// What is shown in the owner's own app.
    pub(crate) app_drafts: AppDrafts,
    /// What may be at Telegram though nobody knows what it became.
    pub(crate) on_its_way: OnItsWay,
    /// Wakes the writer of memories: somebody wrote.
    pub(crate) talk: Notify,
    /// Wakes the writer of Saved Messages: there may be a line to write.
    pub(crate) saved: Notify,
    connection: Mutex<Connection>,
    /// How the line fares.
    pub(crate) vitals: Vitals,
    /// Since when one event has been handled; `None` while there is none.
    busy_since: Mutex<Option<Timestamp>>,
    /// Whether all that happened is known. Nothing is decided and nothing begins to be sent
    /// before: the owner may have written meanwhile.
    caught_up: watch::Sender<bool>,
    chats: Mutex<HashMap<PeerId, mpsc::UnboundedSender<Signal>>>,
    /// Where the owner was seen lately.
    pub(crate) presence: Presence,
    /// How often Telegram told to wait lately.
    pub(crate) floods: Floods,
    /// Changes whenever what is allowed in the account does.
    pub(crate) rules: watch::Sender<()>,
}

impl Shared {
    pub(crate) fn new(inner: Arc<Inner>, who: Who, state: Connection) -> Self {
        let taught = inner.taught.of(who.manner_of.unwrap_or(who.id));
        Self {
            inner,
            account: who.id,
            who,
            user: OnceLock::new(),
            taught,
            journal: Mutex::default(),
            learning: AsyncMutex::default(),
            has_learnt: watch::Sender::default(),
            is_learning_due: AtomicBool::default(),
            history: Asked::default(),
            line: Line::default(),
            hearing: AsyncMutex::default(),
            app_drafts: AppDrafts::default(),
            on_its_way: OnItsWay::default(),
            talk: Notify::new(),
            saved: Notify::new(),
            connection: Mutex::new(state),
            vitals: Vitals::default(),
            busy_since: Mutex::default(),
            caught_up: watch::Sender::new(false),
            chats: Mutex::default(),
            presence: Presence::default(),
            floods: Floods::default(),
            rules: watch::Sender::default(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// A moment after a wait, and up to a second more: accounts told to wait alike must not come back
    /// together.
    pub(crate) fn later(&self, wait: Duration) -> Timestamp {
        self.now() + wait + Duration::from_millis(self.inner.entropy.next_u64() % 1_000)
    }

    /// Returns once a moment has come; `None` never comes.
    pub(crate) async fn passes(&self, at: Option<Timestamp>) {
        match at {
            Some(at) => self.inner.clock.sleep_until(at).await,
            None => std::future::pending().await,
        }
    }

    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        Ok(self.inner.store.begin(self.inner.owner).await?)
    }

    /// Whose account it is at Telegram, which never changes.
    pub(crate) async fn user(&self, tx: &mut Tx) -> Result<PeerId, Error> {
        if let Some(user) = self.user.get() {
            return Ok(*user);
        }
        let account = tx.account(self.account).await?.ok_or(Error::Gone)?;
        Ok(*self.user.get_or_init(|| account.profile.user_id))
    }

    pub(crate) fn publish(&self, chat: PeerId, event: TwinEvent) {
        self.inner.events.publish(self.now(), self.account, Some(chat), event);
    }

    pub(crate) fn learn(&self, message: &Message) {
        if self.who.manner_of.is_some() {
            return;
        }
        let mut learner = self.taught.learner_mut();
        learner.observe(message);
        self.note(|| Change::Message(message.clone()));
    }

    /// Learns what was heard in a message; `false` if for that all is to be learnt anew.
    pub(crate) fn learn_heard(&self, message: &Message) -> bool {
        if self.who.manner_of.is_some() {
            return true;
        }
        let mut learner = self.taught.learner_mut();
        let is_learnt = learner.hear(message);
        self.note(|| Change::Heard(message.clone()));
        is_learnt
    }

    pub(crate) fn forget(&self, messages: &[(PeerId, MessageId)]) {
        self.inner.measurements.forget(self.account);
        if self.who.manner_of.is_some() {
            return;
        }
        let mut learner = self.taught.learner_mut();
        let known = learner.exemplar_count();
        for (chat, id) in messages {
            learner.forget(*chat, *id);
        }
        if learner.exemplar_count() != known {
            self.taught.revised();
        }
        self.note(|| Change::Gone(messages.to_vec()));
    }

    fn note(&self, change: impl FnOnce() -> Change) {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(changes) = journal.as_mut() {
            changes.push(change());
        }
    }

    /// Notes what happens to what was learnt, for as long as the journal lives.
    pub(crate) fn journal(&self) -> Journal<'_> {
        *self.journal.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
        Journal(self)
    }

    /// The account that taught the twin: what its owner says of what was learnt, they say there.
    pub(crate) fn taught_by(&self) -> AccountId {
        self.who.manner_of.unwrap_or(self.account)
    }

    /// Takes what the owner says now of what was learnt, of the account that [taught](Self::taught_by) it.
    pub(crate) fn correct(&self, corrections: Corrections) {
        if *self.learner().corrections() != corrections {
            self.taught.learner_mut().correct(corrections);
            self.taught.revised();
        }
    }

    /// Changes whenever something that was learnt is taken back or put right.
    pub(crate) fn revision(&self) -> u64 {
        self.taught.revision()
    }

    /// What the twin has learnt. Not to be held across an await.
    pub(crate) fn learner(&self) -> RwLockReadGuard<'_, Learner> {
        self.taught.learner()
    }

    /// What the twin has learnt, shared with others who write in the same manner.
    pub(crate) fn taught(&self) -> &Taught {
        &self.taught
    }

    /// A message is new: it is counted.
    pub(crate) fn count(&self, author: Author) {
        self.vitals.message(author);
    }

    pub(crate) fn connection(&self) -> Connection {
        *self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn exemplars(&self) -> usize {
        self.learner().exemplar_count()
    }

    /// Returns once all that happened is known.
    pub(crate) async fn caught_up(&self) {
        // The sender is `self`, so there is always a next change to wait for.
        let _ = self.caught_up.subscribe().wait_for(|caught_up| *caught_up).await;
    }

    pub(crate) fn is_caught_up(&self) -> bool {
        *self.caught_up.borrow()
    }

    fn online(&self) {
        self.caught_up.send_replace(true);
        self.set_connection(Connection::Online);
    }

    /// The line is lost, or not there yet.
    fn offline(&self, state: Connection) {
        self.caught_up.send_replace(false);
        self.set_connection(state);
    }

    /// Tells pages that there is something else to be shown of the account.
    pub(crate) fn connection_shown(&self) {
        let event = TwinEvent::Connection { state: self.connection() };
        self.inner.events.publish(self.now(), self.account, None, event);
    }

    /// An event begins to be handled, or goes on to be.
    pub(crate) fn is_busy(&self) {
        let mut busy = self.busy_since.lock().unwrap_or_else(PoisonError::into_inner);
        *busy = Some(self.now());
    }

    fn is_idle(&self) {
        *self.busy_since.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether the same event has been handled for so long that it will never end.
    pub(crate) fn is_stuck(&self) -> bool {
        let busy = self.busy_since.lock().unwrap_or_else(PoisonError::into_inner);
        busy.is_some_and(|since| self.now().since(since) >= STUCK)
    }

    pub(crate) fn set_connection(&self, state: Connection) {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if *connection != state {
            *connection = state;
            self.vitals.connection(state, self.now());
            info!(account = %self.account, ?state, "connection changed");
            let event = TwinEvent::Connection { state };
            self.inner.events.publish(self.now(), self.account, None, event);
        }
    }

    /// Tells the loop of a chat, if it runs, that there may be something to do.
    pub(crate) fn wake(&self, chat: PeerId) {
        self.signal(chat, Signal::Look);
    }

    /// Tells the loop of a chat, if it runs, that the owner has said something of a reply.
    pub(crate) fn owner_said(&self, chat: PeerId) {
        self.signal(chat, Signal::OwnerSaid);
    }

    /// Tells the loop of a chat, if it runs, that the owner has written there; the store knows it.
    pub(crate) fn owner_wrote(&self, chat: PeerId) {
        self.signal(chat, Signal::OwnerWrote);
    }

    fn signal(&self, chat: PeerId, signal: Signal) {
        let chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signals) = chats.get(&chat) {
            // A closed channel belongs to a connection that is over.
            let _ = signals.send(signal);
        }
    }

    /// Tells the loops of one chat, or of all that run, that a mode has changed.
    pub(crate) fn mode_changed(&self, chat: Option<PeerId>) {
        self.signal_all(chat, Signal::ModeChanged);
    }

    /// Tells the loops of one chat, or of all that run, that what is allowed may have changed.
    pub(crate) fn rules_changed(&self, chat: Option<PeerId>) {
        self.rules.send_replace(());
        self.signal_all(chat, Signal::RulesChanged);
    }

    fn signal_all(&self, chat: Option<PeerId>, signal: Signal) {
        let chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        for (peer, signals) in chats.iter() {
            if chat.is_none_or(|chat| chat == *peer) {
                // A closed channel belongs to a connection that is over.
                let _ = signals.send(signal);
            }
        }
    }
}

/// What happens while somebody learns anew, who may give up at any time.
pub(crate) struct Journal<'a>(&'a Shared);

impl Journal<'_> {
    /// Puts what `renew` makes of the notes, and of what was learnt before, in its place.
    pub(crate) fn end(self, renew: impl FnOnce(Vec<Change>, &Learner) -> Option<Learner>) {
        // Nothing can happen in between: whoever learns holds the same lock first.
        let mut learner = self.0.taught.learner_mut();
        if let Some(renewed) = renew(self.take(), &learner) {
            *learner = renewed;
            self.0.taught.revised();
        }
    }

    fn take(&self) -> Vec<Change> {
        let mut journal = self.0.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.take().unwrap_or_default()
    }
}

impl Drop for Journal<'_> {
    fn drop(&mut self) {
        self.take();
    }
}

/// Runs an account until its session ends or it is told to stop; then its connection is closed.
pub(crate) async fn run(shared: Arc<Shared>, mut stop: oneshot::Receiver<Ending>) {
    tokio::select! {
        _ = &mut stop => return,
        loaded = learn::begin(&shared) => if let Err(error) = loaded {
            error!(account = %shared.account, error = &error as &dyn std::error::Error, "history could not be read; the twin knows a part of it");
        },
    }
    tokio::select! {
        () = stay_connected(&shared, &mut stop) => {}
        never = memory::follow(&shared) => match never {},
    }
}

/// Connects again and again, until the session ends or it is told to stop.
async fn stay_connected(shared: &Arc<Shared>, stop: &mut oneshot::Receiver<Ending>) {
    let mut pause = RECONNECT.0;
    loop {
        let Some(ended) = connected(shared, &mut pause, stop).await else {
            return;
        };
        match ended {
            Error::Messenger(MessengerError::LoggedOut { reason }) => {
                warn!(account = %shared.account, reason, "session ended by Telegram");
                if let Err(error) = trouble::logged_out(shared, reason).await {
                    error!(account = %shared.account, error = &error as &dyn std::error::Error, "account could not be marked as logged out");
                }
                shared.set_connection(Connection::LoggedOut);
                if shared.who.kind == AccountKind::Bot
                    && let Err(error) = business::is_gone(&shared.inner, shared.account).await
                {
                    error!(account = %shared.account, error = &error as &dyn std::error::Error, "the accounts in which the bot spoke are not told");
                }
                return;
            }
            error => {
                let told = match &error {
                    Error::Messenger(MessengerError::FloodWait(wait)) => *wait,
                    _ => Duration::ZERO,
                };
                warn!(account = %shared.account, error = &error as &dyn std::error::Error, ?pause, "connection lost");
                let again = shared.now() + pause.max(told);
                shared.vitals.waits((told > Duration::ZERO).then_some(again));
                shared.offline(why(&error));
                tokio::select! {
                    _ = &mut *stop => return,
                    () = shared.inner.clock.sleep_until(again) => {}
                }
                pause = (pause * 2).min(RECONNECT.1);
            }
        }
    }
}

/// Why an account is not online after an error.
fn why(error: &Error) -> Connection {
    match error {
        Error::Messenger(MessengerError::FloodWait(_)) => Connection::ToldToWait,
        Error::Messenger(MessengerError::Session(_)) | Error::Store(_) => Connection::StoreFails,
        _ => Connection::Unreachable,
    }
}

/// One connection, from its first to its last event. Returns why it ended, or `None` when told to
/// stop; either way it is closed.
async fn connected(
    shared: &Arc<Shared>,
    pause: &mut Duration,
    stop: &mut oneshot::Receiver<Ending>,
) -> Option<Error> {
    let messenger = tokio::select! {
        _ = &mut *stop => return None,
        connected = connect(shared) => match connected {
            Ok(messenger) => messenger,
            Err(error) => return Some(error),
        },
    };
    shared.line.set(Some(Arc::clone(&messenger)));
    // What the owner did there meanwhile is not told.
    shared.app_drafts.forget();
    let mut loops = Loops::new(shared, &messenger);
    let requests = Requests { shared, messenger: messenger.as_ref(), outlasts_outages: true };
    let (told, ended) = tokio::select! {
        told = stop => (told.ok(), None),
        error = loops.follow(pause) => (None, Some(error)),
        never = history::follow(shared, requests) => match never {},
        never = Box::pin(saved::follow(shared, requests)) => match never {},
        never = Box::pin(saved::tell_of_days(shared)) => match never {},
    };
    shared.is_idle();
    loops.stop().await;
    shared.line.set(None);
    if let Some(Ending::LogOut(done)) = told {
        native::clear_all(shared, messenger.as_ref()).await;
        let revoked = trouble::log_out(shared, messenger.as_ref()).await;
        // An error says that nobody waits for the answer any more.
        let _ = done.send(revoked);
    }
    messenger.disconnect().await;
    ended
}

/// Connects an account by whatever kind of line it has.
async fn connect(shared: &Arc<Shared>) -> Result<Arc<dyn Messenger>, Error> {
    let inner = &shared.inner;
    let session = Arc::new(inner.store.session(inner.owner, shared.account));
    Ok(match shared.who.kind {
        AccountKind::User => {
            business::beside(shared, inner.connector.connect(session).await?).await?
        }
        AccountKind::Bot => bots::connect(shared, session).await?,
        AccountKind::Connected => business::line(shared).await?,
    })
}

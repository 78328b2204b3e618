//! Which accounts run: one task each, and never two.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use domain::{Account, AccountId, AccountKind, AccountState, PeerId};
use store::Tx;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tracing::error;

use crate::account::{self, Shared, Who};
use crate::health::Restarts;
use crate::{Connection, Error, Inner, remove, search, sound};

/// The running accounts.
#[derive(Default)]
pub(crate) struct Supervisor {
    running: Mutex<HashMap<AccountId, Running>>,
    watch: Mutex<Option<JoinHandle<()>>>,
    /// Tells whoever erases that an account was removed.
    pub(crate) removed: watch::Sender<()>,
    pub(crate) restarts: Restarts,
}

/// How an account's task is to end.
pub(crate) enum Ending {
    /// Its session lives on.
    Stop,
    /// Telegram is to end its session; it is told whether that was done.
    LogOut(oneshot::Sender<bool>),
}

struct Running {
    shared: Arc<Shared>,
    stop: oneshot::Sender<Ending>,
    task: JoinHandle<()>,
}

impl Supervisor {
    fn running(&self) -> std::sync::MutexGuard<'_, HashMap<AccountId, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The task that looks after the others, in place of an earlier one.
    fn watched_by(&self, watch: JoinHandle<()>) {
        let mut watched = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(earlier) = watched.replace(watch) {
            earlier.abort();
        }
    }

    /// Ends the tasks that are stuck or ended before their session. Returns those accounts that were
    /// found so the last time, and whose connection has had the time to close since.
    fn end_stuck(&self) -> Vec<Who> {
        let mut running = self.running();
        let mut ended = Vec::new();
        for (account, Running { shared, task, .. }) in running.iter() {
            match shared.connection() {
                Connection::LoggedOut => {}
                Connection::Stuck if task.is_finished() => ended.push(shared.who),
                _ if shared.is_stuck() || task.is_finished() => {
                    error!(%account, "the account's task is stuck; it is started again");
                    shared.set_connection(Connection::Stuck);
                    task.abort();
                }
                _ => {}
            }
        }
        for who in &ended {
            running.remove(&who.id);
        }
        ended
    }

    /// The connection of an account and how much its twin has learnt.
    pub(crate) fn status(&self, account: &Account) -> (Connection, usize) {
        match self.running().get(&account.id) {
            Some(running) => (running.shared.connection(), running.shared.exemplars()),
            None if account.state == AccountState::LoggedOut => (Connection::LoggedOut, 0),
            None => (Connection::Offline, 0),
        }
    }

    pub(crate) fn mode_changed(&self, account: AccountId, chat: Option<PeerId>) {
        if let Some(running) = self.running().get(&account) {
            running.shared.mode_changed(chat);
        }
    }

    /// Tells a chat's loop, if it runs, that the owner has said something of a reply.
    pub(crate) fn owner_said(&self, account: AccountId, chat: PeerId) {
        if let Some(running) = self.running().get(&account) {
            running.shared.owner_said(chat);
        }
    }

    /// Tells a chat's loop, if it runs, that there may be something to do.
    pub(crate) fn wake(&self, account: AccountId, chat: PeerId) {
        if let Some(running) = self.running().get(&account) {
            running.shared.wake(chat);
        }
    }

    /// Wakes the writer of an account's Saved Messages.
    pub(crate) fn write_saved(&self, account: AccountId) {
        if let Some(running) = self.running().get(&account) {
            running.shared.saved.notify_one();
        }
    }

    /// Wakes the writers of all Saved Messages, and whoever tells of days there.
    pub(crate) fn write_all_saved(&self) {
        for running in self.running().values() {
            running.shared.saved.notify_one();
            running.shared.rules.send_replace(());
        }
    }

    /// The connection of an account that may not run.
    pub(crate) fn connection(&self, account: AccountId) -> Connection {
        self.shared(account).map_or(Connection::Offline, |shared| shared.connection())
    }

    /// What a running account shares.
    pub(crate) fn shared(&self, account: AccountId) -> Option<Arc<Shared>> {
        self.running().get(&account).map(|running| Arc::clone(&running.shared))
    }

    /// The running accounts whose twins write in the manner of another.
    pub(crate) fn who_write_like(&self, account: AccountId) -> Vec<AccountId> {
        let running = self.running();
        let who = running.values().map(|running| running.shared.who);
        who.filter(|who| who.manner_of == Some(account)).map(|who| who.id).collect()
    }

    /// Wakes the reader of an account's history.
    pub(crate) fn read_history(&self, account: AccountId) {
        if let Some(running) = self.running().get(&account) {
            running.shared.history.ask();
        }
    }

    /// Stops an account's task; returns once its connection is closed.
    pub(crate) async fn stop(&self, account: AccountId) {
        let running = self.running().remove(&account);
        if let Some(running) = running {
            running.stop(Ending::Stop).await;
        }
    }

    /// Stops an account's task for good; returns once its connection is closed, and whether Telegram
    /// has ended its session.
    pub(crate) async fn log_out(&self, account: AccountId) -> bool {
        let running = self.running().remove(&account);
        let Some(running) = running else { return false };
        let (done, revoked) = oneshot::channel();
        running.stop(Ending::LogOut(done)).await;
        // Whoever was not connected could not say so.
        revoked.await.unwrap_or(false)
    }

    /// Tells the loops of an account that what is allowed has changed.
    pub(crate) fn rules_changed(&self, account: AccountId) {
        if let Some(running) = self.running().get(&account) {
            running.shared.rules_changed(None);
        }
    }

    /// Stops every task; returns once the connections are closed.
    pub(crate) async fn stop_all(&self) {
        let watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(watch) = watch {
            watch.abort();
            // An error says that it was in time.
            let _ = watch.await;
        }
        let running = std::mem::take(&mut *self.running());
        let stopping: Vec<_> =
            running.into_values().map(|running| running.stop(Ending::Stop)).collect();
        for stopped in stopping {
            stopped.await;
        }
    }
}

impl Running {
    /// Tells the task to stop; the future returns once it has.
    fn stop(self, how: Ending) -> impl Future<Output = ()> {
        // An error says that the task has already ended; so does that of the join.
        let _ = self.stop.send(how);
        async {
            let _ = self.task.await;
        }
    }
}

/// How often the accounts' tasks are looked at.
const WATCH: Duration = Duration::from_secs(15);

/// Looks after the accounts as long as there is an engine.
async fn watch(inner: Weak<Inner>) {
    let mut ticks = tokio::time::interval(WATCH);
    loop {
        ticks.tick().await;
        let Some(inner) = inner.upgrade() else { return };
        look_after(&inner);
    }
}

/// Ends the tasks of accounts that are stuck, and starts those again that had ended at the last look:
/// by then their connections are closed.
pub(crate) fn look_after(inner: &Arc<Inner>) {
    for who in inner.supervisor.end_stuck() {
        inner.supervisor.restarts.note(who.id);
        start_as(inner, who, Connection::Stuck);
    }
}

/// Starts every account that has a session, and looks after them from now on.
pub(crate) async fn start_all(inner: &Arc<Inner>) -> Result<(), Error> {
    let mut tx = inner.store.read(inner.owner).await?;
    let mut accounts = tx.accounts().await?;
    accounts.retain(|account| account.state == AccountState::Active);
    // Those in whose manner others write come first.
    accounts.sort_by_key(|account| account.kind == AccountKind::Bot);
    let mut starting = Vec::new();
    for account in accounts {
        starting.push(who(&mut tx, &account).await?);
    }
    drop(tx);
    for who in starting {
        start(inner, who);
    }
    let weak = Arc::downgrade(inner);
    inner.supervisor.watched_by(tokio::spawn(async move {
        tokio::join!(
            watch(Weak::clone(&weak)),
            search::index_older(Weak::clone(&weak)),
            remove::erase_removed(Weak::clone(&weak)),
            sound::settle_voices(weak),
        );
    }));
    Ok(())
}

/// What is to be known of an account before its task is started.
pub(crate) async fn who(tx: &mut Tx, account: &Account) -> Result<Who, Error> {
    let manner_of = match account.kind {
        AccountKind::Bot => tx.manner_of(account.id).await?,
        AccountKind::User | AccountKind::Connected => None,
    };
    Ok(Who { id: account.id, kind: account.kind, manner_of })
}

/// Starts the task of one account, which must not be running.
pub(crate) fn start(inner: &Arc<Inner>, who: Who) {
    start_as(inner, who, Connection::Connecting);
}

/// Starts a task that is shown in this state until it is connected.
fn start_as(inner: &Arc<Inner>, who: Who, state: Connection) {
    // From now on the account itself knows more.
    inner.resting.changed(who.id);
    let shared = Arc::new(Shared::new(Arc::clone(inner), who, state));
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(account::run(Arc::clone(&shared), stopped));
    inner.supervisor.running().insert(who.id, Running { shared, stop, task });
}

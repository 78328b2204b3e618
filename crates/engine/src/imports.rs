//! The exports that are being brought in, and what became of the last ones: whoever has not sent one, or has lost the
//! way to it, looks here how far it is. Kept in memory, so a restart forgets them; what they stored stays.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{AccountId, Clock, PeerId, Timestamp};
use style::export::{Candidate, ExportError};

use crate::import::Spool;
use crate::{Engine, Error, ImportError, ImportProgress, Inner, TwinEvent};

/// How many are known that are over.
const KEPT: usize = 20;

/// How long a file is kept of which it is asked whose it is.
const ASKED_FOR: Duration = Duration::from_secs(60 * 60);

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// Its file is being read and stored.
    Reading,
    /// The twin learns from it.
    Learning,
    /// It is stored and learnt from.
    Done,
    /// The owner was asked whose the file is. Nothing was stored.
    Asking,
    /// It ended early. What was stored before stays stored.
    Failed,
}

impl ImportState {
    /// Whether nothing more will come of it by itself.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Asking | Self::Failed)
    }
}

/// Why an import ended early, as it can be told later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportFailure {
    /// The file has no content.
    Empty,
    /// It is a web page.
    Html,
    /// It is a packed archive.
    Archive,
    /// It is something else than an export.
    NotAnExport,
    /// It ends in the middle, as where the upload breaks off.
    Truncated,
    /// It could not be read to its end.
    BrokenOff,
    /// It does not say whose it is, and nobody was named.
    OwnerUnknown,
    /// It is somebody else's than was said.
    OtherOwner {
        /// Whose it is.
        name: String,
    },
    /// There are no chats in it.
    NoChats,
    /// There is nothing in it that its owner has written.
    NothingOfOwner,
    /// The server could not go on.
    Server,
}

impl ImportFailure {
    /// How programs name it. Nothing of the file stands in that.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Html => "html",
            Self::Archive => "archive",
            Self::NotAnExport => "not_an_export",
            Self::Truncated => "truncated",
            Self::BrokenOff => "broken_off",
            Self::OwnerUnknown => "owner_unknown",
            Self::OtherOwner { .. } => "other_owner",
            Self::NoChats => "no_chats",
            Self::NothingOfOwner => "nothing_of_owner",
            Self::Server => "server",
        }
    }
}

impl From<&ImportError> for ImportFailure {
    fn from(error: &ImportError) -> Self {
        let source = match error {
            ImportError::Export { source, .. } => source,
            ImportError::Nothing => return Self::NoChats,
            ImportError::NothingOfOwner => return Self::NothingOfOwner,
            ImportError::Store(_) => return Self::Server,
        };
        match source {
            ExportError::Empty => Self::Empty,
            ExportError::Html => Self::Html,
            ExportError::Archive => Self::Archive,
            ExportError::Truncated { .. } => Self::Truncated,
            ExportError::NotJson { .. }
            | ExportError::NotAnExport { .. }
            | ExportError::NoChats { .. } => Self::NotAnExport,
            ExportError::OwnerUnknown { candidates } if candidates.is_empty() => {
                Self::NothingOfOwner
            }
            ExportError::OwnerUnknown { .. } => Self::OwnerUnknown,
            ExportError::OtherOwner { stated } => Self::OtherOwner { name: stated.full_name() },
            ExportError::Io(_) | ExportError::Sink(_) => Self::BrokenOff,
        }
    }
}

/// An import as it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportView {
    /// Its number, since the server started.
    pub id: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; `None` while it goes on.
    pub ended_at: Option<Timestamp>,
    /// Where it stands.
    pub state: ImportState,
    /// Why it failed or asks; `None` if it does neither.
    pub failure: Option<ImportFailure>,
    /// Who may be the owner, the likeliest first, as long as the file is kept until the owner says it.
    pub asked: Vec<Candidate>,
    /// The account it belongs to; `None` until messages of it were read.
    pub account: Option<AccountId>,
    /// How many messages were read.
    pub read: u64,
    /// How many of them were new.
    pub new: u64,
}

/// An import that is known.
struct Known {
    view: ImportView,
    /// Whether the owner has put away that it failed.
    is_seen: bool,
    /// The file, while it is asked whose it is.
    kept: Option<Spool>,
}

impl Known {
    /// Lets the file go.
    fn forget(&mut self) {
        self.kept = None;
        self.view.asked.clear();
    }
}

/// All that are known, the newest first.
#[derive(Default)]
pub(crate) struct Imports {
    all: Mutex<VecDeque<Arc<Mutex<Known>>>>,
    begun: AtomicU64,
}

impl Imports {
    /// One more begins.
    pub(crate) fn begin(&self, clock: &Arc<dyn Clock>) -> Running {
        let view = ImportView {
            id: self.begun.fetch_add(1, Ordering::Relaxed),
            started_at: clock.now(),
            ended_at: None,
            state: ImportState::Reading,
            failure: None,
            asked: Vec::new(),
            account: None,
            read: 0,
            new: 0,
        };
        let known = Arc::new(Mutex::new(Known { view, is_seen: false, kept: None }));
        let mut all = held(&self.all);
        all.push_front(Arc::clone(&known));
        let mut over = 0;
        all.retain(|known| {
            let is_over = held(known).view.state.is_over();
            over += usize::from(is_over);
            !is_over || over <= KEPT
        });
        Running { known, clock: Arc::clone(clock) }
    }

    fn all(&self) -> Vec<ImportView> {
        held(&self.all).iter().map(|known| held(known).view.clone()).collect()
    }

    /// How many have failed since a moment, after the last that was brought in, and are not put away.
    fn failed_since(&self, since: Timestamp) -> u64 {
        let all = held(&self.all);
        let newer = all.iter().map(|known| held(known));
        let newer = newer.take_while(|known| known.view.state != ImportState::Done);
        let failed = newer.filter(|known| {
            let is_told = !known.is_seen && known.view.ended_at >= Some(since);
            known.view.state == ImportState::Failed && is_told
        });
        failed.count() as u64
    }

    /// Lets the files go of the imports that are meant.
    fn forget(&self, is_meant: impl Fn(u64) -> bool) {
        for known in &*held(&self.all) {
            let mut known = held(known);
            if is_meant(known.view.id) {
                known.forget();
            }
        }
    }

    /// The file of an import that asks whose it is, if it is kept and `user` has written in it. The import is no
    /// longer known: another begins.
    pub(crate) fn take_kept(&self, id: u64, user: PeerId) -> Option<Spool> {
        let mut all = held(&self.all);
        let place = all.iter().position(|known| {
            let known = held(known);
            known.view.id == id && known.view.asked.iter().any(|candidate| candidate.id == user)
        })?;
        let known = all.remove(place)?;
        held(&known).kept.take()
    }

    /// Puts away that some have failed. Returns whether there were any.
    fn see_failed(&self) -> bool {
        let all = held(&self.all);
        let mut were_any = false;
        for known in &*all {
            let mut known = held(known);
            if known.view.state == ImportState::Failed {
                were_any |= !std::mem::replace(&mut known.is_seen, true);
            }
        }
        were_any
    }
}

/// An import that goes on. Dropped before it is done, it has failed, whatever it was that ended it.
pub(crate) struct Running {
    known: Arc<Mutex<Known>>,
    clock: Arc<dyn Clock>,
}

impl Running {
    /// So far it is.
    pub(crate) fn tell(&self, ImportProgress { account, read, new }: ImportProgress) {
        let mut known = held(&self.known);
        let view = &mut known.view;
        (view.account, view.read, view.new) = (Some(account), read, new);
    }

    /// All is stored.
    pub(crate) fn learns(&self) {
        held(&self.known).view.state = ImportState::Learning;
    }

    /// All is stored and learnt from.
    pub(crate) fn done(self) {
        self.end(ImportState::Done, None);
    }

    /// It asks the owner which of these they are, and keeps the file until it is said, if there is one. Returns its
    /// number.
    fn asks(self, candidates: &[Candidate], kept: Option<Spool>) -> u64 {
        self.end(ImportState::Asking, Some(ImportFailure::OwnerUnknown));
        let mut known = held(&self.known);
        if kept.is_some() {
            known.view.asked = candidates.to_vec();
        }
        known.kept = kept;
        known.view.id
    }

    /// It has ended early. Returns how it looks from then on.
    pub(crate) fn failed(self, error: &ImportError) -> ImportView {
        let stays = match error {
            ImportError::Export { new, .. } => Some(*new),
            ImportError::Nothing | ImportError::NothingOfOwner => Some(0),
            // What was stored before that is stored.
            ImportError::Store(_) => None,
        };
        let mut known = held(&self.known);
        if stays.is_some_and(|stays| stays < known.view.new) {
            // It was not known whose the file is, and neither messages nor an account of it stay.
            (known.view.account, known.view.new) = (None, 0);
        }
        drop(known);
        self.end(ImportState::Failed, Some(error.into()));
        held(&self.known).view.clone()
    }

    fn end(&self, state: ImportState, failure: Option<ImportFailure>) {
        let mut known = held(&self.known);
        let view = &mut known.view;
        if !view.state.is_over() {
            (view.state, view.failure) = (state, failure);
            view.ended_at = Some(self.clock.now());
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end(ImportState::Failed, Some(ImportFailure::Server));
    }
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    /// Asks the owner whose a file is. Only the last file is kept, and only for a while.
    pub(crate) fn ask(
        self: &Arc<Self>,
        running: Running,
        candidates: &[Candidate],
        kept: Option<Spool>,
    ) {
        let is_kept = kept.is_some();
        let id = running.asks(candidates, kept);
        if is_kept {
            self.imports.forget(|other| other != id);
        }
        // So far it has come: whoever looks at it elsewhere is to see that it asks.
        let event = TwinEvent::ImportProgress { read: 0, new: 0 };
        self.events.publish_of(self.clock.now(), None, None, event);
        if !is_kept {
            return;
        }
        let (inner, clock) = (Arc::downgrade(self), Arc::clone(&self.clock));
        let until = clock.now() + ASKED_FOR;
        tokio::spawn(async move {
            clock.sleep_until(until).await;
            if let Some(inner) = inner.upgrade() {
                inner.imports.forget(|asking| asking == id);
            }
        });
    }
}

impl Engine {
    /// The imports that go on, and the last of those that are over, the newest first. Of an account that was removed
    /// since nothing is told.
    pub async fn imports(&self) -> Result<Vec<ImportView>, Error> {
        let mut imports = self.inner.imports.all();
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let known = tx.accounts().await?;
        // An account that an import makes may not be stored yet.
        imports.retain(|import| {
            let is_known = |id: AccountId| known.iter().any(|account| account.id == id);
            !import.state.is_over() || import.account.is_none_or(is_known)
        });
        Ok(imports)
    }

    /// How many imports have failed since a moment, after the last that was brought in, and the owner has not put away.
    pub fn failed_imports_since(&self, since: Timestamp) -> u64 {
        self.inner.imports.failed_since(since)
    }

    /// The owner has seen which imports have failed so far.
    pub fn see_failed_imports(&self) {
        let inner = &self.inner;
        if inner.imports.see_failed() {
            inner.events.publish_of(inner.clock.now(), None, None, TwinEvent::Seen);
        }
    }
}

#[cfg(test)]
mod tests;

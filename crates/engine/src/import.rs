//! Brings an export of Telegram Desktop into the store.
//!
//! | module | what it holds |
//! |---|---|
//! | `reader` | reads a file for whoever stores it |
//! | `whose` | whose an export is that does not say so |
//! | `spool` | what was read, to be read once more |

mod reader;
mod spool;
mod whose;

use std::io::Read;
use std::time::Duration;

use domain::{
    Account, AccountId, AccountKind, AccountState, Mode, OwnerId, PeerId, Profile, Timestamp,
};
use store::{Merged, Store, Tx, Version};
use style::export::{Candidate, ExportError, Summary};
use tokio::sync::mpsc;
use tracing::error;

use crate::{Engine, ImportFailure, ImportView, Inner, TwinEvent, learn, rules};

use reader::{Chunk, Dated, Reading, read};
pub(crate) use spool::Spool;
pub use whose::known_author;

/// Batches stored by one transaction: few enough that a running server gets its turn to write.
const BATCHES_A_TRANSACTION: usize = 10;

/// How long it lets go between transactions: a waiting writer looks only now and then.
const PAUSE: Duration = Duration::from_millis(10);

/// Batches read ahead of the store.
const READ_AHEAD: usize = 4;

/// What an import brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// The account it belongs to, known before or made by the import.
    pub account: AccountId,
    /// What the file held.
    pub summary: Summary,
    /// How many of its messages were new.
    pub new_messages: u64,
    /// How many were stored already.
    pub known_messages: u64,
    /// How many of those were stored as they were before an edit.
    pub changed_messages: u64,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportProgress {
    /// The account it belongs to.
    pub account: AccountId,
    /// How many messages were read and stored so far.
    pub read: u64,
    /// How many of them were new.
    pub new: u64,
}

/// Why an import ended early. What was stored before stays stored, and importing the same file
/// again, once it is whole, adds only what is missing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file.
    #[error("the export could not be read")]
    Export {
        /// What is wrong with it.
        #[source]
        source: ExportError,
        /// Messages read before.
        read: u64,
        /// How many of them were new.
        new: u64,
    },
    /// There are no chats in the file.
    #[error("no chats in the export")]
    Nothing,
    /// There is nothing in the file that its owner, or whoever was named as one, has written.
    #[error("the owner wrote nothing in the export")]
    NothingOfOwner,
    /// The store.
    #[error("the store failed")]
    Store(#[from] store::Error),
}

impl ImportError {
    /// Who may be the owner, if all that is missing is to know which of them it is; the likeliest first.
    pub fn asks(&self) -> Option<&[Candidate]> {
        match self {
            Self::Export { source: ExportError::OwnerUnknown { candidates }, .. } => {
                Some(&candidates[..]).filter(|candidates| !candidates.is_empty())
            }
            _ => None,
        }
    }
}

impl Engine {
    /// Brings an export in as [`import`] does, publishes how far it is, and lets the twin learn from
    /// it at once if its account is running. Goes on also where nobody waits for it any more.
    pub async fn import<R: Read + Send + 'static>(
        &self,
        source: R,
        user: Option<PeerId>,
    ) -> Result<ImportReport, ImportError> {
        self.import_apart(source, user, false).await
    }

    /// As [`Engine::import`], for an owner who can be asked whose the file is: where that is not known, the file is
    /// kept for an hour, and [`Engine::import_kept`] brings it in.
    pub async fn import_or_ask<R: Read + Send + 'static>(
        &self,
        source: R,
        user: Option<PeerId>,
    ) -> Result<ImportReport, ImportError> {
        self.import_apart(source, user, true).await
    }

    async fn import_apart<R: Read + Send + 'static>(
        &self,
        source: R,
        user: Option<PeerId>,
        is_kept: bool,
    ) -> Result<ImportReport, ImportError> {
        let engine = self.clone();
        let importing =
            tokio::spawn(async move { engine.import_and_learn(source, user, is_kept).await });
        match importing.await {
            Ok(imported) => imported,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }

    async fn import_and_learn<R: Read + Send + 'static>(
        &self,
        source: R,
        user: Option<PeerId>,
        is_kept: bool,
    ) -> Result<ImportReport, ImportError> {
        let Inner { store, owner, clock, entropy, events, settings, .. } = &*self.inner;
        let running = self.inner.imports.begin(clock);
        let mut tell = |progress: ImportProgress| {
            running.tell(progress);
            let ImportProgress { account, read, new } = progress;
            let event = TwinEvent::ImportProgress { read, new };
            events.publish(clock.now(), account, None, event);
        };
        let mode = settings.default_mode;
        let new = NewAccount { now: clock.now(), random: entropy.next_u128(), mode };
        let (imported, spool) = bring_in(store, *owner, source, user, new, &mut tell).await;
        let report = match imported {
            Ok(report) => report,
            Err(error) => {
                // To be asked is no failure.
                if let Some(candidates) = error.asks() {
                    self.inner.ask(running, candidates, spool.filter(|_| is_kept));
                    return Err(error);
                }
                let ImportView { account, read, new, .. } = running.failed(&error);
                let failure = ImportFailure::from(&error).code();
                let event = TwinEvent::ImportFailed { failure, read, new };
                events.publish_of(clock.now(), account, None, event);
                return Err(error);
            }
        };
        running.learns();
        self.inner.resting.changed(report.account);
        if report.new_messages + report.changed_messages > 0
            && let Err(error) = learn::relearn_account(&self.inner, report.account).await
        {
            error!(account = %report.account, error = &error as &dyn std::error::Error, "import not learnt from before the next start");
        }
        let (read, new) = (report.summary.messages, report.new_messages);
        running.tell(ImportProgress { account: report.account, read, new });
        running.done();
        events.publish(clock.now(), report.account, None, TwinEvent::ImportDone { read, new });
        Ok(report)
    }
}

/// Reads `source` to its end and stores what is new. Importing the same file twice adds nothing.
///
/// `user` names the owner's user where the file does not (the export of a single chat); if nobody is
/// named, it is the one of its authors whose account is known ([`known_author`]). `new` is what an
/// account gets that is not known yet.
pub async fn import<R: Read + Send + 'static>(
    store: &Store,
    owner: OwnerId,
    source: R,
    user: Option<PeerId>,
    new: NewAccount,
) -> Result<ImportReport, ImportError> {
    import_telling(store, owner, source, user, new, &mut |_| {}).await
}

/// As [`import`], and tells how far it is.
pub async fn import_telling<R: Read + Send + 'static>(
    store: &Store,
    owner: OwnerId,
    source: R,
    user: Option<PeerId>,
    new: NewAccount,
    tell: &mut (dyn FnMut(ImportProgress) + Send),
) -> Result<ImportReport, ImportError> {
    bring_in(store, owner, source, user, new, tell).await.0
}

/// As [`import_telling`]. A file of which it has to be asked whose it is comes back, if it could be kept.
async fn bring_in<R: Read + Send + 'static>(
    store: &Store,
    owner: OwnerId,
    source: R,
    user: Option<PeerId>,
    new: NewAccount,
    tell: &mut (dyn FnMut(ImportProgress) + Send),
) -> (Result<ImportReport, ImportError>, Option<Spool>) {
    let (imported, spool) = once(store, owner, source, user, new, tell).await;
    let known = match imported.as_ref().err().and_then(ImportError::asks) {
        Some(candidates) => known_author(store, owner, candidates).await,
        None => return (imported, None),
    };
    match (known, spool) {
        (Ok(Some(profile)), Some(spool)) => {
            let user = Some(profile.user_id);
            (once(store, owner, spool, user, new, tell).await.0, None)
        }
        (Ok(_), spool) => (imported, spool),
        (Err(error), _) => (Err(error.into()), None),
    }
}

/// Reads a file to its end, and stores what is new if it is known whose it is.
async fn once<R: Read + Send + 'static>(
    store: &Store,
    owner: OwnerId,
    source: R,
    user: Option<PeerId>,
    new: NewAccount,
    tell: &mut (dyn FnMut(ImportProgress) + Send),
) -> (Result<ImportReport, ImportError>, Option<Spool>) {
    let (chunks, received) = mpsc::channel(READ_AHEAD);
    let reader = tokio::task::spawn_blocking(move || read(source, user, chunks));
    let written = write(store, owner, user, new, received, tell).await;
    // The reader ends when the writer does: its channel is closed.
    match reader.await {
        Ok(Reading { read, result, spool }) => (ended(written, read, result), spool),
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

fn ended(
    written: Result<Written, store::Error>,
    read: u64,
    result: Result<Summary, ExportError>,
) -> Result<ImportReport, ImportError> {
    let Written { account, merged: Merged { new, changed }, offered } = written?;
    let summary = result.map_err(|source| ImportError::Export { source, read, new })?;
    if summary.chats == 0 {
        return Err(ImportError::Nothing);
    }
    let account = account.ok_or(ImportError::NothingOfOwner)?;
    Ok(ImportReport {
        account,
        summary,
        new_messages: new,
        known_messages: offered - new,
        changed_messages: changed,
    })
}

/// What was stored.
struct Written {
    account: Option<AccountId>,
    merged: Merged,
    offered: u64,
}

/// What an account gets that is not known yet.
#[derive(Debug, Clone, Copy)]
pub struct NewAccount {
    /// When that is.
    pub now: Timestamp,
    /// What its identifier is made of, besides.
    pub random: u128,
    /// The mode of its chats that have none of their own.
    pub mode: Mode,
}

impl NewAccount {
    /// One that watches.
    pub fn new(now: Timestamp, random: u128) -> Self {
        Self { now, random, mode: Mode::Watch }
    }
}

/// The writing half. Where only `user` says whose export it is, nothing stays stored until something
/// of theirs was read: a mistyped number must not make an account.
async fn write(
    store: &Store,
    owner: OwnerId,
    user: Option<PeerId>,
    new: NewAccount,
    mut chunks: mpsc::Receiver<Chunk>,
    tell: &mut (dyn FnMut(ImportProgress) + Send),
) -> Result<Written, store::Error> {
    let mut merged = Merged::default();
    let (mut batches, mut read) = (0, 0);
    let mut is_told = false;
    // A file that does not say whose it is may come slowly to its end, and then brings nothing.
    let mut first = chunks.recv().await;
    if first.is_none() {
        return Ok(Written { account: None, merged, offered: 0 });
    }
    let mut tx = store.begin(owner).await?;
    let mut account = match user {
        Some(user) => Some(account_of(&mut tx, nameless(user), new).await?),
        None => None,
    };
    loop {
        let next = match first.take().map_or_else(|| chunks.try_recv(), Ok) {
            Ok(chunk) => Some(chunk),
            // Nobody else can write while a transaction is open, and a file may come slowly.
            Err(_) if is_told => {
                tx.commit().await?;
                let next = chunks.recv().await;
                tx = store.begin(owner).await?;
                batches = 0;
                next
            }
            Err(_) => chunks.recv().await,
        };
        let Some(chunk) = next else { break };
        match (chunk, account) {
            (Chunk::Owner(profile), _) => {
                account = Some(account_of(&mut tx, profile, new).await?);
                is_told = true;
            }
            (Chunk::Chat(peer), Some(account)) => tx.import_peer(account, &peer).await?,
            (Chunk::Person(id, name), Some(account)) => tx.call_person(account, id, &name).await?,
            (Chunk::Messages(messages), Some(account)) => {
                let now = merge(&mut tx, account, &messages).await?;
                merged.new += now.new;
                merged.changed += now.changed;
                read += messages.len() as u64;
                batches += 1;
                if is_told && batches >= BATCHES_A_TRANSACTION {
                    tx.commit().await?;
                    tokio::time::sleep(PAUSE).await;
                    tx = store.begin(owner).await?;
                    batches = 0;
                }
                tell(ImportProgress { account, read, new: merged.new });
            }
            // Where nobody was named, the reader tells the owner before anything else.
            (Chunk::Chat(_) | Chunk::Person(..) | Chunk::Messages(_), None) => {}
        }
    }
    if !is_told {
        return Ok(Written { account: None, merged: Merged::default(), offered: 0 });
    }
    tx.commit().await?;
    Ok(Written { account, merged, offered: read })
}

/// What is known of a user who was only named by their number.
fn nameless(user_id: PeerId) -> Profile {
    Profile {
        user_id,
        first_name: String::new(),
        last_name: String::new(),
        username: None,
        phone: None,
    }
}

async fn merge(
    tx: &mut Tx,
    account: AccountId,
    messages: &[Dated],
) -> Result<Merged, store::Error> {
    let versions: Vec<_> =
        messages.iter().map(|(message, as_of)| Version { message, as_of: *as_of }).collect();
    tx.merge_messages(account, &versions).await
}

/// Whether an export says more of its owner than is known. What Telegram itself has told is newer.
fn says_more(profile: &Profile, known: &Account) -> bool {
    let said = |of: &Profile| {
        let parts = [
            !of.first_name.is_empty(),
            !of.last_name.is_empty(),
            of.username.is_some(),
            of.phone.is_some(),
        ];
        parts.into_iter().filter(|said| *said).count()
    };
    known.state == AccountState::Offline && said(profile) > said(&known.profile)
}

/// The account of the export's owner, made if it is not known.
async fn account_of(
    tx: &mut Tx,
    profile: Profile,
    new: NewAccount,
) -> Result<AccountId, store::Error> {
    if let Some(account) = tx.account_by_user(profile.user_id).await? {
        if says_more(&profile, &account) {
            tx.update_profile(account.id, &profile).await?;
        }
        return Ok(account.id);
    }
    let NewAccount { now, random, mode } = new;
    let id = AccountId::new(now, random);
    let account = Account {
        id,
        kind: AccountKind::User,
        profile,
        state: AccountState::Offline,
        default_mode: mode,
    };
    rules::add_account(tx, &account, now).await?;
    Ok(account.id)
}

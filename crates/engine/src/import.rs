//! Brings an export of Telegram Desktop into the store.

use std::io::Read;
use std::time::Duration;

use domain::{
    Account, AccountId, AccountKind, AccountState, Message, Mode, OwnerId, Peer, PeerId, Profile,
    Timestamp,
};
use store::{Merged, Store, Tx, Version};
use style::export::{self, ExportError, Item, Options, Summary};
use tokio::sync::mpsc;
use tracing::error;

use crate::inbox::without_tokens;
use crate::{BOT_FATHER, Engine, ImportFailure, ImportView, Inner, TwinEvent, learn, rules};

/// Messages stored by one statement's worth of work.
const BATCH: usize = 1_000;

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

impl Engine {
    /// Brings an export in as [`import`] does, publishes how far it is, and lets the twin learn from
    /// it at once if its account is running. Goes on also where nobody waits for it any more.
    pub async fn import<R: Read + Send + 'static>(
        &self,
        source: R,
        user: Option<PeerId>,
    ) -> Result<ImportReport, ImportError> {
        let engine = self.clone();
        let importing = tokio::spawn(async move { engine.import_and_learn(source, user).await });
        match importing.await {
            Ok(imported) => imported,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }

    async fn import_and_learn<R: Read + Send + 'static>(
        &self,
        source: R,
        user: Option<PeerId>,
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
        let imported = import_telling(store, *owner, source, user, new, &mut tell).await;
        let report = match imported {
            Ok(report) => report,
            Err(error) => {
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

/// What the reader hands to the writer.
enum Chunk {
    Owner(Profile),
    Chat(Peer),
    Person(PeerId, String),
    Messages(Vec<Dated>),
}

/// A message and when it was last edited, if it was.
type Dated = (Message, Option<Timestamp>);

/// Reads `source` to its end and stores what is new. Importing the same file twice adds nothing.
///
/// `user` names the owner's user where the file does not (the export of a single chat). `new` is
/// what an account gets that is not known yet.
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
    let (chunks, received) = mpsc::channel(READ_AHEAD);
    let reader = tokio::task::spawn_blocking(move || read(source, user, chunks));
    let written = write(store, owner, user, new, received, tell).await;
    // The reader ends when the writer does: its channel is closed.
    let (read, result) = match reader.await {
        Ok(ended) => ended,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    };
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

/// The reading half, on a thread of its own. Returns how many messages it has read.
fn read<R: Read>(
    source: R,
    owner: Option<PeerId>,
    chunks: mpsc::Sender<Chunk>,
) -> (u64, Result<Summary, ExportError>) {
    let mut messages = Vec::with_capacity(BATCH);
    let mut read = 0;
    let mut is_service = false;
    let mut is_father = false;
    // Told only with the first chat: an export of nothing makes no account.
    let mut untold = None;
    let mut is_begun = false;
    let mut sink = |item| {
        if let Item::Message(mut message, edited_at) = item {
            read += 1;
            if is_father {
                message.content = without_tokens(message.content);
            }
            // These carry login codes: they are not even kept.
            if !is_service {
                messages.push((message, edited_at));
            }
            if messages.len() == BATCH {
                let batch = std::mem::replace(&mut messages, Vec::with_capacity(BATCH));
                chunks.blocking_send(Chunk::Messages(batch))?;
            }
            return Ok(());
        }
        if let Item::Person(id, name) = item {
            return Ok(chunks.blocking_send(Chunk::Person(id, name))?);
        }
        if !messages.is_empty() {
            chunks.blocking_send(Chunk::Messages(std::mem::take(&mut messages)))?;
        }
        match item {
            Item::Owner(profile) if is_begun => chunks.blocking_send(Chunk::Owner(profile))?,
            Item::Owner(profile) => untold = Some(profile),
            Item::Chat(peer) => {
                is_begun = true;
                if let Some(profile) = untold.take() {
                    chunks.blocking_send(Chunk::Owner(profile))?;
                }
                is_service = peer.is_service();
                is_father = peer.id == BOT_FATHER;
                if !is_service {
                    chunks.blocking_send(Chunk::Chat(peer))?;
                }
            }
            Item::Person(..) | Item::Message(..) => {}
        }
        Ok(())
    };
    let result = export::read(source, &Options { owner }, &mut sink);
    if !messages.is_empty() {
        // A writer that is gone reports its own error.
        let _ = chunks.blocking_send(Chunk::Messages(messages));
    }
    (read, result)
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
    let mut tx = store.begin(owner).await?;
    let mut account = match user {
        Some(user) => Some(account_of(&mut tx, nameless(user), new).await?),
        None => None,
    };
    loop {
        let next = match chunks.try_recv() {
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

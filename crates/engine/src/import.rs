//! Brings an export of Telegram Desktop into the store.

use std::io::Read;
use std::time::Duration;

use domain::{
    Account, AccountId, AccountState, Message, Mode, OwnerId, Peer, PeerId, Profile, Timestamp,
};
use store::{Store, Tx};
use style::export::{self, ExportError, Item, Options, Summary};
use tokio::sync::mpsc;

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
    },
    /// There is nothing in the file that its owner, or whoever was named as one, has written.
    #[error("the owner wrote nothing in the export")]
    NothingOfOwner,
    /// The store.
    #[error("the store failed")]
    Store(#[from] store::Error),
}

/// What the reader hands to the writer.
enum Chunk {
    Owner(Profile),
    Chat(Peer),
    Messages(Vec<Message>),
}

/// Reads `source` to its end and stores what is new. Importing the same file twice adds nothing.
///
/// `user` names the owner's user where the file does not (the export of a single chat). `now` and
/// `random` make the identifier of an account that is not known yet.
pub async fn import<R: Read + Send + 'static>(
    store: &Store,
    owner: OwnerId,
    source: R,
    user: Option<PeerId>,
    now: Timestamp,
    random: u128,
) -> Result<ImportReport, ImportError> {
    let (chunks, received) = mpsc::channel(READ_AHEAD);
    let reader = tokio::task::spawn_blocking(move || read(source, user, chunks));
    let new_account = AccountId::new(now, random);
    let written = write(store, owner, new_account, received).await;
    // The reader ends when the writer does: its channel is closed.
    let (read, result) = match reader.await {
        Ok(ended) => ended,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    };
    let Written { account, new_messages } = written?;
    let summary = result.map_err(|source| ImportError::Export { source, read })?;
    let account = account.ok_or(ImportError::NothingOfOwner)?;
    Ok(ImportReport { account, summary, new_messages })
}

/// The reading half, on a thread of its own. Returns how many messages it has read.
fn read<R: Read>(
    source: R,
    owner: Option<PeerId>,
    chunks: mpsc::Sender<Chunk>,
) -> (u64, Result<Summary, ExportError>) {
    let mut messages = Vec::with_capacity(BATCH);
    let mut read = 0;
    let mut sink = |item| {
        if let Item::Message(message) = item {
            read += 1;
            messages.push(message);
            if messages.len() == BATCH {
                let batch = std::mem::replace(&mut messages, Vec::with_capacity(BATCH));
                chunks.blocking_send(Chunk::Messages(batch))?;
            }
            return Ok(());
        }
        if !messages.is_empty() {
            chunks.blocking_send(Chunk::Messages(std::mem::take(&mut messages)))?;
        }
        chunks.blocking_send(match item {
            Item::Owner(profile) => Chunk::Owner(profile),
            Item::Chat(peer) => Chunk::Chat(peer),
            Item::Message(_) => return Ok(()),
        })?;
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
    new_messages: u64,
}

/// The writing half.
async fn write(
    store: &Store,
    owner: OwnerId,
    new_account: AccountId,
    mut chunks: mpsc::Receiver<Chunk>,
) -> Result<Written, store::Error> {
    let mut written = Written { account: None, new_messages: 0 };
    let mut batches = 0;
    let mut tx = store.begin(owner).await?;
    while let Some(chunk) = chunks.recv().await {
        match (chunk, written.account) {
            (Chunk::Owner(profile), _) => {
                written.account = Some(account_of(&mut tx, profile, new_account).await?);
            }
            (Chunk::Chat(peer), Some(account)) => tx.upsert_peer(account, &peer).await?,
            (Chunk::Messages(messages), Some(account)) => {
                written.new_messages += tx.insert_messages(account, &messages).await?;
                batches += 1;
                if batches % BATCHES_A_TRANSACTION == 0 {
                    tx.commit().await?;
                    tokio::time::sleep(PAUSE).await;
                    tx = store.begin(owner).await?;
                }
            }
            // The reader tells the owner before anything else.
            (Chunk::Chat(_) | Chunk::Messages(_), None) => {}
        }
    }
    tx.commit().await?;
    Ok(written)
}

/// The account of the export's owner, made if it is not known.
async fn account_of(
    tx: &mut Tx,
    profile: Profile,
    new_account: AccountId,
) -> Result<AccountId, store::Error> {
    if let Some(account) = tx.account_by_user(profile.user_id).await? {
        return Ok(account.id);
    }
    let account = Account {
        id: new_account,
        profile,
        state: AccountState::Offline,
        default_mode: Mode::Watch,
    };
    tx.insert_account(&account).await?;
    Ok(account.id)
}

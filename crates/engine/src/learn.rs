//! What the twin knows of its owner's writing: read from the store when an account starts or much
//! has come in, and kept up by every new message.

pub(crate) mod resting;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, RwLock};

use domain::{AccountId, Message, MessageId, OwnerId, Peer, PeerId, PeerKind};
use store::{Store, Tx};
use style::{Corrections, Learner};
use tracing::warn;

use crate::account::Shared;
use crate::taught::Taught;
use crate::{Error, Inner};

/// How many messages are read at a time.
const PAGE: usize = 5_000;

/// Whether the owner talks to a person or to people there: what is said to bots, to everybody and to
/// oneself is no example of how the owner answers.
pub(crate) fn is_learnt_from(peer: &Peer) -> bool {
    peer.kind != PeerKind::Channel && !peer.flags.is_self && !peer.flags.bot && !peer.is_service()
}

/// Learns from everything that is stored of an account, without what was struck out.
pub async fn learn(
    store: &Store,
    owner: OwnerId,
    account: AccountId,
) -> Result<Learner, store::Error> {
    let (learnt, whole) = read(store, owner, account).await;
    whole.map(|()| learnt.learner)
}

/// What is known of how the owner of an account writes.
pub(crate) enum Knows {
    /// By the account that runs.
    Running(Arc<Shared>),
    /// Of an account that does not run.
    Resting(Arc<RwLock<Learner>>),
}

impl Knows {
    /// Of an account that does not run all is learnt first, unless that is known from a moment ago.
    pub(crate) async fn of(inner: &Arc<Inner>, account: AccountId) -> Result<Self, store::Error> {
        if let Some(shared) = inner.supervisor.shared(account) {
            return Ok(Self::Running(shared));
        }
        let manner_of = inner.store.read(inner.owner).await?.manner_of(account).await?;
        Ok(match manner_of.and_then(|of| inner.supervisor.shared(of)) {
            Some(shared) => Self::Running(shared),
            None => Self::Resting(resting::learner(inner, manner_of.unwrap_or(account)).await?),
        })
    }

    /// Asks it something.
    pub(crate) fn with<T>(&self, ask: impl FnOnce(&Learner) -> T) -> T {
        match self {
            Self::Running(shared) => ask(&shared.learner()),
            Self::Resting(learner) => ask(&learner.read().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    /// Takes what the owner says of it by now.
    pub(crate) fn correct(&self, corrections: Corrections) {
        match self {
            Self::Running(shared) => shared.correct(corrections),
            Self::Resting(learner) => {
                let mut learner = learner.write().unwrap_or_else(PoisonError::into_inner);
                if *learner.corrections() != corrections {
                    learner.correct(corrections);
                }
            }
        }
    }
}

/// What was learnt from the store, and up to where.
struct Learnt {
    learner: Learner,
    /// The newest message of each chat.
    newest: HashMap<PeerId, MessageId>,
}

impl Learnt {
    fn take(&mut self, change: Change) {
        match change {
            Change::Message(message) => {
                // What was stored before it was read is learnt already.
                if self.newest.get(&message.chat).is_none_or(|newest| *newest < message.id) {
                    self.learner.observe(&message);
                }
            }
            Change::Gone(messages) => {
                for (chat, id) in messages {
                    self.learner.forget(chat, id);
                }
            }
            Change::Heard(message) => {
                // What was stored before it was read is learnt with its words.
                self.learner.hear(&message);
            }
        }
    }
}

/// Something that happened to what was learnt.
pub(crate) enum Change {
    /// A message came.
    Message(Message),
    /// Messages were deleted or edited.
    Gone(Vec<(PeerId, MessageId)>),
    /// Somebody's words became known.
    Heard(Message),
}

/// Reads what is stored; where the store fails, as far as it goes.
async fn read(
    store: &Store,
    owner: OwnerId,
    account: AccountId,
) -> (Learnt, Result<(), store::Error>) {
    let mut learnt = Learnt { learner: Learner::new(), newest: HashMap::new() };
    let whole = read_into(&mut learnt, store, owner, account).await;
    (learnt, whole)
}

async fn read_into(
    learnt: &mut Learnt,
    store: &Store,
    owner: OwnerId,
    account: AccountId,
) -> Result<(), store::Error> {
    let mut tx = store.read(owner).await?;
    learnt.learner.correct(corrections(&mut tx, account).await?);
    let chats = tx.chats(account, usize::MAX).await?;
    drop(tx);
    let passed_over: HashSet<PeerId> =
        chats.iter().filter(|chat| !is_learnt_from(&chat.peer)).map(|chat| chat.peer.id).collect();
    let mut after = None;
    loop {
        let mut tx = store.read(owner).await?;
        let mut page = tx.messages_after(account, after, PAGE).await?;
        drop(tx);
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.chat, last.id));
        learnt.newest.extend(page.iter().map(|message| (message.chat, message.id)));
        page.retain(|message| !passed_over.contains(&message.chat));
        let mut learner = std::mem::take(&mut learnt.learner);
        let observing = tokio::task::spawn_blocking(move || {
            for message in &page {
                learner.observe(message);
            }
            learner
        });
        learnt.learner = match observing.await {
            Ok(learner) => learner,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        };
    }
}

/// What the owner says of what is learnt.
pub(crate) async fn corrections(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Corrections, store::Error> {
    Ok(Corrections {
        struck_out: tx.struck_answers(account).await?.into_iter().collect(),
        relations: tx.relations(account).await?.into_iter().collect(),
        bounds: tx.rules(account).await?.bounds,
    })
}

/// Learns anew from all that is stored, and puts it in place of what was learnt before; what happens
/// meanwhile is taken in as well. Where the store fails, a twin that knows nothing yet gets a part.
pub(crate) async fn relearn(shared: &Shared) -> Result<(), Error> {
    if let Some(of) = shared.who.manner_of {
        return match shared.inner.supervisor.shared(of) {
            // It reads by itself, and keeps up.
            Some(source) => {
                let mut has_learnt = source.has_learnt.subscribe();
                // An error says that nobody is there any more who could.
                let _ = has_learnt.wait_for(|has_learnt| *has_learnt).await;
                drop(source.learning.lock().await);
                Ok(())
            }
            None => fill(&shared.inner, of, shared.taught(), false).await,
        };
    }
    let _one_at_a_time = shared.learning.lock().await;
    // What is stored from here on is noted as well.
    shared.is_learning_due.store(false, Ordering::Relaxed);
    let journal = shared.journal();
    let store = &shared.inner.store;
    let (mut learnt, whole) = read(store, shared.inner.owner, shared.account).await;
    journal.end(|changes, known| {
        if whole.is_err() && known.exemplar_count() > 0 {
            return None;
        }
        for change in changes {
            learnt.take(change);
        }
        learnt.learner.set_zone(shared.inner.settings.zone.clone());
        Some(learnt.learner)
    });
    Ok(whole?)
}

/// Learns for the first time since the account was started. However that ends, whoever writes in its manner does
/// not wait for it any longer.
pub(crate) fn begin(shared: &Shared) -> impl Future<Output = Result<(), Error>> {
    let ends = Begun(shared);
    async move {
        // It ends with this, and not before.
        let begun = ends;
        relearn(begun.0).await
    }
}

struct Begun<'a>(&'a Shared);

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.0.has_learnt.send_replace(true);
    }
}

/// Has all learnt anew beside whatever else happens.
pub(crate) fn relearn_soon(shared: &Arc<Shared>) {
    if shared.is_learning_due.swap(true, Ordering::Relaxed) {
        return;
    }
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        if let Err(error) = relearn(&shared).await {
            warn!(account = %shared.account, error = &error as &dyn std::error::Error, "what was heard is learnt at the next start");
        }
    });
}

/// Learns anew what was stored behind an account's back, if it runs, or somebody writes in its manner.
pub(crate) async fn relearn_account(inner: &Inner, account: AccountId) -> Result<(), Error> {
    if let Some(shared) = inner.supervisor.shared(account) {
        return relearn(&shared).await;
    }
    match inner.taught.get(account) {
        Some(taught) => fill(inner, account, &taught, true).await,
        None => Ok(()),
    }
}

/// Learns from all that is stored of an account that does not run, for those who write in its manner.
async fn fill(inner: &Inner, account: AccountId, taught: &Taught, anew: bool) -> Result<(), Error> {
    let _one_at_a_time = taught.filling.lock().await;
    if !anew && taught.learner().exemplar_count() > 0 {
        return Ok(());
    }
    let mut learner = learn(&inner.store, inner.owner, account).await?;
    learner.set_zone(inner.settings.zone.clone());
    *taught.learner_mut() = learner;
    taught.revised();
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::{Author, Content, PeerFlags, Timestamp};

    use super::*;

    fn message(chat: i64, id: i32, author: Author) -> Message {
        Message {
            chat: PeerId(chat),
            id: MessageId(id),
            author,
            sender: PeerId(if author == Author::Owner { 1 } else { chat }),
            sent_at: Timestamp::from_secs(1_700_000_000 + i64::from(id) * 60),
            content: Content::Text { text: format!("слово{id}") },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        }
    }

    fn answers(learnt: &Learnt) -> Vec<String> {
        learnt.learner.recall().exemplars().map(|exemplar| exemplar.answer.joined()).collect()
    }

    #[test]
    fn what_happened_while_the_store_was_read_is_taken_in_once() {
        let mut learnt = Learnt { learner: Learner::new(), newest: HashMap::new() };
        for message in [message(7, 1, Author::Other), message(7, 2, Author::Owner)] {
            learnt.learner.observe(&message);
            learnt.newest.insert(message.chat, message.id);
        }
        // Stored before the store was read, and noted as well.
        learnt.take(Change::Message(message(7, 1, Author::Other)));
        learnt.take(Change::Message(message(7, 2, Author::Owner)));
        // Came after that, there and in a chat that was empty.
        learnt.take(Change::Message(message(7, 3, Author::Other)));
        learnt.take(Change::Message(message(7, 4, Author::Owner)));
        learnt.take(Change::Message(message(8, 1, Author::Other)));
        learnt.take(Change::Message(message(8, 2, Author::Owner)));
        assert_eq!(answers(&learnt), ["слово2", "слово4", "слово2"]);
        learnt.take(Change::Gone(vec![(PeerId(7), MessageId(2))]));
        assert_eq!(answers(&learnt), ["слово4", "слово2"]);
    }

    #[test]
    fn only_talk_with_people_is_learnt_from() {
        let person = Peer {
            id: PeerId(7),
            kind: PeerKind::User,
            title: String::new(),
            username: None,
            flags: PeerFlags::default(),
        };
        assert!(is_learnt_from(&person));
        assert!(is_learnt_from(&Peer { kind: PeerKind::Group, id: PeerId(-7), ..person.clone() }));
        let deleted = PeerFlags { deleted: true, ..PeerFlags::default() };
        assert!(is_learnt_from(&Peer { flags: deleted, ..person.clone() }), "they were there");
        let bot = PeerFlags { bot: true, ..PeerFlags::default() };
        let oneself = PeerFlags { is_self: true, ..PeerFlags::default() };
        for nobody in [
            Peer { flags: bot, ..person.clone() },
            Peer { flags: oneself, ..person.clone() },
            Peer { id: domain::peer::SERVICE_PEERS[0], ..person.clone() },
            Peer { kind: PeerKind::Channel, ..person.clone() },
        ] {
            assert!(!is_learnt_from(&nobody), "{nobody:?}");
        }
    }
}

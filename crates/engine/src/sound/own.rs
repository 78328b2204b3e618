//! The owner's own voice notes, of which a voice can be made: they are fetched from Telegram and measured here
//! when the owner asks for it, beside everything else.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::measure::propose;
use domain::{
    AccountId, Content, Message, MessengerError, NoteKey, NoteMeasure, PeerId, VoiceMaker,
};
use tracing::{info, warn};

use crate::account::Shared;
use crate::sound::hear::MOST_BYTES;
use crate::{Engine, Error};

/// How many voice notes are looked at, the newest: enough to find three good minutes among them.
const LOOKED_AT: usize = 60;

/// Shorter notes teach nothing, and longer ones do not fit into what a voice is made of, in seconds.
const LENGTHS: std::ops::RangeInclusive<u32> = 3..=180;

/// How long Telegram may tell to wait for a file.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A voice note of the owner's.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnNote {
    /// Its message.
    pub message: Message,
    /// What the chat is called that it stands in.
    pub chat: String,
    /// How it sounds; `None` while that was not measured.
    pub measure: Option<NoteMeasure>,
    /// Whether it is one of those that a voice is best made of.
    pub proposed: bool,
}

/// The voice notes of the owner's in an account, the newest first, and how far they were measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnNotes {
    /// They.
    pub notes: Vec<OwnNote>,
    /// How many of how many were measured, while that goes on.
    pub measuring: Option<(usize, usize)>,
    /// Whether there are some that were not tried.
    pub is_more: bool,
}

/// What came of asking to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasuringBegun {
    /// It goes on by itself; also where it does so already, or there is nothing to measure.
    Started,
    /// The account is not connected, and its files cannot be fetched.
    Offline,
    /// There is no such account.
    Unknown,
}

/// What goes on, and what was in vain.
#[derive(Default)]
pub(crate) struct Measuring(Mutex<HashMap<AccountId, Progress>>);

#[derive(Default)]
struct Progress {
    /// How many of how many; `None` while nobody measures.
    running: Option<(usize, usize)>,
    /// The notes that could be fetched or read by nobody.
    in_vain: HashSet<NoteKey>,
}

impl Measuring {
    fn all(&self) -> MutexGuard<'_, HashMap<AccountId, Progress>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the measuring of an account, whatever becomes of it.
struct Turn(Arc<Shared>);

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = self.0.inner.sound.measuring.all();
        all.entry(self.0.account).or_default().running = None;
    }
}

fn key(message: &Message) -> NoteKey {
    NoteKey { chat: message.chat, message: message.id }
}

fn is_of_length(message: &Message) -> bool {
    match message.content {
        Content::Voice { seconds, .. } => seconds.is_none_or(|long| LENGTHS.contains(&long)),
        _ => false,
    }
}

impl Engine {
    /// What the owner has spoken in an account, to be picked from; `None` if there is no such account.
    pub async fn own_notes(&self, account: AccountId) -> Result<Option<OwnNotes>, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        let mut messages = tx.own_voice_notes(account, LOOKED_AT).await?;
        messages.retain(is_of_length);
        let mut measures: HashMap<NoteKey, NoteMeasure> =
            tx.note_measures(account).await?.into_iter().collect();
        let mut titles: BTreeMap<PeerId, String> = BTreeMap::new();
        for message in &messages {
            if let Entry::Vacant(title) = titles.entry(message.chat) {
                let chat = tx.chat(account, message.chat).await?;
                title.insert(chat.map(|chat| chat.peer.title).unwrap_or_default());
            }
        }
        drop(tx);
        let all = inner.sound.measuring.all();
        let progress = all.get(&account);
        let measuring = progress.and_then(|progress| progress.running);
        let in_vain = |note: &NoteKey| progress.is_some_and(|of| of.in_vain.contains(note));
        let mut notes: Vec<OwnNote> = Vec::with_capacity(messages.len());
        for message in messages {
            let measure = measures.remove(&key(&message));
            if measure.is_some() || !in_vain(&key(&message)) {
                let chat = titles.get(&message.chat).cloned().unwrap_or_default();
                notes.push(OwnNote { message, chat, measure, proposed: false });
            }
        }
        let measured: Vec<usize> =
            (0..notes.len()).filter(|at| notes[*at].measure.is_some()).collect();
        let figures: Vec<NoteMeasure> =
            measured.iter().filter_map(|at| notes[*at].measure).collect();
        for at in propose(&figures) {
            notes[measured[at]].proposed = true;
        }
        let is_more = notes.iter().any(|note| note.measure.is_none());
        Ok(Some(OwnNotes { notes, measuring, is_more }))
    }

    /// Begins to fetch and measure the voice notes that the owner has spoken in an account. Nothing of them is
    /// kept but figures, and nobody else is given them.
    pub async fn measure_own_notes(&self, account: AccountId) -> Result<MeasuringBegun, Error> {
        let Some(before) = self.own_notes(account).await? else {
            return Ok(MeasuringBegun::Unknown);
        };
        let inner = &self.inner;
        let maker = inner.sound.maker()?;
        let shared = inner.supervisor.shared(account).filter(|shared| shared.line.get().is_some());
        let Some(shared) = shared else { return Ok(MeasuringBegun::Offline) };
        let unmeasured = before.notes.into_iter().filter(|note| note.measure.is_none());
        let todo: Vec<NoteKey> = unmeasured.map(|note| key(&note.message)).collect();
        {
            let mut all = inner.sound.measuring.all();
            let progress = all.entry(account).or_default();
            if progress.running.is_some() || todo.is_empty() {
                return Ok(MeasuringBegun::Started);
            }
            progress.running = Some((0, todo.len()));
        }
        let turn = Turn(shared);
        tokio::spawn(async move {
            let shared = &turn.0;
            if let Err(error) = measure_all(shared, &maker, &todo).await {
                warn!(
                    account = %shared.account,
                    error = &error as &dyn std::error::Error,
                    "voice notes were not all measured"
                );
            }
            drop(turn);
        });
        Ok(MeasuringBegun::Started)
    }
}

async fn measure_all(
    shared: &Shared,
    maker: &Arc<dyn VoiceMaker>,
    todo: &[NoteKey],
) -> Result<(), Error> {
    let mut measured = 0;
    for (done, note) in todo.iter().enumerate() {
        let found = match fetch(shared, *note).await? {
            Some(bytes) => measure(maker, bytes).await,
            None => None,
        };
        match found {
            Some(figures) => {
                let mut tx = shared.begin().await?;
                tx.keep_note_measure(shared.account, *note, &figures).await?;
                tx.commit_soon().await?;
                measured += 1;
            }
            None => {
                let mut all = shared.inner.sound.measuring.all();
                all.entry(shared.account).or_default().in_vain.insert(*note);
            }
        }
        let mut all = shared.inner.sound.measuring.all();
        all.entry(shared.account).or_default().running = Some((done + 1, todo.len()));
    }
    info!(account = %shared.account, measured, of = todo.len(), "voice notes were measured");
    Ok(())
}

async fn measure(maker: &Arc<dyn VoiceMaker>, bytes: Vec<u8>) -> Option<NoteMeasure> {
    let maker = Arc::clone(maker);
    tokio::task::spawn_blocking(move || maker.measure(&bytes)).await.ok()?.ok()
}

/// The file of a voice note; `None` if there is none, or none that may be had. What is out of reach ends it.
pub(super) async fn fetch(shared: &Shared, note: NoteKey) -> Result<Option<Vec<u8>>, Error> {
    loop {
        let messenger = shared.line.get().ok_or(Error::Gone)?;
        match messenger.file(note.chat, note.message, MOST_BYTES).await {
            Ok(file) => return Ok(file.map(|file| file.bytes)),
            Err(MessengerError::FloodWait(wait)) if wait <= LONGEST_WAIT => {
                drop(messenger);
                let at = shared.later(wait);
                shared.inner.clock.sleep_until(at).await;
            }
            Err(MessengerError::Refused { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
}

//! Voices that are made of the owner's own recordings, and that go when they take their consent back.
//!
//! The row in the store is the job: it is written, with what the owner agreed to, before the provider is asked
//! for anything. Whatever ends in between, [`settle`] looks at the provider by the mark that each voice
//! carries there.
//!
//! | module | what it does |
//! |---|---|
//! | `make` | has one made |
//! | `settle` | deletes what is to be deleted, and finds out what became of what was cut off |

mod make;
mod settle;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::cloned::{LEAST_SPOKEN, MOST_RECORDINGS, MOST_SPOKEN};
use domain::{
    AccountId, ClonedVoice, Consent, KeyPlace, MadeOf, ModelKey, MouthError, NoteKey, RecordingId,
    VoiceId, VoiceMade, VoiceState, VoiceStudio, VoiceTrouble, is_spoken_by_owner,
};
use tracing::{error, info, warn};

pub(crate) use self::settle::settle_voices;
use crate::{Engine, Error, Inner};

/// The longest name of a voice, in characters.
pub const LONGEST_NAME: usize = 60;

/// A voice that the owner wants made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedVoice {
    /// What they call it.
    pub name: String,
    /// What they agreed to.
    pub consent: Consent,
    /// The account whose voice notes they picked.
    pub account: Option<AccountId>,
    /// Those voice notes.
    pub notes: Vec<NoteKey>,
    /// The recordings of the page.
    pub recordings: Vec<RecordingId>,
}

/// Why a voice is not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotBegun {
    /// It has no name, or one that is too long.
    Name,
    /// One of the notes is none that the owner has spoken in this account.
    NotTheirs,
    /// One of the notes was not measured.
    Unmeasured,
    /// One of the recordings is gone: recordings are kept for an hour.
    RecordingGone,
    /// All that was picked is less than [`LEAST_SPOKEN`].
    TooLittle(Duration),
    /// All that was picked is more than [`MOST_SPOKEN`].
    TooMuch(Duration),
    /// There are more recordings than [`MOST_RECORDINGS`].
    TooMany,
    /// The key for the provider is missing or none.
    Key,
    /// Another voice is being made.
    Busy,
}

/// The voices that are being made by this process.
#[derive(Default)]
pub(crate) struct Under(Mutex<HashSet<VoiceId>>);

impl Under {
    fn way(&self) -> MutexGuard<'_, HashSet<VoiceId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the making of a voice, whatever becomes of it.
struct Turn(Arc<Inner>, VoiceId);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.sound.under.way().remove(&self.1);
        // It may have been withdrawn meanwhile.
        self.0.sound.unsettled.send_replace(());
    }
}

impl Engine {
    /// The voices that were made of the owner's recordings, the newest first.
    pub async fn cloned_voices(&self) -> Result<Vec<ClonedVoice>, Error> {
        Ok(self.inner.store.read(self.inner.owner).await?.cloned_voices().await?)
    }

    /// One of them.
    pub async fn cloned_voice(&self, id: VoiceId) -> Result<Option<ClonedVoice>, Error> {
        Ok(self.inner.store.read(self.inner.owner).await?.cloned_voice(id).await?)
    }

    /// Where voices are made, and whether there is a key for it.
    pub async fn studio_place(&self) -> Result<(KeyPlace, bool), Error> {
        let inner = &self.inner;
        let place = inner.sound.maker()?.studio_place(&inner.sound.choice());
        let keys = inner.store.read(inner.owner).await?.model_keys().await?;
        let has_key = keys.contains_key(&place.place) || place.outside || !place.needed;
        Ok((place, has_key))
    }

    /// Whoever makes voices there.
    pub async fn studio(&self) -> Result<Arc<dyn VoiceStudio>, Error> {
        let place = self.studio_place().await?.0.place;
        studio(&self.inner, &place).await
    }

    /// Takes a key for where voices are made.
    pub async fn set_studio_key(&self, key: ModelKey) -> Result<String, Error> {
        let place = self.studio_place().await?.0.place;
        let mut keys = domain::ModelKeys::new();
        keys.insert(place.clone(), key.clone());
        // What is no key is told before it is kept.
        self.inner.sound.maker()?.studio(&place, &keys)?;
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.set_model_key(&place, Some(&key)).await?;
        tx.commit().await?;
        self.renew_voice().await?;
        Ok(place)
    }

    /// Begins to make a voice of the owner's recordings, after all that can be known here was looked at. It
    /// goes on by itself.
    pub async fn make_voice(
        &self,
        wanted: WantedVoice,
    ) -> Result<Result<VoiceId, NotBegun>, Error> {
        let inner = &self.inner;
        let (place, has_key) = self.studio_place().await?;
        if !has_key {
            return Ok(Err(NotBegun::Key));
        }
        let place = place.place;
        let now = inner.clock.now();
        let name = wanted.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Ok(Err(NotBegun::Name));
        }
        let of = match self.picked(&wanted).await? {
            Ok(of) => of,
            Err(not) => return Ok(Err(not)),
        };
        let id = VoiceId::new(now, inner.entropy.next_u128());
        let voice = ClonedVoice {
            id,
            name,
            place,
            voice: None,
            state: VoiceState::Making,
            problem: None,
            since: now,
            consent: wanted.consent,
            of,
        };
        {
            let mut under = inner.sound.under.way();
            if !under.is_empty() {
                return Ok(Err(NotBegun::Busy));
            }
            under.insert(id);
        }
        let turn = Turn(Arc::clone(inner), id);
        let mut tx = inner.store.begin(inner.owner).await?;
        tx.add_cloned_voice(&voice).await?;
        tx.commit().await?;
        let (notes, recordings) = (wanted.notes, wanted.recordings);
        tokio::spawn(async move {
            if let Err(error) = make::make(&turn.0, &voice, &notes, &recordings).await {
                error!(
                    error = &error as &dyn std::error::Error,
                    "a voice was made or not: unknown"
                );
            }
            drop(turn);
        });
        Ok(Ok(id))
    }

    /// Returns once no voice is being made.
    pub async fn voices_are_made(&self) {
        let mut settled = self.inner.sound.unsettled.subscribe();
        while !self.inner.sound.under.way().is_empty() {
            // The sender is the engine's own, so there is always a next change to wait for.
            let _ = settled.changed().await;
        }
    }

    /// What was picked, if a voice may be made of it.
    async fn picked(&self, wanted: &WantedVoice) -> Result<Result<MadeOf, NotBegun>, Error> {
        let inner = &self.inner;
        let count = wanted.notes.len() + wanted.recordings.len();
        if count > MOST_RECORDINGS {
            return Ok(Err(NotBegun::TooMany));
        }
        let mut spoken = Duration::ZERO;
        let mut known = HashSet::new();
        if !wanted.notes.is_empty() {
            let Some(account) = wanted.account else { return Ok(Err(NotBegun::NotTheirs)) };
            let mut tx = inner.store.read(inner.owner).await?;
            if tx.account(account).await?.is_none() {
                return Ok(Err(NotBegun::NotTheirs));
            }
            let measures = tx.note_measures(account).await?;
            for note in &wanted.notes {
                let message = tx.message(account, note.chat, note.message).await?;
                if !message.as_ref().is_some_and(is_spoken_by_owner) || !known.insert(*note) {
                    return Ok(Err(NotBegun::NotTheirs));
                }
                let Some((_, measure)) = measures.iter().find(|(of, _)| of == note) else {
                    return Ok(Err(NotBegun::Unmeasured));
                };
                spoken += measure.duration;
            }
        }
        let recordings = inner.sound.recordings.named(&wanted.recordings, inner.clock.now());
        let different: HashSet<_> = wanted.recordings.iter().collect();
        if recordings.len() < wanted.recordings.len() || different.len() < recordings.len() {
            return Ok(Err(NotBegun::RecordingGone));
        }
        spoken += recordings.iter().map(|one| one.recorded.measure.duration).sum::<Duration>();
        if spoken < LEAST_SPOKEN {
            return Ok(Err(NotBegun::TooLittle(spoken)));
        }
        if spoken > MOST_SPOKEN {
            return Ok(Err(NotBegun::TooMuch(spoken)));
        }
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Ok(MadeOf {
            account: wanted.account.filter(|_| !wanted.notes.is_empty()),
            notes: number(wanted.notes.len()),
            recordings: number(recordings.len()),
            spoken,
        }))
    }

    /// The owner takes their consent back: from this moment on nothing is spoken in the voice, and it is deleted
    /// at the provider, now or as soon as that can be reached. What was spoken and waits to be sent is written
    /// instead. Returns it as it was; `None` if there is none.
    pub async fn withdraw_voice(&self, id: VoiceId) -> Result<Option<ClonedVoice>, Error> {
        let inner = &self.inner;
        inner.sound.takes_back();
        let mut tx = inner.store.begin(inner.owner).await?;
        let Some(voice) = tx.withdraw_cloned_voice(id, inner.clock.now()).await? else {
            return Ok(None);
        };
        unchoose(&mut tx, std::slice::from_ref(&voice)).await?;
        tx.commit().await?;
        self.renew_voice().await?;
        inner.sound.unsettled.send_replace(());
        Ok(Some(voice))
    }

    /// Forgets a voice that was not made, or one to be deleted that its owner deletes at the provider
    /// themselves; `false` if there is none that may be forgotten. One of which no answer came is looked for
    /// there first: it may have been made late.
    pub async fn forget_voice(&self, id: VoiceId) -> Result<bool, Error> {
        use VoiceTrouble as T;
        let may_be_there = |voice: &ClonedVoice| {
            voice.state == VoiceState::Failed
                && matches!(voice.problem, Some(T::Unreachable | T::Interrupted))
        };
        if self.cloned_voice(id).await?.is_some_and(|voice| may_be_there(&voice)) {
            return Ok(self.withdraw_voice(id).await?.is_some());
        }
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let forgotten = tx.forget_cloned_voice(id).await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    /// Has everything spoken in a voice from now on, for which there is no other choice. `false` if there is no
    /// such voice, or it does not speak.
    pub async fn speak_in(&self, id: VoiceId, model: Option<&str>) -> Result<bool, Error> {
        let voice = self.cloned_voice(id).await?.filter(ClonedVoice::speaks);
        let Some((of_provider, place)) = voice.and_then(|voice| Some((voice.voice?, voice.place)))
        else {
            return Ok(false);
        };
        self.choose_spoken(&place, model, of_provider).await?;
        Ok(true)
    }

    /// Chooses a model and a voice at the place where voices are made; who hears stays as chosen.
    pub async fn choose_spoken(
        &self,
        place: &str,
        model: Option<&str>,
        voice: String,
    ) -> Result<(), Error> {
        let inner = &self.inner;
        let (maker, before) = (inner.sound.maker()?, inner.sound.choice());
        let mouth = match model {
            None if maker.mouth_is_at(&before.mouth, place) => before.mouth.clone(),
            model => maker.mouth_at(place, model),
        };
        let choice = domain::VoiceChoice { mouth, voice, ..before };
        // The place was chosen by who may choose it, or is the provider's own.
        self.choose_voice(choice, domain::ModelKeys::new(), crate::ModelReach::Anywhere).await?;
        Ok(())
    }

    /// Looks whether the provider has verified since what it wanted to see first.
    pub async fn look_at_unverified(&self) -> Result<(), Error> {
        let unverified = |voice: &ClonedVoice| voice.state == VoiceState::Unverified;
        let voices = self.cloned_voices().await?;
        for voice in voices.into_iter().filter(unverified) {
            let Ok(studio) = studio(&self.inner, &voice.place).await else { continue };
            let Ok(there) = studio.voices().await else { continue };
            let found = there.iter().find(|of| Some(&of.id) == voice.voice.as_ref());
            if let Some(found) = found.filter(|found| !found.unverified) {
                let made = VoiceMade { id: found.id.clone(), unverified: false };
                is_made(&self.inner, voice.id, &made).await?;
            }
        }
        Ok(())
    }
}

/// Takes withdrawn voices out of the owner's choice: nobody speaks then until they choose anew.
pub(crate) async fn unchoose(tx: &mut store::Tx, voices: &[ClonedVoice]) -> Result<(), Error> {
    if let Some(choice) = tx.voice_choice().await?
        && voices.iter().any(|voice| voice.voice.as_deref() == Some(choice.voice.as_str()))
    {
        let (mouth, voice) = (String::new(), String::new());
        tx.set_voice_choice(Some(&domain::VoiceChoice { mouth, voice, ..choice })).await?;
    }
    Ok(())
}

async fn studio(inner: &Inner, place: &str) -> Result<Arc<dyn VoiceStudio>, Error> {
    let maker = inner.sound.maker()?;
    let keys = inner.store.read(inner.owner).await?.model_keys().await?;
    Ok(maker.studio(place, &keys)?)
}

async fn is_made(inner: &Inner, id: VoiceId, made: &VoiceMade) -> Result<(), Error> {
    let mut tx = inner.store.begin(inner.owner).await?;
    tx.cloned_voice_is_made(id, made, inner.clock.now()).await?;
    tx.commit().await?;
    info!(voice = %id, unverified = made.unverified, "a voice was made");
    Ok(())
}

async fn failed(inner: &Inner, id: VoiceId, why: VoiceTrouble) -> Result<(), Error> {
    let mut tx = inner.store.begin(inner.owner).await?;
    tx.cloned_voice_failed(id, why, inner.clock.now()).await?;
    tx.commit().await?;
    info!(voice = %id, ?why, "a voice was not made");
    Ok(())
}

fn told(error: &MouthError) -> VoiceTrouble {
    warn!(error = error as &dyn std::error::Error, "whoever makes voices did not");
    VoiceTrouble::from(error)
}

/// The voice at the provider that carries the mark of ours.
async fn marked(studio: &dyn VoiceStudio, id: VoiceId) -> Result<Option<VoiceMade>, MouthError> {
    let mark = ClonedVoice::mark(id);
    let found = studio.voices().await?.into_iter().find(|there| there.about == mark);
    Ok(found.map(|there| VoiceMade { id: there.id, unverified: there.unverified }))
}

async fn note(inner: &Inner, id: VoiceId, why: VoiceTrouble) -> Result<(), Error> {
    let mut tx = inner.store.begin(inner.owner).await?;
    tx.note_cloned_voice(id, Some(why)).await?;
    tx.commit().await?;
    Ok(())
}

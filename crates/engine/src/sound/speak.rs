//! Has a reply spoken, in one voice note: people say in one what they write in three messages.

use std::sync::Arc;
use std::time::Duration;

use domain::{
    ClonedVoice, Mouth, MouthError, MouthRefusal, PeerId, ReplyId, Spoken, VoiceId, VoiceNote,
    VoiceState, Words,
};
use serde::Serialize;
use store::{Spoke, VoiceUsage};
use tracing::warn;

use crate::account::Shared;
use crate::sound::choice::{mouth_at, mouth_in};
use crate::{Engine, Error, TwinEvent, failures};

/// When a mouth is given up, should it forget to give up by itself.
const PATIENCE: Duration = Duration::from_secs(2 * 60);

/// A reply that was spoken.
pub(crate) struct Sounds {
    /// What is said in it.
    pub(crate) text: String,
    /// The voice note that says it.
    pub(crate) note: VoiceNote,
    /// What it took, and who spoke.
    pub(crate) spoke: Spoke,
    pub(crate) mouth: String,
    /// How many consents had been taken back when it was begun.
    taken_back: u64,
}

impl Sounds {
    /// Whether a consent was taken back since: it may be that for this voice.
    pub(crate) fn is_taken_back(&self, shared: &Shared) -> bool {
        shared.inner.sound.taken_back() != self.taken_back
    }
}

/// Why a reply was not spoken, and is written instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSpoken {
    /// It is longer than what the voice says at once.
    TooLong,
    /// The voice cannot be reached.
    Unreachable,
    /// It gave no answer in time.
    TimedOut,
    /// The voice was asked too often.
    Busy,
    /// The key for the voice is missing or wrong.
    Key,
    /// The characters or the money for the voice are used up.
    Money,
    /// The provider has no such model, or no such voice.
    Unknown,
    /// The provider wants the voice verified, or a dearer plan.
    Plan,
    /// Telegram takes no voice note there: the other side wants none, or may not be sent any.
    NotTaken,
    /// No word of it can be said aloud.
    Nothing,
    /// The owner is no administrator any more, who alone may have the server run this voice.
    NotAllowed,
    /// What the voice gave is no sound; a program that failed gives none.
    NotSound,
    /// The voice refused it for another reason.
    Refused,
}

impl NotSpoken {
    /// What a mouth's failure means.
    pub fn of(error: &MouthError) -> Self {
        match error {
            MouthError::RateLimited { .. } => Self::Busy,
            MouthError::Unavailable(_) => Self::Unreachable,
            MouthError::TimedOut(_) => Self::TimedOut,
            MouthError::Malformed(_) => Self::NotSound,
            MouthError::Refused { refusal, .. } => match refusal {
                MouthRefusal::Key => Self::Key,
                MouthRefusal::Money => Self::Money,
                MouthRefusal::UnknownModel | MouthRefusal::UnknownVoice => Self::Unknown,
                MouthRefusal::Unverified | MouthRefusal::Plan => Self::Plan,
                MouthRefusal::TooLong => Self::TooLong,
                MouthRefusal::NothingToSay => Self::Nothing,
                MouthRefusal::NotAllowed => Self::NotAllowed,
                MouthRefusal::Filtered | MouthRefusal::Request => Self::Refused,
            },
        }
    }
}

/// Has the messages of a reply spoken as one voice note, in a talk of that language, after what the same voice
/// said `before`. `None` is to write it: there is nobody to speak, or that failed, which is told.
pub(crate) async fn speak(
    shared: &Shared,
    chat: PeerId,
    texts: &[String],
    language: Option<String>,
    before: String,
) -> Option<Sounds> {
    let taken_back = shared.inner.sound.taken_back();
    let mouth = match mouth(shared, chat).await {
        Ok(mouth) => mouth?,
        Err(error) => {
            warn!(
                account = %shared.account,
                error = &error as &dyn std::error::Error,
                "nobody speaks in the voice of this chat"
            );
            let why = NotSpoken::Unknown;
            failures::of_mouth(&shared.inner, why).await;
            shared.publish(chat, TwinEvent::NotSpoken { why });
            return None;
        }
    };
    let text = texts.join("\n");
    if text.chars().count() > mouth.longest() {
        shared.publish(chat, TwinEvent::NotSpoken { why: NotSpoken::TooLong });
        return None;
    }
    shared.publish(chat, TwinEvent::Speaking { mouth: mouth.name().to_owned() });
    let seed = shared.inner.entropy.next_u64();
    let words = Words { text: text.clone(), language, before, seed };
    let until = shared.later(PATIENCE);
    let spoken = tokio::select! {
        spoken = mouth.speak(&words) => spoken,
        () = shared.inner.clock.sleep_until(until) => Err(MouthError::TimedOut(PATIENCE)),
    };
    match spoken {
        Ok(spoken) => {
            let (characters, mouth) = (spoken.charged, spoken.mouth.clone());
            let note = note(spoken);
            let billionths = shared.inner.sound.prices().of_speaking(&mouth, characters);
            let spoke = Spoke { notes: 1, characters, seconds: note.seconds.into(), billionths };
            Some(Sounds { text, note, spoke, mouth, taken_back })
        }
        Err(error) => {
            warn!(
                account = %shared.account,
                error = &error as &dyn std::error::Error,
                "reply not spoken"
            );
            let why = NotSpoken::of(&error);
            failures::of_mouth(&shared.inner, why).await;
            // That an emoji is not said is no news.
            if why != NotSpoken::Nothing {
                shared.publish(chat, TwinEvent::NotSpoken { why });
            }
            None
        }
    }
}

/// The language of a talk, by the letters of what was said in it, the last first: it counts for words that have no
/// letters of their own, such as an hour.
pub(crate) fn language<'a>(said: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let code = said.into_iter().find_map(|text| {
        if text.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c)) {
            return Some("ru");
        }
        text.chars().any(|c| c.is_ascii_alphabetic()).then_some("en")
    });
    code.map(str::to_owned)
}

/// Who speaks in a chat: in the chat's own voice, the account's, or the one that is chosen for all.
async fn mouth(shared: &Shared, chat: PeerId) -> Result<Option<Arc<dyn Mouth>>, Error> {
    let mut tx = shared.inner.store.read(shared.inner.owner).await?;
    let (of_chat, of_account) = tx.spoken_voices(shared.account, chat).await?;
    let voices = tx.cloned_voices().await?;
    drop(tx);
    let voice = of_chat.or(of_account);
    let spoken = voice.clone().unwrap_or_else(|| shared.inner.sound.choice().voice);
    let own = own(&voices, &spoken);
    if own.is_some_and(is_withdrawn) {
        return Ok(None);
    }
    // One of the owner's own is spoken in where it was made, whoever else speaks for all.
    let place = own.filter(|_| voice.is_some()).map(|own| own.place.as_str());
    mouth_in(&shared.inner, voice, place).await
}

/// The owner's own voice of a provider's name.
fn own<'a>(voices: &'a [ClonedVoice], of_provider: &str) -> Option<&'a ClonedVoice> {
    voices.iter().find(|voice| voice.voice.as_deref() == Some(of_provider))
}

/// What the owner has taken back is not spoken in, though the settings may still name it.
fn is_withdrawn(voice: &ClonedVoice) -> bool {
    voice.state == VoiceState::Deleting
}

/// What was spoken, as it goes to Telegram: in whole seconds, and at least one.
fn note(spoken: Spoken) -> VoiceNote {
    let seconds = spoken.duration.as_secs_f64().round().max(1.0) as u32;
    VoiceNote { ogg: spoken.ogg, seconds, waveform: spoken.waveform }
}

impl Engine {
    /// Has a text spoken that is no reply, to try who speaks; `None` if nobody does.
    pub async fn say(&self, text: &str) -> Result<Option<Result<VoiceNote, NotSpoken>>, Error> {
        let sound = &self.inner.sound;
        let (voices, chosen) = (self.cloned_voices().await?, sound.choice().voice);
        let mouth = sound.mouth().filter(|_| !own(&voices, &chosen).is_some_and(is_withdrawn));
        let Some(mouth) = mouth else { return Ok(None) };
        Ok(Some(self.say_by(mouth.as_ref(), text).await?))
    }

    /// The same in a voice that was made of the owner's recordings; `None` if there is no such voice, or it does
    /// not speak.
    pub async fn say_in(
        &self,
        voice: VoiceId,
        text: &str,
    ) -> Result<Option<Result<VoiceNote, NotSpoken>>, Error> {
        let voice = self.cloned_voice(voice).await?.filter(ClonedVoice::speaks);
        let Some((of_provider, place)) = voice.and_then(|voice| Some((voice.voice?, voice.place)))
        else {
            return Ok(None);
        };
        let mouth = mouth_at(&self.inner, &place, of_provider).await?;
        Ok(Some(self.say_by(mouth.as_ref(), text).await?))
    }

    /// What it took is counted, since it is paid for like a reply.
    async fn say_by(
        &self,
        mouth: &dyn Mouth,
        text: &str,
    ) -> Result<Result<VoiceNote, NotSpoken>, Error> {
        let words = Words { text: text.to_owned(), language: None, before: String::new(), seed: 1 };
        let until = self.inner.clock.now() + PATIENCE;
        let spoken = tokio::select! {
            spoken = mouth.speak(&words) => spoken,
            () = self.inner.clock.sleep_until(until) => Err(MouthError::TimedOut(PATIENCE)),
        };
        let spoken = match spoken {
            Ok(spoken) => spoken,
            Err(error) => {
                warn!(error = &error as &dyn std::error::Error, "a try was not spoken");
                let why = NotSpoken::of(&error);
                failures::of_mouth(&self.inner, why).await;
                return Ok(Err(why));
            }
        };
        let (characters, mouth) = (spoken.charged, spoken.mouth.clone());
        let note = note(spoken);
        let billionths = self.inner.sound.prices().of_speaking(&mouth, characters);
        let spoke = Spoke { notes: 1, characters, seconds: note.seconds.into(), billionths };
        self.note_try(&mouth, VoiceUsage { spoke, ..VoiceUsage::default() }).await?;
        Ok(Ok(note))
    }

    /// Counts what trying an ear or a mouth took.
    pub(super) async fn note_try(&self, voice: &str, usage: VoiceUsage) -> Result<(), Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.note_voice_try(self.inner.clock.now(), voice, usage).await?;
        Ok(tx.commit().await?)
    }

    /// The voice note that says a message of a reply, counted from 0, while it has not arrived.
    pub async fn sound_of_reply(
        &self,
        reply: ReplyId,
        position: usize,
    ) -> Result<Option<VoiceNote>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        Ok(tx.sound(reply, position).await?)
    }
}

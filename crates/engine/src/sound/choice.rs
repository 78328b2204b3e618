//! Who hears and who speaks: the owner's choice, and where it comes from. A choice of the page goes before
//! that of the settings.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use domain::{
    AccountId, AilingEar, AilingMouth, ChoiceError, Ear, KeyPlace, MadeVoice, ModelKeys, Mouth,
    PeerId, VoiceChoice, VoiceMaker,
};
use tokio::sync::watch;
use tracing::warn;

use super::VoicePrices;
use crate::models::key_views;
use crate::sound::cloned::Under;
use crate::sound::own::Measuring;
use crate::sound::played::Played;
use crate::sound::recordings::Recordings;
use crate::{Engine, Error, Inner, KeyView, ModelReach};

/// Where ears and mouths come from.
pub struct VoiceSource {
    /// Who makes them.
    pub maker: Arc<dyn VoiceMaker>,
    /// What the settings say.
    pub settings: VoiceChoice,
}

/// Who hears and who speaks, as a page shows it.
#[derive(Debug)]
pub struct VoiceView {
    /// The choice that is in force.
    pub choice: VoiceChoice,
    /// Whether the owner made it on the page; else it is that of the settings.
    pub is_owners: bool,
    /// Who hears now.
    pub hears: Option<String>,
    /// Who speaks now.
    pub speaks: Option<String>,
    /// Why nobody does although somebody was chosen.
    pub problem: Option<ChoiceError>,
    /// The keys that the choice uses.
    pub keys: Vec<KeyView>,
    /// The ears that heard nothing when they were last asked.
    pub ailing_ears: Vec<AilingEar>,
    /// The mouths that said nothing when they were last asked.
    pub ailing_mouths: Vec<AilingMouth>,
}

/// What is known of ears and mouths while the engine runs.
#[derive(Default)]
pub(crate) struct Sound {
    source: RwLock<Option<Arc<VoiceSource>>>,
    prices: RwLock<Arc<VoicePrices>>,
    now: RwLock<Now>,
    /// What the owner has recorded on the page.
    pub(crate) recordings: Recordings,
    /// The voice notes of the owner's that are being measured.
    pub(crate) measuring: Measuring,
    /// What somebody listens to on the page.
    pub(crate) played: Played,
    /// The voices that are being made.
    pub(crate) under: Under,
    /// Tells whoever settles voices that there may be something to settle.
    pub(crate) unsettled: watch::Sender<()>,
    /// How many consents were taken back since the start.
    taken_back: AtomicU64,
}

#[derive(Default)]
struct Now {
    made: MadeVoice,
    /// Who speaks in other voices than the chosen one, as far as somebody has asked for them.
    others: BTreeMap<String, Arc<dyn Mouth>>,
    choice: VoiceChoice,
    problem: Option<ChoiceError>,
}

impl Sound {
    /// Who hears now, and in which language.
    pub(crate) fn ear(&self) -> Option<(Arc<dyn Ear>, Option<String>)> {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
        let language = now.choice.language.clone();
        now.made.ear.clone().map(|ear| (ear, language))
    }

    /// Who speaks now.
    pub(crate) fn mouth(&self) -> Option<Arc<dyn Mouth>> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).made.mouth.clone()
    }

    /// Whether anybody may speak at all: also where nobody does for all, a twin or a chat may have a voice of its own.
    pub(crate) fn may_speak(&self) -> bool {
        self.mouth().is_some() || self.source().is_some()
    }

    /// What is chosen now.
    pub(crate) fn choice(&self) -> VoiceChoice {
        self.now.read().unwrap_or_else(PoisonError::into_inner).choice.clone()
    }

    /// Who makes ears, mouths and voices.
    pub(crate) fn maker(&self) -> Result<Arc<dyn VoiceMaker>, ChoiceError> {
        let source =
            self.source().ok_or_else(|| ChoiceError::Unavailable("no source".to_owned()))?;
        Ok(Arc::clone(&source.maker))
    }

    /// What both cost.
    pub(crate) fn prices(&self) -> Arc<VoicePrices> {
        Arc::clone(&self.prices.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many consents were taken back: what was spoken at another number may be in a voice that is not
    /// to be spoken in any more.
    pub(crate) fn taken_back(&self) -> u64 {
        self.taken_back.load(Ordering::SeqCst)
    }

    /// Counts a consent that is about to be taken back.
    pub(crate) fn takes_back(&self) {
        self.taken_back.fetch_add(1, Ordering::SeqCst);
    }

    fn source(&self) -> Option<Arc<VoiceSource>> {
        self.source.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, now: Now) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

/// Who speaks in a voice, by the provider's name of it, and at its place, where that is known: there it speaks also
/// where nobody does for all. `None` is the chosen one. `Ok(None)` if nobody speaks.
pub(crate) async fn mouth_in(
    inner: &Inner,
    voice: Option<String>,
    place: Option<&str>,
) -> Result<Option<Arc<dyn Mouth>>, Error> {
    let sound = &inner.sound;
    let (mouth, choice, known) = {
        let now = sound.now.read().unwrap_or_else(PoisonError::into_inner);
        let known = voice.as_ref().and_then(|voice| now.others.get(voice).cloned());
        (now.made.mouth.clone(), now.choice.clone(), known)
    };
    let (Some(voice), Some(source)) = (voice, sound.source()) else { return Ok(mouth) };
    let named = match place {
        Some(place) => named_at(&source, &choice, place),
        None => choice.mouth.clone(),
    };
    let is_chosen = named == choice.mouth && voice == choice.voice;
    if (mouth.is_none() && place.is_none()) || is_chosen || known.is_some() {
        return Ok(known.or(mouth));
    }
    let keys = inner.store.read(inner.owner).await?.model_keys().await?;
    let other = VoiceChoice { mouth: named, voice: voice.clone(), ..VoiceChoice::default() };
    let Some(made) = made(&source, other, keys).await?.mouth else { return Ok(None) };
    let mut now = sound.now.write().unwrap_or_else(PoisonError::into_inner);
    if now.choice == choice {
        now.others.insert(voice, Arc::clone(&made));
    }
    Ok(Some(made))
}

/// Who speaks in a voice of a place, whatever is chosen.
pub(crate) async fn mouth_at(
    inner: &Inner,
    place: &str,
    voice: String,
) -> Result<Arc<dyn Mouth>, Error> {
    let sound = &inner.sound;
    let source = sound.source().ok_or_else(|| ChoiceError::Unavailable("no source".to_owned()))?;
    let mouth = named_at(&source, &sound.choice(), place);
    let keys = inner.store.read(inner.owner).await?.model_keys().await?;
    let choice = VoiceChoice { mouth, voice, ..VoiceChoice::default() };
    let made = made(&source, choice, keys).await?;
    Ok(made.mouth.ok_or_else(|| ChoiceError::Unavailable("no mouth".to_owned()))?)
}

/// How whoever speaks at a place is named: as they are chosen, if they are, else with the usual model.
fn named_at(source: &VoiceSource, choice: &VoiceChoice, place: &str) -> String {
    match source.maker.mouth_is_at(&choice.mouth, place) {
        true => choice.mouth.clone(),
        false => source.maker.mouth_at(place, None),
    }
}

/// What is chosen, made aside: the weights of a model take a while to be read.
async fn made(
    source: &Arc<VoiceSource>,
    choice: VoiceChoice,
    keys: ModelKeys,
) -> Result<MadeVoice, ChoiceError> {
    let source = Arc::clone(source);
    tokio::task::spawn_blocking(move || source.maker.make(&choice, &keys))
        .await
        .unwrap_or_else(|error| Err(ChoiceError::Unavailable(error.to_string())))
}

impl Engine {
    /// Lets the ears and mouths of a source hear and speak: those that the owner chose, if they chose any.
    /// A choice of the settings that cannot be made is an error; one of the page is told there.
    pub async fn use_voice(&self, source: VoiceSource) -> Result<(), Error> {
        let sound = &self.inner.sound;
        *sound.source.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(source));
        let is_owners = self.renew_voice().await?;
        let problem = sound.now.read().unwrap_or_else(PoisonError::into_inner).problem.clone();
        match problem {
            Some(problem) if !is_owners => Err(problem.into()),
            Some(problem) => {
                warn!(
                    error = &problem as &dyn std::error::Error,
                    "the chosen voice cannot be used"
                );
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Puts the choice that is in force in place; returns whether it is the page's.
    pub(crate) async fn renew_voice(&self) -> Result<bool, Error> {
        let sound = &self.inner.sound;
        let Some(source) = sound.source() else { return Ok(false) };
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let (stored, keys) = (tx.voice_choice().await?, tx.model_keys().await?);
        drop(tx);
        let is_owners = stored.is_some();
        let choice = stored.unwrap_or_else(|| source.settings.clone());
        sound.set(match made(&source, choice.clone(), keys).await {
            Ok(made) => Now { made, choice, ..Now::default() },
            Err(problem) => Now { choice, problem: Some(problem), ..Now::default() },
        });
        // With another key more may be done.
        sound.unsettled.send_replace(());
        Ok(is_owners)
    }

    /// Who hears and who speaks, as a page shows it; `None` if this engine has no source of voices.
    pub async fn voice(&self) -> Result<Option<VoiceView>, Error> {
        let sound = &self.inner.sound;
        let Some(source) = sound.source() else { return Ok(None) };
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let (stored, keys) = (tx.voice_choice().await?, tx.model_keys().await?);
        drop(tx);
        let at = self.inner.clock.now();
        let now = sound.now.read().unwrap_or_else(PoisonError::into_inner);
        let mut places = source.maker.key_places(&now.choice).unwrap_or_default();
        places.retain(|place| place.takes_key);
        let MadeVoice { ear, mouth } = &now.made;
        Ok(Some(VoiceView {
            is_owners: stored.is_some(),
            hears: ear.as_ref().map(|ear| ear.name().to_owned()),
            speaks: mouth.as_ref().map(|mouth| mouth.name().to_owned()),
            problem: now.problem.clone(),
            keys: key_views(places, &keys),
            ailing_ears: ear.as_ref().map(|ear| ear.ailing(at)).unwrap_or_default(),
            ailing_mouths: mouth.as_ref().map(|mouth| mouth.ailing(at)).unwrap_or_default(),
            choice: now.choice.clone(),
        }))
    }

    /// Takes the owner's choice of the page, with the keys that were entered, by their places. Nothing is
    /// stored unless it can be made. Returns the places for which there are new keys.
    pub async fn choose_voice(
        &self,
        choice: VoiceChoice,
        entered: ModelKeys,
        reach: ModelReach,
    ) -> Result<Vec<String>, Error> {
        let source = self.inner.sound.source();
        let source = source.ok_or_else(|| ChoiceError::Unavailable("no source".to_owned()))?;
        let places = source.maker.key_places(&choice)?;
        let outside = places.iter().find(|place: &&KeyPlace| !place.is_public);
        if let (ModelReach::Providers, Some(outside)) = (reach, outside) {
            return Err(ChoiceError::OnlyProviders { place: outside.place.clone() }.into());
        }
        let mut keys = self.inner.store.read(self.inner.owner).await?.model_keys().await?;
        keys.extend(entered.clone());
        made(&source, choice.clone(), keys).await?;
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.set_voice_choice(Some(&choice)).await?;
        for (place, key) in &entered {
            tx.set_model_key(place, Some(key)).await?;
        }
        tx.commit().await?;
        self.renew_voice().await?;
        Ok(entered.into_keys().collect())
    }

    /// Takes the page's choice back: the settings count again. Keys stay.
    pub async fn forget_voice_choice(&self) -> Result<(), Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.set_voice_choice(None).await?;
        tx.commit().await?;
        self.renew_voice().await.map(drop)
    }

    /// In which voice the twin of an account speaks, by the provider's name of it; `None` is the chosen one.
    pub async fn account_voice(&self, account: AccountId) -> Result<Option<String>, Error> {
        Ok(self.inner.store.read(self.inner.owner).await?.account_voice(account).await?)
    }

    /// Sets in which voice the twin of an account speaks; `None` is the chosen one. `false` if there is no such
    /// account.
    pub async fn set_account_voice(
        &self,
        account: AccountId,
        voice: Option<&str>,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let found = tx.set_account_voice(account, voice).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Sets in which voice the twin speaks in a chat; `None` is as the account says. `false` if there is no such
    /// chat.
    pub async fn set_chat_voice(
        &self,
        account: AccountId,
        chat: PeerId,
        voice: Option<&str>,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let found = tx.set_chat_voice(account, chat, voice).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Says what hearing and speaking cost from now on.
    pub fn price_voice(&self, prices: VoicePrices) {
        let mut now = self.inner.sound.prices.write().unwrap_or_else(PoisonError::into_inner);
        *now = Arc::new(prices);
    }

    /// Lets these hear and speak from now on.
    pub fn set_voice(&self, made: MadeVoice) {
        self.inner.sound.set(Now { made, ..Now::default() });
    }
}

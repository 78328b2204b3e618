//! Who hears and who speaks: the owner's choice, and where it comes from. A choice of the page goes before
//! that of the settings.

use std::sync::{Arc, PoisonError, RwLock};

use domain::{
    AilingEar, AilingMouth, ChoiceError, Ear, KeyPlace, MadeVoice, ModelKeys, Mouth, VoiceChoice,
    VoiceMaker,
};
use tracing::warn;

use crate::models::key_views;
use crate::{Engine, Error, KeyView, ModelReach};

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
    now: RwLock<Now>,
}

#[derive(Default)]
struct Now {
    made: MadeVoice,
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

    fn source(&self) -> Option<Arc<VoiceSource>> {
        self.source.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, now: Now) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = now;
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
    async fn renew_voice(&self) -> Result<bool, Error> {
        let sound = &self.inner.sound;
        let Some(source) = sound.source() else { return Ok(false) };
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let (stored, keys) = (tx.voice_choice().await?, tx.model_keys().await?);
        drop(tx);
        let is_owners = stored.is_some();
        let choice = stored.unwrap_or_else(|| source.settings.clone());
        sound.set(match made(&source, choice.clone(), keys).await {
            Ok(made) => Now { made, choice, problem: None },
            Err(problem) => Now { made: MadeVoice::default(), choice, problem: Some(problem) },
        });
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
        let places = source.maker.key_places(&now.choice).unwrap_or_default();
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

    /// Lets these hear and speak from now on.
    pub fn set_voice(&self, made: MadeVoice) {
        self.inner.sound.set(Now { made, choice: VoiceChoice::default(), problem: None });
    }
}

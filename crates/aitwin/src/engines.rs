//! Makes the engine of each owner of the server: the same in all but whose it is.

use std::sync::Arc;

use access::Access;
use async_trait::async_trait;
use bots::BotApi;
use domain::{BotConnector, ChoiceError, ModelChoice, OwnerId, VoiceChoice, VoiceMaker};
use engine::{
    Engine, EngineMaker, Engines, Error, ModelSource, Parts, SavedWords, Settings, VoicePrices,
    VoiceSource,
};
use store::Store;
use telegram::TelegramConnector;
use webhooks::Webhooks;

use crate::bots::Words;
use crate::clock::SystemClock;
use crate::maker::RemoteModels;
use crate::trouble::Trouble;
use crate::voice::{Guard, LooksAfter, OwnersVoices, Voices};

/// What all engines of a server are made of.
pub(crate) struct Maker {
    pub(crate) store: Store,
    pub(crate) connector: Arc<TelegramConnector>,
    /// Who speaks for bots.
    pub(crate) bots: Arc<BotApi>,
    pub(crate) settings: Settings,
    /// Which model the settings name.
    pub(crate) model: ModelChoice,
    /// Which model the command line names, for all owners and whatever they choose.
    pub(crate) model_of_command_line: Option<String>,
    /// Who hears and who speaks, as the settings name them.
    pub(crate) voice: VoiceChoice,
    /// Who makes them.
    pub(crate) voices: Arc<Voices>,
    /// What they cost.
    pub(crate) voice_prices: VoicePrices,
    /// Who looks after the server; `None` where nobody signs in.
    pub(crate) access: Option<Access>,
    /// What is told of what happens in the engines, if anything is.
    pub(crate) webhooks: Option<Webhooks>,
    /// The words of what twins write in Saved Messages, if they write there.
    pub(crate) saved_words: Option<Arc<dyn SavedWords>>,
}

impl Maker {
    /// The engines of all owners, of which none runs yet; fails if the settings name no model, or nobody to hear or
    /// to speak, that there is.
    pub(crate) async fn engines(self, first: OwnerId) -> Result<Engines, anyhow::Error> {
        self.models()?;
        let engine = self.mute(first).await?;
        self.give_voice(&engine).await.map_err(|error| match error {
            Error::Choice(source) => anyhow::Error::from(Trouble::Voice { source }),
            other => anyhow::Error::from(other),
        })?;
        Ok(Engines::new(self.told(engine), Some(Arc::new(self))))
    }

    /// An engine whose twins write, and neither hear nor speak yet.
    async fn mute(&self, owner: OwnerId) -> Result<Engine, Error> {
        let connector = Arc::clone(&self.connector);
        let engine = engine(self.store.clone(), owner, connector, self.settings.clone());
        engine.use_models(self.models()?).await?;
        Ok(engine)
    }

    async fn give_voice(&self, engine: &Engine) -> Result<(), Error> {
        engine.price_voice(self.voice_prices.clone());
        let voices = Arc::clone(&self.voices);
        let maker: Arc<dyn VoiceMaker> = match self.access.clone() {
            None => voices,
            Some(access) => {
                let may = Arc::new(LooksAfter { access, owner: engine.owner() });
                let guard = Guard::new(may, Arc::new(SystemClock), self.voice.clone());
                Arc::new(OwnersVoices { voices, guard })
            }
        };
        engine.use_voice(VoiceSource { maker, settings: self.voice.clone() }).await
    }

    /// The engine, once others tell of what happens in it.
    fn told(&self, engine: Engine) -> Engine {
        engine.use_bots(Arc::clone(&self.bots) as Arc<dyn BotConnector>, Arc::new(Words::new()));
        if let Some(words) = &self.saved_words {
            engine.write_saved(Arc::clone(words));
        }
        if let Some(webhooks) = &self.webhooks {
            webhooks.follow(&engine);
        }
        engine
    }

    fn models(&self) -> Result<ModelSource, ChoiceError> {
        // Each owner has a budget of their own.
        let zone = style::TimeZone::system();
        let maker = RemoteModels::new(Arc::new(SystemClock), zone, &self.model)?;
        let of_command_line = self.model_of_command_line.clone();
        let pinned = of_command_line.map(|model| ModelChoice { model, ..self.model.clone() });
        Ok(ModelSource { maker: Arc::new(maker), settings: self.model.clone(), pinned })
    }
}

#[async_trait]
impl EngineMaker for Maker {
    async fn make(&self, owner: OwnerId) -> Result<Engine, Error> {
        let engine = self.mute(owner).await?;
        self.give_voice(&engine).await?;
        Ok(self.told(engine))
    }
}

/// An engine without models.
pub(crate) fn engine(
    store: Store,
    owner: OwnerId,
    connector: Arc<TelegramConnector>,
    settings: Settings,
) -> Engine {
    let clock = Arc::new(SystemClock);
    Engine::new(Parts { store, owner, connector, clock, settings, seed: rand::random() })
}

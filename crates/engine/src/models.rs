//! Which model writes for the twins: the owner's choice, where it comes from, and what it takes.
//!
//! A choice of the command line goes before that of the page, and that one before the settings.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::{
    Ailing, ChatModel, ChoiceError, KeyPlace, MadeModel, Meter, ModelChoice, ModelError, ModelKey,
    ModelKeys, ModelMaker, Prompt, PromptSize, Sampling, Spending, Taken, Timestamp, TokenPrices,
    WithoutModel,
};
use tokio::sync::watch;
use tracing::{error, warn};

use crate::{Engine, Error, Inner, ModelTrouble, failures};

/// Where models come from.
pub struct ModelSource {
    /// Who makes them.
    pub maker: Arc<dyn ModelMaker>,
    /// What the settings say.
    pub settings: ModelChoice,
    /// What the command line says, for this run only.
    pub pinned: Option<ModelChoice>,
}

/// Who made the choice that is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nobody: the settings name no model either.
    Default,
    /// The settings.
    Settings,
    /// The owner, on the page.
    Page,
    /// The command line, for this run only.
    CommandLine,
}

/// A place that takes a key, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyView {
    /// The place.
    pub at: KeyPlace,
    /// Whether the owner has entered one.
    pub entered: bool,
}

/// The model as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelView {
    /// The choice that is in force.
    pub choice: ModelChoice,
    /// Who made it.
    pub origin: Origin,
    /// What the owner chose on the page; counts unless the command line says otherwise.
    pub stored: Option<ModelChoice>,
    /// The model that writes now; `None` is recall mode.
    pub writes: Option<String>,
    /// Why no model writes although one was chosen.
    pub problem: Option<ChoiceError>,
    /// The keys that the choice uses.
    pub keys: Vec<KeyView>,
    /// What was spent today.
    pub spent: Spending,
    /// The models that gave no answer when they were last asked, the one asked first before the
    /// others.
    pub ailing: Vec<AilingModel>,
}

/// Which addresses somebody may have models asked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelReach {
    /// Any, of this machine and its networks too.
    Anywhere,
    /// Those of the providers on the internet.
    Providers,
}

/// A model that gave no answer when it was last asked.
#[derive(Debug, Clone, PartialEq)]
pub struct AilingModel {
    /// Which.
    pub model: String,
    /// When it was asked.
    pub at: Timestamp,
    /// What came of that.
    pub why: ModelTrouble,
    /// Until when it is left alone; `None` if it is asked for the next reply.
    pub until: Option<Timestamp>,
}

impl From<Ailing> for AilingModel {
    fn from(Ailing { model, at, why, until }: Ailing) -> Self {
        Self { model, at, why: ModelTrouble::of(&why), until }
    }
}

/// What a model said when it was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Which model answered.
    pub model: String,
    /// How it went on.
    pub text: String,
    /// What it took.
    pub taken: Taken,
    /// How long it took.
    pub took: Duration,
}

/// A model that writes, and how it is asked.
#[derive(Clone)]
pub(crate) struct Writer {
    pub(crate) model: Arc<dyn ChatModel>,
    pub(crate) size: PromptSize,
    pub(crate) candidates: usize,
    pub(crate) without: WithoutModel,
    /// When it is given up, should it forget to give up by itself.
    pub(crate) patience: Duration,
}

impl Writer {
    fn of(made: MadeModel, choice: &ModelChoice) -> Self {
        let each = Duration::from_secs(choice.timeout_s);
        // Each model of a chain may take twice the time of one answer.
        let models = u32::try_from(choice.models().count()).unwrap_or(u32::MAX).max(1);
        Self {
            model: made.model,
            size: made.size,
            candidates: choice.candidates,
            without: choice.without,
            patience: each.saturating_mul(2).saturating_mul(models) + Duration::from_secs(5),
        }
    }
}

/// What is known of models while the engine runs.
#[derive(Default)]
pub(crate) struct Models {
    source: RwLock<Option<Arc<ModelSource>>>,
    now: RwLock<Now>,
    renewed: watch::Sender<()>,
}

#[derive(Default)]
struct Now {
    writer: Option<Writer>,
    choice: ModelChoice,
    problem: Option<ChoiceError>,
}

impl Models {
    /// The model that writes now; `None` is recall mode.
    pub(crate) fn writer(&self) -> Option<Writer> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).writer.clone()
    }

    /// The model that writes now, without how it writes replies.
    pub(crate) fn model(&self) -> Option<Arc<dyn ChatModel>> {
        self.writer().map(|writer| writer.model)
    }

    /// The name of the model that writes now, and its prices.
    pub(crate) fn cost_of(&self) -> Option<(String, Option<TokenPrices>)> {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
        Some((now.writer.as_ref()?.model.name().to_owned(), now.choice.prices))
    }

    fn source(&self) -> Option<Arc<ModelSource>> {
        self.source.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, now: Now) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = now;
        self.renewed.send_replace(());
    }

    /// Changes whenever a model, a key or a budget was chosen anew: what failed may succeed now.
    pub(crate) fn renewed(&self) -> watch::Receiver<()> {
        self.renewed.subscribe()
    }
}

/// Stores what was spent today. A failure costs the next start some of the budget's exactness only.
pub(crate) async fn save_spending(inner: &Inner) {
    let Some(source) = inner.models.source() else { return };
    let spent = source.maker.spent(inner.clock.now());
    let saved = async {
        let mut tx = inner.store.begin(inner.owner).await?;
        tx.set_model_spending(&spent).await?;
        tx.commit().await
    };
    if let Err(error) = saved.await {
        error!(error = &error as &dyn std::error::Error, "what models took could not be stored");
    }
}

impl Engine {
    /// Lets the models of a source write: the one that the owner chose, if they chose any. A choice
    /// of the settings or of the command line that cannot be made is an error; one of the page, which
    /// may have lost its key, is told there.
    pub async fn use_models(&self, source: ModelSource) -> Result<(), Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let (stored, spent) = (tx.model_choice().await?, tx.model_spending().await?);
        drop(tx);
        if let Some(spent) = spent {
            source.maker.restore(spent);
        }
        let models = &self.inner.models;
        let source = Arc::new(source);
        *models.source.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&source));
        self.renew().await?;
        let problem = models.now.read().unwrap_or_else(PoisonError::into_inner).problem.clone();
        match problem {
            Some(problem) if stored.is_none() || source.pinned.is_some() => Err(problem.into()),
            Some(problem) => {
                warn!(
                    error = &problem as &dyn std::error::Error,
                    "the chosen model cannot be used"
                );
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Puts the choice that is in force in place.
    async fn renew(&self) -> Result<(), Error> {
        let models = &self.inner.models;
        let Some(source) = models.source() else { return Ok(()) };
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let (stored, keys) = (tx.model_choice().await?, tx.model_keys().await?);
        drop(tx);
        let choice = source.pinned.clone().or(stored).unwrap_or_else(|| source.settings.clone());
        let made = made(source.maker.as_ref(), &choice, &keys);
        models.set(match made {
            Ok(writer) => Now { writer, choice, problem: None },
            Err(problem) => Now { writer: None, choice, problem: Some(problem) },
        });
        Ok(())
    }

    /// The model as a page shows it; `None` if this engine has no source of models.
    pub async fn model(&self) -> Result<Option<ModelView>, Error> {
        let models = &self.inner.models;
        let Some(source) = models.source() else { return Ok(None) };
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let (stored, keys) = (tx.model_choice().await?, tx.model_keys().await?);
        drop(tx);
        let now = models.now.read().unwrap_or_else(PoisonError::into_inner);
        let origin = match (&source.pinned, &stored) {
            (Some(_), _) => Origin::CommandLine,
            (None, Some(_)) => Origin::Page,
            (None, None) if source.settings.model.is_empty() => Origin::Default,
            (None, None) => Origin::Settings,
        };
        let at = self.inner.clock.now();
        let ailing = now.writer.iter().flat_map(|writer| writer.model.ailing(at));
        let mut ailing: Vec<AilingModel> = ailing.map(AilingModel::from).collect();
        // There is one budget for all of them.
        let is_budget = |of: &AilingModel| matches!(of.why, ModelTrouble::BudgetSpent { .. });
        ailing.dedup_by(|later, earlier| is_budget(later) && is_budget(earlier));
        Ok(Some(ModelView {
            ailing,
            keys: key_views(source.maker.key_places(&now.choice).unwrap_or_default(), &keys),
            writes: now.writer.as_ref().map(|writer| writer.model.name().to_owned()),
            problem: now.problem.clone(),
            choice: now.choice.clone(),
            origin,
            stored,
            spent: source.maker.spent(at),
        }))
    }

    /// Takes the owner's choice of the page, with a key for its first model, if one was entered, and
    /// for other places by their names. Nothing is stored unless the model can be made. Returns the places
    /// for which there are new keys.
    pub async fn choose_model(
        &self,
        choice: ModelChoice,
        first: Option<ModelKey>,
        others: ModelKeys,
        reach: ModelReach,
    ) -> Result<Vec<String>, Error> {
        let source = self.inner.models.source();
        let source = source.ok_or_else(|| ChoiceError::Unavailable("no source".to_owned()))?;
        let maker = source.maker.as_ref();
        let choice = ModelChoice { key_file: None, ..choice };
        let mut entered = others;
        let places = maker.key_places(&choice)?;
        let outside = places.iter().find(|place| !place.is_public);
        if let (ModelReach::Providers, Some(outside)) = (reach, outside) {
            return Err(ChoiceError::OnlyProviders { place: outside.place.clone() }.into());
        }
        if let (Some(key), Some(place)) = (first, places.first()) {
            entered.insert(place.place.clone(), key);
        }
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let mut keys = tx.model_keys().await?;
        keys.extend(entered.clone());
        made(maker, &choice, &keys)?;
        tx.set_model_choice(Some(&choice)).await?;
        for (place, key) in &entered {
            tx.set_model_key(place, Some(key)).await?;
        }
        tx.commit().await?;
        self.renew().await?;
        Ok(entered.into_keys().collect())
    }

    /// Takes the page's choice back: the settings count again. Keys stay.
    pub async fn forget_model_choice(&self) -> Result<(), Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.set_model_choice(None).await?;
        tx.commit().await?;
        self.renew().await
    }

    /// Forgets the key that the owner entered for a place. Returns whether there was one.
    pub async fn forget_model_key(&self, place: &str) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if !tx.set_model_key(place, None).await? {
            return Ok(false);
        }
        tx.commit().await?;
        self.renew().await?;
        Ok(true)
    }

    /// Asks the model that writes now for one short continuation; `None` in recall mode.
    pub async fn try_model(&self) -> Option<Result<Trial, ModelError>> {
        let Writer { model, patience, .. } = self.inner.models.writer()?;
        let prompt = Prompt {
            rules: "Continue the conversation with one short line, as B.\n".to_owned(),
            transcript: "A: Hi! How are you?\nB: Fine, and you?\nA: Great! What's new?\nB:"
                .to_owned(),
            stop: vec!["\n".to_owned()],
            ..Prompt::default()
        };
        let sampling = Sampling { candidates: 1, temperature: 0.7, max_tokens: 60, seed: 7 };
        let (until, meter) = (self.inner.clock.now() + patience, Meter::default());
        let tried = tokio::select! {
            tried = model.complete(&prompt, sampling, &meter) => tried,
            () = self.inner.clock.sleep_until(until) => Err(ModelError::TimedOut(patience)),
        };
        save_spending(&self.inner).await;
        failures::of_models(&self.inner, &meter, tried.as_ref().err()).await;
        Some(
            tried.map(|completion| Trial {
                text: completion
                    .candidates
                    .first()
                    .map(|text| text.trim().to_owned())
                    .unwrap_or_default(),
                model: completion.model,
                taken: meter.taken(),
                took: completion.took,
            }),
        )
    }

    /// Whether a model writes; else twins say again what their owner once wrote.
    pub fn has_writer(&self) -> bool {
        self.inner.models.writer().is_some()
    }

    /// Lets a model write for the twins from now on, or with `None` brings recall mode back. What is
    /// being composed goes on with the model that it began with.
    pub fn set_model(&self, model: Option<Arc<dyn ChatModel>>) {
        let choice = ModelChoice::default();
        let made = model.map(|model| MadeModel { model, size: PromptSize::Small });
        let writer = made.map(|made| Writer::of(made, &choice));
        self.inner.models.set(Now { writer, choice, problem: None });
    }
}

fn made(
    maker: &dyn ModelMaker,
    choice: &ModelChoice,
    keys: &ModelKeys,
) -> Result<Option<Writer>, ChoiceError> {
    choice.check()?;
    if choice.model.is_empty() {
        return Ok(None);
    }
    maker.make(choice, keys).map(|made| Some(Writer::of(made, choice)))
}

/// What is known of the keys for some places.
pub(crate) fn key_views(places: Vec<KeyPlace>, keys: &ModelKeys) -> Vec<KeyView> {
    let view = |at: KeyPlace| KeyView { entered: keys.contains_key(&at.place), at };
    places.into_iter().map(view).collect()
}

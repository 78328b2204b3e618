//! Makes the models that the owner chose: keys, prices and the budget come together here.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::{
    ChatModel, ChoiceError, Clock, KeyPlace, MadeModel, ModelChoice, ModelKey, ModelKeys,
    ModelMaker, PromptSize, Spending, Timestamp, TokenPrices,
};
use models::{
    Account, ApiKey, Chain, Http, KeyError, Ledger, Lessons, Limits, ModelSpec, Money, Patience,
    Prices, Provider, RemoteModel, Spent,
};
use style::TimeZone;

use crate::trouble::shortened;

/// The models over HTTP, with one budget for all of them.
pub(crate) struct RemoteModels {
    http: Http,
    clock: Arc<dyn Clock>,
    ledger: Arc<Ledger>,
    lessons: Lessons,
    key_file: Option<KeyFile>,
    variable: fn(&str) -> Option<String>,
}

/// A file with a key, and the place that it is for.
struct KeyFile {
    path: PathBuf,
    place: String,
}

impl RemoteModels {
    /// Takes the key for the first model of the settings from a file, if one is named, and all
    /// others from the environment.
    pub(crate) fn new(
        clock: Arc<dyn Clock>,
        zone: TimeZone,
        settings: &ModelChoice,
    ) -> Result<Self, ChoiceError> {
        let key_file = match &settings.key_file {
            Some(path) if !settings.model.is_empty() => {
                Some(KeyFile { path: path.clone(), place: spec(&settings.model)?.place() })
            }
            _ => None,
        };
        Ok(Self {
            http: Http::new().map_err(|error| told(&error))?,
            clock,
            ledger: Arc::new(Ledger::new(Limits::default(), zone, Spent::default())),
            lessons: Lessons::default(),
            key_file,
            variable: |name| std::env::var(name).ok(),
        })
    }

    /// The key of the settings or of the environment.
    fn key_outside(&self, spec: &ModelSpec) -> Result<Option<ApiKey>, ChoiceError> {
        if let Some(file) = self.key_file.as_ref().filter(|file| file.place == spec.place()) {
            return ApiKey::from_file(&file.path).map(Some).map_err(|error| told(&error.into()));
        }
        spec.key_of_environment(self.variable).map_err(|error| told(&error))
    }

    /// One model with its key: the owner's own before that of the settings.
    fn one(
        &self,
        spec: ModelSpec,
        choice: &ModelChoice,
        keys: &ModelKeys,
    ) -> Result<Arc<dyn ChatModel>, ChoiceError> {
        let key = match keys.get(&spec.place()) {
            Some(ModelKey(text)) => {
                Some(ApiKey::new(text.as_str()).map_err(|error| told(&error.into()))?)
            }
            None => self.key_outside(&spec)?,
        };
        let answer = Duration::from_secs(choice.timeout_s);
        let patience = Patience { answer, whole: answer * 2, ..Patience::default() };
        let account = Account { ledger: Arc::clone(&self.ledger), prices: prices(choice, &spec) };
        let clock = Arc::clone(&self.clock);
        let model = RemoteModel::new(spec, key, self.http.clone(), clock, patience, account);
        Ok(Arc::new(model.map_err(|error| told(&error))?.remembering(&self.lessons)))
    }
}

impl ModelMaker for RemoteModels {
    fn make(&self, choice: &ModelChoice, keys: &ModelKeys) -> Result<MadeModel, ChoiceError> {
        choice.check()?;
        let mut specs = choice.models().map(spec).collect::<Result<Vec<_>, _>>()?.into_iter();
        let Some(first) = specs.next() else {
            return Err(ChoiceError::UnknownProvider {
                given: String::new(),
                providers: Provider::names(),
            });
        };
        let by_place =
            if first.is_on_this_machine() { PromptSize::Small } else { PromptSize::Large };
        let size = choice.capacity.unwrap_or(by_place);
        let first = self.one(first, choice, keys)?;
        let others =
            specs.map(|spec| self.one(spec, choice, keys)).collect::<Result<Vec<_>, _>>()?;
        self.ledger.set_limits(Limits {
            tokens: choice.budget.tokens_per_day,
            money: choice.budget.money_per_day.map(Money::from_units),
        });
        let model = if others.is_empty() {
            first
        } else {
            Arc::new(Chain::new(first, others, Arc::clone(&self.clock)))
        };
        Ok(MadeModel { model, size })
    }

    fn key_places(&self, choice: &ModelChoice) -> Result<Vec<KeyPlace>, ChoiceError> {
        let mut places = BTreeMap::new();
        let mut order = Vec::new();
        for model in choice.models() {
            let spec = spec(model)?;
            let provider = spec.provider();
            let place = spec.place();
            let is_of_environment = !provider.needs_key() || spec.is_at_home();
            let found = KeyPlace {
                takes_key: true,
                needed: provider.needs_key() && spec.is_at_home(),
                variable: is_of_environment.then(|| provider.key_variable()),
                // A file that cannot be read is told of where the model is made.
                outside: self.key_outside(&spec).is_ok_and(|key| key.is_some()),
                is_public: spec.is_at_home() && !spec.is_on_this_machine(),
                place: place.clone(),
            };
            if places.insert(place.clone(), found).is_none() {
                order.push(place);
            }
        }
        Ok(order.into_iter().filter_map(|place| places.remove(&place)).collect())
    }

    fn restore(&self, spent: Spending) {
        let Spending { until, usage, billionths } = spent;
        self.ledger.restore(Spent { until, usage, money: Money::from_billionths(billionths) });
    }

    fn spent(&self, now: Timestamp) -> Spending {
        let Spent { until, usage, money } = self.ledger.spent(now);
        Spending { until, usage, billionths: money.as_billionths() }
    }
}

/// What a model costs: nothing on this machine.
fn prices(choice: &ModelChoice, spec: &ModelSpec) -> Prices {
    match choice.prices {
        Some(TokenPrices { input, cached, output }) if !spec.is_on_this_machine() => Prices {
            prompt: Money::from_units(input),
            cached: cached.map(Money::from_units),
            // Where a provider takes more for keeping a prompt it takes a quarter more.
            cache_writes: cached.map(|_| Money::from_units(input * 1.25)),
            completion: Money::from_units(output),
        },
        _ => Prices::default(),
    }
}

fn spec(text: &str) -> Result<ModelSpec, ChoiceError> {
    text.parse().map_err(|error| told(&error))
}

/// The domain's word for what the adapter says.
pub(crate) fn told(error: &models::Error) -> ChoiceError {
    use models::Error;
    match error {
        Error::UnknownProvider { given } => {
            let given = shortened(given);
            ChoiceError::UnknownProvider { given, providers: Provider::names() }
        }
        Error::NoModel { provider } => ChoiceError::NoModel { provider: provider.to_string() },
        Error::NoAddress { provider, model } => {
            ChoiceError::NoAddress { provider: provider.to_string(), model: shortened(model) }
        }
        Error::BadAddress { problem } => ChoiceError::BadAddress { problem: *problem },
        Error::NoKey { provider, variable } => {
            ChoiceError::NoKey { provider: provider.to_string(), variable: (*variable).to_owned() }
        }
        Error::Key(KeyError::Bad) => ChoiceError::BadKey,
        Error::Key(KeyError::File { path, source }) => {
            ChoiceError::KeyFile { path: path.display().to_string(), problem: source.to_string() }
        }
        Error::Http(_) => ChoiceError::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    fn maker(settings: &ModelChoice) -> RemoteModels {
        let clock = Arc::new(SystemClock);
        let mut maker = RemoteModels::new(clock, TimeZone::UTC, settings).unwrap();
        maker.variable = |name| (name == "OPENAI_API_KEY").then(|| "sk-of-env".to_owned());
        maker
    }

    fn choice(model: &str, fallback: &[&str]) -> ModelChoice {
        ModelChoice {
            model: model.to_owned(),
            fallback: fallback.iter().map(|&model| model.to_owned()).collect(),
            ..ModelChoice::default()
        }
    }

    fn problem(maker: &RemoteModels, choice: &ModelChoice) -> ChoiceError {
        match maker.make(choice, &ModelKeys::new()) {
            Ok(made) => panic!("{} was made", made.model.name()),
            Err(error) => error,
        }
    }

    #[test]
    fn keys_come_from_the_owner_a_file_or_the_environment_and_go_to_their_place_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, "of-a-file\n").unwrap();
        let key_file = Some(file.clone());
        let settings = ModelChoice { key_file, ..choice("gemini:gemini-2.5-flash", &[]) };
        let maker = maker(&settings);
        let all =
            choice("gemini:a", &["openai:b", "groq:c", "groq:d", "openai:x@http://x.example"]);
        let places = maker.key_places(&all).unwrap();
        let told: Vec<_> = places.iter().map(|at| (at.place.as_str(), at.outside)).collect();
        assert_eq!(
            told,
            [
                ("gemini", true),
                ("openai", true),
                ("groq", false),
                ("openai@http://x.example", false)
            ]
        );
        let no_key =
            ChoiceError::NoKey { provider: "groq".to_owned(), variable: "GROQ_API_KEY".to_owned() };
        assert_eq!(problem(&maker, &all), no_key);
        let key = ModelKey("gsk-1".to_owned().into());
        let made = maker.make(&all, &ModelKeys::from([("groq".to_owned(), key)])).ok().unwrap();
        assert!(made.model.name().starts_with("gemini:a > openai:b > groq:c"));
        std::fs::remove_file(&file).unwrap();
        assert!(matches!(problem(&maker, &settings), ChoiceError::KeyFile { .. }));
    }

    #[test]
    fn what_runs_here_costs_nothing_and_reads_little() {
        let prices = Some(TokenPrices { input: 1.0, cached: None, output: 2.0 });
        let priced = ModelChoice { prices, ..choice("ollama:gemma3", &[]) };
        let maker = maker(&priced);
        let price =
            |choice: &ModelChoice, model| super::prices(choice, &spec(model).unwrap()).completion;
        assert_eq!(price(&priced, "ollama:gemma3"), Money::default());
        assert_eq!(price(&priced, "openai:gpt-5"), Money::from_units(2.0));
        assert_eq!(price(&choice("openai:gpt-5", &[]), "openai:gpt-5"), Money::default());
        let size = |choice: &ModelChoice| maker.make(choice, &ModelKeys::new()).ok().unwrap().size;
        assert_eq!(size(&priced), PromptSize::Small);
        assert_eq!(size(&choice("openai:gpt-5", &[])), PromptSize::Large);
        let large = ModelChoice { capacity: Some(PromptSize::Large), ..priced };
        assert_eq!(size(&large), PromptSize::Large);
    }

    #[test]
    fn what_is_no_model_is_told() {
        let maker = maker(&ModelChoice::default());
        assert!(matches!(
            problem(&maker, &choice("gemni:x", &[])),
            ChoiceError::UnknownProvider { given, .. } if given == "gemni:x"
        ));
        assert!(matches!(
            problem(&maker, &choice("compatible:x", &[])),
            ChoiceError::NoAddress { .. }
        ));
        assert!(matches!(
            problem(&maker, &choice("ollama:a", &["ollama:"])),
            ChoiceError::NoModel { .. }
        ));
    }
}

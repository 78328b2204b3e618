//! What the owner has chosen to write for the twins, and the port to whoever makes models of it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{ChatModel, Timestamp, Usage};

/// What the twins do while no model writes: it fails, its budget is spent, or nothing that it wrote
/// may be said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithoutModel {
    /// Recall mode: what the owner once wrote, or nothing.
    #[default]
    Recall,
    /// Nothing.
    Silence,
}

/// How much a model is given to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptSize {
    /// A few examples: for small models, and where reading takes long.
    Small,
    /// Many examples, of which most stay the same from call to call.
    Large,
}

/// What a model costs: the price of a million tokens of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenPrices {
    /// Tokens read.
    #[serde(rename = "in")]
    pub input: f64,
    /// Tokens read that the provider had kept; `None` if they cost what others do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached: Option<f64>,
    /// Tokens written.
    #[serde(rename = "out")]
    pub output: f64,
}

impl TokenPrices {
    /// What tokens come to, in billionths of the currency, rounded up.
    pub fn of(self, usage: Usage) -> u64 {
        let plain = usage.prompt.saturating_sub(usage.cached) as f64;
        let millions = plain * self.input
            + usage.cached as f64 * self.cached.unwrap_or(self.input)
            + usage.completion as f64 * self.output;
        (millions * 1e3).ceil() as u64
    }
}

/// What may be spent in a day; `None` is without end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DailyBudget {
    /// Tokens, read and written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_per_day: Option<u64>,
    /// Money, in the currency of the prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money_per_day: Option<f64>,
}

/// How many candidates a model writes if nothing else is said.
pub const CANDIDATES: usize = 4;
/// How long one answer of a model is waited for if nothing else is said.
pub const MODEL_TIMEOUT: Duration = Duration::from_secs(60);

/// Which model writes for the twins, and within what bounds. No model at all is recall mode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModelChoice {
    /// The model, e.g. `gemini:gemini-2.5-flash`. Empty is none: recall mode.
    #[serde(rename = "use")]
    pub model: String,
    /// Those that are asked when it fails, in this order.
    pub fallback: Vec<String>,
    /// What the models cost that do not run on this machine: where they differ, the dearest.
    pub prices: Option<TokenPrices>,
    /// What may be spent in a day.
    pub budget: DailyBudget,
    /// What happens while there is no model, after the budget's end too.
    pub without: WithoutModel,
    /// How many candidates are asked for, of which the best is taken.
    pub candidates: usize,
    /// How much it is given to read; `None` goes by where the model runs.
    pub capacity: Option<PromptSize>,
    /// How long one answer is waited for, in seconds.
    pub timeout_s: u64,
    /// The file with the key for [`model`](Self::model); for settings in a file, never stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
}

impl Default for ModelChoice {
    fn default() -> Self {
        Self {
            model: String::new(),
            fallback: Vec::new(),
            prices: None,
            budget: DailyBudget::default(),
            without: WithoutModel::default(),
            candidates: CANDIDATES,
            capacity: None,
            timeout_s: MODEL_TIMEOUT.as_secs(),
            key_file: None,
        }
    }
}

impl ModelChoice {
    /// The models in the order in which they are asked.
    pub fn models(&self) -> impl Iterator<Item = &str> {
        let first = Some(self.model.as_str()).filter(|model| !model.is_empty());
        first.into_iter().chain(self.fallback.iter().map(String::as_str))
    }
}

/// A key of a provider: shown to nobody, wiped from memory.
#[derive(Clone, PartialEq, Eq)]
pub struct ModelKey(pub Zeroizing<String>);

impl fmt::Debug for ModelKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ModelKey(…)")
    }
}

/// The keys that the owner has entered, by the place that each is for.
pub type ModelKeys = BTreeMap<String, ModelKey>;

/// Where a model or a voice is, whether it takes a key, and whether one is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPlace {
    /// Whose key it is: a provider's name, with the address where that is another than the
    /// provider's own. A key entered for one place is sent to no other.
    pub place: String,
    /// Whether it takes one: what the server runs by itself takes none.
    pub takes_key: bool,
    /// Whether nobody is answered there without one.
    pub needed: bool,
    /// The environment variable that may hold it, if the environment's key goes to this place.
    pub variable: Option<&'static str>,
    /// Whether the settings or the environment hold one.
    pub outside: bool,
    /// Whether it is the provider's own address on the internet. Any other may be one that only the server
    /// reaches, whatever its name means today.
    pub is_public: bool,
}

/// What was spent in one day, by all models of an owner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spending {
    /// When this day ends.
    pub until: Timestamp,
    /// Tokens.
    pub usage: Usage,
    /// Money, in billionths of the currency of the prices.
    pub billionths: u64,
}

/// A model that was made of a choice.
#[derive(Clone)]
pub struct MadeModel {
    /// The model, or a chain of several.
    pub model: Arc<dyn ChatModel>,
    /// How much it is given to read.
    pub size: PromptSize,
}

/// Makes models of what the owner has chosen, and counts what they spend together.
pub trait ModelMaker: Send + Sync {
    /// The model of a choice that names one.
    fn make(&self, choice: &ModelChoice, keys: &ModelKeys) -> Result<MadeModel, ChoiceError>;

    /// The places whose keys the models of a choice use, each once.
    fn key_places(&self, choice: &ModelChoice) -> Result<Vec<KeyPlace>, ChoiceError>;

    /// Goes on from what was spent before, at the start.
    fn restore(&self, spent: Spending);

    /// What was spent on the day of `now`.
    fn spent(&self, now: Timestamp) -> Spending;
}

/// Why no model can be made of a choice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// The text does not begin with a provider.
    #[error("`{given}` names no provider of models")]
    UnknownProvider {
        /// What was given.
        given: String,
        /// The providers there are.
        providers: String,
    },
    /// Nothing, or something with spaces, stands where the model's name should.
    #[error("which model of {provider} is not said")]
    NoModel {
        /// Whose model is missing.
        provider: String,
    },
    /// The provider has no address of its own.
    #[error("where the server of {provider}:{model} is, is not said")]
    NoAddress {
        /// The provider.
        provider: String,
        /// The model that was given.
        model: String,
    },
    /// The address is not one.
    #[error("the address of a model is none: {problem}")]
    BadAddress {
        /// What is wrong with it.
        problem: AddressProblem,
    },
    /// The provider lets nobody in without a key.
    #[error("{provider} needs a key")]
    NoKey {
        /// The provider.
        provider: String,
        /// The environment variable that may hold the key.
        variable: String,
    },
    /// What was given cannot be a key.
    #[error("that is no key")]
    BadKey,
    /// The file with the key cannot be read.
    #[error("the key file {path} cannot be read")]
    KeyFile {
        /// The file.
        path: String,
        /// Why, in the system's words.
        problem: String,
    },
    /// Money is to be counted, and what the models cost is not known.
    #[error("a budget in money needs prices")]
    NoPrices,
    /// A number that cannot be meant: a price or a budget below zero, no candidates, no time.
    #[error("{field} cannot be {given}")]
    BadNumber {
        /// The setting's name.
        field: &'static str,
        /// What was given.
        given: String,
    },
    /// It has another address than the provider's, and whoever chose it may reach the providers only.
    #[error("{place} has an address that only administrators may choose")]
    OnlyProviders {
        /// The provider, with the address.
        place: String,
    },
    /// Fall-backs without a model to fall back from.
    #[error("there are fall-backs, but no model")]
    OnlyFallback,
    /// The file of a model that would run in this process is not there.
    #[error("{path} is missing")]
    NoFile {
        /// The file.
        path: String,
        /// The model that was named, e.g. `whisper:base`.
        name: String,
    },
    /// The program that would speak is not there, or may not be run.
    #[error("there is no program {program} that may be run")]
    NoProgram {
        /// As it was named.
        program: String,
    },
    /// Somebody is to speak, and in which voice is not said.
    #[error("no voice is named")]
    NoVoice,
    /// This program can make no models.
    #[error("models cannot be set up: {0}")]
    Unavailable(String),
}

/// What is wrong with the address of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// It is no address at all.
    #[error("it is none")]
    Unreadable,
    /// Models are asked over HTTP only.
    #[error("it must begin with http:// or https://")]
    Scheme,
    /// It holds a name or a password, which would be shown with it.
    #[error("a key or password belongs in the key's place, not in the address")]
    Password,
    /// Something follows the path.
    #[error("nothing may follow the path")]
    Query,
    /// It goes on to a call: `/chat/completions`.
    #[error("leave out the last part: it is added for every call")]
    LastPart,
}

impl ModelChoice {
    /// Sees that the bounds can be meant. Whether the models can be made, the maker says.
    pub fn check(&self) -> Result<(), ChoiceError> {
        let bad = |field, given: String| Err(ChoiceError::BadNumber { field, given });
        if self.model.is_empty() && !self.fallback.is_empty() {
            return Err(ChoiceError::OnlyFallback);
        }
        if !(1..=MOST_CANDIDATES).contains(&self.candidates) {
            return bad("candidates", self.candidates.to_string());
        }
        if !(1..=LONGEST_TIMEOUT_S).contains(&self.timeout_s) {
            return bad("timeout_s", self.timeout_s.to_string());
        }
        let is_price = |price: f64| price.is_finite() && price >= 0.0;
        if let Some(prices) = self.prices {
            let all = [
                ("prices.in", Some(prices.input)),
                ("prices.cached", prices.cached),
                ("prices.out", Some(prices.output)),
            ];
            for (field, price) in all {
                if let Some(price) = price.filter(|price| !is_price(*price)) {
                    return bad(field, price.to_string());
                }
            }
        }
        match self.budget.money_per_day {
            Some(money) if !is_price(money) => bad("budget.money_per_day", money.to_string()),
            Some(_) if self.prices.is_none() => Err(ChoiceError::NoPrices),
            _ => Ok(()),
        }
    }
}

/// More candidates than this make nothing better.
pub const MOST_CANDIDATES: usize = 16;
/// Nobody waits longer for a reply: ten minutes.
pub const LONGEST_TIMEOUT_S: u64 = 600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_to_what_they_cost() {
        let prices = TokenPrices { input: 0.5, cached: Some(0.05), output: 2.0 };
        let usage = Usage { prompt: 3_000, cached: 1_000, completion: 100, estimated: 0 };
        assert_eq!(prices.of(usage), 1_000_000 + 50_000 + 200_000);
        assert_eq!(TokenPrices { cached: None, ..prices }.of(usage), 1_500_000 + 200_000);
    }

    #[test]
    fn a_key_is_never_shown() {
        let key = ModelKey(Zeroizing::new("sk-secret".to_owned()));
        assert!(!format!("{key:?} {key:#?}").contains("secret"));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let good = ModelChoice { model: "ollama:gemma3".to_owned(), ..ModelChoice::default() };
        assert_eq!(good.check(), Ok(()));
        assert_eq!(ModelChoice::default().check(), Ok(()), "recall mode");
        let priced = |input| TokenPrices { input, cached: None, output: 1.0 };
        let budget = DailyBudget { money_per_day: Some(1.0), ..DailyBudget::default() };
        let fallback = vec!["ollama:gemma3".to_owned()];
        assert_eq!(
            ModelChoice { fallback, ..ModelChoice::default() }.check(),
            Err(ChoiceError::OnlyFallback)
        );
        assert_eq!(ModelChoice { budget, ..good.clone() }.check(), Err(ChoiceError::NoPrices));
        for bad in [
            ModelChoice { candidates: 0, ..good.clone() },
            ModelChoice { timeout_s: 0, ..good.clone() },
            ModelChoice { prices: Some(priced(-1.0)), ..good.clone() },
            ModelChoice { prices: Some(priced(f64::NAN)), ..good.clone() },
        ] {
            assert!(matches!(bad.check(), Err(ChoiceError::BadNumber { .. })), "{bad:?}");
        }
        assert_eq!(ModelChoice { prices: Some(priced(1.0)), budget, ..good }.check(), Ok(()));
    }

    #[test]
    fn a_stored_choice_of_fewer_settings_is_read() {
        let choice: ModelChoice = serde_json::from_str(r#"{"use": "ollama:gemma3"}"#).unwrap();
        assert_eq!((choice.model.as_str(), choice.candidates), ("ollama:gemma3", CANDIDATES));
        let text = serde_json::to_string(&choice).unwrap();
        assert_eq!(serde_json::from_str::<ModelChoice>(&text).unwrap(), choice);
    }
}

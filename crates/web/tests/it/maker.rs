//! A maker of one scripted model; what begins with `locked` needs a key.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::{
    ChatModel, ChoiceError, Completion, KeyPlace, MadeModel, Meter, ModelChoice, ModelError,
    ModelKeys, ModelMaker, Prompt, PromptSize, Sampling, Spending, Taken, Timestamp, Usage,
};

const USAGE: Usage = Usage { prompt: 120, cached: 0, completion: 8, estimated: 0 };

#[derive(Default)]
pub(crate) struct Maker(Arc<Fake>);

#[derive(Default)]
struct Fake(Mutex<Spending>);

#[async_trait]
impl ChatModel for Fake {
    fn name(&self) -> &'static str {
        "fake:model"
    }

    async fn complete(
        &self,
        _: &Prompt,
        _: Sampling,
        meter: &Meter,
    ) -> Result<Completion, ModelError> {
        meter.add(Taken { usage: USAGE, billionths: 0 });
        self.0.lock().unwrap_or_else(PoisonError::into_inner).usage += USAGE;
        Ok(Completion {
            candidates: vec!["Not bad.".to_owned()],
            model: self.name().to_owned(),
            took: Duration::from_millis(900),
        })
    }
}

impl ModelMaker for Maker {
    fn make(&self, choice: &ModelChoice, keys: &ModelKeys) -> Result<MadeModel, ChoiceError> {
        if choice.model.starts_with("locked") && !keys.contains_key("locked") {
            let (provider, variable) = ("locked".to_owned(), "LOCKED_API_KEY".to_owned());
            return Err(ChoiceError::NoKey { provider, variable });
        }
        Ok(MadeModel { model: Arc::clone(&self.0) as Arc<dyn ChatModel>, size: PromptSize::Small })
    }

    fn key_places(&self, choice: &ModelChoice) -> Result<Vec<KeyPlace>, ChoiceError> {
        let place = |model: &str| {
            let place = model.split(':').next().unwrap_or_default().to_owned();
            KeyPlace { needed: place == "locked", place, variable: None, outside: false }
        };
        Ok(choice.models().map(place).collect())
    }

    fn restore(&self, spent: Spending) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = spent;
    }

    fn spent(&self, _: Timestamp) -> Spending {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! A maker of one scripted model; what begins with `locked` needs a key.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::{
    Ailing, ChatModel, ChoiceError, Completion, KeyPlace, MadeModel, Meter, ModelChoice,
    ModelError, ModelKeys, ModelMaker, Prompt, PromptSize, Refusal, Sampling, Spending, Taken,
    Timestamp, Usage,
};

const USAGE: Usage = Usage { prompt: 120, cached: 0, completion: 8, estimated: 0 };

#[derive(Default)]
pub(crate) struct Maker(Arc<Fake>);

#[derive(Default)]
struct Fake(Mutex<Spending>, Mutex<Option<Refused>>);

/// What it says instead of an answer: a model told to wait, or one whose key is wrong.
#[derive(Clone, Copy)]
pub(crate) enum Refused {
    /// Until this moment.
    Limited(Timestamp),
    Key,
}

impl Maker {
    /// From now on the model is asked in vain.
    pub(crate) fn refuses(&self, how: Refused) {
        *self.0.1.lock().unwrap_or_else(PoisonError::into_inner) = Some(how);
    }
}

fn no_key() -> ModelError {
    ModelError::Refused { refusal: Refusal::Key, reason: "wrong".to_owned() }
}

#[async_trait]
impl ChatModel for Fake {
    fn name(&self) -> &'static str {
        "fake:model"
    }

    fn ailing(&self, now: Timestamp) -> Vec<Ailing> {
        let how = *self.1.lock().unwrap_or_else(PoisonError::into_inner);
        let ailing = |why, until| Ailing { model: self.name().to_owned(), at: now, why, until };
        Vec::from_iter(how.map(|how| match how {
            Refused::Limited(until) => {
                ailing(ModelError::RateLimited { retry_after: None }, Some(until))
            }
            Refused::Key => ailing(no_key(), None),
        }))
    }

    async fn complete(
        &self,
        _: &Prompt,
        _: Sampling,
        meter: &Meter,
    ) -> Result<Completion, ModelError> {
        match *self.1.lock().unwrap_or_else(PoisonError::into_inner) {
            None => {}
            Some(Refused::Limited(_)) => {
                return Err(ModelError::RateLimited { retry_after: None });
            }
            Some(Refused::Key) => return Err(no_key()),
        }
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
            KeyPlace {
                takes_key: true,
                needed: place == "locked",
                is_public: !place.contains('@'),
                place,
                variable: None,
                outside: false,
            }
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

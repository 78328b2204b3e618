//! A model that says what the test tells it, when the test tells it, and its maker.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::{
    ChatModel, ChoiceError, Completion, KeyPlace, MadeModel, Meter, ModelChoice, ModelError,
    ModelKeys, ModelMaker, Prompt, PromptSize, Sampling, Spending, Taken, Timestamp, Usage,
};
use tokio::sync::Semaphore;

pub(crate) const NAME: &str = "fake:model";
pub(crate) const USAGE: Usage = Usage { prompt: 200, cached: 50, completion: 9, estimated: 0 };

/// Answers with what it was told to say, each time the test lets it.
pub(crate) struct Scripted {
    answers: Mutex<VecDeque<Result<Vec<String>, ModelError>>>,
    prompts: Mutex<Vec<Prompt>>,
    leave: Semaphore,
    pub(crate) spent: Mutex<Spending>,
}

impl Scripted {
    /// A model that answers at once.
    pub(crate) fn says(texts: &[&str]) -> Arc<Self> {
        let model = Self::hangs();
        model.will_say(texts);
        model.answers();
        model
    }

    /// A model that fails at once.
    pub(crate) fn fails(error: ModelError) -> Arc<Self> {
        let model = Self::hangs();
        model.answers.lock().unwrap().push_back(Err(error));
        model.answers();
        model
    }

    /// A model that says nothing until [`Scripted::answers`] is called.
    pub(crate) fn hangs() -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::default(),
            prompts: Mutex::default(),
            leave: Semaphore::new(0),
            spent: Mutex::default(),
        })
    }

    /// What comes next: one candidate for each text.
    pub(crate) fn will_say(&self, texts: &[&str]) {
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        self.answers.lock().unwrap().push_back(Ok(texts));
    }

    /// Lets one answer out.
    pub(crate) fn answers(&self) {
        self.leave.add_permits(1);
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Prompt> {
        self.prompts.lock().unwrap().clone()
    }
}

/// Is booked when the call is over, whether it was waited for or not.
struct Bill<'a> {
    spent: &'a Mutex<Spending>,
    meter: &'a Meter,
    taken: Taken,
}

impl Drop for Bill<'_> {
    fn drop(&mut self) {
        let mut spent = self.spent.lock().unwrap();
        spent.usage += self.taken.usage;
        spent.billionths += self.taken.billionths;
        self.meter.add(self.taken);
    }
}

#[async_trait]
impl ChatModel for Scripted {
    fn name(&self) -> &str {
        NAME
    }

    async fn complete(
        &self,
        prompt: &Prompt,
        sampling: Sampling,
        meter: &Meter,
    ) -> Result<Completion, ModelError> {
        self.prompts.lock().unwrap().push(prompt.clone());
        let usage = Usage::estimate(prompt, sampling);
        let mut bill = Bill { spent: &self.spent, meter, taken: Taken { usage, billionths: 7 } };
        self.leave.acquire().await.unwrap().forget();
        bill.taken = Taken { usage: USAGE, billionths: 5 };
        let answer = self.answers.lock().unwrap().pop_front().unwrap();
        answer.map(|candidates| Completion {
            candidates,
            model: NAME.to_owned(),
            took: Duration::from_secs(1),
        })
    }
}

/// Makes that model of whatever is chosen; needs a key for what begins with `locked`.
pub(crate) struct TheMaker(pub(crate) Arc<Scripted>);

impl ModelMaker for TheMaker {
    fn make(&self, choice: &ModelChoice, keys: &ModelKeys) -> Result<MadeModel, ChoiceError> {
        if choice.model.starts_with("locked") && !keys.contains_key("locked") {
            let (provider, variable) = ("locked".to_owned(), "LOCKED_API_KEY".to_owned());
            return Err(ChoiceError::NoKey { provider, variable });
        }
        let model = Arc::clone(&self.0) as Arc<dyn ChatModel>;
        Ok(MadeModel { model, size: choice.capacity.unwrap_or(PromptSize::Small) })
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
        *self.0.spent.lock().unwrap() = spent;
    }

    fn spent(&self, _now: Timestamp) -> Spending {
        *self.0.spent.lock().unwrap()
    }
}

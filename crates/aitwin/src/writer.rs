//! A model that writes replies which are to be measured: at the moments of a benchmark, or at those
//! held out of a history.

use std::sync::Arc;

use anyhow::Result;
use domain::{ChatModel, DailyBudget, ModelChoice, ModelKeys, ModelMaker as _, PromptSize, Usage};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use models::ModelSpec;
use style::{Learner, TimeZone};
use twin::measure::{Occasion, Questions, Took, Written};

use crate::cli::ByModel;
use crate::clock::SystemClock;
use crate::language::{Texts, text};
use crate::maker::RemoteModels;
use crate::trouble::Trouble;

/// How many moments the model is asked about at once.
const AT_ONCE: usize = 4;
/// Nobody waits for a reply.
const PATIENCE_S: u64 = 600;

/// What writes.
pub(crate) struct Writer {
    model: Arc<dyn ChatModel>,
    /// How much it is given to read.
    pub(crate) size: PromptSize,
    /// Whether it is known what it costs.
    is_priced: bool,
    candidates: usize,
}

impl Writer {
    /// The model that the command line names, with the settings' prices and key; `None` if it names
    /// none.
    pub(crate) fn new(by: &ByModel, settings: &ModelChoice) -> Result<Option<Self>> {
        let Some(spec) = &by.model else { return Ok(None) };
        let maker = RemoteModels::new(Arc::new(SystemClock), TimeZone::UTC, settings)?;
        let choice = ModelChoice {
            model: spec.to_string(),
            fallback: Vec::new(),
            candidates: by.candidates.get(),
            capacity: by.capacity.map(Into::into),
            timeout_s: PATIENCE_S,
            // It ends by itself, and what it takes is told.
            budget: DailyBudget::default(),
            ..settings.clone()
        };
        let made = maker.make(&choice, &ModelKeys::new())?;
        let is_here = choice.model.parse().is_ok_and(|spec: ModelSpec| spec.is_on_this_machine());
        Ok(Some(Self {
            model: made.model,
            size: made.size,
            is_priced: choice.prices.is_some() || is_here,
            candidates: choice.candidates,
        }))
    }

    /// The model's name.
    pub(crate) fn name(&self) -> &str {
        self.model.name()
    }

    /// What the model writes on each occasion, in their order.
    pub(crate) async fn write(
        &self,
        learner: &Learner,
        occasions: &[Occasion<'_>],
    ) -> Result<Vec<Written>> {
        let questions = Questions::new(learner, occasions, self.size, self.candidates);
        let ask = |occasion| questions.ask(self.model.as_ref(), occasion);
        let all = stream::iter(occasions).map(ask).buffered(AT_ONCE).try_collect().await;
        all.map_err(|source| {
            let model = self.name().to_owned();
            Trouble::ModelFailed { model, source: Box::new(source) }.into()
        })
    }

    /// What so many replies took: tokens, and money if that is known.
    pub(crate) fn took(&self, written: &[Written]) -> Took {
        Took::of(self.name(), written, self.is_priced)
    }
}

/// What a model took for its replies, in words, of all and of each.
pub(crate) fn took_in_words(took: &Took, texts: &Texts) -> Vec<String> {
    let each = |tokens: u64| tokens.div_ceil(took.replies.max(1) as u64);
    let Usage { prompt, completion, .. } = took.usage;
    let said = text!(
        texts,
        "model-took",
        model = took.model.as_str(),
        count = took.replies,
        read = prompt,
        written = completion,
        readEach = each(prompt),
        writtenEach = each(completion)
    );
    let money = |billionths: u64| texts.decimal(billionths as f64 / 1e9, 6);
    let cost = match took.cost {
        // What runs on this machine.
        Some(0) => return vec![said],
        Some(cost) => {
            text!(texts, "model-cost", cost = money(cost), costEach = money(each(cost)))
        }
        None => text!(texts, "model-cost-unknown"),
    };
    vec![said, cost]
}

//! A model that writes replies to a benchmark's moments.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use domain::{ChatModel, ModelError, PeerId, PromptSize, Usage};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use models::{
    Account, ApiKey, Http, Ledger, Limits, ModelSpec, Patience, Prices, RemoteModel, Spent,
};
use style::{Learner, TimeZone};
use twin::Conversation;
use twin::write::{Known, Manner, Request, drafts};

use super::{Moment, seed_of};
use crate::clock::SystemClock;
use crate::stylebench::ContextRow;

/// How many moments the model is asked about at once.
const AT_ONCE: usize = 4;
/// Nobody waits for a reply.
const PATIENCE: Duration = Duration::from_secs(600);

/// What writes.
pub(super) struct Writer {
    model: RemoteModel,
    size: PromptSize,
    candidates: usize,
}

/// What a model wrote for one moment.
pub(super) struct Written {
    /// The messages; none if it wrote nothing that can be sent.
    pub(super) bubbles: Vec<String>,
    pub(super) usage: Usage,
}

impl Writer {
    pub(super) fn new(spec: &ModelSpec, size: PromptSize, candidates: usize) -> Result<Self> {
        let key = ApiKey::from_environment(spec, |name| std::env::var(name).ok())?;
        let ledger = Ledger::new(Limits::default(), TimeZone::UTC, Spent::default());
        let account = Account { ledger: Arc::new(ledger), prices: Prices::default() };
        let patience =
            Patience { answer: PATIENCE, whole: PATIENCE, at_once: AT_ONCE, ..Patience::default() };
        let clock = Arc::new(SystemClock);
        let model = RemoteModel::new(spec.clone(), key, Http::new()?, clock, patience, account)?;
        Ok(Self { model, size, candidates })
    }

    /// What the model writes for each moment, in their order. The guard is not asked: how like the
    /// owner a reply is has nothing to do with whether it may be sent.
    pub(super) async fn write(
        &self,
        learner: &Learner,
        contexts: &[ContextRow],
        seed: u64,
        owner: PeerId,
    ) -> Result<Vec<Written>> {
        let mut manners: BTreeMap<PeerId, Manner> = BTreeMap::new();
        for context in contexts {
            let chat = PeerId(context.chat_id);
            manners.entry(chat).or_insert_with(|| Manner::new(learner, chat, self.size));
        }
        let manners = &manners;
        let write = |context| async move {
            let moment = Moment::of(context, owner);
            let seed = seed_of(seed, &context.id);
            self.write_one(learner, &manners[&moment.chat], &moment.conversation(), seed)
                .await
                .with_context(|| context.id.clone())
        };
        stream::iter(contexts).map(write).buffered(AT_ONCE).try_collect().await
    }

    async fn write_one(
        &self,
        learner: &Learner,
        manner: &Manner,
        conversation: &Conversation<'_>,
        seed: u64,
    ) -> Result<Written> {
        let silent = Written { bubbles: Vec::new(), usage: Usage::default() };
        let known = Known::default();
        let request = Request::new(learner, manner, conversation, &known, self.candidates, seed);
        let Ok(request) = request else { return Ok(silent) };
        let completion = match self.model.complete(&request.prompt, request.sampling).await {
            Ok(completion) => completion,
            // It wrote nothing, or nothing that makes sense.
            Err(ModelError::Malformed(_)) => return Ok(silent),
            Err(error) => return Err(error.into()),
        };
        let drafts = drafts(learner, manner, conversation, &request, &completion);
        let bubbles = drafts.into_iter().next().map(|draft| draft.bubbles).unwrap_or_default();
        Ok(Written { bubbles, usage: completion.usage })
    }
}

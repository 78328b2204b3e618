//! What a model was asked for a reply, and what came of it: kept for the owner to read.

use std::time::Duration;

use domain::{
    AccountId, Completion, ModelError, OwnerId, PeerId, Prompt, Refusal, ReplyId, Taken, Timestamp,
    Usage,
};
use serde::{Deserialize, Serialize};
use store::{Explained, Store, Tx};
use twin::guard::Rule;
use twin::write::{Request, Weighed};
use twin::{Recalled, SilenceReason};

use crate::{CancelReason, Engine, Error};

/// How long explanations are kept, and how many of each chat.
const MAX_AGE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
const PER_CHAT: usize = 200;

/// Why a model wrote nothing that could be used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum ModelTrouble {
    /// It is asked too often.
    RateLimited,
    /// It cannot be reached, or its provider is failing.
    Unavailable,
    /// It did not answer in time.
    TimedOut,
    /// The day's budget is spent.
    BudgetSpent {
        /// When the next day begins.
        until: Timestamp,
    },
    /// The key is missing or wrong.
    Key,
    /// The provider's account has no money left.
    NoCredit,
    /// The provider has no such model.
    UnknownModel,
    /// The provider's filter stopped it.
    Filtered,
    /// The prompt is longer than what it can read.
    TooLong,
    /// The provider did not take the request.
    Refused {
        /// What it said about it.
        reason: String,
    },
    /// What came was no answer.
    Malformed,
    /// It wrote, but nothing that may be said.
    NothingFits {
        /// Why not.
        reason: SilenceReason,
    },
}

impl ModelTrouble {
    /// What an error of a model is to the owner.
    pub fn of(error: &ModelError) -> Self {
        match error {
            ModelError::RateLimited { .. } => Self::RateLimited,
            ModelError::Unavailable(_) => Self::Unavailable,
            ModelError::TimedOut(_) => Self::TimedOut,
            ModelError::BudgetSpent { until } => Self::BudgetSpent { until: *until },
            ModelError::Malformed(_) => Self::Malformed,
            ModelError::Refused { refusal, reason } => match refusal {
                Refusal::Key => Self::Key,
                Refusal::Money => Self::NoCredit,
                Refusal::UnknownModel => Self::UnknownModel,
                Refusal::Filtered => Self::Filtered,
                Refusal::TooLong => Self::TooLong,
                Refusal::Request => Self::Refused { reason: reason.clone() },
            },
        }
    }
}

/// What came of a model's answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing was sent.
    #[default]
    Silent,
    /// It was planned as a reply.
    Planned {
        /// The messages.
        bubbles: Vec<String>,
        /// How sure the twin was, 0 to 1.
        confidence: f32,
    },
    /// It would have been sent, had the chat not been in watch mode.
    Watched {
        /// The messages.
        bubbles: Vec<String>,
        /// How sure the twin was, 0 to 1.
        confidence: f32,
    },
    /// Nothing was sent: the best of it rests on what only the owner can know.
    AskedOwner {
        /// What the owner would have to say.
        rule: Rule,
        /// The messages that would have been sent.
        bubbles: Vec<String>,
    },
    /// The model's part ended here: recall mode, or silence, took over.
    Failed {
        /// Why.
        why: ModelTrouble,
        /// What recall mode said instead; empty if it said nothing.
        said: Vec<String>,
    },
    /// It was not waited for, or what it wrote no longer counted when it came.
    GivenUp {
        /// What happened meanwhile.
        why: CancelReason,
    },
}

/// Exactly what a model was asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Which model, or chain of models.
    pub model: String,
    /// The rules and the card, the system role.
    pub rules: String,
    /// The fixed examples.
    pub backbone: String,
    /// Examples, memory and the conversation.
    pub transcript: String,
    /// Where it was to stop.
    pub stop: Vec<String>,
    /// How many candidates were wanted.
    pub candidates: usize,
    /// How freely it was to draw.
    pub temperature: f32,
    /// How many tokens one candidate might take.
    pub max_tokens: u32,
    /// The seed.
    pub seed: u64,
    /// The owner's own answers that went in.
    pub shown: Vec<Recalled>,
    /// What is known that went in, of the chat's memory and of what the owner has marked as general.
    pub known: Vec<String>,
}

impl Asked {
    pub(crate) fn of(model: &str, request: &Request) -> Self {
        let Prompt { rules, backbone, transcript, stop } = request.prompt.clone();
        Self {
            model: model.to_owned(),
            rules,
            backbone,
            transcript,
            stop,
            candidates: request.sampling.candidates,
            temperature: request.sampling.temperature,
            max_tokens: request.sampling.max_tokens,
            seed: request.sampling.seed,
            shown: request.shown.clone(),
            known: request.known.clone(),
        }
    }
}

/// What a model was asked for a reply, what it wrote, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Explanation {
    /// What went in.
    pub asked: Asked,
    /// Which model answered; `None` if none did.
    pub answered: Option<String>,
    /// What it wrote, as it wrote it.
    pub candidates: Vec<String>,
    /// What was made of that, best first, and what the guard said of each.
    pub drafts: Vec<Weighed>,
    /// Tokens that it took.
    pub usage: Usage,
    /// What it cost, in billionths of the currency; `None` if that is nothing, or not known.
    pub cost: Option<u64>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// What came of it.
    pub outcome: Outcome,
}

/// An explanation with where it belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedReply {
    /// The reply's identifier, where there is a reply.
    pub id: ReplyId,
    /// In which account.
    pub account: AccountId,
    /// In which chat.
    pub chat: PeerId,
    /// When.
    pub at: Timestamp,
    /// What was asked, and what came of it.
    pub explanation: Explanation,
}

impl Explanation {
    pub(crate) fn take(&mut self, completion: Completion) {
        let Completion { candidates, model, .. } = completion;
        self.answered = Some(model);
        self.candidates = candidates;
    }

    pub(crate) fn charge(&mut self, Taken { usage, billionths }: Taken) {
        self.usage = usage;
        self.cost = (billionths > 0).then_some(billionths);
    }

    pub(crate) async fn store(
        &self,
        tx: &mut Tx,
        id: ReplyId,
        account: AccountId,
        chat: PeerId,
        at: Timestamp,
    ) -> Result<(), Error> {
        let content = serde_json::to_string(self)?;
        let explained = Explained { id, account, chat, at, content };
        Ok(tx.explain(&explained, MAX_AGE, PER_CHAT).await?)
    }
}

/// The explanation of a reply, or without an identifier the latest.
pub async fn explanation(
    store: &Store,
    owner: OwnerId,
    id: Option<ReplyId>,
) -> Result<Option<ExplainedReply>, Error> {
    let mut tx = store.read(owner).await?;
    let found = match id {
        Some(id) => tx.explanation(id).await?,
        None => tx.latest_explanation().await?,
    };
    found.map(read).transpose()
}

fn read(explained: Explained) -> Result<ExplainedReply, Error> {
    let Explained { id, account, chat, at, content } = explained;
    Ok(ExplainedReply { id, account, chat, at, explanation: serde_json::from_str(&content)? })
}

impl Engine {
    /// The explanation of a reply.
    pub async fn explanation(&self, id: ReplyId) -> Result<Option<ExplainedReply>, Error> {
        explanation(&self.inner.store, self.inner.owner, Some(id)).await
    }

    /// The explanations of a chat, at most `limit`, newest first.
    pub async fn explanations(
        &self,
        account: AccountId,
        chat: PeerId,
        limit: usize,
    ) -> Result<Vec<ExplainedReply>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        tx.explanations(account, chat, limit).await?.into_iter().map(read).collect()
    }
}

//! The port to a chat model.
//!
//! A model is only asked for text: it has no tools, it decides nothing, and what it answers is
//! checked by code before anyone sees it.

use std::time::Duration;

use async_trait::async_trait;

use crate::{BoxError, Meter, Timestamp};

/// What a model is asked. The parts stand in this order; the first two are the same bytes for every
/// call of a chat, so that a provider that keeps the beginnings of prompts has read them already.
/// They are joined as they are: each ends with the line break that it wants.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Prompt {
    /// The rules and the card: the system role. Never holds what a stranger wrote.
    pub rules: String,
    /// The fixed examples: the same from call to call. May be empty.
    pub backbone: String,
    /// What differs each time: exemplars, memory, the conversation; ends in the owner's open turn.
    pub transcript: String,
    /// Where the model is to stop: the text ends before the first of these. The one that is met most
    /// often first: some providers take four, and write on, for money, to where the others stand.
    pub stop: Vec<String>,
}

/// How long the parts are, since what they say belongs in no log.
impl std::fmt::Debug for Prompt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prompt")
            .field("rules_bytes", &self.rules.len())
            .field("backbone_bytes", &self.backbone.len())
            .field("transcript_bytes", &self.transcript.len())
            .field("stops", &self.stop.len())
            .finish()
    }
}

/// How the continuations are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// How many continuations are wanted, at least 1. Fewer may come.
    pub candidates: usize,
    /// 0 takes the likeliest word each time; about 1 draws as the model has learnt. Not sent to
    /// models that refuse it.
    pub temperature: f32,
    /// The longest that one continuation may become, in the model's tokens.
    pub max_tokens: u32,
    /// The same seed and prompt give the same continuations, where the provider can promise it.
    pub seed: u64,
}

/// What a model answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Completion {
    /// The continuations, at least one, each with some text in it, as the model wrote them but
    /// without anything from a stop on. At most as many as were wanted.
    pub candidates: Vec<String>,
    /// Which model really answered: the [`ChatModel::name`] of one in a chain.
    pub model: String,
    /// How long it took from the question on, waiting and tries that failed included.
    pub took: Duration,
}

/// How many candidates came, since what they say belongs in no log.
impl std::fmt::Debug for Completion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Completion")
            .field("candidates", &self.candidates.len())
            .field("model", &self.model)
            .field("took", &self.took)
            .finish()
    }
}

/// A model, or several behind one another, that continue a text.
#[async_trait]
pub trait ChatModel: Send + Sync {
    /// What the owner calls it in their settings, e.g. `gemini:gemini-2.5-flash`. Holds no secret.
    fn name(&self) -> &str;

    /// Asks for continuations of the prompt. It has waited and tried again by itself, within its
    /// own time-out, when this returns an error.
    ///
    /// What it takes goes onto the meter, failed tries included. Giving up waiting loses nothing but
    /// what the provider may charge, of which the meter gets an estimate when the future is dropped. Where several
    /// stand behind one another, each that fails is noted there too: the error tells of one at most.
    async fn complete(
        &self,
        prompt: &Prompt,
        sampling: Sampling,
        meter: &Meter,
    ) -> Result<Completion, ModelError>;

    /// What is wrong with it, or with those behind it, the one asked first before the others: of each
    /// what came of asking it last, if that was no answer.
    fn ailing(&self, _now: Timestamp) -> Vec<Ailing> {
        Vec::new()
    }
}

/// A model that gave no answer when it was last asked.
#[derive(Debug)]
pub struct Ailing {
    /// Its [`ChatModel::name`].
    pub model: String,
    /// When it was asked.
    pub at: Timestamp,
    /// What came of that.
    pub why: ModelError,
    /// Until when it is not asked again; `None` if the next question goes to it.
    pub until: Option<Timestamp>,
}

/// Why a model gave no continuation.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Too many requests, or the account's quota is used up.
    #[error("the model is asked too often")]
    RateLimited {
        /// When to try again, if the provider says so.
        retry_after: Option<Duration>,
    },
    /// No connection, or the provider is failing or overloaded.
    #[error("the model cannot be reached")]
    Unavailable(#[source] BoxError),
    /// No answer in time, or one that stopped in the middle.
    #[error("the model did not answer within {0:?}")]
    TimedOut(Duration),
    /// The same question would be refused again: a bad key, an unknown model, a filter.
    #[error("the model refused ({refusal}): {reason}")]
    Refused {
        /// What kind of refusal it is.
        refusal: Refusal,
        /// What the provider says about it, shortened, without keys.
        reason: String,
    },
    /// The owner's budget of the day is used up.
    #[error("the budget of the day is spent")]
    BudgetSpent {
        /// When the next day begins where the owner lives.
        until: Timestamp,
    },
    /// An answer came that is none: no text, or not in the form that the provider documents.
    #[error("the model's answer makes no sense: {0}")]
    Malformed(String),
}

/// Why a question would be refused again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The key is missing, wrong, or may not use this model.
    Key,
    /// The account has no money left.
    Money,
    /// The provider has no model of that name, or serves nothing at that address.
    UnknownModel,
    /// The provider's filter stopped this question or its answer; another may pass.
    Filtered,
    /// The prompt is longer than what the model can read.
    TooLong,
    /// Anything else about this request that the provider does not take.
    Request,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Key => "key",
            Self::Money => "no credit",
            Self::UnknownModel => "unknown model",
            Self::Filtered => "content filter",
            Self::TooLong => "prompt too long",
            Self::Request => "bad request",
        })
    }
}

impl ModelError {
    /// The same again, with what lies behind it in words only.
    #[must_use]
    pub fn restated(&self) -> Self {
        match self {
            Self::RateLimited { retry_after } => Self::RateLimited { retry_after: *retry_after },
            Self::Unavailable(source) => Self::Unavailable(source.to_string().into()),
            Self::TimedOut(after) => Self::TimedOut(*after),
            Self::Refused { refusal, reason } => {
                Self::Refused { refusal: *refusal, reason: reason.clone() }
            }
            Self::BudgetSpent { until } => Self::BudgetSpent { until: *until },
            Self::Malformed(what) => Self::Malformed(what.clone()),
        }
    }

    /// Whether the same question may succeed later, unchanged.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::Unavailable(_)
            | Self::TimedOut(_)
            | Self::BudgetSpent { .. }
            | Self::Malformed(_) => true,
            Self::Refused { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_stays_out_of_logs() {
        let prompt = Prompt {
            rules: "SECRET rules".to_owned(),
            backbone: "SECRET examples".to_owned(),
            transcript: "SECRET talk".to_owned(),
            stop: vec!["SECRET".to_owned()],
        };
        let completion = Completion {
            candidates: vec!["SECRET reply".to_owned()],
            model: "ollama:small".to_owned(),
            took: Duration::from_secs(1),
        };
        for shown in [format!("{prompt:?}"), format!("{completion:?}")] {
            assert!(!shown.contains("SECRET"), "{shown}");
        }
    }

    #[test]
    fn only_a_refusal_is_final() {
        assert!(ModelError::RateLimited { retry_after: None }.is_transient());
        assert!(ModelError::BudgetSpent { until: Timestamp::from_secs(1) }.is_transient());
        let refused = ModelError::Refused { refusal: Refusal::Key, reason: "no key".to_owned() };
        assert!(!refused.is_transient());
        assert_eq!(refused.to_string(), "the model refused (key): no key");
    }
}

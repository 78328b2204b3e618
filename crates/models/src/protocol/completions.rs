//! OpenAI's older completions: a text that is gone on with, which is all that a base model can do.

use domain::ModelError;
use serde_json::Value;

use super::chat_completions::{openai_bill, written};
use super::{Ask, Body, Protocol, Written, list};
use crate::ledger::Bill;

/// `POST /completions`.
pub(crate) struct Completions;

impl Protocol for Completions {
    fn path(&self, _model: &str) -> String {
        "/completions".to_owned()
    }

    /// The rules are left out: a base model obeys none, it would go on writing rules.
    fn body(&self, ask: &Ask<'_>) -> Body {
        let text = [ask.prompt.backbone.as_str(), ask.prompt.transcript.as_str()].concat();
        Body::default()
            .with("model", ask.model)
            .with("prompt", text)
            .with("max_tokens", ask.max_tokens())
            .maybe("temperature", ask.temperature())
            .maybe("stop", ask.stops())
            .maybe("seed", ask.seed())
            .maybe("n", ask.candidates())
    }

    fn read(&self, answer: &Value) -> Result<Vec<Written>, ModelError> {
        let text = |choice: &Value| choice["text"].as_str().unwrap_or_default().to_owned();
        Ok(list(answer, "choices")?.iter().map(|choice| written(choice, text(choice))).collect())
    }

    fn bill(&self, answer: &Value) -> Bill {
        openai_bill(answer)
    }
}

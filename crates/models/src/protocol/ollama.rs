//! Ollama's own chat.

use domain::{ModelError, Usage};
use serde_json::{Map, Value, json};

use super::{Ask, Body, End, Protocol, Written, count};
use crate::ledger::Bill;

/// `POST /api/chat`.
pub(crate) struct Ollama;

impl Protocol for Ollama {
    fn path(&self, _model: &str) -> String {
        "/api/chat".to_owned()
    }

    fn body(&self, ask: &Ask<'_>) -> Body {
        let mut messages = Vec::new();
        if let Some(rules) = ask.system() {
            messages.push(json!({"role": "system", "content": rules}));
        }
        messages.push(json!({"role": "user", "content": ask.user()}));

        let mut options = Map::new();
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                options.insert(name.to_owned(), value);
            }
        };
        // Otherwise Ollama silently drops the beginning of what is longer than its default.
        set("num_ctx", Some(ask.learnt.context.into()));
        set("num_predict", Some(ask.max_tokens().into()));
        set("temperature", ask.temperature().map(Value::from));
        set("stop", ask.stops().map(Value::from));
        set("seed", ask.seed().map(Value::from));

        let mut body = Body::default()
            .with("model", ask.model)
            .with("stream", false)
            .with("messages", messages)
            .with("options", options);
        if let Some((field, value)) = ask.unthinking() {
            body = body.with(field, value);
        }
        body
    }

    fn read(&self, answer: &Value) -> Result<Vec<Written>, ModelError> {
        let text = answer
            .pointer("/message/content")
            .and_then(Value::as_str)
            .ok_or_else(|| ModelError::Malformed("it has no `message`".to_owned()))?;
        let end = if answer["done_reason"] == "length" { End::Cut } else { End::Whole };
        Ok(vec![Written { text: text.to_owned(), end }])
    }

    fn bill(&self, answer: &Value) -> Bill {
        Bill {
            usage: Usage {
                prompt: count(answer, "/prompt_eval_count"),
                cached: count(answer, "/prompt_eval_cached_count"),
                completion: count(answer, "/eval_count"),
                ..Usage::default()
            },
            cache_writes: 0,
        }
    }
}

//! Anthropic's messages.

use domain::{ModelError, Usage};
use http::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::{Ask, Body, End, Protocol, Written, count, list};
use crate::ApiKey;
use crate::ledger::Bill;

/// `POST /messages`.
pub(crate) struct Anthropic;

impl Protocol for Anthropic {
    fn path(&self, _model: &str) -> String {
        "/messages".to_owned()
    }

    fn headers(&self, key: Option<&ApiKey>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
        if let Some(value) = key.and_then(|key| key.header("")) {
            headers.insert("x-api-key", value);
        }
        headers
    }

    fn body(&self, ask: &Ask<'_>) -> Body {
        let stable = ask.stable();
        let system = ask.system().map(|rules| parts(&[rules], ask, stable.is_empty()));
        let mut content = parts(&stable, ask, true);
        content.push(json!({"type": "text", "text": ask.prompt.transcript}));
        // A stop of white space alone is refused.
        let stops = ask.stops().map(|stops| {
            let telling = stops.into_iter().filter(|stop| !stop.trim().is_empty());
            telling.collect::<Vec<_>>()
        });
        let mut body = Body::default()
            .with("model", ask.model)
            .maybe("system", system)
            .with("messages", vec![json!({"role": "user", "content": content})])
            .with("max_tokens", ask.max_tokens())
            // From 0 to 1 here, and not to 2.
            .maybe("temperature", ask.temperature().map(|temperature| temperature.min(1.0)))
            .maybe("stop_sequences", stops.filter(|stops| !stops.is_empty()));
        if let Some((field, value)) = ask.unthinking() {
            body = body.with(field, value);
        }
        body
    }

    fn read(&self, answer: &Value) -> Result<Vec<Written>, ModelError> {
        let blocks = list(answer, "content")?;
        let text = blocks
            .iter()
            .filter(|block| block["type"] == "text")
            .filter_map(|block| block["text"].as_str())
            .collect();
        let end = match answer["stop_reason"].as_str() {
            Some("refusal") => End::Filtered,
            Some("max_tokens" | "model_context_window_exceeded") => End::Cut,
            _ => End::Whole,
        };
        Ok(vec![Written { text, end }])
    }

    fn bill(&self, answer: &Value) -> Bill {
        let cached = count(answer, "/usage/cache_read_input_tokens");
        let cache_writes = count(answer, "/usage/cache_creation_input_tokens");
        Bill {
            usage: Usage {
                // `input_tokens` are only those that were neither read from nor written to the
                // cache.
                prompt: count(answer, "/usage/input_tokens")
                    .saturating_add(cached)
                    .saturating_add(cache_writes),
                cached,
                completion: count(answer, "/usage/output_tokens"),
                ..Usage::default()
            },
            cache_writes,
        }
    }
}

/// Text blocks, the last of which may end what is to be kept.
fn parts(texts: &[&str], ask: &Ask<'_>, end: bool) -> Vec<Value> {
    let mut parts: Vec<Value> =
        texts.iter().map(|text| json!({"type": "text", "text": text})).collect();
    if let Some(last) = parts.last_mut().filter(|_| end && ask.learnt.cache_marks) {
        last["cache_control"] = json!({"type": "ephemeral"});
    }
    parts
}

//! Google's `generateContent`.

use domain::{ModelError, Refusal, Usage};
use http::header::HeaderMap;
use serde_json::{Map, Value, json};

use super::{Ask, Body, End, Protocol, Written, count, list};
use crate::ApiKey;
use crate::ledger::Bill;

/// `POST /models/MODEL:generateContent`.
pub(crate) struct Gemini;

impl Protocol for Gemini {
    fn path(&self, model: &str) -> String {
        let model = model.strip_prefix("models/").unwrap_or(model);
        format!("/models/{model}:generateContent")
    }

    fn headers(&self, key: Option<&ApiKey>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(value) = key.and_then(|key| key.header("")) {
            headers.insert("x-goog-api-key", value);
        }
        headers
    }

    fn body(&self, ask: &Ask<'_>) -> Body {
        let mut parts = ask.stable();
        parts.push(&ask.prompt.transcript);
        let parts: Vec<Value> = parts.into_iter().map(|text| json!({"text": text})).collect();

        let mut config = Map::new();
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                config.insert(name.to_owned(), value);
            }
        };
        set("maxOutputTokens", Some(ask.max_tokens().into()));
        set("temperature", ask.temperature().map(Value::from));
        set("stopSequences", ask.stops().map(Value::from));
        set("seed", ask.seed().map(Value::from));
        set("candidateCount", ask.candidates().map(Value::from));
        if let Some((field, value)) = ask.unthinking() {
            set(field, Some(value));
        }

        Body::default()
            .maybe(
                "systemInstruction",
                ask.system().map(|rules| json!({"parts": [{"text": rules}]})),
            )
            .with("contents", vec![json!({"role": "user", "parts": parts})])
            .with("generationConfig", config)
    }

    fn read(&self, answer: &Value) -> Result<Vec<Written>, ModelError> {
        if let Some(block) = answer.pointer("/promptFeedback/blockReason").and_then(Value::as_str) {
            return Err(ModelError::Refused {
                refusal: Refusal::Filtered,
                reason: format!("the prompt was blocked: {block}"),
            });
        }
        Ok(list(answer, "candidates")?.iter().map(written).collect())
    }

    fn bill(&self, answer: &Value) -> Bill {
        Bill {
            usage: Usage {
                prompt: count(answer, "/usageMetadata/promptTokenCount"),
                cached: count(answer, "/usageMetadata/cachedContentTokenCount"),
                // Thoughts are paid for, and not among the tokens of the candidates.
                completion: count(answer, "/usageMetadata/candidatesTokenCount")
                    .saturating_add(count(answer, "/usageMetadata/thoughtsTokenCount")),
                ..Usage::default()
            },
            cache_writes: 0,
        }
    }
}

fn written(candidate: &Value) -> Written {
    let parts = candidate.pointer("/content/parts").and_then(Value::as_array);
    let text = parts
        .into_iter()
        .flatten()
        .filter(|part| part["thought"] != true)
        .filter_map(|part| part["text"].as_str())
        .collect();
    let end = match candidate["finishReason"].as_str() {
        Some("MAX_TOKENS") => End::Cut,
        Some(
            "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "LANGUAGE",
        ) => End::Filtered,
        _ => End::Whole,
    };
    Written { text, end }
}

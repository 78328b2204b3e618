//! OpenAI's chat completions, which most providers and local servers speak too.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::{ModelError, Usage};
use serde_json::{Value, json};

use super::{Ask, Body, End, Protocol, Written, count, list};
use crate::ledger::Bill;

/// `POST /chat/completions`.
pub(crate) struct ChatCompletions;

impl Protocol for ChatCompletions {
    fn path(&self, _model: &str) -> String {
        "/chat/completions".to_owned()
    }

    fn body(&self, ask: &Ask<'_>) -> Body {
        let mut messages = Vec::new();
        let stable = ask.stable();
        let mark = ask.learnt.cache_marks;
        if let Some(rules) = ask.system() {
            let content = if mark && stable.is_empty() { marked(&[rules]) } else { rules.into() };
            messages.push(json!({"role": "system", "content": content}));
        }
        let content = if mark && !stable.is_empty() {
            let mut parts = marked(&stable);
            if let Value::Array(parts) = &mut parts {
                parts.push(json!({"type": "text", "text": ask.prompt.transcript}));
            }
            parts
        } else {
            // Not every compatible server takes a message in parts.
            ask.user().into()
        };
        messages.push(json!({"role": "user", "content": content}));

        // Without marks the newest message would be written to the cache, at a higher price, and
        // never be read again.
        let cache = mark.then(|| json!({"mode": "explicit"}));
        let mut body = Body::default()
            .with("model", ask.model)
            .maybe("prompt_cache_options", cache)
            .maybe("prompt_cache_key", mark.then(|| prefix_name(ask)))
            .with("messages", messages)
            .with(ask.learnt.max_tokens_field, ask.max_tokens())
            .maybe("temperature", ask.temperature())
            .maybe("stop", ask.stops())
            .maybe("seed", ask.seed())
            .maybe("n", ask.candidates());
        if let Some((field, value)) = ask.unthinking() {
            body = body.with(field, value);
        }
        body
    }

    fn read(&self, answer: &Value) -> Result<Vec<Written>, ModelError> {
        let choices = list(answer, "choices")?;
        Ok(choices.iter().map(|choice| written(choice, text_of(&choice["message"]))).collect())
    }

    fn bill(&self, answer: &Value) -> Bill {
        openai_bill(answer)
    }
}

/// Text parts of which the last ends what is to be kept.
fn marked(parts: &[&str]) -> Value {
    let last = parts.len().saturating_sub(1);
    let part = |(index, text): (usize, &&str)| {
        let mut part = json!({"type": "text", "text": text});
        if index == last {
            part["prompt_cache_breakpoint"] = json!({"mode": "explicit"});
        }
        part
    };
    parts.iter().enumerate().map(part).collect()
}

/// A name for what is the same from call to call, by which requests find the machine that has read
/// it already.
fn prefix_name(ask: &Ask<'_>) -> String {
    let mut hasher = DefaultHasher::new();
    ask.prompt.rules.hash(&mut hasher);
    ask.prompt.backbone.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The text of a message; some servers send it in parts, among them what was thought.
fn text_of(message: &Value) -> String {
    match &message["content"] {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => String::new(),
    }
}

/// One choice of an answer, chat or not.
pub(super) fn written(choice: &Value, text: String) -> Written {
    let refused = choice.pointer("/message/refusal").is_some_and(Value::is_string);
    let end = match choice["finish_reason"].as_str() {
        Some("content_filter") => End::Filtered,
        _ if refused && text.is_empty() => End::Filtered,
        Some("length") => End::Cut,
        _ => End::Whole,
    };
    Written { text, end }
}

/// `usage` as OpenAI, and those who follow it, report it.
pub(super) fn openai_bill(answer: &Value) -> Bill {
    // DeepSeek has a name of its own for the cached part.
    let cached = count(answer, "/usage/prompt_tokens_details/cached_tokens")
        .max(count(answer, "/usage/prompt_cache_hit_tokens"));
    Bill {
        usage: Usage {
            prompt: count(answer, "/usage/prompt_tokens"),
            cached,
            completion: count(answer, "/usage/completion_tokens"),
            ..Usage::default()
        },
        cache_writes: count(answer, "/usage/prompt_tokens_details/cache_write_tokens"),
    }
}

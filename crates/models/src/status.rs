//! What an error of a provider means.

use std::collections::HashSet;
use std::time::Duration;

use domain::{ModelError, Prompt, Refusal, Timestamp};
use http::StatusCode;
use http::header::HeaderMap;
use serde_json::Value;

use crate::ApiKey;
use crate::learnt::TOO_FEW_PLACES;
use crate::retry::retry_after;

/// A call that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: ModelError,
    /// When the provider says to try again.
    pub(crate) retry_after: Option<Duration>,
    /// For a request that was not understood: the field and the message, in lower case.
    pub(crate) complaint: Option<String>,
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        Self { error, retry_after: None, complaint: None }
    }
}

/// A provider that failed, or is overloaded.
#[derive(Debug, thiserror::Error)]
#[error("HTTP status {status}: {reason}")]
struct Failing {
    status: u16,
    reason: String,
}

/// What must not be repeated in an error, though the provider may do so.
pub(crate) struct Private<'a> {
    pub(crate) key: Option<&'a ApiKey>,
    pub(crate) prompt: &'a Prompt,
}

/// The error that an answer is, if it is one. Some gateways answer 200 with an error inside.
pub(crate) fn failure(
    status: StatusCode,
    headers: &HeaderMap,
    body: &Value,
    private: &Private<'_>,
    now: Timestamp,
) -> Option<Failure> {
    let inside = body.get("error").filter(|error| !error.is_null());
    let status = match inside {
        None if status.is_success() => return None,
        Some(error) if status.is_success() => inner_status(error),
        _ => status.as_u16(),
    };
    let said = Said::in_body(body);
    let reason = private.scrub(&said.message, status);
    let retry_after = retry_after(headers, body, now);
    let refused = |refusal| ModelError::Refused { refusal, reason: reason.clone() };
    let error = match status {
        // Some versions of llama.cpp's server call it a failure of their own.
        _ if said.mentions(TOO_FEW_PLACES) => refused(Refusal::Request),
        401 => refused(Refusal::Key),
        402 => refused(Refusal::Money),
        403 if said.mentions(FILTERED) => refused(Refusal::Filtered),
        403 => refused(Refusal::Key),
        404 => refused(Refusal::UnknownModel),
        413 => refused(Refusal::TooLong),
        429 if said.mentions(&["insufficient_quota"]) => refused(Refusal::Money),
        429 => ModelError::RateLimited { retry_after },
        408 | 409 | 425 | 500.. => {
            ModelError::Unavailable(Failing { status, reason: reason.clone() }.into())
        }
        300..=399 => ModelError::Refused {
            refusal: Refusal::Request,
            reason: format!("HTTP status {status}: the server sends elsewhere"),
        },
        _ if said.mentions(BAD_KEY) => refused(Refusal::Key),
        _ if said.mentions(NO_MONEY) => refused(Refusal::Money),
        _ if said.mentions(TOO_LONG) => refused(Refusal::TooLong),
        _ if said.mentions(FILTERED) => refused(Refusal::Filtered),
        _ if said.mentions(UNKNOWN_MODEL) => refused(Refusal::UnknownModel),
        _ => refused(Refusal::Request),
    };
    let is_request = matches!(error, ModelError::Refused { refusal: Refusal::Request, .. });
    let complaint = (is_request && status >= 400).then_some(said.lower);
    Some(Failure { error, retry_after, complaint })
}

const BAD_KEY: &[&str] = &["api_key_invalid", "api key not valid", "invalid api key"];
const NO_MONEY: &[&str] = &["credit balance", "insufficient_quota", "insufficient balance"];
const TOO_LONG: &[&str] = &[
    "context_length_exceeded",
    "context length",
    "exceed_context_size",
    "context size",
    "prompt is too long",
    "input token count",
    "too many tokens",
];
const FILTERED: &[&str] = &["content_filter", "content_policy", "flagged", "moderation", "safety"];
const UNKNOWN_MODEL: &[&str] =
    &["model_not_found", "model_decommissioned", "model not exist", "not a valid model"];

/// What the provider says, with every name that it has for the kind of error.
struct Said {
    message: String,
    lower: String,
}

impl Said {
    fn in_body(body: &Value) -> Self {
        let error = &body["error"];
        // FastAPI, and so several small servers, say `detail`; others `message` outside of `error`.
        let message = [&error["message"], error, &body["message"], &body["detail"]]
            .into_iter()
            .find_map(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let reasons = error["details"].as_array().into_iter().flatten();
        let kinds = [&error["param"], &error["code"], &error["type"], &error["status"]];
        let kinds = kinds.into_iter().chain(reasons.map(|detail| &detail["reason"]));
        let mut lower = String::new();
        for word in kinds.filter_map(Value::as_str).chain([message.as_str()]) {
            lower.push_str(word);
            lower.push(' ');
        }
        Self { message, lower: lower.to_lowercase() }
    }

    fn mentions(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.lower.contains(word))
    }
}

/// The status of an error that came with status 200: it may stand in `code`.
fn inner_status(error: &Value) -> u16 {
    error["code"]
        .as_u64()
        .and_then(|code| u16::try_from(code).ok())
        .filter(|code| (400..600).contains(code))
        .unwrap_or(502)
}

impl Private<'_> {
    /// The provider's message on one short line, without the key and without what people wrote.
    pub(crate) fn scrub(&self, message: &str, status: u16) -> String {
        const LONGEST: usize = 200;
        if message.trim().is_empty() {
            return format!("HTTP status {status}");
        }
        if self.repeats_prompt(message) {
            return format!("HTTP status {status} (the provider's message repeats the prompt)");
        }
        let shown = |word| !self.key.is_some_and(|key| key.shows_in(word));
        let words: Vec<&str> = message
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .map(|word| if shown(word) { word } else { "(key)" })
            .collect();
        let line = words.join(" ");
        match line.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }

    /// Whether a good piece of the prompt stands in the message, however its lines are broken.
    fn repeats_prompt(&self, message: &str) -> bool {
        const PIECE: usize = 12;
        let characters = |text: &str| {
            let words: Vec<&str> = text.split_whitespace().collect();
            words.join(" ").chars().collect::<Vec<char>>()
        };
        let message = characters(message);
        let pieces: HashSet<&[char]> = message.windows(PIECE).collect();
        [&self.prompt.rules, &self.prompt.backbone, &self.prompt.transcript]
            .into_iter()
            .any(|part| characters(part).windows(PIECE).any(|piece| pieces.contains(piece)))
    }
}

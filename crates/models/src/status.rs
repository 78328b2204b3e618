//! What an error of a provider means.

use std::time::Duration;

use domain::{ModelError, Prompt, Refusal, Timestamp};
use http::StatusCode;
use http::header::HeaderMap;
use outward::{repeats, retry_after, seconds, shortened};
use serde_json::Value;

use crate::ApiKey;
use crate::learnt::TOO_FEW_PLACES;

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
    let retry_after = retry_after(headers, now).or_else(|| retry_info(body));
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

/// When Google says to try again, which it does in the body.
fn retry_info(body: &Value) -> Option<Duration> {
    let details = body.pointer("/error/details")?.as_array()?;
    let delay = details.iter().find_map(|detail| detail["retryDelay"].as_str())?;
    seconds(delay.strip_suffix('s')?, 1.0)
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
        let Prompt { rules, backbone, transcript, .. } = self.prompt;
        if repeats(message, &[rules, backbone, transcript]) {
            return format!("HTTP status {status} (the provider's message repeats the prompt)");
        }
        shortened(message, self.key).unwrap_or_else(|| format!("HTTP status {status}"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn google_says_it_in_the_body() {
        let body = json!({"error": {"details": [
            {"@type": "type.googleapis.com/google.rpc.QuotaFailure"},
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "33.5s"},
        ]}});
        let told = retry_info(&body);
        assert_eq!(told, Some(Duration::from_millis(33_500)));
    }
}

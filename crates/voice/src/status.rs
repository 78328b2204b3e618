//! What an error of a provider means. OpenAI, and whoever speaks as it does, says `error`; ElevenLabs
//! says `detail`, and puts what matters into its `status` or `code`.

use std::time::Duration;

use domain::{BoxError, Timestamp};
use http::StatusCode;
use http::header::HeaderMap;
use outward::{ApiKey, repeats, retry_after, shortened};
use serde_json::Value;

use crate::problem::{Problem, Refusal};

/// What must not be repeated in an error, though the provider may do so.
pub(crate) struct Private<'a> {
    pub(crate) key: Option<&'a ApiKey>,
    pub(crate) texts: &'a [&'a str],
}

/// A provider that failed, or is overloaded.
#[derive(Debug, thiserror::Error)]
#[error("HTTP status {status}: {reason}")]
struct Failing {
    status: u16,
    reason: String,
}

/// Whether a provider that is unavailable has answered that it did not even begin.
pub(crate) fn has_done_nothing(why: &BoxError) -> bool {
    why.downcast_ref::<Failing>().is_some_and(|failing| failing.status < 500)
}

/// An answer that is an error, and when to ask again, if the provider says so.
pub(crate) fn problem(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    private: &Private<'_>,
    now: Timestamp,
) -> (Problem, Option<Duration>) {
    let body = serde_json::from_slice(body).unwrap_or(Value::Null);
    let said = Said::in_body(&body);
    let status = status.as_u16();
    let reason = if repeats(&said.message, private.texts) {
        format!("HTTP status {status} (the provider's message repeats the text)")
    } else {
        shortened(&said.message, private.key).unwrap_or_else(|| format!("HTTP status {status}"))
    };
    let retry_after = retry_after(headers, now);
    let refused = |refusal| Problem::refused(refusal, reason.clone());
    let named = KINDS.iter().find(|(_, words)| said.mentions(words)).map(|(kind, _)| *kind);
    let unavailable = || Problem::Unavailable(Failing { status, reason: reason.clone() }.into());
    let problem = match (status, named) {
        // A provider that fails may say anything.
        (500.., _) => unavailable(),
        (_, Some(Kind::Busy)) => unavailable(),
        (_, Some(Kind::Crowded)) => Problem::Crowded,
        (_, Some(Kind::Refused(refusal))) => refused(refusal),
        (401 | 403, None) => refused(Refusal::Key),
        (402, None) => refused(Refusal::Money),
        (404, None) => refused(Refusal::UnknownModel),
        (413, None) => refused(Refusal::TooLong),
        (415, None) => refused(Refusal::NotSound),
        (429, None) => Problem::RateLimited { retry_after },
        (408 | 409 | 425, None) => unavailable(),
        (300..=399, None) => Problem::refused(
            Refusal::Request,
            format!("HTTP status {status}: the server sends elsewhere"),
        ),
        _ => refused(Refusal::Request),
    };
    (problem, retry_after)
}

#[derive(Clone, Copy)]
enum Kind {
    /// More calls at once than the plan allows.
    Crowded,
    /// Everybody's calls are too many.
    Busy,
    Refused(Refusal),
}

/// What providers call their errors: the first that is met.
const KINDS: &[(Kind, &[&str])] = &[
    (Kind::Crowded, &["too_many_concurrent_requests", "concurrent_limit_exceeded"]),
    (Kind::Busy, &["system_busy"]),
    (Kind::Refused(Refusal::Money), &["quota_exceeded", "insufficient_quota", "credit balance"]),
    (
        Kind::Refused(Refusal::TooLong),
        &[
            "max_character_limit_exceeded",
            "text_too_long",
            "string_too_long",
            "string_above_max_length",
            "maximum content size",
            "audio duration",
        ],
    ),
    (Kind::Refused(Refusal::UnknownVoice), &["voice_not_found", "voice_does_not_exist"]),
    (Kind::Refused(Refusal::Unverified), &["requires_verification", "voice_not_verified"]),
    (
        Kind::Refused(Refusal::Plan),
        &[
            "can_not_use_instant_voice_cloning",
            "cannot_use_instant_voice_cloning",
            "voice_limit_reached",
            "subscription_required",
            "only_for_creator",
            "upgrade your",
        ],
    ),
    (
        Kind::Refused(Refusal::UnknownModel),
        &["model_not_found", "model_does_not_exist", "model_deprecated", "invalid_model"],
    ),
    (
        Kind::Refused(Refusal::NotSound),
        &[
            "invalid file format",
            "unsupported_format",
            "could not be decoded",
            "invalid_audio",
            "audio_too_short",
            "audio file is too short",
        ],
    ),
    (Kind::Refused(Refusal::Filtered), &["content_policy", "content_filter", "moderation"]),
    (
        Kind::Refused(Refusal::Key),
        &["invalid_api_key", "missing_permissions", "needs_authorization"],
    ),
];

/// What the provider says, with every name that it has for the kind of error.
struct Said {
    message: String,
    lower: String,
}

impl Said {
    fn in_body(body: &Value) -> Self {
        let (error, detail) = (&body["error"], &body["detail"]);
        // What does not fit its form (422) is a list.
        let first = &detail[0];
        let place: Vec<&str> =
            first["loc"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let message =
            [&error["message"], error, &detail["message"], &first["msg"], detail, &body["message"]]
                .into_iter()
                .find_map(Value::as_str)
                .map(|message| match place.last() {
                    Some(field) => format!("{field}: {message}"),
                    None => message.to_owned(),
                })
                .unwrap_or_default();
        let kinds = [
            &error["code"],
            &error["type"],
            &error["param"],
            &detail["status"],
            &detail["code"],
            &detail["type"],
            &first["type"],
        ];
        let mut lower = String::new();
        for word in kinds.into_iter().filter_map(Value::as_str).chain([message.as_str()]) {
            lower.push_str(word);
            lower.push(' ');
        }
        Self { message, lower: lower.to_lowercase() }
    }

    fn mentions(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.lower.contains(word))
    }
}

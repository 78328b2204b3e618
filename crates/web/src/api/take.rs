//! What a request brings: its body, what stands in its path, and its query.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::problem::{Kind, Malformed, Problem, Wrong};

/// A JSON body. No body at all is an empty object.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = is_json(request.headers());
        let bytes = Bytes::from_request(request, state).await.map_err(unreadable)?;
        if bytes.is_empty() {
            return read(Value::Object(Map::new())).map(Self);
        }
        if !is_json {
            return Err(Problem::NotJson);
        }
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|error| Problem::MalformedJson(Malformed::of(&error)))?;
        // No database takes it, and no text needs it.
        if has_nul(&value) {
            return Err(Problem::MalformedJson(Malformed::Nul));
        }
        // Of a list the parts would be taken for fields, in their order.
        if !value.is_object() {
            return Err(Problem::invalid(".", Wrong::Kind(Kind::Object)));
        }
        read(value).map(Self)
    }
}

/// Why a body did not come.
pub(super) fn unreadable(rejection: BytesRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::TooLarge;
    }
    Problem::MalformedJson(Malformed::BrokenOff)
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else {
        return false;
    };
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Whether a text in it holds the character 0.
pub(super) fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_nul),
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Reads a shape; what does not fit is named by its place.
pub(crate) fn read<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let reason = error.inner().to_string();
        let place = error.path().to_string();
        // A field that is not there has no place but in the reason.
        let missing =
            reason.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        let field = match (missing, &*place) {
            (Some(missing), ".") => missing.to_owned(),
            (Some(missing), _) => format!("{place}.{missing}"),
            (None, _) => place,
        };
        Problem::Invalid { field, wrong: Wrong::of_reader(&reason) }
    })
}

/// Refuses lists where objects are expected: their parts would be taken for fields, in their order.
pub(crate) fn no_lists(place: &str, given: &Value, like: &Value) -> Result<(), Problem> {
    match (given, like) {
        (Value::Array(_), Value::Object(_)) => {
            Err(Problem::invalid(place, Wrong::Kind(Kind::Object)))
        }
        (Value::Object(given), Value::Object(like)) => {
            given.iter().try_for_each(|(name, given)| {
                let like = like.get(name).unwrap_or(&Value::Null);
                let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                no_lists(&place, given, like)
            })
        }
        _ => Ok(()),
    }
}

/// What stands in the path, as text: an identifier that cannot be one names nothing.
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(found) =
            Path::from_request_parts(parts, state).await.map_err(|_| Problem::NotFound)?;
        Ok(Self(found))
    }
}

/// An identifier out of an address.
pub(crate) fn id<T: FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// The query.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(asked) = Query::from_request_parts(parts, state).await.map_err(|rejection| {
            let reason = rejection.body_text();
            // As in "Failed to deserialize query string: limit: invalid digit found in string".
            let mut said = reason.splitn(3, ": ").skip(1);
            let (field, why) = (said.next().unwrap_or("query"), said.next());
            Problem::invalid(field, Wrong::of_reader(why.unwrap_or(&reason)))
        })?;
        Ok(Self(asked))
    }
}

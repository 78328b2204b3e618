//! `ETag` and `If-Match` (RFC 9110): what somebody has read is changed only as long as it is that.

use std::convert::Infallible;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::problem::Problem;
use crate::version::version;

/// An answer that says which state it tells of.
pub(crate) struct Tagged<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        ([(ETAG, tag(&self.0))], Json(self.0)).into_response()
    }
}

/// The tag of a state.
fn tag(of: &impl Serialize) -> String {
    format!("\"{}\"", version(of))
}

/// Of which states a change is meant; of any if nothing is said.
pub(crate) struct IfMatch(Option<String>);

impl IfMatch {
    /// Refuses the change if this is none of them.
    pub(crate) fn check(&self, now: &impl Serialize) -> Result<(), Problem> {
        let Some(named) = &self.0 else { return Ok(()) };
        let now = tag(now);
        let is_meant = named.split(',').map(str::trim).any(|named| named == "*" || named == now);
        if is_meant { Ok(()) } else { Err(Problem::Changed) }
    }
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let named: Vec<_> =
            parts.headers.get_all(IF_MATCH).iter().map(|tag| tag.to_str().unwrap_or("")).collect();
        Ok(Self((!named.is_empty()).then(|| named.join(","))))
    }
}

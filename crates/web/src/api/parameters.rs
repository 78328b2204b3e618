//! What an endpoint takes in its query, and whether it takes a body: by the document, so that nothing that it
//! does not tell of is passed over as if it had been meant.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Query, Request};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use serde_json::Value;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{OpenApi, RefOr};

use super::BODY_LIMIT;
use super::problem::{Problem, Wrong};

/// What an endpoint takes.
struct Takes {
    /// The parameters in its query.
    query: Vec<String>,
    /// Whether it takes a body.
    body: bool,
}

type Known = BTreeMap<(String, &'static str), Takes>;

/// A body where none is taken: what stands first in it.
#[derive(Clone)]
struct Stray(String);

static KNOWN: LazyLock<Known> = LazyLock::new(|| of_document(super::document()));

fn of_document(document: OpenApi) -> Known {
    let mut known = Known::new();
    for (path, item) in document.paths.paths {
        let operations = [
            ("GET", item.get),
            ("POST", item.post),
            ("PUT", item.put),
            ("PATCH", item.patch),
            ("DELETE", item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                let body = operation.request_body.is_some();
                let query = names(operation);
                known.insert((path.clone(), method), Takes { query, body });
            }
        }
    }
    known
}

fn names(operation: Operation) -> Vec<String> {
    let parameters = operation.parameters.unwrap_or_default().into_iter();
    let in_query = parameters.filter_map(|parameter| match parameter {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name),
        _ => None,
    });
    in_query.collect()
}

/// What the endpoint of a request takes.
fn takes(parts: &Parts) -> Option<&'static Takes> {
    let method = match &parts.method {
        method if *method == Method::HEAD => "GET",
        method if *method == Method::POST => "POST",
        method if *method == Method::PUT => "PUT",
        method if *method == Method::PATCH => "PATCH",
        method if *method == Method::DELETE => "DELETE",
        _ => "GET",
    };
    let path = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    KNOWN.get(&(path.to_owned(), method))
}

/// Looks into a body that nobody would read. What is wrong with it is said by [`check`], to those who may ask.
pub(super) async fn look_into_bodies(request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    if parts.method.is_safe() || takes(&parts).is_none_or(|takes| takes.body) {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    }
    let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| Problem::TooLarge)?;
    if let Some(first) = first_in(&body) {
        parts.extensions.insert(Stray(first));
    }
    Ok(next.run(Request::from_parts(parts, Body::empty())).await)
}

/// What stands first in a body; `None` if there is nothing in it.
fn first_in(body: &[u8]) -> Option<String> {
    if body.trim_ascii().is_empty() {
        return None;
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => fields.into_iter().next().map(|(name, _)| name),
        _ => Some("body".to_owned()),
    }
}

/// Refuses a query with something that its endpoint does not know, and a body where none is taken.
pub(super) fn check(parts: &Parts) -> Result<(), Problem> {
    let known = takes(parts).map_or(&[][..], |takes| takes.query.as_slice());
    if let Some(Stray(first)) = parts.extensions.get() {
        return Err(Problem::invalid(first, Wrong::NoBody(known.to_vec())));
    }
    let Ok(Query(given)) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri) else {
        // Whoever reads the parameters says what is wrong with them.
        return Ok(());
    };
    for (name, _) in given {
        if !known.contains(&name) {
            return Err(Problem::invalid(&name, Wrong::Unknown(known.to_vec())));
        }
    }
    Ok(())
}

//! Which parameters an endpoint has in its query: by the document, so that nothing that it does not tell of
//! is passed over as if it had been meant.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::{MatchedPath, Query};
use axum::http::Method;
use axum::http::request::Parts;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{OpenApi, RefOr};

use super::problem::{Problem, Wrong};

type Known = BTreeMap<(String, &'static str), Vec<String>>;

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
                known.insert((path.clone(), method), names(operation));
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

/// Refuses a query with something that its endpoint does not know.
pub(super) fn check(parts: &Parts) -> Result<(), Problem> {
    let Ok(Query(given)) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri) else {
        // Whoever reads the parameters says what is wrong with them.
        return Ok(());
    };
    let method = match &parts.method {
        method if *method == Method::HEAD => "GET",
        method if *method == Method::POST => "POST",
        method if *method == Method::PUT => "PUT",
        method if *method == Method::PATCH => "PATCH",
        method if *method == Method::DELETE => "DELETE",
        _ => "GET",
    };
    let path = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default();
    let known = KNOWN.get(&(path.to_owned(), method)).map(Vec::as_slice).unwrap_or_default();
    for (name, _) in given {
        if !known.contains(&name) {
            return Err(Problem::invalid(&name, Wrong::Unknown(known.to_vec())));
        }
    }
    Ok(())
}

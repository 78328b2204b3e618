//! The HTTP API: what the pages do, for programs that bring a token.
//!
//! ```text
//! Authorization: Bearer … ─► caller (whose engine, which scopes) ─► take (body, path, query) ─► handler
//!                                  └──────────── problem (RFC 9457, in the caller's language) ◄──┘
//! ```
//!
//! There are no cookies here, and no pages: every answer is JSON, errors too. All that a handler does it
//! does through the engine of whoever the token names, so nobody's identifiers are found but one's own.
//!
//! | module | what it holds |
//! |---|---|
//! | `direct` | a small API over Telegram itself: log in, list dialogs, send |
//! | `v1` | everything else: `/api/v1/…`, one family of endpoints, one file |
//! | `mcp` | `/mcp`: the twin as tools for assistants |
//! | `caller` | whom a token acts for, and what it allows |
//! | `take`, `parameters` | bodies, paths and queries; what is wrong with them is named, and so is what nobody knows |
//! | `problem` | errors, and how they read |
//! | `paging`, `shapes`, `tagged` | what several families share |
//! | `document` | the OpenAPI document, made of the handlers |
//! | `page` | the document as a page |
//!
//! To add an endpoint: a handler with `#[utoipa::path]` in its family's file, which takes a [`caller::Caller`]
//! first and has an example of its body; the family's `routes`; `cargo xtask generate`. What every
//! endpoint must do is tested by the document: it need not be listed there.

mod caller;
mod direct;
mod document;
mod mcp;
mod page;
mod paging;
mod parameters;
mod problem;
mod shapes;
mod tagged;
mod take;
mod v1;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::error::Error;
use crate::{Server, begun, guard, patience, rate};

pub(crate) use direct::PhoneLogins;
pub(crate) use page::get as page;
#[cfg(test)]
pub(crate) use page::page as page_of;
use problem::Problem;
pub(crate) use shapes::MessageShape;
pub(crate) use v1::messages::{AuthorName, Cursor, Found as FoundShape, KindName};

/// The longest body a request may have, in bytes.
const BODY_LIMIT: usize = 64 * 1024;

/// All endpoints, with what is told of them.
fn endpoints() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::with_openapi(document::head()).merge(direct::routes()).merge(v1::routes())
}

/// The OpenAPI document.
pub(crate) fn document() -> OpenApi {
    document::finished(endpoints().into_openapi())
}

/// The API, with what holds for all of it.
pub(crate) fn router(server: Arc<Server>) -> Router {
    let (router, _) = endpoints().split_for_parts();
    router
        .route("/api/openapi.json", get(document::get))
        .route("/mcp", post(mcp::post))
        .route("/api/{*rest}", any(async || Problem::NoSuchAddress))
        .method_not_allowed_fallback(async || Problem::MethodNotAllowed)
        .layer(from_fn(parameters::look_into_bodies))
        .layer(from_fn(begun::to_the_end))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(patience::limit))
        .layer(from_fn_with_state(Arc::clone(&server), check))
        .layer(from_fn(problem::render))
        .layer(from_fn_with_state(Arc::clone(&server), guard::seal))
        .with_state(server)
}

/// Refuses what the pages refuse: floods, foreign hosts, and changes asked for by another site's pages.
async fn check(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    rate::count(&server, &request).map_err(|wait| Problem::TooMany { wait })?;
    match guard::let_in(&server, &request) {
        Ok(()) => Ok(next.run(request).await),
        Err(Error::CrossSite) => Err(Problem::CrossSite),
        Err(_) => Err(Problem::ForeignHost),
    }
}

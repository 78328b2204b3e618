//! Whose pages a request asks for: the one place that turns a cookie into an owner.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use crate::error::Error;
use crate::{Server, Site};

/// What the browser holds is in this cookie.
pub(crate) const COOKIE_NAME: &str = "aitwin";

/// The same where browsers come by HTTPS only: they then take it from nobody else.
pub(crate) const SECURE_COOKIE_NAME: &str = "__Host-aitwin";

/// The site of who asks, which [`enter`] has found.
pub(crate) struct Here(pub(crate) Arc<Site>);

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts.extensions.get().cloned().map(Self).ok_or(Error::NotSignedIn)
    }
}

/// Finds out who asks. Where nobody has a password yet, and in the demo, whoever reaches the server is the
/// owner it was made with.
pub(crate) async fn enter(
    State(server): State<Arc<Server>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Error> {
    let site = match &server.access {
        Some(access) if !access.is_open().await? => {
            match access.signed_in(cookie(request.headers(), server.cookie_name())).await? {
                Some(signed) => {
                    let engine = server.engines.open(signed.user.owner).await?;
                    engine.map(|engine| server.site(engine, Some(signed)))
                }
                None => None,
            }
        }
        _ => Some(server.site(server.engines.first().clone(), None)),
    };
    if let Some(site) = &site {
        request.extensions_mut().insert(Arc::clone(site));
    }
    let mut response = next.run(request).await;
    if let Some(site) = site {
        // A page of an error is of somebody too.
        response.extensions_mut().insert(site);
    }
    Ok(response)
}

/// What the browser holds; empty if nothing.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(key, value)| (key.trim(), value.trim()))
        .find(|(key, _)| *key == name)
        .map_or("", |(_, value)| value)
}

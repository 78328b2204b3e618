//! Whose pages a request asks for: the one place that turns a cookie into an owner.

use std::sync::Arc;

use access::{Access, NewSignIn, Signed, Source};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{COOKIE, HeaderMap, SET_COOKIE};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AuditAction, Role};

use crate::error::Error;
use crate::{Server, Site};

/// What the browser holds is in this cookie.
pub(crate) const COOKIE_NAME: &str = "aitwin";

/// The same where browsers come by HTTPS only: they then take it from nobody else.
pub(crate) const SECURE_COOKIE_NAME: &str = "__Host-aitwin";

/// For how many seconds the browser keeps the cookie: as long as browsers keep any. When it is of no more
/// use is known here.
const KEPT: u32 = 400 * 24 * 60 * 60;

/// The site of who asks, which [`enter`] has found.
pub(crate) struct Here(pub(crate) Arc<Site>);

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts.extensions.get().cloned().map(Self).ok_or(Error::NotSignedIn)
    }
}

/// The person who asks, for pages about themselves.
pub(crate) struct Me {
    pub(crate) access: Access,
    pub(crate) signed: Signed,
    pub(crate) site: Arc<Site>,
}

impl<S: Sync> FromRequestParts<S> for Me {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Here(site) = Here::from_request_parts(parts, state).await?;
        let access = site.access.clone().ok_or(Error::NotFound)?;
        let signed = site.signed.clone().ok_or(Error::NotSetUp)?;
        Ok(Self { access, signed, site })
    }
}

impl Me {
    /// Goes on only for people who look after the server; for others there is nothing here.
    pub(crate) fn admin(self) -> Result<Self, Error> {
        if self.signed.user.role == Role::Admin { Ok(self) } else { Err(Error::NotFound) }
    }

    /// Goes on only if they have proved lately who they are.
    pub(crate) fn confirmed(self) -> Result<Self, Error> {
        self.site.confirmed()?;
        Ok(self)
    }
}

impl Site {
    /// Whether who asks may do what cannot be taken back: whoever has proved lately who they are, and
    /// anybody where nobody has to.
    pub(crate) fn confirmed(&self) -> Result<(), Error> {
        match &self.signed {
            Some(signed) if !signed.is_confirmed => Err(Error::NotConfirmed),
            _ => Ok(()),
        }
    }

    /// Writes down what who asks did; nothing where nobody is asked who they are.
    pub(crate) async fn write_down(
        &self,
        action: AuditAction,
        subject: &str,
        source: &Source,
    ) -> Result<(), Error> {
        if let Some(access) = &self.access {
            access.write_down(self.engine.owner(), action, subject, source).await?;
        }
        Ok(())
    }
}

/// Finds out who asks, and lets nobody else in. Where nobody has a password yet, and in the demo, whoever
/// reaches the server is the owner it was made with.
pub(crate) async fn enter(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let site = who(&server, request.headers()).await?.ok_or(Error::NotSignedIn)?;
    Ok(with(Some(site), request, next).await)
}

/// Finds out who asks, for pages that everybody may see.
pub(crate) async fn look(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let site = who(&server, request.headers()).await?;
    Ok(with(site, request, next).await)
}

async fn who(server: &Server, headers: &HeaderMap) -> Result<Option<Arc<Site>>, Error> {
    let access = match &server.access {
        Some(access) if !access.is_open().await? => access,
        // Then everybody out there would be the owner.
        Some(_) if came_through_a_proxy(headers) && !server.behind_proxy => {
            return Err(Error::Proxied);
        }
        _ => return Ok(Some(server.site(server.engines.first().clone(), None))),
    };
    let Some(signed) = access.signed_in(cookie(headers, server.cookie_name())).await? else {
        return Ok(None);
    };
    let engine = server.engines.open(signed.user.owner).await?;
    Ok(engine.map(|engine| server.site(engine, Some(signed))))
}

/// Whether a proxy says that it stands in between.
fn came_through_a_proxy(headers: &HeaderMap) -> bool {
    let told = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];
    told.into_iter().any(|name| headers.contains_key(name))
}

async fn with(site: Option<Arc<Site>>, mut request: Request, next: Next) -> Response {
    if let Some(site) = &site {
        request.extensions_mut().insert(Arc::clone(site));
    }
    let mut response = next.run(request).await;
    if let Some(site) = site {
        // A page of an error is of somebody too.
        response.extensions_mut().insert(site);
    }
    response
}

/// Gives a browser what it is to hold, and leads it on.
pub(crate) fn welcome(server: &Server, signed_in: &NewSignIn, to: &str) -> Response {
    let cookie = server.cookie(&signed_in.cookie, KEPT);
    ([(SET_COOKIE, cookie)], Redirect::to(to)).into_response()
}

/// Takes from a browser what it held, and leads it on.
pub(crate) fn farewell(server: &Server, to: &str) -> Response {
    ([(SET_COOKIE, server.cookie("", 0))], Redirect::to(to)).into_response()
}

impl Server {
    /// The cookie that holds what a browser signs in with. No page of another site sends it along, and no
    /// script reads it.
    fn cookie(&self, value: &str, seconds: u32) -> String {
        let (name, secure) = (self.cookie_name(), if self.is_secure { "; Secure" } else { "" });
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
    }

    fn cookie_name(&self) -> &'static str {
        if self.is_secure { SECURE_COOKIE_NAME } else { COOKIE_NAME }
    }
}

/// What the browser holds; empty if nothing.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(key, value)| (key.trim(), value.trim()))
        .find(|(key, _)| *key == name)
        .map_or("", |(_, value)| value)
}

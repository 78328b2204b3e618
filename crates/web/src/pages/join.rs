//! `/join`: somebody who was invited takes a name and a password, and has twins of their own.

use std::sync::Arc;

use access::Joined;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use crate::Server;
use crate::enter::welcome;
use crate::error::Error;
use crate::i18n::t;
use crate::layout::{self, View};
use crate::parts::credentials;
use crate::parts::refusal::{Refusal, problem};
use crate::source::Came;

/// What the link brings.
#[derive(Debug, Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    invitation: String,
}

/// Who somebody wants to be.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    invitation: String,
    name: String,
    password: String,
    again: String,
}

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// By what they join.
    pub(crate) invitation: &'a str,
    /// The name, as it was written last.
    pub(crate) name: &'a str,
    /// Why that was not taken.
    pub(crate) refusal: Option<Refusal>,
    /// What time it is.
    pub(crate) now: Timestamp,
}

/// The way to here with an invitation.
pub(super) fn link(invitation: &str) -> String {
    format!("/join?invitation={invitation}")
}

/// `GET /join`
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    view: View,
    query: Result<Query<Link>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(Link { invitation }) = query?;
    let access = server.access.as_ref().ok_or(Error::NotFound)?;
    let refusal = (!access.is_invited(&invitation).await?).then_some(Refusal::NotInvited);
    let shown = Shown { invitation: &invitation, name: "", refusal, now: server.clock.now() };
    let status = refusal.map_or_else(Default::default, Refusal::status);
    Ok((status, page(&view, &shown)).into_response())
}

/// `POST /join`
pub(crate) async fn post(
    State(server): State<Arc<Server>>,
    view: View,
    Came(source): Came,
    form: Result<Form<Wanted>, FormRejection>,
) -> Result<Response, Error> {
    let access = server.access.as_ref().ok_or(Error::NotFound)?;
    let Form(Wanted { invitation, name, password, again }) = form?;
    let refusal = if password == again {
        let joined = access.join(&invitation, &name, &password, &source).await?;
        if let Joined::Here(signed_in) = &joined {
            server.engines.open(signed_in.owner).await?;
            return Ok(welcome(&server, signed_in, "/"));
        }
        Refusal::of_joining(&joined)
    } else {
        Some(Refusal::Different)
    };
    let status = refusal.map_or_else(Default::default, Refusal::status);
    let shown = Shown { invitation: &invitation, name: &name, refusal, now: server.clock.now() };
    Ok((status, page(&view, &shown)).into_response())
}

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let Shown { invitation, name, refusal, now } = *shown;
    let lang = view.lang;
    let title = t!(lang, "join-title");
    let content = html! {
        section.card.wizard {
            h1 { (title) }
            @if refusal == Some(Refusal::NotInvited) {
                (problem(lang, now, refusal))
                a role="button" href="/" { (t!(lang, "error-home")) }
            } @else {
                p { (t!(lang, "join-about")) }
                form method="post" action="/join" {
                    input type="hidden" name="invitation" value=(invitation);
                    (problem(lang, now, refusal))
                    (credentials::name(lang, name, refusal))
                    (credentials::new_password(lang, refusal))
                    button type="submit" { (t!(lang, "join-do")) }
                }
            }
        }
    };
    layout::page(view, &title, content)
}

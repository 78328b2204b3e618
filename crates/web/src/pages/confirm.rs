//! `/confirm`: a person proves again who they are, before what cannot be taken back.

use std::sync::Arc;

use access::{Outcome, PasskeySite};
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::language::own_path;
use super::passkey::{self, Named};
use super::sign_in::Onward;
use crate::Server;
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::t;
use crate::layout::{self, View};
use crate::parts::credentials;
use crate::parts::refusal::{Refusal, problem};
use crate::source::Came;

/// What they prove it with.
#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    next: String,
    password: String,
    code: Option<String>,
}

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// Where to go on.
    pub(crate) next: &'a str,
    /// Whether a code is asked for too.
    pub(crate) has_codes: bool,
    /// Whether they have a passkey for this site.
    pub(crate) has_passkeys: bool,
    /// Why the last answer was not taken.
    pub(crate) refusal: Option<Refusal>,
    /// What time it is.
    pub(crate) now: Timestamp,
}

/// `GET /confirm`
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Named(site): Named,
    query: Result<Query<Onward>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(Onward { next }) = query?;
    let next = own_path(&next);
    if me.signed.is_confirmed {
        return Ok(Redirect::to(next).into_response());
    }
    Ok(page(&view, &shown(&server, &me, site, next, None).await?).into_response())
}

/// `POST /confirm`
pub(crate) async fn post(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Named(site): Named,
    Came(source): Came,
    form: Result<Form<Answer>, FormRejection>,
) -> Result<Response, Error> {
    let Form(Answer { next, password, code }) = form?;
    let next = own_path(&next);
    let outcome = me.access.confirm(&me.signed, &password, code.as_deref(), &source).await?;
    let refusal = match &outcome {
        Outcome::Done(()) => return Ok(Redirect::to(next).into_response()),
        Outcome::Refused => Some(Refusal::WrongPassword),
        outcome => Refusal::of(outcome),
    };
    let status = refusal.map_or(StatusCode::UNPROCESSABLE_ENTITY, Refusal::status);
    Ok((status, page(&view, &shown(&server, &me, site, next, refusal).await?)).into_response())
}

/// `POST /confirm/passkey`
pub(crate) async fn with_passkey(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Named(site): Named,
    Came(source): Came,
    form: Result<Form<passkey::Answer>, FormRejection>,
) -> Result<Response, Error> {
    let Form(passkey::Answer { secret, answer, next }) = form?;
    let next = own_path(&next);
    let outcome = me.access.confirm_with_passkey(&me.signed, &secret, &answer, &source).await?;
    if outcome == Some(Outcome::Done(())) {
        return Ok(Redirect::to(next).into_response());
    }
    let refusal = Refusal::of_passkey(outcome.as_ref());
    let shown = shown(&server, &me, site, next, Some(refusal)).await?;
    Ok((refusal.status(), page(&view, &shown)).into_response())
}

async fn shown<'a>(
    server: &Server,
    me: &Me,
    site: Option<PasskeySite>,
    next: &'a str,
    refusal: Option<Refusal>,
) -> Result<Shown<'a>, Error> {
    let has_codes = me.access.codes(&me.signed).await?.is_some();
    let passkeys = me.access.passkeys(me.signed.user.owner).await?;
    let is_for = |site: PasskeySite| passkeys.iter().any(|passkey| passkey.site == site.name());
    let has_passkeys = site.is_some_and(is_for);
    Ok(Shown { next, has_codes, has_passkeys, refusal, now: server.clock.now() })
}

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "confirm-title");
    let content = html! {
        section.card.wizard {
            h1 { (title) }
            p { (t!(lang, "confirm-about")) }
            form method="post" action="/confirm" {
                input type="hidden" name="next" value=(shown.next);
                (problem(lang, shown.now, shown.refusal))
                (credentials::password(lang, true, shown.refusal))
                @if shown.has_codes { (credentials::code(lang, false, shown.refusal)) }
                button type="submit" { (t!(lang, "confirm-do")) }
            }
            @if shown.has_passkeys { (passkey::form(lang, "/confirm/passkey", shown.next)) }
        }
    };
    layout::page(view, &title, content)
}

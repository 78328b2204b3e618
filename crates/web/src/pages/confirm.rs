//! `/confirm`: a person proves again who they are, before what cannot be taken back.

use std::sync::Arc;

use access::Outcome;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::language::own_path;
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
    query: Result<Query<Onward>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(Onward { next }) = query?;
    let next = own_path(&next);
    if me.signed.is_confirmed {
        return Ok(Redirect::to(next).into_response());
    }
    let has_codes = me.access.codes(&me.signed).await?.is_some();
    let shown = Shown { next, has_codes, refusal: None, now: server.clock.now() };
    Ok(page(&view, &shown).into_response())
}

/// `POST /confirm`
pub(crate) async fn post(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
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
    let has_codes = me.access.codes(&me.signed).await?.is_some();
    let status = refusal.map_or(StatusCode::UNPROCESSABLE_ENTITY, Refusal::status);
    let shown = Shown { next, has_codes, refusal, now: server.clock.now() };
    Ok((status, page(&view, &shown)).into_response())
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
                (credentials::password(lang, true))
                @if shown.has_codes { (credentials::code(lang, false)) }
                button type="submit" { (t!(lang, "confirm-do")) }
            }
        }
    };
    layout::page(view, &title, content)
}

//! `/sign-in`: the name and the password, then a code where one is asked for.

use std::sync::Arc;

use access::{Attempt, Outcome};
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
use crate::Server;
use crate::enter::welcome;
use crate::error::Error;
use crate::i18n::t;
use crate::layout::{self, View, Who};
use crate::parts::credentials;
use crate::parts::refusal::{Refusal, problem};
use crate::source::Came;

/// Where somebody wants to go from here.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Onward {
    #[serde(default)]
    pub(super) next: String,
}

/// A step of the form.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(crate) struct Answer {
    next: String,
    name: String,
    password: String,
    halfway: String,
    code: String,
}

/// What the page shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// Where to go on.
    pub(crate) next: &'a str,
    /// What is asked for.
    pub(crate) step: Step<'a>,
    /// Whether somebody may sign in with a passkey here.
    pub(crate) has_passkeys: bool,
    /// Why the last answer was not taken.
    pub(crate) refusal: Option<Refusal>,
    /// What time it is.
    pub(crate) now: Timestamp,
}

/// What is asked for.
#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    /// The name, as it was written last, and the password.
    Password(&'a str),
    /// The code; with what stands for the password.
    Code(&'a str),
}

/// `GET /sign-in`
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    view: View,
    Named(site): Named,
    query: Result<Query<Onward>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(Onward { next }) = query?;
    let next = own_path(&next);
    match view.who {
        Who::Unnamed => Ok(Redirect::to("/set-up").into_response()),
        Who::Owner | Who::Person { .. } => Ok(Redirect::to(next).into_response()),
        Who::Stranger => {
            let (now, step) = (server.clock.now(), Step::Password(""));
            let has_passkeys = site.is_some();
            Ok(page(&view, &Shown { next, step, has_passkeys, refusal: None, now }).into_response())
        }
    }
}

/// `POST /sign-in`
pub(crate) async fn post(
    State(server): State<Arc<Server>>,
    view: View,
    Named(site): Named,
    Came(source): Came,
    form: Result<Form<Answer>, FormRejection>,
) -> Result<Response, Error> {
    let access = server.access.as_ref().ok_or(Error::NotFound)?;
    let Form(answer) = form?;
    let next = own_path(&answer.next);
    let attempt = Attempt { name: &answer.name, password: &answer.password, code: None };
    let is_code = !answer.halfway.is_empty();
    let outcome = if is_code {
        access.sign_in_with_code(&answer.halfway, &answer.code, &source).await?
    } else {
        Some(access.sign_in(attempt, &source).await?)
    };
    let (step, refusal) = match &outcome {
        Some(Outcome::Done(signed_in)) => return Ok(welcome(&server, signed_in, next)),
        Some(Outcome::CodeNeeded { halfway }) => (Step::Code(halfway), None),
        Some(Outcome::CodeWrong) if is_code => {
            (Step::Code(&answer.halfway), Some(Refusal::WrongCode))
        }
        Some(outcome) => (Step::Password(&answer.name), Refusal::of(outcome)),
        None => (Step::Password(""), Some(Refusal::TooLate)),
    };
    let status = refusal.map_or(StatusCode::OK, Refusal::status);
    let shown =
        Shown { next, step, has_passkeys: site.is_some(), refusal, now: server.clock.now() };
    Ok((status, page(&view, &shown)).into_response())
}

/// `POST /sign-in/passkey`
pub(crate) async fn with_passkey(
    State(server): State<Arc<Server>>,
    view: View,
    Came(source): Came,
    form: Result<Form<passkey::Answer>, FormRejection>,
) -> Result<Response, Error> {
    let access = server.access.as_ref().ok_or(Error::NotFound)?;
    let Form(passkey::Answer { secret, answer, next }) = form?;
    let next = own_path(&next);
    let refusal = match access.sign_in_with_passkey(&secret, &answer, &source).await? {
        Some(Outcome::Done(signed_in)) => return Ok(welcome(&server, &signed_in, next)),
        outcome => Refusal::of_passkey(outcome.as_ref()),
    };
    let (step, now) = (Step::Password(""), server.clock.now());
    let shown = Shown { next, step, has_passkeys: true, refusal: Some(refusal), now };
    Ok((refusal.status(), page(&view, &shown)).into_response())
}

/// The page of a step.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let Shown { next, step, has_passkeys, refusal, now } = *shown;
    let lang = view.lang;
    let (title, about) = match step {
        Step::Password(_) => (t!(lang, "sign-in"), t!(lang, "sign-in-about")),
        Step::Code(_) => (t!(lang, "sign-in-code"), t!(lang, "sign-in-code-about")),
    };
    let content = html! {
        section.card.wizard {
            h1 { (title) }
            p { (about) }
            form method="post" action="/sign-in" {
                input type="hidden" name="next" value=(next);
                (problem(lang, now, refusal))
                @match step {
                    Step::Password(name) => {
                        (credentials::name(lang, name, refusal))
                        (credentials::password(lang, !name.is_empty(), refusal))
                    },
                    Step::Code(halfway) => {
                        input type="hidden" name="halfway" value=(halfway);
                        (credentials::code(lang, true, refusal))
                    },
                }
                button type="submit" { (t!(lang, "sign-in")) }
            }
            @if has_passkeys && matches!(step, Step::Password(_)) {
                (passkey::form(lang, "/sign-in/passkey", next))
            }
            p.note {
                @match step {
                    Step::Password(_) => (t!(lang, "sign-in-lost")),
                    Step::Code(_) => (t!(lang, "sign-in-code-lost")),
                }
            }
        }
    };
    layout::page(view, &title, content)
}

//! `/set-up`: the first person takes a name and a password, and from then on everybody signs in.

use std::sync::Arc;

use access::Joined;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use crate::Server;
use crate::enter::welcome;
use crate::error::Error;
use crate::i18n::t;
use crate::layout::{self, View, Who};
use crate::parts::credentials;
use crate::parts::refusal::{Refusal, problem};
use crate::source::Came;

/// Who somebody wants to be.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    name: String,
    password: String,
    again: String,
}

/// `GET /set-up`
pub(crate) async fn get(State(server): State<Arc<Server>>, view: View) -> Result<Response, Error> {
    match view.who {
        Who::Unnamed => Ok(page(&view, "", None, server.clock.now()).into_response()),
        Who::Owner => Err(Error::NotFound),
        Who::Stranger | Who::Person { .. } => Ok(Redirect::to("/").into_response()),
    }
}

/// `POST /set-up`
pub(crate) async fn post(
    State(server): State<Arc<Server>>,
    view: View,
    Came(source): Came,
    form: Result<Form<Wanted>, FormRejection>,
) -> Result<Response, Error> {
    let access = server.access.as_ref().ok_or(Error::NotFound)?;
    let Form(Wanted { name, password, again }) = form?;
    let refusal = if password == again {
        let owner = server.engines.first().owner();
        match access.set_up(owner, &name, &password, &source).await? {
            Joined::Here(signed_in) => return Ok(welcome(&server, &signed_in, "/")),
            // Somebody was faster: now everybody signs in.
            Joined::NotInvited => return Ok(Redirect::to("/").into_response()),
            joined => Refusal::of_joining(&joined),
        }
    } else {
        Some(Refusal::Different)
    };
    let status = refusal.map_or_else(Default::default, Refusal::status);
    Ok((status, page(&view, &name, refusal, server.clock.now())).into_response())
}

/// The page, with what was written before.
pub(crate) fn page(view: &View, name: &str, refusal: Option<Refusal>, now: Timestamp) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "set-up-title");
    let content = html! {
        section.card.wizard {
            h1 { (title) }
            p { (t!(lang, "set-up-about")) }
            form method="post" action="/set-up" {
                (problem(lang, now, refusal))
                (credentials::name(lang, name, refusal))
                (credentials::new_password(lang, refusal))
                button type="submit" { (t!(lang, "set-up-do")) }
            }
        }
    };
    layout::page(view, &title, content)
}

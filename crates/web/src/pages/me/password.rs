//! `/me/password`: another password.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::heading;
use crate::Server;
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::t;
use crate::layout::{self, View};
use crate::parts::credentials;
use crate::parts::refusal::{Refusal, problem};
use crate::source::Came;

/// The new one, twice.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    password: String,
    again: String,
    /// Whether what else lets somebody in is taken back too.
    all: Option<String>,
}

/// `GET /me/password`
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
) -> Result<Markup, Error> {
    let me = me.confirmed()?;
    Ok(page(&view, &me.signed.user.name, None, server.clock.now()))
}

/// `POST /me/password`
pub(crate) async fn post(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Came(source): Came,
    form: Result<Form<Wanted>, FormRejection>,
) -> Result<Response, Error> {
    let me = me.confirmed()?;
    let Form(Wanted { password, again, all }) = form?;
    let refusal = if password == again {
        match me.access.set_password(&me.signed, &password, all.is_some(), &source).await? {
            Ok(()) => {
                if let Some(webhooks) = &me.site.webhooks {
                    webhooks.changed(me.signed.user.owner).await?;
                }
                return Ok(Redirect::to("/me").into_response());
            }
            Err(problem) => Refusal::Unusable(problem),
        }
    } else {
        Refusal::Different
    };
    let page = page(&view, &me.signed.user.name, Some(refusal), server.clock.now());
    Ok((refusal.status(), page).into_response())
}

/// The page.
pub(crate) fn page(view: &View, name: &str, refusal: Option<Refusal>, now: Timestamp) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "me-password");
    let content = html! {
        (heading(lang, &title))
        div.sections {
            section.card {
                p.note { (t!(lang, "password-signs-out")) }
                form method="post" action="/me/password" {
                    (problem(lang, now, refusal))
                    // For password managers: whose password it is.
                    input type="text" name="name" value=(name) autocomplete="username" hidden;
                    (credentials::new_password(lang, refusal))
                    label.tick { input type="checkbox" name="all" value="1"; (t!(lang, "password-all")) }
                    button type="submit" { (t!(lang, "save")) }
                }
            }
        }
    };
    layout::page(view, &title, content)
}

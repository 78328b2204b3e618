//! `/me/codes`: codes of an app, which are asked for after the password.

use std::sync::Arc;

use access::NewCodes;
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
use crate::parts::refusal::{Refusal, problem};
use crate::parts::{credentials, qr};
use crate::source::Came;

/// What the app shows.
#[derive(Deserialize)]
pub(crate) struct Proof {
    code: String,
}

/// `GET /me/codes`
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
) -> Result<Markup, Error> {
    let me = me.confirmed()?;
    Ok(match me.access.codes(&me.signed).await? {
        Some(left) => page_on(&view, left),
        None => page_new(&view, &me.access.new_codes(&me.signed)?, None, server.clock.now()),
    })
}

/// `POST /me/codes`: turns them on, once the app has shown one.
pub(crate) async fn post(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Came(source): Came,
    form: Result<Form<Proof>, FormRejection>,
) -> Result<Response, Error> {
    let me = me.confirmed()?;
    let Form(Proof { code }) = form?;
    if me.access.codes(&me.signed).await?.is_some() {
        return Ok(Redirect::to("/me/codes").into_response());
    }
    if let Some(recovery) = me.access.turn_codes_on(&me.signed, &code, &source).await? {
        return Ok(page_recovery(&view, &recovery).into_response());
    }
    let (refusal, new) = (Refusal::WrongCode, me.access.new_codes(&me.signed)?);
    let page = page_new(&view, &new, Some(refusal), server.clock.now());
    Ok((refusal.status(), page).into_response())
}

/// `POST /me/codes/off`
pub(crate) async fn off(me: Me, Came(source): Came) -> Result<Redirect, Error> {
    let me = me.confirmed()?;
    me.access.turn_codes_off(&me.signed, &source).await?;
    Ok(Redirect::to("/me"))
}

/// The secret for an app, and where the app shows that it has it.
pub(crate) fn page_new(
    view: &View,
    new: &NewCodes,
    refusal: Option<Refusal>,
    now: Timestamp,
) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "codes-title");
    let secret: Vec<&str> =
        new.secret.as_bytes().chunks(4).filter_map(|part| std::str::from_utf8(part).ok()).collect();
    let content = html! {
        (heading(lang, &title))
        div.sections {
            section.card.codes {
                p { (t!(lang, "codes-scan")) }
                (qr::code(&new.url, &t!(lang, "codes-qr")))
                p.note { (t!(lang, "codes-type")) }
                p.secret { code { (secret.join(" ")) } }
                p.note { a href=(&*new.url) { (t!(lang, "codes-open")) } }
                form method="post" action="/me/codes" {
                    (problem(lang, now, refusal))
                    (credentials::code(lang, false, refusal))
                    button type="submit" { (t!(lang, "codes-turn-on")) }
                }
            }
        }
    };
    layout::page(view, &title, content)
}

/// The recovery codes, this one time.
pub(crate) fn page_recovery(view: &View, recovery: &[String]) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "codes-title");
    let content = html! {
        (heading(lang, &title))
        div.sections {
            section.card.codes {
                p.status.good { (t!(lang, "codes-on")) }
                h2 { (t!(lang, "codes-recovery")) }
                p { (t!(lang, "codes-recovery-about")) }
                ul.recovery { @for code in recovery { li { code { (code) } } } }
                a.button role="button" href="/me" { (t!(lang, "codes-kept")) }
            }
        }
    };
    layout::page(view, &title, content)
}

/// That they are asked for, and how they no longer are.
pub(crate) fn page_on(view: &View, left: u64) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "codes-title");
    let content = html! {
        (heading(lang, &title))
        div.sections {
            section.card {
                p.status.good { (t!(lang, "codes-on")) }
                p { (t!(lang, "codes-left", count = left)) }
                p.note { (t!(lang, "codes-anew")) }
                form method="post" action="/me/codes/off" {
                    button.secondary type="submit" { (t!(lang, "codes-turn-off")) }
                }
            }
        }
    };
    layout::page(view, &title, content)
}

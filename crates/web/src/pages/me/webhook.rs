//! `/me/webhooks/{webhook}`: one of them, what it was told, and what can be done with it.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AuditAction, Delivery, Webhook, WebhookId};
use maud::{Markup, html};
use serde::Deserialize;
use webhooks::{Change, host};

use super::webhooks::{Fields, fields, in_words, page_secret, wanted};
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::parse;
use crate::parts::time;
use crate::parts::webhook as words;
use crate::source::Came;

/// How many deliveries are shown.
const SHOWN: usize = 20;

/// What a button does.
const TEST: &str = "test";
const RENEW: &str = "renew";
const ON: &str = "on";
const OFF: &str = "off";
const REMOVE: &str = "remove";

/// Which button was pressed.
#[derive(Debug, Deserialize)]
pub(crate) struct Pressed {
    #[serde(rename = "do")]
    action: String,
}

/// `GET /me/webhooks/{webhook}`
pub(crate) async fn get(me: Me, view: View, Path(id): Path<String>) -> Result<Markup, Error> {
    let me = me.confirmed()?;
    let (webhook, deliveries) = find(&me, parse(&id)?).await?;
    Ok(page(&view, &webhook, &deliveries, None, None))
}

/// `POST /me/webhooks/{webhook}`: changes it.
pub(crate) async fn change(
    me: Me,
    view: View,
    Came(source): Came,
    Path(id): Path<String>,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let me = me.confirmed()?;
    let Form(typed) = form?;
    let (owner, id) = (me.signed.user.owner, parse(&id)?);
    let outcome = match wanted(view.lang, &typed) {
        Ok(events) => {
            let url = typed.get("url").cloned();
            let change = Change { url, events: Some(events), enabled: None };
            match me.webhooks()?.change(owner, id, change).await {
                Ok(changed) => Ok(changed.ok_or(Error::NotFound)?),
                Err(error) => Err(in_words(view.lang, error)?),
            }
        }
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(changed) => {
            let subject = host(&changed.url);
            me.access.write_down(owner, AuditAction::WebhookSet, &subject, &source).await?;
            Ok(Redirect::to(&here(id)).into_response())
        }
        Err(problem) => {
            let (webhook, deliveries) = find(&me, id).await?;
            let page = page(&view, &webhook, &deliveries, Some(&typed), Some(&problem));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /me/webhooks/{webhook}/do`: what its buttons do.
pub(crate) async fn act(
    me: Me,
    view: View,
    Came(source): Came,
    Path(id): Path<String>,
    form: Result<Form<Pressed>, FormRejection>,
) -> Result<Response, Error> {
    let me = me.confirmed()?;
    let Form(Pressed { action }) = form?;
    let (owner, id) = (me.signed.user.owner, parse::<WebhookId>(&id)?);
    let webhooks = me.webhooks()?;
    let (webhook, _) = find(&me, id).await?;
    let subject = host(&webhook.url);
    let log = async |action| me.access.write_down(owner, action, &subject, &source).await;
    match &*action {
        TEST => match webhooks.test(owner, id).await {
            // The page says that it is off.
            Ok(_) | Err(webhooks::Error::Off) => {}
            Err(error) => return Err(Error::Webhooks(error)),
        },
        RENEW => {
            let secret = webhooks.renew_secret(owner, id).await?.ok_or(Error::NotFound)?;
            log(AuditAction::WebhookSet).await?;
            let webhook = webhooks.one(owner, id).await?.ok_or(Error::NotFound)?;
            return Ok(page_secret(&view, &webhook, &secret).into_response());
        }
        ON | OFF => {
            let change = Change { enabled: Some(action == ON), ..Change::default() };
            webhooks.change(owner, id, change).await?;
            log(AuditAction::WebhookSet).await?;
        }
        REMOVE => {
            webhooks.remove(owner, id).await?;
            log(AuditAction::WebhookRemoved).await?;
            return Ok(Redirect::to("/me").into_response());
        }
        _ => return Err(Error::NotFound),
    }
    Ok(Redirect::to(&here(id)).into_response())
}

/// `POST /me/webhooks/{webhook}/deliveries/{delivery}`: sends it again.
pub(crate) async fn redeliver(
    me: Me,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<Redirect, Error> {
    let me = me.confirmed()?;
    let (owner, id) = (me.signed.user.owner, parse(&id)?);
    match me.webhooks()?.redeliver(owner, id, parse(&delivery)?).await {
        Ok(true) | Err(webhooks::Error::Off) => Ok(Redirect::to(&here(id))),
        Ok(false) => Err(Error::NotFound),
        Err(error) => Err(Error::Webhooks(error)),
    }
}

async fn find(me: &Me, id: WebhookId) -> Result<(Webhook, Vec<Delivery>), Error> {
    let (webhooks, owner) = (me.webhooks()?, me.signed.user.owner);
    let webhook = webhooks.one(owner, id).await?.ok_or(Error::NotFound)?;
    let deliveries = webhooks.deliveries(owner, id, None, SHOWN).await?;
    Ok((webhook, deliveries.unwrap_or_default()))
}

fn here(id: WebhookId) -> String {
    format!("/me/webhooks/{id}")
}

/// The page. What was typed and refused stands in its form again.
pub(crate) fn page(
    view: &View,
    webhook: &Webhook,
    deliveries: &[Delivery],
    typed: Option<&Fields>,
    problem: Option<&str>,
) -> Markup {
    let lang = view.lang;
    let title = host(&webhook.url);
    let stored: Fields = webhook
        .events
        .iter()
        .map(|event| (event.clone(), String::new()))
        .chain([("url".to_owned(), webhook.url.clone())])
        .collect();
    let all = typed.is_none() && webhook.events.is_empty();
    let content = html! {
        header.heading {
            a.back href="/me" aria-label=(t!(lang, "me-back")) { (icons::back()) }
            div { h1 { (title) } p { (words::state(lang, webhook)) } }
        }
        div.sections.wide {
            (standing(lang, webhook))
            section.card {
                h2 { (t!(lang, "webhook-change")) }
                form method="post" action=(here(webhook.id)) autocomplete="off" {
                    @if let Some(problem) = problem { p #problem .problem role="alert" { (problem) } }
                    (fields(lang, typed.unwrap_or(&stored), all))
                    button type="submit" { (t!(lang, "webhook-save")) }
                }
            }
            section.card {
                h2 { (t!(lang, "webhook-deliveries")) }
                p.note { (t!(lang, "webhook-deliveries-about")) }
                (lines(lang, webhook, deliveries))
            }
        }
    };
    layout::page(view, &title, content)
}

/// How it does, and the buttons.
fn standing(lang: Lang, webhook: &Webhook) -> Markup {
    let button = |action: &str, text: String| {
        html! { button.secondary type="submit" name="do" value=(action) { (text) } }
    };
    html! {
        section.card {
            h2 { (t!(lang, "webhook-state")) }
            @if let Some(off) = webhook.disabled { p { (words::off(lang, off)) } }
            p.note {
                @match webhook.succeeded_at {
                    Some(at) => { (t!(lang, "webhook-succeeded")) " " (time::moment(at)) "." }
                    None => (t!(lang, "webhook-never")),
                }
                @if let Some(since) = webhook.failing_since {
                    " " (t!(lang, "webhook-failing", count = webhook.failures)) " " (time::moment(since)) "."
                }
            }
            @if let Some(until) = webhook.old_secret_until {
                p.note { (t!(lang, "webhook-old-until")) " " (time::moment(until)) "." }
            }
            form.pauses method="post" action={ (here(webhook.id)) "/do" } {
                @if webhook.disabled.is_none() {
                    (button(TEST, t!(lang, "webhook-test")))
                    (button(OFF, t!(lang, "webhook-turn-off")))
                } @else {
                    (button(ON, t!(lang, "webhook-turn-on")))
                }
                (button(RENEW, t!(lang, "webhook-renew")))
                (button(REMOVE, t!(lang, "webhook-remove")))
            }
        }
    }
}

fn lines(lang: Lang, webhook: &Webhook, deliveries: &[Delivery]) -> Markup {
    html! {
        @if deliveries.is_empty() { p { (t!(lang, "webhook-none-yet")) } }
        ul.lines {
            @for delivery in deliveries {
                li {
                    div {
                        strong { (words::event_name(lang, &delivery.event)) }
                        " " (words::outcome(lang, delivery))
                    }
                    @if webhook.disabled.is_none() && delivery.next_try.is_none() {
                        form method="post" action={ (here(webhook.id)) "/deliveries/" (delivery.id) } {
                            button.plain type="submit" { (t!(lang, "webhook-again")) }
                        }
                    }
                }
            }
        }
    }
}

//! `/me/webhooks/{webhook}`: one of them, what it was told, and what can be done with it.

use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AuditAction, Delivery, Webhook, WebhookId};
use maud::{Markup, html};
use serde::Deserialize;
use webhooks::{Change, host, place};

use super::secret;
use super::webhooks::{Fields, fields, in_words, wanted};
use crate::Server;
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::parse;
use crate::parts::field::problem;
use crate::parts::time;
use crate::parts::webhook as words;
use crate::source::Came;

/// How many deliveries are shown.
const SHOWN: usize = 20;

/// What a button does.
const TEST: &str = "test";
pub(crate) const RENEW: &str = "renew";
const ON: &str = "on";
const OFF: &str = "off";
pub(crate) const REMOVE: &str = "remove";

/// Which button was pressed.
#[derive(Debug, Deserialize)]
pub(crate) struct Pressed {
    #[serde(rename = "do")]
    action: String,
}

/// What the page shows. What was typed and refused stands in its form again.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// The webhook.
    pub(crate) webhook: &'a Webhook,
    /// What it was told lately.
    pub(crate) deliveries: &'a [Delivery],
    /// The test that was sent just now.
    pub(crate) test: Option<&'a Delivery>,
    /// What was typed, and what is wrong with it.
    pub(crate) refused: Option<(&'a Fields, &'a str)>,
}

/// Which test was sent just now.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Tested {
    test: Option<String>,
}

/// `GET /me/webhooks/{webhook}`
pub(crate) async fn get(
    me: Me,
    view: View,
    Path(id): Path<String>,
    tested: Result<Query<Tested>, QueryRejection>,
) -> Result<Markup, Error> {
    let me = me.confirmed()?;
    let Query(Tested { test }) = tested?;
    let (webhook, deliveries) = find(&me, parse(&id)?).await?;
    let test = deliveries.iter().find(|told| Some(told.id.to_string()) == test);
    Ok(page(&view, &Shown { webhook: &webhook, deliveries: &deliveries, test, refused: None }))
}

/// `GET /me/webhooks/{webhook}/{action}`: what cannot be taken back is asked about first.
pub(crate) async fn ask(
    me: Me,
    view: View,
    Path((id, action)): Path<(String, String)>,
) -> Result<Markup, Error> {
    let me = me.confirmed()?;
    if ![RENEW, REMOVE].contains(&action.as_str()) {
        return Err(Error::NotFound);
    }
    let (webhook, _) = find(&me, parse(&id)?).await?;
    Ok(page_ask(&view, &webhook, &action))
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
            me.access.write_down(owner, AuditAction::WebhookChanged, &subject, &source).await?;
            Ok(Redirect::to(&here(id)).into_response())
        }
        Err(problem) => {
            let (webhook, deliveries) = find(&me, id).await?;
            let refused = Some((&typed, &*problem));
            let shown = Shown { webhook: &webhook, deliveries: &deliveries, test: None, refused };
            let page = page(&view, &shown);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /me/webhooks/{webhook}/do`: what its buttons do.
pub(crate) async fn act(
    State(server): State<Arc<Server>>,
    me: Me,
    Came(source): Came,
    Path(id): Path<String>,
    form: Result<Form<Pressed>, FormRejection>,
) -> Result<Redirect, Error> {
    let me = me.confirmed()?;
    let Form(Pressed { action }) = form?;
    let (owner, id) = (me.signed.user.owner, parse::<WebhookId>(&id)?);
    let webhooks = me.webhooks()?;
    let (webhook, _) = find(&me, id).await?;
    let subject = host(&webhook.url);
    let log = async |action| me.access.write_down(owner, action, &subject, &source).await;
    match &*action {
        TEST => match webhooks.test(owner, id).await {
            Ok(Some(delivery)) => {
                webhooks.came_of(owner, id, delivery).await?;
                return Ok(Redirect::to(&format!("{}?test={delivery}", here(id))));
            }
            // The page says that it is off.
            Ok(None) | Err(webhooks::Error::Off) => {}
            Err(error) => return Err(Error::Webhooks(error)),
        },
        RENEW => {
            let renewed = webhooks.renew_secret(owner, id).await?.ok_or(Error::NotFound)?;
            log(AuditAction::WebhookSecret).await?;
            return Ok(secret::of_webhook(&server, renewed));
        }
        ON | OFF => {
            let change = Change { enabled: Some(action == ON), ..Change::default() };
            webhooks.change(owner, id, change).await?;
            log(AuditAction::WebhookChanged).await?;
        }
        REMOVE => {
            webhooks.remove(owner, id).await?;
            log(AuditAction::WebhookRemoved).await?;
            return Ok(Redirect::to("/me"));
        }
        _ => return Err(Error::NotFound),
    }
    Ok(Redirect::to(&here(id)))
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

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let &Shown { webhook, deliveries, test, refused } = shown;
    let title = place(&webhook.url);
    let stored: Fields = webhook
        .events
        .iter()
        .map(|event| (event.clone(), String::new()))
        .chain([("url".to_owned(), webhook.url.clone())])
        .collect();
    let all = refused.is_none() && webhook.events.is_empty();
    let content = html! {
        header.heading {
            a.back href="/me" aria-label=(t!(lang, "me-back")) { (icons::back()) }
            div { h1 { (title) } p { (t!(lang, "webhook-is")) " " (words::state(lang, webhook)) } }
        }
        div.sections.wide {
            (standing(lang, webhook, test))
            section.card {
                h2 { (t!(lang, "webhook-change")) }
                form method="post" action=(here(webhook.id)) autocomplete="off" {
                    (problem(refused.map(|(_, words)| words)))
                    (fields(lang, refused.map_or(&stored, |(typed, _)| typed), all, refused.is_some()))
                    button type="submit" { (t!(lang, "webhook-save")) }
                }
            }
            section.card {
                h2 { (t!(lang, "webhook-deliveries")) }
                p.note { (t!(lang, "webhook-deliveries-about")) }
                (lines(lang, webhook, deliveries))
            }
            section.card.danger {
                h2 { (t!(lang, "webhook-remove")) }
                p { (t!(lang, "webhook-remove-about")) }
                (way(webhook.id, REMOVE, t!(lang, "webhook-remove")))
            }
        }
    };
    layout::page(view, &title, content)
}

/// A button that leads to a question.
fn way(id: WebhookId, action: &str, text: String) -> Markup {
    html! { a.button.secondary role="button" href={ (here(id)) "/" (action) } { (text) } }
}

/// How it does, what came of a test, and the buttons.
fn standing(lang: Lang, webhook: &Webhook, test: Option<&Delivery>) -> Markup {
    let button = |action: &str, text: String| {
        html! { button.secondary type="submit" name="do" value=(action) { (text) } }
    };
    html! {
        section.card {
            h2 { (t!(lang, "webhook-state")) }
            @if let Some(test) = test { (tested(lang, test)) }
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
            @if let Some(at) = webhook.dropped_at {
                p.problem {
                    (t!(lang, "webhook-dropped", count = webhook.dropped, most = webhooks::MOST_KEPT)) " "
                    (time::moment(at)) "."
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
                (way(webhook.id, RENEW, t!(lang, "webhook-renew")))
            }
        }
    }
}

/// What came of a test.
fn tested(lang: Lang, test: &Delivery) -> Markup {
    html! {
        @match (test.delivered_at, test.attempts) {
            (Some(_), _) => p.hint #test role="status" { (t!(lang, "webhook-test-taken")) },
            (None, 0) => p.hint #test role="status" { (t!(lang, "webhook-test-goes")) },
            (None, _) => p.problem #test role="alert" {
                (t!(lang, "webhook-test-failed", why = words::last(lang, test).unwrap_or_default()))
            },
        }
    }
}

/// The question before a secret is made anew, or the webhook removed.
pub(crate) fn page_ask(view: &View, webhook: &Webhook, action: &str) -> Markup {
    let lang = view.lang;
    let (title, about, go) = if action == RENEW {
        let about = t!(lang, "webhook-renew-about");
        (t!(lang, "webhook-renew-ask"), about, t!(lang, "webhook-renew-do"))
    } else {
        let about = t!(lang, "webhook-remove-about");
        (t!(lang, "webhook-remove-ask"), about, t!(lang, "webhook-remove-do"))
    };
    let content = html! {
        section.card.lonely {
            h1 { (title) }
            p { (place(&webhook.url)) }
            p { (about) }
            form method="post" action={ (here(webhook.id)) "/do" } {
                button.danger[action == REMOVE] type="submit" name="do" value=(action) { (go) }
            }
            a href=(here(webhook.id)) { (t!(lang, "webhook-not")) }
        }
    };
    layout::page(view, &title, content)
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

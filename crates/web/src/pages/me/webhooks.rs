//! `/me/webhooks`: addresses that are told of what happens; how one is added.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::webhook::MOST_WEBHOOKS;
use domain::{AuditAction, Webhook};
use maud::{Markup, html};
use webhooks::{Error as Refused, Webhooks, host, place};

use super::{heading, secret};
use crate::Server;
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::parts::field::{self, Beside};
use crate::parts::webhook;
use crate::source::Came;

/// What a form holds: a box that is ticked sends its name.
pub(crate) type Fields = BTreeMap<String, String>;

/// The choice to be told of everything.
const ALL: &str = "all";

/// `GET /me/webhooks`
pub(crate) async fn get(me: Me, view: View) -> Result<Markup, Error> {
    let me = me.confirmed()?;
    me.webhooks()?;
    Ok(page(&view, &Fields::new(), None))
}

/// `POST /me/webhooks`
pub(crate) async fn add(
    State(server): State<Arc<Server>>,
    me: Me,
    view: View,
    Came(source): Came,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let me = me.confirmed()?;
    let Form(typed) = form?;
    let owner = me.signed.user.owner;
    let url = typed.get("url").map_or("", String::as_str);
    let refused = |problem: &str| {
        let page = page(&view, &typed, Some(problem));
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let events = match wanted(view.lang, &typed) {
        Ok(events) => events,
        Err(problem) => return refused(&problem),
    };
    match me.webhooks()?.add(owner, url, &events).await {
        Ok(added) => {
            let subject = host(&added.webhook.url);
            me.access.write_down(owner, AuditAction::WebhookSet, &subject, &source).await?;
            Ok(secret::of_webhook(&server, added).into_response())
        }
        Err(error) => refused(&in_words(view.lang, error)?),
    }
}

/// The events that a form asks for: none for all. Whoever ticks some wants no others, though all may be
/// ticked still.
pub(super) fn wanted(lang: Lang, typed: &Fields) -> Result<Vec<String>, String> {
    let chosen: Vec<String> =
        webhooks::events().filter(|event| typed.contains_key(*event)).map(str::to_owned).collect();
    if chosen.is_empty() && !typed.contains_key(ALL) {
        return Err(t!(lang, "webhook-no-event"));
    }
    Ok(chosen)
}

/// What the reader can put right.
pub(super) fn in_words(lang: Lang, error: Refused) -> Result<String, Error> {
    Ok(match error {
        Refused::Url(problem) => webhook::url_problem(lang, problem),
        Refused::TooMany => t!(lang, "webhook-too-many", most = MOST_WEBHOOKS),
        Refused::UnknownEvent => t!(lang, "webhook-no-event"),
        Refused::Off => t!(lang, "api-webhook-off-hint"),
        error @ (Refused::Store(_) | Refused::Http(_)) => return Err(Error::Webhooks(error)),
    })
}

impl Me {
    /// The webhooks of the server.
    pub(super) fn webhooks(&self) -> Result<&Webhooks, Error> {
        self.site.webhooks.as_ref().ok_or(Error::NotFound)
    }
}

/// The webhooks, each with how it does.
pub(super) fn list(lang: Lang, all: &[Webhook]) -> Markup {
    html! {
        @if !all.is_empty() {
            ul.lines {
                @for webhook in all {
                    li {
                        div {
                            a href={ "/me/webhooks/" (webhook.id) } { strong { (place(&webhook.url)) } }
                            " " (webhook::state(lang, webhook))
                            small {
                                @if webhook.events.is_empty() {
                                    (t!(lang, "webhook-all"))
                                } @else {
                                    @for (at, event) in webhook.events.iter().enumerate() {
                                        @if at > 0 { " · " }
                                        (webhook::event_name(lang, event))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The form of a new one.
pub(crate) fn page(view: &View, typed: &Fields, problem: Option<&str>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "webhook-add");
    let content = html! {
        (heading(lang, &title))
        div.sections {
            section.card {
                p.note {
                    (t!(lang, "webhooks-about")) " "
                    a href="/api#webhooks" { (t!(lang, "webhook-verify-how")) }
                }
                form method="post" action="/me/webhooks" autocomplete="off" {
                    (field::problem(problem))
                    (fields(lang, typed, typed.is_empty(), problem.is_some()))
                    button type="submit" { (t!(lang, "webhook-add")) }
                }
            }
        }
    };
    layout::page(view, &title, content)
}

/// The fields of a webhook; `all` ticks that it is told of everything. Of what was not taken `is_refused`.
pub(super) fn fields(lang: Lang, typed: &Fields, all: bool, is_refused: bool) -> Markup {
    let is_told =
        typed.contains_key(ALL) || webhooks::events().any(|event| typed.contains_key(event));
    let (url, events) =
        (Beside::problem_if(is_refused && is_told), Beside::problem_if(is_refused && !is_told));
    let tick = |event: &str, text: Markup| {
        html! {
            label.tick {
                input type="checkbox" name=(event) value="1" checked[typed.contains_key(event)];
                (text)
            }
        }
    };
    let is_usual = |event: &&str| webhook::USUAL.contains(event);
    let others: Vec<&str> = webhooks::events().filter(|event| !is_usual(event)).collect();
    let opens = others.iter().any(|event| typed.contains_key(*event));
    html! {
        label {
            (t!(lang, "webhook-url"))
            input type="url" name="url" required maxlength=(webhooks::LONGEST_URL)
                value=(typed.get("url").map_or("", String::as_str))
                placeholder="https://example.com/twin"
                aria-describedby=[url.by()] aria-invalid=[url.is_wrong()];
        }
        fieldset aria-describedby=[events.by()] {
            legend { (t!(lang, "webhook-events")) }
            label.tick {
                input type="checkbox" name=(ALL) value="1" checked[all || typed.contains_key(ALL)];
                (t!(lang, "webhook-all"))
            }
            p.note { (t!(lang, "webhook-or")) }
            div.events {
                @for event in webhook::USUAL { (tick(event, html! { (webhook::event_name(lang, event)) })) }
            }
            details open[opens] {
                summary { (t!(lang, "webhook-others")) }
                div.events {
                    @for event in others {
                        (tick(event, html! { span { (webhook::event_name(lang, event)) " " code { (event) } } }))
                    }
                }
            }
        }
    }
}

//! `/demo`: on one side the phone of a contact, on the other what the owner's twin sees and does.

use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Redirect, Response};
use domain::PeerId;
use futures_util::stream::{self, Stream};
use maud::{Markup, html};
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tracing::error;

use crate::Site;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::chat::{Conversation, twin_pane};
use crate::pages::parse_peer;
use crate::parts::avatar::avatar;
use crate::parts::bubble;
use crate::phone::{Phone, PhoneChange, PhoneContact, PhoneError, PhoneEvent, PhoneMessage};
use crate::stream::{both, event, follow, respond, upsert};

/// The longest message Telegram takes, in characters.
const LONGEST: usize = 4096;

/// `GET /demo`
pub(crate) async fn first(State(site): State<Arc<Site>>, view: View) -> Result<Markup, Error> {
    let phone = site.demo.as_ref().ok_or(Error::NotFound)?;
    let contact = phone.contacts().first().ok_or(Error::NotFound)?;
    show(&site, &view, phone.as_ref(), contact).await
}

/// `GET /demo/{contact}`
pub(crate) async fn get(
    State(site): State<Arc<Site>>,
    view: View,
    Path(contact): Path<String>,
) -> Result<Markup, Error> {
    let (phone, contact) = find(&site, &contact)?;
    show(&site, &view, phone.as_ref(), contact).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    text: String,
}

/// `POST /demo/{contact}/messages`
pub(crate) async fn send(
    State(site): State<Arc<Site>>,
    view: View,
    Path(contact): Path<String>,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Error> {
    let (phone, contact) = find(&site, &contact)?;
    let Form(Typed { text }) = form?;
    let text: String = text.trim().chars().take(LONGEST).collect();
    if !text.is_empty() {
        phone.send(contact.id, &text).await?;
    }
    Ok(if view.is_htmx {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Redirect::to(&format!("/demo/{}", contact.id)).into_response()
    })
}

/// `GET /demo/{contact}/events`
pub(crate) async fn events(
    State(site): State<Arc<Site>>,
    view: View,
    Path(contact): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (phone, contact) = find(&site, &contact)?;
    let twin = conversation(&site, &view, phone.as_ref(), contact).await?;
    let twin = follow(&site, &headers, twin);
    let phone = follow_phone(Arc::clone(phone), contact.id, view.lang);
    Ok(respond(both(twin, phone)).into_response())
}

fn find<'a>(
    site: &'a Site,
    contact: &str,
) -> Result<(&'a Arc<dyn Phone>, &'a PhoneContact), Error> {
    let id = parse_peer(contact)?;
    let phone = site.demo.as_ref().ok_or(Error::NotFound)?;
    let contact = phone.contacts().iter().find(|contact| contact.id == id);
    Ok((phone, contact.ok_or(Error::NotFound)?))
}

async fn conversation(
    site: &Arc<Site>,
    view: &View,
    phone: &dyn Phone,
    contact: &PhoneContact,
) -> Result<Conversation, Error> {
    let other = contact.name.clone();
    Conversation::steps_only(site, view.lang, phone.account(), contact.id, other).await
}

async fn show(
    site: &Arc<Site>,
    view: &View,
    phone: &dyn Phone,
    contact: &PhoneContact,
) -> Result<Markup, Error> {
    let twin = conversation(site, view, phone, contact).await?;
    let messages = phone.open(contact.id).await?;
    let shown = Shown {
        owner: twin.owner(),
        contacts: phone.contacts(),
        contact,
        messages: &messages,
        steps: twin.steps(),
        status: twin.status(),
    };
    Ok(page(view, &shown))
}

/// What the page shows.
pub(crate) struct Shown<'a> {
    /// The owner's first name.
    pub(crate) owner: &'a str,
    pub(crate) contacts: &'a [PhoneContact],
    /// Whose phone is picked up.
    pub(crate) contact: &'a PhoneContact,
    pub(crate) messages: &'a [PhoneMessage],
    pub(crate) steps: Markup,
    pub(crate) status: Markup,
}

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let &Shown { owner, contacts, contact, ref steps, ref status, .. } = shown;
    let title = t!(lang, "demo-title", owner = owner);
    let content = html! {
        div hidden hx-sse:connect={ "/demo/" (contact.id) "/events" } hx-swap="none" {}
        header.heading.intro {
            div {
                h1 { (title) }
                p { (t!(lang, "demo-about", owner = owner)) }
            }
        }
        div.demo {
            (picker(lang, contacts, contact))
            (phone_pane(lang, shown))
            (twin_pane(
                lang,
                &t!(lang, "demo-twin", owner = owner),
                steps,
                status,
                &t!(lang, "demo-empty"),
            ))
        }
    };
    layout::page(view, &title, content)
}

fn picker(lang: Lang, contacts: &[PhoneContact], chosen: &PhoneContact) -> Markup {
    html! {
        nav.pane.contacts aria-label=(t!(lang, "demo-contacts")) {
            h2 { (t!(lang, "demo-contacts")) }
            ul {
                @for contact in contacts {
                    li {
                        a.person href={ "/demo/" (contact.id) }
                            aria-current=[(contact.id == chosen.id).then_some("page")]
                        {
                            (avatar(contact.id, &contact.name))
                            span.names {
                                strong { (contact.name) }
                                small { (about(lang, contact)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn about(lang: Lang, contact: &PhoneContact) -> &str {
    match lang {
        Lang::En => &contact.about_en,
        Lang::Ru => &contact.about_ru,
    }
}

fn phone_pane(lang: Lang, &Shown { owner, contact, messages, .. }: &Shown<'_>) -> Markup {
    let title = t!(lang, "demo-phone", contact = contact.name.as_str());
    let action = format!("/demo/{}/messages", contact.id);
    html! {
        section.pane.phone aria-label=(title) {
            header.pane-top {
                h2 { (title) }
                p.chat-with { (avatar(PeerId(0), owner)) (owner) }
            }
            div.scroll role="log" tabindex="0" aria-label=(t!(lang, "demo-phone-log")) data-follow {
                ol #phone .bubbles {
                    (bubbles(lang, messages))
                    li.empty { p { (t!(lang, "demo-phone-empty")) } }
                }
                div #phone-now {}
            }
            @if !contact.suggestions.is_empty() {
                form.chips method="post" action=(action) hx-post=(action) hx-swap="none"
                    hx-sync="this:queue all" aria-label=(t!(lang, "demo-suggestions"))
                {
                    @for text in &contact.suggestions {
                        button type="submit" name="text" value=(text) { (text) }
                    }
                }
            }
            form.composer method="post" action=(action) hx-post=(action) hx-swap="none"
                hx-sync="this:queue all" data-reset
            {
                input type="text" name="text" required maxlength=(LONGEST) autocomplete="off"
                    aria-label=(t!(lang, "demo-write"))
                    placeholder=(t!(lang, "demo-write-as", contact = contact.name.as_str()));
                button type="submit" aria-label=(t!(lang, "demo-send")) { (icons::sent()) }
            }
        }
    }
}

fn bubbles(lang: Lang, messages: &[PhoneMessage]) -> Markup {
    html! { @for message in messages { (bubble::of_phone(lang, message)) } }
}

/// What stands below the messages: that the owner's side types, or has read.
fn below(content: Markup) -> Markup {
    html! { hx-partial hx-target="#phone-now" hx-swap="innerHTML" { (content) } }
}

/// What an event changes on the phone.
pub(crate) fn change(lang: Lang, change: &PhoneChange) -> Markup {
    match change {
        PhoneChange::Message(message) => html! {
            (below(html! {}))
            (upsert("#phone", bubble::of_phone(lang, message)))
        },
        PhoneChange::Typing(true) => below(html! {
            p.types data-fades { span.dots aria-hidden="true" { i {} i {} i {} } (t!(lang, "phone-typing")) }
        }),
        PhoneChange::Typing(false) => below(html! {}),
        PhoneChange::Read => below(html! {
            p.receipt { (icons::read()) (t!(lang, "phone-read")) }
        }),
    }
}

/// The events of one contact's phone: first all of it, then every change.
fn follow_phone(
    phone: Arc<dyn Phone>,
    contact: PeerId,
    lang: Lang,
) -> impl Stream<Item = Event> + Send {
    let follower = Follower { events: phone.subscribe(), phone, contact, lang, is_new: true };
    stream::unfold(follower, async |mut follower| match follower.next().await {
        Ok(fragments) => fragments.map(|fragments| (event(fragments), follower)),
        Err(error) => {
            // The page comes back by itself and is drawn anew.
            error!(error = &error as &dyn std::error::Error, "the phone's live stream ended");
            None
        }
    })
}

struct Follower {
    phone: Arc<dyn Phone>,
    events: Receiver<PhoneEvent>,
    contact: PeerId,
    lang: Lang,
    is_new: bool,
}

impl Follower {
    async fn next(&mut self) -> Result<Option<Markup>, PhoneError> {
        loop {
            if std::mem::take(&mut self.is_new) {
                let messages = self.phone.open(self.contact).await?;
                return Ok(Some(html! {
                    (below(html! {}))
                    (upsert("#phone", bubbles(self.lang, &messages)))
                }));
            }
            match self.events.recv().await {
                Ok(event) if event.contact == self.contact => {
                    return Ok(Some(change(self.lang, &event.change)));
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => self.is_new = true,
                Err(RecvError::Closed) => return Ok(None),
            }
        }
    }
}

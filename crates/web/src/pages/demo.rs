//! `/demo`: on one side the phone of a contact, on the other what the owner's twin sees and does.
//!
//! The phone is a page of its own in a frame.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::demo::Contact;
use crate::enter::Here;
use crate::error::Error;
use crate::guard;
use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::pages::chat::{Conversation, Twin, twin_pane};
use crate::pages::parse_peer;
use crate::parts::avatar::avatar;
use crate::stream::{follow, respond};
use crate::{DemoSite, Site};

/// `GET /demo`
pub(crate) async fn first(Here(site): Here, view: View) -> Result<Response, Error> {
    let demo = site.demo.as_ref().ok_or(Error::NotFound)?;
    let contact = demo.contacts.first().ok_or(Error::NotFound)?;
    show(&site, &view, demo, contact).await
}

/// `GET /demo/{contact}`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(contact): Path<String>,
) -> Result<Response, Error> {
    let (demo, contact) = find(&site, &contact)?;
    show(&site, &view, demo, contact).await
}

/// `GET /demo/{contact}/events`
pub(crate) async fn events(
    Here(site): Here,
    view: View,
    Path(contact): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (demo, contact) = find(&site, &contact)?;
    let twin = conversation(&site, view.lang, demo, contact).await?;
    Ok(respond(follow(&site, view.lang, &headers, twin)).into_response())
}

fn find<'a>(site: &'a Site, contact: &str) -> Result<(&'a DemoSite, &'a Contact), Error> {
    let id = parse_peer(contact)?;
    let demo = site.demo.as_ref().ok_or(Error::NotFound)?;
    let contact = demo.contacts.iter().find(|contact| contact.id == id);
    Ok((demo, contact.ok_or(Error::NotFound)?))
}

async fn conversation(
    site: &Arc<Site>,
    lang: Lang,
    demo: &DemoSite,
    contact: &Contact,
) -> Result<Conversation, Error> {
    Conversation::steps_only(site, lang, demo.account, contact.id, contact.name.clone()).await
}

async fn show(
    site: &Arc<Site>,
    view: &View,
    demo: &DemoSite,
    contact: &Contact,
) -> Result<Response, Error> {
    let twin = conversation(site, view.lang, demo, contact).await?;
    let writes = site.engine.model().await?.and_then(|model| model.writes);
    let shown = Shown {
        owner: twin.owner(),
        contacts: &demo.contacts,
        contact,
        writes,
        twin: twin.twin().await?,
    };
    let policy = [(CONTENT_SECURITY_POLICY, guard::framing())];
    Ok((policy, page(view, &shown)).into_response())
}

/// What the page shows.
pub(crate) struct Shown<'a> {
    /// The owner's first name.
    pub(crate) owner: &'a str,
    pub(crate) contacts: &'a [Contact],
    /// Whose phone is picked up.
    pub(crate) contact: &'a Contact,
    /// The model that writes for the twin, if one does.
    pub(crate) writes: Option<String>,
    pub(crate) twin: Twin,
}

/// The page.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let lang = view.lang;
    let &Shown { owner, contacts, contact, ref writes, ref twin } = shown;
    let title = t!(lang, "demo-title", owner = owner);
    let content = html! {
        header.heading.intro {
            div {
                h1 { (title) }
                p {
                    (t!(lang, "demo-about")) " "
                    @match writes {
                        Some(model) => { (t!(lang, "demo-writes")) " " code { (model) } },
                        None => (t!(lang, "demo-recalls", owner = owner)),
                    }
                }
            }
        }
        div.demo {
            (picker(lang, contacts, contact))
            (phone(lang, contact))
            (twin_pane(
                lang,
                &t!(lang, "demo-twin", owner = owner),
                twin,
                &t!(lang, "demo-empty"),
            ))
        }
    };
    layout::live_page(view, &title, &format!("/demo/{}/events", contact.id), content)
}

fn picker(lang: Lang, contacts: &[Contact], chosen: &Contact) -> Markup {
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

fn about(lang: Lang, contact: &Contact) -> &str {
    match lang {
        Lang::En => &contact.about_en,
        Lang::Ru => &contact.about_ru,
    }
}

fn phone(lang: Lang, contact: &Contact) -> Markup {
    let title = t!(lang, "demo-phone", contact = contact.name.as_str());
    html! {
        section.pane.phone aria-label=(title) {
            h2 { (title) }
            iframe #phone src={ (contact.phone) "&lang=" (lang.code()) } title=(title)
                allow="microphone; clipboard-write" {}
        }
    }
}

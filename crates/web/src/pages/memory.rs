//! What a twin remembers: `/accounts/{account}/chats/{peer}/memory` of a chat, `/accounts/{account}/about`
//! of its owner. Each has a form to write something down, and is live.

use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, FactScope};
use engine::{LONGEST_NOTE, MemoryView, Noted, Stamped, TwinEvent};
use maud::{Markup, html};
use serde::Deserialize;

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View};
use crate::pages::{parse, parse_peer};
use crate::parts::fact::{self, LONGEST, Place};
use crate::parts::field::{self, Beside};
use crate::stream::{Live, follow, replace, respond};

/// What the owner writes down.
#[derive(Deserialize)]
pub(crate) struct Note {
    text: String,
    /// Whether it may be said to anybody; there if it is ticked.
    said: Option<String>,
    /// [`OF_NOTE`] if it is the note of the chat, which is to be kept as well.
    of: Option<String>,
}

/// Tells the note of a chat from what is written on the page.
pub(crate) const OF_NOTE: &str = "note";

pub(crate) async fn of_chat(
    Here(site): Here,
    view: View,
    Path((account, peer)): Path<(String, String)>,
) -> Result<Response, Error> {
    show(&site, &view, parse(&account)?, Place::Chat(parse_peer(&peer)?), None, "").await
}

pub(crate) async fn about(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Response, Error> {
    show(&site, &view, parse(&account)?, Place::About, None, "").await
}

pub(crate) async fn note_of_chat(
    Here(site): Here,
    view: View,
    Path((account, peer)): Path<(String, String)>,
    form: Result<Form<Note>, FormRejection>,
) -> Result<Response, Error> {
    note(&site, &view, parse(&account)?, Place::Chat(parse_peer(&peer)?), form?.0).await
}

pub(crate) async fn note_about(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    form: Result<Form<Note>, FormRejection>,
) -> Result<Response, Error> {
    note(&site, &view, parse(&account)?, Place::About, form?.0).await
}

pub(crate) async fn chat_events(
    Here(site): Here,
    view: View,
    Path((account, peer)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    live(&site, &view, parse(&account)?, Place::Chat(parse_peer(&peer)?), &headers).await
}

pub(crate) async fn about_events(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    live(&site, &view, parse(&account)?, Place::About, &headers).await
}

async fn live(
    site: &Arc<Site>,
    view: &View,
    account: AccountId,
    place: Place,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let memory = Memory { site: Arc::clone(site), lang: view.lang, account, place };
    memory.found().await?;
    Ok(respond(follow(site, view.lang, headers, memory)).into_response())
}

async fn note(
    site: &Arc<Site>,
    view: &View,
    account: AccountId,
    place: Place,
    Note { text, said, of }: Note,
) -> Result<Response, Error> {
    // Browsers count a line break as one sign, and send two.
    let text = text.replace("\r\n", "\n");
    if let (Place::Chat(peer), Some(OF_NOTE)) = (place, of.as_deref()) {
        // What is too long for a note is given back below: for a fact it is, too.
        let is_short = text.chars().count() <= LONGEST_NOTE;
        if is_short && !site.engine.note_of_chat(account, peer, &text).await? {
            return Err(Error::NotFound);
        }
    }
    let (scope, may_be_said) = match place {
        Place::Chat(peer) => (FactScope::Chat(peer), true),
        Place::About => (FactScope::AboutOwner, said.is_some()),
    };
    match site.engine.note_fact(account, scope, &text, may_be_said).await? {
        Noted::Done => Ok(Redirect::to(&place.address(account)).into_response()),
        Noted::NotFound => Err(Error::NotFound),
        problem => show(site, view, account, place, Some(problem), &text).await,
    }
}

/// The page, with what was wrong with what the owner wrote, and that.
pub(crate) async fn show(
    site: &Arc<Site>,
    view: &View,
    account: AccountId,
    place: Place,
    problem: Option<Noted>,
    typed: &str,
) -> Result<Response, Error> {
    let memory = Memory { site: Arc::clone(site), lang: view.lang, account, place };
    let found = memory.found().await?;
    let chat = match place {
        Place::Chat(peer) => {
            let chat = site.engine.chat(account, peer, 0).await?.ok_or(Error::NotFound)?;
            Some(chat.chat.peer.title)
        }
        Place::About => None,
    };
    let (chat, memory) = (chat.as_deref(), &found);
    let page = page(view, &Shown { account, place, chat, memory, problem, typed });
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page).into_response())
}

/// What the page shows.
pub(crate) struct Shown<'a> {
    pub(crate) account: AccountId,
    pub(crate) place: Place,
    /// The name of the chat.
    pub(crate) chat: Option<&'a str>,
    pub(crate) memory: &'a MemoryView,
    pub(crate) problem: Option<Noted>,
    /// What stands in the field.
    pub(crate) typed: &'a str,
}

/// The page with its facts.
pub(crate) fn page(view: &View, shown: &Shown<'_>) -> Markup {
    let &Shown { account, place, chat, memory, problem, typed } = shown;
    let lang = view.lang;
    let address = place.address(account);
    let beside = Beside::problem_if(problem.is_some());
    let (title, about, back) = match place {
        Place::Chat(peer) => (
            t!(lang, "memory-title", chat = chat.unwrap_or_default()),
            t!(lang, "memory-about"),
            format!("/accounts/{account}/chats/{peer}"),
        ),
        Place::About => {
            (t!(lang, "about-title"), t!(lang, "about-about"), format!("/accounts/{account}"))
        }
    };
    let content = html! {
        header.heading {
            a.back href=(back) aria-label=(t!(lang, "chat-back")) { (icons::back()) }
            div { h1 { (title) } p { (about) } }
        }
        form.card.remember method="post" action=(address) {
            (field::problem(problem.map(|problem| words(lang, problem)).as_deref()))
            label {
                (t!(lang, "memory-label"))
                input type="text" name="text" value=(typed) required maxlength=(LONGEST) autocomplete="off"
                    aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()];
            }
            @if place == Place::About {
                label.tick {
                    input type="checkbox" name="said" value="yes" checked;
                    (t!(lang, "about-may-be-said"))
                }
                small.note { (t!(lang, "about-secret")) }
            }
            button type="submit" { (t!(lang, "memory-add")) }
        }
        div #memory .remembered { (fact::memory(lang, account, place, memory)) }
    };
    layout::live_page(view, &title, &format!("{address}/events"), content)
}

fn words(lang: Lang, problem: Noted) -> String {
    match problem {
        Noted::TooLong => t!(lang, "memory-too-long", most = LONGEST),
        Noted::Empty | Noted::Done | Noted::NotFound => t!(lang, "memory-empty"),
    }
}

/// A memory, live.
pub(crate) struct Memory {
    pub(crate) site: Arc<Site>,
    pub(crate) lang: Lang,
    pub(crate) account: AccountId,
    pub(crate) place: Place,
}

impl Memory {
    async fn found(&self) -> Result<MemoryView, Error> {
        let engine = &self.site.engine;
        let found = match self.place {
            Place::Chat(peer) => engine.memory_of_chat(self.account, peer).await?,
            Place::About => engine.memory_of_owner(self.account).await?,
        };
        found.ok_or(Error::NotFound)
    }
}

impl Live for Memory {
    async fn all(&self) -> Result<Markup, Error> {
        let found = self.found().await?;
        Ok(replace("#memory", fact::memory(self.lang, self.account, self.place, &found)))
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        let is_ours = match self.place {
            Place::Chat(peer) => stamped.chat.is_none_or(|chat| chat == peer),
            Place::About => true,
        };
        let changed =
            matches!(stamped.event, TwinEvent::Remembered { .. } | TwinEvent::MemoryChanged);
        if !changed || !is_ours || stamped.account != Some(self.account) {
            return Ok(None);
        }
        self.all().await.map(Some)
    }
}

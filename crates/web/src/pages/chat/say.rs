//! `POST /accounts/{account}/chats/{peer}/say`: the owner writes in a chat themselves. Their twin stands down, as where
//! they write in their own app. What a form sends goes out once, however often it is sent: it carries a key.

use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, AccountState, Peer, PeerId, PeerKind};
use engine::{AccountView, DirectError, LONGEST_TEXT, Outgoing, Recipient};
use maud::{Markup, html};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::InVain;
use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::View;
use crate::pages::{parse, parse_peer};
use crate::parts::field::Beside;
use crate::parts::reason::why_failed;
use crate::parts::time;

/// The keys of pages, apart from those that programs choose.
const KEYS: &str = "page:";

/// What the owner writes.
#[derive(Deserialize)]
pub(crate) struct Said {
    text: String,
    /// By which it is known again.
    key: String,
}

/// Why it was not sent.
#[derive(Debug)]
pub(crate) enum Problem {
    Empty,
    TooLong,
    Telegram(DirectError),
}

/// The field to write in.
pub(crate) struct Composer {
    /// Where it sends to.
    pub(crate) action: String,
    /// Under which key.
    pub(crate) key: String,
    /// What stands in it.
    pub(crate) text: String,
    /// Why that was not sent.
    pub(crate) problem: Option<Problem>,
    /// Whether the reader goes on writing in it.
    pub(crate) is_focused: bool,
}

impl Composer {
    /// An empty one; `None` where nothing can be written.
    pub(super) fn of(site: &Site, of: &AccountView, peer: &Peer) -> Option<Self> {
        let is_possible = of.account.state == AccountState::Active
            && peer.kind != PeerKind::Channel
            && !peer.is_service();
        is_possible.then(|| Self::empty(site, of.account.id, peer.id))
    }

    fn empty(site: &Site, account: AccountId, peer: PeerId) -> Self {
        Self {
            action: format!("/accounts/{account}/chats/{peer}/say"),
            key: site.engine.new_key(),
            text: String::new(),
            problem: None,
            is_focused: false,
        }
    }
}

/// `POST /accounts/{account}/chats/{peer}/say`
pub(crate) async fn say(
    Here(site): Here,
    view: View,
    Path((account, peer)): Path<(String, String)>,
    form: Result<Form<Said>, FormRejection>,
) -> Result<Response, Error> {
    let (account, peer): (AccountId, PeerId) = (parse(&account)?, parse_peer(&peer)?);
    let Form(Said { text, key }) = form?;
    // Browsers count a line break as one sign, and send two.
    let text = text.replace("\r\n", "\n");
    let is_key = key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_key {
        return Err(Error::Choice);
    }
    let problem = if text.trim().is_empty() {
        Some(Problem::Empty)
    } else if text.trim().encode_utf16().count() > LONGEST_TEXT {
        Some(Problem::TooLong)
    } else {
        // A browser that goes away, or asks twice, does not stop what has begun.
        let sending = send(Arc::clone(&site), account, peer, text.trim().to_owned(), key.clone());
        match tokio::spawn(sending).await.map_err(|_| Error::Interrupted)? {
            Ok(()) => None,
            // Whoever clicked twice is answered by the first click.
            Err(DirectError::KeyBusy) if view.is_htmx => {
                return Ok(StatusCode::NO_CONTENT.into_response());
            }
            Err(DirectError::KeyBusy) => None,
            Err(DirectError::UnknownAccount | DirectError::UnknownPeer) => {
                return Err(Error::NotFound);
            }
            Err(DirectError::Engine(error)) => return Err(error.into()),
            Err(error) => Some(Problem::Telegram(error)),
        }
    };
    let chat = format!("/accounts/{account}/chats/{peer}");
    if problem.is_none() && !view.is_htmx {
        return Ok(Redirect::to(&chat).into_response());
    }
    let status = match &problem {
        None => StatusCode::OK,
        Some(Problem::Empty | Problem::TooLong) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Problem::Telegram(DirectError::NotMet)) => StatusCode::NOT_FOUND,
        Some(Problem::Telegram(DirectError::FloodWait(_))) => StatusCode::TOO_MANY_REQUESTS,
        Some(Problem::Telegram(
            DirectError::NotConnected | DirectError::NoAnswer | DirectError::Lost,
        )) => StatusCode::BAD_GATEWAY,
        Some(Problem::Telegram(_)) => StatusCode::CONFLICT,
    };
    let mut composer = Composer { is_focused: true, ..Composer::empty(&site, account, peer) };
    if problem.is_some() {
        // The same key: what may have arrived does not arrive again.
        composer = Composer { key, text, problem, ..composer };
    }
    let markup = if view.is_htmx {
        markup(view.lang, &composer)
    } else {
        let in_vain = InVain { composer: Some(composer), ..InVain::default() };
        super::draw(&site, &view, (account, peer), Default::default(), in_vain).await?
    };
    Ok((status, markup).into_response())
}

/// Sends it. What was changed since a try of which nobody knows the end is another message.
async fn send(
    site: Arc<Site>,
    account: AccountId,
    peer: PeerId,
    text: String,
    key: String,
) -> Result<(), DirectError> {
    let outgoing = |key: &str| Outgoing {
        account,
        to: Recipient::Chat(peer),
        text: text.clone(),
        key: Some(format!("{KEYS}{key}")),
        // Who writes here is the owner.
        may_tell_twin: true,
        by_program: false,
    };
    match site.engine.send_as_owner(&outgoing(&key)).await {
        Err(DirectError::KeyTaken) => site
            .engine
            .send_as_owner(&outgoing(&key_of(account, peer, &text, &key)))
            .await
            .map(drop),
        sent => sent.map(drop),
    }
}

/// The key of a text under whose form's key another one was tried: always the same, so that it goes out once too.
fn key_of(account: AccountId, peer: PeerId, text: &str, key: &str) -> String {
    let hash = Sha256::digest(format!("{key}\n{account}\n{peer}\n{text}"));
    hash[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The field.
pub(super) fn markup(lang: Lang, composer: &Composer) -> Markup {
    let Composer { action, key, text, problem, is_focused } = composer;
    let beside = Beside::hint("say-hint").wrong_at(problem.as_ref().map(|_| "not-said"));
    html! {
        form #composer .composer method="post" action=(action) hx-post=(action) hx-target="#composer" hx-swap="outerHTML" {
            input type="hidden" name="key" value=(key);
            @if let Some(problem) = problem {
                p #not-said .problem role="alert" { (words(lang, problem)) }
            }
            label.visually-hidden for="say" { (t!(lang, "say-label")) }
            textarea #say name="text" rows="1" required maxlength=(LONGEST_TEXT) autocomplete="off"
                placeholder=(t!(lang, "say-label")) autofocus[*is_focused]
                aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()] { "\n" (text) }
            button.round type="submit" title=(t!(lang, "say-send")) {
                (icons::sent()) span.visually-hidden { (t!(lang, "say-send")) }
            }
            p #say-hint .note { (t!(lang, "say-hint")) }
        }
    }
}

fn words(lang: Lang, problem: &Problem) -> String {
    match problem {
        Problem::Empty => t!(lang, "try-empty"),
        Problem::TooLong => t!(lang, "inbox-too-long", most = LONGEST_TEXT),
        Problem::Telegram(DirectError::NotMet) => t!(lang, "say-not-met"),
        Problem::Telegram(DirectError::LoggedOut) => t!(lang, "say-logged-out"),
        Problem::Telegram(DirectError::NotConnected) => t!(lang, "say-not-connected"),
        Problem::Telegram(DirectError::Held) => t!(lang, "say-held"),
        Problem::Telegram(DirectError::FloodWait(wait) | DirectError::TooMany(wait)) => {
            t!(lang, "login-flood", wait = time::span(lang, *wait))
        }
        Problem::Telegram(DirectError::Restricted { reason } | DirectError::Refused { reason }) => {
            why_failed(lang, reason)
                .unwrap_or_else(|| t!(lang, "say-refused", reason = reason.as_str()))
        }
        Problem::Telegram(DirectError::Lost) => t!(lang, "say-lost"),
        Problem::Telegram(_) => t!(lang, "say-no-answer"),
    }
}

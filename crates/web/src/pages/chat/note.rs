//! `POST /accounts/{account}/chats/{peer}/note`: what the owner notes of a chat for themselves.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, PeerId};
use engine::{ChatNote, LONGEST_NOTE};
use maud::{Markup, html};
use serde::Deserialize;

use super::InVain;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::View;
use crate::pages::memory::OF_NOTE;
use crate::pages::{parse, parse_peer};
use crate::parts::field::Beside;
use crate::parts::time;

/// What is noted.
#[derive(Deserialize)]
pub(crate) struct Noted {
    text: String,
}

/// What became of the last note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Saved,
    TooLong,
}

/// `POST /accounts/{account}/chats/{peer}/note`
pub(crate) async fn save(
    Here(site): Here,
    view: View,
    Path((account, peer)): Path<(String, String)>,
    form: Result<Form<Noted>, FormRejection>,
) -> Result<Response, Error> {
    let (account, peer): (AccountId, PeerId) = (parse(&account)?, parse_peer(&peer)?);
    let Form(Noted { text }) = form?;
    let address = format!("/accounts/{account}/chats/{peer}");
    // Browsers count a line break as one sign, and send two.
    let text = text.replace("\r\n", "\n");
    if text.chars().count() > LONGEST_NOTE {
        let note = ChatNote { text, changed_at: site.clock.now() };
        let markup = if view.is_htmx {
            markup(view.lang, &address, Some(&note), Some(Outcome::TooLong))
        } else {
            let in_vain = InVain { note: Some((note, Outcome::TooLong)), ..InVain::default() };
            super::draw(&site, &view, (account, peer), Default::default(), in_vain).await?
        };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, markup).into_response());
    }
    if !site.engine.note_of_chat(account, peer, &text).await? {
        return Err(Error::NotFound);
    }
    if !view.is_htmx {
        return Ok(Redirect::to(&address).into_response());
    }
    let note = site.engine.chat_note(account, peer).await?;
    Ok(markup(view.lang, &address, note.as_ref(), Some(Outcome::Saved)).into_response())
}

/// The field of the note; `address` is that of the chat.
pub(crate) fn markup(
    lang: Lang,
    address: &str,
    note: Option<&ChatNote>,
    outcome: Option<Outcome>,
) -> Markup {
    let save = format!("{address}/note");
    let is_wrong = outcome == Some(Outcome::TooLong);
    let beside = Beside::default().wrong_at(is_wrong.then_some("note-state"));
    html! {
        form #note .note-form method="post" action=(save) {
            label for="note-text" { (t!(lang, "note-about")) }
            textarea #note-text name="text" rows="8" maxlength=(LONGEST_NOTE) autocomplete="off"
                aria-describedby=[beside.by()] aria-invalid=[beside.is_wrong()]
            { "\n" @if let Some(note) = note { (note.text) } }
            p #note-state .note role="status" {
                @match outcome {
                    Some(Outcome::Saved) => strong { (t!(lang, "note-saved")) },
                    Some(Outcome::TooLong) => strong.wrong { (t!(lang, "note-too-long", most = LONGEST_NOTE)) },
                    None => @if let Some(note) = note { (t!(lang, "note-changed")) " " (time::lately(note.changed_at)) },
                }
            }
            div.actions {
                button type="submit" hx-post=(save) hx-target="#note" hx-swap="outerHTML" { (t!(lang, "save")) }
                button.plain type="submit" name="of" value=(OF_NOTE) formaction={ (address) "/memory" } title=(t!(lang, "note-to-memory-hint")) {
                    (t!(lang, "note-to-memory"))
                }
            }
        }
    }
}

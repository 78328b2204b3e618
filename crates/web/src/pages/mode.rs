//! `POST …/mode`: how much the twin may do, in a chat or in all chats without a mode of their own.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::AccountId;
use serde::Deserialize;

use crate::enter::{Here, cookie};
use crate::error::Error;
use crate::layout::View;
use crate::pages::account::Chats;
use crate::pages::start::{COOKIE, Progress};
use crate::pages::{parse, parse_peer};
use crate::parts::mode::{DEFAULT, from_code};
use crate::stream::Live;

#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    mode: String,
    /// Sent where the account was connected just now.
    begins: Option<String>,
}

/// `POST /accounts/{account}/mode`
pub(crate) async fn set_default(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Choice>, FormRejection>,
) -> Result<Response, Error> {
    let account: AccountId = parse(&account)?;
    let Form(Choice { mode, begins }) = form?;
    let mode = from_code(&mode).ok_or(Error::Choice)?;
    let found = site.engine.set_default_mode(account, mode).await?;
    if found && view.is_htmx {
        // The list of chats says what the account says, if it is on the page.
        return Ok(Chats { site, lang: view.lang, account }.all().await?.into_response());
    }
    if found && begins.is_some() {
        // A new person goes on with the next step; whoever has more accounts knows their way.
        let progress = Progress::of(&site.engine, cookie(&headers, COOKIE)).await?;
        if !progress.is_over && progress.next().is_some() && progress.accounts.len() == 1 {
            return Ok(Redirect::to("/start").into_response());
        }
    }
    done(&view, found, &format!("/accounts/{account}"))
}

/// `POST /accounts/{account}/chats/{peer}/mode`
pub(crate) async fn set_for_chat(
    Here(site): Here,
    view: View,
    Path((account, peer)): Path<(String, String)>,
    form: Result<Form<Choice>, FormRejection>,
) -> Result<Response, Error> {
    let (account, peer): (AccountId, _) = (parse(&account)?, parse_peer(&peer)?);
    let Form(Choice { mode, .. }) = form?;
    let mode = match mode.as_str() {
        DEFAULT => None,
        mode => Some(from_code(mode).ok_or(Error::Choice)?),
    };
    let found = site.engine.set_chat_mode(account, peer, mode).await?;
    done(&view, found, &format!("/accounts/{account}/chats/{peer}"))
}

fn done(view: &View, found: bool, page: &str) -> Result<Response, Error> {
    if !found {
        return Err(Error::NotFound);
    }
    Ok(if view.is_htmx {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Redirect::to(page).into_response()
    })
}

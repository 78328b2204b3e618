//! `POST /pause`, `/resume`, and those of one account or one of its chats: nothing is sent, until it may be again.

use std::time::Duration;

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::HeaderMap;
use axum::response::Redirect;
use domain::{AccountId, Pause, PeerId};
use serde::Deserialize;

use super::language::own_path;
use crate::Site;
use crate::enter::Here;
use crate::error::{Error, page_of};
use crate::pages::{parse, parse_peer};
use crate::parts::alert::rules_of;

/// The longest pause that ends by itself.
const LONGEST: u64 = 365 * 24 * 60;

#[derive(Debug, Deserialize)]
pub(crate) struct Back {
    back: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct HowLong {
    /// How many minutes; 0 or nothing is until resumed.
    #[serde(default)]
    minutes: u64,
    /// Where to go on; else to the account's rules.
    back: Option<String>,
}

/// `POST /pause`
pub(crate) async fn all(
    Here(site): Here,
    form: Result<Form<Back>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(Back { back }) = form?;
    site.engine.pause(None, None).await?;
    Ok(Redirect::to(own_path(&back)))
}

/// `POST /resume`
pub(crate) async fn resume_all(
    Here(site): Here,
    form: Result<Form<Back>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(Back { back }) = form?;
    site.engine.resume(None).await?;
    Ok(Redirect::to(own_path(&back)))
}

/// `POST /accounts/{account}/rules/pause`
pub(crate) async fn one(
    Here(site): Here,
    Path(account): Path<String>,
    form: Result<Form<HowLong>, FormRejection>,
) -> Result<Redirect, Error> {
    let account: AccountId = parse(&account)?;
    let Form(HowLong { minutes, back }) = form?;
    let span = Duration::from_secs(minutes.min(LONGEST) * 60);
    let until = (minutes > 0).then(|| site.clock.now() + span);
    found(site.engine.pause(Some(account), until).await?, account, back)
}

/// `POST /accounts/{account}/rules/resume`
pub(crate) async fn resume_one(
    Here(site): Here,
    Path(account): Path<String>,
    form: Result<Form<Back>, FormRejection>,
) -> Result<Redirect, Error> {
    let account: AccountId = parse(&account)?;
    // The form of the rules says nothing.
    let back = form.ok().map(|Form(Back { back })| back);
    found(site.engine.resume(Some(account)).await?, account, back)
}

/// `POST /accounts/{account}/chats/{peer}/pause`
pub(crate) async fn here(
    Here(site): Here,
    Path((account, peer)): Path<(String, String)>,
    form: Result<Form<Back>, FormRejection>,
) -> Result<Redirect, Error> {
    let pause = Some(Pause { since: site.clock.now(), until: None });
    set_here(&site, (account, peer), form, pause).await
}

/// `POST /accounts/{account}/chats/{peer}/resume`
pub(crate) async fn resume_here(
    Here(site): Here,
    Path((account, peer)): Path<(String, String)>,
    form: Result<Form<Back>, FormRejection>,
) -> Result<Redirect, Error> {
    set_here(&site, (account, peer), form, None).await
}

async fn set_here(
    site: &Site,
    (account, peer): (String, String),
    form: Result<Form<Back>, FormRejection>,
    pause: Option<Pause>,
) -> Result<Redirect, Error> {
    let (account, peer): (AccountId, PeerId) = (parse(&account)?, parse_peer(&peer)?);
    let Form(Back { back }) = form?;
    if !site.engine.pause_chat(account, peer, pause).await? {
        return Err(Error::NotFound);
    }
    Ok(Redirect::to(own_path(&back)))
}

/// `POST /accounts/{account}/rules/seen`: the owner has read an alert.
pub(crate) async fn seen(
    Here(site): Here,
    Path(account): Path<String>,
    form: Result<Form<Back>, FormRejection>,
) -> Result<Redirect, Error> {
    let account: AccountId = parse(&account)?;
    let Form(Back { back }) = form?;
    if !site.engine.dismiss_alert(account).await? {
        return Err(Error::NotFound);
    }
    Ok(Redirect::to(own_path(&back)))
}

/// `POST /needs/failed`: the owner has seen what Telegram has refused.
pub(crate) async fn failures_seen(Here(site): Here, headers: HeaderMap) -> Result<Redirect, Error> {
    site.engine.see_failures().await?;
    Ok(Redirect::to(&page_of(&headers).unwrap_or_else(|| "/inbox".to_owned())))
}

/// `POST /needs/imports`: the owner has seen which imports have failed.
pub(crate) async fn failed_imports_seen(Here(site): Here, headers: HeaderMap) -> Redirect {
    site.engine.see_failed_imports();
    Redirect::to(&page_of(&headers).unwrap_or_else(|| "/import".to_owned()))
}

fn found(found: bool, account: AccountId, back: Option<String>) -> Result<Redirect, Error> {
    if !found {
        return Err(Error::NotFound);
    }
    let rules = rules_of(account);
    Ok(Redirect::to(back.as_deref().map_or(&rules, own_path)))
}

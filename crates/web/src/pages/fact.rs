//! `POST /accounts/{account}/facts/{fact}`: what the owner does about something remembered.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, FactId};
use engine::Noted;
use serde::Deserialize;

use crate::enter::Here;
use crate::error::Error;
use crate::layout::View;
use crate::pages::memory::{Memory, show};
use crate::pages::parse;
use crate::parts::fact::{CONFIRM, CONFIRM_SECRET, CORRECT, ERASE, GENERAL, LOCAL, Place};
use crate::stream::Live;

#[derive(Deserialize)]
pub(crate) struct Change {
    place: String,
    action: String,
    #[serde(default)]
    text: String,
}

pub(crate) async fn change(
    Here(site): Here,
    view: View,
    Path((account, fact)): Path<(String, String)>,
    form: Result<Form<Change>, FormRejection>,
) -> Result<Response, Error> {
    let (account, id): (AccountId, FactId) = (parse(&account)?, parse(&fact)?);
    let Form(Change { place, action, text }) = form?;
    let place = Place::from_code(&place).ok_or(Error::NotFound)?;
    let engine = &site.engine;
    let found = match action.as_str() {
        CONFIRM => engine.confirm_fact(account, id, true).await?,
        CONFIRM_SECRET => engine.confirm_fact(account, id, false).await?,
        GENERAL => engine.make_fact_general(account, id).await?,
        LOCAL => engine.keep_fact_to_its_chat(account, id).await?,
        ERASE => engine.erase_fact(account, id).await?,
        CORRECT => match engine.correct_fact(account, id, &text).await? {
            Noted::Done => true,
            Noted::NotFound => false,
            problem => {
                let view = View { path: place.address(account), ..view };
                return show(&site, &view, account, place, Some(problem), "").await;
            }
        },
        _ => return Err(Error::NotFound),
    };
    if !found {
        return Err(Error::NotFound);
    }
    if view.is_htmx {
        return Ok(Memory { site, lang: view.lang, account, place }.all().await?.into_response());
    }
    Ok(Redirect::to(&place.address(account)).into_response())
}

//! `/model`: which model writes for the twins, its key, its budget, and a try.

mod form;
mod page;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AuditAction, ChoiceError, ModelChoice};
use engine::{ModelTrouble, ModelView};

use crate::enter::Here;
use crate::error::Error;
use crate::layout::View;
use crate::source::Came;
use crate::{Server, Site, reach};

pub(crate) use page::{Shown, page};

/// How the log names what the settings say.
pub(crate) const OF_SETTINGS: &str = "settings";

/// What a form holds, by the names of its fields.
type Fields = BTreeMap<String, String>;

/// `GET /model`
pub(crate) async fn get(Here(site): Here, view: View) -> Result<Response, Error> {
    let model = model(&site).await?;
    let shown = Shown { typed: &model.choice, model: &model, problem: None, tried: None };
    Ok(page(&view, &shown).into_response())
}

/// `POST /model`: takes a choice, or says what is wrong with it.
pub(crate) async fn choose(
    State(server): State<Arc<Server>>,
    Here(site): Here,
    view: View,
    Came(source): Came,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Error> {
    let Form(fields) = fields?;
    let (typed, problem) = form::choice(&fields);
    if let Some(problem) = problem {
        return refused(&site, &view, &typed, &problem).await;
    }
    let (first, others) = form::keys(&fields);
    let owner = site.engine.owner();
    let reach = reach::of(site.access.as_ref(), owner, server.any_model_address).await?;
    match site.engine.choose_model(typed.clone(), first, others, reach).await {
        Ok(places) => {
            site.write_down(AuditAction::ModelChosen, chosen(&typed), &source).await?;
            for place in places {
                site.write_down(AuditAction::ModelKeySet, &place, &source).await?;
            }
            Ok(Redirect::to("/model").into_response())
        }
        Err(engine::Error::Choice(problem)) => refused(&site, &view, &typed, &problem).await,
        Err(error) => Err(error.into()),
    }
}

/// How the log names a choice: recall mode has no name of its own there.
pub(crate) fn chosen(choice: &ModelChoice) -> &str {
    if choice.model.is_empty() { "recall" } else { &choice.model }
}

async fn refused(
    site: &Site,
    view: &View,
    typed: &ModelChoice,
    problem: &ChoiceError,
) -> Result<Response, Error> {
    let model = model(site).await?;
    let shown = Shown { typed, model: &model, problem: Some(problem), tried: None };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(view, &shown)).into_response())
}

/// `POST /model/settings`: the settings count again.
pub(crate) async fn forget(Here(site): Here, Came(source): Came) -> Result<Redirect, Error> {
    site.engine.forget_model_choice().await?;
    site.write_down(AuditAction::ModelChosen, OF_SETTINGS, &source).await?;
    Ok(Redirect::to("/model"))
}

/// `POST /model/key`: forgets the key of a place.
pub(crate) async fn forget_key(
    Here(site): Here,
    Came(source): Came,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Redirect, Error> {
    let Form(fields) = fields?;
    let place = fields.get(form::FORGET).ok_or(Error::NotFound)?;
    if !site.engine.forget_model_key(place).await? {
        return Err(Error::NotFound);
    }
    site.write_down(AuditAction::ModelKeyRemoved, place, &source).await?;
    Ok(Redirect::to("/model"))
}

/// `POST /model/try`: asks the model that writes now.
pub(crate) async fn attempt(Here(site): Here, view: View) -> Result<Response, Error> {
    let tried = site.engine.try_model().await;
    let tried = tried.map(|tried| tried.map_err(|error| ModelTrouble::of(&error)));
    let model = model(&site).await?;
    let shown = Shown { typed: &model.choice, model: &model, problem: None, tried: tried.as_ref() };
    // Whoever changes its language finds the page.
    let view = View { path: "/model".to_owned(), ..view };
    Ok(page(&view, &shown).into_response())
}

/// `GET /model/try`: who loads what came of a try again finds the page.
pub(crate) async fn again() -> Redirect {
    Redirect::to("/model")
}

async fn model(site: &Site) -> Result<ModelView, Error> {
    site.engine.model().await?.ok_or(Error::NotFound)
}

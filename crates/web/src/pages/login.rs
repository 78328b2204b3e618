//! `/login`: connecting an account, step by step. The pages only draw the step that the engine says
//! is next. What Telegram's terms and automation bring is shown before the first account is connected, and
//! nothing is asked of Telegram before that was accepted.

mod before;
mod form;
mod waiting;
mod words;

use access::Source;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, AccountState, AuditAction, LoginError, LoginInput, LoginStep};
use engine::{AccountView, LoginId, LoginProgress};
use serde::Deserialize;

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::layout::View;
use crate::pages::parse;
use crate::source::Came;

pub(crate) use form::{Terms, Wizard, connected, page};
pub(crate) use waiting::events;

/// The answer to a step; `step` is the one that was on the page.
#[derive(Deserialize)]
pub(crate) struct Answer {
    step: String,
    #[serde(default)]
    answer: String,
    /// Sent with the first step where the terms are shown and were ticked.
    terms: Option<String>,
}

impl Answer {
    /// The number, if that is what was typed.
    fn number(&self) -> &str {
        if self.step == form::PHONE { self.answer.trim() } else { "" }
    }

    fn into_input(self) -> Result<LoginInput, Error> {
        let answer = self.answer;
        match self.step.as_str() {
            form::PHONE => Ok(LoginInput::Phone(answer.trim().to_owned())),
            form::QR => Ok(LoginInput::Qr),
            form::CODE => Ok(LoginInput::Code(answer.trim().to_owned())),
            form::PASSWORD => Ok(LoginInput::Password(answer)),
            _ => Err(Error::Choice),
        }
    }
}

/// `GET /login`: the first step, before anything is asked of Telegram.
pub(crate) async fn start(Here(site): Here, view: View) -> Result<Response, Error> {
    site.confirmed()?;
    let terms = if has_accepted(&site).await? { Terms::Accepted } else { Terms::Asked };
    Ok(wizard(&site, &view, "/login", &LoginStep::Phone, None, (terms, "")))
}

/// `POST /login`: the first answer begins the login.
pub(crate) async fn begin(
    Here(site): Here,
    view: View,
    Came(source): Came,
    form: Result<Form<Answer>, FormRejection>,
) -> Result<Response, Error> {
    site.confirmed()?;
    let Form(given) = form?;
    if given.terms.is_none() && !has_accepted(&site).await? {
        let typed = (Terms::Refused, given.number());
        return Ok(wizard(&site, &view, "/login", &LoginStep::Phone, None, typed));
    }
    let input = given.into_input()?;
    let login = site.engine.begin_login().await?;
    answer(&site, &view, login, input, &source).await
}

/// `GET /login/{login}`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    Path(login): Path<String>,
) -> Result<Response, Error> {
    let login: LoginId = parse(&login)?;
    let Some(step) = site.engine.login_step(login).await else { return over(&site, login) };
    let number = site.engine.login_number(login).unwrap_or_default();
    Ok(wizard(&site, &view, &address(login), &step, None, (Terms::Accepted, &number)))
}

/// `GET /accounts/{account}/connected`: how the twin of an account that was connected just now is to begin.
pub(crate) async fn begins(
    Here(site): Here,
    view: View,
    Path(account): Path<String>,
) -> Result<Response, Error> {
    let account: AccountId = parse(&account)?;
    let of = site.engine.account(account).await?.ok_or(Error::NotFound)?;
    if of.account.state != AccountState::Active {
        return Ok(Redirect::to(&format!("/accounts/{account}")).into_response());
    }
    Ok(connected(&view, &of).into_response())
}

/// `POST /login/{login}`
pub(crate) async fn submit(
    Here(site): Here,
    view: View,
    Came(source): Came,
    Path(login): Path<String>,
    form: Result<Form<Answer>, FormRejection>,
) -> Result<Response, Error> {
    let login: LoginId = parse(&login)?;
    let input = form?.0.into_input()?;
    answer(&site, &view, login, input, &source).await
}

async fn answer(
    site: &Site,
    view: &View,
    login: LoginId,
    input: LoginInput,
    source: &Source,
) -> Result<Response, Error> {
    let address = address(login);
    let number = match &input {
        LoginInput::Phone(number) => number.clone(),
        _ => site.engine.login_number(login).unwrap_or_default(),
    };
    match site.engine.submit_login(login, input).await {
        Ok(LoginProgress::Next(_)) => Ok(Redirect::to(&address).into_response()),
        Ok(LoginProgress::Done(account)) => {
            logged_in(site, account, source).await?;
            Ok(Redirect::to(&connected_at(account)).into_response())
        }
        Err(engine::Error::UnknownLogin) => over(site, login),
        // The page was an old one: show the step that is really next.
        Err(engine::Error::Login(LoginError::WrongStep)) => {
            Ok(Redirect::to(&address).into_response())
        }
        Err(engine::Error::Login(error)) => {
            let step = site.engine.login_step(login).await.ok_or(Error::LoginOver)?;
            Ok(wizard(site, view, &address, &step, Some(&error), (Terms::Accepted, &number)))
        }
        Err(error) => Err(error.into()),
    }
}

/// An account that was connected just now; that is written down.
async fn logged_in(site: &Site, account: AccountId, source: &Source) -> Result<AccountView, Error> {
    let account = site.engine.account(account).await?.ok_or(Error::NotFound)?;
    let name = account.account.profile.full_name();
    site.write_down(AuditAction::AccountLoggedIn, &name, source).await?;
    Ok(account)
}

/// Whether the terms were accepted before: whoever has connected an account has.
async fn has_accepted(site: &Site) -> Result<bool, Error> {
    let accounts = site.engine.accounts().await?;
    Ok(accounts.iter().any(|of| of.account.state != AccountState::Offline))
}

fn address(login: LoginId) -> String {
    format!("/login/{login}")
}

fn connected_at(account: AccountId) -> String {
    format!("/accounts/{account}/connected")
}

/// Whoever loads a step again once all is done, or has sent it twice, is led on.
fn over(site: &Site, login: LoginId) -> Result<Response, Error> {
    let account = site.engine.login_done(login).ok_or(Error::LoginOver)?;
    Ok(Redirect::to(&connected_at(account)).into_response())
}

fn wizard(
    site: &Site,
    view: &View,
    action: &str,
    step: &LoginStep,
    error: Option<&LoginError>,
    (terms, number): (Terms, &str),
) -> Response {
    let control = site.sandbox_control.as_deref();
    let status = match error {
        None if terms == Terms::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
        Some(LoginError::FloodWait(_)) => StatusCode::TOO_MANY_REQUESTS,
        Some(LoginError::Unreachable(_)) => StatusCode::BAD_GATEWAY,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let telegram = &site.telegram;
    let wizard = Wizard { action, step, error, control, telegram, terms, number };
    (status, page(view, &wizard)).into_response()
}

//! `POST /auth/auth/verify_code`: the code, and the password where the account has one.

use axum::Json;
use domain::{LoginError, LoginInput, LoginStep};
use engine::{Error, LoginId, LoginProgress};
use serde::Deserialize;
use utoipa::ToSchema;

use super::logins::{StepShape, digits};
use crate::api::caller::{Caller, LogsIn};
use crate::api::problem::{Problem, Wrong};
use crate::api::take::Body;

/// What Telegram asks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(
    as = VerifyCode,
    example = json!({"phone": "+79001234567", "code": "12345", "password": null})
)]
pub(crate) struct Asked {
    /// The number for which the code was asked.
    phone: String,
    /// The code. Not looked at once the password is asked for.
    #[serde(default)]
    code: Option<String>,
    /// The password of two-step verification, if the account has one; may come later.
    #[serde(default)]
    password: Option<String>,
}

/// Send the code
///
/// The answer's `step` says what is asked for next: `password` if the account has one and it was not
/// sent yet (send it with the same `phone`), `done` once the account is connected. A wrong code or
/// password may be sent again; a code that is too old (410) must be asked for anew.
#[utoipa::path(
    post, path = "/auth/auth/verify_code", tag = "Telegram", request_body = Asked,
    responses(
        (status = 200, body = StepShape, description = "How far the login is."),
        (status = 409, description = "No login of this number is under way."),
        (status = 410, description = "The code is too old."),
        (status = 429, description = "Telegram asks to wait: `Retry-After`."),
        (status = 503, description = "Telegram cannot be reached."),
    ),
    security(("token" = ["login"])),
)]
pub(crate) async fn post(
    caller: Caller<LogsIn>,
    Body(asked): Body<Asked>,
) -> Result<Json<StepShape>, Problem> {
    let number = digits(&asked.phone).ok_or_else(|| Problem::invalid("phone", Wrong::Phone))?;
    let login = caller.server.logins.find(caller.bearer.owner, &number);
    let login = login.ok_or(Problem::NoLogin)?;
    match go_on(&caller, login, asked).await {
        Ok(progress) => {
            if let LoginProgress::Done(_) = progress {
                caller.server.logins.forget(login);
            }
            Ok(Json(StepShape::after(&caller, progress).await?))
        }
        Err(problem) => {
            let is_over =
                matches!(problem, Problem::NoLogin | Problem::Login(LoginError::ExpiredCode));
            if is_over {
                caller.server.logins.forget(login);
                caller.engine.give_up_login(login);
            }
            Err(problem)
        }
    }
}

async fn go_on(
    caller: &Caller<LogsIn>,
    login: LoginId,
    asked: Asked,
) -> Result<LoginProgress, Problem> {
    let engine = &caller.engine;
    let mut step = engine.login_step(login).await.ok_or(Error::UnknownLogin)?;
    if let LoginStep::Code { .. } = step {
        let code = asked.code.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let code = code.ok_or_else(|| Problem::invalid("code", Wrong::Empty))?;
        match engine.submit_login(login, LoginInput::Code(code.to_owned())).await? {
            LoginProgress::Next(next) => step = next,
            done @ LoginProgress::Done(_) => return Ok(done),
        }
    }
    match (&step, asked.password.filter(|password| !password.is_empty())) {
        (LoginStep::Password { .. } | LoginStep::Done(_), Some(password)) => {
            Ok(engine.submit_login(login, LoginInput::Password(password)).await?)
        }
        // What was logged in and could not be stored is stored now.
        (LoginStep::Done(_), None) => {
            Ok(engine.submit_login(login, LoginInput::Code(String::new())).await?)
        }
        _ => Ok(LoginProgress::Next(step)),
    }
}

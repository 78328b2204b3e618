//! `POST /auth/auth/request_code`: Telegram sends a code to the owner of a number.

use axum::Json;
use domain::{LoginInput, LoginStep};
use engine::LoginProgress;
use serde::Deserialize;
use utoipa::ToSchema;

use super::logins::{StepShape, digits};
use crate::api::caller::{Caller, LogsIn};
use crate::api::problem::{Problem, Wrong};
use crate::api::take::Body;

/// Whose account is to be logged in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestCode, example = json!({"phone": "+79001234567"}))]
pub(crate) struct Asked {
    /// The phone number with the country code.
    phone: String,
}

/// Ask for a code
///
/// Telegram sends a code to the number's owner, into their app or as an SMS. Asking again sends a new one
/// and makes the one before worthless.
#[utoipa::path(
    post, path = "/auth/auth/request_code", tag = "Telegram", request_body = Asked,
    responses(
        (status = 200, body = StepShape, description = "What is asked for next: the code."),
        (status = 429, description = "Telegram asks to wait: `Retry-After`."),
        (status = 503, description = "Telegram cannot be reached."),
    ),
    security(("token" = ["login"])),
)]
pub(crate) async fn post(
    caller: Caller<LogsIn>,
    Body(Asked { phone }): Body<Asked>,
) -> Result<Json<StepShape>, Problem> {
    let number = digits(&phone).ok_or_else(|| Problem::invalid("phone", Wrong::Phone))?;
    let (engine, logins) = (&caller.engine, &caller.server.logins);
    let login = engine.begin_login().await?;
    for replaced in logins.keep(caller.bearer.owner, &number, login) {
        engine.give_up_login(replaced);
    }
    match engine.submit_login(login, LoginInput::Phone(phone.trim().to_owned())).await {
        Ok(progress @ LoginProgress::Next(LoginStep::Code { .. } | LoginStep::Password { .. })) => {
            Ok(Json(StepShape::after(&caller, progress).await?))
        }
        Ok(progress) => {
            logins.forget(login);
            Ok(Json(StepShape::after(&caller, progress).await?))
        }
        Err(error) => {
            logins.forget(login);
            engine.give_up_login(login);
            Err(error.into())
        }
    }
}

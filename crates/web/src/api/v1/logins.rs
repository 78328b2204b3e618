//! Logins, step by step, by their identifiers.

use axum::Json;
use axum::http::StatusCode;
use domain::{LoginInput, LoginStep};
use engine::LoginId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Caller, LogsIn};
use crate::api::direct::StepShape;
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done};
use crate::api::take::{At, Body, id};

/// Whose account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BeginLogin, example = json!({"phone": "+79001234567"}))]
pub(super) struct Begin {
    /// The phone number with the country code.
    #[serde(default)]
    phone: Option<String>,
    /// Instead of `phone`: a code is to be scanned.
    #[serde(default)]
    qr: bool,
}

/// A login under way.
#[derive(Serialize, ToSchema)]
#[schema(as = Login)]
pub(super) struct LoginShape {
    /// Its identifier; whoever has it may go on with the login.
    login: String,
    #[serde(flatten)]
    step: StepShape,
}

/// Begin a login
///
/// With `phone` Telegram sends a code. With `qr` the answer has a `url` that is to be shown as a QR code and scanned with
/// a phone on which the account is logged in (Settings, Devices); ask again with `{"qr": true}` for what became of it.
/// A login lasts 15 minutes.
#[utoipa::path(
    post, path = "/api/v1/logins", tag = "Logins", request_body = Begin,
    responses(
        (status = 201, body = LoginShape, description = "What is asked for next."),
        (status = 429, description = "Telegram asks to wait: `Retry-After`."),
        (status = 503, description = "Telegram cannot be reached."),
    ),
    security(("token" = ["login"])),
)]
pub(super) async fn begin(
    caller: Caller<LogsIn>,
    Body(Begin { phone, qr }): Body<Begin>,
) -> Result<(StatusCode, Json<LoginShape>), Problem> {
    let input = match phone {
        None if qr => LoginInput::Qr,
        Some(phone) if !qr && phone.bytes().any(|byte| byte.is_ascii_digit()) => {
            LoginInput::Phone(phone.trim().to_owned())
        }
        _ => return Err(Problem::invalid("phone", Wrong::Phone)),
    };
    let engine = &caller.engine;
    let login = engine.begin_login().await?;
    match engine.submit_login(login, input).await {
        Ok(progress) => {
            let step = StepShape::after(&caller, progress).await?;
            Ok((StatusCode::CREATED, Json(LoginShape { login: login.to_string(), step })))
        }
        Err(error) => {
            engine.give_up_login(login);
            Err(error.into())
        }
    }
}

/// Look at a login
#[utoipa::path(
    get, path = "/api/v1/logins/{login}", tag = "Logins",
    params(("login" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = StepShape, description = "What is asked for now.")),
    security(("token" = ["login"])),
)]
pub(super) async fn get(
    caller: Caller<LogsIn>,
    At(login): At<String>,
) -> Result<Json<StepShape>, Problem> {
    let step = caller.engine.login_step(id(&login)?).await.ok_or(Problem::NotFound)?;
    Ok(Json(StepShape::of(&caller, &step)))
}

/// What is asked for: one of these.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LoginAnswer, example = json!({"code": "12345"}))]
pub(super) struct Answer {
    /// The number, where it is asked for again.
    #[serde(default)]
    phone: Option<String>,
    /// What became of the code that is to be scanned: `true`. If nobody has scanned it there is a new one.
    #[serde(default)]
    qr: bool,
    /// The code.
    #[serde(default)]
    code: Option<String>,
    /// The password of two-step verification.
    #[serde(default)]
    password: Option<String>,
}

/// Answer a login's step
#[utoipa::path(
    post, path = "/api/v1/logins/{login}", tag = "Logins", request_body = Answer,
    params(("login" = String, Path, description = "Its identifier.")),
    responses(
        (status = 200, body = StepShape, description = "How far the login is."),
        (status = 409, description = "This is not what is asked for now."),
        (status = 410, description = "The code is too old: the number is asked for again."),
        (status = 429, description = "Telegram asks to wait: `Retry-After`."),
        (status = 503, description = "Telegram cannot be reached."),
    ),
    security(("token" = ["login"])),
)]
pub(super) async fn submit(
    caller: Caller<LogsIn>,
    At(login): At<String>,
    Body(answer): Body<Answer>,
) -> Result<Json<StepShape>, Problem> {
    let login: LoginId = id(&login)?;
    let step = caller.engine.login_step(login).await.ok_or(Problem::NotFound)?;
    if answer.qr && matches!(step, LoginStep::Phone | LoginStep::Qr { .. }) {
        let progress = caller.engine.submit_login(login, LoginInput::Qr).await?;
        return Ok(Json(StepShape::after(&caller, progress).await?));
    }
    let (field, given) = match step {
        LoginStep::Phone | LoginStep::Qr { .. } => {
            ("phone", answer.phone.map(|text| text.trim().to_owned()))
        }
        LoginStep::Code { .. } => ("code", answer.code.map(|text| text.trim().to_owned())),
        LoginStep::Password { .. } | LoginStep::Done(_) => ("password", answer.password),
    };
    let given = given.filter(|given| !given.is_empty());
    let given = given.ok_or_else(|| Problem::invalid(field, Wrong::Empty))?;
    let input = match field {
        "phone" => LoginInput::Phone(given),
        "code" => LoginInput::Code(given),
        _ => LoginInput::Password(given),
    };
    let progress = caller.engine.submit_login(login, input).await?;
    Ok(Json(StepShape::after(&caller, progress).await?))
}

/// Give a login up
#[utoipa::path(
    delete, path = "/api/v1/logins/{login}", tag = "Logins",
    params(("login" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = Done, description = "It is over.")),
    security(("token" = ["login"])),
)]
pub(super) async fn give_up(
    caller: Caller<LogsIn>,
    At(login): At<String>,
) -> Result<Json<Done>, Problem> {
    let login: LoginId = id(&login)?;
    caller.engine.login_step(login).await.ok_or(Problem::NotFound)?;
    caller.engine.give_up_login(login);
    Ok(DONE)
}

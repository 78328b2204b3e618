//! The Bot API: <https://core.telegram.org/bots/api>, over HTTP on the control
//! address, under `/bot<token>/<method>` and `/file/bot<token>/<path>`.
//!
//! | folder | what is in it |
//! |---|---|
//! | `methods` | the methods, one file per group |
//! | `views` | the state as the Bot API's JSON, one file per object |
//! | `text` | marks written in texts |
//!
//! Knows the state and HTTP; nothing of MTProto. To add a method: a function in
//! the file of its group, named in [`methods::METHODS`].

pub(crate) mod delivery;
mod faults;
mod file_id;
mod methods;
mod params;
mod refused;
mod text;
mod views;

use std::sync::Arc;

use axum::Json;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::server::Server;
use crate::state::UserId;
use methods::Method;
use params::Params;
use refused::Refused;

/// A call of a method.
struct Call {
    server: Arc<Server>,
    bot: UserId,
    /// By which it was made.
    token: String,
    params: Params,
}

/// What a method answers.
struct Reply {
    result: Value,
    /// What is said beside it.
    description: Option<&'static str>,
}

/// What a method does.
type Answer = Result<Reply, Refused>;

/// Whether a path is one of the Bot API.
pub(crate) fn is_meant(path: &str) -> bool {
    // `/bots/…` is the control API's.
    let names_method = path.strip_prefix("/bot").is_some_and(|rest| rest.contains('/'));
    path.starts_with("/file/bot") || (names_method && !path.starts_with("/bots/"))
}

/// Whether there is a method with a name.
pub(crate) fn is_offered(name: &str) -> bool {
    Method::named(name).is_some_and(|method| method.name() == name)
}

/// Answers a request of a program that speaks for a bot.
pub(crate) async fn answer(server: Arc<Server>, request: Request) -> Response {
    match respond(server, request).await {
        Ok(response) => response,
        Err(refused) => refused.into_response(),
    }
}

async fn respond(server: Arc<Server>, request: Request) -> Result<Response, Refused> {
    let path = request.uri().path().replace("%3A", ":").replace("%3a", ":");
    if let Some(rest) = path.strip_prefix("/file/bot") {
        let (token, file) = rest.split_once('/').ok_or(Refused::NOT_FOUND)?;
        let bot = authorized(&server, token)?;
        return methods::files::download(&server, bot, file);
    }
    let rest = path.strip_prefix("/bot").ok_or(Refused::NOT_FOUND)?;
    let (token, method) = rest.split_once('/').ok_or(Refused::NOT_FOUND)?;
    let bot = authorized(&server, token)?;
    let method = Method::named(method).ok_or(Refused::NO_METHOD)?;
    let mut strike = faults::strike(&server, bot, method.name());
    if let Some(strike) = &mut strike
        && let Some(instead) = faults::before(&server, strike).await
    {
        return Ok(instead);
    }
    let params = Params::of(request).await?;
    let call = Call { server: Arc::clone(&server), bot, token: token.to_owned(), params };
    let answer = match method.call(call).await {
        Ok(reply) => reply.into_response(),
        Err(refused) => refused.into_response(),
    };
    Ok(match &mut strike {
        Some(strike) => faults::after(&server, strike, answer).await,
        None => answer,
    })
}

/// The bot for which a token speaks.
fn authorized(server: &Server, token: &str) -> Result<UserId, Refused> {
    let (id, secret) = token.split_once(':').ok_or(Refused::NOT_FOUND)?;
    let is_secret = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.parse::<UserId>().is_err() || secret.is_empty() || !secret.chars().all(is_secret) {
        return Err(Refused::NOT_FOUND);
    }
    let bot = server.read().bot_by_token(token).map(|bot| bot.id).ok_or(Refused::UNAUTHORIZED)?;
    let until = server.desk.logged_out.lock().get(&bot).copied();
    if until.is_some_and(|until| server.now() < until) {
        return Err(Refused::bad_request("Logged out").bare());
    }
    Ok(bot)
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut body = json!({"ok": true, "result": self.result});
        if let Some(description) = self.description {
            body["description"] = description.into();
        }
        (StatusCode::OK, Json(body)).into_response()
    }
}

impl From<Value> for Reply {
    fn from(result: Value) -> Reply {
        Reply { result, description: None }
    }
}

/// That it was done.
fn done() -> Answer {
    Ok(Reply::from(Value::Bool(true)))
}

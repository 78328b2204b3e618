//! In which voice the twin of an account speaks, and in a chat.

use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::chats::place;
use crate::api::caller::{Caller, Manages};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done};
use crate::api::take::{At, Body, id};

/// A voice to speak in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SpokenVoice, example = json!({"voice": "pNInz6obpgDQGcFmaJgB"}))]
pub(super) struct SpokenVoice {
    /// What the provider asks the voice by; null takes the one that is chosen for all, or for the account.
    voice: Option<String>,
}

impl SpokenVoice {
    fn named(&self) -> Result<Option<&str>, Problem> {
        match self.voice.as_deref().map(str::trim) {
            Some("") => Err(Problem::invalid("voice", Wrong::Empty)),
            Some(long) if long.len() > 200 => Err(Problem::invalid("voice", Wrong::TooLong(200))),
            named => Ok(named),
        }
    }
}

/// Set in which voice a twin speaks
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/voice", tag = "Voices", request_body = SpokenVoice,
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = Done, description = "It is set.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn of_twin(
    caller: Caller<Manages>,
    At(account): At<String>,
    Body(spoken): Body<SpokenVoice>,
) -> Result<Json<Done>, Problem> {
    let found = caller.engine.set_account_voice(id(&account)?, spoken.named()?).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

/// Set the voice of a chat
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/chats/{chat}/voice", tag = "Voices", request_body = SpokenVoice,
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = Done, description = "It is set.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn of_chat(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
    Body(spoken): Body<SpokenVoice>,
) -> Result<Json<Done>, Problem> {
    let (account, peer) = place(&at)?;
    let found = caller.engine.set_chat_voice(account, peer, spoken.named()?).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

//! In which voice the twin of an account speaks, and in a chat.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::accounts::find;
use super::chats::place;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done};
use crate::api::take::{At, Body, id};

/// A voice to speak in.
#[derive(Serialize, Deserialize, ToSchema)]
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

/// Get in which voice a twin speaks
///
/// That of a chat of its own is told with the chat.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/voice", tag = "Voices",
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = SpokenVoice, description = "The voice; null is the one that is chosen for all.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
) -> Result<Json<SpokenVoice>, Problem> {
    let account = find(&caller, &account).await?.account.id;
    Ok(Json(SpokenVoice { voice: caller.engine.account_voice(account).await? }))
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

//! What is remembered: of the owner and in all chats, and of one chat.

use axum::Json;
use domain::{AccountId, FactId, FactScope};
use engine::{FactChange, FactView, MemoryView, Noted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::accounts::find;
use super::chats::place;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::paging::Paging;
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, Millis, word};
use crate::api::take::{Asked, At, Body, id};

/// The longest fact, in characters.
const LONGEST: u64 = 200;

/// A fact.
#[derive(Serialize, ToSchema)]
#[schema(as = Fact)]
pub(super) struct FactShape {
    /// Its identifier.
    #[schema(value_type = String)]
    id: FactId,
    /// What it says.
    text: String,
    /// Where it may be known: `chat`, `general` or `about_owner`.
    #[schema(example = "chat")]
    scope: &'static str,
    /// The chat, if it may be known in one only.
    chat: Option<i64>,
    /// What kind of thing it tells, e.g. `plan`.
    kind: String,
    /// `offered` (waits for the owner), `kept`, `replaced` or `erased`.
    #[schema(example = "kept")]
    state: String,
    /// Where it comes from: `model`, `owner` or `owners_answer`.
    #[schema(example = "owner")]
    origin: String,
    /// Whether it may be said.
    may_be_said: bool,
    /// When it was said, or written down.
    said_at: Millis,
    /// From when on it is no longer true.
    until: Option<Millis>,
    /// Whether its time is over.
    is_over: bool,
    /// How well its source bears it out, 0 to 1.
    confidence: f32,
    /// The name of the chat that it came from.
    from: Option<String>,
}

impl From<FactView> for FactShape {
    fn from(FactView { fact, from, is_over, .. }: FactView) -> Self {
        let (scope, chat) = match fact.scope {
            FactScope::Chat(chat) => ("chat", Some(chat.0)),
            FactScope::General => ("general", None),
            FactScope::AboutOwner => ("about_owner", None),
        };
        Self {
            id: fact.id,
            text: fact.text,
            scope,
            chat,
            kind: word(&fact.kind),
            state: word(&fact.state),
            origin: word(&fact.origin),
            may_be_said: fact.may_be_said,
            said_at: fact.said_at.as_millis(),
            until: fact.until.map(domain::Timestamp::as_millis),
            is_over,
            confidence: fact.confidence,
            from,
        }
    }
}

/// A part of a memory.
#[derive(Serialize, ToSchema)]
#[schema(as = Memory)]
pub(super) struct MemoryShape {
    /// Facts, the newest first.
    items: Vec<FactShape>,
    /// The `cursor` of the part that follows.
    next: Option<String>,
    /// What was said in the chat in short.
    summary: Option<String>,
}

fn shape(paging: &Paging, view: MemoryView) -> Result<Json<MemoryShape>, Problem> {
    let page = paging.part_of(view.facts, Into::into)?;
    Ok(Json(MemoryShape { items: page.items, next: page.next, summary: view.summary }))
}

/// List what is known everywhere
///
/// About the owner, and what they have marked as general.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/facts", tag = "Memory",
    params(("account" = String, Path, description = "The account."), Paging),
    responses((status = 200, body = MemoryShape, description = "Facts.")),
    security(("token" = ["read"])),
)]
pub(super) async fn of_owner(
    caller: Caller<Reads>,
    At(account): At<String>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<MemoryShape>, Problem> {
    let view = caller.engine.memory_of_owner(id(&account)?).await?.ok_or(Problem::NotFound)?;
    shape(&paging, view)
}

/// List what is known of a chat
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/chats/{chat}/facts", tag = "Memory",
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
        Paging,
    ),
    responses((status = 200, body = MemoryShape, description = "Facts.")),
    security(("token" = ["read"])),
)]
pub(super) async fn of_chat(
    caller: Caller<Reads>,
    At(at): At<(String, String)>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<MemoryShape>, Problem> {
    let (account, chat) = place(&at)?;
    let view = caller.engine.memory_of_chat(account, chat).await?.ok_or(Problem::NotFound)?;
    shape(&paging, view)
}

/// A fact to be written down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Note, example = json!({"text": "Allergic to nuts"}))]
pub(super) struct Note {
    /// What it says, 200 characters at most. Days that it names become dates.
    text: String,
    /// Whether it may be said; what may not be never reaches a model.
    #[serde(default = "said")]
    #[schema(default = true)]
    may_be_said: bool,
}

fn said() -> bool {
    true
}

/// Note a fact about the owner
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/facts", tag = "Memory", request_body = Note,
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = Done, description = "It is kept.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn note(
    caller: Caller<Manages>,
    At(account): At<String>,
    Body(note): Body<Note>,
) -> Result<Json<Done>, Problem> {
    let account: AccountId = id(&account)?;
    find(&caller, &account.to_string()).await?;
    let Note { text, may_be_said } = note;
    let scope = FactScope::AboutOwner;
    noted(caller.engine.note_fact(account, scope, &text, may_be_said).await?)
}

/// Note a fact of a chat
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/chats/{chat}/facts", tag = "Memory", request_body = Note,
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = Done, description = "It is kept.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn note_of_chat(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
    Body(Note { text, may_be_said }): Body<Note>,
) -> Result<Json<Done>, Problem> {
    let (account, chat) = place(&at)?;
    noted(caller.engine.note_fact(account, FactScope::Chat(chat), &text, may_be_said).await?)
}

/// What is to be changed; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FactChange, example = json!({"general": true}))]
pub(super) struct Change {
    /// What it says from now on: the owner's word.
    #[serde(default)]
    text: Option<String>,
    /// Confirms what was offered: whether it may be said.
    #[serde(default)]
    may_be_said: Option<bool>,
    /// Whether it is known in every chat, or only in the one that it came from.
    #[serde(default)]
    general: Option<bool>,
}

/// Change a fact
///
/// All that is named changes, or nothing does.
#[utoipa::path(
    patch, path = "/api/v1/accounts/{account}/facts/{fact}", tag = "Memory", request_body = Change,
    params(
        ("account" = String, Path, description = "The account."),
        ("fact" = String, Path, description = "Its identifier."),
    ),
    responses((status = 200, body = Done, description = "It is changed.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn change(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
    Body(Change { text, may_be_said, general }): Body<Change>,
) -> Result<Json<Done>, Problem> {
    let (account, fact): (AccountId, FactId) = (id(&at.0)?, id(&at.1)?);
    if text.is_none() && may_be_said.is_none() && general.is_none() {
        return Err(Problem::invalid("text", Wrong::Empty));
    }
    let change = FactChange { text, may_be_said, general };
    noted(caller.engine.change_fact(account, fact, change).await?)
}

/// Erase a fact
///
/// For good: it is never drawn from its message again.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account}/facts/{fact}", tag = "Memory",
    params(
        ("account" = String, Path, description = "The account."),
        ("fact" = String, Path, description = "Its identifier."),
    ),
    responses((status = 200, body = Done, description = "It is erased.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn erase(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
) -> Result<Json<Done>, Problem> {
    let found = caller.engine.erase_fact(id(&at.0)?, id(&at.1)?).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

fn noted(noted: Noted) -> Result<Json<Done>, Problem> {
    match noted {
        Noted::Done => Ok(DONE),
        Noted::Empty => Err(Problem::invalid("text", Wrong::Empty)),
        Noted::TooLong => Err(Problem::invalid("text", Wrong::TooLong(LONGEST))),
        Noted::NotFound => Err(Problem::NotFound),
    }
}

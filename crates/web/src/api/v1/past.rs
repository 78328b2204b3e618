//! What is kept of messages, as a file, or erased. The filters are those of the search.

use axum::Json;
use axum::response::Response;
use domain::AuditAction;
use engine::Search;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::messages::{AuthorName, Found, KindName, Looked};
use super::webhooks::may_see;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::paging::Paging;
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{Millis, ModeName};
use crate::api::take::{Asked, Body};
use crate::pages::past::{Format, file};

/// A dry run counts no further.
const COUNTED: u64 = 10_000;

/// As what it is wanted.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AsWhat {
    /// `json`, the default, or `csv`.
    #[serde(default)]
    #[param(inline)]
    format: Format,
}

/// Export messages
///
/// All that the filters find, the newest first, as one file: JSON for programs, CSV (RFC 4180, UTF-8 with the byte
/// order mark by which spreadsheets know it, a first line with names) for tables. It is written down in the audit log. It holds no more than the search tells part by part,
/// so it takes no other scope.
#[utoipa::path(
    get, path = "/api/v1/messages/export", tag = "Messages", params(Looked, AsWhat),
    responses(
        (
            status = 200, description = "The file.",
            content((Vec<Found> = "application/json"), (String = "text/csv")),
        ),
        (status = 409, description = "Older messages are still being indexed, and would be missing."),
    ),
    security(("token" = ["read"])),
)]
pub(super) async fn export(
    caller: Caller<Reads>,
    Asked(AsWhat { format }): Asked<AsWhat>,
    Asked(looked): Asked<Looked>,
) -> Result<Response, Problem> {
    let search = all_of(&caller, &looked).await?;
    write_down(&caller, AuditAction::Exported).await?;
    Ok(file(&caller.engine, search, format))
}

/// Which messages are to be erased: those that all of it finds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Erasure, example = json!({"q": "\"door code\"", "author": "other", "dry_run": true}))]
pub(super) struct Erasure {
    /// Words that they must have, as in the search.
    #[serde(default)]
    #[schema(max_length = 1000)]
    q: Option<String>,
    /// Of one account only.
    #[serde(default)]
    account: Option<String>,
    /// Of one chat only: Telegram's number.
    #[serde(default)]
    chat: Option<i64>,
    /// Sent then or later.
    #[serde(default)]
    from: Option<Millis>,
    /// Sent before.
    #[serde(default)]
    until: Option<Millis>,
    /// By whom.
    #[serde(default)]
    author: Option<AuthorName>,
    /// What kind of thing.
    #[serde(default)]
    kind: Option<KindName>,
    /// Only what the twin sent, and when it was allowed so much.
    #[serde(default)]
    mode: Option<ModeName>,
    /// That really all messages are meant, where nothing else is said: else that is refused.
    #[serde(default)]
    all: bool,
    /// Only count them.
    #[serde(default)]
    dry_run: bool,
}

/// What was erased.
#[derive(Serialize, ToSchema)]
#[schema(as = Erased)]
pub(super) struct ErasedShape {
    /// How many messages were found; a dry run counts up to 10,000.
    messages: u64,
    /// Whether they are gone: not after a dry run.
    erased: bool,
}

/// Erase messages
///
/// All that the filters find, with what the twin learnt and noted of them. At Telegram they stay. It cannot be taken
/// back: try `dry_run` first. It is written down in the audit log.
#[utoipa::path(
    post, path = "/api/v1/messages/erase", tag = "Messages", request_body = Erasure,
    responses(
        (status = 200, body = ErasedShape, description = "They are gone, or were counted."),
        (status = 409, description = "Older messages are still being indexed, and would be left."),
    ),
    security(("token" = ["manage", "read"])),
)]
pub(super) async fn erase(
    caller: Caller<Manages>,
    Body(erasure): Body<Erasure>,
) -> Result<Json<ErasedShape>, Problem> {
    // What is found tells what stands there.
    may_see(&caller)?;
    let Erasure { q, account, chat, from, until, author, kind, mode, all, dry_run } = erasure;
    let looked = Looked { q, typing: None, account, chat, from, until, author, kind, mode };
    let search = all_of(&caller, &looked).await?;
    if finds_everything(&search) && !all {
        return Err(Problem::invalid("all", Wrong::Missing));
    }
    if dry_run {
        let messages = caller.engine.count_found(&search, COUNTED).await?;
        return Ok(Json(ErasedShape { messages, erased: false }));
    }
    // Before, because it takes a while, and nobody may wait for its end.
    write_down(&caller, AuditAction::HistoryErased).await?;
    let messages = caller.engine.erase(&search).await?;
    Ok(Json(ErasedShape { messages, erased: true }))
}

/// What is looked for, if nothing of it could be missing. A chat that is nobody's is a slip, and not searched in.
async fn all_of<R>(caller: &Caller<R>, looked: &Looked) -> Result<Search, Problem> {
    let engine = &caller.engine;
    let search = looked.search(engine, &Paging::default()).await?;
    if let Some(chat) = search.chat {
        let mut is_known = false;
        for of in engine.accounts().await? {
            let id = of.account.id;
            let is_meant = search.account.is_none_or(|account| account == id);
            is_known |= is_meant && engine.chat(id, chat, 0).await?.is_some();
        }
        if !is_known {
            return Err(Problem::invalid("chat", Wrong::Chat));
        }
    }
    match engine.indexing(search.account).await? {
        Some(_) => Err(Problem::Indexing),
        None => Ok(search),
    }
}

fn finds_everything(search: &Search) -> bool {
    let Search { wanted, account, chat, from, until, author, kind, mode, after: _, limit: _ } =
        search;
    wanted.is_anything()
        && account.is_none()
        && chat.is_none()
        && from.is_none()
        && until.is_none()
        && author.is_none()
        && kind.is_none()
        && mode.is_none()
}

async fn write_down<R>(caller: &Caller<R>, action: AuditAction) -> Result<(), Problem> {
    let (access, owner) = (caller.access()?, caller.bearer.owner);
    Ok(access.write_down(owner, action, "", &caller.source).await?)
}

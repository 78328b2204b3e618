//! Accounts: list, get, mode, pause, resume, log out.

use std::time::Duration;

use axum::Json;
use domain::{AccountId, AuditAction, Scope, Timestamp};
use engine::{AccountView, Panic};
use serde::{Deserialize, Serialize};
use tracing::warn;
use utoipa::ToSchema;

use crate::api::caller::{Caller, LogsIn, Manages, Reads};
use crate::api::paging::{Page, Paging};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{AccountShape, DONE, Done, ModeName};
use crate::api::take::{Asked, At, Body, id};

/// The longest pause that ends by itself, in minutes.
const LONGEST_PAUSE: u64 = 365 * 24 * 60;

/// An account of the caller's, by what stands in the path.
pub(super) async fn find<R>(caller: &Caller<R>, account: &str) -> Result<AccountView, Problem> {
    caller.engine.account(id(account)?).await?.ok_or(Problem::NotFound)
}

/// List accounts
#[utoipa::path(
    get, path = "/api/v1/accounts", tag = "Accounts", params(Paging),
    responses((status = 200, body = Page<AccountShape>, description = "Accounts, in the order in which they were added.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(
    caller: Caller<Reads>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<AccountShape>>, Problem> {
    let accounts = caller.engine.accounts().await?;
    Ok(Json(paging.part_of(accounts, Into::into)?))
}

/// Get an account
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}", tag = "Accounts",
    params(("account" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = AccountShape, description = "The account.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
) -> Result<Json<AccountShape>, Problem> {
    Ok(Json(find(&caller, &account).await?.into()))
}

/// How much the twin may do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountMode, example = json!({"mode": "watch"}))]
pub(super) struct AccountMode {
    /// The mode of chats that have none of their own.
    mode: ModeName,
}

/// Set an account's mode
///
/// It holds for all chats that have none of their own.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/mode", tag = "Accounts", request_body = AccountMode,
    params(("account" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = Done, description = "It is set.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn set_mode(
    caller: Caller<Manages>,
    At(account): At<String>,
    Body(AccountMode { mode }): Body<AccountMode>,
) -> Result<Json<Done>, Problem> {
    let account: AccountId = id(&account)?;
    let found = caller.engine.set_default_mode(account, mode.into()).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

/// How long.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HowLong, example = json!({"minutes": 60}))]
pub(super) struct HowLong {
    /// How many minutes; null is until it is resumed.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 525_600)]
    minutes: Option<u64>,
}

impl HowLong {
    /// Until when, from now on.
    pub(super) fn until(&self, now: Timestamp) -> Result<Option<Timestamp>, Problem> {
        if self.minutes.is_some_and(|minutes| !(1..=LONGEST_PAUSE).contains(&minutes)) {
            let wrong = Wrong::Range { least: 1, most: LONGEST_PAUSE };
            return Err(Problem::invalid("minutes", wrong));
        }
        Ok(self.minutes.map(|minutes| now + Duration::from_secs(minutes * 60)))
    }
}

/// Pause an account
///
/// What is planned is withdrawn, and nothing is sent until then.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/pause", tag = "Accounts", request_body = HowLong,
    params(("account" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = Done, description = "It is paused.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn pause(
    caller: Caller<Manages>,
    At(account): At<String>,
    Body(how_long): Body<HowLong>,
) -> Result<Json<Done>, Problem> {
    let account: AccountId = id(&account)?;
    let until = how_long.until(caller.server.clock.now())?;
    let found = caller.engine.pause(Some(account), until).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

/// Resume an account
///
/// What was written meanwhile is answered unless it is too old.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/resume", tag = "Accounts",
    params(("account" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = Done, description = "It goes on.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn resume(
    caller: Caller<Manages>,
    At(account): At<String>,
) -> Result<Json<Done>, Problem> {
    let found = caller.engine.resume(Some(id(&account)?)).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

/// Remove an account
///
/// Logs it out first, as the panic button does; then all that is known of it is erased: chats, messages, what was
/// learnt and remembered, rules, replies, and what webhooks are still to be told. It cannot be taken back. From the
/// answer on nothing of it is found; much takes some minutes to be erased, also after a restart.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account}", tag = "Accounts",
    params(("account" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = LoggedOut, description = "Nothing of it is kept.")),
    security(("token" = ["login", "manage"])),
)]
pub(super) async fn remove(
    caller: Caller<LogsIn>,
    At(account): At<String>,
) -> Result<Json<LoggedOut>, Problem> {
    if !caller.bearer.scopes.allow(Scope::Manage) {
        return Err(Problem::MissingScope(Scope::Manage));
    }
    let view = find(&caller, &account).await?;
    let ended = caller.engine.remove_account(view.account.id).await?.ok_or(Problem::NotFound)?;
    write_down(&caller, AuditAction::AccountRemoved, &view).await;
    Ok(Json(LoggedOut { ended_at_telegram: ended != Panic::OnlyHere }))
}

async fn write_down(caller: &Caller<LogsIn>, action: AuditAction, of: &AccountView) {
    let (owner, name) = (caller.bearer.owner, of.account.profile.full_name());
    let written = match caller.access() {
        Ok(access) => access.write_down(owner, action, &name, &caller.source).await,
        Err(_) => Ok(()),
    };
    if let Err(error) = written {
        // It is done all the same.
        warn!(account = %of.account.id, error = &error as &dyn std::error::Error, "not written down");
    }
}

/// What became of logging out.
#[derive(Serialize, ToSchema)]
#[schema(as = LoggedOut)]
pub(super) struct LoggedOut {
    /// Whether Telegram has ended the session. If not, it could not be told: end the session in the
    /// account's own app. The keys are deleted here all the same.
    ended_at_telegram: bool,
}

/// Log an account out
///
/// The panic button: pauses the account, withdraws all that is under way, ends the session at Telegram and
/// deletes its keys here.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/log_out", tag = "Accounts",
    params(("account" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = LoggedOut, description = "Its keys are deleted.")),
    security(("token" = ["login"])),
)]
pub(super) async fn log_out(
    caller: Caller<LogsIn>,
    At(account): At<String>,
) -> Result<Json<LoggedOut>, Problem> {
    let view = find(&caller, &account).await?;
    let ended = caller.engine.panic(view.account.id).await?.ok_or(Problem::NotFound)?;
    write_down(&caller, AuditAction::AccountLoggedOut, &view).await;
    Ok(Json(LoggedOut { ended_at_telegram: ended != Panic::OnlyHere }))
}

//! Bots: list, get, add by token, start, stop, rename, another token, remove; to whose accounts they are
//! connected. Their chats, modes and rules are those of accounts: a bot's identifier is one.

use axum::Json;
use axum::http::StatusCode;
use domain::{AccountId, AuditAction, PeerId, Scope, Timestamp};
use engine::{BotView, Connected, ConnectionAnswer};
use serde::{Deserialize, Deserializer, Serialize};
use tracing::warn;
use utoipa::ToSchema;

use crate::api::caller::{Caller, LogsIn, Manages, Reads};
use crate::api::paging::{Page, Paging};
use crate::api::problem::Problem;
use crate::api::shapes::{DONE, Done, Millis, ModeName};
use crate::api::take::{Asked, At, Body, id};
use crate::parts::bot::state_name;

/// A bot. Its token is never shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Bot)]
pub(super) struct BotShape {
    /// Its identifier here, which is that of its account too.
    #[schema(value_type = String, example = "01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    id: AccountId,
    /// Its number at Telegram.
    user_id: i64,
    /// What it is called.
    name: String,
    /// Public name without `@`.
    username: Option<String>,
    /// `running`, `starting`, `stopped`, `conflict` (another program fetches what comes for it), `webhook` (that is
    /// brought to another program's address), `unauthorized` (the token was revoked), `flood` (Telegram told to
    /// wait), `unreachable`, `store_fails` or `stuck`.
    #[schema(example = "running")]
    state: &'static str,
    /// Until when Telegram told to wait.
    waits_until: Option<Millis>,
    /// Since when it runs without a break.
    running_since: Option<Millis>,
    /// When Telegram was last heard to tell something.
    heard_at: Option<Millis>,
    /// Messages of others since it was started.
    received: u64,
    /// Messages of the twin and of the owner since then.
    sent: u64,
    /// Requests since it was connected.
    requests: u64,
    /// How many of them failed.
    errors: u64,
    /// How long an answer took lately, in milliseconds.
    latency_ms: Option<u64>,
    /// The mode of chats that have none of their own.
    mode: ModeName,
    /// The account in whose manner its twin writes; null is in none's.
    #[schema(value_type = Option<String>)]
    manner_of: Option<AccountId>,
    /// The accounts to which it is connected, or was.
    connections: Vec<ConnectionShape>,
}

/// That a person has connected the bot to their account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BotConnection)]
pub(super) struct ConnectionShape {
    /// The person's number at Telegram.
    person: i64,
    /// First and last name.
    name: String,
    /// Public name without `@`.
    username: Option<String>,
    /// Whether it holds: the person may end it at any time.
    enabled: bool,
    /// Whether it is the owner's account: `asked`, `accepted` or `refused`. Of one that was not accepted nothing
    /// is kept.
    answer: &'static str,
    /// Whether what is said there is said by the bot, also where the account has a session of its own.
    speaks: bool,
    /// Whether it may write, to whoever wrote within a day.
    can_reply: bool,
    /// Whether it may mark what came as read.
    can_read: bool,
    /// Whether it may delete what it has sent.
    can_delete: bool,
    /// Since when.
    since: Millis,
}

impl From<Connected> for ConnectionShape {
    fn from(Connected { connection, answer, speaks, .. }: Connected) -> Self {
        let name = connection.person.full_name();
        Self {
            person: connection.person.user_id.0,
            name,
            username: connection.person.username,
            enabled: connection.enabled,
            answer: match answer {
                ConnectionAnswer::Asked => "asked",
                ConnectionAnswer::Accepted => "accepted",
                ConnectionAnswer::Refused => "refused",
            },
            speaks,
            can_reply: connection.rights.reply,
            can_read: connection.rights.read,
            can_delete: connection.rights.delete,
            since: connection.since.as_millis(),
        }
    }
}

impl From<BotView> for BotShape {
    fn from(view: BotView) -> Self {
        let state = state_name(&view);
        let BotView { of, health, manner_of, connections } = view;
        let traffic = health.traffic.unwrap_or_default();
        let latency = traffic.latency.map(|latency| latency.as_millis());
        Self {
            id: of.account.id,
            user_id: of.account.profile.user_id.0,
            name: of.account.profile.full_name(),
            username: of.account.profile.username,
            state,
            waits_until: health.waits_until.map(Timestamp::as_millis),
            running_since: health.online_since.map(Timestamp::as_millis),
            heard_at: health.heard_at.map(Timestamp::as_millis),
            received: health.messages.received,
            sent: health.messages.sent,
            requests: traffic.requests,
            errors: traffic.errors,
            latency_ms: latency.map(|latency| u64::try_from(latency).unwrap_or(u64::MAX)),
            mode: of.account.default_mode.into(),
            manner_of,
            connections: connections.into_iter().map(Into::into).collect(),
        }
    }
}

/// A bot of the caller's, by what stands in the path.
async fn find<R>(caller: &Caller<R>, bot: AccountId) -> Result<BotShape, Problem> {
    Ok(caller.engine.bot(bot).await?.ok_or(Problem::NotFound)?.into())
}

/// List bots
#[utoipa::path(
    get, path = "/api/v1/bots", tag = "Bots", params(Paging),
    responses((status = 200, body = Page<BotShape>, description = "Bots, in the order in which they were added.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(
    caller: Caller<Reads>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<BotShape>>, Problem> {
    let bots = caller.engine.bots().await?;
    Ok(Json(paging.part_of(bots, Into::into)?))
}

/// Get a bot
#[utoipa::path(
    get, path = "/api/v1/bots/{bot}", tag = "Bots",
    params(("bot" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = BotShape, description = "The bot, and how it does.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(bot): At<String>,
) -> Result<Json<BotShape>, Problem> {
    Ok(Json(find(&caller, id(&bot)?).await?))
}

/// A bot to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewBot, example = json!({"token": "123456789:AAExampleExampleExampleExampleExample"}))]
pub(super) struct NewBot {
    /// What @BotFather gave for it. It is stored sealed, and never shown.
    token: String,
    /// The account in whose manner its twin writes.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    manner_of: Option<String>,
}

/// Add a bot
///
/// The token is checked with Telegram first. A bot of the caller's whose token was revoked is given this one.
#[utoipa::path(
    post, path = "/api/v1/bots", tag = "Bots", request_body = NewBot,
    responses(
        (status = 201, body = BotShape, description = "It is added, and starts."),
        (status = 404, description = "There is no such account in whose manner to write."),
        (status = 409, description = "The bot is here already."),
        (status = 429, description = "Telegram asks to wait: `Retry-After`."),
        (status = 503, description = "The Bot API does not answer."),
    ),
    security(("token" = ["login"])),
)]
pub(super) async fn add(
    caller: Caller<LogsIn>,
    Body(NewBot { token, manner_of }): Body<NewBot>,
) -> Result<(StatusCode, Json<BotShape>), Problem> {
    let manner_of = manner_of.as_deref().map(id).transpose()?;
    let added = caller.engine.add_bot(&token, manner_of).await?;
    let bot = find(&caller, added.account).await?;
    write_down(&caller, AuditAction::BotAdded, &bot).await;
    Ok((StatusCode::CREATED, Json(bot)))
}

/// A bot to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BotToMake, example = json!({"account": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "name": "Ilya's twin", "username": "ilya_twin_bot"}))]
pub(super) struct ToMake {
    /// The account that writes to @BotFather, and in whose manner the bot's twin writes.
    account: String,
    /// What the bot is called.
    name: String,
    /// Its public name, which ends with `bot`.
    username: String,
}

/// Have a bot made
///
/// One of the caller's accounts writes to @BotFather: `/newbot`, the name and the public name; `/cancel` if he
/// refuses. The bot is added as with its token, which is not shown.
#[utoipa::path(
    post, path = "/api/v1/bots/new", tag = "Bots", request_body = ToMake,
    responses(
        (status = 201, body = BotShape, description = "It is made and added, and starts."),
        (status = 404, description = "There is no such account."),
        (status = 409, description = "The public name is taken, @BotFather makes no more for this account now, the \
            account is not logged in or limited, or the bot is made and could not be added (`bot_not_added`): its \
            token stands in the chat with @BotFather."),
        (status = 429, description = "Telegram asks to wait: `Retry-After`."),
        (status = 503, description = "The account is not connected, or @BotFather does not answer."),
    ),
    security(("token" = ["login"])),
)]
pub(super) async fn make(
    caller: Caller<LogsIn>,
    Body(ToMake { account, name, username }): Body<ToMake>,
) -> Result<(StatusCode, Json<BotShape>), Problem> {
    let added = caller.engine.make_bot(id(&account)?, &name, &username).await?;
    let bot = find(&caller, added.account).await?;
    write_down(&caller, AuditAction::BotAdded, &bot).await;
    Ok((StatusCode::CREATED, Json(bot)))
}

/// What is to be changed; what is not named stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BotChange, example = json!({"name": "Ilya's twin"}))]
pub(super) struct Changed {
    /// What it is called, at Telegram too.
    #[serde(default)]
    name: Option<String>,
    /// The account in whose manner its twin writes; null is in none's.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>)]
    manner_of: Option<Option<String>>,
}

/// What is named, be it null.
fn named<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(field).map(Some)
}

/// Change a bot
#[utoipa::path(
    patch, path = "/api/v1/bots/{bot}", tag = "Bots", request_body = Changed,
    params(("bot" = String, Path, description = "Its identifier.")),
    responses(
        (status = 200, body = BotShape, description = "The bot as it is now."),
        (status = 409, description = "It has no token any more: give it a new one."),
        (status = 429, description = "Telegram asks to wait: `Retry-After`."),
        (status = 503, description = "The Bot API does not answer."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn change(
    caller: Caller<Manages>,
    At(bot): At<String>,
    Body(Changed { name, manner_of }): Body<Changed>,
) -> Result<Json<BotShape>, Problem> {
    let bot = id(&bot)?;
    find(&caller, bot).await?;
    if let Some(of) = manner_of {
        let of = of.as_deref().map(id).transpose()?;
        caller.engine.set_bot_manner(bot, of).await?;
    }
    if let Some(name) = name {
        caller.engine.rename_bot(bot, &name).await?;
    }
    Ok(Json(find(&caller, bot).await?))
}

/// Remove a bot
///
/// It answers no more, and all that is known of it here is erased. At Telegram it stays: its token lives on until it
/// is revoked at @BotFather.
#[utoipa::path(
    delete, path = "/api/v1/bots/{bot}", tag = "Bots",
    params(("bot" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = Done, description = "Nothing of it is kept.")),
    security(("token" = ["login", "manage"])),
)]
pub(super) async fn remove(
    caller: Caller<LogsIn>,
    At(bot): At<String>,
) -> Result<Json<Done>, Problem> {
    if !caller.bearer.scopes.allow(Scope::Manage) {
        return Err(Problem::MissingScope(Scope::Manage));
    }
    let bot = find(&caller, id(&bot)?).await?;
    caller.engine.remove_account(bot.id).await?.ok_or(Problem::NotFound)?;
    write_down(&caller, AuditAction::AccountRemoved, &bot).await;
    Ok(DONE)
}

/// Start a bot
///
/// One that runs already is started anew, which asks Telegram at once.
#[utoipa::path(
    post, path = "/api/v1/bots/{bot}/start", tag = "Bots",
    params(("bot" = String, Path, description = "Its identifier.")),
    responses(
        (status = 200, body = Done, description = "It starts."),
        (status = 409, description = "It has no token any more: give it a new one."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn start(
    caller: Caller<Manages>,
    At(bot): At<String>,
) -> Result<Json<Done>, Problem> {
    caller.engine.start_bot(id(&bot)?).await?;
    Ok(DONE)
}

/// Stop a bot
///
/// Telegram keeps what comes for it for a day.
#[utoipa::path(
    post, path = "/api/v1/bots/{bot}/stop", tag = "Bots",
    params(("bot" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = Done, description = "It is stopped.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn stop(
    caller: Caller<Manages>,
    At(bot): At<String>,
) -> Result<Json<Done>, Problem> {
    caller.engine.stop_bot(id(&bot)?).await?;
    Ok(DONE)
}

/// Take a bot over
///
/// Takes away the address to which another program has what comes for it brought. What waits comes here.
#[utoipa::path(
    post, path = "/api/v1/bots/{bot}/take_over", tag = "Bots",
    params(("bot" = String, Path, description = "Its identifier.")),
    responses(
        (status = 200, body = Done, description = "It comes here from now on."),
        (status = 409, description = "It has no token any more: give it a new one."),
        (status = 429, description = "Telegram asks to wait: `Retry-After`."),
        (status = 503, description = "The Bot API does not answer."),
    ),
    security(("token" = ["login"])),
)]
pub(super) async fn take_over(
    caller: Caller<LogsIn>,
    At(bot): At<String>,
) -> Result<Json<Done>, Problem> {
    caller.engine.take_over_bot(id(&bot)?).await?;
    Ok(DONE)
}

/// Another token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BotToken, example = json!({"token": "123456789:AAExampleExampleExampleExampleExample"}))]
pub(super) struct Token {
    /// What @BotFather gave for the same bot.
    token: String,
}

/// Give a bot another token
///
/// It is started with it. What waits for the bot is not lost.
#[utoipa::path(
    put, path = "/api/v1/bots/{bot}/token", tag = "Bots", request_body = Token,
    params(("bot" = String, Path, description = "Its identifier.")),
    responses(
        (status = 200, body = Done, description = "It has the token."),
        (status = 429, description = "Telegram asks to wait: `Retry-After`."),
        (status = 503, description = "The Bot API does not answer."),
    ),
    security(("token" = ["login"])),
)]
pub(super) async fn rotate(
    caller: Caller<LogsIn>,
    At(bot): At<String>,
    Body(Token { token }): Body<Token>,
) -> Result<Json<Done>, Problem> {
    let bot = id(&bot)?;
    caller.engine.rotate_bot_token(bot, &token).await?;
    write_down(&caller, AuditAction::BotTokenSet, &find(&caller, bot).await?).await;
    Ok(DONE)
}

/// What the owner says of a connection; what is not named stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BotConnectionChange, example = json!({"own": true}))]
pub(super) struct ConnectionChange {
    /// Whether it is their own account.
    #[serde(default)]
    own: Option<bool>,
    /// Whether the bot speaks there, also where the account has a session of its own.
    #[serde(default)]
    speaks: Option<bool>,
}

/// Say whose account a bot is connected to
///
/// Anybody may connect any bot to their own account. Until the owner has said that a person is themselves, nothing of
/// that account is kept.
#[utoipa::path(
    patch, path = "/api/v1/bots/{bot}/connections/{person}", tag = "Bots", request_body = ConnectionChange,
    params(
        ("bot" = String, Path, description = "Its identifier."),
        ("person" = i64, Path, description = "The person's number at Telegram."),
    ),
    responses((status = 200, body = BotShape, description = "The bot as it is now.")),
    security(("token" = ["login"])),
)]
pub(super) async fn connection(
    caller: Caller<LogsIn>,
    At((bot, person)): At<(String, String)>,
    Body(ConnectionChange { own, speaks }): Body<ConnectionChange>,
) -> Result<Json<BotShape>, Problem> {
    let bot = id(&bot)?;
    let person = PeerId(id(&person)?);
    if let Some(own) = own {
        caller.engine.answer_connection(bot, person, own).await?;
    }
    if let Some(speaks) = speaks {
        caller.engine.let_bot_speak(bot, person, speaks).await?;
    }
    let shape = find(&caller, bot).await?;
    if own == Some(true) {
        write_down(&caller, AuditAction::BotConnected, &shape).await;
    }
    Ok(Json(shape))
}

async fn write_down(caller: &Caller<LogsIn>, action: AuditAction, bot: &BotShape) {
    let name = bot.username.as_ref().map_or_else(|| bot.name.clone(), |name| format!("@{name}"));
    let written = match caller.access() {
        Ok(access) => access.write_down(caller.bearer.owner, action, &name, &caller.source).await,
        Err(_) => Ok(()),
    };
    if let Err(error) = written {
        // It is done all the same.
        warn!(account = %bot.id, error = &error as &dyn std::error::Error, "not written down");
    }
}

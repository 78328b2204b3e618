//! The owner's tokens. None gives more than the one that makes it has, or for longer.

use std::time::Duration;

use access::ApiToken;
use axum::Json;
use axum::http::StatusCode;
use domain::{LONGEST_TOKEN_NAME, Scope, Scopes, Timestamp, TokenId, TokenName, TokenNameProblem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages, Whatever};
use crate::api::paging::{Page, Paging};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, Millis};
use crate::api::take::{Asked, At, Body, id};

/// The longest life of a token that ends by itself, in days.
const LONGEST: u32 = 3_650;

/// A token, without its text.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
pub(super) struct TokenShape {
    /// Its identifier.
    #[schema(value_type = String)]
    id: TokenId,
    /// What it is called.
    name: String,
    /// What it allows.
    scopes: Vec<&'static str>,
    /// When it was made.
    created_at: Millis,
    /// When it ends by itself.
    expires_at: Option<Millis>,
    /// When it was last used.
    used_at: Option<Millis>,
}

impl From<ApiToken> for TokenShape {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            scopes: token.scopes.iter().map(Scope::name).collect(),
            created_at: token.created_at.as_millis(),
            expires_at: token.expires_at.map(Timestamp::as_millis),
            used_at: token.used_at.map(Timestamp::as_millis),
        }
    }
}

/// List tokens
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "Tokens", params(Paging),
    responses((status = 200, body = Page<TokenShape>, description = "Tokens, the newest first.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn list(
    caller: Caller<Manages>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<TokenShape>>, Problem> {
    let tokens = caller.access()?.tokens(caller.bearer.owner).await?;
    Ok(Json(paging.part_of(tokens, Into::into)?))
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewToken, example = json!({"name": "backup", "scopes": ["read"], "days": 30}))]
pub(super) struct Wanted {
    /// What it is called, in one line.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What it allows: `read`, `answer`, `send`, `manage`, `login`; at most what this token allows.
    scopes: Vec<String>,
    /// After how many days it ends by itself; null never. It ends with this token at the latest.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3650)]
    days: Option<u32>,
}

/// A token that was made just now.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeToken)]
pub(super) struct Made {
    #[serde(flatten)]
    token: TokenShape,
    /// Its text: shown this once, stored nowhere.
    secret: String,
}

/// Make a token
///
/// It may do at most what this token may, and ends with it at the latest: the answer says when. It stays when
/// this token is revoked before that.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "Tokens", request_body = Wanted,
    responses((status = 201, body = Made, description = "The token, with its text.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn make(
    caller: Caller<Manages>,
    Body(Wanted { name, scopes, days }): Body<Wanted>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let name = name.parse::<TokenName>().map_err(|problem| {
        let wrong = match problem {
            TokenNameProblem::Empty => Wrong::Empty,
            TokenNameProblem::Long => Wrong::TooLong(LONGEST_TOKEN_NAME as u64),
            TokenNameProblem::NotShown => Wrong::NotShown,
        };
        Problem::invalid("name", wrong)
    })?;
    let scopes: Scopes = scopes
        .join(" ")
        .parse()
        .ok()
        .filter(|scopes: &Scopes| !scopes.is_empty())
        .ok_or_else(|| Problem::invalid("scopes", Wrong::Scope))?;
    if let Some(more) = scopes.iter().find(|scope| !caller.bearer.scopes.allow(*scope)) {
        return Err(Problem::MoreThanOwn(more));
    }
    if days.is_some_and(|days| !(1..=LONGEST).contains(&days)) {
        let wrong = Wrong::Range { least: 1, most: LONGEST.into() };
        return Err(Problem::invalid("days", wrong));
    }
    let lasts = days.map(|days| Duration::from_secs(u64::from(days) * 86_400));
    let access = caller.access()?;
    let made = access.make_token_by(&caller.bearer, &name, scopes, lasts, &caller.source).await?;
    // Its scopes are none that this one has not, so this one was taken back meanwhile.
    let made = made.ok_or(Problem::InvalidToken)?;
    let secret = made.text.as_str().to_owned();
    Ok((StatusCode::CREATED, Json(Made { token: made.token.into(), secret })))
}

/// Revoke a token
///
/// A token may revoke itself, whatever it allows; another takes `manage`. Those that it has made stay: the list
/// and the audit log tell of them.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{token}", tag = "Tokens",
    params(("token" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = Done, description = "It is of no more use.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn revoke(
    caller: Caller<Whatever>,
    At(token): At<String>,
) -> Result<Json<Done>, Problem> {
    let is_own = token == caller.bearer.token.to_string();
    if !is_own && !caller.bearer.scopes.allow(Scope::Manage) {
        return Err(Problem::MissingScope(Scope::Manage));
    }
    let (owner, token) = (caller.bearer.owner, id(&token)?);
    let found = caller.access()?.revoke_token(owner, token, &caller.source).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

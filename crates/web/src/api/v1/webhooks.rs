//! Webhooks: addresses that are told of what happens. What they are told is what a `read` token may see,
//! so whoever says where it goes needs that scope too.

use access::Source;
use axum::Json;
use axum::http::StatusCode;
use domain::{AuditAction, Scope, Timestamp, Webhook, WebhookId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webhooks::{Change, host};

use crate::api::caller::{Caller, Manages};
use crate::api::paging::{Page, Paging};
use crate::api::problem::Problem;
use crate::api::shapes::{DONE, Done, Millis, word};
use crate::api::take::{Asked, At, Body, id};

/// A webhook, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = Webhook)]
pub(super) struct WebhookShape {
    /// Its identifier.
    #[schema(value_type = String)]
    id: WebhookId,
    /// Where it is told.
    url: String,
    /// The types of the events that it is told of; empty for all. `restarted` and `test` come besides.
    events: Vec<String>,
    /// Whether it is told.
    enabled: bool,
    /// Why it is not: `owner`, `gone` (it answered 410) or `failing` (it took nothing in five days of tries).
    disabled_because: Option<String>,
    /// When it was made.
    created_at: Millis,
    /// When it last took something.
    succeeded_at: Option<Millis>,
    /// How many tries have failed in a row since, with no pause of two days between them.
    failures: u32,
    /// When the first of those was.
    failing_since: Option<Millis>,
    /// How much was lately dropped of what it was to be told, because more than 5,000 events waited.
    dropped: u64,
    /// Until when the secret before the present one signs too.
    old_secret_until: Option<Millis>,
}

impl From<Webhook> for WebhookShape {
    fn from(webhook: Webhook) -> Self {
        Self {
            id: webhook.id,
            url: webhook.url,
            events: webhook.events,
            enabled: webhook.disabled.is_none(),
            disabled_because: webhook.disabled.map(|off| word(&off)),
            created_at: webhook.created_at.as_millis(),
            succeeded_at: webhook.succeeded_at.map(Timestamp::as_millis),
            failures: webhook.failures,
            failing_since: webhook.failing_since.map(Timestamp::as_millis),
            dropped: webhook.dropped,
            old_secret_until: webhook.old_secret_until.map(Timestamp::as_millis),
        }
    }
}

/// List webhooks
#[utoipa::path(
    get, path = "/api/v1/webhooks", tag = "Webhooks", params(Paging),
    responses((status = 200, body = Page<WebhookShape>, description = "Webhooks, the oldest first.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn list(
    caller: Caller<Manages>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<WebhookShape>>, Problem> {
    let all = caller.webhooks()?.all(caller.bearer.owner).await?;
    Ok(Json(paging.part_of(all, Into::into)?))
}

/// A webhook to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWebhook, example = json!({"url": "https://example.com/twin", "events": ["sent", "asked"]}))]
pub(super) struct Wanted {
    /// Where it is told: `https`, at an address that anybody may reach.
    url: String,
    /// The types of the events that it is told of; empty for all.
    #[serde(default)]
    events: Vec<String>,
}

/// A webhook that was added just now.
#[derive(Serialize, ToSchema)]
#[schema(as = AddedWebhook)]
pub(super) struct Added {
    #[serde(flatten)]
    webhook: WebhookShape,
    /// With what it is signed: shown this once.
    secret: String,
}

/// Add a webhook
///
/// Needs the scope `read` too: it is told what that shows. `docs/webhooks.md` says what is sent, and how
/// its signature is verified.
#[utoipa::path(
    post, path = "/api/v1/webhooks", tag = "Webhooks", request_body = Wanted,
    responses(
        (status = 201, body = Added, description = "The webhook, with its secret."),
        (status = 409, description = "There are as many as may be."),
    ),
    security(("token" = ["manage", "read"])),
)]
pub(super) async fn add(
    caller: Caller<Manages>,
    Body(Wanted { url, events }): Body<Wanted>,
) -> Result<(StatusCode, Json<Added>), Problem> {
    may_see(&caller)?;
    let added = caller.webhooks()?.add(caller.bearer.owner, &url, &events).await?;
    write_down(&caller, AuditAction::WebhookSet, &added.webhook.url).await?;
    let secret = added.secret.as_str().to_owned();
    Ok((StatusCode::CREATED, Json(Added { webhook: added.webhook.into(), secret })))
}

/// Get a webhook
#[utoipa::path(
    get, path = "/api/v1/webhooks/{webhook}", tag = "Webhooks",
    params(("webhook" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = WebhookShape, description = "The webhook.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn get(
    caller: Caller<Manages>,
    At(webhook): At<String>,
) -> Result<Json<WebhookShape>, Problem> {
    let found = caller.webhooks()?.one(caller.bearer.owner, id(&webhook)?).await?;
    found.map(|found| Json(found.into())).ok_or(Problem::NotFound)
}

/// What is to be changed of a webhook.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebhookChange, example = json!({"events": ["sent"], "enabled": true}))]
pub(super) struct Changed {
    /// Where it is told.
    #[serde(default)]
    url: Option<String>,
    /// The types of the events that it is told of; empty for all.
    #[serde(default)]
    events: Option<Vec<String>>,
    /// Whether it is told. Enabling it again forgets its failures.
    #[serde(default)]
    enabled: Option<bool>,
}

/// Change a webhook
///
/// What is left out stays. Needs the scope `read` too.
#[utoipa::path(
    patch, path = "/api/v1/webhooks/{webhook}", tag = "Webhooks", request_body = Changed,
    params(("webhook" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = WebhookShape, description = "The webhook as it is now.")),
    security(("token" = ["manage", "read"])),
)]
pub(super) async fn change(
    caller: Caller<Manages>,
    At(webhook): At<String>,
    Body(Changed { url, events, enabled }): Body<Changed>,
) -> Result<Json<WebhookShape>, Problem> {
    may_see(&caller)?;
    let change = Change { url, events, enabled };
    let owner = caller.bearer.owner;
    let changed = caller.webhooks()?.change(owner, id(&webhook)?, change).await?;
    let changed = changed.ok_or(Problem::NotFound)?;
    write_down(&caller, AuditAction::WebhookChanged, &changed.url).await?;
    Ok(Json(changed.into()))
}

/// Remove a webhook
///
/// What it was still to be told is not sent.
#[utoipa::path(
    delete, path = "/api/v1/webhooks/{webhook}", tag = "Webhooks",
    params(("webhook" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = Done, description = "It is told nothing any more.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn remove(
    caller: Caller<Manages>,
    At(webhook): At<String>,
) -> Result<Json<Done>, Problem> {
    let removed = caller.webhooks()?.remove(caller.bearer.owner, id(&webhook)?).await?;
    let removed = removed.ok_or(Problem::NotFound)?;
    write_down(&caller, AuditAction::WebhookRemoved, &removed.url).await?;
    Ok(DONE)
}

/// A secret that was made just now.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookSecret)]
pub(super) struct Secret {
    /// With what it is signed: shown this once.
    secret: String,
}

/// Renew a webhook's secret
///
/// For a day both secrets sign, so that nothing is refused while the new one is put in place.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{webhook}/secret", tag = "Webhooks",
    params(("webhook" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = Secret, description = "The new secret.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn renew_secret(
    caller: Caller<Manages>,
    At(webhook): At<String>,
) -> Result<Json<Secret>, Problem> {
    let (owner, webhook) = (caller.bearer.owner, id(&webhook)?);
    let renewed = caller.webhooks()?.renew_secret(owner, webhook).await?;
    let renewed = renewed.ok_or(Problem::NotFound)?;
    write_down(&caller, AuditAction::WebhookSecret, &renewed.webhook.url).await?;
    Ok(Json(Secret { secret: renewed.secret.as_str().to_owned() }))
}

/// Whoever says where events go, or which, must be let to see them.
pub(super) fn may_see(caller: &Caller<Manages>) -> Result<(), Problem> {
    let may = caller.bearer.scopes.allow(Scope::Read);
    if may { Ok(()) } else { Err(Problem::MissingScope(Scope::Read)) }
}

async fn write_down(
    caller: &Caller<Manages>,
    action: AuditAction,
    url: &str,
) -> Result<(), Problem> {
    let source: &Source = &caller.source;
    let access = caller.access()?;
    // What stands behind the host may be a secret.
    Ok(access.write_down(caller.bearer.owner, action, &host(url), source).await?)
}

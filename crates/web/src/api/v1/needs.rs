//! What needs the owner, and what they have seen of it.

use axum::Json;
use domain::{AccountId, Trouble, WebhookId};
use engine::AccountAlert;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::Problem;
use crate::api::shapes::{DONE, Done, Millis};
use crate::api::take::{At, id};
use crate::i18n::Lang;
use crate::layout::LATELY;
use crate::parts::alert;

/// What needs the owner.
#[derive(Serialize, ToSchema)]
#[schema(as = Needs)]
pub(super) struct NeedsShape {
    /// How many drafts wait for their word.
    drafts: u64,
    /// How many questions wait for their answer.
    questions: u64,
    /// How many replies Telegram has refused within the last day, and nobody has put away.
    failed: u64,
    /// How many imports have failed within the last day, since the last that was brought in and the start of the
    /// server, and nobody has put away: `GET /api/v1/imports` tells why.
    failed_imports: u64,
    /// What went wrong with accounts, the oldest account first.
    alerts: Vec<AlertShape>,
    /// The webhooks that are told nothing any more because too much failed.
    #[schema(value_type = Vec<String>)]
    webhooks_off: Vec<WebhookId>,
}

/// What went wrong with an account.
#[derive(Serialize, ToSchema)]
#[schema(as = Alert)]
struct AlertShape {
    /// The account.
    #[schema(value_type = String)]
    account: AccountId,
    /// Its name.
    name: String,
    /// When it happened.
    at: Millis,
    /// What: `flooded` (told to wait too often), `restricted` (limited or frozen), `session_ended`, `not_revoked`
    /// (its keys are deleted here, but Telegram could not be told to end the session); of a bot `bot_conflict` (another
    /// program fetches what comes), `bot_webhook` (it is brought elsewhere) or `bot_connected` (the owner is to say who
    /// has connected it).
    #[schema(example = "restricted")]
    trouble: &'static str,
    /// Telegram's name of the reason, e.g. `PEER_FLOOD`.
    reason: Option<String>,
    /// The same in words, and what to do, in the language of whoever asks.
    about: String,
}

impl AlertShape {
    fn of(lang: Lang, AccountAlert { account, name, alert }: AccountAlert) -> Self {
        let about = alert::words(lang, &alert.trouble);
        let (trouble, reason) = match alert.trouble {
            Trouble::Flooded => ("flooded", None),
            Trouble::Restricted { reason } => ("restricted", Some(reason)),
            Trouble::SessionEnded { reason } => ("session_ended", Some(reason)),
            Trouble::NotRevoked => ("not_revoked", None),
            Trouble::BotConflict => ("bot_conflict", None),
            Trouble::BotWebhook => ("bot_webhook", None),
            Trouble::BotConnected { .. } => ("bot_connected", None),
        };
        Self { account, name, at: alert.at.as_millis(), trouble, reason, about }
    }
}

/// What needs the owner
///
/// In all accounts: what waits, and what went wrong.
#[utoipa::path(
    get, path = "/api/v1/needs", tag = "Needs",
    responses((status = 200, body = NeedsShape, description = "What needs them.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(caller: Caller<Reads>) -> Result<Json<NeedsShape>, Problem> {
    let (engine, now) = (&caller.engine, caller.server.clock.now());
    let webhooks = caller.server.webhooks.as_ref();
    let off = webhooks.map(|webhooks| webhooks.given_up(engine.owner())).unwrap_or_default();
    let alerts = engine.standing().await?.alerts.into_iter();
    Ok(Json(NeedsShape {
        drafts: engine.drafts_waiting().await?,
        questions: engine.questions_waiting().await?,
        failed: engine.failed_since(now - LATELY).await?,
        failed_imports: engine.failed_imports_since(now - LATELY),
        alerts: alerts.map(|alert| AlertShape::of(caller.lang, alert)).collect(),
        webhooks_off: off.into_iter().map(|webhook| webhook.id).collect(),
    }))
}

/// Put an alert away
///
/// The owner has seen what went wrong with an account. A pause that it brought goes on.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/alert/seen", tag = "Needs",
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = Done, description = "It is told no more.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn alert_seen(
    caller: Caller<Manages>,
    At(account): At<String>,
) -> Result<Json<Done>, Problem> {
    let found = caller.engine.dismiss_alert(id(&account)?).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

/// Put failures away
///
/// The owner has seen which replies Telegram has refused, and which imports have failed, so far.
#[utoipa::path(
    post, path = "/api/v1/needs/failed/seen", tag = "Needs",
    responses((status = 200, body = Done, description = "They are told no more.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn failures_seen(caller: Caller<Manages>) -> Result<Json<Done>, Problem> {
    caller.engine.see_failures().await?;
    caller.engine.see_failed_imports();
    Ok(DONE)
}

//! What webhooks were and are to be told.

use axum::Json;
use axum::http::StatusCode;
use domain::{Delivery, DeliveryId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages};
use crate::api::paging::{Page, Paging};
use crate::api::problem::Problem;
use crate::api::shapes::{DONE, Done, Millis, word};
use crate::api::take::{Asked, At, id};

/// Something that a webhook is told of, without what is sent.
#[derive(Serialize, ToSchema)]
#[schema(as = Delivery)]
pub(super) struct DeliveryShape {
    /// Its identifier: the `webhook-id` under which it is sent.
    #[schema(value_type = String)]
    id: DeliveryId,
    /// The type of the event.
    event: String,
    /// How it stands: `pending`, `delivered` or `failed` (it is not tried again).
    state: &'static str,
    /// When it happened.
    created_at: Millis,
    /// How often it was tried.
    attempts: u32,
    /// When it is tried next.
    next_try: Option<Millis>,
    /// When it was last tried.
    tried_at: Option<Millis>,
    /// The HTTP status of the last answer; null if there was none.
    #[schema(minimum = 100, maximum = 999)]
    status: Option<u16>,
    /// Why there was none: `unknown_host`, `forbidden_address`, `forbidden_url`, `connection`, `certificate`
    /// or `too_long`.
    problem: Option<String>,
    /// When it was taken.
    delivered_at: Option<Millis>,
}

impl From<Delivery> for DeliveryShape {
    fn from(delivery: Delivery) -> Self {
        let state = match (delivery.next_try, delivery.delivered_at) {
            (Some(_), _) => "pending",
            (None, Some(_)) => "delivered",
            (None, None) => "failed",
        };
        Self {
            id: delivery.id,
            event: delivery.event,
            state,
            created_at: delivery.created_at.as_millis(),
            attempts: delivery.attempts,
            next_try: delivery.next_try.map(Timestamp::as_millis),
            tried_at: delivery.tried_at.map(Timestamp::as_millis),
            status: delivery.status,
            problem: delivery.problem.map(|problem| word(&problem)),
            delivered_at: delivery.delivered_at.map(Timestamp::as_millis),
        }
    }
}

/// List deliveries
#[utoipa::path(
    get, path = "/api/v1/webhooks/{webhook}/deliveries", tag = "Webhooks",
    params(("webhook" = String, Path, description = "The webhook."), Paging),
    responses((
        status = 200, body = Page<DeliveryShape>,
        description = "What the webhook was and is to be told within three days, the newest first."
    )),
    security(("token" = ["manage"])),
)]
pub(super) async fn list(
    caller: Caller<Manages>,
    At(webhook): At<String>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<DeliveryShape>>, Problem> {
    let (owner, webhook) = (caller.bearer.owner, id(&webhook)?);
    let (limit, before) = (paging.limit()?, paging.after::<DeliveryId>()?);
    // One more tells whether it goes on.
    let found = caller.webhooks()?.deliveries(owner, webhook, before, limit + 1).await?;
    let mut found = found.ok_or(Problem::NotFound)?;
    let goes_on = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| goes_on).map(|last| last.id.to_string());
    Ok(Json(Page { items: found.into_iter().map(Into::into).collect(), next }))
}

/// What is on its way.
#[derive(Serialize, ToSchema)]
#[schema(as = TestDelivery)]
pub(super) struct Begun {
    /// The identifier of the delivery: the list of deliveries tells what came of it.
    #[schema(value_type = String)]
    delivery: DeliveryId,
}

/// Test a webhook
///
/// Sends an event `test`, in which there is nothing.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{webhook}/test", tag = "Webhooks",
    params(("webhook" = String, Path, description = "The webhook.")),
    responses(
        (status = 202, body = Begun, description = "It is on its way."),
        (status = 409, description = "The webhook is disabled."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn test(
    caller: Caller<Manages>,
    At(webhook): At<String>,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    let delivery = caller.webhooks()?.test(caller.bearer.owner, id(&webhook)?).await?;
    let delivery = delivery.ok_or(Problem::NotFound)?;
    Ok((StatusCode::ACCEPTED, Json(Begun { delivery })))
}

/// Send a delivery again
///
/// As if it were new, and under its identifier: whoever has it already passes over it.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{webhook}/deliveries/{delivery}/redeliver", tag = "Webhooks",
    params(
        ("webhook" = String, Path, description = "The webhook."),
        ("delivery" = String, Path, description = "What is to be sent again."),
    ),
    responses(
        (status = 202, body = Done, description = "It is on its way."),
        (status = 409, description = "The webhook is disabled."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn redeliver(
    caller: Caller<Manages>,
    At((webhook, delivery)): At<(String, String)>,
) -> Result<(StatusCode, Json<Done>), Problem> {
    let (webhook, delivery) = (id(&webhook)?, id(&delivery)?);
    let found = caller.webhooks()?.redeliver(caller.bearer.owner, webhook, delivery).await?;
    if found { Ok((StatusCode::ACCEPTED, DONE)) } else { Err(Problem::NotFound) }
}

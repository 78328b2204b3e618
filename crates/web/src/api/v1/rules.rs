//! What the owner allows in an account.

use std::time::Duration;

use axum::Json;
use domain::policy::{Outside, Span, TimeZone};
use domain::{AccountId, Policy};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::accounts::find;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, PauseShape, schema_like};
use crate::api::take::{At, Body, read};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// The longest span of time that a rule may have.
const LONGEST: Duration = Duration::from_secs(366 * 86_400);

/// What holds in an account.
#[derive(Serialize, ToSchema)]
#[schema(as = Rules)]
pub(super) struct Rules {
    /// What its owner allows.
    #[schema(schema_with = policy_schema)]
    policy: Policy,
    /// The pause that is going on.
    pause: Option<PauseShape>,
}

/// Get the rules
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/rules", tag = "Rules",
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = Rules, description = "What its owner allows.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
) -> Result<Json<Rules>, Problem> {
    let account = find(&caller, &account).await?.account.id;
    let rules = caller.engine.rules(account).await?.ok_or(Problem::NotFound)?;
    let pause = rules.pause.map(Into::into);
    Ok(Json(Rules { policy: rules.policy, pause }))
}

/// What the owner allows from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRules, example = json!({"policy": {"countdown": 90}}))]
pub(super) struct NewRules {
    /// All of it: what is left out has its default. Times of day are minutes, spans of time seconds.
    #[schema(schema_with = policy_schema)]
    policy: Policy,
}

/// Set the rules
///
/// What is planned and no longer allowed is withdrawn.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/rules", tag = "Rules", request_body = NewRules,
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = Done, description = "They hold.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn set(
    caller: Caller<Manages>,
    At(account): At<String>,
    Body(asked): Body<Value>,
) -> Result<Json<Done>, Problem> {
    let account: AccountId = find(&caller, &account).await?.account.id;
    let like = serde_json::to_value(Policy::default()).unwrap_or_default();
    no_lists("policy", asked.get("policy").unwrap_or(&Value::Null), &like)?;
    let NewRules { policy } = read(asked)?;
    check(&policy)?;
    let found = caller.engine.set_policy(account, &policy).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

/// Refuses lists where objects are expected: their parts would be taken for fields, in their order.
fn no_lists(place: &str, given: &Value, like: &Value) -> Result<(), Problem> {
    match (given, like) {
        (Value::Array(_), Value::Object(_)) => {
            Err(Problem::invalid(place, Wrong::Shape("an object is expected".to_owned())))
        }
        (Value::Object(given), Value::Object(like)) => {
            given.iter().try_for_each(|(name, given)| {
                let like = like.get(name).unwrap_or(&Value::Null);
                no_lists(&format!("{place}.{name}"), given, like)
            })
        }
        _ => Ok(()),
    }
}

/// What the page does not take either.
fn check(policy: &Policy) -> Result<(), Problem> {
    let hours = &policy.hours;
    if hours.zone.as_deref().is_some_and(|zone| TimeZone::get(zone).is_err()) {
        return Err(Problem::invalid("policy.hours.zone", Wrong::Zone));
    }
    let in_week = hours.week.iter().flatten().flatten();
    let mut spans = in_week.chain(hours.exceptions.values().flatten());
    if spans.any(|Span { from, to }| *from >= DAY || *to > DAY) {
        let wrong = Wrong::Range { least: 0, most: u64::from(DAY) };
        return Err(Problem::invalid("policy.hours", wrong));
    }
    if let Outside::Away { text } = &hours.outside {
        if text.trim().is_empty() {
            return Err(Problem::invalid("policy.hours.outside.text", Wrong::Empty));
        }
        if text.encode_utf16().count() > engine::LONGEST_TEXT {
            let wrong = Wrong::TooLong(engine::LONGEST_TEXT as u64);
            return Err(Problem::invalid("policy.hours.outside.text", wrong));
        }
    }
    let spans = [
        ("policy.countdown", policy.countdown),
        ("policy.answer_within", policy.answer_within),
        ("policy.stand_down.after_writing", policy.stand_down.after_writing),
        ("policy.stand_down.after_reading", policy.stand_down.after_reading),
        ("policy.limits.spacing", policy.limits.spacing),
        ("policy.limits.quick", policy.limits.quick),
    ];
    match spans.into_iter().find(|(_, span)| *span > LONGEST) {
        Some((field, _)) => {
            Err(Problem::invalid(field, Wrong::Range { least: 0, most: LONGEST.as_secs() }))
        }
        None => Ok(()),
    }
}

fn policy_schema() -> RefOr<Schema> {
    schema_like(&Policy::default())
}

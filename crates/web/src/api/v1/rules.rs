//! What the owner allows in an account.

mod patch;
mod schemas;
mod shape;

use axum::Json;
use domain::{AccountId, Policy};
use serde_json::Value;

use self::patch::{RulesPatch, merge};
use self::shape::RulesShape;
use super::accounts::find;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::take::{At, Body, no_lists, read};

/// Get the rules
///
/// Names and units are those of `[policy]` in the settings file. The pause is a part of the account, and so is
/// its mode.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/rules", tag = "Rules",
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = RulesShape, description = "What its owner allows.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
) -> Result<Json<RulesShape>, Problem> {
    let account = find(&caller, &account).await?.account.id;
    let rules = caller.engine.rules(account).await?.ok_or(Problem::NotFound)?;
    Ok(Json(RulesShape::of(rules.policy, caller.server.clock.now())))
}

/// Replace the rules
///
/// All of them are to be named, as `GET` tells them; what is incomplete is refused. What is planned and no longer
/// allowed is withdrawn.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/rules", tag = "Rules", request_body = RulesShape,
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = RulesShape, description = "The rules that hold now.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn replace(
    caller: Caller<Manages>,
    At(account): At<String>,
    Body(asked): Body<Value>,
) -> Result<Json<RulesShape>, Problem> {
    let account = find(&caller, &account).await?.account.id;
    hold(&caller, account, asked).await
}

/// Change the rules
///
/// Only what is named changes (JSON merge patch, RFC 7396): null brings the default back, of a date in
/// `exceptions` it takes the date out. What is planned and no longer allowed is withdrawn.
#[utoipa::path(
    patch, path = "/api/v1/accounts/{account}/rules", tag = "Rules", request_body = RulesPatch,
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = RulesShape, description = "The rules that hold now.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn change(
    caller: Caller<Manages>,
    At(account): At<String>,
    Body(asked): Body<Value>,
) -> Result<Json<RulesShape>, Problem> {
    let account = find(&caller, &account).await?.account.id;
    let rules = caller.engine.rules(account).await?.ok_or(Problem::NotFound)?;
    let before = written(&caller, rules.policy.clone());
    let mut value = before.clone();
    merge(&mut value, asked, &written(&caller, Policy::default()));
    if value == before {
        // What the settings say goes on counting.
        return Ok(Json(RulesShape::of(rules.policy, caller.server.clock.now())));
    }
    hold(&caller, account, value).await
}

/// A policy as it is told.
fn written<R>(caller: &Caller<R>, policy: Policy) -> Value {
    let shape = RulesShape::of(policy, caller.server.clock.now());
    serde_json::to_value(shape).unwrap_or_default()
}

/// Has rules hold from now on, if they are what the page takes too.
async fn hold(
    caller: &Caller<Manages>,
    account: AccountId,
    asked: Value,
) -> Result<Json<RulesShape>, Problem> {
    no_lists("", &asked, &written(caller, Policy::default()))?;
    let shape: RulesShape = read(asked)?;
    if shape.has_no_hours() {
        return Err(Problem::invalid("hours.week", Wrong::NoHours));
    }
    let now = caller.server.clock.now();
    let policy = shape.policy(now);
    if !caller.engine.set_policy(account, &policy).await? {
        return Err(Problem::NotFound);
    }
    Ok(Json(RulesShape::of(policy, now)))
}

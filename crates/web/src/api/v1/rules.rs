//! What the owner allows in an account.

mod patch;
mod schemas;
mod shape;

use domain::{AccountId, Policy, Timestamp};
use serde_json::Value;

use self::patch::{RulesPatch, merge};
use self::shape::RulesShape;
use super::accounts::find;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::tagged::{IfMatch, Tagged};
use crate::api::take::{At, Body, no_lists, read};

/// Get the rules
///
/// Names and units are those of `[policy]` in the settings file. The pause is a part of the account, and so is
/// its mode.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/rules", tag = "Rules",
    params(("account" = String, Path, description = "The account.")),
    responses((
        status = 200, body = RulesShape, description = "What its owner allows.",
        headers(("ETag" = String, description = "Tells these rules from others: for `If-Match`.")),
    )),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
) -> Result<Tagged<RulesShape>, Problem> {
    let account = find(&caller, &account).await?.account.id;
    let rules = caller.engine.rules(account).await?.ok_or(Problem::NotFound)?;
    Ok(Tagged(RulesShape::of(rules.policy, caller.server.clock.now())))
}

/// Replace the rules
///
/// All of them are to be named, as `GET` tells them; what is incomplete is refused. What is planned and no longer
/// allowed is withdrawn.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/rules", tag = "Rules", request_body = RulesShape,
    params(
        ("account" = String, Path, description = "The account."),
        ("If-Match" = Option<String>, Header,
         description = "The `ETag` of the rules that are to be replaced: others are left alone."),
    ),
    responses(
        (
            status = 200, body = RulesShape, description = "The rules that hold now.",
            headers(("ETag" = String, description = "Tells these rules from others: for `If-Match`.")),
        ),
        (status = 412, description = "They are not those that `If-Match` names."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn replace(
    caller: Caller<Manages>,
    At(account): At<String>,
    if_match: IfMatch,
    Body(asked): Body<Value>,
) -> Result<Tagged<RulesShape>, Problem> {
    let account = find(&caller, &account).await?.account.id;
    hold(&caller, account, &if_match, |_| asked).await
}

/// Change the rules
///
/// Only what is named changes (JSON merge patch, RFC 7396), whoever else changes something at the same time: null
/// brings the default back, of a date in `exceptions` it takes the date out. What is planned and no longer allowed
/// is withdrawn.
#[utoipa::path(
    patch, path = "/api/v1/accounts/{account}/rules", tag = "Rules", request_body = RulesPatch,
    params(
        ("account" = String, Path, description = "The account."),
        ("If-Match" = Option<String>, Header,
         description = "The `ETag` of the rules that are to be changed: others are left alone."),
    ),
    responses(
        (
            status = 200, body = RulesShape, description = "The rules that hold now.",
            headers(("ETag" = String, description = "Tells these rules from others: for `If-Match`.")),
        ),
        (status = 412, description = "They are not those that `If-Match` names."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn change(
    caller: Caller<Manages>,
    At(account): At<String>,
    if_match: IfMatch,
    Body(asked): Body<Value>,
) -> Result<Tagged<RulesShape>, Problem> {
    let account = find(&caller, &account).await?.account.id;
    let default = caller.engine.default_policy();
    let default = written(&RulesShape::of(default, caller.server.clock.now()));
    let merged = |mut rules| {
        merge(&mut rules, asked, &default);
        rules
    };
    hold(&caller, account, &if_match, merged).await
}

/// Has rules hold that are made of those in force, if they are what the page takes too.
async fn hold(
    caller: &Caller<Manages>,
    account: AccountId,
    if_match: &IfMatch,
    change: impl FnOnce(Value) -> Value + Send,
) -> Result<Tagged<RulesShape>, Problem> {
    let now = caller.server.clock.now();
    let changed = |before: &Policy| {
        let shape = RulesShape::of(before.clone(), now);
        let before = written(&shape);
        let after = change(before.clone());
        // Where nothing changes, what the settings say goes on counting.
        let policy = if after == before { None } else { Some(read_policy(after, now)?) };
        // What could never be asked for is told first.
        if_match.check(&shape)?;
        Ok::<_, Problem>(policy)
    };
    let policy = caller.engine.change_policy(account, changed).await?.ok_or(Problem::NotFound)?;
    Ok(Tagged(RulesShape::of(policy, now)))
}

/// The policy that somebody asks for.
fn read_policy(asked: Value, now: Timestamp) -> Result<Policy, Problem> {
    no_lists("", &asked, &written(&RulesShape::of(Policy::default(), now)))?;
    let shape: RulesShape = read(asked)?;
    if shape.has_no_hours() {
        return Err(Problem::invalid("hours.week", Wrong::NoHours));
    }
    Ok(shape.policy(now))
}

/// Rules as they are told.
fn written(rules: &RulesShape) -> Value {
    serde_json::to_value(rules).unwrap_or_default()
}

//! What the owner keeps to themselves: get, replace.

use domain::Bounds;
use domain::bounds::phrases;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::tagged::{IfMatch, Tagged};
use crate::api::take::{At, Body, id};

/// What the twin never says, and what it leaves to its owner. Phrases count in all their forms and disguises.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Bounds, example = json!({"never_say": ["darling"], "left_to_owner": ["salary", "moving out"]}))]
pub(super) struct BoundsShape {
    /// Words and phrases that are never sent: at most 100, of 80 characters at most.
    #[schema(max_items = 100)]
    never_say: Vec<String>,
    /// Topics of which the owner is asked: as many.
    #[schema(max_items = 100)]
    left_to_owner: Vec<String>,
}

impl From<Bounds> for BoundsShape {
    fn from(Bounds { never_say, left_to_owner }: Bounds) -> Self {
        Self { never_say, left_to_owner }
    }
}

/// Get the bounds
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/bounds", tag = "Twin",
    params(("account" = String, Path, description = "The account.")),
    responses((
        status = 200, body = BoundsShape, description = "The bounds.",
        headers(("ETag" = String, description = "Tells these bounds from others: for `If-Match`.")),
    )),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
) -> Result<Tagged<BoundsShape>, Problem> {
    let bounds = caller.engine.bounds(id(&account)?).await?.ok_or(Problem::NotFound)?;
    Ok(Tagged(bounds.into()))
}

/// Replace the bounds
///
/// They hold from the next reply on; what is planned that they forbid is withdrawn.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/bounds", tag = "Twin", request_body = BoundsShape,
    params(
        ("account" = String, Path, description = "The account."),
        ("If-Match" = Option<String>, Header,
         description = "The `ETag` of the bounds that are to be replaced: others are left alone."),
    ),
    responses(
        (
            status = 200, body = BoundsShape, description = "The bounds that hold now.",
            headers(("ETag" = String, description = "Tells these bounds from others: for `If-Match`.")),
        ),
        (status = 412, description = "They are not those that `If-Match` names."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn replace(
    caller: Caller<Manages>,
    At(account): At<String>,
    if_match: IfMatch,
    Body(shape): Body<BoundsShape>,
) -> Result<Tagged<BoundsShape>, Problem> {
    let account = id(&account)?;
    let read = |field: &str, given: &[String]| {
        phrases(given.iter().map(String::as_str))
            .map_err(|problem| Problem::invalid(field, Wrong::Phrase(problem)))
    };
    let bounds = Bounds {
        never_say: read("never_say", &shape.never_say)?,
        left_to_owner: read("left_to_owner", &shape.left_to_owner)?,
    };
    let replaced = |before: &Bounds| {
        if_match.check(&BoundsShape::from(before.clone()))?;
        Ok::<_, Problem>(bounds)
    };
    let bounds = caller.engine.change_bounds(account, replaced).await?.ok_or(Problem::NotFound)?;
    Ok(Tagged(bounds.into()))
}

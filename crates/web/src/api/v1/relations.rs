//! What contacts are to the owner: list, say.

use axum::Json;
use domain::Relation;
use engine::{RelationSet, RelationView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::chats::place;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::paging::{Page, Paging};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, PeerShape};
use crate::api::take::{Asked, At, Body, id};

/// What somebody is to the owner.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum RelationName {
    /// A friend, or somebody loved.
    Close,
    /// A relative.
    Family,
    /// From work.
    Work,
    /// Somebody who serves: a shop, a doctor, a craftsman.
    Service,
}

impl From<RelationName> for Relation {
    fn from(name: RelationName) -> Self {
        match name {
            RelationName::Close => Self::Close,
            RelationName::Family => Self::Family,
            RelationName::Work => Self::Work,
            RelationName::Service => Self::Service,
        }
    }
}

impl From<Relation> for RelationName {
    fn from(relation: Relation) -> Self {
        match relation {
            Relation::Close => Self::Close,
            Relation::Family => Self::Family,
            Relation::Work => Self::Work,
            Relation::Service => Self::Service,
        }
    }
}

/// A contact and what they are to the owner.
#[derive(Serialize, ToSchema)]
#[schema(as = ContactsRelation)]
pub(super) struct RelationShape {
    /// The contact.
    peer: PeerShape,
    /// What they are; null if that is not known.
    relation: Option<RelationName>,
    /// How likely, 0 to 1; 1 for what the owner has said.
    probability: f32,
    /// Whether the owner has said so.
    set: bool,
}

impl From<RelationView> for RelationShape {
    fn from(RelationView { peer, found }: RelationView) -> Self {
        Self {
            peer: peer.into(),
            relation: found.relation.map(Into::into),
            probability: found.probability,
            set: found.set,
        }
    }
}

/// List relations
///
/// What everybody the account has talked to is to the owner, found by how they write to each other.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/relations", tag = "Relations",
    params(("account" = String, Path, description = "The account."), Paging),
    responses((status = 200, body = Page<RelationShape>, description = "People.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(
    caller: Caller<Reads>,
    At(account): At<String>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<RelationShape>>, Problem> {
    let found = caller.engine.relations(id(&account)?).await?.ok_or(Problem::NotFound)?;
    Ok(Json(paging.part_of(found, Into::into)?))
}

/// What somebody is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Relation, example = json!({"relation": "family"}))]
pub(super) struct Said {
    /// What they are; null lets the twin find out by itself.
    relation: Option<RelationName>,
}

/// Set a relation
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/chats/{chat}/relation", tag = "Relations", request_body = Said,
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = Done, description = "It holds from the next reply on.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn set(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
    Body(Said { relation }): Body<Said>,
) -> Result<Json<Done>, Problem> {
    let (account, chat) = place(&at)?;
    match caller.engine.set_relation(account, chat, relation.map(Into::into)).await? {
        RelationSet::Done => Ok(DONE),
        RelationSet::Unknown => Err(Problem::NotFound),
        RelationSet::NoPerson => Err(Problem::invalid("chat", Wrong::NoPerson)),
    }
}

//! What happened on the server that the owner may want to look up.

use axum::Json;
use domain::{AuditEntry, AuditId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages};
use crate::api::paging::{Page, Paging};
use crate::api::problem::Problem;
use crate::api::shapes::Millis;
use crate::api::take::Asked;

/// A line of the log.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub(super) struct Line {
    /// Its identifier.
    #[schema(value_type = String)]
    id: AuditId,
    /// When.
    at: Millis,
    /// What, e.g. `token_made`.
    action: &'static str,
    /// To what.
    subject: String,
    /// From which address; null from the server's own command line.
    address: Option<String>,
}

impl From<AuditEntry> for Line {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at.as_millis(),
            action: entry.action.name(),
            subject: entry.subject,
            address: entry.address,
        }
    }
}

/// Read the audit log
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "Audit", params(Paging),
    responses((status = 200, body = Page<Line>, description = "Its lines, the newest first.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn list(
    caller: Caller<Manages>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<Line>>, Problem> {
    let (before, limit) = (paging.after::<AuditId>()?, paging.limit()?);
    let access = caller.access()?;
    let mut lines = access.audit_log(caller.bearer.owner, before, limit + 1).await?;
    let goes_on = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| goes_on).map(|last| last.id.to_string());
    Ok(Json(Page { items: lines.into_iter().map(Into::into).collect(), next }))
}

//! How far imports are.

use axum::Json;
use domain::{AccountId, Timestamp};
use engine::{ImportFailure, ImportState, ImportView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::{Caller, Reads};
use crate::api::paging::{Page, Paging};
use crate::api::problem::Problem;
use crate::api::shapes::Millis;
use crate::api::take::Asked;
use crate::i18n::Lang;
use crate::parts::export;

/// How far an import is.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportProgress)]
pub(super) struct ProgressShape {
    /// When it began.
    started_at: Millis,
    /// When it ended; null while it goes on.
    ended_at: Option<Millis>,
    /// `reading` (and storing), `learning`, `done`, `asking` (whose the file is: nothing was stored) or `failed`: what
    /// was stored before stays stored.
    #[schema(example = "reading")]
    state: &'static str,
    /// Why it failed: `empty`, `html`, `archive`, `not_an_export`, `truncated`, `broken_off`, `other_owner`,
    /// `no_chats`, `nothing_of_owner` or `server`; `owner_unknown` where it asks; null if it does neither.
    failure: Option<&'static str>,
    /// The same in words, and what to do.
    detail: Option<String>,
    /// The account it belongs to; null until messages of it were read.
    #[schema(value_type = Option<String>)]
    account: Option<AccountId>,
    /// How many messages were read. How many there are, only the end of the file says.
    read: u64,
    /// How many of them were new.
    new: u64,
}

impl ProgressShape {
    fn of(lang: Lang, view: &ImportView) -> Self {
        let failure = view.failure.as_ref();
        Self {
            started_at: view.started_at.as_millis(),
            ended_at: view.ended_at.map(Timestamp::as_millis),
            state: match view.state {
                ImportState::Reading => "reading",
                ImportState::Learning => "learning",
                ImportState::Done => "done",
                ImportState::Asking => "asking",
                ImportState::Failed => "failed",
            },
            failure: failure.map(ImportFailure::code),
            detail: failure.map(|failure| export::why(lang, failure, view.read)),
            account: view.account,
            read: view.read,
            new: view.new,
        }
    }
}

/// List imports
///
/// Those that go on, whoever sends them, and the last that are over since the server started, the newest first.
#[utoipa::path(
    get, path = "/api/v1/imports", tag = "Imports", params(Paging),
    responses((status = 200, body = Page<ProgressShape>, description = "Imports.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(
    caller: Caller<Reads>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<ProgressShape>>, Problem> {
    let imports = caller.engine.imports().await?;
    Ok(Json(paging.part_of(imports, |view| ProgressShape::of(caller.lang, &view))?))
}

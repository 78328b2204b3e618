//! Exports of Telegram Desktop.

use axum::Json;
use axum::body::Body;
use domain::{AccountId, PeerId};
use engine::{ExportError, ImportError, ImportReport};
use futures_util::StreamExt as _;
use futures_util::future::join;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages};
use crate::api::problem::{Problem, Wrong};
use crate::api::take::Asked;
use crate::upload;

/// How many bytes are read of what nobody wants any more. Whoever is cut off while they send may see no answer, so
/// a little is; a body without end is not.
const MOST_IN_VAIN: usize = 8 * 1024 * 1024;

/// Whose export it is.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Whose {
    /// Telegram's number of the owner: the export of a single chat does not say. Where it is missing, it is the
    /// one of its authors whose account is known; if there is none, the error names who writes there.
    owner: Option<i64>,
}

/// What an import brought.
#[derive(Serialize, ToSchema)]
#[schema(as = Import)]
pub(super) struct ImportShape {
    /// The account it belongs to.
    #[schema(value_type = String)]
    account: AccountId,
    /// How many of its messages were new.
    new_messages: u64,
    /// How many were stored already.
    known_messages: u64,
    /// How many of those were stored as they were before an edit.
    changed_messages: u64,
}

/// Import an export
///
/// The body is the file `result.json` of Telegram Desktop, of any size. The twin learns from it at once. How
/// far it is says `GET /api/v1/imports`, and `import_progress` over `/api/v1/events`; it goes on if nobody waits for
/// it. The same file again adds nothing.
#[utoipa::path(
    post, path = "/api/v1/imports", tag = "Imports", params(Whose),
    request_body(content = String, content_type = "application/octet-stream", description = "The file."),
    responses((status = 200, body = ImportShape, description = "It is stored and learnt from.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn import(
    caller: Caller<Manages>,
    Asked(Whose { owner }): Asked<Whose>,
    body: Body,
) -> Result<Json<ImportShape>, Problem> {
    let (source, sender) = upload::channel();
    let mut pieces = body.into_data_stream();
    let feeding = async {
        let mut in_vain = 0;
        // A body that breaks off ends in the middle, which the reader of the export tells.
        while let Some(Ok(piece)) = pieces.next().await {
            let length = piece.len();
            if sender.send(piece).await.is_err() {
                in_vain += length;
            }
            if in_vain > MOST_IN_VAIN {
                break;
            }
        }
        drop(sender);
    };
    let (imported, ()) = join(caller.engine.import(source, owner.map(PeerId)), feeding).await;
    match imported {
        Ok(ImportReport { account, new_messages, known_messages, changed_messages, .. }) => {
            Ok(Json(ImportShape { account, new_messages, known_messages, changed_messages }))
        }
        Err(ImportError::Store(error)) => Err(Problem::Engine(error.into())),
        Err(error) => {
            let field = match &error {
                ImportError::Export { source, .. } if is_of_owner(source) => "owner",
                _ => "body",
            };
            Err(Problem::invalid(field, Wrong::Import(Box::new(error))))
        }
    }
}

fn is_of_owner(error: &ExportError) -> bool {
    matches!(error, ExportError::OwnerUnknown { .. } | ExportError::OtherOwner { .. })
}

//! `POST /get_dialogs`: the account's dialogs, as Telegram has them.

use axum::Json;
use domain::{AccountId, Chat};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::which;
use crate::api::caller::{Caller, Reads};
use crate::api::paging::Paging;
use crate::api::problem::Problem;
use crate::api::shapes::{MessageShape, PeerShape};
use crate::api::take::Body;

/// Which dialogs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GetDialogs, example = json!({"limit": 20}))]
pub(crate) struct Asked {
    /// Of which account; the only one, if not said.
    #[serde(default)]
    account: Option<String>,
    /// Instead of `account`: its phone number.
    #[serde(default)]
    phone: Option<String>,
    /// How many at most.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200, default = 50)]
    limit: Option<usize>,
    /// Where the part begins: the `next` of the part before.
    #[serde(default)]
    cursor: Option<String>,
}

/// A dialog.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dialog)]
pub(crate) struct DialogShape {
    /// Whom it is with: its `id` is a `peer` of send_message.
    #[serde(flatten)]
    peer: PeerShape,
    /// Its newest message.
    last_message: Option<MessageShape>,
}

impl From<Chat> for DialogShape {
    fn from(chat: Chat) -> Self {
        Self { peer: chat.peer.into(), last_message: chat.last_message.map(Into::into) }
    }
}

/// Dialogs of an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dialogs)]
pub(crate) struct Dialogs {
    /// The account.
    #[schema(value_type = String)]
    account: AccountId,
    /// The dialogs, the one with the newest message first.
    items: Vec<DialogShape>,
    /// The `cursor` of the part that follows; null if this is the last.
    next: Option<String>,
}

/// List dialogs
///
/// The one with the newest message first, as Telegram has them now. Telegram's own accounts, which send
/// login codes, are left out.
#[utoipa::path(
    post, path = "/get_dialogs", tag = "Telegram", request_body = Asked,
    responses(
        (status = 200, body = Dialogs, description = "Dialogs."),
        (status = 404, description = "There is no such account."),
        (status = 409, description = "The account is not logged in."),
        (status = 429, description = "Telegram asks to wait: `Retry-After`."),
        (status = 503, description = "The account is not connected, or Telegram does not answer."),
    ),
    security(("token" = ["read"])),
)]
pub(crate) async fn post(
    caller: Caller<Reads>,
    Body(asked): Body<Asked>,
) -> Result<Json<Dialogs>, Problem> {
    let account = which::account(&caller, asked.account.as_deref(), asked.phone.as_deref()).await?;
    let paging = Paging::new(asked.limit, asked.cursor);
    let page = caller.engine.dialogs(account, paging.after()?, paging.limit()?).await?;
    Ok(Json(Dialogs {
        account,
        items: page.dialogs.into_iter().map(Into::into).collect(),
        next: page.next.map(|next| next.to_string()),
    }))
}

//! What the twin has learnt, answer by answer: list, strike out, restore.

use axum::Json;
use domain::{MessageId, PeerId};
use engine::{ExemplarSearch, ExemplarView, Wanted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::chats::place;
use super::messages::LONGEST;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::paging::{Page, Paging};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, Millis};
use crate::api::take::{Asked, At, id};

/// An answer of the owner that the twin has learnt.
#[derive(Serialize, ToSchema)]
#[schema(as = Exemplar)]
pub(super) struct ExemplarShape {
    /// The number of its first message, by which it is struck out.
    exemplar: i32,
    /// The chat.
    chat: i64,
    /// The name of the chat.
    title: String,
    /// What was asked, a text for each message; links and numbers are masked.
    question: Vec<String>,
    /// What the owner answered, likewise.
    answer: Vec<String>,
    /// When it was answered.
    answered_at: Millis,
}

impl From<ExemplarView> for ExemplarShape {
    fn from(view: ExemplarView) -> Self {
        Self {
            exemplar: view.first.0,
            chat: view.chat.0,
            title: view.title,
            question: view.question,
            answer: view.answer,
            answered_at: view.answered_at.as_millis(),
        }
    }
}

/// Which answers are meant.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Meant {
    /// Words that the question or the answer must have, as in the search of messages.
    #[param(max_length = 1000)]
    q: Option<String>,
    /// Of one chat only: Telegram's number.
    chat: Option<i64>,
    /// Those that are struck out instead.
    struck: Option<bool>,
}

/// List exemplars
///
/// The owner's own answers that the twin draws from, the newest first.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/exemplars", tag = "Exemplars",
    params(("account" = String, Path, description = "The account."), Meant, Paging),
    responses((status = 200, body = Page<ExemplarShape>, description = "Exemplars.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(
    caller: Caller<Reads>,
    At(account): At<String>,
    Asked(Meant { q, chat, struck }): Asked<Meant>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<ExemplarShape>>, Problem> {
    let words = q.unwrap_or_default();
    if words.chars().count() > LONGEST {
        return Err(Problem::invalid("q", Wrong::TooLong(LONGEST as u64)));
    }
    let wanted = Wanted::new(&words, false);
    let (account, chat) = (id(&account)?, chat.map(PeerId));
    let (skip, limit) = paging.place()?;
    let search = ExemplarSearch { chat, wanted, struck: struck.unwrap_or(false), skip, limit };
    let found = caller.engine.exemplars(account, search).await?.ok_or(Problem::NotFound)?;
    let next = found.more.then(|| skip.saturating_add(limit).to_string());
    Ok(Json(Page { items: found.exemplars.into_iter().map(Into::into).collect(), next }))
}

/// Strike an exemplar out
///
/// The twin draws from it no more, whatever is imported.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/chats/{chat}/exemplars/{exemplar}/strike", tag = "Exemplars",
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
        ("exemplar" = i32, Path, description = "The number of one of its messages."),
    ),
    responses((status = 200, body = Done, description = "It is struck out.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn strike(
    caller: Caller<Manages>,
    At((account, chat, exemplar)): At<(String, String, String)>,
) -> Result<Json<Done>, Problem> {
    let ((account, chat), message) = (place(&(account, chat))?, MessageId(id(&exemplar)?));
    done(caller.engine.strike_exemplar(account, chat, message).await?)
}

/// Restore an exemplar
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/chats/{chat}/exemplars/{exemplar}/restore", tag = "Exemplars",
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
        ("exemplar" = i32, Path, description = "The number of one of its messages."),
    ),
    responses((status = 200, body = Done, description = "The twin may draw from it again.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn restore(
    caller: Caller<Manages>,
    At((account, chat, exemplar)): At<(String, String, String)>,
) -> Result<Json<Done>, Problem> {
    let ((account, chat), message) = (place(&(account, chat))?, MessageId(id(&exemplar)?));
    done(caller.engine.restore_exemplar(account, chat, message).await?)
}

fn done(found: bool) -> Result<Json<Done>, Problem> {
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

//! Replies about which the owner can still say something: approve, stop, undo.

use axum::Json;
use domain::{AccountId, ReplyId};
use engine::{Inbox, LONGEST_TEXT, MOST_MESSAGES, OpenReply, Said, Undone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Answers, Caller, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, Millis, ModeName, word};
use crate::api::take::{At, Body, id};

/// A reply.
#[derive(Serialize, ToSchema)]
#[schema(as = Reply)]
pub(super) struct ReplyShape {
    /// Its identifier.
    #[schema(value_type = String)]
    id: ReplyId,
    /// The account that sends it.
    #[schema(value_type = String)]
    account: AccountId,
    /// The chat it goes to.
    chat: i64,
    /// The name of the other side.
    title: String,
    /// What it answers, oldest first.
    asked: Vec<String>,
    /// Its messages, in order.
    texts: Vec<String>,
    /// `waiting` (a draft), `scheduled`, `sending`, `sent`, `cancelled` or `failed`.
    #[schema(example = "waiting")]
    state: String,
    /// When the first message is due, or was.
    send_at: Millis,
    /// When it was planned.
    created_at: Millis,
    /// How sure the twin is, 0 to 1.
    confidence: f32,
    /// The mode under which it was written.
    mode: ModeName,
    /// What the owner said of it: `approved`, `edited`, `rejected` or `undone`.
    word: Option<String>,
}

impl From<OpenReply> for ReplyShape {
    fn from(OpenReply { reply, title, asked, .. }: OpenReply) -> Self {
        Self {
            id: reply.id,
            account: reply.account,
            chat: reply.chat.0,
            title,
            asked,
            texts: reply.bubbles.into_iter().map(|bubble| bubble.text).collect(),
            state: word(&reply.state),
            send_at: reply.send_at.as_millis(),
            created_at: reply.created_at.as_millis(),
            confidence: reply.confidence,
            mode: reply.mode.into(),
            word: reply.word.as_ref().map(word),
        }
    }
}

/// The replies about which the owner can still say something.
#[derive(Serialize, ToSchema)]
#[schema(as = Replies)]
pub(super) struct Replies {
    /// Drafts that wait for the owner's word, the oldest first.
    drafts: Vec<ReplyShape>,
    /// What will be sent unless it is stopped, the one due first before the others.
    due: Vec<ReplyShape>,
    /// What was sent lately and can be taken back, the newest first.
    sent: Vec<ReplyShape>,
}

/// List replies
///
/// Those of all accounts about which the owner can still say something.
#[utoipa::path(
    get, path = "/api/v1/replies", tag = "Replies",
    responses((status = 200, body = Replies, description = "Replies.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(caller: Caller<Reads>) -> Result<Json<Replies>, Problem> {
    let Inbox { drafts, due, sent } = caller.engine.inbox().await?;
    let shapes = |replies: Vec<OpenReply>| replies.into_iter().map(Into::into).collect();
    Ok(Json(Replies { drafts: shapes(drafts), due: shapes(due), sent: shapes(sent) }))
}

/// What is to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Approval, example = json!({"text": "Yes, gladly"}))]
pub(super) struct Approval {
    /// As the owner has changed it, a message a line; null sends it as it is.
    #[serde(default)]
    text: Option<String>,
}

/// Approve a draft
///
/// It is sent at once, at the pace of typing.
#[utoipa::path(
    post, path = "/api/v1/replies/{reply}/approve", tag = "Replies", request_body = Approval,
    params(("reply" = String, Path, description = "Its identifier.")),
    responses(
        (status = 200, body = Done, description = "It is on its way."),
        (status = 409, description = "Too late: it is no draft any more."),
    ),
    security(("token" = ["answer"])),
)]
pub(super) async fn approve(
    caller: Caller<Answers>,
    At(reply): At<String>,
    Body(Approval { text }): Body<Approval>,
) -> Result<Json<Done>, Problem> {
    let reply: ReplyId = id(&reply)?;
    if let Some(text) = &text {
        if text.trim().is_empty() {
            return Err(Problem::invalid("text", Wrong::Empty));
        }
        if text.lines().any(|line| line.encode_utf16().count() > LONGEST_TEXT) {
            return Err(Problem::invalid("text", Wrong::TooLong(LONGEST_TEXT as u64)));
        }
    }
    said(caller.engine.approve(reply, text.as_deref()).await?)
}

/// Stop a reply
///
/// A draft, or one that is due. What it answers is left to the owner.
#[utoipa::path(
    post, path = "/api/v1/replies/{reply}/stop", tag = "Replies",
    params(("reply" = String, Path, description = "Its identifier.")),
    responses(
        (status = 200, body = Done, description = "It is not sent."),
        (status = 409, description = "Too late: it is being sent, or is over."),
    ),
    security(("token" = ["answer"])),
)]
pub(super) async fn stop(
    caller: Caller<Answers>,
    At(reply): At<String>,
) -> Result<Json<Done>, Problem> {
    said(caller.engine.stop_reply(id(&reply)?).await?)
}

/// Take a reply back
///
/// Deletes its messages for both sides, within 48 hours. The twin never draws from their source again.
#[utoipa::path(
    post, path = "/api/v1/replies/{reply}/undo", tag = "Replies",
    params(("reply" = String, Path, description = "Its identifier.")),
    responses(
        (status = 200, body = Done, description = "It is gone for both sides."),
        (status = 409, description = "There is nothing of it to take back."),
        (status = 503, description = "Telegram cannot be reached."),
    ),
    security(("token" = ["answer"])),
)]
pub(super) async fn undo(
    caller: Caller<Answers>,
    At(reply): At<String>,
) -> Result<Json<Done>, Problem> {
    match caller.engine.undo(id(&reply)?).await? {
        Undone::Done => Ok(DONE),
        Undone::TooLate => Err(Problem::TooLate),
        Undone::Unreachable => Err(engine::DirectError::NotConnected.into()),
        Undone::Unknown => Err(Problem::NotFound),
    }
}

fn said(said: Said) -> Result<Json<Done>, Problem> {
    match said {
        Said::InTime => Ok(DONE),
        Said::TooLate => Err(Problem::TooLate),
        Said::TooMany => Err(Problem::invalid("text", Wrong::Lines(MOST_MESSAGES as u64))),
        Said::Unknown => Err(Problem::NotFound),
    }
}

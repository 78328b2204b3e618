//! Replies about which the owner can still say something: approve, stop, undo.

use axum::Json;
use domain::{AccountId, ReplyId};
use engine::{Inbox, LONGEST_TEXT, MOST_MESSAGES, OpenReply, Said, Undone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Answers, Caller, Reads};
use crate::api::paging::{Page, Paging};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, Millis, ModeName, word};
use crate::api::take::{Asked, At, Body, id};

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

/// A part of the replies about which the owner can still say something: drafts first, then what is due, then what
/// was sent.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = Replies)]
pub(super) struct Replies {
    /// Drafts that wait for the owner's word, the oldest first.
    drafts: Vec<ReplyShape>,
    /// What will be sent unless it is stopped, the one due first before the others.
    due: Vec<ReplyShape>,
    /// What was sent lately and can be taken back, the newest first.
    sent: Vec<ReplyShape>,
    /// The `cursor` of the part that follows; null if this is the last.
    next: Option<String>,
}

impl Replies {
    /// The part of an inbox that is asked for.
    fn part_of(inbox: Inbox, paging: &Paging) -> Result<Self, Problem> {
        let Inbox { drafts, due, sent } = inbox;
        let (first_due, first_sent) = (drafts.len(), drafts.len() + due.len());
        let all: Vec<OpenReply> = drafts.into_iter().chain(due).chain(sent).collect();
        let (from, _) = paging.place()?;
        let Page { items, next } = paging.part_of(all, ReplyShape::from)?;
        let mut part = Self { next, ..Self::default() };
        for (at, reply) in (from..).zip(items) {
            let list = match at {
                at if at < first_due => &mut part.drafts,
                at if at < first_sent => &mut part.due,
                _ => &mut part.sent,
            };
            list.push(reply);
        }
        Ok(part)
    }
}

/// List replies
///
/// Those of all accounts about which the owner can still say something.
#[utoipa::path(
    get, path = "/api/v1/replies", tag = "Replies", params(Paging),
    responses((status = 200, body = Replies, description = "Replies.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(
    caller: Caller<Reads>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Replies>, Problem> {
    Ok(Json(Replies::part_of(caller.engine.inbox().await?, &paging)?))
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
        (status = 409, description = "There is nothing of it to take back, or the connected bot may not delete messages."),
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
        Undone::NotAllowed => Err(Problem::MayNotDelete),
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

#[cfg(test)]
mod tests {
    use domain::{Mode, PeerId, Reply, ReplyState, Timestamp};

    use super::*;

    fn open(number: u128) -> OpenReply {
        let now = Timestamp::from_secs(1_700_000_000);
        let reply = Reply {
            id: ReplyId::new(now, number),
            account: AccountId::new(now, 1),
            chat: PeerId(7),
            state: ReplyState::Waiting,
            answers: domain::MessageId(1),
            bubbles: vec![],
            send_at: now,
            confidence: 1.0,
            mode: Mode::Draft,
            word: None,
            away: false,
            discloses: false,
            created_at: now,
        };
        OpenReply { reply, title: "Anna".to_owned(), asked: vec![], waits: None }
    }

    #[test]
    fn a_part_goes_over_from_drafts_to_what_is_due_and_sent() {
        let inbox = Inbox {
            drafts: vec![open(1), open(2)],
            due: vec![open(3)],
            sent: vec![open(4), open(5)],
        };
        let mut cursor = None;
        let mut parts = Vec::new();
        loop {
            let paging = Paging::new(Some(2), cursor);
            let part = Replies::part_of(inbox.clone(), &paging).unwrap();
            parts.push([part.drafts.len(), part.due.len(), part.sent.len()]);
            cursor = part.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(parts, [[2, 0, 0], [0, 1, 1], [0, 0, 1]]);
        let whole = Replies::part_of(inbox, &Paging::default()).unwrap();
        assert_eq!((whole.drafts.len(), whole.due.len(), whole.sent.len()), (2, 1, 2));
        assert_eq!(whole.next, None);
    }
}

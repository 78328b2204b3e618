//! What twins ask their owner: list, answer, decline.

use axum::Json;
use domain::{AccountId, QuestionId};
use engine::{LONGEST_ANSWER, Noted, OwnersQuestion};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Answers, Caller, Reads};
use crate::api::paging::{Page, Paging};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, Millis, word};
use crate::api::take::{Asked, At, Body, id};

/// A question.
#[derive(Serialize, ToSchema)]
#[schema(as = Question)]
pub(super) struct QuestionShape {
    /// Its identifier.
    #[schema(value_type = String)]
    id: QuestionId,
    /// Whose twin asks.
    #[schema(value_type = String)]
    account: AccountId,
    /// The chat that waits for the reply.
    chat: i64,
    /// The name of that chat.
    title: String,
    /// What is to be known.
    text: String,
    /// What the twin would say.
    proposed: Vec<String>,
    /// When it was asked.
    asked_at: Millis,
    /// What would become of an answer given now: `sent`, or remembered only: `wrote_since`,
    /// `not_answering`.
    end: Option<String>,
}

impl From<OwnersQuestion> for QuestionShape {
    fn from(OwnersQuestion { question, chat, end }: OwnersQuestion) -> Self {
        Self {
            id: question.id,
            account: question.account,
            chat: question.chat.0,
            title: chat,
            text: question.text,
            proposed: question.proposed,
            asked_at: question.asked_at.as_millis(),
            end: end.as_ref().map(word),
        }
    }
}

/// List questions
///
/// Those that wait for the owner, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/questions", tag = "Questions", params(Paging),
    responses((status = 200, body = Page<QuestionShape>, description = "Open questions.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(
    caller: Caller<Reads>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<QuestionShape>>, Problem> {
    Ok(Json(paging.part_of(caller.engine.questions().await?, Into::into)?))
}

/// The owner's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OwnersAnswer, example = json!({"text": "At seven, at the station"}))]
pub(super) struct Answer {
    /// What the owner says, 4096 characters at most.
    text: String,
}

/// What became of an answer.
#[derive(Serialize, ToSchema)]
#[schema(as = Answered)]
pub(super) struct AnsweredShape {
    /// `sent`, or remembered only: `wrote_since`, `not_answering`.
    #[schema(example = "sent")]
    end: String,
}

/// Answer a question
///
/// The answer becomes memory, and the reply, unless somebody has written there since.
#[utoipa::path(
    post, path = "/api/v1/questions/{question}/answer", tag = "Questions", request_body = Answer,
    params(("question" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = AnsweredShape, description = "It is taken.")),
    security(("token" = ["answer"])),
)]
pub(super) async fn answer(
    caller: Caller<Answers>,
    At(question): At<String>,
    Body(Answer { text }): Body<Answer>,
) -> Result<Json<AnsweredShape>, Problem> {
    match caller.engine.answer_question(id(&question)?, &text).await? {
        Ok(answered) => Ok(Json(AnsweredShape { end: word(&answered.end) })),
        Err(Noted::TooLong) => Err(Problem::invalid("text", Wrong::TooLong(LONGEST_ANSWER as u64))),
        Err(Noted::Empty) => Err(Problem::invalid("text", Wrong::Empty)),
        Err(Noted::NotFound | Noted::Done) => Err(Problem::NotFound),
    }
}

/// Decline a question
///
/// It is left unanswered.
#[utoipa::path(
    post, path = "/api/v1/questions/{question}/decline", tag = "Questions",
    params(("question" = String, Path, description = "Its identifier.")),
    responses((status = 200, body = Done, description = "It is closed.")),
    security(("token" = ["answer"])),
)]
pub(super) async fn decline(
    caller: Caller<Answers>,
    At(question): At<String>,
) -> Result<Json<Done>, Problem> {
    let found = caller.engine.drop_question(id(&question)?).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

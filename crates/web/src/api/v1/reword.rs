//! A draft, said otherwise.

use axum::Json;
use domain::ReplyId;
use engine::{LONGEST_WISH, Reworded, Rewording};
use serde::Deserialize;
use utoipa::ToSchema;

use super::replies::ReplyShape;
use crate::api::caller::{Answers, Caller};
use crate::api::problem::{Problem, Wrong};
use crate::api::take::{At, Body, id};

/// In which way.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WayName {
    /// In another way, whichever; needs no model.
    Another,
    /// More warmly.
    Warmer,
    /// In fewer words.
    Shorter,
}

/// How a draft is to be said: `how`, or `words`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Reword, example = json!({"how": "another"}))]
pub(super) struct Wish {
    /// In which way.
    #[serde(default)]
    how: Option<WayName>,
    /// As the owner says, e.g. `say I'll be late`.
    #[serde(default)]
    #[schema(max_length = 300)]
    words: Option<String>,
}

impl Wish {
    fn read(self) -> Result<Rewording, Problem> {
        match (self.how, self.words) {
            (Some(WayName::Another), None) => Ok(Rewording::Another),
            (Some(WayName::Warmer), None) => Ok(Rewording::Warmer),
            (Some(WayName::Shorter), None) => Ok(Rewording::Shorter),
            (None, Some(words)) if words.trim().is_empty() => {
                Err(Problem::invalid("words", Wrong::Empty))
            }
            (None, Some(words)) if words.chars().count() > LONGEST_WISH => {
                Err(Problem::invalid("words", Wrong::TooLong(LONGEST_WISH as u64)))
            }
            (None, Some(words)) => Ok(Rewording::Words(words.trim().to_owned())),
            (None, None) => Err(Problem::invalid("how", Wrong::Missing)),
            (Some(_), Some(_)) => Err(Problem::invalid("how", Wrong::Shape)),
        }
    }
}

/// Say a draft otherwise
///
/// It waits on. All but another way takes a model.
#[utoipa::path(
    post, path = "/api/v1/replies/{reply}/reword", tag = "Replies", request_body = Wish,
    params(("reply" = String, Path, description = "Its identifier.")),
    responses(
        (status = 200, body = ReplyShape, description = "The draft as it reads now."),
        (
            status = 409,
            description = "It is no draft any more, no model writes, or nothing else came out that may be said.",
        ),
    ),
    security(("token" = ["answer"])),
)]
pub(super) async fn reword(
    caller: Caller<Answers>,
    At(reply): At<String>,
    Body(wish): Body<Wish>,
) -> Result<Json<ReplyShape>, Problem> {
    let reply: ReplyId = id(&reply)?;
    let how = wish.read()?;
    match caller.engine.reword(reply, &how).await? {
        Reworded::Done => {
            let found = caller.engine.reply_shown(reply).await?.ok_or(Problem::NotFound)?;
            Ok(Json(found.into()))
        }
        Reworded::TooLate => Err(Problem::TooLate),
        Reworded::NeedsModel => Err(Problem::NoModel),
        Reworded::NothingElse => Err(Problem::NothingElse),
        Reworded::Unknown => Err(Problem::NotFound),
    }
}

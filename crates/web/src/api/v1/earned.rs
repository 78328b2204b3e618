//! What twins have earned: more autonomy that is offered, with its evidence; accept it, or put it off.

use axum::Json;
use domain::{AccountId, Grounds, Offer};
use engine::OpenOffer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::chats::place;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::paging::{Page, Paging};
use crate::api::problem::Problem;
use crate::api::shapes::{DONE, Done, Millis, ModeName};
use crate::api::take::{Asked, At, Body};

/// More that is offered, and why.
#[derive(Serialize, ToSchema)]
#[schema(as = Offer)]
pub(super) struct OfferShape {
    /// The mode that is offered.
    offered: ModeName,
    /// What speaks for it: `watched` (what it would have said came near to what the owner said), `drafts` (they
    /// were sent unchanged) or `countdowns` (they were let go).
    #[schema(example = "drafts")]
    grounds: &'static str,
    /// How near it came on average, 0 to 1; of `watched` only.
    score: Option<f32>,
    /// How many were sent as the twin wrote them; of the others.
    unchanged: Option<usize>,
    /// Of how many.
    of: usize,
}

impl From<Offer> for OfferShape {
    fn from(Offer { mode, grounds }: Offer) -> Self {
        let (grounds, score, unchanged, of) = in_figures(grounds);
        Self { offered: mode.into(), grounds, score, unchanged, of }
    }
}

/// What it is, how near it came, how many were left as they were, and of how many.
fn in_figures(grounds: Grounds) -> (&'static str, Option<f32>, Option<usize>, usize) {
    match grounds {
        Grounds::Watched { score, of } => ("watched", Some(score), None, of),
        Grounds::Drafts { unchanged, of } => ("drafts", None, Some(unchanged), of),
        Grounds::Countdowns { let_go, of } => ("countdowns", None, Some(let_go), of),
    }
}

/// How the twin does so far in the mode in force.
#[derive(Serialize, ToSchema)]
#[schema(as = SoFar)]
struct SoFarShape {
    /// What tells of it: `watched`, `drafts` or `countdowns`, which are also replies that went out by themselves.
    #[schema(example = "drafts")]
    grounds: &'static str,
    /// How near it came on average, 0 to 1; of `watched` only.
    score: Option<f32>,
    /// How many the owner left as they were; of the others.
    unchanged: Option<usize>,
    /// Of how many.
    of: usize,
}

impl From<Grounds> for SoFarShape {
    fn from(grounds: Grounds) -> Self {
        let (grounds, score, unchanged, of) = in_figures(grounds);
        Self { grounds, score, unchanged, of }
    }
}

/// How the twin does in a chat.
#[derive(Serialize, ToSchema)]
#[schema(as = Earned)]
pub(super) struct EarnedShape {
    /// The mode in force.
    mode: ModeName,
    /// More that is offered; null if nothing is.
    offer: Option<OfferShape>,
    /// How it does so far in that mode; null where nothing tells of it.
    so_far: Option<SoFarShape>,
    /// How near what it would have said came to what the owner said, 0 to 1; null where too little was compared.
    watch_score: Option<f32>,
    /// How often that was compared.
    compared: Option<usize>,
    /// When its mode was last taken back by a step, because of a bad reply.
    taken_back_at: Option<Millis>,
}

/// What a twin has earned in a chat
///
/// With the evidence for it.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/chats/{chat}/earned", tag = "Chats",
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = EarnedShape, description = "How it does there.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(at): At<(String, String)>,
) -> Result<Json<EarnedShape>, Problem> {
    let (account, chat) = place(&at)?;
    let view = caller.engine.chat(account, chat, 0).await?.ok_or(Problem::NotFound)?;
    let earned = caller.engine.earned(account, chat).await?;
    Ok(Json(EarnedShape {
        mode: view.mode.into(),
        offer: earned.offer.map(Into::into),
        so_far: earned.so_far.map(Into::into),
        watch_score: earned.watch.map(|(score, _)| score),
        compared: earned.watch.map(|(_, of)| of),
        taken_back_at: earned.taken_back_at.map(domain::Timestamp::as_millis),
    }))
}

/// Which mode was offered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AcceptOffer, example = json!({"mode": "draft"}))]
pub(super) struct Accepted {
    /// The mode, as it was offered.
    mode: ModeName,
}

/// Accept what is offered
///
/// The chat has the mode from now on.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/chats/{chat}/earned/accept", tag = "Chats", request_body = Accepted,
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses(
        (status = 200, body = Done, description = "It is set."),
        (status = 409, description = "It is not offered, or not any more."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn accept(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
    Body(Accepted { mode }): Body<Accepted>,
) -> Result<Json<Done>, Problem> {
    let (account, chat) = place(&at)?;
    caller.engine.chat(account, chat, 0).await?.ok_or(Problem::NotFound)?;
    let accepted = caller.engine.accept_offer(account, chat, mode.into()).await?;
    if accepted { Ok(DONE) } else { Err(Problem::TooLate) }
}

/// Put an offer off
///
/// Nothing is offered there until there is new evidence.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/chats/{chat}/earned/put_off", tag = "Chats",
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = Done, description = "It is put off.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn put_off(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
) -> Result<Json<Done>, Problem> {
    let (account, chat) = place(&at)?;
    let found = caller.engine.put_off_offer(account, chat).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

/// More that is offered in a chat.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenOffer)]
pub(super) struct OpenOfferShape {
    /// The account.
    #[schema(value_type = String)]
    account: AccountId,
    /// The chat.
    chat: i64,
    /// The name of the other side.
    title: String,
    #[serde(flatten)]
    offer: OfferShape,
}

impl From<OpenOffer> for OpenOfferShape {
    fn from(OpenOffer { account, chat, title, offer }: OpenOffer) -> Self {
        Self { account, chat: chat.0, title, offer: offer.into() }
    }
}

/// List offers
///
/// What twins have earned and were not given yet, in all chats.
#[utoipa::path(
    get, path = "/api/v1/offers", tag = "Chats", params(Paging),
    responses((status = 200, body = Page<OpenOfferShape>, description = "Offers.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(
    caller: Caller<Reads>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<OpenOfferShape>>, Problem> {
    Ok(Json(paging.part_of(caller.engine.offers().await?, Into::into)?))
}

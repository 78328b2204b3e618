//! The blind test: which of two replies to the same moment did the owner really write?

use axum::Json;
use engine::{BlindPair, BlindRound, BlindVerdict};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::Millis;
use crate::api::take::{At, Body, id};

/// Pairs of replies to be told apart.
#[derive(Serialize, ToSchema)]
#[schema(as = BlindRound)]
pub(super) struct RoundShape {
    /// Which round it is: to be sent back with the answer.
    #[schema(example = "15755863117466913205")]
    round: String,
    /// When the measurement was made whose replies it shows, to be sent back too; null if there is none.
    made_at: Option<Millis>,
    /// The pairs; none until something was measured since the server started.
    pairs: Vec<PairShape>,
}

/// A moment with two replies, one of them the owner's.
#[derive(Serialize, ToSchema)]
#[schema(as = BlindPair)]
struct PairShape {
    /// What came before.
    before: Vec<SaidShape>,
    /// The two replies, in an order by chance, a text for each message.
    replies: Vec<Vec<String>>,
}

/// Something that was said before.
#[derive(Serialize, ToSchema)]
#[schema(as = SaidBefore)]
struct SaidShape {
    /// Whether the owner said it.
    by_owner: bool,
    /// What.
    text: String,
}

impl From<BlindPair> for PairShape {
    fn from(BlindPair { context, replies, real: _ }: BlindPair) -> Self {
        let before = context.into_iter().map(|(by_owner, text)| SaidShape { by_owner, text });
        Self { before: before.collect(), replies: replies.into() }
    }
}

impl From<BlindRound> for RoundShape {
    fn from(BlindRound { made_at, seed, pairs }: BlindRound) -> Self {
        Self {
            round: seed.to_string(),
            made_at: made_at.map(domain::Timestamp::as_millis),
            pairs: pairs.into_iter().map(Into::into).collect(),
        }
    }
}

/// Begin a blind test
///
/// A new round each time.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/likeness/blind", tag = "Twin",
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = RoundShape, description = "A round.")),
    security(("token" = ["read"])),
)]
pub(super) async fn begin(
    caller: Caller<Reads>,
    At(account): At<String>,
) -> Result<Json<RoundShape>, Problem> {
    let round = caller.engine.blind_round(id(&account)?, None).await?.ok_or(Problem::NotFound)?;
    Ok(Json(round.into()))
}

/// What the owner takes for theirs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BlindAnswer, example = json!({"round": "7", "made_at": 1_784_116_800_000_i64, "taken": [0, 1, null]}))]
pub(super) struct Taken {
    /// The round.
    round: String,
    /// When the measurement was made, as the round says.
    made_at: Millis,
    /// For each pair, in order: 0 or 1 for the reply that they take for theirs, null to say nothing of it.
    #[schema(max_items = 20)]
    taken: Vec<Option<u8>>,
}

/// How a round went.
#[derive(Serialize, ToSchema)]
#[schema(as = BlindVerdict)]
pub(super) struct VerdictShape {
    /// How often the owner knew their own reply.
    told: usize,
    /// How many pairs they decided about. By chance it would be half of them.
    shown: usize,
    /// The pairs, in order.
    pairs: Vec<RevealedShape>,
}

/// Which reply of a pair is the owner's.
#[derive(Serialize, ToSchema)]
#[schema(as = BlindReveal)]
struct RevealedShape {
    /// The one that they wrote: 0 or 1.
    real: usize,
    /// The one that they took for theirs.
    taken: Option<usize>,
}

impl From<BlindVerdict> for VerdictShape {
    fn from(BlindVerdict { round, taken, told }: BlindVerdict) -> Self {
        let shown = taken.iter().flatten().count();
        let pairs = round.pairs.iter().zip(taken);
        let pairs = pairs.map(|(pair, taken)| RevealedShape { real: pair.real, taken }).collect();
        Self { told, shown, pairs }
    }
}

/// Tell the replies apart
///
/// What is said first of a round counts, and is kept.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/likeness/blind", tag = "Twin", request_body = Taken,
    params(("account" = String, Path, description = "The account.")),
    responses(
        (status = 200, body = VerdictShape, description = "How it went."),
        (status = 409, description = "Its measurement is gone: begin another round."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn tell(
    caller: Caller<Manages>,
    At(account): At<String>,
    Body(Taken { round, made_at, taken }): Body<Taken>,
) -> Result<Json<VerdictShape>, Problem> {
    let account = id(&account)?;
    let seed: Option<u64> = round.parse().ok();
    let found = caller.engine.blind_round(account, seed).await?.ok_or(Problem::NotFound)?;
    if seed.is_none() {
        return Err(Problem::invalid("round", Wrong::Shape));
    }
    if taken.iter().flatten().any(|pick| *pick > 1) {
        return Err(Problem::invalid("taken", Wrong::Range { least: 0, most: 1 }));
    }
    if taken.iter().all(Option::is_none) {
        return Err(Problem::invalid("taken", Wrong::Empty));
    }
    if found.made_at.is_none_or(|at| at.as_millis() != made_at) {
        return Err(Problem::TooLate);
    }
    if taken.len() > found.pairs.len() {
        return Err(Problem::invalid("taken", Wrong::Shape));
    }
    let taken = taken.into_iter().map(|pick| pick.map(usize::from)).collect();
    Ok(Json(caller.engine.tell_apart(account, found, taken).await?.into()))
}

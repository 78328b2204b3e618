//! How the owner writes: get.

use axum::Json;
use domain::PeerId;
use engine::{ANSWER_TIMES, Addressee, LENGTHS, Portrait, PortraitView, Profile};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::relations::RelationName;
use crate::api::caller::{Caller, Reads};
use crate::api::problem::Problem;
use crate::api::take::{Asked, At, id};

/// How the owner writes. Shares are 0 to 1; counts are of messages.
#[derive(Serialize, ToSchema)]
#[schema(as = Twin)]
pub(super) struct TwinShape {
    /// How many texts of the owner it is made of.
    texts: u32,
    /// Characters of a text: a quarter has no more than the first, half than the second, three quarters than the
    /// third.
    characters: Vec<f64>,
    /// Messages in a row, on average.
    bubbles: f64,
    /// Texts with emoji.
    emoji_share: f64,
    /// Texts that begin with a capital.
    capitals: f64,
    /// Texts that end with nothing, with a smile `)`, a full stop, an exclamation mark, an ellipsis.
    endings: EndingsShape,
    /// Seconds until the owner answers, the median; null where too little is known.
    answers_in_s: Option<f64>,
    /// Texts by length.
    lengths: Vec<KindShape>,
    /// Messages by hour of the day, in the owner's time zone, from midnight.
    hours: Vec<u64>,
    /// Turns of one message, two, three, four, and more.
    turns: Vec<u64>,
    /// The newest answers by how many seconds they took.
    answer_times: Vec<KindShape>,
    /// Emoji, the most frequent first.
    emoji: Vec<SaidShape>,
    /// Short answers, the most frequent first.
    phrases: Vec<SaidShape>,
    /// Words that the owner says more often than others do, or here than elsewhere.
    favourite_words: Vec<String>,
    /// The same of fillers.
    fillers: Vec<String>,
    /// How the owner greets.
    greetings: Vec<String>,
    /// How the owner takes leave.
    farewells: Vec<String>,
    /// What assistants often say and the owner never.
    never: Vec<String>,
}

/// How texts end.
#[derive(Serialize, ToSchema)]
#[schema(as = Endings)]
struct EndingsShape {
    /// With a letter or a digit.
    unmarked: f64,
    /// With a smile: `)`.
    bracket: f64,
    /// With a full stop.
    full_stop: f64,
    /// With an exclamation mark.
    exclamation: f64,
    /// With an ellipsis.
    ellipsis: f64,
}

/// How many are of a kind.
#[derive(Serialize, ToSchema)]
#[schema(as = CountBelow)]
struct KindShape {
    /// Less than this, and not of the kind before; null for all the rest.
    below: Option<u32>,
    /// How many.
    count: u64,
}

/// How often something was said.
#[derive(Serialize, ToSchema)]
#[schema(as = CountSaid)]
struct SaidShape {
    /// What.
    said: String,
    /// How often.
    count: u32,
}

impl From<&Portrait> for TwinShape {
    fn from(portrait: &Portrait) -> Self {
        let profile: Profile = portrait.profile.clone();
        let kinds = |bounds: &[u32], counts: &[u64]| {
            let bounds = bounds.iter().copied().map(Some).chain([None]);
            let kinds = bounds.zip(counts).map(|(below, count)| KindShape { below, count: *count });
            kinds.collect()
        };
        let said = |said: &[(String, u32)]| {
            let said = said.iter().cloned();
            said.map(|(said, count)| SaidShape { said, count }).collect()
        };
        let ends = profile.endings;
        Self {
            texts: profile.texts,
            characters: profile.chars.to_vec(),
            bubbles: profile.bubbles,
            emoji_share: profile.emoji,
            capitals: profile.capitals,
            endings: EndingsShape {
                unmarked: ends.unmarked,
                bracket: ends.bracket,
                full_stop: ends.full_stop,
                exclamation: ends.exclamation,
                ellipsis: ends.ellipsis,
            },
            answers_in_s: profile.answers.any,
            lengths: kinds(&LENGTHS, &portrait.lengths),
            hours: portrait.hours.to_vec(),
            turns: portrait.turns.to_vec(),
            answer_times: kinds(&ANSWER_TIMES, &portrait.answer_times),
            emoji: said(&portrait.emoji),
            phrases: said(&portrait.phrases),
            favourite_words: profile.favourite_words,
            fillers: profile.fillers,
            greetings: profile.greetings,
            farewells: profile.farewells,
            never: profile.never,
        }
    }
}

/// To whom.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Whom {
    /// To people of this relation: `close`, `family`, `work` or `service`.
    relation: Option<RelationName>,
    /// In this chat: Telegram's number.
    chat: Option<i64>,
}

/// Get the portrait
///
/// How the owner writes: to everybody, to people of a relation, or in a chat.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/twin", tag = "Twin",
    params(("account" = String, Path, description = "The account."), Whom),
    responses((status = 200, body = TwinShape, description = "How the owner writes.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
    Asked(Whom { relation, chat }): Asked<Whom>,
) -> Result<Json<TwinShape>, Problem> {
    let of = match (chat, relation) {
        (Some(chat), _) => Addressee::Chat(PeerId(chat)),
        (None, Some(relation)) => Addressee::Relation(relation.into()),
        (None, None) => Addressee::Everybody,
    };
    match caller.engine.portrait(id(&account)?, of, None).await? {
        Some(PortraitView::Ready(seen)) => Ok(Json((&*seen.portrait).into())),
        // Whoever has all the patience is told nothing else.
        Some(PortraitView::Reading) | None => Err(Problem::NotFound),
    }
}

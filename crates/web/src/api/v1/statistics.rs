//! What happened in an account, in numbers.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use domain::Timestamp;
use engine::{VoiceUsage, VoiceUsed};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::accounts::find;
use crate::api::caller::{Caller, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{Millis, ModeName};
use crate::api::take::{Asked, At};

/// A day.
const DAY: Duration = Duration::from_secs(86_400);

/// When.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Within {
    /// From when on; a day before `to`, if not said.
    from: Option<Millis>,
    /// Before when; now, if not said.
    to: Option<Millis>,
}

/// Replies of a mode.
#[derive(Serialize, ToSchema)]
#[schema(as = SentInMode)]
pub(super) struct InMode {
    /// The mode under which they were written.
    mode: ModeName,
    /// How many were sent.
    replies: u64,
}

/// What hearing and speaking took.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = VoiceNumbers)]
pub(super) struct VoiceNumbers {
    /// How many voice notes, round videos and files of sound were heard.
    heard: u64,
    /// How long they are, in seconds.
    heard_seconds: u64,
    /// How much of that was paid for, in seconds.
    paid_seconds: u64,
    /// How many replies were spoken.
    spoken: u64,
    /// How long these are, in seconds.
    spoken_seconds: u64,
    /// How many characters were paid for.
    paid_characters: u64,
    /// What both cost, in billionths of the currency of `voice_prices`; 0 also where these are not set.
    cost_billionths: u64,
}

impl From<VoiceUsage> for VoiceNumbers {
    fn from(usage: VoiceUsage) -> Self {
        Self {
            heard: usage.heard,
            heard_seconds: usage.seconds,
            paid_seconds: usage.charged.as_secs(),
            spoken: usage.spoke.notes,
            spoken_seconds: usage.spoke.seconds,
            paid_characters: usage.spoke.characters,
            cost_billionths: usage.cost(),
        }
    }
}

/// What hearing and speaking took in a day of UTC.
#[derive(Serialize, ToSchema)]
#[schema(as = VoiceDay)]
pub(super) struct VoiceDay {
    /// When the day begins.
    day: Millis,
    /// What it took.
    #[serde(flatten)]
    voice: VoiceNumbers,
}

/// What hearing and speaking took in a chat.
#[derive(Serialize, ToSchema)]
#[schema(as = VoiceChat)]
pub(super) struct VoiceChat {
    /// The chat.
    chat: i64,
    /// What it took.
    #[serde(flatten)]
    voice: VoiceNumbers,
}

/// What happened.
#[derive(Serialize, ToSchema)]
#[schema(as = Statistics)]
pub(super) struct Statistics {
    /// From when on it is counted.
    from: Millis,
    /// Before when.
    to: Millis,
    /// How many messages people wrote to the owner, in private chats.
    messages_in: u64,
    /// In how many chats.
    chats: u64,
    /// How many replies were sent, by mode.
    replies: Vec<InMode>,
    /// How many of the owner's own answers the twin has learnt by now.
    exemplars: usize,
    /// What hearing and speaking took.
    voice: VoiceNumbers,
    /// The same by day of UTC, the days on which there was either.
    voice_days: Vec<VoiceDay>,
    /// The same by chat, as far as it is kept in which.
    voice_chats: Vec<VoiceChat>,
}

/// Get statistics
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/statistics", tag = "Statistics",
    params(("account" = String, Path, description = "The account."), Within),
    responses((status = 200, body = Statistics, description = "What happened within a span.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
    Asked(within): Asked<Within>,
) -> Result<Json<Statistics>, Problem> {
    let view = find(&caller, &account).await?;
    let to = within.to.map_or_else(|| caller.server.clock.now(), Timestamp::from_millis);
    let from = within.from.map_or_else(|| to - DAY, Timestamp::from_millis);
    if from > to {
        let most = u64::try_from(to.as_millis()).unwrap_or(0);
        return Err(Problem::invalid("from", Wrong::Range { least: 0, most }));
    }
    let account = view.account.id;
    let tally = caller.engine.tally(account, from, to).await?.ok_or(Problem::NotFound)?;
    let used = caller.engine.voice_used(account, from, to).await?.ok_or(Problem::NotFound)?;
    let mut voice = VoiceUsage::default();
    let mut voice_days: BTreeMap<i64, VoiceUsage> = BTreeMap::new();
    let mut voice_chats: BTreeMap<i64, VoiceUsage> = BTreeMap::new();
    for VoiceUsed { chat, at, usage } in used {
        voice += usage;
        let day = i64::try_from(DAY.as_millis()).unwrap_or(i64::MAX);
        *voice_days.entry(at.as_millis().div_euclid(day) * day).or_default() += usage;
        if let Some(chat) = chat {
            *voice_chats.entry(chat.0).or_default() += usage;
        }
    }
    Ok(Json(Statistics {
        from: from.as_millis(),
        to: to.as_millis(),
        messages_in: tally.came,
        chats: tally.chats,
        replies: tally
            .sent
            .into_iter()
            .map(|(mode, replies)| InMode { mode: mode.into(), replies })
            .collect(),
        exemplars: view.exemplars,
        voice: voice.into(),
        voice_days: voice_days
            .into_iter()
            .map(|(day, voice)| VoiceDay { day, voice: voice.into() })
            .collect(),
        voice_chats: voice_chats
            .into_iter()
            .map(|(chat, voice)| VoiceChat { chat, voice: voice.into() })
            .collect(),
    }))
}

//! What happened in an account, in numbers: what the page of numbers shows, and what it took by chat.

mod shapes;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use domain::Timestamp;
use engine::{VoiceUsage, VoiceUsed};
use serde::Deserialize;

use super::accounts::find;
use crate::api::caller::{Caller, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::Millis;
use crate::api::take::{Asked, At};
use crate::parts::connection;
use shapes::{AskedInVain, BusyChat, Day, InMode, Statistics, VoiceChat, VoiceDay};

/// A day.
const DAY: Duration = Duration::from_secs(86_400);

/// Before the first message that there can be: 1 August 2013.
const BEGINNING: Timestamp = Timestamp::from_secs(1_375_315_200);

/// When.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Within {
    /// From when on; a day before `to`, if not said.
    from: Option<Millis>,
    /// Before when; now, if not said.
    to: Option<Millis>,
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
        return Err(Problem::invalid("from", Wrong::Order));
    }
    let account = view.account.id;
    let tally = caller.engine.tally(account, from, to).await?.ok_or(Problem::NotFound)?;
    let used = caller.engine.voice_used(account, from, to).await?.ok_or(Problem::NotFound)?;
    let days = days(from, to, caller.server.clock.now());
    let counted = caller.engine.statistics(Some(account), &days).await?;
    let mut voice_days: BTreeMap<i64, VoiceUsage> = BTreeMap::new();
    let mut voice_chats: BTreeMap<i64, VoiceUsage> = BTreeMap::new();
    let mut voice = VoiceUsage::default();
    for VoiceUsed { chat, at, usage } in used {
        voice += usage;
        *voice_days.entry(midnight(at)).or_default() += usage;
        if let Some(chat) = chat {
            *voice_chats.entry(chat.0).or_default() += usage;
        }
    }
    let sent = tally.sent.into_iter();
    let sent = sent.map(|(mode, replies)| InMode { mode: mode.into(), replies });
    let voice_days = voice_days.into_iter();
    let voice_days = voice_days.map(|(day, voice)| VoiceDay { day, voice: voice.into() });
    let voice_chats = voice_chats.into_iter();
    let voice_chats = voice_chats.map(|(chat, voice)| VoiceChat { chat, voice: voice.into() });
    Ok(Json(Statistics {
        from: from.as_millis(),
        to: to.as_millis(),
        messages_in: tally.came,
        chats: tally.chats,
        messages_by_owner: counted.days.iter().map(|day| day.by_owner).sum(),
        messages_by_twin: counted.days.iter().map(|day| day.by_twin).sum(),
        replies: sent.collect(),
        outcomes: (&counted).into(),
        owner_answers_seconds: counted.owner_answers_in.map(|wait| wait.as_secs()),
        twin_answers_seconds: counted.twin_answers_in.map(|wait| wait.as_secs()),
        saved_seconds: counted.saved.as_secs(),
        model_tokens: counted.days.iter().map(|day| day.tokens).sum(),
        model_cost_billionths: counted.days.iter().map(|day| day.billionths).sum(),
        asked_in_vain: counted.in_vain.iter().map(AskedInVain::from).collect(),
        days: counted.days.iter().filter_map(|day| Day::of(day, midnight(day.from))).collect(),
        busiest_chats: counted.chats.iter().map(BusyChat::from).collect(),
        is_indexing: counted.is_indexing,
        exemplars: connection::exemplars(&view),
        voice: voice.into(),
        voice_days: voice_days.collect(),
        voice_chats: voice_chats.collect(),
    }))
}

/// When the day of UTC begins in which a moment lies.
fn midnight(at: Timestamp) -> Millis {
    let day = i64::try_from(DAY.as_millis()).unwrap_or(i64::MAX);
    at.as_millis().div_euclid(day) * day
}

/// When the days of UTC of a span begin, the first and the last cut where it begins and ends. Of the time before there
/// was a Telegram, and of the time to come, there are none, whatever somebody asks for.
fn days(from: Timestamp, to: Timestamp, now: Timestamp) -> Vec<Timestamp> {
    let (first, last) = (BEGINNING, (now + DAY).max(BEGINNING));
    let (from, to) = (from.clamp(first, last), to.clamp(first, last));
    let midnights =
        std::iter::successors(Some(from), |day| Some(Timestamp::from_millis(midnight(*day)) + DAY));
    midnights.take_while(|day| *day < to).chain([to]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_a_span_are_those_of_utc_cut_where_it_begins_and_ends() {
        let hours = |hour: i64| Timestamp::from_secs(BEGINNING.as_secs() + hour * 3_600);
        let now = hours(1_000);
        assert_eq!(days(hours(7), hours(50), now), [7, 24, 48, 50].map(hours));
        assert_eq!(days(hours(24), hours(48), now), [24, 48].map(hours));
        assert_eq!(days(hours(5), hours(5), now), [hours(5)]);
        assert_eq!(days(hours(-9), hours(3), now), [0, 3].map(hours));
        let ever = days(Timestamp::from_millis(i64::MIN), Timestamp::from_millis(i64::MAX), now);
        assert_eq!((ever[0], ever[ever.len() - 1]), (BEGINNING, hours(1_024)));
        assert_eq!(ever.len(), 44);
    }
}

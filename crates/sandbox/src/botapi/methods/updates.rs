//! `getUpdates`: what the bot is told, at once or as soon as there is something.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep_until};

use crate::botapi::views::View;
use crate::botapi::{Answer, Call, Refused, Reply};
use crate::bots::Ended;
use crate::state::State;
use crate::state::bots::{BotEvent, Webhook};

const CONFLICT_WEBHOOK: Refused = Refused::new(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete \
     the webhook first",
);
const CONFLICT_POLL: Refused = Refused::new(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is \
     running",
);
const CONFLICT_SET: Refused = Refused::new(409, "Conflict: terminated by setWebhook request");

/// The longest wait, in seconds.
const MAX_TIMEOUT: i64 = 50;
/// The most updates in one answer.
const MAX_LIMIT: i64 = 100;

pub(super) async fn get(call: Call) -> Answer {
    let offset = call.params.integer("offset").unwrap_or(0);
    let limit = call.params.integer("limit").filter(|limit| (1..=MAX_LIMIT).contains(limit));
    let limit = limit.unwrap_or(MAX_LIMIT) as usize;
    let timeout = call.params.integer("timeout").unwrap_or(0).clamp(0, MAX_TIMEOUT);
    let deadline = Instant::now() + Duration::from_secs(timeout as u64);
    listen(&call, None)?;
    let mut ended = call.server.desk.begin_poll(call.bot);
    let mut news = call.server.desk.listen();
    let from = confirm(&call, offset)?;
    loop {
        let stops = *news.borrow_and_update();
        let updates = waiting(&call, from, limit)?;
        if !updates.is_empty() || stops || Instant::now() >= deadline {
            return Ok(Reply::from(Value::from(updates)));
        }
        tokio::select! {
            why = &mut ended => return Err(match why {
                Ok(Ended::ByWebhook) => CONFLICT_SET,
                _ => CONFLICT_POLL,
            }),
            _ = news.changed() => {}
            () = sleep_until(deadline) => {}
        }
    }
}

/// Remembers which kinds of updates the bot wants, and where: a webhook, if one
/// is to be set.
pub(super) fn listen(call: &Call, webhook: Option<&Webhook>) -> Result<(), Refused> {
    let bot = call.bot;
    let mut writing = call.server.write();
    let known = writing.state().bot(bot).ok_or(Refused::UNAUTHORIZED)?;
    if webhook.is_none() && known.webhook.is_some() {
        return Err(CONFLICT_WEBHOOK);
    }
    let Some(Value::Array(allowed)) = call.params.json("allowed_updates")? else {
        return Ok(());
    };
    let names = allowed.iter().filter_map(Value::as_str);
    let allowed: Vec<String> = names.map(str::to_owned).collect();
    if allowed == known.queue.allowed {
        return Ok(());
    }
    Ok(writing.commit([BotEvent::Listens { bot, allowed }.into()], None)?)
}

/// Confirms what comes before the offset, and returns from where to go on. What
/// is below zero counts from the end.
fn confirm(call: &Call, offset: i64) -> Result<i64, Refused> {
    let bot = call.bot;
    let mut writing = call.server.write();
    let queue = &writing.state().bot(bot).ok_or(Refused::UNAUTHORIZED)?.queue;
    let before = match offset {
        0 => return Ok(0),
        ..0 => queue.last(usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX)),
        _ => offset,
    };
    if queue.has_before(before) {
        writing.commit([BotEvent::UpdatesConfirmed { bot, before }.into()], None)?;
    }
    Ok(before)
}

fn waiting(call: &Call, from: i64, limit: usize) -> Result<Vec<Value>, Refused> {
    let now = call.server.now();
    let state: &State = &call.server.read();
    // The token may be revoked while somebody waits.
    let bot = state.bot_by_token(&call.token).ok_or(Refused::UNAUTHORIZED)?;
    let view = View { state, bot: bot.id };
    Ok(bot.queue.from(from, now).take(limit).map(|pending| view.update(pending)).collect())
}

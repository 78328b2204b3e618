//! Pauses, begun and ended by a word: of the account, or with one of its chats.

use domain::Pause;
use domain::policy::wall_time;
use store::Tx;

use super::Heard;
use super::command::{Span, is_like_time};
use super::obey::{Named, Order, paused_chats, quiet_with, title_of, trouble};
use super::said::SavedAnswer;
use crate::{Error, TwinEvent, rules};

/// Pauses the twin, or with a name only there.
pub(super) async fn pause(
    order: &Order<'_>,
    tx: &mut Tx,
    span: Span,
    name: Option<String>,
) -> Result<Heard, Error> {
    let (rules, zone) = order.rules(tx).await?;
    let now = order.shared.now();
    let mut until = span.ends(order.message.sent_at, &zone);
    if until.is_some_and(|until| until <= now) {
        return order.answer(tx, SavedAnswer::PauseOver).await;
    }
    let told = |until: Option<_>| until.map(|at| wall_time(at, now, &zone, false));
    if let Some(name) = name {
        let chat = match order.named(tx, name).await? {
            Named::One(chat) => chat.peer,
            Named::None(SavedAnswer::NoChat { name, .. }) if is_like_time(&name) => {
                return order.answer(tx, SavedAnswer::NoSpan).await;
            }
            Named::None(answer) => return order.answer(tx, answer).await,
        };
        let pause = Some(Pause { since: now, until });
        tx.set_chat_pause(order.account(), chat.id, pause.as_ref()).await?;
        let answer = SavedAnswer::PausedHere { chat: chat.title, until: told(until) };
        let heard = order.answer(tx, answer).await?;
        let events = vec![(Some(chat.id), TwinEvent::Paused { pause })];
        return Ok(Heard { events, rules: true, ..heard });
    }
    // What Telegram has warned of is not to end by itself because the owner wanted an hour's rest.
    let held = rules.pause.filter(|pause| pause.holds(now) && rules.alert.is_some());
    if let Some(held) = held {
        until = held.until.and_then(|held| until.map(|until| until.max(held)));
    }
    let event = rules::put_pause(tx, order.account(), Some(Pause { since: now, until })).await?;
    let heard = order.answer(tx, SavedAnswer::Paused { until: told(until) }).await?;
    Ok(Heard { events: vec![(None, event)], rules: true, ..heard })
}

/// Ends the pause of the account, or with a name that of a chat. Without either, those of single chats.
pub(super) async fn resume(
    order: &Order<'_>,
    tx: &mut Tx,
    name: Option<String>,
) -> Result<Heard, Error> {
    let (rules, _) = order.rules(tx).await?;
    let now = order.shared.now();
    let is_paused = rules.pause.is_some_and(|pause| pause.holds(now));
    if let Some(name) = name {
        let chat = match order.named(tx, name).await? {
            Named::One(chat) => chat.peer,
            Named::None(answer) => return order.answer(tx, answer).await,
        };
        let here = tx.pauses_in(order.account(), chat.id).await?.of_chat;
        let is_paused_here = here.is_some_and(|pause| pause.holds(now));
        if is_paused_here && order.is_old() {
            return order.answer(tx, SavedAnswer::TooOld).await;
        }
        if is_paused_here {
            tx.set_chat_pause(order.account(), chat.id, None).await?;
        }
        let answer = SavedAnswer::ResumedHere {
            chat: chat.title,
            was_paused: is_paused_here,
            all_paused: is_paused,
        };
        let heard = order.answer(tx, answer).await?;
        let event = is_paused_here.then_some((Some(chat.id), TwinEvent::Paused { pause: None }));
        return Ok(Heard { events: event.into_iter().collect(), rules: true, ..heard });
    }
    let single = paused_chats(tx, order.account(), now).await?;
    if !is_paused && single.is_empty() {
        return order.answer(tx, SavedAnswer::NotPaused).await;
    }
    if order.is_old() {
        return order.answer(tx, SavedAnswer::TooOld).await;
    }
    if !is_paused {
        let (mut chats, mut events) = (Vec::new(), Vec::new());
        for (chat, _) in single {
            tx.set_chat_pause(order.account(), chat, None).await?;
            chats.push(title_of(order, tx, chat).await?);
            events.push((Some(chat), TwinEvent::Paused { pause: None }));
        }
        let heard = order.answer(tx, SavedAnswer::ResumedEach { chats }).await?;
        return Ok(Heard { events, rules: true, ..heard });
    }
    let event = rules::put_pause(tx, order.account(), None).await?;
    let still = quiet_with(order, tx).await?;
    let heard = order.answer(tx, SavedAnswer::Resumed { alert: trouble(&rules), still }).await?;
    Ok(Heard { events: vec![(None, event)], rules: true, ..heard })
}

//! Replies that are not sent yet, in Saved Messages: shown there, and let go or stopped by a word.
//!
//! What is sent by a word said here has been read here: a draft is approved only if its very words stand
//! in a line that was written before the owner's. Otherwise it is shown, and waits for another word.

use domain::policy::{Lines, wall_time};
use domain::{AccountId, Message, Mode, PeerId, Reply, ReplyId, ReplyState};
use store::{About, SavedLine, Tx};

use super::Heard;
use super::command::Word;
use super::lines::{has_room, line, tells};
use super::obey::Order;
use super::said::{Goes, Said, SavedAnswer, ShownReply, cut};
use crate::drafts::Approved;
use crate::{Error, Inner, drafts, rules};

/// How much is shown of what a reply answers.
const ASKED: usize = 3;
const ASKED_LENGTH: usize = 200;

/// How much is shown of a reply: a longer one is approved on the pages.
const SHOWN_LENGTH: usize = 3_000;

/// Plans to tell of a new draft or countdown, where the owner wants that. Returns whether there is
/// something to write.
pub(crate) async fn announce(inner: &Inner, tx: &mut Tx, reply: &Reply) -> Result<bool, Error> {
    let is_told = reply.state == ReplyState::Waiting || reply.mode == Mode::Countdown;
    if !is_told
        || tells(inner, tx, reply.account).await? < Lines::Drafts
        || !has_room(inner, tx, reply.account, reply.chat).await?
    {
        return Ok(false);
    }
    let said = Said::Reply { language: None, reply: shown(inner, tx, reply, false).await? };
    let about = About::Reply(reply.id);
    let line = line(inner, reply.account, about, Some(reply.chat), Some(&said));
    Ok(tx.plan_saved_line(&line).await?)
}

/// What the owner says of a reply that is shown, in a reply to its line.
pub(super) async fn say(
    order: &Order<'_>,
    tx: &mut Tx,
    shown: &SavedLine,
    id: ReplyId,
    word: Option<Word>,
) -> Result<Option<Heard>, Error> {
    let reply = tx.reply(id).await?;
    // Where it was withdrawn, another one may be being composed.
    let again = match &reply {
        Some(reply) if reply.state == ReplyState::Cancelled => {
            let asked = tx.undecided_messages(reply.account, reply.chat).await?;
            (!asked.is_empty()).then_some(reply.chat)
        }
        _ => None,
    };
    let reply = reply.filter(|reply| reply.state.may_be_withdrawn());
    let answer = match (word, reply) {
        // What is said about what is over is a note.
        (None, None) => return Ok(None),
        (None, Some(_)) => SavedAnswer::HowToSay,
        (Some(Word::Stop), None) if let Some(chat) = again => {
            return Ok(Some(stop(order, tx, &[], &[chat], 0).await?));
        }
        (Some(_), None) => SavedAnswer::TooLate,
        (Some(Word::Stop), Some(reply)) => {
            let chat = reply.chat;
            return Ok(Some(stop(order, tx, &[reply], &[chat], 0).await?));
        }
        (Some(Word::Send), Some(reply)) => {
            return approve(order, tx, &reply, Some(shown)).await.map(Some);
        }
        (Some(Word::Say(_)), Some(_)) if order.is_old() => SavedAnswer::TooOld,
        (Some(Word::Say(_)), Some(reply)) if reply.state != ReplyState::Waiting => {
            let chat = title(tx, &reply).await?;
            SavedAnswer::GoesByItself { chat }
        }
        (Some(Word::Say(text)), Some(reply)) => {
            return send(order, tx, &reply, Some(&text)).await.map(Some);
        }
    };
    order.answer(tx, answer).await.map(Some)
}

/// Lets a draft go, if the owner has read it here; shows it otherwise.
pub(super) async fn approve(
    order: &Order<'_>,
    tx: &mut Tx,
    reply: &Reply,
    line: Option<&SavedLine>,
) -> Result<Heard, Error> {
    if order.is_old() {
        return order.answer(tx, SavedAnswer::TooOld).await;
    }
    if reply.state != ReplyState::Waiting {
        let chat = title(tx, reply).await?;
        return order.answer(tx, SavedAnswer::GoesByItself { chat }).await;
    }
    let found = tx.saved_line_about(reply.account, About::Reply(reply.id)).await?;
    let line = line.cloned().or(found);
    let Some(line) = line else { return show(order, tx, reply, false).await };
    let is_same = match Said::of(line.detail.as_deref()) {
        Some(Said::Reply { reply: shown, .. }) => shown.texts == texts(reply),
        _ => false,
    };
    match line.message {
        Some(number) if is_same && number < order.message.id => send(order, tx, reply, None).await,
        // It is about to be written, or stands below what the owner wrote.
        _ if is_same => Ok(Heard::default()),
        _ => show(order, tx, reply, !is_same).await,
    }
}

/// Stops replies, and in these chats what is being composed; so many others are too late to be stopped.
pub(super) async fn stop(
    order: &Order<'_>,
    tx: &mut Tx,
    replies: &[Reply],
    composed: &[PeerId],
    mut late: usize,
) -> Result<Heard, Error> {
    let (mut chats, mut events, mut said) = (Vec::new(), Vec::new(), Vec::new());
    for reply in replies {
        let Some(stopped) = drafts::stop(&order.shared.inner, tx, reply.id).await? else {
            late += 1;
            continue;
        };
        chats.push(title(tx, reply).await?);
        events.extend(stopped.into_iter().map(|event| (Some(reply.chat), event)));
        said.push(reply.chat);
    }
    for chat in composed {
        let left = drafts::leave(tx, order.shared.account, *chat, order.meant_until()).await?;
        let Some(event) = left else { continue };
        events.push((Some(*chat), event));
        if !said.contains(chat) {
            chats.push(title_of(order.shared.account, tx, *chat).await?);
            said.push(*chat);
        }
    }
    let heard = order.answer(tx, SavedAnswer::Stopped { chats, late }).await?;
    Ok(Heard { events, said, ..heard })
}

async fn send(
    order: &Order<'_>,
    tx: &mut Tx,
    reply: &Reply,
    edited: Option<&str>,
) -> Result<Heard, Error> {
    let chat = title(tx, reply).await?;
    let event = match drafts::approve(&order.shared.inner, tx, reply.id, edited).await? {
        Approved::Goes(event) => event,
        Approved::TooLate => return order.answer(tx, SavedAnswer::TooLate).await,
        Approved::TooMany => return order.answer(tx, SavedAnswer::TooMany).await,
    };
    let pauses = tx.pauses_in(reply.account, reply.chat).await?;
    let paused = pauses.in_force(order.shared.now()).is_some();
    let heard = order.answer(tx, SavedAnswer::Approved { chat, paused }).await?;
    Ok(Heard { events: vec![(Some(reply.chat), event)], said: vec![reply.chat], ..heard })
}

/// Shows a reply because the owner has asked for it.
async fn show(
    order: &Order<'_>,
    tx: &mut Tx,
    reply: &Reply,
    changed: bool,
) -> Result<Heard, Error> {
    let inner = &order.shared.inner;
    let shown = shown(inner, tx, reply, changed).await?;
    let said = Said::Reply { language: order.language, reply: shown };
    let about = About::Reply(reply.id);
    // The owner has asked for it: it does not count as the other side's.
    tx.replace_saved_line(&line(inner, reply.account, about, None, Some(&said))).await?;
    Ok(Heard::default())
}

async fn shown(
    inner: &Inner,
    tx: &mut Tx,
    reply: &Reply,
    changed: bool,
) -> Result<ShownReply, Error> {
    let asked = tx.undecided_messages(reply.account, reply.chat).await?;
    let asked: Vec<&str> = asked.iter().filter_map(text).collect();
    let newest = &asked[asked.len().saturating_sub(ASKED)..];
    let goes = if reply.state == ReplyState::Waiting {
        None
    } else {
        let now = inner.clock.now();
        let rules = tx.rules(reply.account).await?;
        let zone = rules::zone(&rules::policy(&rules, &inner.settings), &inner.settings);
        let in_seconds = reply.send_at.since(now).as_secs();
        Some(Goes { in_seconds, at: wall_time(reply.send_at, now, &zone, true) })
    };
    Ok(ShownReply {
        chat: title(tx, reply).await?,
        asked: newest.iter().map(|text| cut(text, ASKED_LENGTH)).collect(),
        texts: shortened(texts(reply)),
        goes,
        changed,
    })
}

fn text(message: &Message) -> Option<&str> {
    message.content.text()
}

fn texts(reply: &Reply) -> Vec<String> {
    reply.bubbles.iter().map(|bubble| bubble.text.clone()).collect()
}

/// As much of some texts as a line can show. What is cut is not what would be sent, so it is not
/// approved here.
fn shortened(texts: Vec<String>) -> Vec<String> {
    let length: usize = texts.iter().map(|text| text.chars().count()).sum();
    if length <= SHOWN_LENGTH { texts } else { vec![cut(&texts.join(" "), SHOWN_LENGTH)] }
}

/// The name of the other side.
pub(super) async fn title(tx: &mut Tx, reply: &Reply) -> Result<String, Error> {
    title_of(reply.account, tx, reply.chat).await
}

async fn title_of(account: AccountId, tx: &mut Tx, chat: PeerId) -> Result<String, Error> {
    Ok(tx.chat(account, chat).await?.map(|chat| chat.peer.title).unwrap_or_default())
}

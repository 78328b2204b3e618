//! What the twin said, told in Saved Messages: whole messages, as many as one line there holds.

use std::time::Duration;

use domain::policy::wall_time;
use domain::{Author, Chat, Timestamp};
use store::Tx;

use super::Heard;
use super::command::{Since, is_like_time};
use super::obey::{Named, Order, people};
use super::said::{SavedAnswer, ToldLine, ToldSpan};
use crate::{Error, LONGEST_TEXT};

/// How far back is told of all that was said.
const LATELY: Duration = Duration::from_secs(86_400);

/// How many replies, and messages of a chat, are looked through.
const LOOKED_AT: usize = 1_000;

/// Tells what the twin said, to whom a name means or to all, in some time or lately.
pub(super) async fn told(
    order: &Order<'_>,
    tx: &mut Tx,
    name: Option<String>,
    since: Option<Since>,
) -> Result<Heard, Error> {
    let (_, zone) = order.rules(tx).await?;
    let now = order.shared.now();
    let of = since.map(|since| since.span(order.message.sent_at.min(now), &zone));
    let on_clock = |at| wall_time(at, now, &zone, false);
    let span = of.map(|(from, until)| ToldSpan { from: on_clock(from), until: on_clock(until) });
    let is_meant = |at: Timestamp| of.is_none_or(|(from, until)| from <= at && at <= until);
    let mut page = Page { span, ..Page::default() };
    let Some(name) = name else {
        let chats = people(order, tx).await?;
        let from = of.map_or(now - LATELY, |(from, _)| from);
        for reply in tx.sent_since(from, LOOKED_AT).await? {
            let chat = chats.iter().find(|chat| chat.peer.id == reply.chat);
            let is_here = reply.account == order.account() && is_meant(reply.send_at);
            let Some(chat) = chat.filter(|_| is_here) else { continue };
            let texts: Vec<&str> = reply.arrived().map(|bubble| &*bubble.text).collect();
            page.add(order.told(tx, chat, reply.send_at, &texts.join("\n")).await?);
        }
        return order.answer(tx, page.answer(None)).await;
    };
    let chat = match order.named(tx, name).await? {
        Named::One(chat) => chat,
        Named::None(SavedAnswer::NoChat { name, .. }) if is_like_time(&name) => {
            return order.answer(tx, SavedAnswer::NoSince).await;
        }
        Named::None(answer) => return order.answer(tx, answer).await,
    };
    let talk = tx.recent_messages(order.account(), chat.peer.id, LOOKED_AT).await?;
    let by_twin = talk.iter().rev().filter(|message| message.author == Author::Twin);
    for message in by_twin.filter(|message| is_meant(message.sent_at)) {
        let Some(text) = message.content.text() else { continue };
        page.add(order.told(tx, &chat, message.sent_at, text).await?);
    }
    order.answer(tx, page.answer(Some(chat.peer.title))).await
}

impl Order<'_> {
    async fn told(
        &self,
        tx: &mut Tx,
        chat: &Chat,
        at: Timestamp,
        text: &str,
    ) -> Result<ToldLine, Error> {
        let (_, zone) = self.rules(tx).await?;
        Ok(ToldLine {
            at: wall_time(at, self.shared.now(), &zone, false),
            chat: chat.peer.title.clone(),
            text: text.trim().to_owned(),
        })
    }
}

/// What is told, the newest first.
#[derive(Default)]
struct Page {
    lines: Vec<ToldLine>,
    /// In UTF-16 units.
    length: usize,
    more: usize,
    /// Of which time it is, if the owner said that.
    span: Option<ToldSpan>,
}

impl Page {
    /// Adds a line if it fits, or is the only one.
    fn add(&mut self, line: ToldLine) {
        self.length += line.text.encode_utf16().count();
        if self.more > 0 || (self.length > LONGEST_TEXT && !self.lines.is_empty()) {
            self.more += 1;
        } else {
            self.lines.push(line);
        }
    }

    fn answer(mut self, chat: Option<String>) -> SavedAnswer {
        self.lines.reverse();
        SavedAnswer::Told { chat, sent: self.lines, more: self.more, span: self.span }
    }
}

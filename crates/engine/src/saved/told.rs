//! What the twin said, told in Saved Messages: whole messages, as many as one line there holds.

use std::time::Duration;

use domain::policy::wall_time;
use domain::{Author, Chat, Timestamp};
use store::Tx;

use super::Heard;
use super::obey::{Named, Order, people};
use super::said::{SavedAnswer, ToldLine};
use crate::{Error, LONGEST_TEXT};

/// How far back is told of all that was said.
const LATELY: Duration = Duration::from_secs(86_400);

/// How many replies, and messages of a chat, are looked through.
const LOOKED_AT: usize = 1_000;

/// Tells what the twin said, to whom a name means or to all.
pub(super) async fn told(
    order: &Order<'_>,
    tx: &mut Tx,
    name: Option<String>,
) -> Result<Heard, Error> {
    let Some(name) = name else { return to_all(order, tx).await };
    let chat = match order.named(tx, name).await? {
        Named::One(chat) => chat,
        Named::None(answer) => return order.answer(tx, answer).await,
    };
    let talk = tx.recent_messages(order.account(), chat.peer.id, LOOKED_AT).await?;
    let by_twin = talk.iter().rev().filter(|message| message.author == Author::Twin);
    let texts = by_twin.filter_map(|message| Some((message.sent_at, message.content.text()?)));
    let mut page = Page::default();
    for (at, text) in texts {
        page.add(order.told(tx, &chat, at, text).await?);
    }
    order.answer(tx, page.answer(Some(chat.peer.title))).await
}

async fn to_all(order: &Order<'_>, tx: &mut Tx) -> Result<Heard, Error> {
    let chats = people(order, tx).await?;
    let mut page = Page::default();
    for reply in tx.sent_since(order.shared.now() - LATELY, LOOKED_AT).await? {
        let chat = chats.iter().find(|chat| chat.peer.id == reply.chat);
        let Some(chat) = chat.filter(|_| reply.account == order.account()) else { continue };
        let texts: Vec<&str> = reply.arrived().map(|bubble| &*bubble.text).collect();
        page.add(order.told(tx, chat, reply.send_at, &texts.join("\n")).await?);
    }
    order.answer(tx, page.answer(None)).await
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
        SavedAnswer::Told { chat, sent: self.lines, more: self.more }
    }
}

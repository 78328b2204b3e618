//! What the owner says of replies: a draft may go, as it is or changed; what is not sent yet is
//! stopped.

use domain::{Bubble, CancelOutcome, OwnerWord, Reply, ReplyId, ReplyState};
use store::Tx;

use crate::{CancelReason, Engine, Error, TwinEvent};

/// What became of the owner's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It was in time, and is done.
    InTime,
    /// It was too late: the reply has been sent, is being sent, was withdrawn, or there is none.
    TooLate,
}

/// A draft that waits, as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingDraft {
    /// The draft.
    pub reply: Reply,
    /// The name of the other side.
    pub title: String,
    /// What it answers, oldest first.
    pub asked: Vec<String>,
}

impl Engine {
    /// The drafts that wait for the owner's word, in all accounts, the oldest first.
    pub async fn drafts(&self) -> Result<Vec<WaitingDraft>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut drafts = Vec::new();
        for account in tx.accounts().await? {
            for reply in tx.open_replies(account.id).await? {
                if reply.state == ReplyState::Waiting {
                    drafts.push(waiting(&mut tx, reply).await?);
                }
            }
        }
        drafts.sort_by_key(|draft| (draft.reply.created_at, draft.reply.id));
        Ok(drafts)
    }

    /// Lets a draft go, with `edited` as the owner has written it: a message a line, where at least
    /// one says something. It is sent at once, at the pace of typing.
    pub async fn approve(&self, id: ReplyId, edited: Option<&str>) -> Result<Said, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.begin(inner.owner).await?;
        let Some(reply) = tx.reply(id).await? else { return Ok(Said::TooLate) };
        let edited = edited.map(lines).filter(|texts| !texts.is_empty() && !says(&reply, texts));
        let bubbles: Option<Vec<Bubble>> = edited.map(|texts| {
            let bubble = |text: String| Bubble {
                text,
                random_id: inner.entropy.random_id(),
                message_id: None,
            };
            texts.into_iter().map(bubble).collect()
        });
        // Whoever waits has waited for the owner already.
        let send_at = inner.clock.now() + *inner.settings.pace.typing.start();
        if !tx.approve_reply(id, bubbles.as_deref(), send_at).await? {
            return Ok(Said::TooLate);
        }
        tx.commit().await?;
        let word = if bubbles.is_some() { OwnerWord::Edited } else { OwnerWord::Approved };
        self.told(&reply, TwinEvent::Judged { reply: id, word });
        Ok(Said::InTime)
    }

    /// Stops a reply that is not being sent yet, a draft or one that is due; what it answers is left
    /// to the owner.
    pub async fn stop_reply(&self, id: ReplyId) -> Result<Said, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let Some(reply) = tx.reply(id).await? else { return Ok(Said::TooLate) };
        if !reply.state.may_be_withdrawn() || tx.cancel_reply(id).await? == CancelOutcome::TooLate {
            return Ok(Said::TooLate);
        }
        tx.say_of_reply(id, OwnerWord::Rejected).await?;
        tx.decided_up_to(reply.account, reply.chat, reply.answers).await?;
        tx.commit().await?;
        self.told(&reply, TwinEvent::Cancelled { reply: id, reason: CancelReason::OwnerStopped });
        Ok(Said::InTime)
    }

    /// Tells the pages, and the loop of the chat.
    fn told(&self, reply: &Reply, event: TwinEvent) {
        let Reply { account, chat, .. } = *reply;
        self.inner.events.publish(self.inner.clock.now(), account, Some(chat), event);
        self.inner.supervisor.owner_said(account, chat);
    }
}

async fn waiting(tx: &mut Tx, reply: Reply) -> Result<WaitingDraft, Error> {
    let title = title(tx, &reply).await?;
    let asked = tx.undecided_messages(reply.account, reply.chat).await?;
    let asked = asked.iter().filter_map(|message| message.content.text());
    Ok(WaitingDraft { title, asked: asked.map(str::to_owned).collect(), reply })
}

async fn title(tx: &mut Tx, reply: &Reply) -> Result<String, Error> {
    Ok(tx.chat(reply.account, reply.chat).await?.map(|chat| chat.peer.title).unwrap_or_default())
}

/// The messages that a text is sent as.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn says(reply: &Reply, texts: &[String]) -> bool {
    reply.bubbles.iter().map(|bubble| &bubble.text).eq(texts)
}

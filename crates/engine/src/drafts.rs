//! What the owner says of replies: a draft may go, as it is or changed; what is not sent yet is
//! stopped.

use std::collections::HashMap;

use domain::{
    AccountId, Bubble, CancelOutcome, Message, MessageId, OwnerWord, PeerId, Reply, ReplyId,
    ReplyState, Timestamp,
};
use store::Tx;
use twin::compare::{Kinship, kinship};

use crate::entropy::Entropy;
use crate::{CancelReason, Connection, Engine, Error, Inner, TwinEvent, earned, undo};

/// How many sent replies are shown that can be taken back.
const SENT: usize = 10;

/// As how many messages a draft may be sent: more at once is a slip of the paste.
pub const MOST_MESSAGES: usize = 10;

/// What became of the owner's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It was in time, and is done.
    InTime,
    /// It was too late: the reply has been sent, is being sent, or was withdrawn.
    TooLate,
    /// There are more than [`MOST_MESSAGES`] in it, so nothing was done.
    TooMany,
    /// There is no such reply.
    Unknown,
}

/// What comes of letting a draft go.
pub(crate) enum Approved {
    /// It goes; this is to be published once that is committed, and then the chat's loop is to be told.
    Goes(TwinEvent),
    /// It does not wait any more.
    TooLate,
    /// There are more than [`MOST_MESSAGES`] in it.
    TooMany,
}

/// A reply about which the owner can still say something, as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenReply {
    /// The reply.
    pub reply: Reply,
    /// The name of the other side.
    pub title: String,
    /// What it answers, oldest first; empty for what was sent.
    pub asked: Vec<String>,
    /// For what it waits although it is due to go, if that is known.
    pub waits: Option<WaitsFor>,
}

/// For what a reply waits that would go out by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// The end of a pause; `None` is until the owner resumes.
    Pause(Option<Timestamp>),
    /// The account's connection, which stands so.
    Connection(Connection),
    /// Its turn: what went out just before it, a limit, the owner in the chat.
    Turn,
}

/// The replies about which the owner can still say something.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inbox {
    /// The drafts that wait, the oldest first.
    pub drafts: Vec<OpenReply>,
    /// What will be sent unless it is stopped, the one due first before the others.
    pub due: Vec<OpenReply>,
    /// What was sent lately and can be taken back, the newest first.
    pub sent: Vec<OpenReply>,
}

impl Engine {
    /// The drafts that wait for the owner's word, in all accounts, the oldest first.
    pub async fn drafts(&self) -> Result<Vec<OpenReply>, Error> {
        Ok(self.inbox().await?.drafts)
    }

    /// How many drafts wait, in all accounts.
    pub async fn drafts_waiting(&self) -> Result<u64, Error> {
        Ok(self.inner.store.read(self.inner.owner).await?.drafts_waiting().await?)
    }

    /// How many replies Telegram has refused for good since a moment, in all accounts, and the owner has not put
    /// away.
    pub async fn failed_since(&self, since: Timestamp) -> Result<u64, Error> {
        Ok(self.inner.store.read(self.inner.owner).await?.failed_since(since).await?)
    }

    /// In which chat of which account Telegram has refused a reply last since a moment, of what the owner has not
    /// seen.
    pub async fn newest_failure_since(
        &self,
        since: Timestamp,
    ) -> Result<Option<(AccountId, PeerId)>, Error> {
        Ok(self.inner.store.read(self.inner.owner).await?.newest_failure_since(since).await?)
    }

    /// The owner has seen what Telegram has refused so far.
    pub async fn see_failures(&self) -> Result<(), Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.failures_seen(self.inner.clock.now()).await?;
        let accounts = tx.accounts().await?;
        tx.commit().await?;
        let (events, now) = (&self.inner.events, self.inner.clock.now());
        for account in accounts {
            events.publish(now, account.id, None, TwinEvent::Seen);
        }
        Ok(())
    }

    /// Which replies some messages of a chat belong to, oldest first as they are.
    pub async fn replies_of(
        &self,
        account: AccountId,
        messages: &[Message],
    ) -> Result<HashMap<MessageId, ReplyId>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        Ok(tx.replies_of_messages(account, messages).await?.into_iter().collect())
    }

    /// A reply, and what recall mode drew it from: the chat and the moment of the question.
    pub async fn reply(
        &self,
        id: ReplyId,
    ) -> Result<Option<(Reply, Option<(PeerId, Timestamp)>)>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let Some(reply) = tx.reply(id).await? else { return Ok(None) };
        let drawn_from = tx.reply_drawn_from(id).await?;
        Ok(Some((reply, drawn_from)))
    }

    /// One reply of any state, as [`Engine::inbox`] shows those that are open.
    pub async fn reply_shown(&self, id: ReplyId) -> Result<Option<OpenReply>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let Some(reply) = tx.reply(id).await? else { return Ok(None) };
        let asked = match reply.state {
            ReplyState::Waiting | ReplyState::Scheduled => asked(&mut tx, &reply).await?,
            _ => Vec::new(),
        };
        let title = title(&mut tx, &reply).await?;
        Ok(Some(OpenReply { reply, title, asked, waits: None }))
    }

    /// The replies of all accounts about which the owner can still say something.
    pub async fn inbox(&self) -> Result<Inbox, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut inbox = Inbox::default();
        for account in tx.accounts().await? {
            for reply in tx.open_replies(account.id).await? {
                sort(&mut tx, &mut inbox, reply).await?;
            }
        }
        for reply in tx.sent_since(self.undone_from(), SENT).await? {
            sort(&mut tx, &mut inbox, reply).await?;
        }
        self.tell_waits(&mut tx, &mut inbox).await?;
        inbox.drafts.sort_by_key(|draft| (draft.reply.created_at, draft.reply.id));
        inbox.due.sort_by_key(|due| (due.reply.send_at, due.reply.id));
        inbox.sent.retain(|sent| undo::may_be_undone(&sent.reply, self.inner.clock.now()));
        Ok(inbox)
    }

    /// The same of one chat: the reply that is open there, and the newest one that was sent.
    pub async fn inbox_of(&self, account: AccountId, chat: PeerId) -> Result<Inbox, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut inbox = Inbox::default();
        let newest = tx.recent_replies(account, chat, SENT).await?;
        let now = self.inner.clock.now();
        let sent = newest.into_iter().find(|reply| undo::may_be_undone(reply, now));
        for reply in tx.open_reply(account, chat).await?.into_iter().chain(sent) {
            sort(&mut tx, &mut inbox, reply).await?;
        }
        self.tell_waits(&mut tx, &mut inbox).await?;
        Ok(inbox)
    }

    /// Tells of each reply that is due for what it waits.
    async fn tell_waits(&self, tx: &mut Tx, inbox: &mut Inbox) -> Result<(), Error> {
        let now = self.inner.clock.now();
        for due in &mut inbox.due {
            let id = due.reply.account;
            let pause = tx.pauses_in(id, due.reply.chat).await?.in_force(now);
            let connection = match tx.account(id).await? {
                Some(account) => self.inner.supervisor.status(&account).0,
                None => Connection::Offline,
            };
            due.waits = match (pause, connection) {
                (Some(pause), _) => Some(WaitsFor::Pause(pause.until)),
                _ if due.reply.send_at > now => None,
                (None, Connection::Online) => Some(WaitsFor::Turn),
                (None, connection) => Some(WaitsFor::Connection(connection)),
            };
        }
        Ok(())
    }

    /// Since when sent replies can be taken back.
    fn undone_from(&self) -> Timestamp {
        self.inner.clock.now() - undo::WITHIN
    }

    /// Lets a draft go, with `edited` as the owner has written it: a message a line, where at least
    /// one says something and there are at most [`MOST_MESSAGES`]. It is sent at once, at the pace of
    /// typing.
    pub async fn approve(&self, id: ReplyId, edited: Option<&str>) -> Result<Said, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let Some(reply) = tx.reply(id).await? else { return Ok(Said::Unknown) };
        Ok(match approve(&self.inner, &mut tx, id, edited).await? {
            Approved::Goes(event) => {
                tx.commit().await?;
                self.told(&reply, [event]);
                Said::InTime
            }
            Approved::TooLate => Said::TooLate,
            Approved::TooMany => Said::TooMany,
        })
    }

    /// Stops a reply that is not being sent yet, a draft or one that is due; what it answers is left
    /// to the owner, and so is what was said there since. After several of them the chat's mode goes back a step.
    pub async fn stop_reply(&self, id: ReplyId) -> Result<Said, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let Some(reply) = tx.reply(id).await? else { return Ok(Said::Unknown) };
        let mut events = stop(&self.inner, &mut tx, id).await?.unwrap_or_default();
        if reply.state.may_be_withdrawn() || reply.state == ReplyState::Cancelled {
            // It may be composed anew already.
            events.extend(leave(&mut tx, reply.account, reply.chat, None).await?);
        }
        if events.is_empty() {
            return Ok(Said::TooLate);
        }
        tx.commit().await?;
        self.told(&reply, events);
        Ok(Said::InTime)
    }

    /// Tells the pages, and the loop of the chat.
    pub(crate) fn told(&self, reply: &Reply, events: impl IntoIterator<Item = TwinEvent>) {
        let Reply { account, chat, .. } = *reply;
        for event in events {
            self.inner.events.publish(self.inner.clock.now(), account, Some(chat), event);
        }
        self.inner.supervisor.owner_said(account, chat);
    }
}

/// Lets a draft go, as [`Engine::approve`] does.
pub(crate) async fn approve(
    inner: &Inner,
    tx: &mut Tx,
    id: ReplyId,
    edited: Option<&str>,
) -> Result<Approved, Error> {
    let Some(reply) = tx.reply(id).await? else { return Ok(Approved::TooLate) };
    let edited = edited.map(lines).filter(|texts| !texts.is_empty() && !says(&reply, texts));
    let edited = edited.map(|texts| bubbles(&inner.entropy, &texts));
    let messages = edited.as_ref().map_or(reply.bubbles.len(), Vec::len);
    if reply.state == ReplyState::Waiting && messages > MOST_MESSAGES {
        return Ok(Approved::TooMany);
    }
    // Whoever waits has waited for the owner already.
    let send_at = inner.clock.now() + *inner.settings.pace.typing.start();
    if !tx.approve_reply(id, edited.as_deref(), send_at).await? {
        return Ok(Approved::TooLate);
    }
    let word = tx.reply(id).await?.and_then(|reply| reply.word).unwrap_or(OwnerWord::Approved);
    Ok(Approved::Goes(TwinEvent::Judged { reply: id, word }))
}

/// Stops a reply, as [`Engine::stop_reply`] does. Returns what to publish once that is committed, and
/// then the chat's loop is to be told; `None` if it is too late.
pub(crate) async fn stop(
    inner: &Inner,
    tx: &mut Tx,
    id: ReplyId,
) -> Result<Option<Vec<TwinEvent>>, Error> {
    let Some(reply) = tx.reply(id).await? else { return Ok(None) };
    if !reply.state.may_be_withdrawn() || tx.cancel_reply(id).await? == CancelOutcome::TooLate {
        return Ok(None);
    }
    tx.say_of_reply(id, OwnerWord::Rejected).await?;
    tx.decided_up_to(reply.account, reply.chat, reply.answers).await?;
    let cancelled = TwinEvent::Cancelled { reply: id, reason: CancelReason::OwnerStopped };
    let taken_back = earned::take_back(inner, tx, id).await?;
    Ok(Some([cancelled].into_iter().chain(taken_back).collect()))
}

/// Leaves to the owner what was said to them in a chat, until a moment or by now, and nobody has decided
/// about: whatever is being composed about it is not said. Returns what to publish once that is
/// committed, and then the chat's loop is to be told; `None` if there is nothing.
pub(crate) async fn leave(
    tx: &mut Tx,
    account: AccountId,
    chat: PeerId,
    until: Option<Timestamp>,
) -> Result<Option<TwinEvent>, Error> {
    if tx.open_reply(account, chat).await?.is_some_and(|reply| reply.state.may_be_withdrawn()) {
        // What came of it is there already, and another word stops that.
        return Ok(None);
    }
    let asked = tx.undecided_messages(account, chat).await?;
    let is_meant = |message: &&Message| until.is_none_or(|until| message.sent_at <= until);
    let Some(newest) = asked.iter().rfind(is_meant) else { return Ok(None) };
    tx.decided_up_to(account, chat, newest.id).await?;
    Ok(Some(TwinEvent::GivenUp { why: CancelReason::OwnerStopped }))
}

/// Records that the owner has sent a draft by their own hand, if that is what their message is.
/// Returns what to publish once that is committed.
pub(crate) async fn sent_by_owner(
    tx: &mut Tx,
    reply: &Reply,
    message: &Message,
) -> Result<Option<TwinEvent>, Error> {
    let sent = message.content.text().filter(|_| !message.forwarded);
    let Some(sent) = sent.filter(|_| reply.state == ReplyState::Waiting) else { return Ok(None) };
    let texts: Vec<&str> = reply.bubbles.iter().map(|bubble| &*bubble.text).collect();
    let word = match kinship(&texts.join("\n"), sent) {
        Kinship::Same => reply.word.unwrap_or(OwnerWord::Approved),
        Kinship::WorkedOn => OwnerWord::Edited,
        Kinship::Other => return Ok(None),
    };
    let recorded = tx.owner_sent_draft(reply.id, word, message.id).await?;
    Ok(recorded.then_some(TwinEvent::Judged { reply: reply.id, word }))
}

/// Puts a reply where it belongs.
async fn sort(tx: &mut Tx, inbox: &mut Inbox, reply: Reply) -> Result<(), Error> {
    let title = title(tx, &reply).await?;
    let list = match reply.state {
        ReplyState::Waiting => &mut inbox.drafts,
        ReplyState::Scheduled => &mut inbox.due,
        ReplyState::Sent | ReplyState::Failed => {
            inbox.sent.push(OpenReply { reply, title, asked: Vec::new(), waits: None });
            return Ok(());
        }
        ReplyState::Sending | ReplyState::Cancelled => return Ok(()),
    };
    let asked = asked(tx, &reply).await?;
    list.push(OpenReply { title, asked, reply, waits: None });
    Ok(())
}

/// What an open reply answers.
async fn asked(tx: &mut Tx, reply: &Reply) -> Result<Vec<String>, Error> {
    let asked = tx.undecided_messages(reply.account, reply.chat).await?;
    let asked = asked.iter().filter_map(|message| message.content.text());
    Ok(asked.map(str::to_owned).collect())
}

async fn title(tx: &mut Tx, reply: &Reply) -> Result<String, Error> {
    Ok(tx.chat(reply.account, reply.chat).await?.map(|chat| chat.peer.title).unwrap_or_default())
}

/// The messages that a text is sent as.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// New bubbles with these texts.
pub(crate) fn bubbles(entropy: &Entropy, texts: &[String]) -> Vec<Bubble> {
    let bubble = |text: &String| Bubble {
        text: text.clone(),
        random_id: entropy.random_id(),
        message_id: None,
        spoken: None,
    };
    texts.iter().map(bubble).collect()
}

/// Whether a reply says just this, line by line.
pub(crate) fn says(reply: &Reply, texts: &[String]) -> bool {
    let said: Vec<String> = reply.bubbles.iter().flat_map(|bubble| lines(&bubble.text)).collect();
    said == texts
}

//! What the owner tells their twin in Saved Messages is done, in the transaction that stores what they
//! wrote, together with the answer that will be written.
//!
//! What was written long ago, while nobody was there to hear it, is done only if it makes the twin do
//! less; what stops holds for what there was to stop when it was written.

use std::time::Duration;

use domain::policy::{HOUR, MINUTE, TimeZone, wall_clock};
use domain::{
    AccountId, Author, Chat, Message, Pause, PeerId, Reply, ReplyState, Timestamp, Trouble,
};
use store::{About, Rules, Tx};

use super::command::{Command, Language, Span};
use super::lines::line;
use super::names::{Found, find};
use super::said::{PauseInShort, Said, SavedAnswer, StatusInShort, ToldLine, Waiting, cut};
use super::{Heard, replies};
use crate::account::Shared;
use crate::{Error, rules};

/// What is older is too old for what makes the twin do more.
const FRESH: Duration = MINUTE.saturating_mul(10);

/// What is older is not answered any more.
const HEARD: Duration = HOUR.saturating_mul(12);

/// How many chats a name is looked for in.
const CHATS: usize = 1_000;

/// How many names are listed.
const NAMES: usize = 8;

/// How much is told of what was said.
const TOLD: usize = 6;
const TOLD_LENGTH: usize = 300;
const LATELY: Duration = Duration::from_secs(86_400);
const TALK: usize = 200;

/// Something that the owner has told their twin.
pub(super) struct Order<'a> {
    pub(super) shared: &'a Shared,
    /// The message in which they did.
    pub(super) message: &'a Message,
    /// The language of the answer; `None` is that of all other lines.
    pub(super) language: Option<Language>,
}

impl Order<'_> {
    fn age(&self) -> Duration {
        self.shared.now().since(self.message.sent_at)
    }

    pub(super) fn is_old(&self) -> bool {
        self.age() > FRESH
    }

    pub(super) fn is_past(&self) -> bool {
        self.age() > HEARD
    }

    /// Until when what the owner meant had come, if they have written long ago.
    pub(super) fn meant_until(&self) -> Option<Timestamp> {
        // Telegram counts whole seconds.
        self.is_old().then(|| self.message.sent_at + Duration::from_secs(1))
    }

    fn account(&self) -> AccountId {
        self.shared.account
    }

    /// Plans an answer.
    pub(super) async fn answer(&self, tx: &mut Tx, answer: SavedAnswer) -> Result<Heard, Error> {
        let said = Said::Answer { language: self.language, answer };
        let about = About::Command(self.message.id);
        let line = line(&self.shared.inner, self.account(), about, None, Some(&said));
        tx.plan_saved_line(&line).await?;
        Ok(Heard::default())
    }

    /// Whether this was done already.
    pub(super) async fn is_done(&self, tx: &mut Tx) -> Result<bool, Error> {
        let about = About::Command(self.message.id);
        Ok(tx.saved_line_about(self.account(), about).await?.is_some())
    }

    async fn rules(&self, tx: &mut Tx) -> Result<(Rules, TimeZone), Error> {
        let (rules, settings) = (tx.rules(self.account()).await?, &self.shared.inner.settings);
        let zone = rules::zone(&rules::policy(&rules, settings), settings);
        Ok((rules, zone))
    }
}

/// Does what a command says.
pub(super) async fn obey(order: &Order<'_>, tx: &mut Tx, command: Command) -> Result<Heard, Error> {
    match command {
        Command::Status => status(order, tx).await,
        Command::Pause(span) => pause(order, tx, span).await,
        Command::Resume => resume(order, tx).await,
        Command::Said(name) => told(order, tx, name).await,
        Command::Stop(name) => stop(order, tx, name).await,
        Command::Approve(name) => approve(order, tx, name).await,
        Command::Help => order.answer(tx, SavedAnswer::Help).await,
    }
}

async fn status(order: &Order<'_>, tx: &mut Tx) -> Result<Heard, Error> {
    let account = tx.account(order.account()).await?.ok_or(Error::Gone)?;
    let (rules, zone) = order.rules(tx).await?;
    let now = order.shared.now();
    let pause = rules.pause.filter(|pause| pause.holds(now));
    let until = |at| wall_clock(at, now, &zone, false);
    let open = tx.open_replies(account.id).await?;
    let status = StatusInShort {
        paused: pause.map(|pause| PauseInShort { until: pause.until.map(until) }),
        mode: account.default_mode,
        waiting: waiting(tx, account.id, &open, &rules).await?,
        due: open.iter().filter(|reply| reply.state == ReplyState::Scheduled).count(),
    };
    order.answer(tx, SavedAnswer::Status(status)).await
}

/// What waits for the owner.
pub(super) async fn waiting(
    tx: &mut Tx,
    account: AccountId,
    open: &[Reply],
    rules: &Rules,
) -> Result<Waiting, Error> {
    let questions = tx.open_questions().await?;
    Ok(Waiting {
        drafts: open.iter().filter(|reply| reply.state == ReplyState::Waiting).count(),
        questions: questions.iter().filter(|question| question.account == account).count(),
        alert: trouble(rules),
    })
}

fn trouble(rules: &Rules) -> Option<Trouble> {
    rules.alert.as_ref().map(|alert| alert.trouble.clone())
}

async fn pause(order: &Order<'_>, tx: &mut Tx, span: Span) -> Result<Heard, Error> {
    let (rules, zone) = order.rules(tx).await?;
    let now = order.shared.now();
    let mut until = span.ends(order.message.sent_at, &zone);
    if until.is_some_and(|until| until <= now) {
        return order.answer(tx, SavedAnswer::PauseOver).await;
    }
    // What Telegram has warned of is not to end by itself because the owner wanted an hour's rest.
    let held = rules.pause.filter(|pause| pause.holds(now) && rules.alert.is_some());
    if let Some(held) = held {
        until = held.until.and_then(|held| until.map(|until| until.max(held)));
    }
    let event = rules::put_pause(tx, order.account(), Some(Pause { since: now, until })).await?;
    let until = until.map(|at| wall_clock(at, now, &zone, false));
    let heard = order.answer(tx, SavedAnswer::Paused { until }).await?;
    Ok(Heard { events: vec![(None, event)], rules: true, ..heard })
}

async fn resume(order: &Order<'_>, tx: &mut Tx) -> Result<Heard, Error> {
    let (rules, _) = order.rules(tx).await?;
    if rules.pause.is_none_or(|pause| !pause.holds(order.shared.now())) {
        return order.answer(tx, SavedAnswer::NotPaused).await;
    }
    if order.is_old() {
        return order.answer(tx, SavedAnswer::TooOld).await;
    }
    let event = rules::put_pause(tx, order.account(), None).await?;
    let heard = order.answer(tx, SavedAnswer::Resumed { alert: trouble(&rules) }).await?;
    Ok(Heard { events: vec![(None, event)], rules: true, ..heard })
}

async fn told(order: &Order<'_>, tx: &mut Tx, name: Option<String>) -> Result<Heard, Error> {
    let (_, zone) = order.rules(tx).await?;
    let now = order.shared.now();
    let chats = people(order, tx).await?;
    let line = |chat: &Chat, at: Timestamp, text: &str| ToldLine {
        at: wall_clock(at, now, &zone, false),
        chat: chat.peer.title.clone(),
        text: cut(text, TOLD_LENGTH),
    };
    let Some(name) = name else {
        let mut sent = Vec::new();
        for reply in tx.sent_since(now - LATELY, CHATS).await? {
            let chat = chats.iter().find(|chat| chat.peer.id == reply.chat);
            let Some(chat) = chat.filter(|_| reply.account == order.account()) else { continue };
            let texts: Vec<&str> = reply.arrived().map(|bubble| &*bubble.text).collect();
            sent.push(line(chat, reply.send_at, &texts.join(" / ")));
            if sent.len() == TOLD {
                break;
            }
        }
        sent.reverse();
        return order.answer(tx, SavedAnswer::Told { chat: None, sent }).await;
    };
    let named = chats.into_iter().map(|chat| (chat.peer.clone(), chat));
    let chat = match find(&name, named) {
        Found::One(chat) => chat,
        Found::Nobody => return order.answer(tx, SavedAnswer::NoChat { name }).await,
        Found::Many(chats) => {
            return which(order, tx, chats.iter().map(|chat| name_of(&chat.peer))).await;
        }
    };
    let talk = tx.recent_messages(order.account(), chat.peer.id, TALK).await?;
    let by_twin = talk.iter().filter(|message| message.author == Author::Twin);
    let texts = by_twin.filter_map(|message| Some((message.sent_at, message.content.text()?)));
    let mut sent: Vec<ToldLine> =
        texts.rev().take(TOLD).map(|(at, text)| line(&chat, at, text)).collect();
    sent.reverse();
    order.answer(tx, SavedAnswer::Told { chat: Some(chat.peer.title), sent }).await
}

/// The people and groups with whom the account has a chat.
async fn people(order: &Order<'_>, tx: &mut Tx) -> Result<Vec<Chat>, Error> {
    let mut chats = tx.chats(order.account(), CHATS).await?;
    chats.retain(|chat| chat.peer.may_be_answered());
    Ok(chats)
}

fn name_of(peer: &domain::Peer) -> String {
    match &peer.username {
        Some(username) => format!("{} @{username}", peer.title),
        None => peer.title.clone(),
    }
}

async fn which(
    order: &Order<'_>,
    tx: &mut Tx,
    names: impl Iterator<Item = String>,
) -> Result<Heard, Error> {
    let chats = names.take(NAMES).collect();
    order.answer(tx, SavedAnswer::Which { chats }).await
}

/// The open replies that a command means.
enum Meant {
    /// These, in the order in which they would be sent.
    These(Vec<Reply>),
    /// None; this is the answer.
    None(SavedAnswer),
}

/// The open replies of chats that a name means, among those that `may` be meant.
async fn meant(
    order: &Order<'_>,
    tx: &mut Tx,
    name: Option<String>,
    may: impl Fn(&Reply) -> bool,
) -> Result<Meant, Error> {
    let mut open = tx.open_replies(order.account()).await?;
    open.retain(may);
    let Some(name) = name else { return Ok(Meant::These(open)) };
    let mut named = Vec::new();
    for reply in open {
        if let Some(chat) = tx.chat(order.account(), reply.chat).await? {
            named.push((chat.peer.clone(), (chat.peer, reply)));
        }
    }
    match find(&name, named) {
        Found::One((_, reply)) => return Ok(Meant::These(vec![reply])),
        Found::Many(several) => {
            let chats = several.iter().take(NAMES).map(|(peer, _)| name_of(peer)).collect();
            return Ok(Meant::None(SavedAnswer::Which { chats }));
        }
        Found::Nobody => {}
    }
    let chats = people(order, tx).await?;
    let known = find(&name, chats.into_iter().map(|chat| (chat.peer.clone(), chat.peer.title)));
    Ok(Meant::None(match known {
        Found::One(title) => SavedAnswer::NothingWaits { chat: Some(title) },
        Found::Many(_) => SavedAnswer::NothingWaits { chat: Some(name) },
        Found::Nobody => SavedAnswer::NoChat { name },
    }))
}

async fn stop(order: &Order<'_>, tx: &mut Tx, name: Option<String>) -> Result<Heard, Error> {
    let is_named = name.is_some();
    let may = |reply: &Reply| {
        let was_there = order.meant_until().is_none_or(|until| reply.created_at <= until);
        // Without a name what would be sent is stopped; a draft sends nothing by itself.
        was_there && (is_named || reply.state != ReplyState::Waiting)
    };
    let mut composed = composed(order, tx, name.as_deref()).await?;
    let open = match meant(order, tx, name, may).await? {
        Meant::These(open) => open,
        Meant::None(SavedAnswer::NothingWaits { .. }) if !composed.is_empty() => vec![],
        Meant::None(answer) => return order.answer(tx, answer).await,
    };
    composed.extend(open.iter().map(|reply| reply.chat));
    let (open, late): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|reply| reply.state.may_be_withdrawn());
    replies::stop(order, tx, &open, &composed, late.len()).await
}

/// Where something was said that may be being thought about: of the chat that a name means, or wherever
/// what comes of it would be sent.
async fn composed(
    order: &Order<'_>,
    tx: &mut Tx,
    name: Option<&str>,
) -> Result<Vec<PeerId>, Error> {
    let account = tx.account(order.account()).await?.ok_or(Error::Gone)?;
    let (mut chats, mut named) = (Vec::new(), Vec::new());
    for id in tx.undecided_chats(account.id).await? {
        let Some(chat) = tx.chat(account.id, id).await? else { continue };
        let open = tx.open_reply(account.id, id).await?;
        if open.is_some_and(|reply| reply.state.may_be_withdrawn()) {
            continue;
        }
        named.push((chat.peer.clone(), id));
        if rules::mode(tx, &order.shared.inner.settings, &account, &chat).await?.sends() {
            chats.push(id);
        }
    }
    Ok(match name.map(|name| find(name, named)) {
        None => chats,
        Some(Found::One(chat)) => vec![chat],
        Some(Found::Nobody | Found::Many(_)) => vec![],
    })
}

async fn approve(order: &Order<'_>, tx: &mut Tx, name: Option<String>) -> Result<Heard, Error> {
    let is_draft = |reply: &Reply| reply.state == ReplyState::Waiting;
    let drafts = match meant(order, tx, name, is_draft).await? {
        Meant::These(drafts) => drafts,
        Meant::None(answer) => return order.answer(tx, answer).await,
    };
    match &drafts[..] {
        [] => order.answer(tx, SavedAnswer::NothingWaits { chat: None }).await,
        [draft] => replies::approve(order, tx, draft, None).await,
        several => {
            let mut names = Vec::new();
            for draft in several.iter().take(NAMES) {
                names.push(title_of(order, tx, draft.chat).await?);
            }
            which(order, tx, names.into_iter()).await
        }
    }
}

async fn title_of(order: &Order<'_>, tx: &mut Tx, chat: PeerId) -> Result<String, Error> {
    Ok(tx.chat(order.account(), chat).await?.map(|chat| name_of(&chat.peer)).unwrap_or_default())
}

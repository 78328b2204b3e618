//! What the owner tells their twin in Saved Messages is done, in the transaction that stores what they
//! wrote, together with the answer that will be written.
//!
//! What was written long ago, while nobody was there to hear it, is done only if it makes the twin do
//! less; what stops holds for what there was to stop when it was written.

use std::time::Duration;

use domain::policy::{HOUR, MINUTE, TimeZone, wall_time};
use domain::{AccountId, Chat, Message, Pause, PeerId, Reply, ReplyState, Timestamp, Trouble};
use store::{About, Rules, Tx};

use super::command::{Command, Language};
use super::lines::line;
use super::names::{Found, find, is_near};
use super::said::{PauseInShort, QuietWith, Said, SavedAnswer, StatusInShort, Waiting};
use super::{Heard, pauses, replies, told};
use crate::account::Shared;
use crate::{Error, rules};

/// What is older is too old for what makes the twin do more.
const FRESH: Duration = MINUTE.saturating_mul(10);

/// What is older is not answered any more.
const HEARD: Duration = HOUR.saturating_mul(12);

/// How many chats a name is looked for in.
const CHATS: usize = 1_000;

/// How many names are listed, and how many that are nearly what was said.
const NAMES: usize = 8;
const NEAR: usize = 4;

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

    pub(super) fn account(&self) -> AccountId {
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

    /// Plans another answer, where there is one already.
    pub(super) async fn answer_again(
        &self,
        tx: &mut Tx,
        answer: SavedAnswer,
    ) -> Result<Heard, Error> {
        tx.drop_saved_line(self.account(), About::Command(self.message.id)).await?;
        self.answer(tx, answer).await
    }

    /// Whether this was done already.
    pub(super) async fn is_done(&self, tx: &mut Tx) -> Result<bool, Error> {
        let about = About::Command(self.message.id);
        Ok(tx.saved_line_about(self.account(), about).await?.is_some())
    }

    pub(super) async fn rules(&self, tx: &mut Tx) -> Result<(Rules, TimeZone), Error> {
        let (rules, settings) = (tx.rules(self.account()).await?, &self.shared.inner.settings);
        let zone = rules::zone(&rules::policy(&rules, settings), settings);
        Ok((rules, zone))
    }
}

/// Does what a command says.
pub(super) async fn obey(order: &Order<'_>, tx: &mut Tx, command: Command) -> Result<Heard, Error> {
    match command {
        Command::Status => status(order, tx).await,
        Command::Pause(span, name) => pauses::pause(order, tx, span, name).await,
        Command::Resume(name) => pauses::resume(order, tx, name).await,
        Command::Said(name, since) => told::told(order, tx, name, since).await,
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
    let until = |at| wall_time(at, now, &zone, false);
    let open = tx.open_replies(account.id).await?;
    let status = StatusInShort {
        quiet: quiet_with(order, tx).await?,
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

/// With whom alone the twin is paused, and until when: as many as a line names.
pub(super) async fn quiet_with(order: &Order<'_>, tx: &mut Tx) -> Result<Vec<QuietWith>, Error> {
    let (_, zone) = order.rules(tx).await?;
    let now = order.shared.now();
    let mut quiet = Vec::new();
    for (chat, pause) in paused_chats(tx, order.account(), now).await?.into_iter().take(NAMES) {
        let until = pause.until.map(|at| wall_time(at, now, &zone, false));
        quiet.push(QuietWith { chat: title_of(order, tx, chat).await?, until });
    }
    Ok(quiet)
}

/// The chats in which alone the twin is paused.
pub(super) async fn paused_chats(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<(PeerId, Pause)>, Error> {
    let mut pauses = tx.chat_pauses(account).await?;
    pauses.retain(|(_, pause)| pause.holds(now));
    Ok(pauses)
}

pub(super) fn trouble(rules: &Rules) -> Option<Trouble> {
    rules.alert.as_ref().map(|alert| alert.trouble.clone())
}

/// The people and groups with whom the account has a chat.
pub(super) async fn people(order: &Order<'_>, tx: &mut Tx) -> Result<Vec<Chat>, Error> {
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

/// Whom a name means.
pub(super) enum Named {
    /// This chat.
    One(Box<Chat>),
    /// Nobody, or several; this is the answer.
    None(SavedAnswer),
}

impl Order<'_> {
    /// The chat that a name means.
    pub(super) async fn named(&self, tx: &mut Tx, name: String) -> Result<Named, Error> {
        let chats = people(self, tx).await?;
        let near = near(&name, &chats);
        let named = chats.into_iter().map(|chat| (chat.peer.clone(), chat));
        Ok(match find(&name, named) {
            Found::One(chat) => Named::One(Box::new(chat)),
            Found::Nobody => Named::None(SavedAnswer::NoChat { name, near }),
            Found::Many(chats) => {
                let chats = chats.iter().take(NAMES).map(|chat| name_of(&chat.peer)).collect();
                Named::None(SavedAnswer::Which { chats })
            }
        })
    }
}

/// The names that are nearly this one.
fn near(name: &str, chats: &[Chat]) -> Vec<String> {
    let near = chats.iter().filter(|chat| is_near(name, &chat.peer));
    near.take(NEAR).map(|chat| name_of(&chat.peer)).collect()
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
    // Of all chats: a name that is nobody's reply must not become that of somebody like them.
    let mut chats = people(order, tx).await?;
    for reply in &open {
        if !chats.iter().any(|chat| chat.peer.id == reply.chat) {
            chats.extend(tx.chat(order.account(), reply.chat).await?);
        }
    }
    let named = match find(&name, chats.iter().map(|chat| (chat.peer.clone(), chat))) {
        Found::Nobody => {
            let near = near(&name, &chats);
            return Ok(Meant::None(SavedAnswer::NoChat { name, near }));
        }
        Found::One(chat) => vec![chat],
        Found::Many(chats) => chats,
    };
    open.retain(|reply| named.iter().any(|chat| chat.peer.id == reply.chat));
    Ok(match (&open[..], &named[..]) {
        ([], [one]) => {
            Meant::None(SavedAnswer::NothingWaits { chat: Some(one.peer.title.clone()) })
        }
        ([], _) => Meant::None(SavedAnswer::NothingWaits { chat: Some(name) }),
        ([_], _) => Meant::These(open),
        (several, _) => {
            let is_open = |chat: &&&Chat| several.iter().any(|reply| reply.chat == chat.peer.id);
            let open = named.iter().filter(is_open);
            let chats = open.take(NAMES).map(|chat| name_of(&chat.peer)).collect();
            Meant::None(SavedAnswer::Which { chats })
        }
    })
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

pub(super) async fn title_of(
    order: &Order<'_>,
    tx: &mut Tx,
    chat: PeerId,
) -> Result<String, Error> {
    Ok(tx.chat(order.account(), chat).await?.map(|chat| name_of(&chat.peer)).unwrap_or_default())
}

//! All chats in one list, as the inbox shows it: the liveliest first, each with what its twin is doing there.

use std::collections::HashMap;

use domain::{Account, AccountId, Chat, Mode, Pause, PeerId, Policy, ReplyState, Timestamp};
use store::{ListedAfter, ListedChat, Listing, Tx};

use crate::{Engine, Error, Stamped, TwinEvent, rules, sender};

/// For how long a chat in which something was said counts as lively.
const LIVELY: std::time::Duration = std::time::Duration::from_secs(2 * 24 * 60 * 60);

/// Which chats are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// Those in which a draft or a question waits for the owner.
    NeedsOwner,
    /// Those in which something was said within the last two days.
    Lively,
    /// All.
    #[default]
    All,
}

/// What a twin is doing in a chat now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Waiting for the end of what the other side writes, until then at the earliest.
    Waiting(Timestamp),
    /// A model writes.
    Composing,
    /// What it has composed goes out then.
    GoesOut(Timestamp),
    /// The other side sees it typing.
    Typing,
    /// A draft waits for its owner's word.
    Drafted,
    /// It has asked its owner something.
    Asks,
    /// Its owner is in the chat; it takes over again after that.
    StandsDown(Timestamp),
    /// What the owner allows holds it back, until then where that is known.
    Held(Option<Timestamp>),
    /// It is paused here, until then or for good.
    Paused(Option<Timestamp>),
    /// Its last reply was not sent, or not all of it.
    Failed,
    /// Nobody knows whether its last reply has arrived.
    UnknownIfArrived,
}

/// A chat in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatRow {
    /// In which account.
    pub account: AccountId,
    /// The chat, with its newest message.
    pub chat: Chat,
    /// The mode in force.
    pub mode: Mode,
    /// What the twin is doing there.
    pub doing: Option<Doing>,
    /// Where it stands: what follows it is the next page.
    pub place: ListedAfter,
}

/// A page of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatRows {
    /// The chats.
    pub rows: Vec<ChatRow>,
    /// Whether more follow.
    pub has_more: bool,
}

impl Engine {
    /// The accounts and bots by themselves, without how they fare.
    pub async fn plain_accounts(&self) -> Result<Vec<Account>, Error> {
        Ok(self.inner.store.read(self.inner.owner).await?.accounts().await?)
    }

    /// At most `limit` chats of all accounts: those that are wanted, whose name or user name holds `named`
    /// (unless that is empty), after a place.
    pub async fn chat_rows(
        &self,
        which: Which,
        named: &str,
        after: Option<ListedAfter>,
        limit: usize,
    ) -> Result<ChatRows, Error> {
        let now = self.inner.clock.now();
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let listing = Listing {
            after,
            since: (which == Which::Lively).then(|| now - LIVELY),
            needs_owner: which == Which::NeedsOwner,
        };
        let named = named.trim().to_lowercase();
        let mut listed = if named.is_empty() {
            tx.listed_chats(listing, limit.saturating_add(1)).await?
        } else {
            found(&mut tx, &named, listing, limit.saturating_add(1)).await?
        };
        let has_more = listed.len() > limit;
        listed.truncate(limit);
        let rules = self.rules_of_all(&mut tx).await?;
        let latest = self.inner.events.latest_doings();
        let rows = listed.into_iter().filter_map(|listed| {
            let (policy, default) = rules.get(&listed.account)?;
            let event = latest.get(&(listed.account, listed.chat.peer.id));
            Some(row(listed, policy, *default, event.map(AsRef::as_ref), now))
        });
        Ok(ChatRows { rows: rows.collect(), has_more })
    }

    /// One chat as the list shows it; `None` if it does not stand there.
    pub async fn chat_row(
        &self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<ChatRow>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let Some(listed) = tx.listed_chat(account, chat).await? else { return Ok(None) };
        let rules = self.rules_of_all(&mut tx).await?;
        let Some((policy, default)) = rules.get(&account) else { return Ok(None) };
        let latest = self.inner.events.latest_doings();
        let event = latest.get(&(account, chat)).map(AsRef::as_ref);
        Ok(Some(row(listed, policy, *default, event, self.inner.clock.now())))
    }

    /// What the owner allows in each account, and the mode of chats that have none of their own.
    async fn rules_of_all(&self, tx: &mut Tx) -> Result<HashMap<AccountId, (Policy, Mode)>, Error> {
        let mut all = HashMap::new();
        for account in tx.accounts().await? {
            let rules = tx.rules(account.id).await?;
            let policy = rules::policy(&rules, &self.inner.settings);
            all.insert(account.id, (policy, account.default_mode));
        }
        Ok(all)
    }
}

/// The chats whose names hold some words, in small letters.
async fn found(
    tx: &mut Tx,
    named: &str,
    listing: Listing,
    limit: usize,
) -> Result<Vec<ListedChat>, Error> {
    let holds = |name: &str| name.to_lowercase().contains(named);
    let mut names = tx.chat_names().await?;
    names.retain(|name| holds(&name.title) || name.username.as_deref().is_some_and(holds));
    let mut listed = Vec::new();
    for name in names {
        // They come by their newest messages, the latest first.
        let is_old = listing.since.is_some_and(|since| name.newest_at < since);
        if listed.len() == limit || is_old {
            break;
        }
        let place = (name.newest_at, name.account.to_string(), name.chat.0);
        let follows = listing
            .after
            .is_none_or(|after| place < (after.newest_at, after.account.to_string(), after.chat.0));
        if !follows {
            continue;
        }
        let Some(chat) = tx.listed_chat(name.account, name.chat).await? else { continue };
        if !listing.needs_owner || needs_owner(&chat) {
            listed.push(chat);
        }
    }
    Ok(listed)
}

fn needs_owner(listed: &ListedChat) -> bool {
    listed.is_asked || matches!(listed.reply, Some((ReplyState::Waiting, _)))
}

fn row(
    listed: ListedChat,
    policy: &Policy,
    default: Mode,
    latest: Option<&Stamped>,
    now: Timestamp,
) -> ChatRow {
    let doing = doing(&listed, latest.map(|stamped| &stamped.event), now);
    let ListedChat { account, chat, newest_at, .. } = listed;
    let mode = policy.mode(&chat, default);
    let place = ListedAfter { newest_at, account, chat: chat.peer.id };
    ChatRow { account, chat, mode, doing, place }
}

/// What the twin is doing: what is stored counts more than what was told last, which may be over.
fn doing(listed: &ListedChat, latest: Option<&TwinEvent>, now: Timestamp) -> Option<Doing> {
    let told = latest.and_then(|event| of_event(event, now));
    match listed.reply {
        Some((ReplyState::Waiting, _)) => return Some(Doing::Drafted),
        Some((ReplyState::Sending, _)) => return Some(Doing::Typing),
        Some((_, at)) if told != Some(Doing::Typing) => return Some(Doing::GoesOut(at)),
        Some(_) => return told,
        None => {}
    }
    if listed.is_asked {
        return Some(Doing::Asks);
    }
    if let Some(Pause { until, .. }) = listed.pause.filter(|pause| pause.holds(now)) {
        return Some(Doing::Paused(until));
    }
    // Without a reply in the store it is over.
    told.filter(|told| {
        !matches!(told, Doing::Typing | Doing::GoesOut(_) | Doing::Drafted | Doing::Asks)
    })
}

/// What an event says of it.
fn of_event(event: &TwinEvent, now: Timestamp) -> Option<Doing> {
    match *event {
        TwinEvent::Waiting { until } => Some(Doing::Waiting(until)),
        TwinEvent::Thinking { .. } => Some(Doing::Composing),
        TwinEvent::Typing { .. } => Some(Doing::Typing),
        TwinEvent::StandingDown { until } => (until > now).then_some(Doing::StandsDown(until)),
        TwinEvent::Held { until, .. } => Some(Doing::Held(until)),
        TwinEvent::Failed { ref reason, .. } if reason == sender::UNKNOWN => {
            Some(Doing::UnknownIfArrived)
        }
        TwinEvent::Failed { .. } => Some(Doing::Failed),
        _ => None,
    }
}

/// Whether an event says what the twin is doing, or that it is done.
pub(crate) fn tells_of_doing(event: &TwinEvent) -> bool {
    use TwinEvent as E;
    matches!(
        event,
        E::Waiting { .. }
            | E::Thinking { .. }
            | E::Typing { .. }
            | E::StandingDown { .. }
            | E::Held { .. }
            | E::Failed { .. }
            | E::Planned { .. }
            | E::AnswerPlanned { .. }
            | E::Drafted { .. }
            | E::Sent { .. }
            | E::Silent { .. }
            | E::Ignored { .. }
            | E::Watched { .. }
            | E::Cancelled { .. }
            | E::Asked { .. }
            | E::QuestionClosed { .. }
            | E::ModelFailed { .. }
    )
}

#[cfg(test)]
mod tests {
    use domain::{PeerFlags, PeerKind, ReplyId};

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    fn listed() -> ListedChat {
        let peer = domain::Peer {
            id: PeerId(7),
            kind: PeerKind::User,
            title: "Анна".to_owned(),
            username: None,
            flags: PeerFlags::default(),
        };
        ListedChat {
            account: AccountId::new(at(0), 1),
            chat: Chat { peer, mode: None, last_message: None },
            newest_at: at(1),
            pause: None,
            reply: None,
            is_asked: false,
        }
    }

    #[test]
    fn what_is_stored_counts_more_than_what_was_told() {
        let typing = TwinEvent::Typing { reply: ReplyId::new(at(0), 1) };
        let due = ListedChat { reply: Some((ReplyState::Scheduled, at(9))), ..listed() };
        assert_eq!(doing(&due, None, at(1)), Some(Doing::GoesOut(at(9))));
        assert_eq!(doing(&due, Some(&typing), at(1)), Some(Doing::Typing));
        assert_eq!(doing(&listed(), Some(&typing), at(1)), None, "there is no reply any more");
        let draft = ListedChat { reply: Some((ReplyState::Waiting, at(9))), ..listed() };
        assert_eq!(doing(&draft, Some(&typing), at(1)), Some(Doing::Drafted));
    }

    #[test]
    fn a_stand_down_and_a_pause_end() {
        let down = TwinEvent::StandingDown { until: at(10) };
        assert_eq!(doing(&listed(), Some(&down), at(9)), Some(Doing::StandsDown(at(10))));
        assert_eq!(doing(&listed(), Some(&down), at(10)), None);
        let pause = Some(Pause { since: at(0), until: Some(at(10)) });
        let paused = ListedChat { pause, ..listed() };
        assert_eq!(doing(&paused, None, at(9)), Some(Doing::Paused(Some(at(10)))));
        assert_eq!(doing(&paused, None, at(11)), None);
    }

    #[test]
    fn what_may_have_arrived_is_not_said_to_have_failed() {
        let failed = |reason: &str| {
            let reply = ReplyId::new(at(0), 1);
            let event = TwinEvent::Failed { reply, reason: reason.to_owned() };
            doing(&listed(), Some(&event), at(1))
        };
        assert_eq!(failed("USER_IS_BLOCKED"), Some(Doing::Failed));
        assert_eq!(failed(sender::UNKNOWN), Some(Doing::UnknownIfArrived));
    }

    #[test]
    fn a_question_stands_until_it_is_closed() {
        let asked = ListedChat { is_asked: true, ..listed() };
        assert_eq!(doing(&asked, None, at(1)), Some(Doing::Asks));
    }
}

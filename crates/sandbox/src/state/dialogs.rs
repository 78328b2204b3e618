//! What an account's list of chats shows besides messages: what is unread,
//! drafts, and what is pinned.

use serde::{Deserialize, Serialize};

use super::mailbox::{Mailbox, Message};
use super::post::Entity;
use super::{Event, MessageId, Peer, State, UserId};

/// How many chats may be pinned.
const MAX_PINNED: usize = 5;

/// A message that was begun and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) entities: Vec<Entity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reply_to: Option<MessageId>,
    /// Unix seconds.
    pub(crate) date: i32,
}

/// A chat as one account's list shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) top: MessageId,
    pub(crate) read_inbox: MessageId,
    pub(crate) read_outbox: MessageId,
    pub(crate) unread: usize,
    pub(crate) unread_mentions: usize,
}

/// How far a chat is read, by the account and by the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReadMarks {
    pub(crate) read_inbox: MessageId,
    pub(crate) read_outbox: MessageId,
}

/// More chats are pinned than may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooManyPinned;

impl State {
    /// The box in which an account sees a chat: its own, or the supergroup's.
    pub(crate) fn box_for(&self, account: UserId, peer: Peer) -> &Mailbox {
        match peer {
            Peer::Channel(_) => self.box_of(peer),
            Peer::User(_) | Peer::Group(_) => self.mailbox(account),
        }
    }

    /// A message as an account sees it, by its chat and its id.
    pub(crate) fn seen(&self, account: UserId, peer: Peer, id: MessageId) -> Option<&Message> {
        self.box_for(account, peer).message(id).filter(|message| message.peer == peer)
    }

    /// Everybody the account has a chat with, in no order.
    pub(crate) fn chats_of(&self, account: UserId) -> impl Iterator<Item = Peer> {
        let channels = self.account(account).into_iter().flat_map(|account| &account.channels);
        self.mailbox(account).peers().chain(channels.copied())
    }

    /// How far a chat is read. `None` if it is not there for the account.
    pub(crate) fn read_marks(&self, account: UserId, peer: Peer) -> Option<ReadMarks> {
        let dialog = self.box_for(account, peer).dialog(peer)?;
        let read_inbox = match peer {
            Peer::Channel(_) => self.group(peer)?.members.get(&account)?.read_inbox,
            Peer::User(_) | Peer::Group(_) => dialog.read_inbox,
        };
        Some(ReadMarks { read_inbox, read_outbox: dialog.read_outbox })
    }

    /// A chat as the account's list shows it. `None` if no message is in it.
    /// Counts what is not read, which takes as long as there is much of it.
    pub(crate) fn listed(&self, account: UserId, peer: Peer) -> Option<Listed> {
        let mailbox = self.box_for(account, peer);
        let ReadMarks { read_inbox, read_outbox } = self.read_marks(account, peer)?;
        let unread = mailbox.received_after(peer, read_inbox, account);
        Some(Listed {
            top: mailbox.dialog(peer)?.top()?,
            read_inbox,
            read_outbox,
            unread: unread.count(),
            unread_mentions: self.unread_mentions(account, peer).len(),
        })
    }

    /// What names the account in a group, and is not read; the newest last.
    pub(crate) fn unread_mentions(&self, account: UserId, peer: Peer) -> Vec<&Message> {
        let marks = self.read_marks(account, peer).filter(|_| !peer.is_user());
        let Some(ReadMarks { read_inbox, .. }) = marks else {
            return Vec::new();
        };
        let unread = self.box_for(account, peer).received_after(peer, read_inbox, account);
        let named =
            |message: &&Message| self.post(message.post).content.mentions.contains(&account);
        unread.filter(named).collect()
    }

    /// How many messages the account has not read at all.
    pub(crate) fn unread_total(&self, account: UserId) -> usize {
        self.chats_of(account)
            .filter_map(|peer| self.listed(account, peer))
            .map(|listed| listed.unread)
            .sum()
    }

    /// Keeps a draft, or forgets it. `None` if that changes nothing.
    pub(crate) fn save_draft(
        &self,
        account: UserId,
        peer: Peer,
        draft: Option<Draft>,
    ) -> Option<Event> {
        let draft = draft.filter(|draft| !draft.text.is_empty() || draft.reply_to.is_some());
        let before = self.account(account)?.drafts.get(&peer);
        let same = match (before, &draft) {
            (None, None) => true,
            (Some(before), Some(draft)) => *before == Draft { date: before.date, ..draft.clone() },
            _ => false,
        };
        (!same).then_some(Event::DraftSaved { account, peer, draft })
    }

    /// Pins a chat on top of the others, or takes it off. `None` if that
    /// changes nothing.
    pub(crate) fn pin(
        &self,
        account: UserId,
        peer: Peer,
        pinned: bool,
    ) -> Result<Option<Event>, TooManyPinned> {
        let before = self.account(account).map(|account| account.pinned.clone());
        let mut order = before.unwrap_or_default();
        if order.contains(&peer) == pinned {
            return Ok(None);
        }
        if pinned {
            order.insert(0, peer);
        } else {
            order.retain(|other| *other != peer);
        }
        self.pin_in_order(account, order).map(Some)
    }

    /// Pins just these chats, the first on top.
    pub(crate) fn pin_in_order(
        &self,
        account: UserId,
        mut order: Vec<Peer>,
    ) -> Result<Event, TooManyPinned> {
        let mut seen = std::collections::HashSet::new();
        order.retain(|peer| seen.insert(*peer));
        if order.len() > MAX_PINNED {
            return Err(TooManyPinned);
        }
        Ok(Event::DialogsPinned { account, order })
    }
}

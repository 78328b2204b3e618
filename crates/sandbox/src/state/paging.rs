//! Windows over histories and lists of chats, as Telegram's offsets cut them.
//!
//! <https://core.telegram.org/api/offsets>

use super::mailbox::{Mailbox, Message};
use super::{MessageId, Peer, State, UserId};

/// Which part of a chat's history is asked for. 0 means "not given".
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HistoryWindow {
    /// Begin below this id.
    pub(crate) offset_id: MessageId,
    /// Or begin before this date, Unix seconds.
    pub(crate) offset_date: i32,
    /// Then skip that many; a negative number takes newer ones too.
    pub(crate) add_offset: i32,
    pub(crate) limit: i32,
    /// Only ids below this.
    pub(crate) max_id: MessageId,
    /// Only ids above this.
    pub(crate) min_id: MessageId,
}

/// Which part of the list of chats is asked for. 0 means "not given".
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DialogWindow {
    /// The last chat's newest message's date, Unix seconds.
    pub(crate) offset_date: i32,
    /// Its id.
    pub(crate) offset_id: MessageId,
    /// Whom it is with.
    pub(crate) offset_peer: Option<Peer>,
    pub(crate) limit: i32,
    pub(crate) exclude_pinned: bool,
}

/// The most that one page holds, whatever was asked for.
const MAX_PAGE: usize = 100;

impl Mailbox {
    /// A page of the chat with `peer`, newest first, and how many messages the
    /// chat has in all.
    pub(crate) fn history(&self, peer: Peer, window: HistoryWindow) -> (Vec<&Message>, usize) {
        let Some(dialog) = self.dialog(peer) else {
            return (Vec::new(), 0);
        };
        (self.window(&dialog.ids, window), dialog.ids.len())
    }

    /// A page of messages, newest first, out of some, oldest first.
    pub(crate) fn window(&self, ids: &[MessageId], window: HistoryWindow) -> Vec<&Message> {
        let lowest = ids.partition_point(|id| *id <= window.min_id);
        let highest = match window.max_id {
            0 => ids.len(),
            max_id => ids.partition_point(|id| *id < max_id).max(lowest),
        };
        let ids = &ids[lowest..highest];
        // How many messages are older than where the page begins.
        let older = if window.offset_id > 0 {
            ids.partition_point(|id| *id < window.offset_id)
        } else if window.offset_date > 0 {
            ids.iter()
                .rposition(|id| self.message(*id).is_some_and(|m| m.date < window.offset_date))
                .map_or(0, |last| last + 1)
        } else {
            ids.len()
        };
        let newer = (ids.len() - older) as i64;
        let begin = newer + i64::from(window.add_offset);
        let end = begin + page(window.limit) as i64;
        let [begin, end] = [begin, end].map(|edge| usize::try_from(edge).unwrap_or(0));
        ids.iter().rev().skip(begin).take(end - begin).filter_map(|id| self.message(*id)).collect()
    }
}

impl State {
    /// A page of an account's list of chats, latest first, and how many there
    /// are in all. Each is the peer with the newest message.
    pub(crate) fn dialogs(
        &self,
        account: UserId,
        window: DialogWindow,
    ) -> (Vec<(Peer, &Message)>, usize) {
        let pinned = self.account(account).map(|account| &account.pinned[..]).unwrap_or_default();
        let is_pinned = |peer: &Peer| pinned.contains(peer);
        let mut all: Vec<(Peer, &Message)> =
            self.chats_of(account).filter_map(|peer| self.top(account, peer)).collect();
        let count = all.len();
        let place = |message: &Message| (message.date, message.id);
        // The pinned ones stand before the first page only.
        let is_first = window.offset_date == 0 && window.offset_id == 0;
        all.retain(|(peer, _)| !is_pinned(peer));
        all.sort_unstable_by_key(|(peer, top)| std::cmp::Reverse((place(top), *peer)));
        let after = |top: &Message| match window {
            DialogWindow { offset_date: 0, offset_id: 0, .. } => true,
            DialogWindow { offset_date: 0, offset_id, .. } => top.id < offset_id,
            DialogWindow { offset_date, offset_id: 0, .. } => top.date < offset_date,
            DialogWindow { offset_date, offset_id, .. } => place(top) < (offset_date, offset_id),
        };
        // Boxes count each for themselves, so that only the peer tells for sure
        // which of two chats of the same second was the last.
        let last = |(peer, top): &(Peer, &Message)| {
            Some(*peer) == window.offset_peer && top.id == window.offset_id
        };
        match all.iter().position(last) {
            Some(last) => drop(all.drain(..=last)),
            None => all.retain(|(_, top)| after(top)),
        }
        if is_first && !window.exclude_pinned {
            all.splice(0..0, pinned.iter().filter_map(|peer| self.top(account, *peer)));
        }
        all.truncate(page(window.limit));
        (all, count)
    }

    /// A chat with its newest message.
    pub(crate) fn top(&self, account: UserId, peer: Peer) -> Option<(Peer, &Message)> {
        let mailbox = self.box_for(account, peer);
        Some((peer, mailbox.message(mailbox.dialog(peer)?.top()?)?))
    }
}

fn page(limit: i32) -> usize {
    usize::try_from(limit).unwrap_or(0).min(MAX_PAGE)
}

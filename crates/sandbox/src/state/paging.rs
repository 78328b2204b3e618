//! Windows over histories and lists of chats, as Telegram's offsets cut them.
//!
//! <https://core.telegram.org/api/offsets>

use super::mailbox::{Mailbox, Message};
use super::{MessageId, UserId};

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
    pub(crate) limit: i32,
}

/// The most that one page holds, whatever was asked for.
const MAX_PAGE: usize = 100;

impl Mailbox {
    /// A page of the chat with `peer`, newest first, and how many messages the
    /// chat has in all.
    pub(crate) fn history(&self, peer: UserId, window: HistoryWindow) -> (Vec<&Message>, usize) {
        let Some(dialog) = self.dialog(peer) else {
            return (Vec::new(), 0);
        };
        let count = dialog.ids.len();
        let lowest = dialog.ids.partition_point(|id| *id <= window.min_id);
        let highest = match window.max_id {
            0 => count,
            max_id => dialog.ids.partition_point(|id| *id < max_id).max(lowest),
        };
        let ids = &dialog.ids[lowest..highest];
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
        let messages = ids
            .iter()
            .rev()
            .skip(begin)
            .take(end - begin)
            .filter_map(|id| self.message(*id))
            .collect();
        (messages, count)
    }

    /// A page of the list of chats, latest first, and how many there are in
    /// all. Each is the peer with the newest message.
    pub(crate) fn dialogs(&self, window: DialogWindow) -> (Vec<(UserId, &Message)>, usize) {
        let mut all: Vec<(UserId, &Message)> = self
            .peers()
            .filter_map(|peer| Some((peer, self.message(self.dialog(peer)?.top()?)?)))
            .collect();
        let place = |message: &Message| (message.date, message.id);
        all.sort_unstable_by_key(|(_, top)| std::cmp::Reverse(place(top)));
        let count = all.len();
        let after = |top: &Message| match window {
            DialogWindow { offset_date: 0, offset_id: 0, .. } => true,
            DialogWindow { offset_date: 0, offset_id, .. } => top.id < offset_id,
            DialogWindow { offset_date, offset_id: 0, .. } => top.date < offset_date,
            DialogWindow { offset_date, offset_id, .. } => place(top) < (offset_date, offset_id),
        };
        all.retain(|(_, top)| after(top));
        all.truncate(page(window.limit));
        (all, count)
    }
}

fn page(limit: i32) -> usize {
    usize::try_from(limit).unwrap_or(0).min(MAX_PAGE)
}

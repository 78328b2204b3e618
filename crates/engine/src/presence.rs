//! Where the owner was seen lately, beside what they wrote: kept in memory, for it counts for seconds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{MessageId, PeerId, Timestamp};

/// Where the owner of an account was seen.
#[derive(Default)]
pub(crate) struct Presence {
    chats: Mutex<HashMap<PeerId, Traces>>,
    /// Until when they count as online on another device.
    online: Mutex<Option<Timestamp>>,
}

#[derive(Default, Clone, Copy)]
struct Traces {
    here: Option<Timestamp>,
    /// Up to where the twin marked the chat as read.
    read_by_twin: Option<MessageId>,
}

impl Presence {
    fn traces<T>(&self, chat: PeerId, look: impl FnOnce(&mut Traces) -> T) -> T {
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        look(chats.entry(chat).or_default())
    }

    /// The twin is about to mark a chat as read.
    pub(crate) fn read_by_twin(&self, chat: PeerId, up_to: MessageId) {
        self.traces(chat, |traces| traces.read_by_twin = traces.read_by_twin.max(Some(up_to)));
    }

    /// A chat was read. Returns whether the owner did it, and not the twin, whose own reading may come
    /// back after the line was cut.
    pub(crate) fn read(&self, chat: PeerId, up_to: MessageId, at: Timestamp) -> bool {
        self.traces(chat, |traces| {
            let by_owner = traces.read_by_twin.is_none_or(|by_twin| up_to > by_twin);
            if by_owner {
                traces.here = Some(at);
            }
            by_owner
        })
    }

    /// The owner was seen in a chat.
    pub(crate) fn seen(&self, chat: PeerId, at: Timestamp) {
        self.traces(chat, |traces| traces.here = Some(at));
    }

    /// The owner is online on another device until then unless more is said, or has gone. Returns
    /// whether they have come or gone by that.
    pub(crate) fn online(&self, until: Option<Timestamp>, now: Timestamp) -> bool {
        let mut online = self.online.lock().unwrap_or_else(PoisonError::into_inner);
        let is_online = |until: Option<Timestamp>| until.is_some_and(|until| until > now);
        let before = std::mem::replace(&mut *online, until);
        is_online(before) != is_online(until)
    }

    /// Until when the owner counts as online on another device, if they were lately.
    pub(crate) fn online_until(&self) -> Option<Timestamp> {
        *self.online.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the owner was last seen in a chat.
    pub(crate) fn last_seen(&self, chat: PeerId) -> Option<Timestamp> {
        let chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        chats.get(&chat).and_then(|traces| traces.here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coming_and_going_is_news_and_staying_is_not() {
        let (presence, at) = (Presence::default(), Timestamp::from_secs);
        assert!(!presence.online(None, at(1)));
        assert!(presence.online(Some(at(300)), at(1)));
        assert!(!presence.online(Some(at(360)), at(60)), "they stay");
        assert_eq!(presence.online_until(), Some(at(360)));
        assert!(presence.online(None, at(70)));
        assert!(presence.online(Some(at(400)), at(100)));
        assert!(presence.online(Some(at(900)), at(600)), "they had gone without a word");
    }

    #[test]
    fn what_the_twin_has_read_itself_is_no_trace_of_the_owner() {
        let (presence, chat, at) = (Presence::default(), PeerId(7), Timestamp::from_secs(9));
        presence.read_by_twin(chat, MessageId(5));
        assert!(!presence.read(chat, MessageId(5), at));
        assert_eq!(presence.last_seen(chat), None);
        assert!(presence.read(chat, MessageId(6), at));
        assert_eq!(presence.last_seen(chat), Some(at));
        assert_eq!(presence.last_seen(PeerId(8)), None);
    }
}

//! Where the owner was seen lately, beside what they wrote: kept in memory, for it counts for seconds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{MessageId, PeerId, Timestamp};

/// Where the owner of an account was seen.
#[derive(Default)]
pub(crate) struct Presence(Mutex<HashMap<PeerId, Traces>>);

#[derive(Default, Clone, Copy)]
struct Traces {
    here: Option<Timestamp>,
    /// Up to where the twin marked the chat as read.
    read_by_twin: Option<MessageId>,
}

impl Presence {
    fn traces<T>(&self, chat: PeerId, look: impl FnOnce(&mut Traces) -> T) -> T {
        let mut chats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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

    /// When the owner was last seen in a chat.
    pub(crate) fn last_seen(&self, chat: PeerId) -> Option<Timestamp> {
        let chats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chats.get(&chat).and_then(|traces| traces.here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

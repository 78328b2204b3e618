//! Which bubble of a chat is on its way to Telegram: the one that may be there while nobody knows what
//! it became, and comes back as if the owner had written it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{Author, Bubble, Content, Message, PeerId, Reply, ReplyState};
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// What is on its way in the chats of an account.
#[derive(Default)]
pub(crate) struct OnItsWay {
    chats: Mutex<HashMap<PeerId, Sent>>,
    /// Wakes whoever waits for a bubble to come back.
    back: Notify,
}

/// What this process knows of the sending in a chat. Where it knows nothing, an earlier one may have
/// tried whatever is not recorded.
#[derive(Default, Clone, Copy)]
struct Sent {
    /// The random id of the bubble that may be there.
    random_id: Option<i64>,
    /// Whether a message was taken for it that may be the owner's all the same.
    is_echoed: bool,
}

impl OnItsWay {
    fn sent<T>(&self, look: impl FnOnce(&mut HashMap<PeerId, Sent>) -> T) -> T {
        look(&mut self.chats.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The next time that a message is stored which was taken for a bubble, from now on.
    pub(crate) fn comes_back(&self) -> Notified<'_> {
        self.back.notified()
    }

    /// A message is stored that was taken for a bubble.
    pub(crate) fn has_come_back(&self) {
        self.back.notify_waiters();
    }

    /// Nothing that is not recorded can be at Telegram.
    pub(crate) fn nothing(&self, chat: PeerId) {
        self.sent(|sent| sent.entry(chat).or_default().random_id = None);
    }

    /// A bubble is about to be tried.
    pub(crate) fn tries(&self, chat: PeerId, random_id: i64) {
        self.sent(|sent| {
            // What an earlier process may have been told is looked at as well.
            let sent = sent.entry(chat).or_insert(Sent { random_id: None, is_echoed: true });
            sent.random_id = Some(random_id);
        });
    }

    /// It is known what became of a bubble. Returns whether a message was perhaps taken for it before.
    pub(crate) fn is_over(&self, chat: PeerId) -> bool {
        self.sent(|sent| sent.insert(chat, Sent::default()).is_none_or(|sent| sent.is_echoed))
    }

    /// The bubble that an outgoing message is taken for, whose answer was lost or is awaited: the first
    /// of its reply that is not recorded, for they go one after the other. Should the answer tell of
    /// another message, this one is the owner's.
    pub(crate) fn echoed<'r>(&self, reply: &'r Reply, message: &Message) -> Option<&'r Bubble> {
        let next = reply.bubbles.iter().find(|bubble| bubble.message_id.is_none());
        let next = next.filter(|_| reply.state == ReplyState::Sending)?;
        if message.author != Author::Owner || !looks_like(message, next) {
            return None;
        }
        let is_echo = self.sent(|sent| match sent.get_mut(&message.chat) {
            None => true,
            Some(sent) => {
                let is_echo = sent.random_id == Some(next.random_id);
                sent.is_echoed |= is_echo;
                is_echo
            }
        });
        is_echo.then_some(next)
    }
}

/// Whether a message may be a bubble: of the same words, or a voice note of the same length.
fn looks_like(message: &Message, bubble: &Bubble) -> bool {
    match (&message.content, bubble.spoken) {
        (Content::Voice { seconds, .. }, Some(spoken)) => *seconds == Some(spoken),
        (content, None) => content.text() == Some(&bubble.text),
        _ => false,
    }
}

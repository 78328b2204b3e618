//! The drafts in the owner's own app, and what must never become of them.

use domain::{Author, Clock as _, Event, Message, PeerId};

use super::{Deed, Queued, Server, State};
use crate::stage::peer;

/// Longer drafts are not written on.
const LONGEST: usize = 200;

/// Who has written the draft that stands in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The client.
    Twin,
    /// The client, and the owner after it.
    Both,
    Owner,
}

/// A draft in the owner's app.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    text: String,
    by: By,
}

impl Server {
    /// The owner does something with the draft in their app.
    pub(crate) fn owner_drafts(&self, chat: PeerId, deed: Deed) {
        let mut state = self.state();
        let standing = state.app.get(&chat).cloned();
        let draft = match (deed, standing) {
            (Deed::Begins, None) => {
                Some(Draft { text: "напишу сам, потом".into(), by: By::Owner })
            }
            (Deed::Edits, Some(Draft { text, by })) if text.len() < LONGEST => {
                let by = if by == By::Owner { By::Owner } else { By::Both };
                Some(Draft { text: format!("{text} и ещё"), by })
            }
            (Deed::Clears, Some(_)) => None,
            (Deed::Sends, Some(Draft { text, .. })) => {
                let message = state.new_message(chat, Author::Owner, &text, self.clock.now());
                state.sent_by_hand.push(message.clone());
                state.happens(Event::Message { message, peer: peer(chat) }, false);
                None
            }
            _ => return,
        };
        let text = draft.as_ref().map(|draft| draft.text.clone()).unwrap_or_default();
        match draft {
            Some(draft) => drop(state.app.insert(chat, draft)),
            None => drop(state.app.remove(&chat)),
        }
        // It is told now or never.
        if !state.away && state.connected {
            state.queue.push_back(Queued { event: Event::Draft { chat, text }, tells: vec![] });
        }
        drop(state);
        self.news.notify_one();
    }

    /// What the owner has sent that stood in their app as a draft.
    pub(crate) fn sent_by_hand(&self) -> Vec<Message> {
        self.state().sent_by_hand.clone()
    }
}

impl State {
    /// Whether the client is yet to hear of what the owner has done with a draft.
    fn is_draft_under_way(&self, chat: PeerId) -> bool {
        let is_it = |event: &Event| match event {
            Event::Draft { chat: of, .. } => *of == chat,
            // Then it knows that it does not know.
            Event::Disconnected(_) => true,
            _ => false,
        };
        self.handed_draft == Some(chat) || self.queue.iter().any(|queued| is_it(&queued.event))
    }

    /// The client puts a draft into the app, or takes it away.
    pub(super) fn saves_draft(&mut self, chat: PeerId, text: &str) {
        let standing = self.app.get(&chat);
        let is_unknown = self.is_draft_under_way(chat);
        let wrong = match standing.map(|draft| draft.by) {
            Some(By::Owner) => Some("the owner's draft"),
            // One that goes out is taken away.
            Some(By::Both) if !text.is_empty() => Some("what the owner made of a draft"),
            _ => None,
        };
        if let Some(wrong) = wrong.filter(|_| !is_unknown) {
            self.wrongs.push(format!("{wrong} in {chat} was written over or taken away"));
        }
        if text.is_empty() {
            self.app.remove(&chat);
        } else {
            self.app.insert(chat, Draft { text: text.to_owned(), by: By::Twin });
        }
    }

    /// What stands in the app.
    pub(super) fn draft(&self, chat: PeerId) -> String {
        self.app.get(&chat).map(|draft| draft.text.clone()).unwrap_or_default()
    }
}

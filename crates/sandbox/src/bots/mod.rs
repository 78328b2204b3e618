//! Bots as they live: who waits for their updates, and @BotFather, who makes
//! them.
//!
//! Knows the state; nothing of MTProto and of HTTP.

pub(crate) mod father;
mod texts;

use std::collections::HashMap;

use parking_lot::Mutex;
use tokio::sync::{oneshot, watch};

use crate::state::UserId;

/// What is known of bots only while the sandbox runs.
#[derive(Default)]
pub(crate) struct Desk {
    /// Rings when anything has happened; true when the sandbox stops.
    news: watch::Sender<bool>,
    polls: Mutex<HashMap<UserId, oneshot::Sender<Ended>>>,
    troubles: Mutex<HashMap<UserId, Trouble>>,
    /// Until when bots are logged out, in Unix seconds.
    pub(crate) logged_out: Mutex<HashMap<UserId, i32>>,
}

/// Why a bot waits no longer for its updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It asked again meanwhile.
    ByAnotherPoll,
    /// It has them brought instead.
    ByWebhook,
}

/// Why a bot's updates could not be brought.
#[derive(Debug, Clone)]
pub(crate) struct Trouble {
    /// Unix seconds.
    pub(crate) date: i32,
    pub(crate) message: String,
}

impl Desk {
    /// Rings: something has happened.
    pub(crate) fn ring(&self) {
        self.news.send_modify(|_| ());
    }

    /// Sends everybody home who waits.
    pub(crate) fn close(&self) {
        self.news.send_replace(true);
    }

    /// Hears it ring.
    pub(crate) fn listen(&self) -> watch::Receiver<bool> {
        self.news.subscribe()
    }

    /// Lets a bot wait for its updates, instead of whoever waits for them.
    pub(crate) fn begin_poll(&self, bot: UserId) -> oneshot::Receiver<Ended> {
        let (end, ended) = oneshot::channel();
        self.end_poll(bot, Ended::ByAnotherPoll);
        self.polls.lock().insert(bot, end);
        ended
    }

    /// Ends the waiting for a bot's updates.
    pub(crate) fn end_poll(&self, bot: UserId, why: Ended) {
        if let Some(end) = self.polls.lock().remove(&bot) {
            // Nobody waits any more: then nothing need be said.
            let _ = end.send(why);
        }
    }

    /// Notes why a bot's updates could not be brought.
    pub(crate) fn note_trouble(&self, bot: UserId, trouble: Option<Trouble>) {
        match trouble {
            Some(trouble) => self.troubles.lock().insert(bot, trouble),
            None => self.troubles.lock().remove(&bot),
        };
    }

    /// Why a bot's updates could not be brought.
    pub(crate) fn trouble(&self, bot: UserId) -> Option<Trouble> {
        self.troubles.lock().get(&bot).cloned()
    }
}

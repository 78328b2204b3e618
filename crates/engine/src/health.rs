//! How the line of an account has fared since the server came up: what a person looks at who asks whether their
//! twin still hears anything.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{AccountId, Author, Outage, Timestamp, Traffic};

use crate::{Connection, Engine};

/// How an account's line has fared since the server came up, as far as that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    /// Since when it is online; `None` while it is not.
    pub online_since: Option<Timestamp>,
    /// When Telegram was last heard to tell something.
    pub heard_at: Option<Timestamp>,
    /// How often the line was lost.
    pub lost: u32,
    /// How often Telegram told to wait within the last hour.
    pub floods: usize,
    /// How often the account's task hung or died, and was started again.
    pub restarts: u32,
    /// Until when Telegram is not asked, where it told to wait.
    pub waits_until: Option<Timestamp>,
    /// How many messages have come and gone since the account was started last.
    pub messages: Messages,
    /// What went over the line since it was connected, where that is counted.
    pub traffic: Option<Traffic>,
}

/// How many messages have come and gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Messages {
    /// From others.
    pub received: u64,
    /// From the twin, and from the owner.
    pub sent: u64,
}

/// What an account's task notes of its line.
#[derive(Debug, Default)]
pub(crate) struct Vitals(Mutex<Health>);

impl Vitals {
    fn note(&self, note: impl FnOnce(&mut Health)) {
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// An event has come.
    pub(crate) fn heard(&self, now: Timestamp) {
        self.note(|health| health.heard_at = Some(now));
    }

    /// The line is lost for some reason.
    pub(crate) fn outage(&self, outage: Outage) {
        self.waits(match outage {
            Outage::ToldToWait { until } => Some(until),
            _ => None,
        });
    }

    /// Telegram is not asked before a moment, since it told to wait.
    pub(crate) fn waits(&self, until: Option<Timestamp>) {
        self.note(|health| health.waits_until = until);
    }

    /// A message has come or gone.
    pub(crate) fn message(&self, author: Author) {
        self.note(|health| match author {
            Author::Other => health.messages.received += 1,
            Author::Owner | Author::Twin => health.messages.sent += 1,
        });
    }

    /// The connection has changed.
    pub(crate) fn connection(&self, state: Connection, now: Timestamp) {
        self.note(|health| match state {
            Connection::Online => {
                health.online_since = Some(now);
                health.waits_until = None;
            }
            // Whoever ends it has not lost it.
            Connection::LoggedOut | Connection::Offline => health.online_since = None,
            _ => health.lost += u32::from(health.online_since.take().is_some()),
        });
    }

    pub(crate) fn now(&self) -> Health {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How often accounts' tasks were started again.
#[derive(Default)]
pub(crate) struct Restarts(Mutex<HashMap<AccountId, u32>>);

impl Restarts {
    pub(crate) fn note(&self, account: AccountId) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(account).or_default() += 1;
    }

    fn of(&self, account: AccountId) -> u32 {
        let restarts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        restarts.get(&account).copied().unwrap_or_default()
    }
}

impl Engine {
    /// How an account's line has fared; nothing is known of one that does not run.
    pub fn health(&self, account: AccountId) -> Health {
        let inner = &self.inner;
        let shared = inner.supervisor.shared(account);
        let restarts = inner.supervisor.restarts.of(account);
        let Some(shared) = shared else { return Health { restarts, ..Health::default() } };
        let floods = shared.floods.within_an_hour(inner.clock.now());
        let traffic = shared.line.get().and_then(|messenger| messenger.traffic());
        Health { floods, restarts, traffic, ..shared.vitals.now() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_lost_once_however_long_it_is_away() {
        let vitals = Vitals::default();
        let at = Timestamp::from_secs;
        vitals.connection(Connection::Connecting, at(1));
        assert_eq!(vitals.now().lost, 0, "there was none to lose");
        vitals.connection(Connection::Online, at(2));
        vitals.heard(at(3));
        assert_eq!(vitals.now().online_since, Some(at(2)));
        vitals.connection(Connection::Unreachable, at(4));
        vitals.connection(Connection::Connecting, at(5));
        let now = vitals.now();
        assert_eq!((now.lost, now.online_since, now.heard_at), (1, None, Some(at(3))));
        vitals.connection(Connection::Online, at(6));
        vitals.connection(Connection::LoggedOut, at(7));
        assert_eq!(vitals.now().lost, 1, "it was ended");
    }
}

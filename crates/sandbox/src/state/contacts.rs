//! Whom an account knows, and whom it does not want to hear.

use serde::{Deserialize, Serialize};

use super::{Event, State, UserId};

/// What somebody calls a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContactName {
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
}

impl State {
    /// Whether `who` has `whom` among the contacts.
    pub(crate) fn knows(&self, who: UserId, whom: UserId) -> bool {
        self.account(who).is_some_and(|account| account.contacts.contains_key(&whom))
    }

    /// Takes people out of an account's contacts.
    pub(crate) fn remove_contacts(&self, account: UserId, contacts: &[UserId]) -> Vec<Event> {
        let known = contacts.iter().filter(|contact| self.knows(account, **contact));
        known.map(|contact| Event::ContactRemoved { account, contact: *contact }).collect()
    }

    /// Blocks a person, who is told nothing of it. Nothing, if it is so already.
    pub(crate) fn block(&self, account: UserId, person: UserId, date: i32) -> Option<Event> {
        let known = self.account(account).filter(|known| !known.has_blocked(person))?;
        Some(Event::PersonBlocked { account: known.profile.id, person, date })
    }

    /// Unblocks a person. Nothing, if it is so already.
    pub(crate) fn unblock(&self, account: UserId, person: UserId) -> Option<Event> {
        let known = self.account(account).filter(|known| known.has_blocked(person))?;
        Some(Event::PersonUnblocked { account: known.profile.id, person })
    }
}

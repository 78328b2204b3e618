//! What the operator says of an account: trusted, fraudulent, deleted.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::accounts::{Account, AccountError, Profile};
use super::login::Ending;
use super::{Event, State, UserId};

/// A mark on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Telegram says that the person is who they say.
    Verified,
    /// Telegram warns of fraud.
    Scam,
    /// Telegram warns that the person is somebody else.
    Fake,
    /// Telegram's support.
    Support,
    /// Pays for Telegram Premium.
    Premium,
    /// Cannot be seen by some clients.
    Restricted,
    /// Deleted, for ever: without a name, and nobody logs in to it.
    Deleted,
    /// Banned: nobody logs in to it.
    Banned,
}

impl Account {
    /// Why nobody logs in to the account, if it is so.
    pub(crate) fn ending(&self) -> Option<Ending> {
        if self.is(Flag::Deleted) {
            Some(Ending::Deleted)
        } else {
            self.is(Flag::Banned).then_some(Ending::Banned)
        }
    }
}

impl State {
    /// Gives an account these flags and no others. Whoever is deleted or banned
    /// is logged out everywhere; whoever is deleted loses the username.
    pub(crate) fn set_flags(
        &self,
        account: UserId,
        flags: BTreeSet<Flag>,
    ) -> Result<Vec<Event>, AccountError> {
        let Some(known) = self.account(account).filter(|known| known.flags != flags) else {
            return Ok(Vec::new());
        };
        if known.is(Flag::Deleted) {
            return Err(AccountError::Deleted);
        }
        let mut events = Vec::new();
        let why = if flags.contains(&Flag::Deleted) {
            let profile = Profile { username: None, ..known.profile.clone() };
            events.extend(self.change_profile(profile)?);
            Some(Ending::Deleted)
        } else {
            flags.contains(&Flag::Banned).then_some(Ending::Banned)
        };
        events.push(Event::FlagsSet { account, flags });
        if let Some(why) = why {
            let ended = known.keys.iter().map(|key| Event::SessionEnded { key: *key, why });
            events.extend(ended);
        }
        Ok(events)
    }
}

//! Having things go wrong on purpose.

use super::{Control, ids};
use crate::Error;
use crate::faults::{Fault, NewFault};
use crate::state::{Event, KeyId};

/// Faults. None of them outlives the process.
impl Control {
    /// Arranges that something goes wrong. Of several faults that mean the same
    /// call, the one that was arranged first happens.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Fault`] if it makes no sense.
    pub fn add_fault(&self, new: NewFault) -> Result<Fault, Error> {
        let account = match &new.account {
            Some(who) => {
                let [account] = ids(&self.server.read(), [who])?;
                Some(account)
            }
            None => None,
        };
        Ok(self.server.faults.add(new, account)?)
    }

    /// The faults that are arranged, and the latest that have happened as often
    /// as they were to.
    pub fn faults(&self) -> Vec<Fault> {
        self.server.faults.list()
    }

    /// Takes a fault back. Answers that it holds go out.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if there is none with this number.
    pub fn remove_fault(&self, id: u64) -> Result<(), Error> {
        Ok(self.server.faults.remove(id)?)
    }

    /// Takes all faults back.
    pub fn clear_faults(&self) {
        self.server.faults.clear();
    }

    /// Cuts all connections of an account, now.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if there is none.
    pub fn hang_up(&self, who: &str) -> Result<(), Error> {
        let state = self.server.read();
        let [account] = ids(&state, [who])?;
        self.server.hub.hang_up(state.keys_of(account));
        Ok(())
    }

    /// Has all server salts of an account's keys expire, now: whoever goes on
    /// using one is told `bad_server_salt`.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if there is none.
    pub fn expire_salts(&self, who: &str) -> Result<(), Error> {
        let now = self.server.now();
        let state = self.server.read();
        let [account] = ids(&state, [who])?;
        for key in state.keys_of(account).iter().filter_map(|id| state.key(*id, now)) {
            key.key.expire_salts();
        }
        Ok(())
    }

    /// Logs out all of an account's clients, as its person may do from another
    /// device: their calls are refused with `AUTH_KEY_UNREGISTERED`.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if there is none.
    pub fn log_out_everywhere(&self, who: &str) -> Result<(), Error> {
        self.end_keys(who, |key| Event::LoggedOut { key })
    }

    /// Forgets all authorization keys that are logged in to an account: the
    /// transport answers them with -404.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`] if there is none.
    pub fn destroy_keys(&self, who: &str) -> Result<(), Error> {
        self.end_keys(who, |key| Event::KeyDestroyed { key })
    }

    fn end_keys(&self, who: &str, end: impl Fn(KeyId) -> Event) -> Result<(), Error> {
        let mut writing = self.server.write();
        let [account] = ids(writing.state(), [who])?;
        let ended: Vec<Event> = writing.state().keys_of(account).iter().copied().map(end).collect();
        Ok(writing.commit(ended, None)?)
    }

    /// Whether a key that is used on two connections at once loses its
    /// authorization, as on Telegram.
    pub fn kills_duplicated_keys(&self) -> bool {
        self.server.duplicates.are_killed()
    }

    /// Sets whether a key that is used on two connections at once loses its
    /// authorization. The first who notices is refused with
    /// `AUTH_KEY_DUPLICATED`, all others with `AUTH_KEY_UNREGISTERED`.
    pub fn set_kills_duplicated_keys(&self, are_killed: bool) {
        self.server.duplicates.set_killed(are_killed);
    }
}

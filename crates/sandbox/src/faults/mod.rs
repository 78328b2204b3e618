//! Things that go wrong on purpose, so that clients can be tested against them.
//!
//! | file | what it knows |
//! |---|---|
//! | [`kind`] | what can go wrong |
//! | [`names`] | what can be named: the methods that are offered, the updates that are sent |
//! | [`rule`] | whom a fault meets, at what, and how often: pure |
//! | [`fate`] | what becomes of an update |
//! | [`gate`] | how a request passes, or does not |
//! | [`duplicates`] | one key on two connections, which Telegram does not forgive |
//!
//! What a fault needs of sockets is done in `mtproto`; here it is only picked.
//! Nothing of it outlives the process.
//!
//! To add a fault: a variant of [`FaultKind`], the place where it strikes in
//! [`FaultKind::place`], and what follows, at that place.

pub(crate) mod duplicates;
pub(crate) mod fate;
pub(crate) mod gate;
pub(crate) mod kind;
mod names;
pub(crate) mod rule;

use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::state::UserId;
pub use kind::FaultKind;
pub(crate) use kind::Place;
pub use rule::Repeat;
use rule::Rule;

/// How many faults are kept, for their hits to be read, that strike no more.
/// The oldest go first.
const SPENT: usize = 256;

/// A fault to be arranged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFault {
    /// Whom it meets: a phone number or a username. Anybody if absent, those
    /// who are not logged in as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The method that it meets, by its TL name such as `messages.sendMessage`,
    /// or all whose names begin so: `messages.*`. For faults of updates the
    /// name of the update, such as `updateNewMessage`. Any if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// How often. Once if absent.
    #[serde(default)]
    pub repeat: Repeat,
    /// What goes wrong.
    pub fault: FaultKind,
}

/// A fault that was arranged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fault {
    /// Its number, by which it is removed.
    pub id: u64,
    /// As it was arranged.
    #[serde(flatten)]
    pub arranged: NewFault,
    /// How often it has happened.
    pub hits: u64,
}

/// Why a fault cannot be arranged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// The error has no text.
    #[error("the error has no text")]
    NoText,
    /// The error is none of those whose code is known.
    #[error("the code of {0:?} is not known: give one")]
    UnknownCode(String),
    /// 0 is no error of the transport.
    #[error("a transport error needs a code above 0")]
    NoTransportCode,
    /// It meets whatever a client sends, so no method can be named.
    #[error("a transport error is of no method")]
    NotOfMethods,
    /// It is the answer to one method only.
    #[error("only updates.getDifference is answered with differenceTooLong")]
    OnlyOfDifferences,
    /// Not a name, and not the beginning of one with a `*`.
    #[error("{0:?} is not the name of a method, or the beginning of one with a * after it")]
    NoMethodName(String),
    /// There is no such method to fail, or no such update to go astray.
    #[error(
        "no {} is named {name:?}; a * stands for whatever comes after it",
        if *is_update { "update that is sent" } else { "method that is offered" }
    )]
    NothingNamed {
        /// The name.
        name: String,
        /// Whether it should be an update's.
        is_update: bool,
    },
    /// It would never happen.
    #[error("a fault happens once at least")]
    NoTimes,
    /// Not above 0, or above 1.
    #[error("a probability is above 0, and at most 1")]
    NoProbability,
    /// Faults count from 1; this one was never arranged, or was removed.
    #[error("there is no fault {0}")]
    NoSuchFault(u64),
}

/// The faults that are arranged.
#[derive(Default)]
pub(crate) struct Faults {
    list: Mutex<List>,
    /// How many there are, read without the lock: mostly there are none.
    count: AtomicUsize,
}

#[derive(Default)]
struct List {
    last_id: u64,
    arranged: Vec<Arranged>,
}

struct Arranged {
    id: u64,
    new: NewFault,
    rule: Rule,
    /// Dropped with the fault, which lets go of what it holds.
    held: watch::Sender<()>,
}

/// A fault that happens now.
#[derive(Debug)]
pub(crate) struct Strike {
    pub(crate) fault: u64,
    pub(crate) kind: FaultKind,
    /// Says no more when the fault is removed.
    pub(crate) held: watch::Receiver<()>,
}

impl Faults {
    /// Arranges a fault. `account` is the one that it names.
    pub(crate) fn add(&self, new: NewFault, account: Option<UserId>) -> Result<Fault, FaultError> {
        let rule = Rule::new(account, new.method.as_deref(), new.repeat, new.fault.clone())?;
        let new = NewFault { fault: rule.kind.clone(), ..new };
        let mut list = self.list.lock();
        let is_over = |fault: &Arranged| fault.rule.is_spent() && fault.held.receiver_count() == 0;
        if list.arranged.iter().filter(|fault| is_over(fault)).count() >= SPENT
            && let Some(oldest) = list.arranged.iter().position(is_over)
        {
            list.arranged.remove(oldest);
        }
        list.last_id += 1;
        let arranged = Arranged { id: list.last_id, new, rule, held: watch::Sender::new(()) };
        let fault = arranged.fault();
        list.arranged.push(arranged);
        self.count.store(list.arranged.len(), Ordering::Relaxed);
        Ok(fault)
    }

    /// All faults, as they were arranged.
    pub(crate) fn list(&self) -> Vec<Fault> {
        self.list.lock().arranged.iter().map(Arranged::fault).collect()
    }

    /// Takes a fault back.
    pub(crate) fn remove(&self, id: u64) -> Result<(), FaultError> {
        let mut list = self.list.lock();
        let place = list.arranged.iter().position(|fault| fault.id == id);
        list.arranged.remove(place.ok_or(FaultError::NoSuchFault(id))?);
        self.count.store(list.arranged.len(), Ordering::Relaxed);
        Ok(())
    }

    /// Takes all faults back.
    pub(crate) fn clear(&self) {
        let mut list = self.list.lock();
        list.arranged.clear();
        self.count.store(0, Ordering::Relaxed);
    }

    /// Whether there is nothing to ask for.
    pub(crate) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Relaxed) == 0
    }

    /// The fault that happens to what `account` calls or is told under `name`:
    /// the first that was arranged of those that mean it.
    pub(crate) fn strike(
        &self,
        place: Place,
        account: Option<UserId>,
        name: &str,
    ) -> Option<Strike> {
        if self.is_empty() {
            return None;
        }
        let mut list = self.list.lock();
        let mut meant = list.arranged.iter_mut().filter(|fault| fault.rule.kind.place() == place);
        let struck = meant.find_map(|fault| fault.rule.strikes(account, name).then_some(fault))?;
        let (fault, kind) = (struck.id, struck.rule.kind.clone());
        tracing::debug!(fault, ?kind, name, "a fault strikes");
        Some(Strike { fault, kind, held: struck.held.subscribe() })
    }
}

impl Arranged {
    fn fault(&self) -> Fault {
        Fault { id: self.id, arranged: self.new.clone(), hits: self.rule.hits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(fault: FaultKind, repeat: Repeat) -> NewFault {
        NewFault { account: None, method: None, repeat, fault }
    }

    fn struck(faults: &Faults, place: Place) -> Option<u64> {
        faults.strike(place, None, "x").map(|strike| strike.fault)
    }

    #[test]
    fn the_first_that_means_it_strikes_until_it_is_spent_or_removed() {
        let faults = Faults::default();
        assert_eq!(struck(&faults, Place::Call), None);
        let once = fault(FaultKind::NoAnswer, Repeat::default());
        let first = faults.add(once, None).unwrap().id;
        let ever = fault(FaultKind::CutAfter, Repeat::Forever);
        let second = faults.add(ever, None).unwrap().id;
        let strikes = [(); 3].map(|()| struck(&faults, Place::Call));
        assert_eq!(strikes, [Some(first), Some(second), Some(second)]);
        assert_eq!(faults.list().iter().map(|fault| fault.hits).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(struck(&faults, Place::Update), None);

        faults.remove(second).unwrap();
        assert_eq!(struck(&faults, Place::Call), None);
        assert_eq!(faults.remove(second), Err(FaultError::NoSuchFault(second)));
    }

    #[test]
    fn what_strikes_no_more_is_kept_within_bounds() {
        let faults = Faults::default();
        let forever = faults.add(fault(FaultKind::Hold, Repeat::Forever), Some(1)).unwrap();
        for _ in 0..SPENT + 10 {
            faults.add(fault(FaultKind::NoAnswer, Repeat::default()), None).unwrap();
            struck(&faults, Place::Call);
        }
        let kept = faults.list();
        assert_eq!((kept.len(), kept[0].id), (SPENT + 1, forever.id));
    }

    #[test]
    fn removing_a_fault_lets_go_of_what_it_holds() {
        let faults = Faults::default();
        faults.add(fault(FaultKind::Hold, Repeat::default()), None).unwrap();
        let strike = faults.strike(Place::Call, None, "x").unwrap();
        assert!(strike.held.has_changed().is_ok());
        faults.clear();
        assert!(strike.held.has_changed().is_err());
    }
}

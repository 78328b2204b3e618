//! How many wrong passwords and codes came from an address: whoever tries the names of all is stopped
//! too. And how many came for names that nobody has, which close as others do: nobody is to learn so who
//! is here. In memory: a restart of the server is nothing that a stranger can bring about.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::access::{LONGEST_NAME, locked_for, same_name};
use domain::{SignInId, Timestamp};

/// So many wrong ones from one address…
const MOST: u32 = 30;

/// … within this time close it, until the time is over.
const WITHIN: Duration = Duration::from_secs(10 * 60);

/// How many addresses, names and browsers are remembered each. With more at once the oldest is forgotten
/// that closes nothing, which whoever floods has filled with many tries.
const REMEMBERED: usize = 10_000;

#[derive(Default)]
pub(crate) struct Attempts {
    addresses: Mutex<HashMap<IpAddr, Failures>>,
    nobodys: InARow<String>,
    pub(crate) browsers: InARow<SignInId>,
}

/// Wrong ones in a row, which close for longer and longer as those for a name do.
pub(crate) struct InARow<K>(Mutex<HashMap<K, Row>>);

struct Row {
    failures: u32,
    tried_at: Timestamp,
    locked_until: Timestamp,
}

impl<K> Default for InARow<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash> InARow<K> {
    /// Counts one more, before it is looked at; if it is closed, says until when.
    pub(crate) fn count(&self, key: &K, now: Timestamp) -> Result<(), Timestamp> {
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut rows, key, now)?;
        let unknown = || Row { failures: 0, tried_at: now, locked_until: now };
        let row = rows.entry(key.clone()).or_insert_with(unknown);
        if now < row.locked_until {
            return Err(row.locked_until);
        }
        row.tried_at = now;
        row.failures = row.failures.saturating_add(1);
        row.locked_until = now + locked_for(row.failures).unwrap_or(Duration::ZERO);
        Ok(())
    }

    /// It was right: nothing is in a row any more.
    pub(crate) fn forget(&self, key: &K) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

struct Failures {
    since: Timestamp,
    number: u32,
}

/// What is counted of an address, a name or a browser.
trait Count {
    /// When it began, or was last added to: the oldest is forgotten first.
    fn at(&self) -> Timestamp;

    /// Until when it closes something; what is over closes nothing.
    fn closed_until(&self) -> Timestamp;
}

impl Count for Row {
    fn at(&self) -> Timestamp {
        self.tried_at
    }

    fn closed_until(&self) -> Timestamp {
        self.locked_until
    }
}

impl Count for Failures {
    fn at(&self) -> Timestamp {
        self.since
    }

    fn closed_until(&self) -> Timestamp {
        if self.number >= MOST { self.since + WITHIN } else { self.since }
    }
}

/// Makes room for one more. Where all that is remembered closes something, nobody new is let try who could
/// not be counted: says until when.
fn make_room<K: Clone + Eq + Hash, C: Count>(
    counts: &mut HashMap<K, C>,
    key: &K,
    now: Timestamp,
) -> Result<(), Timestamp> {
    if counts.len() < REMEMBERED || counts.contains_key(key) {
        return Ok(());
    }
    let open = counts.iter().filter(|(_, count)| count.closed_until() <= now);
    let oldest = open.min_by_key(|(_, count)| count.at()).map(|(key, _)| key.clone());
    if let Some(oldest) = oldest {
        counts.remove(&oldest);
        return Ok(());
    }
    Err(counts.values().map(Count::closed_until).min().unwrap_or(now))
}

/// A try that was counted for an address, to be taken back if it is no wrong one.
#[derive(Default)]
pub(crate) struct Counted(Option<(IpAddr, Timestamp)>);

impl Attempts {
    /// Counts one more try from an address, before it is looked at; if the address is closed, says until
    /// when. One lock for both: of many at once no more are looked at than of as many one after the other.
    pub(crate) fn count(&self, from: Option<IpAddr>, now: Timestamp) -> Result<Counted, Timestamp> {
        let Some(address) = from.map(network) else { return Ok(Counted::default()) };
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut addresses, &address, now)?;
        let found = addresses.entry(address).or_insert(Failures { since: now, number: 0 });
        if now.since(found.since) >= WITHIN {
            *found = Failures { since: now, number: 0 };
        }
        if found.number >= MOST {
            return Err(found.since + WITHIN);
        }
        found.number += 1;
        Ok(Counted(Some((address, found.since))))
    }

    /// Takes back one that was no wrong one, or was not looked at.
    pub(crate) fn take_back(&self, counted: Counted) {
        let Counted(Some((address, since))) = counted else { return };
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        // What was counted anew since does not hold it.
        if let Some(found) = addresses.get_mut(&address).filter(|found| found.since == since) {
            found.number = found.number.saturating_sub(1);
        }
    }

    /// Counts one for a name that nobody has; if it is closed, as it would be if somebody had it, says
    /// until when.
    pub(crate) fn count_for_nobody(&self, name: &str, now: Timestamp) -> Result<(), Timestamp> {
        let name = same_name(name);
        if name.chars().count() > LONGEST_NAME {
            return Ok(());
        }
        self.nobodys.count(&name, now)
    }
}

/// What counts as one address: of IPv6 the network, of which everybody has as many addresses as they
/// like.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let bits = u128::from(address) >> 64 << 64;
            Ipv6Addr::from(bits).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    /// Whether one more try is looked at.
    fn tries(attempts: &Attempts, from: Option<IpAddr>, now: Timestamp) -> Result<(), Timestamp> {
        attempts.count(from, now).map(drop)
    }

    #[test]
    fn an_address_is_closed_for_a_while_and_others_are_not() {
        let attempts = Attempts::default();
        let [one, same, other] = ["2001:db8::1", "2001:db8::2", "192.0.2.1"]
            .map(|text| Some(text.parse::<IpAddr>().unwrap()));
        for _ in 1..MOST {
            tries(&attempts, one, NOW).unwrap();
        }
        attempts.take_back(attempts.count(one, NOW).unwrap());
        assert_eq!(tries(&attempts, same, NOW), Ok(()), "the right one counts for nothing");
        assert_eq!(tries(&attempts, one, NOW), Err(NOW + WITHIN));
        assert_eq!(tries(&attempts, other, NOW), Ok(()));
        assert_eq!(tries(&attempts, None, NOW), Ok(()));
        assert_eq!(tries(&attempts, one, NOW + WITHIN), Ok(()), "counted anew");
    }

    #[test]
    fn what_is_taken_back_late_takes_nothing_from_what_is_counted_anew() {
        let attempts = Attempts::default();
        let from = Some("192.0.2.1".parse::<IpAddr>().unwrap());
        let early = attempts.count(from, NOW).unwrap();
        let later = NOW + WITHIN;
        for _ in 0..MOST {
            tries(&attempts, from, later).unwrap();
        }
        attempts.take_back(early);
        assert_eq!(tries(&attempts, from, later), Err(later + WITHIN));
    }

    /// The address with a number.
    fn address(number: usize) -> Option<IpAddr> {
        Some(Ipv4Addr::from(u32::try_from(number).unwrap()).into())
    }

    #[test]
    fn whoever_comes_from_many_addresses_opens_none_that_is_closed() {
        let attempts = Attempts::default();
        for _ in 0..MOST {
            tries(&attempts, address(0), NOW).unwrap();
        }
        for number in 1..=REMEMBERED {
            assert_eq!(tries(&attempts, address(number), NOW), Ok(()), "{number}");
        }
        assert_eq!(tries(&attempts, address(0), NOW), Err(NOW + WITHIN));
        assert!(attempts.addresses.lock().unwrap().len() <= REMEMBERED);
    }

    #[test]
    fn with_too_many_the_oldest_that_closes_nothing_is_forgotten() {
        let second = Duration::from_secs(1);
        let rows = InARow::<usize>::default();
        let close = |key| (0..5).for_each(|_| rows.count(&key, NOW).unwrap());
        close(0);
        for key in 1..REMEMBERED {
            rows.count(&key, NOW + second).unwrap();
        }
        rows.count(&1, NOW + second * 2).unwrap();
        let later = NOW + second * 3;
        rows.count(&REMEMBERED, later).unwrap();
        let rows = rows.0.lock().unwrap();
        assert_eq!(rows.len(), REMEMBERED);
        assert!(rows.contains_key(&REMEMBERED), "counted as others are");
        assert!(rows.contains_key(&0) && rows.contains_key(&1), "closed, and tried of late");
    }

    #[test]
    fn who_cannot_be_counted_is_not_let_try() {
        let rows = InARow::default();
        for key in 0..REMEMBERED {
            (0..5).for_each(|_| rows.count(&key, NOW).unwrap());
        }
        let until = NOW + locked_for(5).unwrap();
        assert_eq!(rows.count(&REMEMBERED, NOW), Err(until));
        assert_eq!(rows.count(&REMEMBERED, until), Ok(()));
    }
}

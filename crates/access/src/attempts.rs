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

/// How many addresses, names and browsers are remembered; more at once are an attack, of which the first count.
const ADDRESSES: usize = 10_000;

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
        if rows.len() >= ADDRESSES {
            rows.retain(|_, row| now < row.locked_until);
        }
        if rows.len() >= ADDRESSES && !rows.contains_key(key) {
            return Ok(());
        }
        let row = rows.entry(key.clone()).or_insert(Row { failures: 0, locked_until: now });
        if now < row.locked_until {
            return Err(row.locked_until);
        }
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

impl Attempts {
    /// Until when an address is closed.
    pub(crate) fn closed_until(&self, from: Option<IpAddr>, now: Timestamp) -> Option<Timestamp> {
        let failures = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let Failures { since, number } = failures.get(&network(from?))?;
        let until = *since + WITHIN;
        (*number >= MOST && now < until).then_some(until)
    }

    pub(crate) fn failed(&self, from: Option<IpAddr>, now: Timestamp) {
        let Some(address) = from.map(network) else { return };
        let mut failures = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= ADDRESSES {
            failures.retain(|_, failures| now.since(failures.since) < WITHIN);
        }
        if failures.len() >= ADDRESSES && !failures.contains_key(&address) {
            return;
        }
        let found = failures.entry(address).or_insert(Failures { since: now, number: 0 });
        if now.since(found.since) >= WITHIN {
            *found = Failures { since: now, number: 0 };
        }
        found.number += 1;
    }

    /// Takes back one that was counted before it was looked at.
    pub(crate) fn not_failed(&self, from: Option<IpAddr>) {
        let Some(address) = from.map(network) else { return };
        let mut failures = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = failures.get_mut(&address) {
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
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    #[test]
    fn an_address_is_closed_for_a_while_and_others_are_not() {
        let attempts = Attempts::default();
        let (one, same, other) = ["2001:db8::1", "2001:db8::2", "192.0.2.1"]
            .map(|text| Some(text.parse().unwrap()))
            .into();
        for _ in 1..MOST {
            attempts.failed(one, NOW);
        }
        assert_eq!(attempts.closed_until(one, NOW), None);
        attempts.failed(same, NOW);
        assert_eq!(attempts.closed_until(one, NOW), Some(NOW + WITHIN));
        assert_eq!(attempts.closed_until(other, NOW), None);
        assert_eq!(attempts.closed_until(None, NOW), None);
        assert_eq!(attempts.closed_until(one, NOW + WITHIN), None);
        attempts.failed(one, NOW + WITHIN);
        assert_eq!(attempts.closed_until(one, NOW + WITHIN), None, "counted anew");
    }
}

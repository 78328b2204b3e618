//! Counting what may be done only so often.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use parking_lot::Mutex;

/// How long an attempt is remembered, in seconds: the longest period of any
/// limit.
const DAY: i32 = 86_400;

/// When things were tried, by whom.
pub(crate) struct Attempts<Who> {
    times: Mutex<HashMap<Who, VecDeque<i32>>>,
}

impl<Who> Default for Attempts<Who> {
    fn default() -> Self {
        Attempts { times: Mutex::default() }
    }
}

impl<Who: Eq + Hash + Clone> Attempts<Who> {
    /// Notes an attempt.
    pub(crate) fn note(&self, who: &Who, now: i32) {
        let mut times = self.times.lock();
        let of_who = times.entry(who.clone()).or_default();
        while of_who.front().is_some_and(|time| now.saturating_sub(*time) >= DAY) {
            of_who.pop_front();
        }
        of_who.push_back(now);
    }

    /// How many seconds to wait, if `limit` attempts were made within the last
    /// `period` seconds already.
    pub(crate) fn wait(&self, who: &Who, limit: u32, period: i32, now: i32) -> Option<i32> {
        let times = self.times.lock();
        let of_who = times.get(who);
        let Some(last_but) = limit.checked_sub(1) else {
            return Some(period);
        };
        // The attempt that must first grow old.
        let earlier = of_who.and_then(|times| times.iter().rev().nth(last_but as usize))?;
        let wait = earlier.saturating_add(period).saturating_sub(now);
        (wait > 0).then_some(wait)
    }

    /// Forgets all attempts, for they led to something.
    pub(crate) fn forget(&self, who: &Who) {
        self.times.lock().remove(who);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_holds_until_the_oldest_attempt_that_counts_is_a_period_old() {
        let attempts = Attempts::default();
        assert_eq!(attempts.wait(&"Vera", 2, 60, 0), None);
        attempts.note(&"Vera", 0);
        attempts.note(&"Vera", 10);
        assert_eq!(attempts.wait(&"Vera", 3, 60, 10), None);
        assert_eq!(attempts.wait(&"Vera", 2, 60, 10), Some(50));
        assert_eq!(attempts.wait(&"Vera", 2, 60, 60), None);
        assert_eq!(attempts.wait(&"Oleg", 2, 60, 10), None);
        assert_eq!(attempts.wait(&"Oleg", 0, 60, 10), Some(60));
        attempts.forget(&"Vera");
        assert_eq!(attempts.wait(&"Vera", 2, 60, 10), None);
    }
}

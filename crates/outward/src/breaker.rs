//! A circuit breaker: a model that keeps failing is left alone for a while.
//!
//! After some failures in a row nothing is asked any more until a rest is over; then one call goes
//! through as a probe, and its outcome ends the rest or begins a longer one (M. Nygard, Release It!).

use std::time::Duration;

use domain::Timestamp;
use parking_lot::Mutex;

/// How many failures in a row open it.
const FAILURES: u32 = 5;
/// The first rest; each that follows without a success between is twice as long.
const FIRST_REST: Duration = Duration::from_secs(30);
const LONGEST_REST: Duration = Duration::from_secs(600);

/// What a call has to say afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The provider works, whatever it answered.
    Well,
    /// It did not answer, or nothing that makes sense.
    Failed,
    /// It wants to be left alone for so long.
    Told(Duration),
}

/// Why nothing may be asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// It failed too often; how long the rest still lasts.
    Failing(Duration),
    /// It said so; how long it still lasts.
    Told(Duration),
}

#[derive(Default)]
struct State {
    failures: u32,
    rest: Option<(Timestamp, bool)>,
    rests: u32,
    probing: bool,
}

/// Keeps count of a provider's failures, and lets through what may be asked.
#[derive(Default)]
pub struct Breaker(Mutex<State>);

/// Leave to make one call. Dropping it without an outcome, as a caller does that has given up
/// waiting, counts as none.
pub struct Leave<'a> {
    breaker: &'a Breaker,
    probe: bool,
}

impl Breaker {
    /// Leave to make one call now.
    ///
    /// # Errors
    ///
    /// The provider is to be left alone.
    pub fn enter(&self, now: Timestamp) -> Result<Leave<'_>, Shut> {
        let mut state = self.0.lock();
        let Some((until, told)) = state.rest else {
            return Ok(Leave { breaker: self, probe: false });
        };
        let left = until.since(now);
        if !left.is_zero() || state.probing {
            return Err(if told { Shut::Told(left) } else { Shut::Failing(left) });
        }
        state.probing = true;
        Ok(Leave { breaker: self, probe: true })
    }

    /// Until when nothing is asked, if that is so now.
    pub fn rests_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.0.lock().rest.map(|(until, _)| until).filter(|until| *until > now)
    }
}

impl Leave<'_> {
    /// Says what came of the call.
    pub fn report(self, outcome: Outcome, now: Timestamp) {
        let mut state = self.breaker.0.lock();
        match outcome {
            Outcome::Well => *state = State { probing: state.probing, ..State::default() },
            Outcome::Told(span) => state.rest = Some((now + span, true)),
            Outcome::Failed => {
                state.failures = state.failures.saturating_add(1);
                // Calls that were under way when it opened say nothing new.
                if self.probe || state.failures >= FAILURES && state.rest.is_none() {
                    let rest =
                        FIRST_REST.saturating_mul(1 << state.rests.min(10)).min(LONGEST_REST);
                    state.rests = state.rests.saturating_add(1);
                    state.rest = Some((now + rest, false));
                }
            }
        }
    }
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if self.probe {
            self.breaker.0.lock().probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    fn report(breaker: &Breaker, outcome: Outcome, now: i64) {
        breaker.enter(at(now)).ok().unwrap().report(outcome, at(now));
    }

    fn opened() -> Breaker {
        let breaker = Breaker::default();
        for _ in 0..FAILURES {
            report(&breaker, Outcome::Failed, 0);
        }
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let breaker = Breaker::default();
        for _ in 0..3 {
            for _ in 1..FAILURES {
                report(&breaker, Outcome::Failed, 0);
            }
            report(&breaker, Outcome::Well, 0);
        }
        assert!(breaker.enter(at(0)).is_ok());
        assert_eq!(opened().enter(at(0)).err(), Some(Shut::Failing(FIRST_REST)));
    }

    #[test]
    fn one_probe_goes_through_after_the_rest() {
        let breaker = opened();
        assert!(breaker.enter(at(29)).is_err());
        let probe = breaker.enter(at(30)).ok().unwrap();
        assert!(breaker.enter(at(30)).is_err(), "a second call beside the probe");
        probe.report(Outcome::Well, at(31));
        assert!(breaker.enter(at(31)).is_ok());
    }

    #[test]
    fn a_probe_that_fails_begins_a_longer_rest() {
        let breaker = opened();
        report(&breaker, Outcome::Failed, 30);
        assert!(breaker.enter(at(30 + 59)).is_err());
        assert!(breaker.enter(at(30 + 60)).is_ok());
    }

    #[test]
    fn a_probe_that_is_given_up_lets_the_next_one_through() {
        let breaker = opened();
        drop(breaker.enter(at(30)).ok().unwrap());
        assert!(breaker.enter(at(30)).is_ok());
    }

    #[test]
    fn it_does_as_it_is_told() {
        let breaker = Breaker::default();
        report(&breaker, Outcome::Told(Duration::from_secs(90)), 0);
        assert_eq!(breaker.enter(at(60)).err(), Some(Shut::Told(Duration::from_secs(30))));
        assert!(breaker.enter(at(90)).is_ok());
    }
}

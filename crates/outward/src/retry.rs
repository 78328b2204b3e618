//! How long a provider is waited for, and when it is asked again.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use domain::{Clock, Timestamp};
use futures_util::future::{Either, select};
use http::header::{HeaderMap, RETRY_AFTER};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// How long a model is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For one answer. A large model on a processor takes its time.
    pub answer: Duration,
    /// For everything that one question takes: waiting, trying again, several calls.
    pub whole: Duration,
    /// How often one call is tried at most, at least once.
    pub tries: u32,
    /// The wait before the second try; it doubles with each that follows.
    pub backoff: Duration,
    /// The longest wait before a try; who is told to wait longer gives up, so that the next model of a
    /// chain has its turn.
    pub wait: Duration,
    /// How many calls one model is asked at once, of all questions together; the others wait for
    /// their turn, within `whole`.
    pub at_once: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(60),
            whole: Duration::from_secs(120),
            tries: 3,
            backoff: Duration::from_secs(1),
            wait: Duration::from_secs(10),
            at_once: 4,
        }
    }
}

impl Patience {
    /// The wait after a failed try (the first is 0): exponential, of which a random half is taken
    /// away so that many callers do not come again together ("equal jitter", M. Brooker,
    /// Exponential Backoff And Jitter).
    pub fn backoff(&self, tried: u32, seed: u64) -> Duration {
        let longest = self.backoff.saturating_mul(1 << tried.min(16));
        let mut rng = StdRng::seed_from_u64(seed.wrapping_add(u64::from(tried)));
        longest.mul_f64(rng.random_range(0.5..=1.0))
    }
}

/// The longest that a provider's word is taken for.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// When an answer's headers say to try again: in `retry-after-ms`, or in `Retry-After` as seconds or as
/// a date (RFC 9110, 10.2.3).
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let millis = text("retry-after-ms").and_then(|text| seconds(text, 0.001));
    millis
        .or_else(|| seconds(text(RETRY_AFTER.as_str())?, 1.0))
        .or_else(|| date(text(RETRY_AFTER.as_str())?, now))
}

/// A wait as a provider writes it, in units of so many seconds; at most a day, for that is the longest
/// that its word is taken for.
pub fn seconds(text: &str, unit: f64) -> Option<Duration> {
    let number: f64 = text.parse().ok()?;
    Some(Duration::try_from_secs_f64(number * unit).ok()?.min(LONGEST))
}

fn date(text: &str, now: Timestamp) -> Option<Duration> {
    let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Timestamp::from_millis(at.as_millisecond()).since(now).min(LONGEST))
}

/// What a future comes to, or `None` if the moment comes first.
pub async fn within<F: Future>(
    clock: &dyn Clock,
    moment: Timestamp,
    future: F,
) -> Option<F::Output> {
    match select(pin!(future), clock.sleep_until(moment)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &'static str, value: &'static str) -> Option<Duration> {
        let headers = HeaderMap::from_iter([(
            http::header::HeaderName::from_static(name),
            http::header::HeaderValue::from_static(value),
        )]);
        // 1994-11-06 08:49:00 UTC
        retry_after(&headers, Timestamp::from_secs(784_111_740))
    }

    #[test]
    fn seconds_dates_and_milliseconds_are_understood() {
        assert_eq!(told("retry-after", "17"), Some(Duration::from_secs(17)));
        assert_eq!(told("retry-after", "1.5"), Some(Duration::from_millis(1500)));
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(told("retry-after", date), Some(Duration::from_secs(37)));
        let past = "Sun, 06 Nov 1994 08:00:00 GMT";
        assert_eq!(told("retry-after", past), Some(Duration::ZERO));
        assert_eq!(told("retry-after-ms", "250"), Some(Duration::from_millis(250)));
        assert_eq!(told("retry-after", "99999999999"), Some(LONGEST));
        for nonsense in ["", "soon", "-5", "NaN", "inf"] {
            assert_eq!(told("retry-after", nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn waits_grow_and_differ_and_are_the_same_for_the_same_seed() {
        let patience = Patience::default();
        for tried in 0..5 {
            let longest = patience.backoff * 2_u32.pow(tried);
            for seed in 0..50 {
                let wait = patience.backoff(tried, seed);
                assert!(wait <= longest && wait >= longest / 2, "{wait:?}");
                assert_eq!(wait, patience.backoff(tried, seed));
            }
        }
        assert_ne!(patience.backoff(0, 1), patience.backoff(0, 2));
    }
}

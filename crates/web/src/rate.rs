//! How many requests an address may make: far more than a person, far fewer than a flood.
//!
//! Every address has a bucket of requests that fills up again by itself (a token bucket). This machine's
//! own addresses have no end: what runs here can do worse, and a proxy without a word on whom it speaks
//! for is not to be shut out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::Timestamp;

use crate::error::Error;
use crate::{Server, source};

/// How many requests may come at once.
const BURST: u64 = 300;

/// In how many milliseconds one more may.
const ONE_IN: u64 = 50;

/// How many addresses are remembered; with more at once all begin anew.
const ADDRESSES: usize = 20_000;

/// The moment at which each address will have used nothing, in milliseconds.
#[derive(Default)]
pub(crate) struct Rate(Mutex<HashMap<IpAddr, i64>>);

impl Rate {
    /// Counts a request; if it is one too many, returns when the next may come.
    fn count(&self, address: IpAddr, now: Timestamp) -> Result<(), Duration> {
        if address.to_canonical().is_loopback() {
            return Ok(());
        }
        let now = now.as_millis();
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= ADDRESSES {
            full_at.retain(|_, at| *at > now);
        }
        if full_at.len() >= ADDRESSES {
            full_at.clear();
        }
        let at = full_at.entry(access::network(address)).or_insert(now);
        let used = u64::try_from((*at - now).max(0)).unwrap_or_default();
        let most = (BURST - 1) * ONE_IN;
        if used > most {
            return Err(Duration::from_millis(used - most));
        }
        *at = (*at).max(now).saturating_add_unsigned(ONE_IN);
        Ok(())
    }
}

/// Refuses who asks too much.
pub(crate) async fn limit(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    count(&server, &request).map_err(|wait| Error::TooMany { wait })?;
    Ok(next.run(request).await)
}

/// Counts a request; if it is one too many, returns when the next may come.
pub(crate) fn count(server: &Server, request: &Request) -> Result<(), Duration> {
    match source::address(request.headers(), request.extensions(), server.behind_proxy) {
        Some(address) => server.rate.count(address, server.clock.now()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    #[test]
    fn who_floods_waits_and_nobody_else_does() {
        let rate = Rate::default();
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let (one, same) = (address("2001:db8::1"), address("2001:db8::2"));
        for _ in 0..BURST {
            assert_eq!(rate.count(one, NOW), Ok(()));
        }
        let wait = rate.count(same, NOW).unwrap_err();
        assert_eq!(wait, Duration::from_millis(ONE_IN));
        assert_eq!(rate.count(address("192.0.2.1"), NOW), Ok(()));
        assert_eq!(rate.count(one, NOW + wait), Ok(()));
        assert!(rate.count(one, NOW + wait).is_err(), "one more, not many");
        assert_eq!(rate.count(one, NOW + Duration::from_secs(60)), Ok(()));
        for _ in 0..2 * BURST {
            assert_eq!(rate.count(address("127.0.0.1"), NOW), Ok(()));
        }
    }
}

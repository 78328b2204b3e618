//! Server salts: numbers which clients repeat in every message and which change
//! with time, so that an old message cannot be replayed.
//!
//! A salt is computed from its key and its half hour, so none needs storing. A
//! key counts how often its salts were made invalid before their time, which
//! makes them all other numbers.

use grammers_tl_types::{RawVec, enums, types};
use sha2::{Digest, Sha256};

use super::cipher::AuthKey;

/// How long until the next salt is valid, in seconds.
const PERIOD: i32 = 1800;
/// How long a salt is taken, in seconds: twice the period, so that a client
/// may be late with the change.
const LIFETIME: i32 = 2 * PERIOD;
/// The most salts given at once: MTProto's own bound.
const MOST: i32 = 64;

/// The salt to use at `now` (Unix seconds).
pub(crate) fn current(key: &AuthKey, now: i32) -> i64 {
    salt(key, now / PERIOD)
}

/// Whether a client may use `salt` at `now`.
pub(crate) fn is_valid(key: &AuthKey, candidate: i64, now: i32) -> bool {
    let period = now / PERIOD;
    candidate == salt(key, period) || candidate == salt(key, period - 1)
}

/// `count` salts from the current one on: clients loop for ever if they are
/// given fewer than they asked for.
pub(crate) fn future(key: &AuthKey, count: i32, now: i32) -> Vec<types::FutureSalt> {
    (0..count.clamp(1, MOST))
        .map(|ahead| {
            let period = now / PERIOD + ahead;
            types::FutureSalt {
                valid_since: period.saturating_mul(PERIOD),
                valid_until: period.saturating_mul(PERIOD).saturating_add(LIFETIME),
                salt: salt(key, period),
            }
        })
        .collect()
}

/// The answer to `get_future_salts`.
pub(crate) fn answer(key: &AuthKey, req_msg_id: i64, count: i32, now: i32) -> enums::FutureSalts {
    types::FutureSalts { req_msg_id, now, salts: RawVec(future(key, count, now)) }.into()
}

fn salt(key: &AuthKey, period: i32) -> i64 {
    let hash = Sha256::new()
        .chain_update(key.bytes())
        .chain_update(period.to_le_bytes())
        .chain_update(key.salts_expired().to_le_bytes())
        .finalize();
    i64::from_le_bytes(hash[..8].try_into().expect("SHA-256 has 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_salt_given_ahead_is_good_in_its_time_and_not_before() {
        let key = AuthKey::new([7; 256]);
        let now = 1_700_000_000;
        let salts = future(&key, 64, now);
        assert_eq!(salts.len(), 64);
        for salt in &salts {
            assert!(is_valid(&key, salt.salt, salt.valid_since));
            assert!(is_valid(&key, salt.salt, salt.valid_until - 1));
            assert!(!is_valid(&key, salt.salt, salt.valid_since - 1));
            assert!(!is_valid(&key, salt.salt, salt.valid_until));
        }
    }

    #[test]
    fn no_salt_given_before_is_good_once_all_have_expired() {
        let key = AuthKey::new([7; 256]);
        let now = 1_700_000_000;
        let before = future(&key, 64, now);
        key.clone().expire_salts();
        assert!(before.iter().all(|salt| !is_valid(&key, salt.salt, salt.valid_since)));
        assert!(is_valid(&key, current(&key, now), now));
    }
}

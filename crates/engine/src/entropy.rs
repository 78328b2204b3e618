//! The engine's randomness: one seeded generator, so that tests decide what chance brings.

use std::sync::{Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

pub(crate) struct Entropy(Mutex<StdRng>);

impl Entropy {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    pub(crate) fn next_u64(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next_u64()
    }

    pub(crate) fn next_u128(&self) -> u128 {
        u128::from(self.next_u64()) << 64 | u128::from(self.next_u64())
    }

    /// At least 0 and less than 1.
    pub(crate) fn next_share(&self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A key for Telegram's deduplication of one bubble; never 0, which means "none" there.
    pub(crate) fn random_id(&self) -> i64 {
        (self.next_u64() | 1).cast_signed()
    }
}

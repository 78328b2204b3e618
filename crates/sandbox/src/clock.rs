//! Time as a parameter.

use std::time::{SystemTime, UNIX_EPOCH};

/// Where the sandbox reads the time: message dates, message ids, the life of
/// login codes and of server salts all come from here, so that a test can move
/// time instead of waiting for it.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> SystemTime;
}

/// The computer's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the sandbox asks the operating system for the time"
    )]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

impl<F: Fn() -> SystemTime + Send + Sync + 'static> Clock for F {
    fn now(&self) -> SystemTime {
        self()
    }
}

/// Seconds since the Unix epoch, as Telegram's 32-bit dates have them.
pub(crate) fn unix_seconds(time: SystemTime) -> i32 {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i32::try_from(seconds).unwrap_or(i32::MAX)
}

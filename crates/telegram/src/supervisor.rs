//! Keeps an account connected: one connection after another, never two at once.

use std::sync::Arc;
use std::time::Duration;

use domain::MessengerError;
use rand::rngs::StdRng;
use rand::{Rng, RngExt};
use tokio::sync::{Notify, oneshot, watch};
use tokio::time::{Instant, sleep, timeout};
use tracing::{info, warn};

use crate::connection::{Caller, Connection};
use crate::session::Session;
use crate::updates::Feed;
use crate::{Config, Error};

const SHORTEST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// A connection that held this long was a good one: the next failure is the first again.
const GOOD: Duration = Duration::from_secs(30);
/// How long a request waits for an attempt to connect that is under way.
const CONNECT_PATIENCE: Duration = Duration::from_secs(20);

/// The state of the connection, as requests and the supervisor share it.
pub(crate) struct Line {
    state: watch::Sender<State>,
    suspicion: Notify,
}

enum State {
    Connecting,
    Up(Caller),
    /// Waiting for the next attempt.
    Down,
    LoggedOut {
        reason: String,
    },
    Disconnected,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self { state: watch::Sender::new(State::Connecting), suspicion: Notify::new() }
    }

    /// The connection, after an attempt that is under way; fails at once between attempts.
    pub(crate) async fn caller(&self) -> Result<Caller, MessengerError> {
        let mut changes = self.state.subscribe();
        let settled = changes.wait_for(|state| !matches!(state, State::Connecting));
        match timeout(CONNECT_PATIENCE, settled).await {
            Ok(Ok(state)) => match &*state {
                State::Up(caller) => Ok(caller.clone()),
                other => Err(other.refusal()),
            },
            _ => Err(State::Down.refusal()),
        }
    }

    /// Why nothing comes any more.
    pub(crate) fn refusal(&self) -> MessengerError {
        self.state.borrow().refusal()
    }

    pub(crate) fn up(&self, caller: Caller) {
        self.set(State::Up(caller));
    }

    /// Takes note of what a request's failure says about the connection.
    pub(crate) fn note(&self, error: &MessengerError) {
        match error {
            MessengerError::LoggedOut { reason } => {
                self.set(State::LoggedOut { reason: reason.clone() });
            }
            MessengerError::Unreachable(_) => self.suspicion.notify_one(),
            _ => {}
        }
    }

    /// Returns when a request had no answer: the connection may be dead without knowing.
    pub(crate) async fn suspected(&self) {
        self.suspicion.notified().await;
    }

    async fn logged_out(&self) -> MessengerError {
        let mut changes = self.state.subscribe();
        let end = changes.wait_for(|state| matches!(state, State::LoggedOut { .. }));
        end.await.map_or_else(|_| State::Disconnected.refusal(), |state| state.refusal())
    }

    /// A session that has ended stays so.
    fn set(&self, next: State) {
        self.state.send_if_modified(|state| {
            let open = !matches!(state, State::LoggedOut { .. });
            if open {
                *state = next;
            }
            open
        });
    }
}

impl State {
    fn refusal(&self) -> MessengerError {
        match self {
            Self::LoggedOut { reason } => MessengerError::LoggedOut { reason: reason.clone() },
            Self::Disconnected => MessengerError::Unreachable(Error::Disconnected.into()),
            Self::Connecting | Self::Up(_) | Self::Down => {
                MessengerError::Unreachable(Error::NotConnected.into())
            }
        }
    }
}

pub(crate) struct Supervisor {
    pub(crate) config: Arc<Config>,
    pub(crate) session: Arc<Session>,
    pub(crate) line: Arc<Line>,
    pub(crate) feed: Feed,
    /// For the jitter of waits.
    pub(crate) rng: StdRng,
}

impl Supervisor {
    /// Runs until the session ends or `stop` is sent or dropped; the socket is closed then.
    pub(crate) async fn run(mut self, stop: oneshot::Receiver<()>) {
        let mut connection = None;
        tokio::select! {
            _ = stop => {}
            () = self.stay_connected(&mut connection) => {}
        }
        if let Some(mut connection) = connection {
            connection.close().await;
        }
        self.line.set(State::Disconnected);
        info!("disconnected");
    }

    /// Returns when the session has ended. `slot` holds the connection, so that whoever drops this
    /// future can still close it.
    async fn stay_connected(&mut self, slot: &mut Option<Connection>) {
        let mut failures = 0;
        loop {
            self.line.set(State::Connecting);
            let started = Instant::now();
            let (connection, raw) = Connection::open(&self.config, Arc::clone(&self.session));
            let caller = connection.caller();
            let connection = slot.insert(connection);
            let error = tokio::select! {
                Err(error) = self.feed.follow(&caller, raw) => error,
                error = self.line.logged_out() => error,
            };
            connection.close().await;
            *slot = None;
            self.feed.disconnected().await;

            if started.elapsed() >= GOOD {
                failures = 0;
            }
            let mut wait = backoff(failures, &mut self.rng);
            failures += 1;
            match &error {
                MessengerError::LoggedOut { reason } => {
                    warn!(reason, "the session has ended");
                    return self.line.note(&error);
                }
                MessengerError::FloodWait(told) => wait += *told,
                _ => {}
            }
            self.line.set(State::Down);
            warn!(
                error = &error as &dyn std::error::Error,
                wait_ms = wait.as_millis(),
                "connection lost"
            );
            sleep(wait).await;
        }
    }
}

/// Half to all of a span that doubles with each failure in a row, up to 30 s.
fn backoff(failures: u32, rng: &mut impl Rng) -> Duration {
    let span = SHORTEST_WAIT
        .saturating_mul(1_u32.checked_shl(failures).unwrap_or(u32::MAX))
        .min(LONGEST_WAIT);
    span.mul_f64(rng.random_range(0.5..=1.0))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn waits_grow_to_half_a_minute_and_no_further() {
        let mut rng = StdRng::seed_from_u64(7);
        for (failures, most_ms) in [(0, 500), (1, 1000), (3, 4000), (6, 30_000), (99, 30_000)] {
            let wait = backoff(failures, &mut rng);
            let most = Duration::from_millis(most_ms);
            assert!(wait >= most / 2 && wait <= most, "{failures}: {wait:?}");
        }
    }

    #[tokio::test]
    async fn a_session_that_has_ended_stays_so() {
        let line = Line::new();
        line.note(&MessengerError::LoggedOut { reason: "SESSION_REVOKED".into() });
        line.set(State::Disconnected);
        assert!(matches!(
            line.caller().await.map(drop),
            Err(MessengerError::LoggedOut { reason }) if reason == "SESSION_REVOKED"
        ));
    }
}

//! Webhooks: addresses of the owner's that are told of what happens, as [Standard
//! Webhooks](https://www.standardwebhooks.com) has it.
//!
//! ```text
//! engine::event ─► outbox (a row for each webhook that wants it, committed) ─► courier (what is due)
//!                                  ▲                                             │
//!                                  └── what came of it, and when it is tried ◄── call (sign, way, post)
//! ```
//!
//! What is told is stored before it is sent, so that whatever happens to the process it is sent until it was
//! taken or is given up: at least once, in no promised order, each event under one identifier. Events live in
//! memory only, so that those of a process that ended between an event and its row are lost: after every
//! start each webhook is told that there may be a gap (`restarted`), as the live stream tells it.
//!
//! A webhook is told what its owner sees, so its address is one that the owner chose, and still nothing
//! that the server reaches and its owner does not: see `address` and `way`.
//!
//! This crate must not know axum, Telegram or how things read. It has no text for people.
//!
//! | module | what it holds |
//! |---|---|
//! | `manage` | what an owner does with webhooks: add, change, test, send again |
//! | `desk` | an owner's webhooks in memory, and what wakes the two tasks |
//! | `outbox` | from events to rows |
//! | `courier` | from rows that are due to calls, and what came of them |
//! | `call` | one call |
//! | `signature` | secrets, and how what is told is signed |
//! | `target` | what may stand as a URL |
//! | `address` | which addresses anybody may reach |
//! | `way` | connections to such addresses only |

mod address;
mod call;
mod courier;
mod desk;
mod error;
mod manage;
mod outbox;
mod signature;
mod target;
mod way;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use domain::{Clock, DeliveryId, OwnerId, WebhookId};
use engine::{Engine, TwinEvent};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use store::Store;
use tokio::task::JoinHandle;

use desk::Desk;
pub use error::Error;
pub use manage::{Added, Change};
pub use target::{LONGEST_URL, UrlProblem, host, place};
use way::Way;

/// The event by which a webhook is tried.
pub const TEST: &str = "test";

/// The event that says that others may have been missed.
pub const RESTARTED: &str = "restarted";

/// How long one call may take.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// How long it is kept what a webhook was told.
pub const KEPT: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// How much of that is kept at most.
pub const MOST_KEPT: usize = 5_000;

/// The names of the events that a webhook may want: all but those that tell how far something is that
/// goes on, of which the next makes the one before worthless.
pub fn events() -> impl Iterator<Item = &'static str> {
    TwinEvent::NAMES.iter().copied().filter(|name| !name.ends_with("_progress"))
}

/// The webhooks of all owners of a server; cheap to clone.
#[derive(Clone)]
pub struct Webhooks {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: Arc<dyn Clock>,
    http: outward::Http<Way>,
    allow_private: bool,
    chance: Mutex<StdRng>,
    desks: RwLock<BTreeMap<OwnerId, Arc<Desk>>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// What webhooks are made of.
pub struct Parts {
    /// Where everything is kept.
    pub store: Store,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Seed of identifiers and of the waits between tries.
    pub seed: u64,
    /// Whether they may have addresses that not everybody reaches, and plain HTTP on this machine.
    pub allow_private: bool,
}

impl Webhooks {
    /// Makes them; nothing is told until [`Webhooks::follow`].
    pub fn new(parts: Parts) -> Result<Self, Error> {
        let Parts { store, clock, seed, allow_private } = parts;
        let http = outward::Http::new(Way { allow_private }, None);
        Ok(Self {
            inner: Arc::new(Inner {
                store,
                clock,
                http: http.map_err(|error| Error::Http(error.into()))?,
                allow_private,
                chance: Mutex::new(StdRng::seed_from_u64(seed)),
                desks: RwLock::default(),
                tasks: Mutex::default(),
            }),
        })
    }

    /// Tells the webhooks of an engine's owner what happens in it from now on, and what was not told yet
    /// when the process before this one ended. Called for each engine before it is started.
    pub fn follow(&self, engine: &Engine) {
        let desk = self.inner.desk(engine.owner());
        let (events, started) = (engine.subscribe(None), self.inner.clock.now());
        let outbox = outbox::collect(Arc::clone(&self.inner), Arc::clone(&desk), events, started);
        let mut tasks = self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.push(tokio::spawn(outbox));
        // An engine that could not be started is made again.
        if desk.wants_courier() {
            tasks.push(tokio::spawn(courier::deliver(Arc::clone(&self.inner), desk)));
        }
    }

    /// Stops telling. What was not told yet is told by the next process, and so is what is under way.
    pub async fn stop(&self) {
        let tasks =
            std::mem::take(&mut *self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            task.abort();
            // That it was aborted is no news.
            let _ = task.await;
        }
    }
}

impl Inner {
    fn desk(&self, owner: OwnerId) -> Arc<Desk> {
        let mut desks = self.desks.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(desks.entry(owner).or_insert_with(|| Arc::new(Desk::of(owner))))
    }

    fn bits(&self) -> u128 {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        u128::from(chance.next_u64()) << 64 | u128::from(chance.next_u64())
    }

    /// A number from 0 to 1.
    fn share(&self) -> f64 {
        self.chance.lock().unwrap_or_else(PoisonError::into_inner).random_range(0.0..=1.0)
    }

    fn new_webhook_id(&self) -> WebhookId {
        WebhookId::new(self.clock.now(), self.bits())
    }

    fn new_delivery_id(&self) -> DeliveryId {
        DeliveryId::new(self.clock.now(), self.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn webhooks_may_want_all_events_but_progress() {
        let all: Vec<&str> = events().collect();
        assert!(all.contains(&"sent") && all.contains(&"message") && all.len() > 30);
        assert!(!all.contains(&"history_progress") && !all.contains(&"import_progress"));
        assert!(
            !all.contains(&TEST) && !all.contains(&RESTARTED),
            "these are told without being asked for"
        );
    }
}

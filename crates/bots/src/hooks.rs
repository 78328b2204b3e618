//! What comes for bots, brought by Telegram to an address of this server, where it has one that Telegram
//! reaches: each bot has a place of its own that nobody can guess, and Telegram shows a secret there.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::{Brought, Clock};
use outward::within;
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};

use crate::Address;

/// How long what was brought may take to be stored. Telegram waits longer, and brings it again.
const PATIENCE: Duration = Duration::from_secs(40);

/// Where bots' places are, below the address.
pub(crate) const FOLDER: &str = "bot-hooks";

/// The places of all bots of a server.
#[derive(Clone)]
pub(crate) struct Hooks {
    /// Where Telegram reaches this server.
    address: Address,
    places: Arc<Mutex<HashMap<String, Place>>>,
}

struct Place {
    secret: String,
    brought: mpsc::Sender<Delivery>,
}

/// Something that was brought, and whom to tell that it is stored.
pub(crate) struct Delivery {
    pub(crate) body: Bytes,
    pub(crate) stored: oneshot::Sender<()>,
}

/// The place of a bot, until it is dropped.
pub(crate) struct Hook {
    /// Where Telegram is to bring it.
    pub(crate) url: String,
    /// What Telegram is to show.
    pub(crate) secret: String,
    pub(crate) brought: mpsc::Receiver<Delivery>,
    name: String,
    hooks: Hooks,
}

impl Hooks {
    pub(crate) fn new(address: Address) -> Self {
        Self { address, places: Arc::default() }
    }

    /// Whether an address is a place of this server, now or before it was started last.
    pub(crate) fn is_ours(&self, url: &str) -> bool {
        url.starts_with(&format!("{}/{FOLDER}/", self.address))
    }

    /// Makes a place.
    pub(crate) fn open(&self) -> Hook {
        let (name, secret) = (random(), random());
        let (sender, brought) = mpsc::channel(1);
        let place = Place { secret: secret.clone(), brought: sender };
        self.places.lock().insert(name.clone(), place);
        let url = format!("{}/{FOLDER}/{name}", self.address);
        Hook { url, secret, brought, name, hooks: self.clone() }
    }

    /// Takes what was brought to a place; returns once it is stored.
    pub(crate) async fn brought(
        &self,
        clock: &dyn Clock,
        place: &str,
        secret: Option<&str>,
        body: Bytes,
    ) -> Brought {
        let feed = match (self.places.lock().get(place), secret) {
            (Some(place), Some(shown)) if is_same(&place.secret, shown) => place.brought.clone(),
            _ => return Brought::Nowhere,
        };
        let (stored, taken) = oneshot::channel();
        let storing =
            async { feed.send(Delivery { body, stored }).await.is_ok() && taken.await.is_ok() };
        match within(clock, clock.now() + PATIENCE, storing).await {
            Some(true) => Brought::Stored,
            Some(false) | None => Brought::Later,
        }
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        self.hooks.places.lock().remove(&self.name);
    }
}

/// 256 random bits, in signs that Telegram takes.
fn random() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness once it has booted");
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether two texts are the same, in a time that tells nothing of where they differ.
fn is_same(one: &str, other: &str) -> bool {
    let differs = one.bytes().zip(other.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    one.len() == other.len() && differs == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_apart_and_places_are_not_guessed() {
        let secret = random();
        assert!(is_same(&secret, &secret.clone()) && secret.len() == 64);
        assert!(
            !is_same(&secret, &secret[1..])
                && !is_same(&secret, "")
                && !is_same(&secret, &random())
        );
        let hooks = Hooks::new("https://twin.example/base".parse().unwrap());
        let (one, other) = (hooks.open(), hooks.open());
        assert_ne!(one.url, other.url);
        assert!(one.url.starts_with("https://twin.example/base/bot-hooks/"), "{}", one.url);
        assert!(hooks.is_ours(&one.url) && !hooks.is_ours("https://other.example/bot-hooks/x"));
        drop(one);
        assert_eq!(hooks.places.lock().len(), 1);
    }
}

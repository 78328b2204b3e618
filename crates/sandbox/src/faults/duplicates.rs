//! One authorization key on two connections at once: Telegram takes it for
//! stolen, and ends the authorization.
//!
//! Connections that only carry files do not count, as clients open those
//! beside the one that they talk on.
//!
//! <https://core.telegram.org/api/errors#406-not-acceptable>

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::task::yield_now;
use tokio::time::timeout;

use crate::api::Request;
use crate::mtproto::session::{Link, Session};
use crate::server::Server;
use crate::state::login::Login;
use crate::state::{Event, KeyId};

/// How long a connection that seems open may take to turn out to be closed: a
/// client that comes back may be heard before its parting is.
const PARTING: Duration = Duration::from_millis(300);

/// The connections that keys talk on.
pub(crate) struct Duplicates {
    is_forgiven: AtomicBool,
    talking: Mutex<HashMap<KeyId, Link>>,
}

impl Duplicates {
    pub(crate) fn new(are_killed: bool) -> Duplicates {
        Duplicates { is_forgiven: AtomicBool::new(!are_killed), talking: Mutex::default() }
    }

    /// Whether such keys lose their authorization.
    pub(crate) fn are_killed(&self) -> bool {
        !self.is_forgiven.load(Ordering::Relaxed)
    }

    pub(crate) fn set_killed(&self, are_killed: bool) {
        self.is_forgiven.store(!are_killed, Ordering::Relaxed);
    }

    /// Notes that a key does not talk on a connection any more.
    pub(crate) fn ended(&self, key: KeyId, link: &Link) {
        let mut talking = self.talking.lock();
        if talking.get(&key).is_some_and(|other| other.is_same(link)) {
            talking.remove(&key);
        }
    }

    /// Notes that a key talks on a connection, and returns the other one on
    /// which it did before, if that is still there.
    fn talks(&self, key: KeyId, link: &Link) -> Option<Link> {
        let mut talking = self.talking.lock();
        if talking.get(&key).is_some_and(|other| other.is_same(link)) {
            return None;
        }
        talking.insert(key, link.clone()).filter(Link::is_open)
    }
}

/// Whether a key is used twice by this call. If so it is logged out.
pub(super) async fn is_used_twice(
    server: &Server,
    session: &Session,
    link: &Link,
    request: &Request<'_>,
) -> bool {
    if !request.is_talk() {
        return false;
    }
    let key = session.key.id;
    let Some(other) = server.duplicates.talks(key, link) else {
        return false;
    };
    let is_logged_in = || matches!(server.read().login(key), Login::As(_));
    if !server.duplicates.are_killed() || !is_logged_in() {
        return false;
    }
    if timeout(PARTING, other.closed()).await.is_ok() {
        return false;
    }
    // Where all is slow, its end may have come with the end of the waiting.
    yield_now().await;
    if !other.is_open() {
        return false;
    }
    tracing::info!("a key was used on two connections at once, and is logged out");
    // If it cannot be written the key stays as it is, and nothing was told.
    server.write().commit([Event::LoggedOut { key }], None).is_ok()
}

//! A server with one person.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use access::{Access, Attempt, Joined, NewSignIn, Outcome, Signed, Source};
use domain::{Clock, OwnerId, Timestamp};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::{MasterKey, Store};

pub(crate) const PASSWORD: &str = "correct horse";

/// A clock that stands still until it is turned.
pub(crate) struct Turned(AtomicI64);

#[async_trait::async_trait]
impl Clock for Turned {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    async fn sleep_until(&self, _at: Timestamp) {
        std::future::pending::<()>().await;
    }
}

pub(crate) struct Server {
    pub(crate) access: Access,
    pub(crate) store: Store,
    pub(crate) owner: OwnerId,
    clock: Arc<Turned>,
    _folder: Option<tempfile::TempDir>,
}

impl Server {
    /// Nobody has a password yet.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = folder.path().join("twin.db").display().to_string();
        Self::over(&address, Some(folder)).await
    }

    /// The same on PostgreSQL, in a schema of its own.
    pub(crate) async fn on_postgres() -> Self {
        let server = std::env::var("AITWIN_TEST_POSTGRES").expect("`cargo verify` starts a server");
        let bits: u64 = getrandom::u64().unwrap();
        let schema = format!("access_{bits:016x}");
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let made = sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {schema}")));
        made.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let sign = if server.contains('?') { '&' } else { '?' };
        Self::over(&format!("{server}{sign}options[search_path]={schema}"), None).await
    }

    async fn over(address: &str, folder: Option<tempfile::TempDir>) -> Self {
        let key = MasterKey::from_text(&"01".repeat(32)).unwrap();
        let store = Store::open(address, key).await.unwrap();
        let clock = Arc::new(Turned(AtomicI64::new(1_700_000_000_000)));
        let owner = OwnerId::new(clock.now(), 1);
        store.ensure_owner(owner, clock.now()).await.unwrap();
        let access = Access::new(store.clone(), Arc::clone(&clock) as Arc<dyn Clock>);
        Self { access, store, owner, clock, _folder: folder }
    }

    /// Anna has set it up, and is signed in.
    pub(crate) async fn with_anna() -> (Self, Signed) {
        let server = Self::new().await;
        let signed = server.set_up().await;
        (server, signed)
    }

    /// Anna sets it up, and is signed in.
    pub(crate) async fn set_up(&self) -> Signed {
        let joined = self.access.set_up(self.owner, "Анна", PASSWORD, &source()).await.unwrap();
        self.signed(&here(joined)).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn pass(&self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).unwrap();
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    pub(crate) async fn sign_in(
        &self,
        name: &str,
        password: &str,
        code: Option<&str>,
    ) -> Outcome<NewSignIn> {
        let attempt = Attempt { name, password, code };
        self.access.sign_in(attempt, &source()).await.unwrap()
    }

    pub(crate) async fn signed(&self, new: &NewSignIn) -> Signed {
        self.access.signed_in(&new.cookie).await.unwrap().expect("signed in")
    }
}

pub(crate) fn here(joined: Joined) -> NewSignIn {
    match joined {
        Joined::Here(new) => new,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn done(outcome: Outcome<NewSignIn>) -> NewSignIn {
    match outcome {
        Outcome::Done(new) => new,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn source() -> Source {
    Source { address: Some("192.0.2.7".parse().unwrap()), agent: "Firefox".into() }
}

pub(crate) fn minutes(number: u64) -> Duration {
    Duration::from_secs(60 * number)
}

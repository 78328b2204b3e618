//! An owner with an account that is paused and resumed, receivers, and a clock that is set by hand.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::policy::DisclosureWords;
use domain::{
    Account, AccountId, AccountKind, AccountState, Clock, Connector, Delivery, Login, Messenger,
    MessengerError, Mode, OwnerId, PeerId, Policy, Profile, SessionStore, Timestamp, Webhook,
    WebhookId,
};
use engine::{Engine, HistoryLimits, MemoryLimits, Parts, Settings};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use store::{MasterKey, Store};
use style::PaceBounds;
use tempfile::TempDir;
use tokio::sync::watch;
use webhooks::Webhooks;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_784_116_800);

/// Stands still until it is turned.
pub(crate) struct Turned(watch::Sender<i64>);

impl Turned {
    pub(crate) fn pass(&self, span: Duration) {
        self.0.send_modify(|now| *now += i64::try_from(span.as_millis()).unwrap());
    }
}

#[async_trait]
impl Clock for Turned {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(*self.0.borrow())
    }

    async fn sleep_until(&self, at: Timestamp) {
        let mut now = self.0.subscribe();
        now.wait_for(|now| *now >= at.as_millis()).await.unwrap();
    }
}

struct Nowhere;

#[async_trait]
impl Connector for Nowhere {
    async fn begin_login(&self) -> Result<Box<dyn Login>, MessengerError> {
        Err(MessengerError::Unreachable("nobody is there".into()))
    }

    async fn connect(
        &self,
        _session: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        Err(MessengerError::Unreachable("nobody is there".into()))
    }
}

/// A server of one owner.
pub(crate) struct House {
    folder: Arc<TempDir>,
    pub(crate) clock: Arc<Turned>,
    pub(crate) store: Store,
    pub(crate) owner: OwnerId,
    pub(crate) account: AccountId,
    pub(crate) engine: Engine,
    pub(crate) webhooks: Webhooks,
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::allowing(true).await
    }

    /// With `allow_private` receivers of this machine may be told.
    pub(crate) async fn allowing(allow_private: bool) -> Self {
        let clock = Arc::new(Turned(watch::Sender::new(NOW.as_millis())));
        Self::in_folder(Arc::new(tempfile::tempdir().unwrap()), clock, allow_private).await
    }

    async fn in_folder(folder: Arc<TempDir>, clock: Arc<Turned>, allow_private: bool) -> Self {
        let address = format!("sqlite://{}", folder.path().join("twin.db").display());
        let key = MasterKey::from_text(&"ab".repeat(32)).unwrap();
        let store = Store::open(&address, key).await.unwrap();
        let owner = store.ensure_owner(OwnerId::new(NOW, 1), NOW).await.unwrap();
        let account = Account {
            id: AccountId::new(NOW, 2),
            kind: AccountKind::User,
            profile: Profile {
                user_id: PeerId(500),
                first_name: "Илья".to_owned(),
                last_name: String::new(),
                username: None,
                phone: None,
            },
            state: AccountState::Offline,
            default_mode: Mode::Watch,
        };
        let mut tx = store.begin(owner).await.unwrap();
        if tx.account(account.id).await.unwrap().is_none() {
            tx.insert_account(&account).await.unwrap();
        }
        tx.commit().await.unwrap();
        let engine = Engine::new(Parts {
            store: store.clone(),
            owner,
            connector: Arc::new(Nowhere),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            settings: Settings {
                pace: PaceBounds::ZERO,
                policy: Policy::default(),
                disclosure_words: DisclosureWords::default(),
                default_mode: Mode::Watch,
                native_drafts: false,
                zone: style::TimeZone::UTC,
                history: HistoryLimits::default(),
                memory: MemoryLimits::default(),
            },
            seed: 7,
        });
        let webhooks = Webhooks::new(webhooks::Parts {
            store: store.clone(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            seed: 7,
            allow_private,
        });
        let webhooks = webhooks.unwrap();
        webhooks.follow(&engine);
        Self { folder, clock, store, owner, account: account.id, engine, webhooks }
    }

    /// The next server on the same data, a second later. What the one before has begun is not awaited.
    pub(crate) async fn next(self) -> Self {
        self.webhooks.stop().await;
        let Self { folder, clock, .. } = self;
        clock.pass(Duration::from_secs(1));
        Self::in_folder(folder, clock, true).await
    }

    /// Adds a webhook that wants some events.
    pub(crate) async fn add(&self, receiver: &Receiver, events: &[&str]) -> (WebhookId, Vec<u8>) {
        let events: Vec<String> = events.iter().map(|&event| event.to_owned()).collect();
        let added = self.webhooks.add(self.owner, &receiver.url(), &events).await.unwrap();
        (added.webhook.id, bytes(&added.secret))
    }

    /// Something happens: the account is paused.
    pub(crate) async fn pause(&self) {
        assert!(self.engine.pause(Some(self.account), None).await.unwrap());
    }

    pub(crate) async fn webhook(&self, id: WebhookId) -> Webhook {
        self.webhooks.one(self.owner, id).await.unwrap().unwrap()
    }

    pub(crate) async fn deliveries(&self, id: WebhookId) -> Vec<Delivery> {
        self.webhooks.deliveries(self.owner, id, None, 100).await.unwrap().unwrap()
    }

    /// Waits until what is known of a webhook's deliveries is as wanted, newest first.
    pub(crate) async fn until(
        &self,
        id: WebhookId,
        wanted: impl Fn(&[Delivery]) -> bool,
    ) -> Vec<Delivery> {
        let looking = async {
            loop {
                let found = self.deliveries(id).await;
                if wanted(&found) {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(20), looking).await;
        found.expect("it did not come to that")
    }
}

/// The bytes of a secret as it is shown.
pub(crate) fn bytes(secret: &str) -> Vec<u8> {
    use base64::Engine as _;
    let encoded = secret.strip_prefix("whsec_").unwrap();
    base64::engine::general_purpose::STANDARD.decode(encoded).unwrap()
}

/// Somebody who is told.
pub(crate) struct Receiver {
    server: MockServer,
}

impl Receiver {
    /// Answers so each time; what comes after the last is answered as that.
    pub(crate) async fn answering(statuses: &[u16]) -> Self {
        let server = MockServer::start().await;
        let (last, first) = statuses.split_last().unwrap();
        for status in first {
            let mock = Mock::given(any()).respond_with(ResponseTemplate::new(*status));
            mock.up_to_n_times(1).mount(&server).await;
        }
        let response = ResponseTemplate::new(*last).insert_header("location", "/elsewhere");
        Mock::given(any()).respond_with(response).mount(&server).await;
        Self { server }
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/hook?key=1", self.server.uri())
    }

    pub(crate) async fn received(&self) -> Vec<Received> {
        let requests = self.server.received_requests().await.unwrap();
        requests.into_iter().map(Received).collect()
    }
}

/// A request that came.
pub(crate) struct Received(Request);

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.0.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap()
    }

    pub(crate) fn path(&self) -> &str {
        self.0.url.path()
    }

    pub(crate) fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.0.body).unwrap()
    }

    pub(crate) fn event(&self) -> String {
        self.json()["event"]["type"].as_str().unwrap().to_owned()
    }

    /// How many of the signatures are by a secret.
    pub(crate) fn signed_with(&self, secret: &[u8]) -> usize {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
        mac.update(format!("{}.{}.", self.id(), self.header("webhook-timestamp")).as_bytes());
        mac.update(&self.0.body);
        let expected = mac.finalize().into_bytes();
        let all = self.header("webhook-signature").split(' ');
        let decoded = all.map(|signature| bytes(&signature.replacen("v1,", "whsec_", 1)));
        decoded.filter(|signature| signature[..] == expected[..]).count()
    }
}

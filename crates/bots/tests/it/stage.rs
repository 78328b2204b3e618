//! A server that is told what to answer, a clock that is moved by hand, and a session in memory.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bots::BotApi;
use domain::{
    BotConnector, BotFile, Clock, FilePlace, Messenger, PeerId, PeerKey, SavedSession,
    SessionStore, SessionStoreError, Timestamp, UpdatesState,
};
use serde_json::{Value, json};
use tokio::sync::watch;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// The token of the bot that there is, and the half of it that nobody may see.
pub(crate) const SECRET: &str = "AAFabcdefghijklmnopqrstuvwxyz_0123-";
pub(crate) const TOKEN: &str = "42:AAFabcdefghijklmnopqrstuvwxyz_0123-";

pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_784_116_800);

/// A clock that stands until it is moved.
pub(crate) struct HandClock(watch::Sender<Timestamp>);

impl HandClock {
    pub(crate) fn pass(&self, seconds: u64) {
        self.0.send_modify(|now| *now = *now + std::time::Duration::from_secs(seconds));
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    async fn sleep_until(&self, at: Timestamp) {
        // The sender is `self`.
        let _ = self.0.subscribe().wait_for(|now| *now >= at).await;
    }
}

/// A session in memory.
#[derive(Default)]
pub(crate) struct Session {
    pub(crate) updates: Mutex<UpdatesState>,
    pub(crate) files: Mutex<Vec<BotFile>>,
}

#[async_trait]
impl SessionStore for Session {
    async fn load(&self) -> Result<Option<SavedSession>, SessionStoreError> {
        let updates = self.updates.lock().unwrap().clone();
        Ok(Some(SavedSession { keys: TOKEN.into(), updates }))
    }

    async fn save_keys(&self, _: &[u8]) -> Result<(), SessionStoreError> {
        unreachable!("a token does not change by itself")
    }

    async fn save_updates(&self, state: &UpdatesState) -> Result<(), SessionStoreError> {
        *self.updates.lock().unwrap() = state.clone();
        Ok(())
    }

    async fn self_peer(&self) -> Result<Option<PeerKey>, SessionStoreError> {
        Ok(None)
    }

    async fn peer(&self, _: PeerId) -> Result<Option<PeerKey>, SessionStoreError> {
        Ok(None)
    }

    async fn save_peers(&self, _: &[PeerKey]) -> Result<(), SessionStoreError> {
        Ok(())
    }

    async fn keep_files(&self, files: &[BotFile]) -> Result<(), SessionStoreError> {
        self.files.lock().unwrap().extend_from_slice(files);
        Ok(())
    }

    async fn kept_file(&self, place: &FilePlace) -> Result<Option<BotFile>, SessionStoreError> {
        let files = self.files.lock().unwrap();
        Ok(files.iter().find(|file| file.place == *place).cloned())
    }
}

/// All of it.
pub(crate) struct Stage {
    pub(crate) server: MockServer,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) session: Arc<Session>,
    pub(crate) api: BotApi,
}

impl Stage {
    /// A server that knows the bot and no webhook.
    pub(crate) async fn new() -> Self {
        let stage = Self::empty().await;
        let me = json!({"id": 42, "is_bot": true, "first_name": "Двойник", "username": "Twin_Bot",
            "can_connect_to_business": true});
        stage.answers("getMe", ok(me)).await;
        stage.answers("getWebhookInfo", ok(json!({"url": ""}))).await;
        stage
    }

    /// A server that knows nothing.
    pub(crate) async fn empty() -> Self {
        let server = MockServer::start().await;
        let clock = Arc::new(HandClock(watch::Sender::new(NOW)));
        let address = server.uri().parse().unwrap();
        let api = BotApi::new(address, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        Self { server, clock, session: Arc::default(), api }
    }

    /// What a method answers, from now on.
    pub(crate) async fn answers(&self, method: &str, answer: ResponseTemplate) {
        let mock = Mock::given(path(format!("/bot{TOKEN}/{method}"))).respond_with(answer);
        mock.mount(&self.server).await;
    }

    /// What a method answers once, before what was said otherwise.
    pub(crate) async fn answers_once(&self, method: &str, answer: ResponseTemplate) {
        let mock = Mock::given(path(format!("/bot{TOKEN}/{method}"))).respond_with(answer);
        mock.up_to_n_times(1).with_priority(1).mount(&self.server).await;
    }

    pub(crate) async fn connect(&self) -> Arc<dyn Messenger> {
        let session = Arc::clone(&self.session) as Arc<dyn SessionStore>;
        self.api.connect(session).await.unwrap()
    }

    /// The bodies of the calls of a method, in their order.
    pub(crate) async fn calls(&self, method: &str) -> Vec<Value> {
        let requests = self.server.received_requests().await.unwrap();
        let of_method = requests.iter().filter(|it| it.url.path().ends_with(&format!("/{method}")));
        of_method.map(|it| serde_json::from_slice(&it.body).unwrap_or(Value::Null)).collect()
    }
}

pub(crate) fn ok(result: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"ok": true, "result": result}))
}

pub(crate) fn fails(code: u16, description: &str) -> ResponseTemplate {
    let mut body = json!({"ok": false, "error_code": code, "description": description});
    if code == 429 {
        body["parameters"] = json!({"retry_after": 30});
    }
    ResponseTemplate::new(code).set_body_json(body)
}

/// An error with all its causes, as a log would show it.
pub(crate) fn whole(error: &dyn std::error::Error) -> String {
    let mut text = format!("{error:?} {error}");
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str(&format!(" {error:?} {error}"));
        next = error.source();
    }
    text
}

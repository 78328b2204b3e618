//! A web site with one account, one chat and one contact of the demo. Telegram and the clock are scripted.

pub(crate) mod bots;
mod login;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use domain::policy::{DisclosureWords, Limits};
use domain::{
    Account, AccountId, AccountKind, AccountState, Author, Chat, ChatAction, Clock, Connector,
    Content, Event, Login, LoginStep, Message, MessageFile, MessageId, Messenger, MessengerError,
    Mode, ModelChoice, NewSession, OwnerId, Peer, PeerFlags, PeerId, PeerKind, Policy, Profile,
    SentMessage, SessionStore, Timestamp, UpdatesState, VoiceNote,
};
use engine::{Engine, Engines, HistoryLimits, MemoryLimits, ModelSource, Parts, Settings};
use futures_util::StreamExt;
use store::{MasterKey, Store};
use style::PaceBounds;
use tokio::sync::{Mutex as AsyncMutex, Notify, mpsc};
use tower::ServiceExt;
use web::{Config, Contact, Demo};
use webhooks::Webhooks;

use self::login::ScriptedLogin;
use crate::maker::Maker;

pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_784_116_800);
pub(crate) const ANNA: PeerId = PeerId(7);
pub(crate) const VERA: PeerId = PeerId(8);
pub(crate) const CODE: &str = "12345";
pub(crate) const PASSWORD: &str = "кот";
pub(crate) const HOSTILE: &str = "<script>alert(1)</script>";

/// It is always the same moment, and every wait for a later one lasts for ever.
pub(crate) struct StoppedClock;

#[async_trait]
impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        NOW
    }

    async fn sleep_until(&self, at: Timestamp) {
        if at > NOW {
            std::future::pending::<()>().await;
        }
    }
}

/// Telegram: what happens there is told through `events`; a login takes one number, one code and
/// one password.
pub(crate) struct Telegram {
    events: AsyncMutex<mpsc::UnboundedReceiver<Event>>,
    /// What was sent, and under which random id.
    pub(crate) sent: Mutex<Vec<(PeerId, String, i64)>>,
    /// With whom the account has dialogs.
    pub(crate) dialogs: Mutex<Vec<Peer>>,
    /// How the next sendings are refused, the last one first.
    pub(crate) refusals: Mutex<Vec<MessengerError>>,
    /// What holds the next sendings back.
    pub(crate) gate: Mutex<Option<Arc<Gate>>>,
}

/// Holds a sending back.
#[derive(Default)]
pub(crate) struct Gate {
    /// Something came as far as this.
    pub(crate) entered: Notify,
    /// It may go on.
    pub(crate) open: Notify,
}

impl Telegram {
    pub(crate) fn new(events: mpsc::UnboundedReceiver<Event>) -> Arc<Self> {
        Arc::new(Self {
            events: AsyncMutex::new(events),
            sent: Mutex::default(),
            dialogs: Mutex::default(),
            refusals: Mutex::default(),
            gate: Mutex::default(),
        })
    }
}

struct Connected(Arc<Telegram>);

#[async_trait]
impl Messenger for Connected {
    async fn next_event(&self) -> Result<Event, MessengerError> {
        match self.0.events.lock().await.recv().await {
            Some(event) => Ok(event),
            None => std::future::pending().await,
        }
    }

    async fn dialogs(&self, _limit: usize) -> Result<Vec<Chat>, MessengerError> {
        let chat = |peer| Chat { peer, mode: None, last_message: None };
        Ok(self.0.dialogs.lock().unwrap().iter().cloned().map(chat).collect())
    }

    async fn named(&self, username: &str) -> Result<Option<Peer>, MessengerError> {
        Ok(match username {
            "anna" => Some(anna()),
            // With whom nobody has talked yet.
            "vera" => Some(Peer { id: VERA, title: "Вера".to_owned(), ..anna() }),
            _ => None,
        })
    }

    async fn history(
        &self,
        _chat: PeerId,
        _before: Option<MessageId>,
        _limit: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        Ok(vec![])
    }

    async fn mark_read(&self, _chat: PeerId, _up_to: MessageId) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn set_action(&self, _chat: PeerId, _action: ChatAction) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        random_id: i64,
        _reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        let gate = self.0.gate.lock().unwrap().clone();
        if let Some(gate) = gate {
            gate.entered.notify_one();
            gate.open.notified().await;
        }
        if let Some(refusal) = self.0.refusals.lock().unwrap().pop() {
            return Err(refusal);
        }
        let mut sent = self.0.sent.lock().unwrap();
        let known = sent.iter().position(|(_, _, id)| *id == random_id);
        let index = known.unwrap_or_else(|| {
            sent.push((chat, text.to_owned(), random_id));
            sent.len() - 1
        });
        let id = MessageId(5_000 + i32::try_from(index).unwrap());
        Ok(SentMessage { id, sent_at: NOW })
    }

    async fn send_voice(
        &self,
        _chat: PeerId,
        _note: &VoiceNote,
        _random_id: i64,
        _reply_to: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        unreachable!("nobody speaks here")
    }

    async fn file(
        &self,
        _chat: PeerId,
        _message: MessageId,
        _most: usize,
    ) -> Result<Option<MessageFile>, MessengerError> {
        Ok(None)
    }

    async fn log_out(&self) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn save_draft(&self, _chat: PeerId, _text: &str) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn draft(&self, _chat: PeerId) -> Result<String, MessengerError> {
        Ok(String::new())
    }

    async fn delete_messages(
        &self,
        _chat: PeerId,
        _ids: &[MessageId],
    ) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn disconnect(&self) {}
}

pub(crate) struct TheConnector(pub(crate) Arc<Telegram>);

#[async_trait]
impl Connector for TheConnector {
    async fn begin_login(&self) -> Result<Box<dyn Login>, MessengerError> {
        Ok(Box::new(ScriptedLogin(LoginStep::Phone)))
    }

    async fn connect(
        &self,
        _session: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        Ok(Arc::new(Connected(Arc::clone(&self.0))))
    }
}

/// What stands in for a phone; it may be shown in a frame.
async fn phone() -> impl IntoResponse {
    ([(header::CONTENT_SECURITY_POLICY, "frame-ancestors 'self'")], "a phone")
}

/// The site.
pub(crate) struct Stage {
    _folder: tempfile::TempDir,
    pub(crate) pages: Router,
    pub(crate) engine: Engine,
    pub(crate) account: AccountId,
    pub(crate) maker: Arc<Maker>,
    pub(crate) store: Store,
    pub(crate) connector: Arc<dyn Connector>,
    telegram: Arc<Telegram>,
    happen: mpsc::UnboundedSender<Event>,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        Self::prepared(async |_: &Store, _, _| {}).await
    }

    /// The site, with more in its database.
    pub(crate) async fn prepared(prepare: impl AsyncFnOnce(&Store, OwnerId, AccountId)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = store_in(&folder).await;
        let owner = store.ensure_owner(OwnerId::new(NOW, 1), NOW).await.unwrap();
        let account = with_account(&store, owner).await;
        prepare(&store, owner, account).await;
        let (happen, events) = mpsc::unbounded_channel();
        happen.send(Event::CaughtUp).unwrap();
        let telegram = Telegram::new(events);
        let connector = Arc::new(TheConnector(Arc::clone(&telegram)));
        let maker = Arc::new(Maker::default());
        let engine = engine(store.clone(), owner, connector.clone(), Arc::clone(&maker)).await;
        engine.start().await.unwrap();
        let demo = Demo {
            account,
            contacts: vec![Contact {
                id: ANNA,
                name: "Анна".to_owned(),
                about_en: "a friend".to_owned(),
                about_ru: "подруга".to_owned(),
                phone: "/phone/?as=anna".to_owned(),
            }],
            phones: Router::new().route("/phone/", get(phone).post(async || "written")),
        };
        let pages = web::router(Config {
            engines: Engines::new(engine.clone(), None),
            access: None,
            webhooks: None,
            bot_hooks: None,
            is_secure: false,
            behind_proxy: false,
            clock: Arc::new(StoppedClock),
            hosts: vec!["twin.example".to_owned()],
            any_model_address: false,
            demo: Some(demo),
            telegram: web::Telegram { has_app: true, ..web::Telegram::default() },
            sandbox_control: Some("http://127.0.0.1:4431".to_owned()),
        });
        Self { _folder: folder, pages, engine, account, maker, store, connector, telegram, happen }
    }

    pub(crate) fn telegram(&self) -> &Telegram {
        &self.telegram
    }

    /// Anna writes to the owner.
    pub(crate) fn anna_writes(&self, id: i32, text: &str) {
        let message = Self::from_anna(id, text);
        self.happen.send(Event::Message { message, peer: anna() }).unwrap();
    }

    /// Anna writes in a group, in reply to a message.
    pub(crate) fn anna_replies_in_group(&self, id: i32, reply_to: Option<i32>, text: &str) {
        let group = Peer { id: PeerId(-5), kind: PeerKind::Group, ..anna() };
        let reply_to = reply_to.map(MessageId);
        let message = Message { chat: group.id, reply_to, ..Self::from_anna(id, text) };
        self.happen.send(Event::Message { message, peer: group }).unwrap();
    }

    fn from_anna(id: i32, text: &str) -> Message {
        Message {
            chat: ANNA,
            id: MessageId(id),
            author: Author::Other,
            sender: ANNA,
            sent_at: NOW,
            content: Content::Text { text: text.to_owned() },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.pages.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::HOST, "127.0.0.1:8080");
        read(self.send(request.body(Body::empty()).unwrap()).await).await
    }

    /// Posts a form as our own page does.
    pub(crate) async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1:8080")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        read(self.send(request.body(Body::from(form.to_owned())).unwrap()).await).await
    }

    /// Posts a form as a page does that stays open.
    pub(crate) async fn post_by_htmx(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1:8080")
            .header("sec-fetch-site", "same-origin")
            .header("hx-request", "true")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        read(self.send(request.body(Body::from(form.to_owned())).unwrap()).await).await
    }

    /// Opens a live stream.
    pub(crate) async fn follow(&self, path: &str, last_event_id: Option<&str>) -> Live {
        let mut request = Request::get(path).header(header::HOST, "127.0.0.1:8080");
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let response = self.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        Live(response.into_body())
    }
}

/// An empty database.
pub(crate) async fn store_in(folder: &tempfile::TempDir) -> Store {
    let address = format!("sqlite://{}", folder.path().join("twin.db").display());
    let key = MasterKey::from_text(&"ab".repeat(32)).unwrap();
    Store::open(&address, key).await.unwrap()
}

/// Webhooks that follow no engine: nothing leaves the test.
pub(crate) fn webhooks(store: Store) -> Webhooks {
    let clock = Arc::new(StoppedClock);
    Webhooks::new(webhooks::Parts { store, clock, seed: 7, allow_private: false }).unwrap()
}

/// An engine that is not started yet.
pub(crate) async fn engine(
    store: Store,
    owner: OwnerId,
    connector: Arc<dyn Connector>,
    maker: Arc<Maker>,
) -> Engine {
    let engine = Engine::new(Parts {
        store,
        owner,
        connector,
        clock: Arc::new(StoppedClock),
        settings: Settings {
            pace: PaceBounds::ZERO,
            policy: Policy { limits: Limits::NONE, ..Policy::default() },
            disclosure_words: DisclosureWords {
                by_language: [
                    ("en", "a twin is writing".to_owned()),
                    ("ru", "пишет двойник".to_owned()),
                ]
                .into(),
                otherwise: "a twin is writing".to_owned(),
            },
            default_mode: Mode::Watch,
            native_drafts: true,
            zone: style::TimeZone::UTC,
            history: HistoryLimits { pause: Duration::ZERO, ..HistoryLimits::default() },
            memory: MemoryLimits::default(),
        },
        seed: 7,
    });
    let source = ModelSource { maker, settings: ModelChoice::default(), pinned: None };
    engine.use_models(source).await.unwrap();
    engine.use_bots(Arc::new(bots::TheBots), Arc::new(bots::NoWords));
    engine
}

/// A response that was read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: String,
}

pub(crate) async fn read(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1_000_000).await.unwrap();
    Answer {
        status: parts.status,
        location: parts.headers.get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned()),
        headers: parts.headers,
        body: String::from_utf8(body.into()).unwrap(),
    }
}

/// An open stream.
pub(crate) struct Live(Body);

impl Live {
    pub(crate) fn of(response: Response<Body>) -> Self {
        Self(response.into_body())
    }

    /// Reads to the end of the stream.
    pub(crate) async fn rest(self) -> String {
        let reading = to_bytes(self.0, 1_000_000);
        let read = tokio::time::timeout(Duration::from_secs(20), reading).await;
        String::from_utf8(read.expect("the stream did not end").unwrap().into()).unwrap()
    }

    /// Reads until a text has come; returns what was read.
    pub(crate) async fn until(&mut self, wanted: &str) -> String {
        let mut read = String::new();
        let body = std::mem::take(&mut self.0);
        let mut chunks = body.into_data_stream();
        while !read.contains(wanted) {
            let next = tokio::time::timeout(Duration::from_secs(20), chunks.next()).await;
            let chunk = next.unwrap_or_else(|_| panic!("{wanted:?} did not come, only {read}"));
            read.push_str(std::str::from_utf8(&chunk.expect("the stream ended").unwrap()).unwrap());
        }
        self.0 = Body::from_stream(chunks);
        read
    }
}

/// The id of the last event in what was read.
pub(crate) fn last_id(read: &str) -> String {
    let id = read.lines().rev().find_map(|line| line.strip_prefix("id: "));
    id.expect("an event with an id").to_owned()
}

pub(crate) fn profile(first_name: &str, user: i64) -> Profile {
    Profile {
        user_id: PeerId(user),
        first_name: first_name.to_owned(),
        last_name: String::new(),
        username: None,
        phone: None,
    }
}

pub(crate) fn session() -> NewSession {
    NewSession { keys: vec![1], updates: UpdatesState::default(), peers: vec![] }
}

pub(crate) fn anna() -> Peer {
    Peer {
        id: ANNA,
        kind: PeerKind::User,
        title: "Анна".to_owned(),
        username: None,
        flags: PeerFlags::default(),
    }
}

pub(crate) async fn with_account(store: &Store, owner: OwnerId) -> AccountId {
    let account = Account {
        id: AccountId::new(NOW, 2),
        kind: AccountKind::User,
        profile: profile("Илья", 500),
        state: AccountState::Active,
        default_mode: Mode::Auto,
    };
    let mut tx = store.begin(owner).await.unwrap();
    tx.insert_account(&account).await.unwrap();
    tx.save_session(account.id, &session()).await.unwrap();
    tx.upsert_peer(account.id, &anna()).await.unwrap();
    tx.commit().await.unwrap();
    account.id
}

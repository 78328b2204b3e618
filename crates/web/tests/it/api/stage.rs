//! A server with two owners, each with an account, a chat, a draft, a question and a fact; no pages are
//! looked at.

use std::sync::Arc;
use std::time::Duration;

use access::{Access, Source};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::{
    AccountId, AccountKind, Author, Bubble, ClonedVoice, Consent, Content, DeliveryId, Event, Fact,
    FactId, FactKind, FactOrigin, FactScope, FactState, MadeOf, Message, MessageId, Mode, OwnerId,
    Peer, PeerId, Profile, Question, QuestionId, QuestionState, Reply, ReplyId, ReplyState, Scopes,
    VoiceId, VoiceState, WebhookId,
};
use engine::{Engine, EngineMaker, Engines};
use serde_json::Value;
use store::Store;
use tokio::sync::mpsc;
use tower::ServiceExt;
use web::Config;
use webhooks::Webhooks;

use crate::maker::Maker;
use crate::stage::{
    self, ANNA, Answer, NOW, StoppedClock, Telegram, TheConnector, read, store_in, with_account,
};

/// What a program of an owner holds, and what is the owner's.
pub(crate) struct Owner {
    pub(crate) id: OwnerId,
    pub(crate) token: String,
    pub(crate) token_id: String,
    pub(crate) account: AccountId,
    pub(crate) reply: ReplyId,
    pub(crate) question: QuestionId,
    pub(crate) fact: FactId,
    /// A chat, …
    pub(crate) chat: PeerId,
    /// … and the number of an answer that may be learnt from there.
    pub(crate) exemplar: MessageId,
    pub(crate) phone: Option<&'static str>,
    pub(crate) voice: VoiceId,
    pub(crate) webhook: WebhookId,
    pub(crate) delivery: DeliveryId,
    pub(crate) telegram: Arc<Telegram>,
    pub(crate) engine: Engine,
    pub(crate) maker: Arc<Maker>,
    /// Through it Telegram tells of what happens.
    _happen: mpsc::UnboundedSender<Event>,
}

pub(crate) struct ApiStage {
    _folder: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) router: Router,
    pub(crate) access: Access,
    pub(crate) anna: Owner,
    pub(crate) boris: Owner,
}

/// Engines that are made already.
struct Made(Vec<Engine>);

#[async_trait]
impl EngineMaker for Made {
    async fn make(&self, owner: OwnerId) -> Result<Engine, engine::Error> {
        let found = self.0.iter().find(|engine| engine.owner() == owner);
        found.cloned().ok_or(engine::Error::Gone)
    }
}

/// With whom the first owner alone has talked, where what is one owner's is to be told from what is the other's.
const MASHA: PeerId = PeerId(58_210_337);

impl ApiStage {
    pub(crate) async fn set() -> Self {
        Self::made(false).await
    }

    /// As [`ApiStage::set`], and the owners have no chat and no number in common: the first one's chat, answer
    /// and phone number are nobody else's. Both have learnt an answer.
    pub(crate) async fn set_apart() -> Self {
        Self::made(true).await
    }

    async fn made(apart: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = store_in(&folder).await;
        let access = Access::new(store.clone(), Arc::new(StoppedClock));
        let first = store.ensure_owner(OwnerId::new(NOW, 1), NOW).await.unwrap();
        let second = OwnerId::new(NOW, 2);
        let mut tx = store.begin(second).await.unwrap();
        tx.insert_owner(NOW).await.unwrap();
        tx.commit().await.unwrap();
        let webhooks = stage::webhooks(store.clone());
        let mut anna = owner(&store, &access, &webhooks, first, 1).await;
        let mut boris = owner(&store, &access, &webhooks, second, 2).await;
        if apart {
            set_apart(&store, &mut anna, &mut boris).await;
        }
        anna.engine.start().await.unwrap();
        let maker = Made(vec![boris.engine.clone()]);
        let router = web::router(Config {
            engines: Engines::new(anna.engine.clone(), Some(Arc::new(maker))),
            access: Some(access.clone()),
            webhooks: Some(webhooks.clone()),
            bot_hooks: None,
            is_secure: false,
            behind_proxy: false,
            clock: Arc::new(StoppedClock),
            hosts: vec![],
            any_model_address: false,
            demo: None,
            telegram: web::Telegram::default(),
            sandbox_control: None,
        });
        Self { _folder: folder, store, router, access, anna, boris }
    }

    /// A token of the first owner's with these scopes.
    pub(crate) async fn token(&self, scopes: &str) -> String {
        let (scopes, name): (Scopes, _) = (scopes.parse().unwrap(), "test".parse().unwrap());
        let source = Source::default();
        let made = self.access.make_token(self.anna.id, &name, scopes, None, &source).await;
        made.unwrap().text.as_str().to_owned()
    }

    pub(crate) async fn request(&self, request: Request<Body>) -> Answer {
        read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// A request with a token and a body.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.request(request.body(body).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.ask(Method::GET, path, &self.anna.token, None).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        answer.json()
    }

    /// To what an action was done, by the audit log.
    pub(crate) async fn audited(&self, action: &str) -> Vec<String> {
        let log = self.get("/api/v1/audit").await;
        let lines = log["items"].as_array().unwrap().iter();
        let of_action = lines.filter(|line| line["action"] == action);
        of_action.map(|line| line["subject"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, &self.anna.token, Some(body)).await
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// The code of a problem, after a look at what every problem must be.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{}", self.body);
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16(), "{problem}");
        for field in ["type", "title", "detail"] {
            assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
        }
        let code = problem["code"].as_str().unwrap();
        assert_eq!(problem["type"], format!("urn:aitwin:problem:{code}"));
        code.to_owned()
    }
}

/// An owner with something of everything. What is theirs has other identifiers than that of others.
async fn owner(
    store: &Store,
    access: &Access,
    webhooks: &Webhooks,
    id: OwnerId,
    number: u128,
) -> Owner {
    let account = with_account_of(store, id, number).await;
    // No two things have one identifier.
    let (reply, question) =
        (ReplyId::new(NOW, 1_000 + number), QuestionId::new(NOW, 2_000 + number));
    let fact = FactId::new(NOW, 3_000 + number);
    let voice = VoiceId::new(NOW, 4_000 + number);
    let mut tx = store.begin(id).await.unwrap();
    tx.insert_messages(account, &[message(1), message(2), message(3)]).await.unwrap();
    tx.set_mode(account, ANNA, Some(Mode::Draft)).await.unwrap();
    assert!(tx.plan_reply(&draft(reply, account)).await.unwrap());
    tx.mark_undecided(account, ANNA, MessageId(3)).await.unwrap();
    tx.ask_question(&asked(question, account)).await.unwrap();
    tx.insert_fact(&known(fact, account)).await.unwrap();
    tx.add_cloned_voice(&made(voice)).await.unwrap();
    tx.commit().await.unwrap();
    let (happen, events) = mpsc::unbounded_channel();
    let telegram = Telegram::new(events);
    let codes = Peer { id: PeerId(777_000), title: "Telegram".to_owned(), ..stage::anna() };
    telegram.dialogs.lock().unwrap().extend([stage::anna(), codes]);
    let maker = Arc::new(Maker::default());
    let connector = Arc::new(TheConnector(Arc::clone(&telegram)));
    let engine = stage::engine(store.clone(), id, connector, Arc::clone(&maker)).await;
    let webhook = webhooks.add(id, "https://example.com/twin", &[]).await.unwrap().webhook.id;
    let delivery = webhooks.test(id, webhook).await.unwrap().unwrap();
    let (all, source) = ("all".parse().unwrap(), Source::default());
    let made = access.make_token(id, &all, Scopes::all(), None, &source).await.unwrap();
    Owner {
        id,
        token: made.text.as_str().to_owned(),
        token_id: made.token.id.to_string(),
        account,
        reply,
        question,
        fact,
        chat: ANNA,
        exemplar: MessageId(2),
        phone: None,
        voice,
        webhook,
        delivery,
        telegram,
        engine,
        maker,
        _happen: happen,
    }
}

/// Gives each owner an answer to learn from, the first one in a chat of their own, and that one a phone number.
async fn set_apart(store: &Store, anna: &mut Owner, boris: &mut Owner) {
    (anna.chat, anna.phone) = (MASHA, Some("+79998887766"));
    (anna.exemplar, boris.exemplar) = (MessageId(1_000_102), MessageId(4));
    for (of, asked) in [(&*anna, 1_000_101), (&*boris, 3)] {
        let mut tx = store.begin(of.id).await.unwrap();
        tx.upsert_peer(of.account, &Peer { id: of.chat, ..stage::anna() }).await.unwrap();
        let asked = Message { chat: of.chat, sender: of.chat, ..message(asked) };
        let answer = Message {
            id: of.exemplar,
            author: Author::Owner,
            sender: PeerId(500),
            sent_at: NOW + Duration::from_secs(20),
            content: Content::Text { text: "норм".to_owned() },
            ..asked.clone()
        };
        tx.insert_messages(of.account, &[asked, answer]).await.unwrap();
        if let Some(phone) = of.phone {
            let profile =
                Profile { phone: Some(phone.to_owned()), ..stage::profile("Илья", 500) };
            tx.update_profile(of.account, &profile).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

async fn with_account_of(store: &Store, owner: OwnerId, number: u128) -> AccountId {
    if number == 1 {
        return with_account(store, owner).await;
    }
    // Another account of the same Telegram, with an identifier of its own.
    let account = domain::Account {
        id: AccountId::new(NOW, 100 + number),
        kind: AccountKind::User,
        profile: stage::profile("Борис", 700),
        state: domain::AccountState::Active,
        default_mode: Mode::Watch,
    };
    let mut tx = store.begin(owner).await.unwrap();
    tx.insert_account(&account).await.unwrap();
    tx.save_session(account.id, &stage::session()).await.unwrap();
    tx.upsert_peer(account.id, &stage::anna()).await.unwrap();
    tx.commit().await.unwrap();
    account.id
}

/// A voice that was recorded on the page.
fn made(id: VoiceId) -> ClonedVoice {
    let text = "This is my own voice.".to_owned();
    ClonedVoice {
        id,
        name: "Mine".to_owned(),
        place: "elevenlabs".to_owned(),
        voice: Some("there-1".to_owned()),
        state: VoiceState::Made,
        problem: None,
        since: NOW,
        consent: Consent { at: NOW, text, language: "en".to_owned() },
        of: MadeOf { account: None, notes: 0, recordings: 2, spoken: Duration::from_secs(90) },
    }
}

fn message(id: i32) -> Message {
    Message {
        chat: ANNA,
        id: MessageId(id),
        author: Author::Other,
        sender: ANNA,
        sent_at: NOW,
        content: Content::Text { text: format!("message {id}") },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}

pub(super) fn draft(id: ReplyId, account: AccountId) -> Reply {
    Reply {
        id,
        account,
        chat: ANNA,
        state: ReplyState::Waiting,
        answers: MessageId(3),
        bubbles: vec![Bubble {
            text: "го".to_owned(),
            random_id: 1,
            message_id: None,
            spoken: None,
        }],
        send_at: NOW,
        confidence: 0.9,
        mode: Mode::Draft,
        word: None,
        away: false,
        discloses: false,
        created_at: NOW,
    }
}

fn asked(id: QuestionId, account: AccountId) -> Question {
    Question {
        id,
        account,
        chat: ANNA,
        answers: MessageId(3),
        text: "When do you come?".to_owned(),
        proposed: vec![],
        rule: "promise".to_owned(),
        asked_at: NOW,
        state: QuestionState::Open,
        end: None,
    }
}

fn known(id: FactId, account: AccountId) -> Fact {
    Fact {
        id,
        account,
        scope: FactScope::Chat(ANNA),
        kind: FactKind::Note,
        text: "likes tea".to_owned(),
        source: None,
        said_at: NOW,
        until: None,
        confidence: 1.0,
        origin: FactOrigin::Owner,
        state: FactState::Kept,
        may_be_said: true,
        used: 0,
        last_used_at: None,
    }
}

//! A messenger that remembers what it was told, a clock that moves when told, and a twin that has
//! learnt a few answers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::{
    Account, AccountId, AccountState, Author, Chat, ChatAction, Clock, Connector, Content, Event,
    Login, Message, MessageId, Messenger, MessengerError, Mode, NewSession, OwnerId, Peer,
    PeerFlags, PeerId, PeerKind, Profile, SentMessage, SessionStore, Timestamp, UpdatesState,
};
use engine::{Engine, Parts, Settings, Stamped, Subscription, TwinEvent};
use store::{MasterKey, Store};
use style::PaceBounds;
use tokio::sync::{mpsc, watch};

pub(crate) const OWNER: PeerId = PeerId(100);
pub(crate) const ANNA: PeerId = PeerId(7);
pub(crate) const QUESTION: &str = "привет, как дела?";
pub(crate) const ANSWER: &str = "норм";
pub(crate) const ANOTHER_QUESTION: &str = "занят сейчас?";
pub(crate) const ANOTHER_ANSWER: &str = "нет";
pub(crate) const LONG_QUESTION: &str = "как тебе фильм?";
pub(crate) const LONG_ANSWER: [&str; 2] = ["огонь", "прям очень"];

pub(crate) const BURST: Duration = Duration::from_secs(2);
pub(crate) const READ: Duration = Duration::from_secs(3);
pub(crate) const TYPING: Duration = Duration::from_secs(4);

const START: Timestamp = Timestamp::from_secs(1_700_000_000);

/// A clock that stands still until it is moved.
pub(crate) struct HandClock(watch::Sender<Timestamp>);

impl HandClock {
    pub(crate) fn move_to(&self, at: Timestamp) {
        self.0.send_if_modified(|now| {
            let later = at > *now;
            *now = at.max(*now);
            later
        });
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.0.subscribe().wait_for(|now| *now >= at).await.unwrap();
    }
}

/// What Telegram does when told to send.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer {
    Accepts,
    AcceptsButTheAnswerIsLost,
    Refuses,
    TellsToWait,
}

/// Telegram as far as the engine can see it; outlives connections.
pub(crate) struct Telegram {
    clock: Arc<HandClock>,
    events: Mutex<Option<mpsc::UnboundedReceiver<Event>>>,
    happen: Mutex<mpsc::UnboundedSender<Event>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    next_id: i32,
    sent: Vec<(PeerId, String)>,
    by_random_id: HashMap<(PeerId, i64), SentMessage>,
    answers: Vec<Answer>,
    tried: Vec<i64>,
    read_up_to: Vec<MessageId>,
    actions: Vec<ChatAction>,
    reachable: bool,
}

impl Telegram {
    fn new(clock: Arc<HandClock>) -> Self {
        let (happen, events) = mpsc::unbounded_channel();
        Self {
            clock,
            events: Mutex::new(Some(events)),
            happen: Mutex::new(happen),
            state: Mutex::new(State { next_id: 1_000, reachable: true, ..State::default() }),
        }
    }

    fn new_id(&self) -> MessageId {
        let mut state = self.state.lock().unwrap();
        state.next_id += 1;
        MessageId(state.next_id)
    }

    /// A message comes in, or goes out from the owner's own phone.
    pub(crate) fn writes(&self, author: Author, text: &str) -> Message {
        let message = message(self.new_id().0, author, text, self.clock.now());
        self.happens(Event::Message { message: message.clone(), peer: anna() });
        message
    }

    pub(crate) fn happens(&self, event: Event) {
        self.happen.lock().unwrap().send(event).unwrap();
    }

    /// Cuts the line, until it [`Telegram::comes_back`].
    pub(crate) fn goes_away(&self) {
        self.state.lock().unwrap().reachable = false;
        self.happens(Event::Disconnected);
    }

    /// The line is back, and everything missed was told before.
    pub(crate) fn comes_back(&self) {
        self.state.lock().unwrap().reachable = true;
        self.happens(Event::CaughtUp);
    }

    /// How the next tries to send will go; after these all are accepted.
    pub(crate) fn will_answer(&self, answers: &[Answer]) {
        self.state.lock().unwrap().answers = answers.iter().rev().copied().collect();
    }

    /// What arrived, in order.
    pub(crate) fn arrived(&self) -> Vec<String> {
        self.state.lock().unwrap().sent.iter().map(|(_, text)| text.clone()).collect()
    }

    /// The random ids of all tries to send, in order.
    pub(crate) fn tried(&self) -> Vec<i64> {
        self.state.lock().unwrap().tried.clone()
    }

    pub(crate) fn read_up_to(&self) -> Vec<MessageId> {
        self.state.lock().unwrap().read_up_to.clone()
    }

    pub(crate) fn actions(&self) -> Vec<ChatAction> {
        self.state.lock().unwrap().actions.clone()
    }
}

struct Connected {
    telegram: Arc<Telegram>,
    events: tokio::sync::Mutex<mpsc::UnboundedReceiver<Event>>,
}

#[async_trait]
impl Messenger for Connected {
    async fn next_event(&self) -> Result<Event, MessengerError> {
        Ok(self.events.lock().await.recv().await.unwrap())
    }

    async fn dialogs(&self, _limit: usize) -> Result<Vec<Chat>, MessengerError> {
        Ok(vec![Chat { peer: anna(), mode: None, last_message: None }])
    }

    async fn history(
        &self,
        _chat: PeerId,
        _before: Option<MessageId>,
        _limit: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        Ok(vec![message(900, Author::Other, QUESTION, self.telegram.clock.now())])
    }

    async fn mark_read(&self, _chat: PeerId, up_to: MessageId) -> Result<(), MessengerError> {
        self.telegram.state.lock().unwrap().read_up_to.push(up_to);
        Ok(())
    }

    async fn set_action(&self, _chat: PeerId, action: ChatAction) -> Result<(), MessengerError> {
        self.telegram.state.lock().unwrap().actions.push(action);
        Ok(())
    }

    async fn send_text(
        &self,
        chat: PeerId,
        text: &str,
        random_id: i64,
    ) -> Result<SentMessage, MessengerError> {
        let mut state = self.telegram.state.lock().unwrap();
        state.tried.push(random_id);
        let answer = state.answers.pop().unwrap_or(Answer::Accepts);
        match answer {
            Answer::Refuses => {
                return Err(MessengerError::Refused { reason: "USER_IS_BLOCKED".into() });
            }
            Answer::TellsToWait => return Err(MessengerError::FloodWait(Duration::from_secs(30))),
            Answer::Accepts | Answer::AcceptsButTheAnswerIsLost => {}
        }
        let sent = match state.by_random_id.get(&(chat, random_id)) {
            Some(sent) => *sent,
            None => {
                state.next_id += 1;
                let id = MessageId(state.next_id);
                let sent = SentMessage { id, sent_at: self.telegram.clock.now() };
                state.by_random_id.insert((chat, random_id), sent);
                state.sent.push((chat, text.to_owned()));
                sent
            }
        };
        match answer {
            Answer::AcceptsButTheAnswerIsLost => {
                Err(MessengerError::Unreachable("the answer was lost".into()))
            }
            _ => Ok(sent),
        }
    }

    async fn disconnect(&self) {}
}

struct TheConnector(Arc<Telegram>);

#[async_trait]
impl Connector for TheConnector {
    async fn begin_login(&self) -> Result<Box<dyn Login>, MessengerError> {
        Err(MessengerError::Refused { reason: "NO_LOGINS_HERE".into() })
    }

    async fn connect(
        &self,
        _session: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        let events = match self.0.events.lock().unwrap().take() {
            Some(events) => events,
            None => {
                let (happen, events) = mpsc::unbounded_channel();
                *self.0.happen.lock().unwrap() = happen;
                events
            }
        };
        if self.0.state.lock().unwrap().reachable {
            self.0.happens(Event::CaughtUp);
        }
        let telegram = Arc::clone(&self.0);
        Ok(Arc::new(Connected { telegram, events: tokio::sync::Mutex::new(events) }))
    }
}

/// An engine with one account and one chat, in which it may answer.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) telegram: Arc<Telegram>,
    pub(crate) engine: Engine,
    pub(crate) account: AccountId,
    events: Subscription,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(watch::Sender::new(START)));
        let telegram = Arc::new(Telegram::new(Arc::clone(&clock)));
        let (store, owner) = open(folder.path()).await;
        let account = with_history(&store, owner).await;
        let (engine, events) = engine(store, owner, &telegram, &clock).await;
        Self { folder, clock, telegram, engine, account, events }
    }

    /// Ends the process as a kill does, as far as the database can tell, and starts another one.
    pub(crate) async fn restart(&mut self) {
        self.engine.stop().await;
        let (store, owner) = open(self.folder.path()).await;
        let (engine, events) = engine(store, owner, &self.telegram, &self.clock).await;
        self.engine = engine;
        self.events = events;
    }

    pub(crate) async fn next(&mut self) -> Stamped {
        let next = tokio::time::timeout(Duration::from_secs(30), self.events.next());
        next.await.expect("the engine said nothing for 30 s").unwrap().as_ref().clone()
    }

    /// The next event of the chat.
    pub(crate) async fn next_of_chat(&mut self) -> TwinEvent {
        loop {
            let next = self.next().await;
            if next.chat == Some(ANNA) {
                return next.event;
            }
        }
    }

    /// The next event that `wanted` wants; those before it are passed over.
    pub(crate) async fn until<T>(&mut self, wanted: impl Fn(&TwinEvent) -> Option<T>) -> T {
        loop {
            let next = self.next().await;
            if let Some(found) = wanted(&next.event) {
                return found;
            }
        }
    }

    /// Waits for the twin to wait, and lets that wait pass.
    pub(crate) async fn burst_passes(&mut self) {
        let until = self
            .until(|event| match event {
                TwinEvent::Waiting { until } => Some(*until),
                _ => None,
            })
            .await;
        self.clock.move_to(until);
    }

    /// Waits for a plan; returns what is to be said and when.
    pub(crate) async fn planned(&mut self) -> (Vec<String>, Timestamp) {
        self.until(|event| match event {
            TwinEvent::Planned { bubbles, send_at, .. } => Some((bubbles.clone(), *send_at)),
            _ => None,
        })
        .await
    }

    /// Lets time pass until the planned reply is typed and sent.
    pub(crate) async fn time_comes(&mut self, send_at: Timestamp) {
        self.clock.move_to(send_at - TYPING);
        self.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
        self.clock.move_to(send_at);
    }

    pub(crate) async fn sent(&mut self) {
        self.until(|event| matches!(event, TwinEvent::Sent { .. }).then_some(())).await;
    }

    pub(crate) async fn messages(&self) -> Vec<Message> {
        self.engine.chat(self.account, ANNA, 100).await.unwrap().unwrap().messages
    }
}

async fn open(folder: &std::path::Path) -> (Store, OwnerId) {
    let url = format!("sqlite://{}", folder.join("twin.db").display());
    let store = Store::open(&url, MasterKey::from_text(&"ab".repeat(32)).unwrap()).await.unwrap();
    let owner = store.ensure_owner(OwnerId::new(START, 1), START).await.unwrap();
    (store, owner)
}

async fn with_history(store: &Store, owner: OwnerId) -> AccountId {
    let account = Account {
        id: AccountId::new(START, 2),
        profile: Profile {
            user_id: OWNER,
            first_name: "Илья".into(),
            last_name: String::new(),
            username: None,
            phone: None,
        },
        state: AccountState::Active,
        default_mode: Mode::Auto,
    };
    let mut tx = store.begin(owner).await.unwrap();
    tx.insert_account(&account).await.unwrap();
    let session = NewSession { keys: vec![1], updates: UpdatesState::default(), peers: vec![] };
    tx.save_session(account.id, &session).await.unwrap();
    tx.upsert_peer(account.id, &anna()).await.unwrap();
    let mut messages = Vec::new();
    for day in 1..=5 {
        let at = START - Duration::from_secs(u64::try_from(10 - day).unwrap() * 86_400);
        let later = at + Duration::from_secs(3_600);
        let pause = Duration::from_secs(20);
        let latest = later + Duration::from_secs(3_600);
        for (id, author, text, at) in [
            (0, Author::Other, LONG_QUESTION, at),
            (1, Author::Owner, LONG_ANSWER[0], at + pause),
            (2, Author::Owner, LONG_ANSWER[1], at + pause * 2),
            (3, Author::Other, QUESTION, later),
            (4, Author::Owner, ANSWER, later + pause),
            (5, Author::Other, ANOTHER_QUESTION, latest),
            (6, Author::Owner, ANOTHER_ANSWER, latest + pause),
        ] {
            messages.push(message(day * 10 + id, author, text, at));
        }
    }
    tx.insert_messages(account.id, &messages).await.unwrap();
    tx.commit().await.unwrap();
    account.id
}

async fn engine(
    store: Store,
    owner: OwnerId,
    telegram: &Arc<Telegram>,
    clock: &Arc<HandClock>,
) -> (Engine, Subscription) {
    let engine = Engine::new(Parts {
        store,
        owner,
        connector: Arc::new(TheConnector(Arc::clone(telegram))),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        settings: Settings {
            pace: PaceBounds { burst: BURST..=BURST, read: READ..=READ, typing: TYPING..=TYPING },
            stand_down: Duration::from_secs(1_800),
            answer_within: Duration::from_secs(12 * 3_600),
        },
        seed: 7,
    });
    let events = engine.subscribe(None);
    engine.start().await.unwrap();
    (engine, events)
}

pub(crate) fn anna() -> Peer {
    Peer {
        id: ANNA,
        kind: PeerKind::User,
        title: "Анна".into(),
        username: None,
        flags: PeerFlags::default(),
    }
}

pub(crate) fn message(id: i32, author: Author, text: &str, sent_at: Timestamp) -> Message {
    Message {
        chat: ANNA,
        id: MessageId(id),
        author,
        sender: if author == Author::Other { ANNA } else { OWNER },
        sent_at,
        content: Content::Text { text: text.into() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
    }
}

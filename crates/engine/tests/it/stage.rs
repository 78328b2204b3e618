//! An engine on a real database, with a Telegram and a clock that the test holds in its hand, and a
//! twin that has learnt a few answers.

use std::sync::Arc;
use std::time::Duration;

use domain::policy::{DisclosureWords, Why};
use domain::{
    Account, AccountId, AccountKind, AccountState, Author, Clock, Content, Event, Message,
    MessageId, Mode, NewSession, OwnerId, Peer, PeerFlags, PeerId, PeerKind, Policy, Profile,
    Timestamp, UpdatesState,
};
use engine::{
    CancelReason, Connection, Engine, HistoryLimits, MemoryLimits, Parts, Settings, Stamped,
    Subscription, TwinEvent,
};
use store::{MasterKey, Store};
use style::PaceBounds;

use crate::telegram::{HandClock, Telegram, TheConnector};

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

/// Between pages of history.
pub(crate) const PAGE_PAUSE: Duration = Duration::from_secs(10);

/// How long a chat is quiet before its memory is written.
pub(crate) const QUIET: Duration = Duration::from_secs(24 * 3_600);

pub(crate) const START: Timestamp = Timestamp::from_secs(1_700_000_000);

/// An engine with one account and one chat, in which it may answer.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
    /// The database as the engine has it.
    pub(crate) store: Store,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) telegram: Arc<Telegram>,
    pub(crate) engine: Engine,
    pub(crate) account: AccountId,
    events: Subscription,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock::at(START));
        let telegram = Arc::new(Telegram::new(Arc::clone(&clock)));
        let (store, owner) = open(folder.path()).await;
        let account = with_history(&store, owner).await;
        let (engine, events) = engine(store.clone(), owner, &telegram, &clock).await;
        Self { folder, store, clock, telegram, engine, account, events }
    }

    /// Ends the process as a kill does, as far as the database can tell, and starts another one.
    pub(crate) async fn restart(&mut self) {
        self.engine.stop().await;
        let (store, owner) = open(self.folder.path()).await;
        let (engine, events) = engine(store.clone(), owner, &self.telegram, &self.clock).await;
        self.store = store;
        self.engine = engine;
        self.events = events;
    }

    /// The database, as another process opens it.
    pub(crate) async fn elsewhere(&self) -> (Store, OwnerId) {
        open(self.folder.path()).await
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

    /// Waits until the account is connected and up to date.
    pub(crate) async fn online(&mut self) {
        let online = |event: &TwinEvent| {
            matches!(event, TwinEvent::Connection { state: Connection::Online }).then_some(())
        };
        self.until(online).await;
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

    /// Somebody asks, and a reply is planned; returns what is to be said and when.
    pub(crate) async fn plans(&mut self, question: &str) -> (Vec<String>, Timestamp) {
        self.telegram.writes(Author::Other, question);
        self.burst_passes().await;
        self.planned().await
    }

    /// Waits for a planned reply to be withdrawn; returns why.
    pub(crate) async fn cancelled(&mut self) -> CancelReason {
        self.until(|event| match event {
            TwinEvent::Cancelled { reason, .. } => Some(*reason),
            _ => None,
        })
        .await
    }

    /// Waits for a bubble that is not taken yet; returns when it is tried again.
    pub(crate) async fn retrying(&mut self) -> Timestamp {
        self.until(|event| match event {
            TwinEvent::Retrying { at, .. } => Some(*at),
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

    /// Changes what the owner allows.
    pub(crate) async fn allows(&self, change: impl FnOnce(&mut Policy)) {
        let mut policy = self.engine.rules(self.account).await.unwrap().unwrap().policy;
        change(&mut policy);
        assert!(self.engine.set_policy(self.account, &policy).await.unwrap());
    }

    /// Somebody asks, and nothing is done before a moment, or before the owner changes something;
    /// returns until when, and why.
    pub(crate) async fn holds(&mut self, question: &str) -> (Option<Timestamp>, Why) {
        self.telegram.writes(Author::Other, question);
        self.burst_passes().await;
        self.held().await
    }

    /// As [`Stage::holds`], of what was asked before.
    pub(crate) async fn held_after_burst(&mut self) -> (Option<Timestamp>, Why) {
        self.burst_passes().await;
        self.held().await
    }

    /// Waits until everything that has happened so far was taken: events come in order.
    pub(crate) async fn all_is_taken(&mut self) {
        let group = Peer { id: PeerId(-5), kind: PeerKind::Group, ..anna() };
        let last = Message { chat: group.id, ..self.telegram.unsent("всё") };
        self.telegram.happens(Event::Message { message: last, peer: group });
        while self.next().await.chat != Some(PeerId(-5)) {}
    }

    pub(crate) async fn held(&mut self) -> (Option<Timestamp>, Why) {
        self.until(|event| match event {
            TwinEvent::Held { until, why } => Some((*until, *why)),
            _ => None,
        })
        .await
    }

    /// Somebody asks, and is answered.
    pub(crate) async fn answers(&mut self, question: &str) {
        let (_, send_at) = self.plans(question).await;
        self.time_comes(send_at).await;
        self.sent().await;
    }

    pub(crate) async fn sent(&mut self) {
        self.until(|event| matches!(event, TwinEvent::Sent { .. }).then_some(())).await;
    }

    /// How many answers of the owner the twin has learnt.
    pub(crate) async fn exemplars(&self) -> usize {
        self.engine.account(self.account).await.unwrap().unwrap().exemplars
    }

    pub(crate) async fn messages(&self) -> Vec<Message> {
        self.engine.chat(self.account, ANNA, 100).await.unwrap().unwrap().messages
    }
}

pub(crate) async fn open(folder: &std::path::Path) -> (Store, OwnerId) {
    let url = format!("sqlite://{}", folder.join("twin.db").display());
    let store = Store::open(&url, MasterKey::from_text(&"ab".repeat(32)).unwrap()).await.unwrap();
    let owner = store.ensure_owner(OwnerId::new(START, 1), START).await.unwrap();
    (store, owner)
}

pub(crate) async fn with_history(store: &Store, owner: OwnerId) -> AccountId {
    let account = Account {
        id: AccountId::new(START, 2),
        kind: AccountKind::User,
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
    tx.insert_messages(account.id, &past()).await.unwrap();
    tx.commit().await.unwrap();
    account.id
}

/// What was asked and answered before, in the chat with Anna.
pub(crate) fn past() -> Vec<Message> {
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
    messages
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
        settings: settings(),
        seed: 7,
    });
    let events = engine.subscribe(None);
    engine.start().await.unwrap();
    (engine, events)
}

/// How a twin says by itself that it writes.
pub(crate) const TOLD_IN_ENGLISH: &str = "a twin is writing";
pub(crate) const TOLD_IN_RUSSIAN: &str = "пишет двойник";

/// Settings under which every wait is known.
pub(crate) fn settings() -> Settings {
    Settings {
        pace: PaceBounds { burst: BURST..=BURST, read: READ..=READ, typing: TYPING..=TYPING },
        policy: Policy::default(),
        disclosure_words: DisclosureWords {
            by_language: [("en", TOLD_IN_ENGLISH.to_owned()), ("ru", TOLD_IN_RUSSIAN.to_owned())]
                .into(),
            otherwise: TOLD_IN_ENGLISH.to_owned(),
        },
        default_mode: Mode::Watch,
        native_drafts: true,
        zone: style::TimeZone::UTC,
        history: HistoryLimits { chats: 10, messages: 250, pause: PAGE_PAUSE },
        memory: MemoryLimits { quiet: QUIET, ..MemoryLimits::default() },
    }
}

pub(crate) fn anna() -> Peer {
    peer(ANNA)
}

/// The owner in their own Saved Messages.
pub(crate) fn own() -> Peer {
    let flags = PeerFlags { is_self: true, ..PeerFlags::default() };
    Peer { title: "Илья".into(), flags, ..peer(OWNER) }
}

/// A person, all of whom are called Anna.
pub(crate) fn peer(id: PeerId) -> Peer {
    Peer {
        id,
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
        mentions_owner: false,
    }
}

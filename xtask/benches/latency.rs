//! The delay that the server itself adds to a reply: from an update's arrival to the sending of the
//! reply, with every pause of the pace set to zero, in recall mode, over a SQLite file.
//!
//! `cargo xtask bench latency` makes the history and runs this as
//! `cargo bench -p xtask --bench latency -- HISTORY`. Prints a JSON object per measured number.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use async_trait::async_trait;
use domain::policy::{DisclosureWords, Limits};
use domain::{
    AccountId, AccountState, Author, Chat, ChatAction, Clock, Connector, Content, Event, Login,
    Message, MessageFile, MessageId, Messenger, MessengerError, Mode, OwnerId, Peer, PeerId,
    Policy, SentMessage, SessionStore, Timestamp, VoiceNote,
};
use engine::{Connection, Engine, NewAccount, Parts, Settings, Subscription, TwinEvent};
use store::{MasterKey, Store};
use style::PaceBounds;
use tokio::sync::{Mutex, mpsc};

/// Messages answered before measuring: caches fill, pages are allocated.
const WARM_UP: usize = 200;

/// Answered messages that are measured.
const MEASURED: usize = 3_000;

/// What the history must at least give the twin to recall.
const EXEMPLARS: usize = 20_000;

/// The chats that write.
const CHATS: usize = 60;

/// A step that takes longer is stuck.
const STUCK: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Cargo adds `--bench`.
    let history = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let history = history.context("run as `cargo xtask bench latency`")?;
    let folder = tempfile::tempdir()?;
    let mut bench = Bench::set_up(folder.path(), Path::new(&history)).await?;
    let exemplars = bench.exemplars().await?;
    ensure!(exemplars >= EXEMPLARS, "only {exemplars} exemplars in the history");

    let mut delays = Vec::with_capacity(MEASURED);
    let mut silent = 0;
    for round in 0.. {
        let answered = bench.exchange(round).await?;
        match answered {
            Some(delay) if round >= WARM_UP => delays.push(delay),
            None if round >= WARM_UP => silent += 1,
            _ => {}
        }
        if delays.len() == MEASURED {
            break;
        }
        ensure!(round < 10 * MEASURED, "the twin is silent too often: {silent} times");
    }
    delays.sort_unstable();
    let at = |quantile: f64| delays[((delays.len() - 1) as f64 * quantile).round() as usize];
    print(
        &format!(
            "added latency, p99 of {MEASURED} replies in {CHATS} chats ({exemplars} exemplars; silent {silent} times)"
        ),
        at(0.99),
        "under 20 ms",
    )?;
    print("added latency, p50", at(0.5), "")?;
    print("added latency, p90", at(0.9), "")?;
    print("added latency, longest", at(1.0), "")
}

fn print(what: &str, delay: Duration, goal: &str) -> anyhow::Result<()> {
    let measured = format!("{:.2} ms", delay.as_secs_f64() * 1e3);
    let row = serde_json::json!({ "what": what, "measured": measured, "goal": goal });
    Ok(writeln!(std::io::stdout().lock(), "{row}")?)
}

/// A running engine whose Telegram is us.
struct Bench {
    engine: Engine,
    account: AccountId,
    events: Subscription,
    to_engine: mpsc::UnboundedSender<Event>,
    from_engine: mpsc::UnboundedReceiver<Instant>,
    clock: Arc<BenchClock>,
    /// Per chat, what its contact once wrote and the owner answered.
    asked: Vec<(Peer, Vec<String>)>,
    next_id: Arc<AtomicI32>,
}

impl Bench {
    async fn set_up(folder: &Path, history: &Path) -> anyhow::Result<Self> {
        let clock = Arc::new(BenchClock { started: Instant::now() });
        let now = clock.now();
        let master = MasterKey::load_or_create(&folder.join("master.key"))?;
        let store = Store::open(&folder.join("bench.db").display().to_string(), master).await?;
        let owner = store.ensure_owner(OwnerId::new(now, 1), now).await?;
        let imported =
            engine::import(&store, owner, File::open(history)?, None, NewAccount::new(now, 2))
                .await?;
        let account = imported.account;
        let mut tx = store.begin(owner).await?;
        tx.set_account_state(account, AccountState::Active).await?;
        tx.set_default_mode(account, Mode::Auto).await?;
        tx.commit().await?;

        let next_id = Arc::new(AtomicI32::new(1_000_000_000));
        let (to_engine, events) = mpsc::unbounded_channel();
        to_engine.send(Event::CaughtUp)?;
        let (sent, from_engine) = mpsc::unbounded_channel();
        let telegram = Telegram {
            events: Mutex::new(events),
            sent,
            next_id: Arc::clone(&next_id),
            clock: Arc::clone(&clock),
        };
        let engine = Engine::new(Parts {
            store: store.clone(),
            owner,
            connector: Arc::new(OneAccount(Arc::new(telegram))),
            clock: clock.clone(),
            settings: Settings {
                pace: PaceBounds::ZERO,
                policy: Policy { limits: Limits::NONE, ..Policy::default() },
                disclosure_words: DisclosureWords::default(),
                default_mode: Mode::Watch,
                native_drafts: true,
                zone: style::TimeZone::UTC,
                history: engine::HistoryLimits::default(),
                memory: engine::MemoryLimits::default(),
            },
            seed: 3,
        });
        let events = engine.subscribe(None);
        engine.start().await?;
        let asked = asked(&engine, account).await?;
        let mut bench =
            Self { engine, account, events, to_engine, from_engine, clock, asked, next_id };
        while !matches!(bench.event().await?, TwinEvent::Connection { state: Connection::Online }) {
        }
        Ok(bench)
    }

    async fn exemplars(&self) -> anyhow::Result<usize> {
        let account = self.engine.account(self.account).await?.context("the account is gone")?;
        Ok(account.exemplars)
    }

    /// A contact writes. Returns how long after its arrival the first bubble of the reply was sent;
    /// `None` if the twin preferred to be silent.
    async fn exchange(&mut self, round: usize) -> anyhow::Result<Option<Duration>> {
        let (peer, asked) = &self.asked[round % self.asked.len()];
        let text = asked[round / self.asked.len() % asked.len()].clone();
        let message = Message {
            chat: peer.id,
            id: MessageId(self.next_id.fetch_add(1, Ordering::Relaxed)),
            author: Author::Other,
            sender: peer.id,
            sent_at: self.clock.now(),
            content: Content::Text { text },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        };
        let arrived = Instant::now();
        self.to_engine.send(Event::Message { message, peer: peer.clone() })?;
        loop {
            match self.event().await? {
                TwinEvent::Sent { .. } => break,
                TwinEvent::Silent { .. } => return Ok(None),
                TwinEvent::Ignored { .. }
                | TwinEvent::StandingDown { .. }
                | TwinEvent::Failed { .. } => bail!("the twin should answer here"),
                _ => {}
            }
        }
        let first = self.from_engine.try_recv().context("a reply without a bubble")?;
        while self.from_engine.try_recv().is_ok() {}
        Ok(Some(first.duration_since(arrived)))
    }

    async fn event(&mut self) -> anyhow::Result<TwinEvent> {
        let next = tokio::time::timeout(STUCK, self.events.next()).await;
        let stamped = next.context("nothing happens")?.context("the engine has stopped")?;
        Ok(stamped.event.clone())
    }
}

/// What contacts wrote right before the owner answered, from the newest messages of the chats.
async fn asked(engine: &Engine, account: AccountId) -> anyhow::Result<Vec<(Peer, Vec<String>)>> {
    let mut all = Vec::new();
    for chat in engine.chats(account, CHATS).await? {
        let peer = chat.peer;
        let view = engine.chat(account, peer.id, 1_000).await?.context("the chat is gone")?;
        let texts: Vec<String> = view
            .messages
            .windows(2)
            .filter(|pair| pair[0].author == Author::Other && pair[1].author == Author::Owner)
            .filter_map(|pair| pair[0].content.text().map(str::to_owned))
            .collect();
        ensure!(!texts.is_empty(), "the owner never answered {}", peer.id);
        all.push((peer, texts));
    }
    ensure!(all.len() == CHATS, "the history has only {} chats", all.len());
    Ok(all)
}

/// Time since the start of the benchmark, counted from 2026, which is after the history.
struct BenchClock {
    started: Instant,
}

#[async_trait]
impl Clock for BenchClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_767_225_600) + self.started.elapsed()
    }

    async fn sleep_until(&self, at: Timestamp) {
        let left = at.since(self.now());
        if !left.is_zero() {
            tokio::time::sleep(left).await;
        }
    }
}

/// A Telegram that delivers what it is told to, and notes when something is sent.
struct Telegram {
    events: Mutex<mpsc::UnboundedReceiver<Event>>,
    sent: mpsc::UnboundedSender<Instant>,
    next_id: Arc<AtomicI32>,
    clock: Arc<BenchClock>,
}

#[async_trait]
impl Messenger for Telegram {
    async fn next_event(&self) -> Result<Event, MessengerError> {
        match self.events.lock().await.recv().await {
            Some(event) => Ok(event),
            None => std::future::pending().await,
        }
    }

    async fn dialogs(&self, _: usize) -> Result<Vec<Chat>, MessengerError> {
        Ok(vec![])
    }

    async fn history(
        &self,
        _: PeerId,
        _: Option<MessageId>,
        _: usize,
    ) -> Result<Vec<Message>, MessengerError> {
        Ok(vec![])
    }

    async fn mark_read(&self, _: PeerId, _: MessageId) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn set_action(&self, _: PeerId, _: ChatAction) -> Result<(), MessengerError> {
        Ok(())
    }

    async fn send_text(
        &self,
        _: PeerId,
        _: &str,
        _: i64,
        _: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        // Nobody listens any more once the benchmark is over.
        let _ = self.sent.send(Instant::now());
        let id = MessageId(self.next_id.fetch_add(1, Ordering::Relaxed));
        Ok(SentMessage { id, sent_at: self.clock.now() })
    }

    async fn send_voice(
        &self,
        _: PeerId,
        _: &VoiceNote,
        _: i64,
        _: Option<MessageId>,
    ) -> Result<SentMessage, MessengerError> {
        Err(MessengerError::Refused { reason: "NOBODY_SPEAKS_HERE".into() })
    }

    async fn file(
        &self,
        _: PeerId,
        _: MessageId,
        _: usize,
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

/// Connects to that Telegram; nobody logs in here.
struct OneAccount(Arc<Telegram>);

#[async_trait]
impl Connector for OneAccount {
    async fn begin_login(&self) -> Result<Box<dyn Login>, MessengerError> {
        Err(MessengerError::Refused { reason: "NO_LOGINS".to_owned() })
    }

    async fn connect(
        &self,
        _: Arc<dyn SessionStore>,
    ) -> Result<Arc<dyn Messenger>, MessengerError> {
        Ok(self.0.clone())
    }
}

//! A bot that its owner has connected to their account, against the sandbox's Bot API: what the person in the chat
//! reads, in whose name, and once.

mod alone;
mod beside;
mod rights;

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use ::bots::BotApi;
use async_trait::async_trait;
use domain::policy::Limits;
use domain::{
    Account, AccountId, AccountKind, AccountState, BotConnector, Clock as _, LoginInput, Message,
    MessageId, Mode, Policy, Profile, Timestamp,
};
use engine::{
    CancelReason, Connected, Connection, Engine, LoginProgress, Parts, Subscription, TwinEvent,
};
use sandbox::{
    ChatMessage, Clock as _, Config, Control, FaultKind, NewAccount, NewBot, NewBotConnection,
    NewFault, Recipients, Repeat, Right, Sandbox, SystemClock,
};

use crate::both_ways::connector;
use crate::bots::PlainWords;
use crate::business::comes;
use crate::stage::{self, OWNER as OWNER_ID, START, TYPING, anna, open, past, settings};
use crate::telegram::HandClock;

const OWNER: &str = "+79990000001";
const ANNA: &str = "+79990000002";
const BOT: &str = "twin_bot";

/// All that a connected bot is asked to be let do.
const RIGHTS: [Right; 3] = [Right::Reply, Right::ReadMessages, Right::DeleteSentMessages];

/// An engine that speaks for a bot of a sandbox, and for the account of its owner, who has answered Anna before.
struct World {
    sandbox: Sandbox,
    /// How far the sandbox's clock is ahead of the computer's, in seconds.
    ahead: Arc<AtomicU64>,
    clock: Arc<HandClock>,
    engine: Engine,
    events: Subscription,
    account: AccountId,
    bot: AccountId,
    _folders: [tempfile::TempDir; 2],
}

impl World {
    /// The owner has no session here, and has not connected the bot yet.
    async fn without_session() -> Self {
        Self::set(false).await
    }

    /// The owner is logged in here, has connected the bot, and lets it speak.
    async fn beside_session() -> Self {
        let world = Self::set(true).await;
        world.connects(&RIGHTS);
        comes(async || world.connection().await.is_some()).await;
        world.engine.let_bot_speak(world.bot, OWNER_ID, true).await.unwrap();
        world
    }

    async fn set(logs_in: bool) -> Self {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let ahead = Arc::new(AtomicU64::new(0));
        let shift = Arc::clone(&ahead);
        let sandbox = Sandbox::start(Config {
            clock: Box::new(move || {
                SystemClock.now() + Duration::from_secs(shift.load(Ordering::SeqCst))
            }),
            ..Config::new(at, at, folders[0].path())
        });
        let sandbox = sandbox.await.unwrap();
        let control = sandbox.control();
        for (phone, name, id) in [(OWNER, "Илья", OWNER_ID), (ANNA, "Анна", stage::ANNA)] {
            let (phone, first_name, id) = (phone.into(), name.into(), Some(id.0));
            let new = NewAccount { phone, first_name, id, ..NewAccount::default() };
            control.create_account(new).unwrap();
        }
        let business = Some(true);
        let new =
            NewBot {
                name: "Двойник".into(), username: BOT.into(), business, ..Default::default()
            };
        let token = control.create_bot(&new).unwrap().token;

        let (store, owner) = open(folders[1].path()).await;
        let account = remembers(&store, owner).await;
        let clock = Arc::new(HandClock::at(RealClock.now()));
        let engine = Engine::new(Parts {
            store,
            owner,
            connector: Arc::new(connector(&sandbox)),
            clock: Arc::clone(&clock) as _,
            settings: settings(),
            seed: 7,
        });
        let address = format!("http://{}", sandbox.control_address()).parse().unwrap();
        let api = Arc::new(BotApi::new(address, Arc::new(RealClock)).unwrap());
        engine.use_bots(api as Arc<dyn BotConnector>, Arc::new(PlainWords));
        let events = engine.subscribe(None);
        if logs_in {
            let login = engine.begin_login().await.unwrap();
            engine.submit_login(login, LoginInput::Phone(OWNER.into())).await.unwrap();
            let code = LoginInput::Code(control.login_code(OWNER).unwrap());
            let done = engine.submit_login(login, code).await.unwrap();
            assert!(matches!(done, LoginProgress::Done(done) if done == account));
        }
        let bot = engine.add_bot(&token, None).await.unwrap().account;
        let world = Self { sandbox, ahead, clock, engine, events, account, bot, _folders: folders };
        world.is(world.bot, Connection::Online).await;
        if logs_in {
            world.is(world.account, Connection::Online).await;
        }
        world
    }

    fn control(&self) -> Control {
        self.sandbox.control()
    }

    /// Time passes, here and at Telegram.
    fn passes(&self, seconds: u64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
        self.clock.move_to(self.clock.now_and(seconds));
    }

    /// The owner connects the bot in their app, or changes what it may do.
    fn connects(&self, rights: &[Right]) {
        let new = NewBotConnection {
            bot: BOT.into(),
            rights: rights.iter().copied().collect::<BTreeSet<_>>(),
            recipients: Recipients::all(),
            enabled: true,
        };
        self.control().connect_bot(OWNER, new).unwrap();
    }

    /// How the bot is connected, as the owner is shown.
    async fn connection(&self) -> Option<Connected> {
        self.engine.bot(self.bot).await.unwrap().unwrap().connections.into_iter().next()
    }

    /// Waits until an account's line is as it should be.
    async fn is(&self, account: AccountId, state: Connection) {
        let line = async || self.engine.account(account).await.unwrap().unwrap().connection;
        comes(async || line().await == state).await;
    }

    fn anna_writes(&self, text: &str) -> ChatMessage {
        self.control().send_message(ANNA, OWNER, text).unwrap()
    }

    /// From their phone.
    fn owner_writes(&self, text: &str) {
        self.control().send_message(OWNER, ANNA, text).unwrap();
    }

    /// What Anna has read from the owner, each with whether the bot has written it.
    fn said(&self) -> Vec<(String, bool)> {
        let all = self.control().conversation(OWNER, ANNA).unwrap();
        let own = all.into_iter().filter(|message| message.out);
        own.map(|message| (message.text, message.via_business_bot.is_some())).collect()
    }

    /// What is stored of the chat since the past.
    async fn kept(&self) -> Vec<Message> {
        let chat = self.engine.chat(self.account, stage::ANNA, 100).await.unwrap().unwrap();
        chat.messages.into_iter().filter(|message| message.id.0 > 0).collect()
    }

    /// The next event of the chat that `wanted` wants.
    async fn until<T>(&mut self, wanted: impl Fn(&TwinEvent) -> Option<T>) -> T {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(30), self.events.next());
            let next = next.await.expect("the engine said nothing for 30 s").unwrap();
            if next.account == Some(self.account)
                && let Some(found) = wanted(&next.event)
            {
                return found;
            }
        }
    }

    /// The twin waits for the end of what is being written, and that wait passes.
    async fn burst_passes(&mut self) {
        let waits = |event: &TwinEvent| match event {
            TwinEvent::Waiting { until } => Some(*until),
            _ => None,
        };
        let until = self.until(waits).await;
        self.clock.move_to(until);
    }

    /// Anna asks, and a reply is planned; returns what is to be said and when.
    async fn plans(&mut self, question: &str) -> (Vec<String>, Timestamp) {
        self.anna_writes(question);
        self.burst_passes().await;
        self.until(|event| match event {
            TwinEvent::Planned { bubbles, send_at, .. } => Some((bubbles.clone(), *send_at)),
            _ => None,
        })
        .await
    }

    /// Lets time pass until the planned reply is typed, and is to be sent.
    async fn time_comes(&mut self, send_at: Timestamp) {
        self.clock.move_to(send_at - TYPING);
        self.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
        self.clock.move_to(send_at);
    }

    /// Anna asks, and is answered.
    async fn answers(&mut self, question: &str) {
        let (_, send_at) = self.plans(question).await;
        self.time_comes(send_at).await;
        assert_eq!(self.ended().await, None);
    }

    /// Why a reply has failed; `None` where it was sent.
    async fn ended(&mut self) -> Option<String> {
        self.until(|event| match event {
            TwinEvent::Sent { .. } => Some(None),
            TwinEvent::Failed { reason, .. } => Some(Some(reason.clone())),
            _ => None,
        })
        .await
    }

    /// Waits for a planned reply to be withdrawn; returns why.
    async fn cancelled(&mut self) -> CancelReason {
        self.until(|event| match event {
            TwinEvent::Cancelled { reason, .. } => Some(*reason),
            _ => None,
        })
        .await
    }

    /// Something goes wrong in the next call of a method of the Bot API.
    fn fails_once(&self, method: &str, fault: FaultKind) {
        let method = Some(method.to_owned());
        let fault = NewFault { account: None, method, repeat: Repeat::Times(1), fault };
        self.control().add_fault(fault).unwrap();
    }

    async fn end(self) {
        self.engine.stop().await;
        self.sandbox.stop().await;
    }
}

/// The clock of whoever waits for the sandbox to answer, which takes no notice of how the test moves its own.
struct RealClock;

#[async_trait]
impl domain::Clock for RealClock {
    fn now(&self) -> Timestamp {
        let now = SystemClock.now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        Timestamp::from_millis(now.try_into().unwrap())
    }

    async fn sleep_until(&self, at: Timestamp) {
        tokio::time::sleep(at.since(self.now())).await;
    }
}

/// Gives the owner's account a past with Anna, and lets its twin answer her.
async fn remembers(store: &store::Store, owner: domain::OwnerId) -> AccountId {
    let profile = Profile {
        user_id: OWNER_ID,
        first_name: "Илья".into(),
        last_name: String::new(),
        username: None,
        phone: None,
    };
    let account = Account {
        id: AccountId::new(START, 2),
        kind: AccountKind::User,
        profile,
        state: AccountState::Offline,
        default_mode: Mode::Auto,
    };
    let mut policy = Policy { limits: Limits::NONE, ..Policy::default() };
    policy.stand_down.while_online = false;
    let mut past = past();
    for message in &mut past {
        // Telegram numbers from 1 on: these are not in its way.
        message.id = MessageId(message.id.0 - 1_000);
    }
    let mut tx = store.begin(owner).await.unwrap();
    tx.insert_account(&account).await.unwrap();
    tx.upsert_peer(account.id, &anna()).await.unwrap();
    tx.insert_messages(account.id, &past).await.unwrap();
    tx.set_policy(account.id, &policy).await.unwrap();
    tx.commit().await.unwrap();
    account.id
}

fn by_bot(text: &str) -> (String, bool) {
    (text.to_owned(), true)
}

fn by_owner(text: &str) -> (String, bool) {
    (text.to_owned(), false)
}

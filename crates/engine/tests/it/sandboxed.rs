//! The whole way: a group in the sandbox, the real adapter, the engine, and back.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use domain::policy::{Limits, Why};
use domain::{
    Account, AccountId, AccountKind, AccountState, LoginInput, MessageId, Mode, OwnerId, Peer,
    PeerFlags, PeerId, PeerKind, Policy, Profile, Timestamp,
};
use engine::{Connection, Engine, LoginProgress, Parts, Settings, Subscription, TwinEvent};
use sandbox::{AccountChange, Config, Control, NewAccount, NewBot, NewGroup, NewMessage, Sandbox};
use style::PaceBounds;

use crate::both_ways::connector;
use crate::stage::{
    ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, QUESTION, START, open, past, settings,
};
use crate::telegram::HandClock;

const OWNER: &str = "+79990000001";
const ANNA: &str = "+79990000002";
const BORIS: &str = "+79990000003";
const BOT: &str = "echo_bot";

/// An engine that is connected to a sandbox, with a group in which the owner has answered before and
/// is answered for.
struct Sandboxed {
    sandbox: Sandbox,
    group: String,
    engine: Engine,
    events: Subscription,
    _folders: [tempfile::TempDir; 2],
}

impl Sandboxed {
    async fn with_group(supergroup: bool, while_online: bool) -> Self {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let sandbox = Sandbox::start(Config::new(at, at, folders[0].path())).await.unwrap();
        let control = sandbox.control();
        for (phone, name) in [(OWNER, "Илья"), (ANNA, "Анна"), (BORIS, "Борис")] {
            let (phone, first_name) = (phone.into(), name.into());
            control
                .create_account(NewAccount { phone, first_name, ..NewAccount::default() })
                .unwrap();
        }
        let named = AccountChange { username: Some("ilya".into()), ..AccountChange::default() };
        let user = PeerId(control.change_account(OWNER, named).unwrap().id);
        let bot = NewBot { name: "Эхо".into(), username: BOT.into(), ..NewBot::default() };
        control.create_bot(&bot).unwrap();
        let new = NewGroup {
            title: "Дача".into(),
            creator: ANNA.into(),
            members: vec![OWNER.into(), BORIS.into()],
            supergroup,
            ..NewGroup::default()
        };
        let group = control.create_group(&new).unwrap().id;
        control.add_member(&group.to_string(), ANNA, BOT).unwrap();

        let (store, owner) = open(folders[1].path()).await;
        let account = remembers(&store, owner, user, PeerId(group), while_online).await;
        let begun = control.send_message(ANNA, &group.to_string(), "кто едет?").unwrap();
        let engine = Engine::new(Parts {
            store,
            owner,
            connector: Arc::new(connector(&sandbox)),
            clock: Arc::new(HandClock::at(Timestamp::from_secs(begun.date))),
            settings: Settings { pace: PaceBounds::ZERO, ..settings() },
            seed: 7,
        });
        let events = engine.subscribe(None);
        let login = engine.begin_login().await.unwrap();
        engine.submit_login(login, LoginInput::Phone(OWNER.into())).await.unwrap();
        let code = LoginInput::Code(control.login_code(OWNER).unwrap());
        let done = engine.submit_login(login, code).await.unwrap();
        assert!(matches!(done, LoginProgress::Done(done) if done == account));
        let group = group.to_string();
        let mut sandboxed = Self { sandbox, group, engine, events, _folders: folders };
        sandboxed
            .until(|event| {
                matches!(event, TwinEvent::Connection { state: Connection::Online }).then_some(())
            })
            .await;
        sandboxed
    }

    fn control(&self) -> Control {
        self.sandbox.control()
    }

    fn says(&self, who: &str, text: &str) {
        self.control().send_message(who, &self.group, text).unwrap();
    }

    async fn until<T>(&mut self, wanted: impl Fn(&TwinEvent) -> Option<T>) -> T {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(30), self.events.next());
            let next = next.await.expect("the engine said nothing for 30 s").unwrap();
            if let Some(found) = wanted(&next.event) {
                return found;
            }
        }
    }

    async fn sent(&mut self) {
        self.until(|event| matches!(event, TwinEvent::Sent { .. }).then_some(())).await;
    }

    /// What stands in the group in the owner's name, as Anna sees it, with what each quotes.
    fn answers(&self) -> Vec<(String, Option<String>)> {
        let all = self.control().conversation(ANNA, &self.group).unwrap();
        let owner = self.control().account(OWNER).unwrap().id;
        let text = |id| {
            let quoted = all.iter().find(|message| Some(message.id) == id);
            quoted.map(|message| message.text.clone())
        };
        let owners = all.iter().filter(|message| message.from == owner);
        owners.map(|message| (message.text.clone(), text(message.reply_to))).collect()
    }

    async fn end(self) {
        self.engine.stop().await;
        self.sandbox.stop().await;
    }
}

/// Gives the owner's account a past in a group, and lets its twin answer there.
async fn remembers(
    store: &store::Store,
    owner: OwnerId,
    user_id: PeerId,
    group: PeerId,
    while_online: bool,
) -> AccountId {
    let profile = Profile {
        user_id,
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
        default_mode: Mode::Watch,
    };
    let peer = Peer {
        id: group,
        kind: PeerKind::Group,
        title: "Дача".into(),
        username: None,
        flags: PeerFlags::default(),
    };
    let mut policy = Policy { groups: Mode::Auto, limits: Limits::NONE, ..Policy::default() };
    policy.stand_down.while_online = while_online;
    let mut past = past();
    for message in &mut past {
        message.chat = group;
        // Telegram numbers from 1 on: these are not in its way.
        message.id = MessageId(message.id.0 - 1_000);
    }
    let mut tx = store.begin(owner).await.unwrap();
    tx.insert_account(&account).await.unwrap();
    tx.upsert_peer(account.id, &peer).await.unwrap();
    tx.insert_messages(account.id, &past).await.unwrap();
    tx.set_policy(account.id, &policy).await.unwrap();
    tx.commit().await.unwrap();
    account.id
}

#[tokio::test]
async fn who_mentions_the_owner_in_a_group_is_answered_once_and_nobody_else() {
    for supergroup in [false, true] {
        let mut stage = Sandboxed::with_group(supergroup, false).await;
        stage.says(ANNA, QUESTION);
        stage.says(BOT, &format!("@ilya {QUESTION}"));
        let first = format!("@ilya, {QUESTION}");
        stage.says(BORIS, &first);
        stage.sent().await;
        assert_eq!(stage.answers(), [(ANSWER.to_owned(), Some(first.clone()))]);

        let seen = stage.control().conversation(BORIS, &stage.group).unwrap();
        let replied = seen.iter().find(|message| message.text == ANSWER).unwrap().id;
        stage.says(ANNA, ANOTHER_QUESTION);
        let reply = NewMessage {
            from: BORIS.into(),
            to: stage.group.clone(),
            text: ANOTHER_QUESTION.into(),
            reply_to: Some(replied),
            ..NewMessage::default()
        };
        stage.control().send(&reply).unwrap();
        stage.sent().await;
        let second = (ANOTHER_ANSWER.to_owned(), Some(ANOTHER_QUESTION.to_owned()));
        assert_eq!(stage.answers(), [(ANSWER.to_owned(), Some(first)), second]);
        stage.end().await;
    }
}

#[tokio::test]
async fn the_twin_waits_until_the_owner_is_no_longer_online_on_another_device() {
    let mut stage = Sandboxed::with_group(false, true).await;
    stage.control().set_online(OWNER, true).unwrap();
    stage.says(BORIS, &format!("@ilya, {QUESTION}"));
    let held = |event: &TwinEvent| match event {
        TwinEvent::Held { until: Some(_), why } => Some(*why),
        _ => None,
    };
    assert_eq!(stage.until(held).await, Why::OwnerOnline);
    assert_eq!(stage.answers(), []);
    stage.control().set_online(OWNER, false).unwrap();
    stage.sent().await;
    assert_eq!(stage.answers().len(), 1);
    // What the twin does itself does not make its owner look as if they were there.
    stage.says(BORIS, &format!("@ilya, {ANOTHER_QUESTION}"));
    stage.sent().await;
    stage.end().await;
}

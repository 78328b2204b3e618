//! The same turns come out of an export and out of the account's own history.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use domain::policy::DisclosureWords;
use domain::{AccountId, Content, LoginInput, Message, Mode, OwnerId, PeerId, Policy, Timestamp};
use engine::{Engine, HistoryLimits, LoginProgress, MemoryLimits, Parts, Settings, TwinEvent};
use sandbox::{
    ChatMessage, Config, Control, MediaKind, NewAccount, NewFile, NewGroup, NewMessage, Sandbox,
};
use serde_json::{Value, json};
use store::{MasterKey, Store};
use style::{Exemplar, PaceBounds};
use telegram::{CustomDc, TelegramConnector};

use crate::telegram::HandClock;

const OWNER: &str = "+79990000001";
const ANNA: &str = "+79990000002";
const BORIS: &str = "+79990000003";
/// The beginning of a PNG of 512 x 512 pixels.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0\x08\x06\0\0\0";
const BEGAN: u64 = 1_700_000_000;

/// A conversation in the sandbox, at the test's own time.
struct Talk {
    control: Control,
    time: Arc<AtomicU64>,
}

impl Talk {
    fn later(&self, seconds: u64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    fn send(&self, new: NewMessage) -> ChatMessage {
        self.later(7);
        self.control.send(&new).unwrap()
    }

    fn says(&self, from: &str, to: &str, text: &str) -> ChatMessage {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.send(NewMessage { from, to, text: text.to_owned(), ..NewMessage::default() })
    }

    /// A message that answers one which its sender sees under the number `id`.
    fn replies(&self, from: &str, to: &str, id: i32, text: &str) {
        let (from, to) = (from.to_owned(), to.to_owned());
        let reply_to = Some(id);
        self.send(NewMessage { from, to, text: text.to_owned(), reply_to, ..Default::default() });
    }

    fn sends(&self, from: &str, to: &str, kind: MediaKind) {
        let about = NewFile { kind, duration: 3.0, emoji: "😂".into(), ..NewFile::default() };
        let bytes = if kind == MediaKind::Sticker { PICTURE } else { b"OggS and more" };
        let file = Some(self.control.add_file(about, bytes).unwrap().id);
        let (from, to) = (from.to_owned(), to.to_owned());
        self.send(NewMessage { from, to, file, ..NewMessage::default() });
    }

    /// What the owner sees under this text.
    fn id(&self, with: &str, text: &str) -> i32 {
        let all = self.control.conversation(OWNER, with).unwrap();
        all.iter().find(|message| message.text == text).expect("it was said").id
    }

    /// Everything that can happen in a chat. Returns the group.
    fn happens(&self) -> String {
        self.says(ANNA, OWNER, "привет!");
        self.says(ANNA, OWNER, "ты как?");
        self.says(OWNER, ANNA, "привет, норм");
        self.says(OWNER, ANNA, "а ты?");
        self.later(3_600);
        self.says(ANNA, OWNER, "купил хлеб?");
        self.says(ANNA, OWNER, "и молоко?");
        self.replies(OWNER, ANNA, self.id(ANNA, "купил хлеб?"), "хлеб купил");
        self.later(3_600);
        self.sends(ANNA, OWNER, MediaKind::Voice);
        self.says(OWNER, ANNA, "потом послушаю");
        self.later(3_600);
        self.says(ANNA, OWNER, "смешно?");
        self.sends(OWNER, ANNA, MediaKind::Sticker);
        self.says(OWNER, ANNA, "ещё как");
        self.later(3_600);
        self.says(ANNA, OWNER, "что пишут?");
        self.control.forward(OWNER, ANNA, self.id(ANNA, "смешно?"), ANNA).unwrap();
        self.later(3_600);
        self.says(ANNA, OWNER, "во скока кино");
        let typo = self.says(OWNER, ANNA, "в дсеять");
        self.later(20);
        self.control.edit_message(OWNER, ANNA, typo.id, "в десять").unwrap();
        self.later(3_600);
        self.says(ANNA, OWNER, "почта есть? ivan@example.com верно?");
        self.says(OWNER, ANNA, "да, и +7 921 123-45-67");

        let group = self.control.create_group(&NewGroup {
            title: "Дача".into(),
            creator: BORIS.into(),
            members: vec![OWNER.into(), ANNA.into()],
            ..NewGroup::default()
        });
        let group = group.unwrap().id.to_string();
        self.says(ANNA, &group, "кто едет?");
        self.says(BORIS, &group, "я");
        self.replies(OWNER, &group, self.id(&group, "кто едет?"), "и я еду");
        self.says(BORIS, &group, "берём мангал?");
        self.says(OWNER, &group, "берём");
        group
    }

    /// The owner's account as Telegram Desktop exports it, in the order in which it does.
    fn exported(&self, group: &str) -> String {
        let name = |id: i64| {
            let people = self.control.accounts();
            let person = people.iter().find(|person| person.id == id).expect("they exist");
            person.first_name.clone()
        };
        let owner = self.control.account(OWNER).unwrap().id;
        let chat = |kind: &str, id: i64, title: &str, with: &str| {
            let messages = self.control.conversation(OWNER, with).unwrap();
            let messages: Vec<Value> =
                messages.iter().map(|message| exported(message, &name(message.from))).collect();
            let messages = Value::from(messages);
            format!(
                r#"{{"name": "{title}", "type": "{kind}", "id": {id}, "messages": {messages}}}"#
            )
        };
        let anna = self.control.account(ANNA).unwrap().id;
        let group_id: i64 = group.parse().unwrap();
        let chats = [
            chat("personal_chat", anna, "Анна", ANNA),
            chat("private_group", -group_id, "Дача", group),
        ]
        .join(",");
        format!(
            r#"{{"about": "Here is the data you requested.",
                "personal_information": {{"user_id": {owner}, "first_name": "Илья", "last_name": ""}},
                "chats": {{"about": "…", "list": [{chats}]}}}}"#
        )
    }
}

fn exported(message: &ChatMessage, name: &str) -> Value {
    let mut out = json!({
        "id": message.id,
        "type": "message",
        "date": "2023-11-14T22:13:20",
        "date_unixtime": message.date.to_string(),
    });
    if !message.action.is_null() {
        out["type"] = "service".into();
        out["actor"] = name.into();
        out["actor_id"] = format!("user{}", message.from).into();
        out["action"] = "create_group".into();
        out["text"] = "".into();
        return out;
    }
    out["from"] = name.into();
    out["from_id"] = format!("user{}", message.from).into();
    if let Some(at) = message.edited_at {
        out["edited_unixtime"] = at.to_string().into();
    }
    if let Some(id) = message.reply_to {
        out["reply_to_message_id"] = id.into();
    }
    if message.forwarded_from.is_some() {
        out["forwarded_from"] = "Анна".into();
    }
    match message.file.as_ref().map(|file| file.kind) {
        Some(MediaKind::Voice) => {
            out["file"] = "voice_messages/audio_1.ogg".into();
            out["media_type"] = "voice_message".into();
            out["duration_seconds"] = 3.into();
        }
        Some(_) => {
            out["file"] = "stickers/sticker.webp".into();
            out["media_type"] = "sticker".into();
            out["sticker_emoji"] = "😂".into();
        }
        None => {}
    }
    // Whatever is formatted comes as a list of pieces.
    out["text"] = match message.text.split_once(' ') {
        Some((first, rest)) => json!([{"type": "bold", "text": first}, format!(" {rest}")]),
        None => message.text.as_str().into(),
    };
    out
}

struct Stored {
    store: Store,
    owner: OwnerId,
    _folder: tempfile::TempDir,
}

impl Stored {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("twin.db").display());
        let master = MasterKey::from_text(&"ab".repeat(32)).unwrap();
        let store = Store::open(&url, master).await.unwrap();
        let now = Timestamp::from_secs(1);
        let owner = store.ensure_owner(OwnerId::new(now, 1), now).await.unwrap();
        Self { store, owner, _folder: folder }
    }

    async fn learnt(&self, account: AccountId) -> Vec<Exemplar> {
        let learner = engine::learn(&self.store, self.owner, account).await.unwrap();
        learner.recall().exemplars().cloned().collect()
    }

    /// Every message but the service's, whose names differ.
    async fn messages(&self, account: AccountId) -> Vec<Message> {
        let mut tx = self.store.read(self.owner).await.unwrap();
        let mut messages = tx.messages_after(account, None, 1_000).await.unwrap();
        messages.retain(|message| !matches!(message.content, Content::Service { .. }));
        messages
    }
}

/// The way to a sandbox.
pub(crate) fn connector(sandbox: &Sandbox) -> TelegramConnector {
    let SocketAddr::V4(address) = sandbox.address() else { panic!("it listens on IPv4") };
    let public_key = sandbox.public_key().pem.clone();
    let config = ::telegram::Config {
        api_id: 1,
        api_hash: "hash".into(),
        device_model: "test".into(),
        app_version: "1".into(),
        custom_dc: Some(CustomDc { address, public_key }),
    };
    TelegramConnector::new(config, 7).unwrap()
}

/// Logs in and waits until the history was read.
async fn read_history(stored: &Stored, sandbox: &Sandbox, now: u64) -> AccountId {
    let engine = Engine::new(Parts {
        store: stored.store.clone(),
        owner: stored.owner,
        connector: Arc::new(connector(sandbox)),
        clock: Arc::new(HandClock::at(Timestamp::from_secs(now.cast_signed()))),
        settings: Settings {
            pace: PaceBounds::ZERO,
            policy: Policy::default(),
            disclosure_words: DisclosureWords::default(),
            default_mode: Mode::Watch,
            native_drafts: true,
            zone: style::TimeZone::UTC,
            history: HistoryLimits { pause: Duration::ZERO, ..HistoryLimits::default() },
            memory: MemoryLimits::default(),
        },
        seed: 7,
    });
    let mut events = engine.subscribe(None);
    let login = engine.begin_login().await.unwrap();
    engine.submit_login(login, LoginInput::Phone(OWNER.into())).await.unwrap();
    let code = LoginInput::Code(sandbox.control().login_code(OWNER).unwrap());
    let LoginProgress::Done(account) = engine.submit_login(login, code).await.unwrap() else {
        panic!("there is no password");
    };
    loop {
        let next = tokio::time::timeout(Duration::from_secs(30), events.next());
        match &next.await.expect("the history is read").unwrap().event {
            TwinEvent::HistoryDone { .. } => break,
            TwinEvent::Connection { .. } | TwinEvent::HistoryProgress { .. } => {}
            other => panic!("the past is not answered: {other:?}"),
        }
    }
    engine.stop().await;
    account
}

#[tokio::test]
async fn an_export_and_the_accounts_own_history_teach_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let time = Arc::new(AtomicU64::new(BEGAN));
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let clock = Arc::clone(&time);
    let sandbox = Sandbox::start(Config {
        clock: Box::new(move || UNIX_EPOCH + Duration::from_secs(clock.load(Ordering::SeqCst))),
        ..Config::new(at, at, folder.path())
    })
    .await
    .unwrap();
    for (phone, name) in [(OWNER, "Илья"), (ANNA, "Анна"), (BORIS, "Борис")] {
        let new =
            NewAccount { phone: phone.into(), first_name: name.into(), ..NewAccount::default() };
        sandbox.control().create_account(new).unwrap();
    }
    let talk = Talk { control: sandbox.control(), time };
    let group = talk.happens();
    talk.later(86_400);
    let export = talk.exported(&group);
    // Clients do not talk to a server whose clock is years behind: it goes on in the present.
    let user = PeerId(talk.control.account(OWNER).unwrap().id);
    let afterwards = talk.time.load(Ordering::SeqCst);
    drop(talk);
    sandbox.stop().await;
    let sandbox = Sandbox::start(Config::new(at, at, folder.path())).await.unwrap();

    let read = Stored::open().await;
    let account = read_history(&read, &sandbox, afterwards).await;
    let imported = Stored::open().await;
    let now = Timestamp::from_secs(1);
    let source = std::io::Cursor::new(export.clone());
    let report = engine::import(
        &imported.store,
        imported.owner,
        source,
        None,
        engine::NewAccount::new(now, 2),
    )
    .await
    .unwrap();
    sandbox.stop().await;

    assert_eq!(report.summary.skipped_broken, 0);
    assert_eq!(read.messages(account).await, imported.messages(report.account).await);
    let learnt = read.learnt(account).await;
    assert_eq!(learnt, imported.learnt(report.account).await);
    let answers: Vec<String> = learnt.iter().map(|exemplar| exemplar.answer.joined()).collect();
    assert_eq!(
        answers,
        ["и я еду", "берём", "привет, норм\nа ты?", "хлеб купил", "в десять", "да, и <phone>"],
        "and it is what was to be learnt"
    );

    // The export over the history adds nothing but the service's own words.
    let source = std::io::Cursor::new(export);
    let again =
        engine::import(&read.store, read.owner, source, None, engine::NewAccount::new(now, 3))
            .await
            .unwrap();
    assert_eq!((again.account, again.new_messages, again.changed_messages), (account, 0, 0));
    let mut tx = read.store.read(read.owner).await.unwrap();
    assert_eq!(tx.account_by_user(user).await.unwrap().unwrap().id, account);
    assert_eq!(tx.undecided_chats(account).await.unwrap(), []);
}

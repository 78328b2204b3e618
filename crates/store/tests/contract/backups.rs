//! Backups: all that is stored, restored into either database, whole or not at all.

use std::collections::BTreeMap;

use domain::{AccountState, PeerId, SavedSession, SessionStore, UpdatesState, WebhookOff};
use serde_json::{Value, json};
use store::{Accounts, Error, Restored, Store, check_backup};

use crate::models::key;
use crate::row_security::{fill, names};
use crate::support::{Database, Fixture, NOW, master_key, on_both, peer, text};
use crate::webhooks::webhook;

on_both!(
    all_rows_come_back_in_either_database,
    secrets_open_with_the_key_of_the_new_database,
    accounts_wait_until_they_are_told_to_connect,
    webhooks_of_a_copy_are_told_of_nothing,
    a_backup_is_of_one_moment,
    another_owner_sees_nothing_of_what_was_restored,
    a_database_that_is_not_empty_is_refused_and_kept,
    what_is_no_whole_backup_is_refused_and_leaves_the_database_empty,
    a_backup_of_a_newer_version_is_refused,
    a_backup_of_the_first_version_is_brought_up_to_date,
    a_text_that_one_database_cannot_hold_keeps_its_rest,
);

/// Tables that a backup holds otherwise than as rows, or not at all: the index of words is made anew from the
/// messages.
const APART: [&str; 6] = [
    "message_indexes",
    "message_words",
    "owner_keys",
    "schema_migrations",
    "server",
    "unpacked_messages",
];

#[tokio::test]
async fn every_table_is_in_a_backup() {
    let db = Database::postgres().await;
    let fixture = db.with_account().await;
    let mut tables = names(
        &mut db.postgres_as(None).await,
        "SELECT relname AS name FROM pg_class \
         WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace",
    )
    .await;
    tables.retain(|table| !APART.contains(&table.as_str()));
    let written = backup(&fixture.store).await;
    let found: Vec<String> = rows(&written).into_keys().collect();
    assert_eq!(found, tables);
}

pub(crate) async fn backup(store: &Store) -> Vec<u8> {
    let mut written = Vec::new();
    store.back_up(&mut written, NOW, &mut |_, _| {}).await.unwrap();
    written
}

async fn restore(db: &Database, mut backup: &[u8], accounts: Accounts) -> Result<Restored, Error> {
    let master = || Ok(master_key(9));
    Store::restore(&db.address, master, &mut backup, accounts, &mut |_| {}).await
}

async fn open(db: &Database) -> Store {
    Store::open(&db.address, master_key(9)).await.unwrap()
}

/// The rows of each table by the names of their columns: what may differ between databases is alike.
fn rows(backup: &[u8]) -> BTreeMap<String, Vec<BTreeMap<String, String>>> {
    let mut tables = BTreeMap::new();
    let mut into: Option<(String, Vec<String>)> = None;
    for line in String::from_utf8(backup.to_vec()).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if let Some(table) = line["table"].as_str() {
            let columns = line["columns"].as_array().unwrap();
            let columns = columns.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
            tables.entry(table.to_owned()).or_insert_with(Vec::new);
            into = Some((table.to_owned(), columns));
        } else if let (Value::Array(values), Some((table, columns))) = (line, &into) {
            assert_eq!(values.len(), columns.len(), "{table}");
            let values = values.into_iter().map(|value| match value {
                Value::Bool(is) => i32::from(is).to_string(),
                Value::Number(number) if number.is_f64() => {
                    format!("{}", number.as_f64().unwrap() as f32)
                }
                other => other.to_string(),
            });
            let row = columns.iter().cloned().zip(values).collect();
            tables.get_mut(table).unwrap().push(row);
        }
    }
    tables.values_mut().for_each(|rows: &mut Vec<_>| rows.sort());
    tables
}

/// A server with a row in every table, and some that are not easy to write down.
async fn filled(db: &Database) -> Fixture {
    let fixture = db.with_account().await;
    fill(&fixture).await;
    let mut group = peer(-1_000_000_000_001);
    group.title = "«Кавычки», \"quotes\", \\back\\slash, tab\t, [\"json\"], {}".into();
    let mut tx = fixture.begin().await;
    tx.upsert_peer(fixture.account, &group).await.unwrap();
    let lines = text(7, 2, "одна\nдве\r\n👩‍💻 \u{2028}три\u{1}");
    tx.insert_messages(fixture.account, &[lines]).await.unwrap();
    let session = domain::NewSession {
        keys: (0..=255).collect(),
        updates: UpdatesState { pts: i32::MAX, qts: -1, date: 3, seq: 4, channels: vec![(5, 6)] },
        peers: vec![
            domain::PeerKey { id: PeerId(7), access_hash: i64::MIN, is_self: false, bot: true },
            domain::PeerKey { id: PeerId(8), access_hash: i64::MAX, is_self: true, bot: false },
        ],
    };
    tx.save_session(fixture.account, &session).await.unwrap();
    tx.set_model_key("gemini", Some(&key("sk-gemini"))).await.unwrap();
    tx.commit().await.unwrap();
    fixture
}

/// An empty database of each kind.
async fn empty() -> [Database; 2] {
    [Database::sqlite(), Database::postgres().await]
}

async fn all_rows_come_back_in_either_database(db: &Database) {
    let fixture = filled(db).await;
    let written = backup(&fixture.store).await;
    let expected = rows(&written);
    assert!(expected.values().all(|rows| !rows.is_empty()), "{expected:?}");
    let count = expected.values().map(Vec::len).sum::<usize>() as u64;
    let mut told = 0;
    let head = check_backup(&mut &written[..], &mut |_| told += 1).unwrap();
    assert_eq!((head.rows, head.made_at), (count, NOW));
    for other in empty().await {
        let restored = restore(&other, &written, Accounts::Live).await.unwrap();
        assert_eq!((restored.rows, restored.made_at, restored.sessions), (count, NOW, 1));
        let store = open(&other).await;
        assert_eq!(store.ensure_owner(fixture.stranger, NOW).await.unwrap(), fixture.owner);
        assert_eq!(rows(&backup(&store).await), expected);
    }
}

async fn secrets_open_with_the_key_of_the_new_database(db: &Database) {
    let fixture = filled(db).await;
    let written = backup(&fixture.store).await;
    let lines = String::from_utf8(written.clone()).unwrap();
    for secret in ["sk-gemini", &format!("\"{}\"", "01".repeat(32))] {
        assert!(!lines.contains(secret), "the backup tells {secret}");
    }
    for other in empty().await {
        restore(&other, &written, Accounts::Waiting).await.unwrap();
        let refused = Store::open(&other.address, master_key(1)).await;
        assert!(matches!(refused, Err(Error::WrongMasterKey { .. })), "{refused:?}");
        let store = open(&other).await;
        let session = store.session(fixture.owner, fixture.account);
        let expected = fixture.store.session(fixture.owner, fixture.account).load().await.unwrap();
        assert_eq!(session.load().await.unwrap(), expected);
        assert!(matches!(&expected, Some(SavedSession { keys, .. }) if keys.len() == 256));
        assert_eq!(session.peer(PeerId(7)).await.unwrap().unwrap().access_hash, i64::MIN);
        let mut tx = store.read(fixture.owner).await.unwrap();
        assert_eq!(tx.model_keys().await.unwrap()["gemini"], key("sk-gemini"));
    }
}

async fn accounts_wait_until_they_are_told_to_connect(db: &Database) {
    let fixture = filled(db).await;
    let written = backup(&fixture.store).await;
    let other = db.another().await;
    let restored = restore(&other, &written, Accounts::Waiting).await.unwrap();
    assert_eq!(restored.sessions, 1);
    let store = open(&other).await;
    let state = async || {
        let mut tx = store.read(fixture.owner).await.unwrap();
        tx.account(fixture.account).await.unwrap().unwrap().state
    };
    assert_eq!(state().await, AccountState::Offline);
    let mut stranger = store.begin(fixture.stranger).await.unwrap();
    assert_eq!(stranger.connect_accounts().await.unwrap(), 0);
    drop(stranger);
    let mut tx = store.begin(fixture.owner).await.unwrap();
    assert_eq!(tx.connect_accounts().await.unwrap(), 1);
    assert_eq!(tx.connect_accounts().await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(state().await, AccountState::Active);

    // Those that are known from an export only have nothing to connect with.
    let mut tx = store.begin(fixture.owner).await.unwrap();
    tx.set_account_state(fixture.account, AccountState::Offline).await.unwrap();
    tx.delete_session(fixture.account).await.unwrap();
    assert_eq!(tx.connect_accounts().await.unwrap(), 0);
}

async fn webhooks_of_a_copy_are_told_of_nothing(db: &Database) {
    let fixture = filled(db).await;
    let hook = webhook(1).id;
    let written = backup(&fixture.store).await;
    let copies = [(Accounts::Waiting, Some(WebhookOff::Owner), 0), (Accounts::Live, None, 1)];
    for (accounts, disabled, due) in copies {
        let other = db.another().await;
        restore(&other, &written, accounts).await.unwrap();
        let mut tx = open(&other).await.read(fixture.owner).await.unwrap();
        assert_eq!(tx.webhook(hook).await.unwrap().unwrap().disabled, disabled);
        assert_eq!(tx.due_deliveries(hook, NOW, 9).await.unwrap().len(), due);
        assert_eq!(tx.deliveries(hook, None, 9).await.unwrap().len(), 1);
    }
}

async fn a_backup_is_of_one_moment(db: &Database) {
    let fixture = filled(db).await;
    let store = fixture.store.clone();
    let expected = rows(&backup(&store).await);
    // The disk takes the first bytes, and meanwhile somebody writes.
    struct Slow<'a> {
        written: Vec<u8>,
        meanwhile: Option<Box<dyn FnOnce() + 'a>>,
    }
    impl std::io::Write for Slow<'_> {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if let Some(meanwhile) = self.meanwhile.take() {
                meanwhile();
            }
            self.written.write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let meanwhile = || {
        std::thread::scope(|threads| {
            threads.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.unwrap().block_on(async {
                    let other = db.open().await;
                    let mut tx = other.begin(fixture.owner).await.unwrap();
                    let messages = [text(7, 3, "потом")];
                    tx.insert_messages(fixture.account, &messages).await.unwrap();
                    tx.commit().await.unwrap();
                });
            });
        });
    };
    let mut slow = Slow { written: Vec::new(), meanwhile: Some(Box::new(meanwhile)) };
    store.back_up(&mut slow, NOW, &mut |_, _| {}).await.unwrap();
    assert_eq!(rows(&slow.written), expected);
    let now = rows(&backup(&store).await);
    let table = "telegram_user_messages";
    assert_eq!(now[table].len(), expected[table].len() + 1);
}

async fn another_owner_sees_nothing_of_what_was_restored(db: &Database) {
    let fixture = filled(db).await;
    let written = backup(&fixture.store).await;
    let other = db.another().await;
    restore(&other, &written, Accounts::Live).await.unwrap();
    let store = open(&other).await;
    assert_eq!(store.owners().await.unwrap(), [fixture.owner, fixture.stranger]);
    let mut tx = store.begin(fixture.stranger).await.unwrap();
    assert_eq!(tx.accounts().await.unwrap(), []);
    assert_eq!(tx.chats(fixture.account, 10).await.unwrap(), []);
    assert_eq!(tx.messages_after(fixture.account, None, 10).await.unwrap(), []);
    assert!(tx.model_keys().await.unwrap().is_empty());
    // Their own data key has come back, too.
    tx.set_model_key("gemini", Some(&key("sk-theirs"))).await.unwrap();
}

async fn a_database_that_is_not_empty_is_refused_and_kept(db: &Database) {
    let fixture = filled(db).await;
    let written = backup(&fixture.store).await;
    let expected = rows(&written);
    let refused = restore(db, &written, Accounts::Live).await;
    assert!(matches!(refused, Err(Error::NotEmpty)), "{refused:?}");
    assert_eq!(rows(&backup(&db.open().await).await), expected);
}

async fn what_is_no_whole_backup_is_refused_and_leaves_the_database_empty(db: &Database) {
    let fixture = filled(db).await;
    let whole = String::from_utf8(backup(&fixture.store).await).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let row = lines.iter().position(|line| line.starts_with("[")).unwrap();
    let with = |place: usize, line: &str| {
        let mut lines = lines.clone();
        lines[place] = line;
        lines.join("\n") + "\n"
    };
    let table = lines.iter().position(|line| line.contains("telegram_chats")).unwrap();
    let bad = vec![
        String::new(),
        "{}\n".to_owned(),
        "hello\n".to_owned(),
        whole.trim_end().to_owned(),
        whole.clone() + "[1]\n",
        whole.replace("{\"end\":", "{\"end\":1"),
        with(row, "[]"),
        with(row, "[\"not a time\"]"),
        with(row, "[1,2]"),
        with(row, "[1"),
        with(row, "{\"unknown\":1}"),
        with(1, "{\"owner\":\"somebody else\"}"),
        with(table, "{\"table\":\"server\",\"columns\":[\"key_check\"]}"),
        with(table, "{\"table\":\"telegram_chats\",\"columns\":[\"chat\\\" --\"]}"),
        lines.iter().filter(|line| !line.contains("\"owner\"")).map(|l| format!("{l}\n")).collect(),
    ];
    // Cut after any line, and in its middle.
    let mut end = 0;
    let mut cuts = Vec::new();
    for line in &lines {
        cuts.extend([end, end + line.len() / 2, end + line.len()]);
        end += line.len() + 1;
    }
    for cut in &cuts {
        let refused = check_backup(&mut &whole.as_bytes()[..*cut], &mut |_| {});
        let named = matches!(refused, Err(Error::NoBackup | Error::DamagedBackup { .. }));
        assert!(named, "{refused:?} of {cut} bytes");
    }
    let mut bad: Vec<&[u8]> = bad.iter().map(String::as_bytes).collect();
    bad.extend(cuts.iter().step_by(20).map(|cut| &whole.as_bytes()[..*cut]));
    let other = db.another().await;
    for backup in bad {
        let refused = restore(&other, backup, Accounts::Live).await;
        let named = matches!(
            refused,
            Err(Error::NoBackup | Error::DamagedBackup { .. } | Error::Database(_))
        );
        assert!(named, "{refused:?} of {}", String::from_utf8_lossy(backup));
    }
    restore(&other, whole.as_bytes(), Accounts::Live).await.unwrap();
    assert_eq!(rows(&backup(&open(&other).await).await), rows(whole.as_bytes()));
}

async fn a_backup_of_a_newer_version_is_refused(db: &Database) {
    for newer in [
        json!({"aitwin_backup": 2, "something": "else"}),
        json!({"aitwin_backup": 1, "schema": 999, "made_at": 0, "default_owner": null, "rows": 0}),
    ] {
        let refused = restore(db, format!("{newer}\n").as_bytes(), Accounts::Live).await;
        assert!(matches!(refused, Err(Error::NewerBackup { .. })), "{refused:?}");
    }
    db.open().await;
}

async fn a_backup_of_the_first_version_is_brought_up_to_date(db: &Database) {
    let (owner, account) = (crate::support::owner_id(1), crate::support::account(1, 100).id);
    let lines = [
        json!({"aitwin_backup": 1, "schema": 1, "made_at": 7, "default_owner": owner, "rows": 3}),
        json!({"owner": owner}),
        json!({"table": "owners", "columns": ["created_at"]}),
        json!([7]),
        json!({"data_key": "ab".repeat(32)}),
        json!({"table": "telegram_integrations", "columns": ["id", "user_id", "first_name",
               "last_name", "username", "phone", "state", "default_mode"]}),
        json!([account, 100, "Анна", "", null, null, "active", "auto"]),
        json!({"table": "telegram_chats", "columns": ["account", "chat", "peer_kind", "title",
               "username", "is_self", "bot", "support", "deleted", "scam", "mode",
               "decided_through"]}),
        json!([account, 7, "user", "Боб", null, 0, true, false, 0, 0, "auto", null]),
        json!({"end": 3}),
    ];
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    restore(db, lines.as_bytes(), Accounts::Waiting).await.unwrap();
    let store = open(db).await;
    let mut tx = store.begin(owner).await.unwrap();
    let chats = tx.chats(account, 10).await.unwrap();
    assert_eq!((chats.len(), chats[0].mode), (1, Some(domain::Mode::Auto)));
    assert!(chats[0].peer.flags.bot && !chats[0].peer.flags.support);
    tx.set_model_key("gemini", Some(&key("sk-gemini"))).await.unwrap();
    assert_eq!(tx.open_questions().await.unwrap(), []);
}

async fn a_text_that_one_database_cannot_hold_keeps_its_rest(db: &Database) {
    let fixture = filled(db).await;
    let written = String::from_utf8(backup(&fixture.store).await).unwrap();
    let odd = written.replace("привет", r"при\u0000вет \\u0000");
    assert_ne!(odd, written);
    let other = Database::postgres().await;
    restore(&other, odd.as_bytes(), Accounts::Live).await.unwrap();
    let mut tx = open(&other).await.read(fixture.owner).await.unwrap();
    let messages = tx.messages_after(fixture.account, None, 10).await.unwrap();
    let said = text(7, 1, r"привет \u0000");
    assert!(messages.iter().any(|message| message.content == said.content), "{messages:?}");
}

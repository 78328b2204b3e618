//! Bringing in an export.

use std::io::{Cursor, Read};
use std::sync::mpsc;

use domain::{
    Account, AccountId, AccountKind, AccountState, Mode, OwnerId, PeerId, Profile, Timestamp,
};
use engine::{ImportError, ImportReport, ImportState, NewAccount};
use store::{MasterKey, Store};
use style::export::ExportError;

use crate::stage::Stage;

const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

const EXPORT: &str = r#"{
 "personal_information": {"user_id": 100, "first_name": "Илья", "last_name": "", "phone_number": "+7 999 000 00 01"},
 "chats": {"list": [{"name": "Анна", "type": "personal_chat", "id": 7, "messages": [
  {"id": 1, "type": "message", "date": "2026-01-01T10:00:00", "date_unixtime": "1767250800", "from": "Анна", "from_id": "user7", "text": "как дела?", "text_entities": []},
  {"id": 2, "type": "message", "date": "2026-01-01T10:00:20", "date_unixtime": "1767250820", "from": "Илья", "from_id": "user100", "text": "норм", "text_entities": []}
 ]}]}
}"#;

struct Database {
    store: Store,
    owner: OwnerId,
    _folder: tempfile::TempDir,
}

impl Database {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("twin.db").display());
        let master = MasterKey::from_text(&"ab".repeat(32)).unwrap();
        let store = Store::open(&url, master).await.unwrap();
        let owner = store.ensure_owner(OwnerId::new(NOW, 1), NOW).await.unwrap();
        Self { store, owner, _folder: folder }
    }

    async fn import(&self, export: impl Into<Vec<u8>>) -> Result<ImportReport, ImportError> {
        self.import_of(None, export).await
    }

    async fn import_of(
        &self,
        user: Option<i64>,
        export: impl Into<Vec<u8>>,
    ) -> Result<ImportReport, ImportError> {
        let source = Cursor::new(export.into());
        engine::import(&self.store, self.owner, source, user.map(PeerId), NewAccount::new(NOW, 2))
            .await
    }

    async fn accounts(&self) -> Vec<Account> {
        self.store.read(self.owner).await.unwrap().accounts().await.unwrap()
    }

    async fn texts(&self, account: AccountId, chat: i64) -> Vec<String> {
        let mut tx = self.store.read(self.owner).await.unwrap();
        let messages = tx.recent_messages(account, PeerId(chat), 100).await.unwrap();
        let text = |message: &domain::Message| message.content.text().unwrap().to_owned();
        messages.iter().map(text).collect()
    }
}

/// A file that comes when it is sent, and ends when the sender is dropped.
struct Slow {
    parts: mpsc::Receiver<Vec<u8>>,
    at_hand: Cursor<Vec<u8>>,
}

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = self.at_hand.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            let Ok(part) = self.parts.recv() else { return Ok(0) };
            self.at_hand = Cursor::new(part);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_file_comes_slowly_others_can_write() {
    let database = Database::open().await;
    let (sender, parts) = mpsc::channel();
    let (store, owner) = (database.store.clone(), database.owner);
    let source = Slow { parts, at_hand: Cursor::default() };
    let importing = tokio::spawn(async move {
        engine::import(&store, owner, source, None, NewAccount::new(NOW, 2)).await
    });
    // More than a buffer of the reader, so that it has handed on the first messages.
    let (head, tail) = EXPORT.split_at(EXPORT.find(r#"{"id": 2"#).unwrap());
    let padding = " ".repeat(1 << 19);
    sender.send(format!("{head}{padding}").into_bytes()).unwrap();
    let account = loop {
        if let [account] = database.accounts().await.as_slice() {
            break account.id;
        }
        tokio::task::yield_now().await;
    };
    let mut tx = database.store.begin(owner).await.unwrap();
    tx.set_account_state(account, AccountState::Active).await.unwrap();
    tx.commit().await.unwrap();
    sender.send(tail.as_bytes().to_vec()).unwrap();
    drop(sender);
    assert_eq!(importing.await.unwrap().unwrap().new_messages, 2);
}

#[tokio::test]
async fn an_import_makes_the_account_and_a_second_one_adds_nothing() {
    let database = Database::open().await;
    let first = database.import(EXPORT).await.unwrap();
    assert_eq!((first.summary.messages, first.new_messages), (2, 2));
    let second = database.import(EXPORT).await.unwrap();
    assert_eq!((second.account, second.new_messages), (first.account, 0));

    let mut tx = database.store.read(database.owner).await.unwrap();
    let accounts = tx.accounts().await.unwrap();
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].profile.user_id, PeerId(100));
    assert_eq!(accounts[0].state, AccountState::Offline);
    assert_eq!(tx.undecided_chats(first.account).await.unwrap(), [], "the past is not answered");
}

#[tokio::test]
async fn a_file_that_ends_in_the_middle_keeps_what_came_before_and_can_be_completed() {
    let database = Database::open().await;
    let cut = EXPORT.find(r#"{"id": 2"#).unwrap() + 40;
    let broken = database.import(&EXPORT[..cut]).await.unwrap_err();
    assert!(
        matches!(
            broken,
            ImportError::Export { source: ExportError::Truncated { .. }, read: 1, new: 1 }
        ),
        "{broken:?}"
    );
    let whole = database.import(EXPORT).await.unwrap();
    assert_eq!(whole.new_messages, 1);
}

#[tokio::test]
async fn an_empty_file_changes_nothing() {
    let database = Database::open().await;
    let error = database.import("").await.unwrap_err();
    assert!(matches!(error, ImportError::Export { source: ExportError::Empty, read: 0, .. }));
    let mut tx = database.store.read(database.owner).await.unwrap();
    assert_eq!(tx.accounts().await.unwrap(), []);
}

/// An export of one chat with Anna, or of Ilya's account with nothing but it.
fn of_chat(is_whole: bool, messages: &[String]) -> String {
    let chat = format!(
        r#""name": "Анна", "type": "personal_chat", "id": 7, "messages": [{}]"#,
        messages.join(",")
    );
    if !is_whole {
        return format!("{{{chat}}}");
    }
    format!(
        r#"{{"personal_information": {{"user_id": 100, "first_name": "Илья"}}, "chats": {{"list": [{{{chat}}}]}}}}"#
    )
}

fn message(id: i32, from: i64, text: &str, more: &str) -> String {
    let seconds = 1_767_250_800 + id * 20;
    format!(
        r#"{{"id": {id}, "type": "message", "date_unixtime": "{seconds}", "from": "Илья",
            "from_id": "user{from}", "text": "{text}"{more}}}"#
    )
}

#[tokio::test]
async fn a_newer_export_updates_what_was_edited_and_an_older_one_does_not() {
    let edited = |at: i32| format!(r#", "edited_unixtime": "{at}""#);
    let old = of_chat(true, &[message(1, 7, "где", ""), message(2, 100, "дома", "")]);
    let new = of_chat(
        true,
        &[
            message(1, 7, "ты где?", &edited(1_767_260_000)),
            message(2, 100, "дома", ""),
            message(3, 7, "ясно", ""),
        ],
    );
    let database = Database::open().await;
    let first = database.import(old.clone()).await.unwrap();
    let second = database.import(new.clone()).await.unwrap();
    assert_eq!((second.new_messages, second.changed_messages), (1, 1));
    for again in [old, new] {
        let again = database.import(again).await.unwrap();
        assert_eq!((again.new_messages, again.changed_messages), (0, 0));
    }
    assert_eq!(database.texts(first.account, 7).await, ["ты где?", "дома", "ясно"]);
}

#[tokio::test]
async fn the_export_of_one_chat_is_stored_whole_for_the_owner_named() {
    let database = Database::open().await;
    let single = of_chat(
        false,
        &[message(1, 7, "ау", ""), message(2, 7, "ты где?", ""), message(3, 100, "дома", "")],
    );
    let unknown = database.import(single.clone()).await.unwrap_err();
    assert!(
        matches!(unknown, ImportError::Export { source: ExportError::OwnerUnknown { .. }, .. }),
        "{unknown:?}"
    );
    assert_eq!(database.accounts().await, []);

    let report = database.import_of(Some(100), single.clone()).await.unwrap();
    assert_eq!(report.new_messages, 3);
    assert_eq!(database.texts(report.account, 7).await, ["ау", "ты где?", "дома"]);
    assert_eq!(database.accounts().await[0].profile.full_name(), "Илья");
    let again = database.import_of(Some(100), single).await.unwrap();
    assert_eq!((again.account, again.new_messages), (report.account, 0));
}

#[tokio::test]
async fn the_export_of_one_chat_is_of_the_author_whose_account_is_known() {
    let database = Database::open().await;
    let known = database.import(EXPORT).await.unwrap().account;
    let single = of_chat(
        false,
        &[message(3, 7, "ау", ""), message(4, 7, "ты где?", ""), message(5, 100, "дома", "")],
    );
    let report = database.import(single.clone()).await.unwrap();
    assert_eq!((report.account, report.new_messages), (known, 3));
    let texts = ["как дела?", "норм", "ау", "ты где?", "дома"];
    assert_eq!(database.texts(known, 7).await, texts);

    // Anna is known as well: the chat is with her, so she has not exported it.
    let annas = Cursor::new(EXPORT.replace(r#""user_id": 100"#, r#""user_id": 7"#));
    let new = NewAccount::new(NOW, 3);
    engine::import(&database.store, database.owner, annas, None, new).await.unwrap();
    assert_eq!(database.import(single).await.unwrap().account, known);

    // The same chat, exported by the other side, whom nobody knows here: it is not taken for the owner's.
    let theirs = of_chat(false, &[message(1, 7, "ау", ""), message(2, 300, "тут", "")]);
    let asked = database.import(theirs).await.unwrap_err();
    let asked: Vec<_> = asked.asks().unwrap().iter().map(|candidate| candidate.id.0).collect();
    assert_eq!(asked, [300]);
}

#[tokio::test]
async fn a_bot_that_is_known_has_exported_nothing() {
    let database = Database::open().await;
    let known = database.import(EXPORT).await.unwrap().account;
    let mut tx = database.store.begin(database.owner).await.unwrap();
    let account = tx.account(known).await.unwrap().unwrap();
    let bot = Account {
        id: AccountId::new(NOW, 4),
        kind: AccountKind::Bot,
        profile: Profile { user_id: PeerId(900), ..account.profile.clone() },
        ..account
    };
    tx.insert_account(&bot).await.unwrap();
    tx.commit().await.unwrap();
    let theirs =
        of_chat(false, &[message(1, 900, "чем помочь?", ""), message(2, 950, "ничем", "")]);
    let asked = database.import(theirs).await.unwrap_err();
    assert_eq!(asked.asks().unwrap().len(), 2);
}

#[tokio::test]
async fn a_file_is_kept_for_an_hour_until_it_is_said_whose_it_is() {
    let stage = Stage::set().await;
    let end = stage.clock.now_and(60 * 60);
    for (user, is_in_time) in [(900, true), (901, false)] {
        let single = of_chat(false, &[message(1, 7, "ты где?", ""), message(2, user, "дома", "")]);
        let asked = stage.engine.import_or_ask(Cursor::new(single), None).await;
        assert!(asked.unwrap_err().asks().is_some());
        let import = stage.engine.imports().await.unwrap().remove(0);
        assert_eq!((import.state, import.asked.len()), (ImportState::Asking, 1));
        stage.clock.is_waited_for(end).await;
        if !is_in_time {
            stage.clock.move_to(end);
            while !stage.engine.imports().await.unwrap()[0].asked.is_empty() {
                tokio::task::yield_now().await;
            }
        }
        let brought_in = stage.engine.import_kept(import.id, PeerId(user)).await;
        let new = brought_in.map(|report| report.unwrap().new_messages);
        assert_eq!(new, is_in_time.then_some(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_file_comes_slowly_that_says_no_owner_others_can_write() {
    let database = Database::open().await;
    let known = database.import(EXPORT).await.unwrap().account;
    let (sender, parts) = mpsc::channel();
    let (store, owner) = (database.store.clone(), database.owner);
    let source = Slow { parts, at_hand: Cursor::default() };
    let importing = tokio::spawn(async move {
        engine::import(&store, owner, source, None, NewAccount::new(NOW, 2)).await
    });
    let single = of_chat(false, &[message(3, 7, "ау", ""), message(4, 100, "тут", "")]);
    let (head, tail) = single.split_at(single.find(r#"{"id": 4"#).unwrap());
    sender.send(head.as_bytes().to_vec()).unwrap();
    let mut tx = database.store.begin(owner).await.unwrap();
    tx.set_account_state(known, AccountState::Active).await.unwrap();
    tx.commit().await.unwrap();
    sender.send(tail.as_bytes().to_vec()).unwrap();
    drop(sender);
    assert_eq!(importing.await.unwrap().unwrap().new_messages, 2);
}

#[tokio::test]
async fn an_owner_who_wrote_nothing_makes_no_account() {
    let database = Database::open().await;
    let single = of_chat(false, &[message(1, 7, "ау", ""), message(2, 7, "ты где?", "")]);
    let nothing = database.import_of(Some(100), single).await.unwrap_err();
    assert!(matches!(nothing, ImportError::NothingOfOwner), "{nothing:?}");
    assert_eq!(database.accounts().await, []);
}

#[tokio::test]
async fn an_export_without_chats_makes_no_account() {
    let database = Database::open().await;
    let empty = r#"{"personal_information": {"user_id": 100}, "chats": {"list": []}}"#;
    for user in [None, Some(100)] {
        let nothing = database.import_of(user, empty).await.unwrap_err();
        assert!(matches!(nothing, ImportError::Nothing), "{nothing:?}");
        assert!(database.accounts().await.is_empty());
    }
}

#[tokio::test]
async fn an_export_of_somebody_else_than_was_named_changes_nothing() {
    let database = Database::open().await;
    let other = database.import_of(Some(7), EXPORT).await.unwrap_err();
    assert!(
        matches!(
            &other,
            ImportError::Export { source: ExportError::OtherOwner { stated }, .. }
                if stated.user_id == PeerId(100)
        ),
        "{other:?}"
    );
    assert_eq!(database.accounts().await, []);
}

#[tokio::test]
async fn whatever_stands_in_messages_the_others_are_stored_and_learnt_from() {
    let dated = |id: i32, from: i64, seconds: &str, text: &str| {
        format!(
            r#"{{"id": {id}, "type": "message", "date_unixtime": "{seconds}", "from_id": "user{from}",
                "text": "{text}"}}"#
        )
    };
    let emoji = "😀".repeat(1_000_000);
    let long = "слово ".repeat(17_000);
    let odd = of_chat(
        true,
        &[
            message(1, 7, "как дела?", ""),
            message(2, 100, "норм", ""),
            // The same number again, and again with another text.
            message(2, 100, "норм", ""),
            message(2, 100, "плохо", ""),
            message(4, 7, r"нуль\u0000внутри", ""),
            message(5, 100, "שלום, מה שלומך?", ""),
            message(6, 7, &emoji, ""),
            message(7, 100, &long, ""),
            dated(8, 7, "0", "был когда?"),
            dated(9, 100, "20", "давно"),
            dated(10, 7, "4294967295", "будешь когда?"),
            dated(11, 100, "4294967295", "не скоро"),
            dated(12, 7, "-1", "никогда"),
            dated(13, 100, "99999999999999999999", "никогда"),
            message(14, 7, "идёшь?", ""),
            message(15, 100, "иду", ""),
            message(16, 7, r"половина \ud83d", ""),
        ],
    )
    .replace("Анна", r"Ан\u0000на")
    .replace(r#""first_name": "Илья""#, r#""first_name": "Ил\u0000ья""#);
    let database = Database::open().await;
    let first = database.import(odd.clone()).await.unwrap();
    assert_eq!((first.summary.skipped_broken, first.new_messages), (2, 13));
    let again = database.import(odd).await.unwrap();
    assert_eq!((again.new_messages, again.changed_messages), (0, 0));
    let texts = database.texts(first.account, 7).await;
    assert_eq!(texts.last().map(String::as_str), Some("половина \u{fffd}"));
    assert_eq!(database.accounts().await[0].profile.full_name(), "Илья");
    let learner = engine::learn(&database.store, database.owner, first.account).await.unwrap();
    let answers: Vec<String> =
        learner.recall().exemplars().map(|exemplar| exemplar.answer.joined()).collect();
    assert_eq!(answers, ["норм", "שלום, מה שלומך?", "давно", "не скоро", "иду"]);
}

#[tokio::test]
async fn telegrams_own_messages_are_not_kept() {
    let database = Database::open().await;
    let codes = of_chat(true, &[message(1, 777_000, "Login code: 12345", "")])
        .replace(r#""id": 7,"#, r#""id": 777000,"#);
    let report = database.import(codes).await.unwrap();
    assert_eq!((report.summary.messages, report.new_messages), (1, 0));
    let mut tx = database.store.read(database.owner).await.unwrap();
    assert_eq!(tx.chats(report.account, 10).await.unwrap(), []);
}

#[tokio::test]
async fn tokens_that_bots_were_given_are_not_kept() {
    let database = Database::open().await;
    let token = "7000000002:AAimportedSecretOfABot_0123456789abc";
    let told = of_chat(true, &[message(1, 93_372_553, &format!("Use this token: {token}"), "")])
        .replace(r#""id": 7,"#, r#""id": 93372553,"#);
    let report = database.import(told).await.unwrap();
    assert_eq!(report.new_messages, 1);
    let mut tx = database.store.read(database.owner).await.unwrap();
    let kept = tx.recent_messages(report.account, engine::BOT_FATHER, 10).await.unwrap();
    let text = kept[0].content.text().unwrap();
    assert!(text.starts_with("Use this token: 7000000002:") && !text.contains("Secret"), "{text}");
}

#[tokio::test]
async fn an_import_tells_how_far_it_is() {
    let database = Database::open().await;
    let messages: Vec<String> = (1..=2_500).map(|id| message(id, 100, "да", "")).collect();
    let mut told = Vec::new();
    let source = Cursor::new(of_chat(true, &messages));
    let report = engine::import_telling(
        &database.store,
        database.owner,
        source,
        None,
        NewAccount::new(NOW, 2),
        &mut |progress| told.push(progress),
    )
    .await
    .unwrap();
    let counts: Vec<_> = told.iter().map(|progress| (progress.read, progress.new)).collect();
    assert_eq!(counts, [(1_000, 1_000), (2_000, 2_000), (2_500, 2_500)]);
    assert!(told.iter().all(|progress| progress.account == report.account));
}

#[tokio::test]
async fn a_new_account_begins_with_the_mode_it_is_given_and_a_known_one_keeps_its_own() {
    let database = Database::open().await;
    for (mode, kept) in [(Mode::Draft, Mode::Draft), (Mode::Off, Mode::Draft)] {
        let source = Cursor::new(of_chat(true, &[message(1, 100, "да", "")]));
        let new = NewAccount { mode, ..NewAccount::new(NOW, 2) };
        let report = engine::import(&database.store, database.owner, source, None, new).await;
        let mut tx = database.store.read(database.owner).await.unwrap();
        let account = tx.account(report.unwrap().account).await.unwrap().unwrap();
        assert_eq!(account.default_mode, kept);
    }
}

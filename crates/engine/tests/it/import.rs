//! Bringing in an export.

use std::io::Cursor;

use domain::{AccountState, OwnerId, PeerId, Timestamp};
use engine::ImportError;
use store::{MasterKey, Store};
use style::export::ExportError;

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

    async fn import(&self, export: &str) -> Result<engine::ImportReport, ImportError> {
        let source = Cursor::new(export.to_owned());
        engine::import(&self.store, self.owner, source, None, NOW, 2).await
    }
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
        matches!(broken, ImportError::Export { source: ExportError::Truncated { .. }, read: 1 }),
        "{broken:?}"
    );
    let whole = database.import(EXPORT).await.unwrap();
    assert_eq!(whole.new_messages, 1);
}

#[tokio::test]
async fn an_empty_file_changes_nothing() {
    let database = Database::open().await;
    let error = database.import("").await.unwrap_err();
    assert!(matches!(error, ImportError::Export { source: ExportError::Empty, read: 0 }));
    let mut tx = database.store.read(database.owner).await.unwrap();
    assert_eq!(tx.accounts().await.unwrap(), []);
}

//! Opening a database: its version, its master key, its owner, and what cannot be opened.

use std::error::Error as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use store::{Error, Store};

use crate::support::{Database, NOW, account, master_key, on_both, owner_id};

on_both!(
    what_was_committed_is_there_after_opening_again,
    a_wrong_master_key_is_refused_and_spoils_nothing,
    a_newer_version_is_refused_and_spoils_nothing,
    the_first_owner_stays_the_owner,
    two_servers_that_start_at_once_agree_on_the_owner,
    a_reader_waits_for_no_writer_and_sees_what_was_committed,
    writers_take_turns,
);

async fn what_was_committed_is_there_after_opening_again(db: &Database) {
    let fixture = db.with_account().await;
    drop(fixture.store);
    let store = db.open().await;
    let mut tx = store.read(fixture.owner).await.unwrap();
    assert_eq!(tx.accounts().await.unwrap(), [account(1, 100)]);
}

async fn a_wrong_master_key_is_refused_and_spoils_nothing(db: &Database) {
    let fixture = db.with_account().await;
    let refused = Store::open(&db.address, master_key(2)).await;
    assert!(matches!(refused, Err(Error::WrongMasterKey { path: None })), "{refused:?}");
    let store = db.open().await;
    let mut tx = store.read(fixture.owner).await.unwrap();
    assert_eq!(tx.accounts().await.unwrap(), [account(1, 100)]);
}

async fn a_newer_version_is_refused_and_spoils_nothing(db: &Database) {
    let fixture = db.with_account().await;
    // As a newer program leaves it: one more migration, and no table of ours as it was.
    for change in [
        "INSERT INTO schema_migrations (version, name) VALUES (999, 'newer')",
        "ALTER TABLE server RENAME TO newer_server",
    ] {
        db.execute(fixture.owner, change).await;
    }
    let refused = Store::open(&db.address, master_key(1)).await;
    let Err(Error::NewerVersion { found, known }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(found, 999);
    assert!(known < found);
    let back = "DELETE FROM schema_migrations WHERE version = 999";
    db.execute(fixture.owner, back).await;
    let back = "ALTER TABLE newer_server RENAME TO server";
    db.execute(fixture.owner, back).await;
    let store = db.open().await;
    let mut tx = store.read(fixture.owner).await.unwrap();
    assert_eq!(tx.accounts().await.unwrap(), [account(1, 100)]);
}

async fn the_first_owner_stays_the_owner(db: &Database) {
    let store = db.open().await;
    let first = store.ensure_owner(owner_id(1), NOW).await.unwrap();
    assert_eq!(first, owner_id(1));
    let again = store.ensure_owner(owner_id(2), NOW).await.unwrap();
    assert_eq!(again, first);
}

async fn two_servers_that_start_at_once_agree_on_the_owner(db: &Database) {
    let (one, two) = tokio::join!(db.open(), db.open());
    let (one, two) =
        tokio::join!(one.ensure_owner(owner_id(1), NOW), two.ensure_owner(owner_id(2), NOW));
    assert_eq!(one.unwrap(), two.unwrap());
}

async fn a_reader_waits_for_no_writer_and_sees_what_was_committed(db: &Database) {
    let fixture = db.with_account().await;
    let mut writer = fixture.begin().await;
    assert!(writer.insert_account(&account(2, 200)).await.unwrap());
    let mut reader = fixture.read().await;
    assert_eq!(reader.accounts().await.unwrap().len(), 1);
    writer.commit().await.unwrap();
    assert_eq!(reader.accounts().await.unwrap().len(), 1);
    let mut later = fixture.read().await;
    assert_eq!(later.accounts().await.unwrap().len(), 2);
}

async fn writers_take_turns(db: &Database) {
    let fixture = db.with_account().await;
    let write = async |number: u8| {
        let mut tx = fixture.begin().await;
        let new = account(number.into(), number.into());
        assert!(tx.insert_account(&new).await.unwrap());
        tx.commit().await.unwrap();
    };
    tokio::join!(write(2), write(3), write(4), write(5));
    let mut tx = fixture.read().await;
    assert_eq!(tx.accounts().await.unwrap().len(), 5);
}

async fn open_error(address: &str) -> Error {
    Store::open(address, master_key(1)).await.unwrap_err()
}

#[tokio::test]
async fn a_new_file_is_for_its_owner_only() {
    let db = Database::sqlite();
    let _store = db.open().await;
    let path = Path::new(db.address.strip_prefix("sqlite://").unwrap());
    for file in ["", "-wal", "-shm"] {
        let file = format!("{}{file}", path.display());
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[tokio::test]
async fn a_plain_path_is_an_address() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("с пробелом и ? знаком.db");
    Store::open(path.to_str().unwrap(), master_key(1)).await.unwrap();
    assert!(path.exists());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    let letter = "Дорогая Анна! ".repeat(100);
    fs::write(&path, &letter).unwrap();
    let error = open_error(path.to_str().unwrap()).await;
    assert!(matches!(&error, Error::Open { database, .. } if database.ends_with("letter.txt")));
    assert_eq!(fs::read_to_string(&path).unwrap(), letter);
}

#[tokio::test]
async fn a_missing_folder_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing").join("twin.db");
    let error = open_error(path.to_str().unwrap()).await;
    assert!(matches!(error, Error::Open { .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_out_of_reach_is_told_without_the_password() {
    // Port 1 of the loopback: nobody listens there.
    let error = open_error("postgres://anna:sesame@127.0.0.1:1/twin").await;
    assert!(matches!(&error, Error::Open { database, .. } if database == "127.0.0.1:1/twin"));
    let told = format!("{error:?} {error} {}", error.source().unwrap());
    assert!(!told.contains("sesame"));
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused() {
    for address in ["", "sqlite://", "mysql://localhost/twin", "postgres://["] {
        let error = open_error(address).await;
        assert!(matches!(error, Error::UnknownAddress), "{address}");
    }
}

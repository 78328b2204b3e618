//! The master key's change while others have the database open, and what ends in its middle.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use domain::{AccountId, NewSession, OwnerId, SessionStore, Timestamp, UpdatesState};
use store::{Error, KeyOrigin, MasterKey, Mended, Store};
use tempfile::TempDir;

use crate::models::key;
use crate::support::{Database, NOW, account, master_key, on_both, owner_id};

on_both!(
    after_a_change_the_new_key_opens_all_and_the_old_one_nothing,
    who_has_the_database_open_goes_on_however_often_it_changes,
    under_load_no_request_fails,
    a_transaction_from_before_a_change_opens_what_it_sees,
    an_owner_made_after_a_change_has_a_key_that_opens,
    a_change_that_ended_before_anything_was_sealed_is_undone,
    a_change_that_ended_before_its_file_was_renamed_is_finished,
    where_neither_file_opens_the_database_nothing_is_touched,
    a_data_key_that_was_altered_is_not_sealed_anew,
    the_data_keys_of_all_owners_are_sealed_anew,
    a_key_given_as_a_text_is_changed_to_the_one_that_follows,
    a_key_that_is_not_followed_by_another_stays,
);

const LATER: Timestamp = Timestamp::from_secs(1_800_000_000);

/// A server with a session and a model's key, whose master key is a file.
struct Server {
    folder: TempDir,
    store: Store,
    owner: OwnerId,
    account: AccountId,
}

impl Server {
    async fn start(db: &Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let master = MasterKey::load_or_create(&path).unwrap();
        let store = Store::open(&db.address, master).await.unwrap();
        let owner = store.ensure_owner(owner_id(1), NOW).await.unwrap();
        let account = account(1, 100);
        let mut tx = store.begin(owner).await.unwrap();
        tx.insert_account(&account).await.unwrap();
        let session = NewSession {
            keys: b"the keys".to_vec(),
            updates: UpdatesState::default(),
            peers: Vec::new(),
        };
        tx.save_session(account.id, &session).await.unwrap();
        tx.set_model_key("gemini", Some(&key("sk-gemini"))).await.unwrap();
        tx.commit().await.unwrap();
        Self { folder, store, owner, account: account.id }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("master.key")
    }

    fn next_file(&self) -> PathBuf {
        self.folder.path().join("master.key.new")
    }

    /// As another process opens the database.
    async fn opened_again(&self, db: &Database) -> Result<Store, Error> {
        let master = MasterKey::load(&self.file()).unwrap().unwrap();
        Store::open(&db.address, master).await
    }

    /// All that is sealed is there.
    async fn opens_all(&self, store: &Store) {
        let session = store.session(self.owner, self.account).load().await.unwrap().unwrap();
        assert_eq!(session.keys, b"the keys");
        let mut tx = store.read(self.owner).await.unwrap();
        assert_eq!(tx.model_keys().await.unwrap()["gemini"], key("sk-gemini"));
    }
}

async fn after_a_change_the_new_key_opens_all_and_the_old_one_nothing(db: &Database) {
    let server = Server::start(db).await;
    let old = fs::read_to_string(server.file()).unwrap();
    let before = server.store.key_status().await.unwrap();
    assert_eq!((before.since, before.owners), (Some(NOW), 1));
    assert_eq!(before.origin, KeyOrigin::File(server.file()));

    let rotated = server.store.rotate_master_key(LATER).await.unwrap();
    assert_eq!(rotated.before, before.fingerprint);
    assert_eq!(rotated.owners, 1);
    assert_ne!(rotated.now, before.fingerprint);
    assert_ne!(fs::read_to_string(server.file()).unwrap(), old);
    assert_eq!(fs::metadata(server.file()).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!server.next_file().exists());

    let again = server.opened_again(db).await.unwrap();
    assert_eq!(again.mended(), None);
    let status = again.key_status().await.unwrap();
    assert_eq!((status.fingerprint, status.since), (rotated.now, Some(LATER)));
    server.opens_all(&again).await;
    let refused = Store::open(&db.address, MasterKey::from_text(&old).unwrap()).await;
    assert!(matches!(refused, Err(Error::WrongMasterKey { .. })), "{refused:?}");
}

async fn who_has_the_database_open_goes_on_however_often_it_changes(db: &Database) {
    let server = Server::start(db).await;
    let changer = server.opened_again(db).await.unwrap();
    for _ in 0..3 {
        changer.rotate_master_key(LATER).await.unwrap();
        server.opens_all(&server.store).await;
        let session = server.store.session(server.owner, server.account);
        session.save_keys(b"the keys").await.unwrap();
        server.opens_all(&changer).await;
    }
    // Nor does it matter who changes it.
    server.store.rotate_master_key(LATER).await.unwrap();
    server.opens_all(&changer).await;
}

async fn under_load_no_request_fails(db: &Database) {
    let server = Server::start(db).await;
    let changed = AtomicBool::new(false);
    thread::scope(|threads| {
        threads.spawn(|| {
            // Another process has connections of its own.
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let store = server.opened_again(db).await.unwrap();
                store.rotate_master_key(LATER).await.unwrap();
            });
            changed.store(true, Ordering::SeqCst);
        });
        threads.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let store = server.opened_again(db).await.unwrap();
                let session = store.session(server.owner, server.account);
                let mut left = 10;
                while left > 0 {
                    server.opens_all(&store).await;
                    session.save_keys(b"the keys").await.unwrap();
                    // Some more once it is changed.
                    left -= i32::from(changed.load(Ordering::SeqCst));
                }
            });
        });
    });
    server.opens_all(&server.opened_again(db).await.unwrap()).await;
}

async fn a_transaction_from_before_a_change_opens_what_it_sees(db: &Database) {
    let server = Server::start(db).await;
    let mut tx = server.store.read(server.owner).await.unwrap();
    assert_eq!(tx.accounts().await.unwrap().len(), 1);
    server.opened_again(db).await.unwrap().rotate_master_key(LATER).await.unwrap();
    // Meanwhile the others have learnt of the new key.
    server.opens_all(&server.store).await;
    assert_eq!(tx.model_keys().await.unwrap()["gemini"], key("sk-gemini"));
}

async fn an_owner_made_after_a_change_has_a_key_that_opens(db: &Database) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    let master = MasterKey::load_or_create(&path).unwrap();
    let store = Store::open(&db.address, master).await.unwrap();
    let opened = async || {
        let master = MasterKey::load(&path).unwrap().unwrap();
        Store::open(&db.address, master).await.unwrap()
    };
    let rotated = opened().await.rotate_master_key(LATER).await.unwrap();
    assert_eq!(rotated.owners, 0);
    let owner = store.ensure_owner(owner_id(1), NOW).await.unwrap();
    let again = opened().await;
    let mut tx = again.begin(owner).await.unwrap();
    tx.set_model_key("gemini", Some(&key("sk-gemini"))).await.unwrap();
    assert_eq!(tx.model_keys().await.unwrap()["gemini"], key("sk-gemini"));
}

async fn a_change_that_ended_before_anything_was_sealed_is_undone(db: &Database) {
    let server = Server::start(db).await;
    let kept = fs::read(server.file()).unwrap();
    let whole = format!("{}\n", "ab".repeat(32));
    for left in ["", "abab", &whole] {
        fs::write(server.next_file(), left).unwrap();
        fs::set_permissions(server.next_file(), fs::Permissions::from_mode(0o600)).unwrap();
        let again = server.opened_again(db).await.unwrap();
        assert_eq!(again.mended(), Some(Mended::Undone), "{left}");
        assert!(!server.next_file().exists(), "{left}");
        assert_eq!(fs::read(server.file()).unwrap(), kept);
        server.opens_all(&again).await;
    }
    // A change that is begun while such a file is there does away with it, too.
    fs::write(server.next_file(), &whole).unwrap();
    server.store.rotate_master_key(LATER).await.unwrap();
    server.opens_all(&server.opened_again(db).await.unwrap()).await;
}

async fn a_change_that_ended_before_its_file_was_renamed_is_finished(db: &Database) {
    let server = Server::start(db).await;
    for by_another_change in [false, true] {
        let old = fs::read(server.file()).unwrap();
        server.store.rotate_master_key(LATER).await.unwrap();
        // As it was before the last step.
        fs::rename(server.file(), server.next_file()).unwrap();
        fs::write(server.file(), &old).unwrap();
        fs::set_permissions(server.file(), fs::Permissions::from_mode(0o600)).unwrap();
        if by_another_change {
            server.store.rotate_master_key(LATER).await.unwrap();
        }
        let again = server.opened_again(db).await.unwrap();
        let expected = if by_another_change { None } else { Some(Mended::Finished) };
        assert_eq!(again.mended(), expected);
        assert!(!server.next_file().exists());
        assert_ne!(fs::read(server.file()).unwrap(), old);
        server.opens_all(&again).await;
        server.opens_all(&server.store).await;
    }
}

async fn where_neither_file_opens_the_database_nothing_is_touched(db: &Database) {
    let server = Server::start(db).await;
    let own = fs::read(server.file()).unwrap();
    for path in [server.file(), server.next_file()] {
        fs::write(&path, "cd".repeat(32)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let refused = server.opened_again(db).await;
    let Err(Error::WrongMasterKey { path: Some(named) }) = &refused else { panic!("{refused:?}") };
    assert_eq!(*named, server.file());
    for path in [server.file(), server.next_file()] {
        assert_eq!(fs::read_to_string(path).unwrap(), "cd".repeat(32));
    }
    fs::remove_file(server.next_file()).unwrap();
    fs::write(server.file(), own).unwrap();
    server.opens_all(&server.opened_again(db).await.unwrap()).await;
}

async fn a_data_key_that_was_altered_is_not_sealed_anew(db: &Database) {
    let server = Server::start(db).await;
    let sql = "SELECT wrapped_key FROM owner_keys";
    let wrapped = db.bytes(server.owner, sql).await;
    let own = fs::read(server.file()).unwrap();
    let mut altered = wrapped.clone();
    altered[30] ^= 1;
    db.set_bytes(server.owner, "owner_keys", "wrapped_key", &altered).await;
    let refused = server.store.rotate_master_key(LATER).await;
    let told =
        matches!(refused, Err(Error::Corrupted { table: "owner_keys", column: "wrapped_key" }));
    assert!(told, "{refused:?}");
    assert_eq!(db.bytes(server.owner, sql).await, altered);
    assert_eq!(fs::read(server.file()).unwrap(), own);
    assert!(!server.next_file().exists());
    db.set_bytes(server.owner, "owner_keys", "wrapped_key", &wrapped).await;
    server.opens_all(&server.opened_again(db).await.unwrap()).await;
}

async fn the_data_keys_of_all_owners_are_sealed_anew(db: &Database) {
    let server = Server::start(db).await;
    let other = owner_id(2);
    let mut tx = server.store.begin(other).await.unwrap();
    tx.insert_owner(NOW).await.unwrap();
    tx.set_model_key("gemini", Some(&key("sk-theirs"))).await.unwrap();
    tx.commit().await.unwrap();
    let rotated = server.store.rotate_master_key(LATER).await.unwrap();
    assert_eq!(rotated.owners, 2);
    let again = server.opened_again(db).await.unwrap();
    server.opens_all(&again).await;
    let mut tx = again.read(other).await.unwrap();
    assert_eq!(tx.model_keys().await.unwrap()["gemini"], key("sk-theirs"));
}

async fn a_key_given_as_a_text_is_changed_to_the_one_that_follows(db: &Database) {
    let fixture = db.with_account().await;
    let both = || master_key(1).followed_by(master_key(2));
    let server = Store::open(&db.address, both()).await.unwrap();
    let changer = Store::open(&db.address, both()).await.unwrap();
    assert_eq!(changer.key_status().await.unwrap().origin, KeyOrigin::Text);
    let rotated = changer.rotate_master_key(LATER).await.unwrap();
    assert_eq!(rotated.now, master_key(2).fingerprint());
    let mut tx = server.begin(fixture.owner).await.unwrap();
    tx.set_model_key("gemini", Some(&key("sk-gemini"))).await.unwrap();
    tx.commit().await.unwrap();

    // Until the settings say so, the one that followed is found.
    let again = Store::open(&db.address, both()).await.unwrap();
    assert_eq!(again.key_status().await.unwrap().origin, KeyOrigin::NextText);
    let refused = again.rotate_master_key(LATER).await;
    assert!(matches!(refused, Err(Error::SameMasterKey)), "{refused:?}");
    let alone = Store::open(&db.address, master_key(2)).await.unwrap();
    let mut tx = alone.read(fixture.owner).await.unwrap();
    assert_eq!(tx.model_keys().await.unwrap()["gemini"], key("sk-gemini"));
    drop(tx);
    let refused = Store::open(&db.address, master_key(1)).await;
    assert!(matches!(refused, Err(Error::WrongMasterKey { .. })), "{refused:?}");
}

async fn a_key_that_is_not_followed_by_another_stays(db: &Database) {
    let store = db.open().await;
    let refused = store.rotate_master_key(LATER).await;
    assert!(matches!(refused, Err(Error::NoNextMasterKey)), "{refused:?}");
    let same = master_key(1).followed_by(master_key(1));
    let store = Store::open(&db.address, same).await.unwrap();
    let refused = store.rotate_master_key(LATER).await;
    assert!(matches!(refused, Err(Error::SameMasterKey)), "{refused:?}");
    db.open().await;
}

//! Sessions.

use std::error::Error as _;

use domain::{NewSession, PeerId, PeerKey, SavedSession, SessionStore, UpdatesState};
use store::Error;

use crate::support::{Database, Fixture, account, on_both};

on_both!(
    a_session_is_loaded_as_it_was_saved,
    keys_and_updates_are_replaced,
    a_new_login_replaces_the_session_and_keeps_peers,
    a_later_access_hash_replaces_an_earlier_one,
    the_accounts_own_user_is_found,
    after_the_logout_nothing_brings_the_session_back,
    keys_are_sealed_in_the_database,
    keys_of_another_row_do_not_open,
    another_owner_sees_and_changes_no_session,
);

const ME: PeerKey = PeerKey { id: PeerId(100), access_hash: i64::MIN, is_self: true, bot: false };
const ANNA: PeerKey = PeerKey { id: PeerId(200), access_hash: 7, is_self: false, bot: false };

fn updates(pts: i32) -> UpdatesState {
    UpdatesState {
        pts,
        qts: 2,
        date: 1_700_000_000,
        seq: 4,
        channels: vec![(1_234_567_890, 5), (9, 6)],
    }
}

fn session() -> NewSession {
    NewSession { keys: b"these are the keys".to_vec(), updates: updates(1), peers: vec![ME, ANNA] }
}

async fn logged_in(db: &Database) -> Fixture {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    tx.save_session(fixture.account, &session()).await.unwrap();
    tx.commit().await.unwrap();
    fixture
}

async fn a_session_is_loaded_as_it_was_saved(db: &Database) {
    let fixture = logged_in(db).await;
    let session = fixture.store.session(fixture.owner, fixture.account);
    let expected = SavedSession { keys: b"these are the keys".to_vec(), updates: updates(1) };
    assert_eq!(session.load().await.unwrap(), Some(expected));
    let other_account = fixture.store.session(fixture.owner, account(2, 0).id);
    assert_eq!(other_account.load().await.unwrap(), None);
}

async fn keys_and_updates_are_replaced(db: &Database) {
    let fixture = logged_in(db).await;
    let session = fixture.store.session(fixture.owner, fixture.account);
    session.save_keys(b"newer keys").await.unwrap();
    session.save_updates(&updates(10)).await.unwrap();
    let expected = SavedSession { keys: b"newer keys".to_vec(), updates: updates(10) };
    assert_eq!(session.load().await.unwrap(), Some(expected));
}

async fn a_new_login_replaces_the_session_and_keeps_peers(db: &Database) {
    let fixture = logged_in(db).await;
    let again = NewSession {
        keys: b"keys of the second login".to_vec(),
        updates: updates(50),
        peers: vec![ME],
    };
    let mut tx = fixture.begin().await;
    tx.save_session(fixture.account, &again).await.unwrap();
    tx.commit().await.unwrap();
    let session = fixture.store.session(fixture.owner, fixture.account);
    let loaded = session.load().await.unwrap().unwrap();
    assert_eq!(loaded.keys, b"keys of the second login");
    assert_eq!(loaded.updates, updates(50));
    assert_eq!(session.peer(ANNA.id).await.unwrap(), Some(ANNA));
}

async fn a_later_access_hash_replaces_an_earlier_one(db: &Database) {
    let fixture = logged_in(db).await;
    let session = fixture.store.session(fixture.owner, fixture.account);
    let later = PeerKey { access_hash: 8, bot: true, ..ANNA };
    session.save_peers(&[later]).await.unwrap();
    assert_eq!(session.peer(ANNA.id).await.unwrap(), Some(later));
    assert_eq!(session.peer(PeerId(201)).await.unwrap(), None);
}

async fn the_accounts_own_user_is_found(db: &Database) {
    let fixture = logged_in(db).await;
    let session = fixture.store.session(fixture.owner, fixture.account);
    assert_eq!(session.self_peer().await.unwrap(), Some(ME));
}

async fn after_the_logout_nothing_brings_the_session_back(db: &Database) {
    let fixture = logged_in(db).await;
    let mut tx = fixture.begin().await;
    assert!(tx.delete_session(fixture.account).await.unwrap());
    assert!(!tx.delete_session(fixture.account).await.unwrap());
    tx.commit().await.unwrap();
    let session = fixture.store.session(fixture.owner, fixture.account);
    for late in [session.save_keys(b"late").await, session.save_updates(&updates(11)).await] {
        let error = late.unwrap_err();
        let source = error.source().and_then(|source| source.downcast_ref());
        assert!(matches!(source, Some(Error::NoSession)), "{error:?}");
    }
    assert_eq!(session.load().await.unwrap(), None);
}

async fn keys_are_sealed_in_the_database(db: &Database) {
    let fixture = logged_in(db).await;
    let stored = db.bytes(fixture.owner, "SELECT keys FROM telegram_sessions").await;
    assert!(stored.len() > session().keys.len());
    for part in session().keys.windows(5) {
        assert!(!stored.windows(5).any(|window| window == part));
    }
}

async fn keys_of_another_row_do_not_open(db: &Database) {
    let fixture = logged_in(db).await;
    let second = account(2, 200);
    let mut tx = fixture.begin().await;
    assert!(tx.insert_account(&second).await.unwrap());
    tx.save_session(second.id, &session()).await.unwrap();
    tx.commit().await.unwrap();
    let moved = format!(
        "UPDATE telegram_sessions SET keys = (SELECT s.keys FROM telegram_sessions s \
         WHERE s.account = '{}') WHERE account = '{}'",
        second.id, fixture.account
    );
    db.execute(fixture.owner, &moved).await;
    let session = fixture.store.session(fixture.owner, fixture.account);
    let error = session.load().await.unwrap_err();
    let source = error.source().and_then(|source| source.downcast_ref());
    assert!(matches!(source, Some(Error::Corrupted { .. })), "{error:?}");
}

async fn another_owner_sees_and_changes_no_session(db: &Database) {
    let fixture = logged_in(db).await;
    let theirs = fixture.store.session(fixture.stranger, fixture.account);
    assert_eq!(theirs.load().await.unwrap(), None);
    assert_eq!(theirs.self_peer().await.unwrap(), None);
    assert_eq!(theirs.peer(ANNA.id).await.unwrap(), None);
    assert!(theirs.save_keys(b"stolen").await.is_err());
    assert!(theirs.save_updates(&updates(99)).await.is_err());
    assert!(theirs.save_peers(&[ANNA]).await.is_err());
    let mut tx = fixture.as_stranger().await;
    assert!(!tx.delete_session(fixture.account).await.unwrap());
    assert!(tx.save_session(fixture.account, &session()).await.is_err());
    drop(tx);
    let session = fixture.store.session(fixture.owner, fixture.account);
    let loaded = session.load().await.unwrap().unwrap();
    assert_eq!(loaded.updates, updates(1));
}

//! Chats and modes.

use domain::{Chat, Mode, Peer, PeerFlags, PeerId, PeerKind, Relation};

use crate::support::{Database, account, on_both, peer, text};

on_both!(
    a_peer_is_stored_with_all_its_marks,
    a_later_look_at_a_peer_keeps_the_chats_mode,
    an_empty_title_does_not_replace_a_known_one,
    chats_are_listed_by_their_newest_message,
    a_list_of_chats_ends_at_its_limit,
    chats_are_counted_by_what_decides_their_mode,
    a_mode_is_set_and_taken_back,
    a_relation_is_set_and_taken_back,
    a_later_look_at_a_peer_keeps_the_relation,
    an_import_takes_nothing_from_what_telegram_told,
    another_owner_sees_and_changes_no_chat,
);

async fn a_peer_is_stored_with_all_its_marks(db: &Database) {
    let fixture = db.with_account().await;
    let group = Peer {
        id: PeerId(-1_000_000_000_005),
        kind: PeerKind::Channel,
        title: "Новости\0".into(),
        username: Some("news".into()),
        flags: PeerFlags { scam: true, ..PeerFlags::default() },
    };
    let marked = Peer {
        flags: PeerFlags {
            is_self: true,
            bot: true,
            support: true,
            deleted: true,
            scam: false,
            contact: true,
        },
        ..peer(7)
    };
    let mut tx = fixture.begin().await;
    tx.upsert_peer(fixture.account, &group).await.unwrap();
    tx.upsert_peer(fixture.account, &marked).await.unwrap();
    let stored = tx.chat(fixture.account, group.id).await.unwrap().unwrap();
    let without_nul = Peer { title: "Новости".into(), ..group };
    assert_eq!(stored.peer, without_nul);
    let stored = tx.chat(fixture.account, PeerId(7)).await.unwrap().unwrap();
    assert_eq!(stored.peer, marked);
    assert_eq!(tx.chat(fixture.account, PeerId(8)).await.unwrap(), None);
}

async fn a_later_look_at_a_peer_keeps_the_chats_mode(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let mut tx = fixture.begin().await;
    let mode = Some(Mode::Auto);
    assert!(tx.set_mode(fixture.account, PeerId(7), mode).await.unwrap());
    let renamed = Peer { title: "Мама".into(), username: Some("mama".into()), ..peer(7) };
    tx.upsert_peer(fixture.account, &renamed).await.unwrap();
    let stored = tx.chat(fixture.account, PeerId(7)).await.unwrap();
    let expected = Chat { peer: renamed, mode, last_message: None };
    assert_eq!(stored, Some(expected));
}

async fn an_empty_title_does_not_replace_a_known_one(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let mut tx = fixture.begin().await;
    let nameless = Peer { title: String::new(), ..peer(7) };
    tx.upsert_peer(fixture.account, &nameless).await.unwrap();
    let stored = tx.chat(fixture.account, PeerId(7)).await.unwrap().unwrap();
    assert_eq!(stored.peer.title, peer(7).title);
}

async fn chats_are_listed_by_their_newest_message(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[1, 2, 3]).await;
    fixture
        .store(&[
            text(1, 10, "старое"),
            text(2, 30, "новое"),
            text(2, 5, "ещё старее"),
            text(1, 20, "среднее"),
        ])
        .await;
    let mut tx = fixture.read().await;
    let chats = tx.chats(fixture.account, 10).await.unwrap();
    let expected = [(2, Some(text(2, 30, "новое"))), (1, Some(text(1, 20, "среднее"))), (3, None)]
        .map(|(id, last_message)| Chat { peer: peer(id), mode: None, last_message });
    assert_eq!(chats, expected);
    let chat = tx.chat(fixture.account, PeerId(2)).await.unwrap();
    assert_eq!(chat.as_ref(), Some(&expected[0]));
    assert_eq!(tx.chats(account(2, 0).id, 10).await.unwrap(), []);
}

async fn a_list_of_chats_ends_at_its_limit(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[1, 2, 3]).await;
    fixture.store(&[text(3, 1, "привет")]).await;
    let mut tx = fixture.read().await;
    let chats = tx.chats(fixture.account, 2).await.unwrap();
    let ids: Vec<_> = chats.iter().map(|chat| chat.peer.id.0).collect();
    assert_eq!(ids, [3, 1]);
}

async fn a_mode_is_set_and_taken_back(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let mut tx = fixture.begin().await;
    for mode in [Some(Mode::Off), Some(Mode::Watch), Some(Mode::Auto), None] {
        assert!(tx.set_mode(fixture.account, PeerId(7), mode).await.unwrap());
        let stored = tx.chat(fixture.account, PeerId(7)).await.unwrap().unwrap();
        assert_eq!(stored.mode, mode);
        let other = tx.chat(fixture.account, PeerId(8)).await.unwrap().unwrap();
        assert_eq!(other.mode, None);
    }
    let unknown = tx.set_mode(fixture.account, PeerId(9), None).await;
    assert!(!unknown.unwrap());
}

async fn chats_are_counted_by_what_decides_their_mode(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fixture.know(&[7, 8, 9]).await;
    let mut tx = fixture.begin().await;
    let mine = PeerFlags { is_self: true, ..PeerFlags::default() };
    tx.upsert_peer(id, &Peer { flags: mine, ..peer(10) }).await.unwrap();
    assert!(tx.set_mode(id, PeerId(9), Some(Mode::Auto)).await.unwrap());
    let mut kinds = tx.kinds_of_chats(id).await.unwrap();
    kinds.sort_by_key(|kind| kind.count);
    let counted: Vec<_> = kinds.iter().map(|kind| (kind.kind, kind.mode, kind.count)).collect();
    assert_eq!(counted, [(PeerKind::User, Some(Mode::Auto), 1), (PeerKind::User, None, 2)]);
}

async fn a_relation_is_set_and_taken_back(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fixture.know(&[7, 8]).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.relations(id).await.unwrap(), []);
    for relation in Relation::ALL {
        assert!(tx.set_relation(id, PeerId(7), Some(relation)).await.unwrap());
        assert_eq!(tx.relations(id).await.unwrap(), [(PeerId(7), relation)]);
    }
    assert!(tx.set_relation(id, PeerId(7), None).await.unwrap());
    assert_eq!(tx.relations(id).await.unwrap(), []);
    assert!(!tx.set_relation(id, PeerId(9), None).await.unwrap());
}

async fn a_later_look_at_a_peer_keeps_the_relation(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fixture.know(&[7]).await;
    let mut tx = fixture.begin().await;
    assert!(tx.set_relation(id, PeerId(7), Some(Relation::Family)).await.unwrap());
    tx.upsert_peer(id, &Peer { title: "Мама".into(), ..peer(7) }).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.read().await;
    assert_eq!(tx.relations(id).await.unwrap(), [(PeerId(7), Relation::Family)]);
}

async fn an_import_takes_nothing_from_what_telegram_told(db: &Database) {
    let fixture = db.with_account().await;
    let told = Peer {
        username: Some("anna".into()),
        flags: PeerFlags { scam: true, ..PeerFlags::default() },
        ..peer(7)
    };
    let mut tx = fixture.begin().await;
    tx.upsert_peer(fixture.account, &told).await.unwrap();
    let bot = PeerFlags { bot: true, ..PeerFlags::default() };
    let exported = Peer { title: "Аня".into(), flags: bot, ..peer(7) };
    tx.import_peer(fixture.account, &exported).await.unwrap();
    let stored = tx.chat(fixture.account, PeerId(7)).await.unwrap().unwrap();
    let flags = PeerFlags { bot: true, ..told.flags };
    assert_eq!(stored.peer, Peer { title: "Аня".into(), flags, ..told });

    tx.import_peer(fixture.account, &peer(8)).await.unwrap();
    let stored = tx.chat(fixture.account, PeerId(8)).await.unwrap().unwrap();
    assert_eq!(stored.peer, peer(8));
}

async fn another_owner_sees_and_changes_no_chat(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let id = fixture.account;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.chats(id, 10).await.unwrap(), []);
    assert_eq!(tx.kinds_of_chats(id).await.unwrap(), []);
    assert_eq!(tx.chat(id, PeerId(7)).await.unwrap(), None);
    let mode = Some(Mode::Auto);
    assert!(!tx.set_mode(id, PeerId(7), mode).await.unwrap());
    let relation = Some(Relation::Close);
    assert!(!tx.set_relation(id, PeerId(7), relation).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.upsert_peer(id, &peer(7)).await.is_err());
    drop(tx);
    let mut tx = fixture.as_stranger().await;
    assert!(tx.import_peer(id, &peer(7)).await.is_err());
    drop(tx);
    let mut tx = fixture.read().await;
    let stored = tx.chat(id, PeerId(7)).await.unwrap().unwrap();
    assert_eq!(stored.mode, None);
    assert_eq!(tx.relations(id).await.unwrap(), []);
    drop(tx);
    let mut tx = fixture.begin().await;
    assert!(tx.set_relation(id, PeerId(7), relation).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.relations(id).await.unwrap(), []);
}

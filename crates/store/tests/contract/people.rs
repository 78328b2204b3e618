//! What the people of groups are called.

use domain::{Peer, PeerId};

use crate::support::{Database, on_both, peer};

on_both!(
    a_person_is_called_as_was_told_last,
    whoever_has_a_chat_is_called_as_that_is,
    another_owner_knows_nobody_by_name,
);

const BORIS: PeerId = PeerId(8);

async fn a_person_is_called_as_was_told_last(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.person_name(id, BORIS).await.unwrap(), None);
    for (told, called) in [
        ("Борис", "Борис"),
        ("Boris\n2", "Boris 2"),
        ("Boris\n2", "Boris 2"),
        ("", "Boris 2"),
        ("\u{202e}Б\0оря ", "Боря"),
    ] {
        tx.call_person(id, BORIS, told).await.unwrap();
        assert_eq!(tx.person_name(id, BORIS).await.unwrap().as_deref(), Some(called));
    }
}

async fn whoever_has_a_chat_is_called_as_that_is(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    tx.call_person(id, BORIS, "boris_1987").await.unwrap();
    let chat = |title: &str| Peer { title: title.into(), ..peer(BORIS.0) };
    tx.upsert_peer(id, &chat("")).await.unwrap();
    assert_eq!(tx.person_name(id, BORIS).await.unwrap().as_deref(), Some("boris_1987"));
    tx.upsert_peer(id, &chat("Борис Белов")).await.unwrap();
    assert_eq!(tx.person_name(id, BORIS).await.unwrap().as_deref(), Some("Борис Белов"));
}

async fn another_owner_knows_nobody_by_name(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    tx.call_person(id, BORIS, "Борис").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.person_name(id, BORIS).await.unwrap(), None);
    assert!(tx.call_person(id, BORIS, "Мошенник").await.is_err());
    drop(tx);
    let mut tx = fixture.read().await;
    assert_eq!(tx.person_name(id, BORIS).await.unwrap().as_deref(), Some("Борис"));
}

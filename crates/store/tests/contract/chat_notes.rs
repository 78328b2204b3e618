//! What an owner notes of a chat for themselves.

use std::time::Duration;

use domain::PeerId;

use crate::support::{Database, NOW, on_both};

on_both!(the_last_note_of_a_chat_stays, another_owner_sees_and_changes_no_note);

const ANNA: PeerId = PeerId(7);

async fn the_last_note_of_a_chat_stays(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fixture.know(&[7, 8]).await;
    let later = NOW + Duration::from_secs(60);
    let mut tx = fixture.begin().await;
    assert_eq!(tx.chat_note(id, ANNA).await.unwrap(), None);
    tx.set_chat_note(id, ANNA, "день рождения\0 в мае", NOW).await.unwrap();
    tx.set_chat_note(id, PeerId(8), "не звонить", NOW).await.unwrap();
    let noted = Some(("день рождения в мае".to_owned(), NOW));
    assert_eq!(tx.chat_note(id, ANNA).await.unwrap(), noted);
    tx.set_chat_note(id, ANNA, "в июне\n🎂", later).await.unwrap();
    assert_eq!(tx.chat_note(id, ANNA).await.unwrap(), Some(("в июне\n🎂".to_owned(), later)));
    tx.set_chat_note(id, ANNA, "", later).await.unwrap();
    assert_eq!(tx.chat_note(id, ANNA).await.unwrap(), None);
    assert!(tx.chat_note(id, PeerId(8)).await.unwrap().is_some());
    assert!(tx.set_chat_note(id, PeerId(9), "кто это", NOW).await.is_err(), "no such chat");
}

async fn another_owner_sees_and_changes_no_note(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fixture.know(&[7]).await;
    let mut tx = fixture.begin().await;
    tx.set_chat_note(id, ANNA, "тайна", NOW).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.chat_note(id, ANNA).await.unwrap(), None);
    tx.set_chat_note(id, ANNA, "", NOW).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.set_chat_note(id, ANNA, "чужое", NOW).await.is_err());
    drop(tx);
    let mut tx = fixture.read().await;
    assert_eq!(tx.chat_note(id, ANNA).await.unwrap(), Some(("тайна".to_owned(), NOW)));
}

//! How far histories were read.

use domain::{MessageId, PeerId};
use store::{History, HistoryChat, HistoryState};

use crate::support::{Database, NOW, account, on_both};

on_both!(
    a_history_is_read_chat_by_chat_to_its_end,
    a_history_that_is_being_read_is_not_begun_again,
    another_owner_sees_and_changes_no_history,
);

const BEGUN: History = History {
    state: HistoryState::Reading,
    started_at: NOW,
    listed: false,
    chats: 0,
    chats_done: 0,
    messages: 0,
};

async fn a_history_is_read_chat_by_chat_to_its_end(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.history(id).await.unwrap(), None);
    assert!(tx.begin_history(id, NOW).await.unwrap());
    assert_eq!(tx.history(id).await.unwrap(), Some(BEGUN));
    assert_eq!(tx.next_of_history(id).await.unwrap(), None);

    tx.list_history(id, &[PeerId(8), PeerId(7)]).await.unwrap();
    let first = HistoryChat { chat: PeerId(8), oldest: None, messages: 0 };
    assert_eq!(tx.next_of_history(id).await.unwrap(), Some(first));
    let on = HistoryChat { oldest: Some(MessageId(40)), messages: 100, ..first };
    tx.history_read(id, on, false).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = fixture.begin().await;
    assert_eq!(tx.next_of_history(id).await.unwrap(), Some(on));
    tx.history_read(id, HistoryChat { messages: 120, ..on }, true).await.unwrap();
    let next = HistoryChat { chat: PeerId(7), ..first };
    assert_eq!(tx.next_of_history(id).await.unwrap(), Some(next));
    let midway = History { listed: true, chats: 2, chats_done: 1, messages: 120, ..BEGUN };
    assert_eq!(tx.history(id).await.unwrap(), Some(midway));
    tx.history_read(id, next, true).await.unwrap();
    assert_eq!(tx.next_of_history(id).await.unwrap(), None);

    assert!(tx.end_history(id, HistoryState::Done).await.unwrap());
    assert!(!tx.end_history(id, HistoryState::Refused).await.unwrap(), "it has ended");
    let done = History { state: HistoryState::Done, chats_done: 2, ..midway };
    assert_eq!(tx.history(id).await.unwrap(), Some(done));
    assert!(tx.begin_history(id, NOW).await.unwrap(), "anew");
    assert_eq!(tx.history(id).await.unwrap(), Some(BEGUN));
}

async fn a_history_that_is_being_read_is_not_begun_again(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    assert!(tx.begin_history(id, NOW).await.unwrap());
    tx.list_history(id, &[PeerId(7)]).await.unwrap();
    assert!(!tx.begin_history(id, NOW).await.unwrap());
    let listed = History { listed: true, chats: 1, ..BEGUN };
    assert_eq!(tx.history(id).await.unwrap(), Some(listed));
    assert_eq!(tx.history(account(2, 0).id).await.unwrap(), None);
    assert!(tx.begin_history(account(2, 0).id, NOW).await.is_err(), "no such account");
}

async fn another_owner_sees_and_changes_no_history(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    tx.begin_history(id, NOW).await.unwrap();
    tx.list_history(id, &[PeerId(7)]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.history(id).await.unwrap(), None);
    assert_eq!(tx.next_of_history(id).await.unwrap(), None);
    assert!(!tx.end_history(id, HistoryState::Done).await.unwrap());
    let read = HistoryChat { chat: PeerId(7), oldest: None, messages: 5 };
    tx.history_read(id, read, true).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.begin_history(id, NOW).await.is_err());
    drop(tx);
    let mut tx = fixture.as_stranger().await;
    assert!(tx.list_history(id, &[PeerId(8)]).await.is_err());
    drop(tx);
    let mut tx = fixture.read().await;
    let history = History { listed: true, chats: 1, ..BEGUN };
    assert_eq!(tx.history(id).await.unwrap(), Some(history));
}

//! How far the memory of each chat was written.

use std::time::Duration;

use domain::{Message, MessageId, Peer, PeerId, PeerKind};
use store::{ChatMemory, Quiet};

use crate::support::{Database, NOW, account, on_both, peer, text};

on_both!(
    a_memory_is_written_from_where_it_ended,
    chats_with_enough_that_is_new_are_found_the_quietest_first,
    another_owner_sees_and_changes_no_memory,
);

const ANNA: PeerId = PeerId(7);

fn memory(through: i32, summary: Option<&str>) -> ChatMemory {
    ChatMemory { written_through: MessageId(through), summary: summary.map(str::to_owned) }
}

async fn a_memory_is_written_from_where_it_ended(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fixture.know(&[7, 8]).await;
    fixture.store(&[text(7, 1, "а"), text(7, 2, "б"), text(7, 3, "в"), text(8, 2, "г")]).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.chat_memory(id, ANNA).await.unwrap(), None);
    let all = tx.messages_of_chat_after(id, ANNA, MessageId(i32::MIN), 10).await.unwrap();
    assert_eq!(all, [text(7, 1, "а"), text(7, 2, "б"), text(7, 3, "в")]);
    assert_eq!(
        tx.messages_of_chat_after(id, ANNA, MessageId(1), 1).await.unwrap(),
        [all[1].clone()]
    );
    assert_eq!(tx.message(id, ANNA, MessageId(2)).await.unwrap().as_ref(), all.get(1));
    assert_eq!(tx.message(id, ANNA, MessageId(9)).await.unwrap(), None);

    tx.save_chat_memory(id, ANNA, &memory(2, None)).await.unwrap();
    assert!(!tx.drop_summary(id, ANNA).await.unwrap());
    tx.save_chat_memory(id, ANNA, &memory(3, Some("о море\0"))).await.unwrap();
    assert_eq!(tx.chat_memory(id, ANNA).await.unwrap(), Some(memory(3, Some("о море"))));
    assert_eq!(tx.chat_memory(id, PeerId(8)).await.unwrap(), None);
    assert!(tx.drop_summary(id, ANNA).await.unwrap());

    tx.rewrite_memory_from(id, ANNA, MessageId(4)).await.unwrap();
    assert_eq!(tx.chat_memory(id, ANNA).await.unwrap(), Some(memory(3, None)));
    tx.rewrite_memory_from(id, ANNA, MessageId(2)).await.unwrap();
    tx.rewrite_memory_from(id, PeerId(8), MessageId(2)).await.unwrap();
    assert_eq!(tx.chat_memory(id, ANNA).await.unwrap(), Some(memory(1, None)));
    assert_eq!(tx.chat_memory(id, PeerId(8)).await.unwrap(), None);
    assert!(tx.save_chat_memory(id, PeerId(9), &memory(1, None)).await.is_err(), "no such chat");
}

async fn chats_with_enough_that_is_new_are_found_the_quietest_first(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fixture.know(&[7, 8, 9]).await;
    let mut tx = fixture.begin().await;
    let group = Peer { kind: PeerKind::Group, ..peer(-5) };
    tx.upsert_peer(id, &group).await.unwrap();
    tx.commit().await.unwrap();
    let at = |chat: i64, number: i32, seconds: u64| Message {
        sent_at: NOW + Duration::from_secs(seconds),
        ..text(chat, number, "слово")
    };
    fixture
        .store(&[at(7, 1, 1), at(7, 2, 2), at(7, 3, 30), at(8, 1, 1), at(8, 2, 20), at(9, 1, 1)])
        .await;
    fixture.store(&[at(-5, 1, 1), at(-5, 2, 2), at(-5, 3, 3)]).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.chats_to_remember(id, 1).await.unwrap(), [], "none is live");
    for chat in [7, 8, 9, -5] {
        tx.mark_undecided(id, PeerId(chat), MessageId(1)).await.unwrap();
    }
    let quiet = |chat: i64, seconds: u64| Quiet {
        chat: PeerId(chat),
        since: NOW + Duration::from_secs(seconds),
    };
    assert_eq!(tx.chats_to_remember(id, 2).await.unwrap(), [quiet(8, 20), quiet(7, 30)]);
    assert_eq!(tx.chats_to_remember(id, 3).await.unwrap(), [quiet(7, 30)]);
    assert_eq!(tx.chats_to_remember(account(2, 0).id, 1).await.unwrap(), []);
    tx.save_chat_memory(id, ANNA, &memory(2, None)).await.unwrap();
    assert_eq!(tx.chats_to_remember(id, 2).await.unwrap(), [quiet(8, 20)]);
    let all = tx.chats_to_remember(id, 1).await.unwrap();
    assert_eq!(all, [quiet(9, 1), quiet(8, 20), quiet(7, 30)]);
}

async fn another_owner_sees_and_changes_no_memory(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fixture.know(&[7]).await;
    fixture.store(&[text(7, 1, "а"), text(7, 2, "б")]).await;
    let mut tx = fixture.begin().await;
    tx.save_chat_memory(id, ANNA, &memory(1, Some("о море"))).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.chat_memory(id, ANNA).await.unwrap(), None);
    assert_eq!(tx.chats_to_remember(id, 1).await.unwrap(), []);
    let none = tx.messages_of_chat_after(id, ANNA, MessageId(0), 10).await.unwrap();
    assert_eq!(none, []);
    assert_eq!(tx.message(id, ANNA, MessageId(1)).await.unwrap(), None);
    assert!(!tx.drop_summary(id, ANNA).await.unwrap());
    tx.rewrite_memory_from(id, ANNA, MessageId(1)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.save_chat_memory(id, ANNA, &memory(9, None)).await.is_err());
    drop(tx);
    let kept = fixture.read().await.chat_memory(id, ANNA).await.unwrap();
    assert_eq!(kept, Some(memory(1, Some("о море"))));
}

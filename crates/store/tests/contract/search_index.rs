//! The index of words as messages change, come late, or come back out of a backup.

use domain::{MessageId, PeerId};
use store::{Accounts, Search, Store};

use crate::search::{found, places, some_talk, wanted};
use crate::support::{Database, Fixture, NOW, account, master_key, on_both, text};

on_both!(
    only_the_words_of_a_changed_message_are_touched,
    blocks_are_the_same_in_whatever_order_they_were_filled,
    older_messages_are_indexed_bit_by_bit,
    what_comes_before_older_messages_are_indexed_is_packed_once,
    a_restored_backup_is_indexed_anew,
);

const BLOCKS: &str = "SELECT count(*) FROM message_words";

async fn only_the_words_of_a_changed_message_are_touched(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let messages: Vec<_> = (1..=3_000).map(|id| text(7, id, &format!("да слово{id}"))).collect();
    for some in messages.chunks(500) {
        fixture.store(some).await;
    }
    let blocks = "SELECT count(*) FROM message_words WHERE word = 'да'";
    assert!(db.number(fixture.owner, blocks).await > 10);
    // Of all others it would show that they were read and written anew: they hold every message twice.
    let others = "word IN ('да', '@other', '#text') AND (chat <> 7 OR id > 1600 OR id < 1000)";
    let twice = if db.is_postgres() {
        "messages || messages"
    } else {
        "CAST(messages || messages AS BLOB)"
    };
    let spoil = format!("UPDATE message_words SET messages = {twice} WHERE {others}");
    db.execute(fixture.owner, &spoil).await;
    let spoilt = "SELECT CAST(sum(length(messages)) AS BIGINT) FROM message_words WHERE ";
    let spoilt = &format!("{spoilt}{others}");
    let before = db.number(fixture.owner, spoilt).await;
    let all = db.number(fixture.owner, BLOCKS).await;
    let mut tx = fixture.begin().await;
    assert!(tx.edit_message(fixture.account, &text(7, 1_500, "нет"), NOW).await.unwrap());
    let gone = tx.delete_messages(fixture.account, Some(PeerId(7)), &[MessageId(1_501)]).await;
    assert_eq!(gone.unwrap().len(), 1);
    tx.commit().await.unwrap();
    assert_eq!(db.number(fixture.owner, spoilt).await, before);
    // Two words nobody else had are gone with them.
    assert_eq!(db.number(fixture.owner, BLOCKS).await, all - 2);
    assert_eq!(places(&fixture, &wanted("нет")).await, [(7, 1_500)]);
    assert_eq!(places(&fixture, &wanted("слово1501")).await, []);
}

async fn blocks_are_the_same_in_whatever_order_they_were_filled(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8, 9]).await;
    let mut messages: Vec<_> = (0..1_500)
        .map(|n: i32| text(7 + i64::from(n % 3), 1 + n / 3, &format!("да и{}", n % 7)))
        .collect();
    // The newest first, as a history is read, and chats among each other.
    messages.reverse();
    for some in messages.chunks(100) {
        fixture.store(some).await;
    }
    let all = |words| Search { limit: 2_000, ..wanted(words) };
    assert_eq!(places(&fixture, &all("да")).await.len(), 1_500);
    let in_chat = Search { chat: Some(PeerId(8)), ..all("да") };
    assert_eq!(places(&fixture, &in_chat).await.len(), 500);
    let size = "SELECT CAST(max(length(messages)) AS BIGINT) FROM message_words";
    assert!(db.number(fixture.owner, size).await < 750);
    for chat in [8, 7, 9] {
        let ids: Vec<_> = (1..=500).map(MessageId).collect();
        let mut tx = fixture.begin().await;
        for some in ids.chunks(90) {
            tx.delete_messages(fixture.account, Some(PeerId(chat)), some).await.unwrap();
        }
        tx.commit().await.unwrap();
        let of_it = format!("SELECT count(*) FROM message_words WHERE chat = {chat}");
        assert_eq!(db.number(fixture.owner, &of_it).await, 0, "no key tells of what is gone");
    }
    assert_eq!(db.number(fixture.owner, BLOCKS).await, 0);
}

/// Makes the database as it was before there was an index.
async fn forget_index(db: &Database, fixture: &Fixture) {
    for table in ["message_words", "unpacked_messages", "message_indexes"] {
        db.execute(fixture.owner, &format!("DELETE FROM {table}")).await;
    }
}

async fn index_all(store: &Store, fixture: &Fixture) -> u64 {
    let mut all = 0;
    loop {
        let mut tx = store.begin(fixture.owner).await.unwrap();
        let some = tx.index_older_messages(fixture.account, 40).await.unwrap();
        tx.commit().await.unwrap();
        if some == 0 {
            return all;
        }
        all += some;
    }
}

async fn older_messages_are_indexed_bit_by_bit(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let messages: Vec<_> = (1..=100).map(|id| text(7, id, "василиск")).collect();
    fixture.store(&messages).await;
    forget_index(db, &fixture).await;
    let nothing = found(&fixture, &wanted("василиск")).await;
    let indexing = nothing.indexing.unwrap();
    assert_eq!((nothing.messages.len(), indexing.done, indexing.of), (0, 0, 100));
    let mut tx = fixture.begin().await;
    assert_eq!(tx.index_older_messages(fixture.account, 40).await.unwrap(), 40);
    tx.commit().await.unwrap();
    // What comes meanwhile is found at once, and once.
    fixture.store(&[text(8, 500, "василиск")]).await;
    let some = found(&fixture, &wanted("василиск")).await;
    assert_eq!((some.messages.len(), some.indexing.unwrap().done), (41, 40));
    assert_eq!(index_all(&fixture.store, &fixture).await, 60);
    let search = Search { limit: 500, ..wanted("василиск") };
    assert_eq!(places(&fixture, &search).await.len(), 101);
    let mut tx = fixture.begin().await;
    assert_eq!(tx.index_older_messages(fixture.account, 40).await.unwrap(), 0);
    assert_eq!(tx.index_older_messages(account(9, 9).id, 40).await.unwrap(), 0);
    let gone = tx.delete_messages(fixture.account, Some(PeerId(8)), &[MessageId(500)]).await;
    assert_eq!(gone.unwrap().len(), 1);
    tx.commit().await.unwrap();
    assert_eq!(places(&fixture, &search).await.len(), 100);
}

async fn what_comes_before_older_messages_are_indexed_is_packed_once(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let messages: Vec<_> = (1..=70).map(|id| text(7, id, "василиск")).collect();
    fixture.store(&messages).await;
    forget_index(db, &fixture).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.index_older_messages(fixture.account, 40).await.unwrap(), 40);
    tx.commit().await.unwrap();
    // So many that they are packed at once, some before and some after what is done.
    let more: Vec<_> = (1..=80).map(|id| text(8, id, "василиск")).collect();
    fixture.store(&more).await;
    assert_eq!(index_all(&fixture.store, &fixture).await, 110);
    let size = "SELECT CAST(sum(length(messages)) AS BIGINT) FROM message_words WHERE word <> ''";
    let once = db.number(fixture.owner, size).await;
    let search = Search { limit: 500, ..wanted("василиск") };
    assert_eq!(places(&fixture, &search).await.len(), 150);
    forget_index(db, &fixture).await;
    assert_eq!(index_all(&fixture.store, &fixture).await, 150);
    assert_eq!(db.number(fixture.owner, size).await, once);
}

async fn a_restored_backup_is_indexed_anew(db: &Database) {
    let fixture = db.with_account().await;
    some_talk(&fixture).await;
    let mut written = Vec::new();
    fixture.store.back_up(&mut written, NOW, &mut |_, _| {}).await.unwrap();
    let other = db.another().await;
    let master = || Ok(master_key(1));
    let backup = &mut written.as_slice();
    Store::restore(&other.address, master, backup, Accounts::Waiting, &mut |_| {}).await.unwrap();
    let store = other.open().await;
    let search = wanted("ключ");
    let mut tx = store.read(fixture.owner).await.unwrap();
    assert!(tx.search(&search).await.unwrap().indexing.is_some());
    drop(tx);
    assert_eq!(index_all(&store, &fixture).await, 7);
    let mut tx = store.read(fixture.owner).await.unwrap();
    let again = tx.search(&search).await.unwrap();
    assert_eq!(again, found(&fixture, &search).await);
    assert_eq!(again.messages.len(), 3);
}

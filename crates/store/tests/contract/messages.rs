//! Messages.

use std::time::Duration;

use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
use store::{Merged, Version};

use crate::support::{Database, NOW, account, on_both, text};

on_both!(
    every_kind_of_message_is_stored_whole,
    a_nul_in_a_text_is_left_out,
    a_message_is_stored_once,
    many_messages_are_stored_once_each,
    a_message_of_an_unknown_chat_is_refused,
    recent_messages_are_the_newest_in_order,
    a_chat_is_gone_through_backwards,
    all_messages_are_gone_through_chat_by_chat,
    an_edit_changes_the_content_only,
    of_two_versions_of_a_message_the_newer_stays_whatever_their_order,
    an_import_does_not_undo_an_edit_that_came_live,
    messages_of_a_chat_are_deleted,
    a_deletion_without_a_chat_spares_channels,
    another_owner_sees_and_changes_no_message,
);

/// Where channels and supergroups begin, downwards.
const CHANNEL: i64 = -1_000_000_000_007;
const BASIC_GROUP: i64 = -7;

fn every_kind() -> Vec<Message> {
    let contents = [
        Content::Text { text: "Привет 👋\nкак дела?".into() },
        Content::Text { text: String::new() },
        Content::Voice { seconds: Some(12), said: None },
        Content::Voice { seconds: None, said: None },
        Content::Sticker { emoji: Some("😂".into()) },
        Content::Sticker { emoji: None },
        Content::Media { media: "photo".into(), caption: "подпись".into() },
        Content::Media { media: "video_file".into(), caption: String::new() },
        Content::Service { action: "phone_call".into() },
    ];
    let messages = (1..).zip(contents).map(|(id, content)| Message {
        chat: PeerId(7),
        id: MessageId(id),
        author: [Author::Other, Author::Owner, Author::Twin][usize::try_from(id % 3).unwrap()],
        sender: PeerId(i64::from(id) + 5_000_000_000),
        sent_at: Timestamp::from_millis(1_700_000_000_123),
        content,
        reply_to: (id % 2 == 0).then_some(MessageId(id - 1)),
        forwarded: id % 2 == 0,
        via_bot: id % 3 == 0,
        mentions_owner: id % 5 == 0,
    });
    messages.collect()
}

async fn every_kind_of_message_is_stored_whole(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    fixture.store(&every_kind()).await;
    let mut tx = fixture.read().await;
    let stored = tx.recent_messages(fixture.account, PeerId(7), 100).await;
    assert_eq!(stored.unwrap(), every_kind());
}

async fn a_nul_in_a_text_is_left_out(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    fixture.store(&[text(7, 1, "при\0вет")]).await;
    let mut tx = fixture.read().await;
    let stored = tx.recent_messages(fixture.account, PeerId(7), 1).await;
    assert_eq!(stored.unwrap(), [text(7, 1, "привет")]);
}

async fn a_message_is_stored_once(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    let first = text(7, 1, "первый");
    assert!(tx.insert_message(id, &first).await.unwrap());
    let again = text(7, 1, "второй");
    assert!(!tx.insert_message(id, &again).await.unwrap());
    let stored = tx.recent_messages(id, PeerId(7), 10).await.unwrap();
    assert_eq!(stored, [first]);
}

async fn many_messages_are_stored_once_each(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let messages: Vec<_> = (1..=1_234).map(|id| text(7, id, "текст")).collect();
    let mut tx = fixture.begin().await;
    let first = tx.insert_messages(fixture.account, &messages[..333]).await;
    assert_eq!(first.unwrap(), 333);
    let twice: Vec<_> = [&messages[..], &messages[1_000..]].concat();
    let rest = tx.insert_messages(fixture.account, &twice).await;
    assert_eq!(rest.unwrap(), 1_234 - 333);
    tx.commit().await.unwrap();
    let mut tx = fixture.read().await;
    assert_eq!(tx.message_count(fixture.account).await.unwrap(), 1_234);
    assert_eq!(tx.message_count(account(2, 0).id).await.unwrap(), 0);
    let stored = tx.recent_messages(fixture.account, PeerId(7), 2_000).await;
    assert_eq!(stored.unwrap(), messages);
}

async fn a_message_of_an_unknown_chat_is_refused(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    let stored = tx.insert_message(fixture.account, &text(7, 1, "?")).await;
    assert!(stored.is_err());
}

async fn recent_messages_are_the_newest_in_order(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    fixture
        .store(&[text(7, 3, "в"), text(7, 1, "а"), text(8, 9, "другой чат"), text(7, 2, "б")])
        .await;
    let mut tx = fixture.read().await;
    let stored = tx.recent_messages(fixture.account, PeerId(7), 2).await;
    assert_eq!(stored.unwrap(), [text(7, 2, "б"), text(7, 3, "в")]);
}

async fn all_messages_are_gone_through_chat_by_chat(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[CHANNEL, 7, 8]).await;
    let expected = [
        text(CHANNEL, 2, "а"),
        text(7, -5, "б"),
        text(7, 1, "в"),
        text(7, 4, "г"),
        text(8, 3, "д"),
    ];
    let mut shuffled = expected.clone();
    shuffled.reverse();
    fixture.store(&shuffled).await;
    let mut tx = fixture.read().await;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = tx.messages_after(fixture.account, after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.chat, last.id));
        seen.extend(page);
    }
    assert_eq!(seen, expected);
}

async fn an_edit_changes_the_content_only(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let original =
        Message { author: Author::Twin, reply_to: Some(MessageId(1)), ..text(7, 2, "до") };
    fixture.store(std::slice::from_ref(&original)).await;
    let mut tx = fixture.begin().await;
    let content = Content::Media { media: "photo".into(), caption: "после".into() };
    let edited = Message { author: Author::Owner, content: content.clone(), ..text(7, 2, "") };
    assert!(tx.edit_message(fixture.account, &edited, NOW).await.unwrap());
    let stored = tx.recent_messages(fixture.account, PeerId(7), 1).await;
    assert_eq!(stored.unwrap(), [Message { content, ..original }]);
    let unknown = tx.edit_message(fixture.account, &text(7, 3, ""), NOW).await;
    assert!(!unknown.unwrap());
}

async fn of_two_versions_of_a_message_the_newer_stays_whatever_their_order(db: &Database) {
    let fixture = db.with_account().await;
    let (first, edited, last) = (text(7, 2, "раз"), text(7, 2, "два"), text(7, 2, "три"));
    let at = |second| Some(Timestamp::from_secs(second));
    let versions = [
        Version::first(&first),
        Version { message: &edited, as_of: at(50) },
        Version { message: &last, as_of: at(90) },
    ];
    // Each order, and how often the content changes in it.
    let orders = [
        ([0, 1, 2], 2),
        ([0, 2, 1], 1),
        ([1, 0, 2], 1),
        ([1, 2, 0], 1),
        ([2, 0, 1], 0),
        ([2, 1, 0], 0),
    ];
    for (chat, (order, changes)) in (7..).zip(orders) {
        fixture.know(&[chat]).await;
        let mut tx = fixture.begin().await;
        let mut sum = Merged::default();
        for version in order.map(|place| versions[place]) {
            let message = Message { chat: PeerId(chat), ..version.message.clone() };
            let version = Version { message: &message, ..version };
            let merged = tx.merge_messages(fixture.account, &[version]).await.unwrap();
            assert_eq!(tx.merge_messages(fixture.account, &[version]).await.unwrap().new, 0);
            sum.new += merged.new;
            sum.changed += merged.changed;
        }
        let stored = tx.recent_messages(fixture.account, PeerId(chat), 5).await.unwrap();
        assert_eq!(stored, [Message { chat: PeerId(chat), ..last.clone() }], "{order:?}");
        assert_eq!(sum, Merged { new: 1, changed: changes }, "{order:?}");
    }
    // Both in one file, as a hostile one may have them.
    fixture.know(&[99]).await;
    let messages = versions.map(|version| Message { chat: PeerId(99), ..version.message.clone() });
    let both: Vec<_> = messages
        .iter()
        .zip(versions)
        .map(|(message, version)| Version { message, ..version })
        .collect();
    let mut tx = fixture.begin().await;
    let merged = tx.merge_messages(fixture.account, &both).await.unwrap();
    assert_eq!(merged, Merged { new: 1, changed: 2 });
    let stored = tx.recent_messages(fixture.account, PeerId(99), 5).await.unwrap();
    assert_eq!(stored, [messages[2].clone()]);
}

async fn an_import_does_not_undo_an_edit_that_came_live(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let sent = Message { author: Author::Twin, ..text(7, 2, "до") };
    fixture.store(std::slice::from_ref(&sent)).await;
    let mut tx = fixture.begin().await;
    assert!(tx.edit_message(fixture.account, &text(7, 2, "после"), NOW).await.unwrap());
    let before = Timestamp::from_secs(NOW.as_secs() - 60);
    for as_of in [None, Some(before)] {
        let old = Version { message: &sent, as_of };
        let merged = tx.merge_messages(fixture.account, &[old]).await.unwrap();
        assert_eq!(merged, Merged::default());
    }
    let stored = tx.recent_messages(fixture.account, PeerId(7), 5).await.unwrap();
    assert_eq!(stored, [Message { author: Author::Twin, ..text(7, 2, "после") }]);
}

async fn a_chat_is_gone_through_backwards(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    fixture.store(&[text(7, 1, "а"), text(7, 2, "б"), text(7, 5, "в"), text(8, 3, "г")]).await;
    let mut tx = fixture.read().await;
    let (account, newest) = (fixture.account, MessageId(i32::MAX));
    let page = tx.messages_before(account, PeerId(7), newest, 2).await.unwrap();
    assert_eq!(page, [text(7, 5, "в"), text(7, 2, "б")]);
    let page = tx.messages_before(account, PeerId(7), MessageId(2), 2).await.unwrap();
    assert_eq!(page, [text(7, 1, "а")]);
}

async fn messages_of_a_chat_are_deleted(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, CHANNEL]).await;
    let kept = [text(CHANNEL, 3, "в"), text(7, 1, "а")];
    fixture.store(&kept).await;
    fixture.store(&[text(CHANNEL, 1, "а"), text(CHANNEL, 2, "б")]).await;
    let mut tx = fixture.begin().await;
    let ids = [1, 2, 99].map(MessageId);
    let deleted = tx.delete_messages(fixture.account, Some(PeerId(CHANNEL)), &ids).await;
    assert_eq!(deleted.unwrap().len(), 2);
    let left = tx.messages_after(fixture.account, None, 10).await.unwrap();
    assert_eq!(left, kept);
}

async fn a_deletion_without_a_chat_spares_channels(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, BASIC_GROUP, CHANNEL]).await;
    let kept = [text(CHANNEL, 1, "а"), text(CHANNEL, 2, "б"), text(7, 3, "в")];
    fixture.store(&kept).await;
    fixture.store(&[text(7, 1, "а"), text(BASIC_GROUP, 2, "б")]).await;
    let mut tx = fixture.begin().await;
    let ids = [1, 2, 99].map(MessageId);
    let deleted = tx.delete_messages(fixture.account, None, &ids).await;
    assert_eq!(deleted.unwrap().len(), 2);
    let left = tx.messages_after(fixture.account, None, 10).await.unwrap();
    assert_eq!(left, kept);
}

async fn another_owner_sees_and_changes_no_message(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let original = text(7, 1, "тайна");
    fixture.store(std::slice::from_ref(&original)).await;
    let id = fixture.account;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.recent_messages(id, PeerId(7), 10).await.unwrap(), []);
    assert_eq!(tx.messages_after(id, None, 10).await.unwrap(), []);
    assert_eq!(tx.messages_before(id, PeerId(7), MessageId(9), 10).await.unwrap(), []);
    assert_eq!(tx.message_count(id).await.unwrap(), 0);
    assert!(!tx.edit_message(id, &text(7, 1, "чужое"), NOW).await.unwrap());
    for chat in [Some(PeerId(7)), None] {
        let deleted = tx.delete_messages(id, chat, &[MessageId(1)]).await;
        assert_eq!(deleted.unwrap().len(), 0);
    }
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.insert_message(id, &text(7, 2, "чужое")).await.is_err());
    drop(tx);
    for number in [1, 2] {
        let mut tx = fixture.as_stranger().await;
        let message = &text(7, number, "чужое");
        let version = Version { message, as_of: Some(NOW + Duration::from_secs(1)) };
        assert!(tx.merge_messages(id, &[version]).await.is_err(), "{number}");
    }
    let mut tx = fixture.read().await;
    let stored = tx.recent_messages(id, PeerId(7), 10).await.unwrap();
    assert_eq!(stored, [original]);
}

//! Who wrote when, what became of replies, what models took, what was asked in vain; and what is erased of replies.

use std::time::Duration;

use domain::{
    Author, Bubble, Failing, Helper, Message, MessageId, PeerId, Reply, ReplyState, SentMessage,
    Spending,
};
use store::{Failures, ReplyNumbers, SentAt};

use crate::replies::reply;
use crate::support::{Database, Fixture, NOW, on_both, text};

on_both!(
    who_wrote_when_is_told_by_chat_and_time,
    what_became_of_replies_is_told,
    a_reply_counts_as_long_as_it_became,
    what_models_took_is_told_by_day,
    what_was_asked_in_vain_is_told_by_day_and_reason,
    the_words_of_erased_messages_go_from_closed_replies,
);

fn within() -> (domain::Timestamp, domain::Timestamp) {
    (NOW, NOW + Duration::from_secs(100))
}

async fn who_wrote_when_is_told_by_chat_and_time(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let at = |chat, id, seconds: i64, author| {
        let sent_at = domain::Timestamp::from_millis(NOW.as_millis() + seconds * 1_000);
        Message { sent_at, author, ..text(chat, id, "привет") }
    };
    // More than stay unpacked, and some that do.
    let many: Vec<Message> = (100..900).map(|id| at(8, id, 50, Author::Owner)).collect();
    fixture.store(&many).await;
    fixture.store(&[at(7, 1, -1, Author::Other), at(7, 2, 0, Author::Other)]).await;
    fixture.store(&[at(7, 4, 10, Author::Twin), at(7, 3, 99, Author::Owner)]).await;
    fixture.store(&[at(7, 5, 100, Author::Other)]).await;
    let (from, until) = within();
    let mut tx = fixture.begin().await;
    tx.delete_messages(fixture.account, Some(PeerId(8)), &[MessageId(100)]).await.unwrap();
    let sent = tx.sent_within(fixture.account, from, until).await.unwrap();
    let short = |one: &SentAt| (one.chat.0, one.id.0, one.author);
    let first: Vec<_> = sent.iter().take(3).map(short).collect();
    assert_eq!(first, [(7, 2, Author::Other), (7, 4, Author::Twin), (7, 3, Author::Owner)]);
    assert_eq!(sent.len(), 3 + 799, "none twice, none that is gone");
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.sent_within(fixture.account, from, until).await.unwrap(), []);
}

/// A reply of two bubbles which became the messages 10·number and the next.
async fn closed(fixture: &Fixture, number: u8, end: ReplyState) {
    let planned = reply(fixture, number, PeerId(7));
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&planned).await.unwrap());
    assert!(tx.claim_reply(planned.id).await.unwrap());
    for index in 0..2 {
        let id = MessageId(10 * i32::from(number) + i32::try_from(index).unwrap());
        let sent = SentMessage { id, sent_at: planned.send_at };
        assert!(tx.bubble_sent(planned.id, index, sent).await.unwrap());
    }
    assert!(tx.finish_reply(planned.id, end).await.unwrap());
    tx.commit().await.unwrap();
}

async fn what_became_of_replies_is_told(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    closed(&fixture, 1, ReplyState::Sent).await;
    closed(&fixture, 2, ReplyState::Failed).await;
    closed(&fixture, 3, ReplyState::Sent).await;
    let (from, until) = within();
    let mut tx = fixture.read().await;
    let numbers = tx.reply_numbers(fixture.account, from, until).await.unwrap();
    let alike = |state, replies, characters| {
        let (mode, word) = (reply(&fixture, 1, PeerId(7)).mode, None);
        ReplyNumbers { mode, state, word, replies, characters }
    };
    assert_eq!(numbers, [alike(ReplyState::Failed, 1, 15), alike(ReplyState::Sent, 2, 30)]);
    assert_eq!(tx.reply_numbers(fixture.account, until, until).await.unwrap(), []);
    drop(tx);
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.reply_numbers(fixture.account, from, until).await.unwrap(), []);
}

async fn a_reply_counts_as_long_as_it_became(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let mut tx = fixture.begin().await;
    let draft = Reply { state: ReplyState::Waiting, ..reply(&fixture, 1, PeerId(7)) };
    assert!(tx.plan_reply(&draft).await.unwrap());
    let shorter = Bubble { text: "да".into(), ..draft.bubbles[0].clone() };
    assert!(tx.rewrite_draft(draft.id, &[shorter]).await.unwrap());
    let planned = reply(&fixture, 2, PeerId(8));
    assert!(tx.plan_reply(&planned).await.unwrap());
    assert!(tx.claim_reply(planned.id).await.unwrap());
    let sent = SentMessage { id: MessageId(20), sent_at: planned.send_at };
    assert!(tx.bubble_sent(planned.id, 0, sent).await.unwrap());
    tx.cut_short(planned.id, 1).await.unwrap();
    assert!(tx.finish_reply(planned.id, ReplyState::Sent).await.unwrap());
    let (from, until) = within();
    let numbers = tx.reply_numbers(fixture.account, from, until).await.unwrap();
    let characters: Vec<_> = numbers.iter().map(|one| (one.state, one.characters)).collect();
    assert_eq!(characters, [(ReplyState::Sent, 6), (ReplyState::Waiting, 2)]);
}

async fn what_models_took_is_told_by_day(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    let day = |number: u64| Spending {
        until: NOW + Duration::from_secs(86_400 * number),
        billionths: number,
        ..Spending::default()
    };
    for number in [2, 0, 1] {
        tx.set_model_spending(&day(number)).await.unwrap();
    }
    let spent = tx.model_spending_since(NOW).await.unwrap();
    assert_eq!(spent, [day(1), day(2)]);
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.model_spending_since(NOW).await.unwrap(), []);
}

async fn what_was_asked_in_vain_is_told_by_day_and_reason(db: &Database) {
    let fixture = db.with_account().await;
    let day = Duration::from_secs(86_400);
    let mut tx = fixture.begin().await;
    for (at, helper, why) in [
        (NOW, Helper::Model, Failing::Limit),
        (NOW, Helper::Model, Failing::Limit),
        (NOW, Helper::Ear, Failing::Key),
        (NOW + day, Helper::Mouth, Failing::Other),
        (NOW + day * 5, Helper::Model, Failing::Answer),
    ] {
        tx.note_failure(at, helper, why).await.unwrap();
    }
    let (from, until) = (NOW - day, NOW + day * 3);
    let failures = tx.failures(from, until).await.unwrap();
    let short = |one: &Failures| (one.helper, one.why, one.times);
    assert_eq!(
        failures.iter().map(short).collect::<Vec<_>>(),
        [
            (Helper::Ear, Failing::Key, 1),
            (Helper::Model, Failing::Limit, 2),
            (Helper::Mouth, Failing::Other, 1),
        ]
    );
    assert_eq!(failures[2].at, failures[0].at + day, "each at the middle of its day");
    // Every reason that there is can be kept.
    for helper in Helper::ALL {
        for why in Failing::ALL {
            tx.note_failure(NOW + day * 9, helper, why).await.unwrap();
        }
    }
    let all = tx.failures(NOW + day * 8, NOW + day * 11).await.unwrap();
    assert_eq!(all.len(), Helper::ALL.len() * Failing::ALL.len());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.failures(from, until).await.unwrap(), []);
}

async fn the_words_of_erased_messages_go_from_closed_replies(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    closed(&fixture, 1, ReplyState::Sent).await;
    closed(&fixture, 2, ReplyState::Sent).await;
    let mut tx = fixture.begin().await;
    let open = reply(&fixture, 3, PeerId(7));
    assert!(tx.plan_reply(&open).await.unwrap());
    let said = async |tx: &mut store::Tx| {
        let all = tx.recent_replies(fixture.account, PeerId(7), 9).await.unwrap();
        let mut words: Vec<Vec<String>> = all
            .into_iter()
            .map(|reply| reply.bubbles.into_iter().map(|bubble| bubble.text).collect())
            .collect();
        words.reverse();
        words
    };
    let whole = ["привет", "как дела?"];
    tx.erase_said(fixture.account, PeerId(8), &[MessageId(10)]).await.unwrap();
    assert_eq!(said(&mut tx).await, [whole; 3], "another chat's");
    tx.erase_said(fixture.account, PeerId(7), &[MessageId(10)]).await.unwrap();
    assert_eq!(said(&mut tx).await, [["", "как дела?"], whole, whole]);
    // What they answer.
    tx.erase_said(fixture.account, PeerId(7), &[open.answers]).await.unwrap();
    assert_eq!(said(&mut tx).await, [["", ""], ["", ""], whole], "an open one is still to be sent");
    tx.commit().await.unwrap();
    closed(fixture_with_room(&fixture).await, 4, ReplyState::Sent).await;
    let mut tx = fixture.as_stranger().await;
    tx.erase_said(fixture.account, PeerId(7), &[MessageId(40)]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    assert_eq!(said(&mut tx).await.last().unwrap(), &whole, "a stranger erases nothing");
}

/// Withdraws what is open, so that another reply may be planned.
async fn fixture_with_room(fixture: &Fixture) -> &Fixture {
    let mut tx = fixture.begin().await;
    for open in tx.open_replies(fixture.account).await.unwrap() {
        tx.cancel_reply(open.id).await.unwrap();
    }
    tx.commit().await.unwrap();
    fixture
}

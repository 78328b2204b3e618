//! What the owner makes of drafts, and what is known of replies beside their state.

use std::time::Duration;

use domain::{
    AccountId, Author, Bubble, Message, MessageId, Mode, OwnerWord, PeerId, Reply, ReplyId,
    ReplyState, SentMessage, Timestamp,
};
use store::Tx;

use crate::replies::reply;
use crate::support::{Database, Fixture, NOW, on_both, text};

on_both!(
    a_draft_that_was_worked_on_waits_and_stays_edited,
    what_the_twin_had_written_is_kept,
    what_the_twin_had_written_goes_with_what_it_answers,
    a_draft_can_be_sent_by_the_owners_own_hand,
    a_draft_sent_by_the_owner_is_no_sign_to_keep_out,
    waiting_drafts_are_counted_over_all_accounts,
    what_was_sent_lately_comes_newest_first,
    what_a_reply_was_drawn_from_is_kept,
    another_owner_says_nothing_of_drafts,
);

const CHAT: PeerId = PeerId(7);

async fn what_the_twin_had_written_goes_with_what_it_answers(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    let mut tx = fixture.begin().await;
    assert!(tx.rewrite_draft(draft.id, &changed()).await.unwrap());
    tx.cancel_reply(draft.id).await.unwrap();
    assert!(tx.first_texts(draft.id).await.unwrap().is_some());
    tx.erase_said(fixture.account, CHAT, &[draft.answers]).await.unwrap();
    assert_eq!(tx.first_texts(draft.id).await.unwrap(), None);
    let erased = tx.reply(draft.id).await.unwrap().unwrap();
    assert!(erased.texts().iter().all(String::is_empty), "{erased:?}");
}

/// A draft of the chat.
async fn waiting(db: &Database) -> (Fixture, Reply) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let draft = Reply { state: ReplyState::Waiting, mode: Mode::Draft, ..reply(&fixture, 1, CHAT) };
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&draft).await.unwrap());
    tx.commit().await.unwrap();
    (fixture, draft)
}

fn changed() -> Vec<Bubble> {
    vec![Bubble { text: "не могу".to_owned(), random_id: 71, message_id: None, spoken: None }]
}

async fn a_draft_that_was_worked_on_waits_and_stays_edited(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    let mut tx = fixture.begin().await;
    assert!(tx.rewrite_draft(draft.id, &changed()).await.unwrap());
    let found = tx.reply(draft.id).await.unwrap().unwrap();
    assert_eq!((found.state, found.word), (ReplyState::Waiting, Some(OwnerWord::Edited)));
    assert_eq!(found.bubbles, changed());
    assert!(!tx.claim_reply(draft.id).await.unwrap());
    assert!(tx.approve_reply(draft.id, None, NOW).await.unwrap());
    let found = tx.reply(draft.id).await.unwrap().unwrap();
    assert_eq!(found.word, Some(OwnerWord::Edited));
    assert!(!tx.rewrite_draft(draft.id, &changed()).await.unwrap(), "it waits no more");
}

async fn what_the_twin_had_written_is_kept(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    let first: Vec<String> = draft.bubbles.iter().map(|bubble| bubble.text.clone()).collect();
    let mut tx = fixture.begin().await;
    assert_eq!(tx.first_texts(draft.id).await.unwrap(), None);
    assert!(tx.rewrite_draft(draft.id, &changed()).await.unwrap());
    let again =
        [Bubble { text: "завтра".to_owned(), random_id: 72, message_id: None, spoken: None }];
    assert!(tx.approve_reply(draft.id, Some(&again), NOW).await.unwrap());
    assert_eq!(tx.first_texts(draft.id).await.unwrap(), Some(first), "not what it was made later");
    assert_eq!(tx.reply(draft.id).await.unwrap().unwrap().bubbles, again);
    tx.commit().await.unwrap();
    assert_eq!(fixture.as_stranger().await.first_texts(draft.id).await.unwrap(), None);
}

async fn a_draft_can_be_sent_by_the_owners_own_hand(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    let mut tx = fixture.begin().await;
    let sent = tx.owner_sent_draft(draft.id, OwnerWord::Approved, MessageId(9)).await.unwrap();
    assert!(sent);
    let found = tx.reply(draft.id).await.unwrap().unwrap();
    assert_eq!((found.state, found.word), (ReplyState::Sent, Some(OwnerWord::Approved)));
    assert!(tx.open_reply(fixture.account, CHAT).await.unwrap().is_none());
    assert!(tx.sent_since(NOW, 10).await.unwrap().is_empty(), "the twin has sent nothing");
    let again = tx.owner_sent_draft(draft.id, OwnerWord::Edited, MessageId(10)).await.unwrap();
    assert!(!again);
}

fn own(id: i32) -> Message {
    Message { author: Author::Owner, ..text(7, id, "и тебе") }
}

async fn owner_wrote(tx: &mut Tx, account: AccountId) -> Option<Timestamp> {
    tx.situation(account, CHAT).await.unwrap().unwrap().owner_wrote
}

async fn a_draft_sent_by_the_owner_is_no_sign_to_keep_out(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    fixture.store(&[own(3), own(9)]).await;
    let account = fixture.account;
    let mut tx = fixture.begin().await;
    assert_eq!(owner_wrote(&mut tx, account).await, Some(own(9).sent_at));
    tx.owner_sent_draft(draft.id, OwnerWord::Approved, MessageId(9)).await.unwrap();
    assert_eq!(owner_wrote(&mut tx, account).await, Some(own(3).sent_at));
}

async fn waiting_drafts_are_counted_over_all_accounts(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.drafts_waiting().await.unwrap(), 1);
    let due = reply(&fixture, 2, PeerId(8));
    assert!(tx.plan_reply(&due).await.unwrap());
    assert_eq!(tx.drafts_waiting().await.unwrap(), 1, "what is due needs no word");
    tx.cancel_reply(draft.id).await.unwrap();
    assert_eq!(tx.drafts_waiting().await.unwrap(), 0);
}

async fn what_was_sent_lately_comes_newest_first(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let mut tx = fixture.begin().await;
    let mut ids: Vec<ReplyId> = Vec::new();
    // Nothing arrived of the fifth.
    for (number, arrives, end) in [
        (1, 2, ReplyState::Sent),
        (2, 2, ReplyState::Sent),
        (3, 1, ReplyState::Failed),
        (4, 2, ReplyState::Sent),
        (5, 0, ReplyState::Failed),
    ] {
        let sent = reply(&fixture, number, CHAT);
        assert!(tx.plan_reply(&sent).await.unwrap());
        assert!(tx.claim_reply(sent.id).await.unwrap());
        for index in 0..arrives {
            let id = MessageId(i32::from(number * 10 + index));
            let sent_as = SentMessage { id, sent_at: NOW };
            assert!(tx.bubble_sent(sent.id, index.into(), sent_as).await.unwrap());
        }
        assert!(tx.finish_reply(sent.id, end).await.unwrap());
        ids.push(sent.id);
    }
    let found = tx.sent_since(NOW, 10).await.unwrap();
    let found_ids: Vec<_> = found.iter().map(|reply| reply.id).collect();
    assert_eq!(found_ids, [ids[3], ids[2], ids[1], ids[0]]);
    let arrived =
        |reply: &Reply| reply.bubbles.iter().filter(|one| one.message_id.is_some()).count();
    assert_eq!((found[1].state, arrived(&found[1])), (ReplyState::Failed, 1));
    assert_eq!(found[0].bubbles.len(), 2);
    assert_eq!(tx.sent_since(NOW, 1).await.unwrap().len(), 1);
    let later = reply(&fixture, 3, CHAT).send_at + Duration::from_millis(1);
    assert_eq!(tx.sent_since(later, 10).await.unwrap().len(), 1);
    assert_eq!(tx.failed_since(NOW).await.unwrap(), 2);
    assert_eq!(tx.failed_since(later).await.unwrap(), 1);
    let newest = tx.newest_failure_since(NOW).await.unwrap();
    assert_eq!(newest, Some((fixture.account, CHAT)));
    let said = |id| Message { chat: CHAT, sent_at: NOW, ..text(7, id, "") };
    let of = |from, to| [said(from), said(to)];
    let found = tx.replies_of_messages(fixture.account, &of(11, 30)).await.unwrap();
    let expected = [(11, ids[0]), (20, ids[1]), (21, ids[1]), (30, ids[2])];
    assert_eq!(found, expected.map(|(message, reply)| (MessageId(message), reply)));
    assert_eq!(tx.replies_of_messages(fixture.account, &[]).await.unwrap(), []);
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    tx.failures_seen(NOW).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    assert_eq!(tx.failed_since(NOW).await.unwrap(), 2);
    tx.failures_seen(NOW).await.unwrap();
    assert_eq!(tx.failed_since(NOW).await.unwrap(), 0);
}

async fn what_a_reply_was_drawn_from_is_kept(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.reply_drawn_from(draft.id).await.unwrap(), None);
    tx.drew_reply_from(draft.id, PeerId(8), NOW).await.unwrap();
    assert_eq!(tx.reply_drawn_from(draft.id).await.unwrap(), Some((PeerId(8), NOW)));
}

async fn another_owner_says_nothing_of_drafts(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    let mut tx = fixture.as_stranger().await;
    assert!(!tx.rewrite_draft(draft.id, &changed()).await.unwrap());
    let sent = tx.owner_sent_draft(draft.id, OwnerWord::Approved, MessageId(9)).await.unwrap();
    assert!(!sent);
    tx.drew_reply_from(draft.id, PeerId(8), NOW).await.unwrap();
    assert_eq!(tx.drafts_waiting().await.unwrap(), 0);
    assert!(tx.sent_since(NOW, 10).await.unwrap().is_empty());
    assert_eq!(tx.failed_since(Timestamp::from_millis(0)).await.unwrap(), 0);
    assert_eq!(tx.newest_failure_since(Timestamp::from_millis(0)).await.unwrap(), None);
    let said = [text(7, 1, ""), text(7, 99, "")];
    assert_eq!(tx.replies_of_messages(fixture.account, &said).await.unwrap(), []);
    tx.commit().await.unwrap();
    let mut tx = fixture.read().await;
    assert_eq!(tx.reply(draft.id).await.unwrap(), Some(draft.clone()));
    assert_eq!(tx.reply_drawn_from(draft.id).await.unwrap(), None);
    drop(tx);
    let mut tx = fixture.begin().await;
    tx.drew_reply_from(draft.id, PeerId(8), NOW).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    tx.forget_source(draft.id).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.read().await;
    assert_eq!(tx.reply_drawn_from(draft.id).await.unwrap(), Some((PeerId(8), NOW)));
}

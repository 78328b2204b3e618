//! Answers struck out.

use domain::{MessageId, PeerId};

use crate::support::{Database, account, on_both};

on_both!(
    a_struck_answer_stays_until_it_is_restored,
    what_is_restored_is_the_answer_and_no_other,
    another_owner_sees_and_changes_no_struck_answer,
);

const ANNA: PeerId = PeerId(7);
const BORIS: PeerId = PeerId(8);

async fn a_struck_answer_stays_until_it_is_restored(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    // Neither the chat nor the message is stored.
    assert!(tx.strike_answer(id, BORIS, MessageId(3)).await.unwrap());
    assert!(tx.strike_answer(id, ANNA, MessageId(5)).await.unwrap());
    assert!(!tx.strike_answer(id, ANNA, MessageId(5)).await.unwrap());
    tx.commit().await.unwrap();

    let mut tx = fixture.begin().await;
    let struck = tx.struck_answers(id).await.unwrap();
    assert_eq!(struck, [(ANNA, MessageId(5)), (BORIS, MessageId(3))]);
    assert_eq!(tx.struck_answers(account(2, 0).id).await.unwrap(), []);
    assert!(tx.restore_answer(id, ANNA, MessageId(5), MessageId(5)).await.unwrap());
    assert!(!tx.restore_answer(id, ANNA, MessageId(5), MessageId(5)).await.unwrap());
    assert_eq!(tx.struck_answers(id).await.unwrap(), [(BORIS, MessageId(3))]);
}

async fn what_is_restored_is_the_answer_and_no_other(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    for message in 3..=6 {
        tx.strike_answer(id, ANNA, MessageId(message)).await.unwrap();
    }
    tx.strike_answer(id, BORIS, MessageId(4)).await.unwrap();
    assert!(tx.restore_answer(id, ANNA, MessageId(4), MessageId(5)).await.unwrap());
    let left = [(ANNA, MessageId(3)), (ANNA, MessageId(6)), (BORIS, MessageId(4))];
    assert_eq!(tx.struck_answers(id).await.unwrap(), left);
}

async fn another_owner_sees_and_changes_no_struck_answer(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    tx.strike_answer(id, ANNA, MessageId(5)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.struck_answers(id).await.unwrap(), []);
    assert!(!tx.restore_answer(id, ANNA, MessageId(5), MessageId(5)).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.strike_answer(id, ANNA, MessageId(6)).await.is_err());
    drop(tx);
    let mut tx = fixture.read().await;
    assert_eq!(tx.struck_answers(id).await.unwrap(), [(ANNA, MessageId(5))]);
}

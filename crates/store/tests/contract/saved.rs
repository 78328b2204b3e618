//! Lines in Saved Messages.

use domain::{MessageId, QuestionId};
use store::{About, SavedLine};

use crate::support::{Database, Fixture, NOW, account, on_both};

on_both!(
    a_line_is_unsent_until_it_has_a_number_by_which_it_is_found,
    a_thing_has_one_line,
    another_owner_sees_and_changes_no_line,
);

fn about(number: u128) -> About {
    About::Question(QuestionId::new(NOW, number))
}

pub(crate) fn line(fixture: &Fixture, number: u128) -> SavedLine {
    SavedLine { account: fixture.account, about: about(number), random_id: i64::MIN, message: None }
}

async fn a_line_is_unsent_until_it_has_a_number_by_which_it_is_found(db: &Database) {
    let fixture = db.with_account().await;
    let (first, second) = (line(&fixture, 1), line(&fixture, 2));
    let mut tx = fixture.begin().await;
    for planned in [second, first] {
        tx.plan_saved_line(&planned).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), [first, second]);
    assert_eq!(tx.unsent_saved_lines(account(2, 0).id).await.unwrap(), []);
    let number = MessageId(77);
    assert_eq!(tx.saved_line_of(fixture.account, number).await.unwrap(), None);
    tx.saved_line_sent(first.about, number).await.unwrap();
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), [second]);
    let sent = SavedLine { message: Some(number), ..first };
    assert_eq!(tx.saved_line_of(fixture.account, number).await.unwrap(), Some(sent));
    assert_eq!(tx.saved_line_of(account(2, 0).id, number).await.unwrap(), None);
    tx.drop_saved_line(second.about).await.unwrap();
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), []);
}

async fn a_thing_has_one_line(db: &Database) {
    let fixture = db.with_account().await;
    let first = line(&fixture, 1);
    let mut tx = fixture.begin().await;
    tx.plan_saved_line(&first).await.unwrap();
    tx.plan_saved_line(&SavedLine { random_id: 5, ..first }).await.unwrap();
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), [first]);
}

async fn another_owner_sees_and_changes_no_line(db: &Database) {
    let fixture = db.with_account().await;
    let planned = line(&fixture, 1);
    let mut tx = fixture.begin().await;
    tx.plan_saved_line(&planned).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), []);
    tx.saved_line_sent(planned.about, MessageId(7)).await.unwrap();
    tx.drop_saved_line(planned.about).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.plan_saved_line(&line(&fixture, 2)).await.is_err(), "no such account");
    drop(tx);
    let mut tx = fixture.read().await;
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), [planned]);
}

//! What the twin would have said, and how it stands in a chat.

use std::time::Duration;

use domain::{MessageId, PeerId, ReplyId};
use store::{Closeness, Rehearsal, Standing};

use crate::replies::reply;
use crate::support::{Database, Fixture, NOW, on_both};

on_both!(
    a_rehearsal_is_compared_as_often_as_the_owner_goes_on,
    what_the_owner_never_answered_is_dropped,
    the_newest_compared_ones_come_first,
    what_was_compared_with_a_message_goes_with_it,
    a_standing_is_stored_and_read_back,
    chats_with_evidence_are_those_where_something_was_written,
    another_owner_sees_nothing_of_it,
);

const CHAT: PeerId = PeerId(7);
const CLOSE: Closeness = Closeness { manner: 0.75, content: 0.5, length: 1.0 };

pub(crate) fn rehearsal(fixture: &Fixture, number: u8, chat: i64) -> Rehearsal {
    let created_at = NOW + Duration::from_secs(number.into());
    Rehearsal {
        id: ReplyId::new(created_at, number.into()),
        account: fixture.account,
        chat: PeerId(chat),
        answers: MessageId(number.into()),
        created_at,
        would_say: "го\nво сколько".into(),
        said: None,
        closeness: None,
    }
}

async fn fixture(db: &Database) -> Fixture {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    fixture
}

async fn a_rehearsal_is_compared_as_often_as_the_owner_goes_on(db: &Database) {
    let fixture = fixture(db).await;
    let first = rehearsal(&fixture, 1, 7);
    let mut tx = fixture.begin().await;
    tx.rehearse(&first).await.unwrap();
    assert_eq!(tx.open_rehearsal(fixture.account, CHAT).await.unwrap(), Some(first.clone()));
    assert_eq!(tx.open_rehearsal(fixture.account, PeerId(8)).await.unwrap(), None);
    assert_eq!(tx.rehearsals(fixture.account, CHAT, 10).await.unwrap(), []);
    for said in ["го\0", "го\nв семь"] {
        assert!(tx.compare_rehearsal(first.id, said, CLOSE).await.unwrap());
    }
    let said = Some("го\nв семь".to_owned());
    let expected = Rehearsal { said, closeness: Some(CLOSE), ..first.clone() };
    assert_eq!(tx.rehearsals(fixture.account, CHAT, 10).await.unwrap(), [expected]);
    tx.close_rehearsal(fixture.account, CHAT).await.unwrap();
    assert!(!tx.compare_rehearsal(first.id, "поздно", CLOSE).await.unwrap());
    assert_eq!(tx.rehearsals(fixture.account, CHAT, 10).await.unwrap().len(), 1);
}

async fn what_the_owner_never_answered_is_dropped(db: &Database) {
    let fixture = fixture(db).await;
    let mut tx = fixture.begin().await;
    tx.rehearse(&rehearsal(&fixture, 1, 7)).await.unwrap();
    let next = rehearsal(&fixture, 2, 7);
    tx.rehearse(&next).await.unwrap();
    assert_eq!(tx.open_rehearsal(fixture.account, CHAT).await.unwrap(), Some(next));
    tx.close_rehearsal(fixture.account, CHAT).await.unwrap();
    assert_eq!(tx.open_rehearsal(fixture.account, CHAT).await.unwrap(), None);
    assert_eq!(tx.rehearsals(fixture.account, CHAT, 10).await.unwrap(), []);
}

async fn the_newest_compared_ones_come_first(db: &Database) {
    let fixture = fixture(db).await;
    let mut tx = fixture.begin().await;
    for number in 1..=3 {
        let one = rehearsal(&fixture, number, 7);
        tx.rehearse(&one).await.unwrap();
        assert!(tx.compare_rehearsal(one.id, "ну", CLOSE).await.unwrap());
    }
    let found = tx.rehearsals(fixture.account, CHAT, 2).await.unwrap();
    assert_eq!(found.iter().map(|one| one.answers.0).collect::<Vec<_>>(), [3, 2]);
}

async fn what_was_compared_with_a_message_goes_with_it(db: &Database) {
    let fixture = fixture(db).await;
    let mut tx = fixture.begin().await;
    for number in [10, 20, 30] {
        let one = rehearsal(&fixture, number, 7);
        tx.rehearse(&one).await.unwrap();
        assert!(tx.compare_rehearsal(one.id, "ну", CLOSE).await.unwrap());
    }
    // The question itself, the owner's answer to another, and something from before them all.
    for gone in [10, 25, 5] {
        tx.forget_rehearsal(fixture.account, CHAT, MessageId(gone)).await.unwrap();
    }
    tx.forget_rehearsal(fixture.account, PeerId(8), MessageId(30)).await.unwrap();
    let left = tx.rehearsals(fixture.account, CHAT, 10).await.unwrap();
    assert_eq!(left.iter().map(|one| one.answers.0).collect::<Vec<_>>(), [30]);
}

async fn a_standing_is_stored_and_read_back(db: &Database) {
    let fixture = fixture(db).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.standing(fixture.account, CHAT).await.unwrap(), Standing::default());
    let later = NOW + Duration::from_secs(1);
    let standing = Standing { taken_back_at: Some(NOW), put_off_at: Some(later) };
    assert!(tx.set_standing(fixture.account, CHAT, standing).await.unwrap());
    assert_eq!(tx.standing(fixture.account, CHAT).await.unwrap(), standing);
    assert_eq!(tx.standing(fixture.account, PeerId(8)).await.unwrap(), Standing::default());
    assert!(!tx.set_standing(fixture.account, PeerId(9), standing).await.unwrap());
    assert_eq!(tx.standing(fixture.account, PeerId(9)).await.unwrap(), Standing::default());
}

async fn chats_with_evidence_are_those_where_something_was_written(db: &Database) {
    let fixture = fixture(db).await;
    let mut tx = fixture.begin().await;
    let compared = rehearsal(&fixture, 1, 8);
    tx.rehearse(&compared).await.unwrap();
    assert_eq!(tx.chats_with_evidence(fixture.account, 1).await.unwrap(), []);
    tx.compare_rehearsal(compared.id, "ну", CLOSE).await.unwrap();
    assert!(tx.plan_reply(&reply(&fixture, 2, CHAT)).await.unwrap());
    assert_eq!(tx.chats_with_evidence(fixture.account, 1).await.unwrap(), [CHAT, PeerId(8)]);
    assert_eq!(tx.chats_with_evidence(fixture.account, 2).await.unwrap(), []);
}

async fn another_owner_sees_nothing_of_it(db: &Database) {
    let fixture = fixture(db).await;
    let (one, standing) =
        (rehearsal(&fixture, 1, 7), Standing { taken_back_at: Some(NOW), put_off_at: None });
    let mut tx = fixture.begin().await;
    tx.rehearse(&one).await.unwrap();
    tx.set_standing(fixture.account, CHAT, standing).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.open_rehearsal(fixture.account, CHAT).await.unwrap(), None);
    assert!(!tx.compare_rehearsal(one.id, "ну", CLOSE).await.unwrap());
    tx.close_rehearsal(fixture.account, CHAT).await.unwrap();
    assert_eq!(tx.standing(fixture.account, CHAT).await.unwrap(), Standing::default());
    assert!(!tx.set_standing(fixture.account, CHAT, Standing::default()).await.unwrap());
    assert_eq!(tx.chats_with_evidence(fixture.account, 1).await.unwrap(), []);
    tx.forget_rehearsal(fixture.account, CHAT, MessageId(9)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.rehearse(&rehearsal(&fixture, 2, 7)).await.is_err(), "the chat is none of theirs");
    drop(tx);
    let mut tx = fixture.begin().await;
    assert_eq!(tx.open_rehearsal(fixture.account, CHAT).await.unwrap(), Some(one.clone()));
    assert_eq!(tx.standing(fixture.account, CHAT).await.unwrap(), standing);
    assert!(tx.compare_rehearsal(one.id, "ну", CLOSE).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(fixture.read().await.rehearsals(fixture.account, CHAT, 9).await.unwrap().len(), 1);
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.rehearsals(fixture.account, CHAT, 9).await.unwrap(), []);
}

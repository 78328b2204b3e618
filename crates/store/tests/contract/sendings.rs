//! What programs send in their owner's name.

use domain::{MessageId, PeerId, SentMessage, Timestamp};
use store::Sending;

use crate::support::{Database, Fixture, NOW, on_both};

on_both!(
    a_key_belongs_to_what_was_first_sent_under_it,
    what_it_became_is_kept_and_forgotten_in_time,
    the_newest_of_an_account_are_counted,
    a_key_is_freed_of_what_was_not_sent,
    another_owner_sees_nothing_of_it,
);

const SENT: SentMessage = SentMessage { id: MessageId(12), sent_at: NOW };

pub(crate) fn sending(fixture: &Fixture, key: &str) -> Sending {
    Sending {
        key: key.to_owned(),
        account: fixture.account,
        chat: PeerId(-1_000_000_000_007),
        fingerprint: [7; 32],
        random_id: i64::MIN,
        created_at: NOW,
        once: true,
        sent: None,
    }
}

async fn a_key_belongs_to_what_was_first_sent_under_it(db: &Database) {
    let fixture = db.with_account().await;
    let first = sending(&fixture, "ключ-1");
    let mut tx = fixture.begin().await;
    assert!(tx.insert_sending(&first).await.unwrap());
    let other = Sending { random_id: 5, fingerprint: [8; 32], ..first.clone() };
    assert!(!tx.insert_sending(&other).await.unwrap());
    assert!(tx.insert_sending(&sending(&fixture, "ключ-2")).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.read().await;
    assert_eq!(tx.sending("ключ-1").await.unwrap(), Some(first));
    assert_eq!(tx.sending("ключ").await.unwrap(), None);
}

async fn what_it_became_is_kept_and_forgotten_in_time(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    assert!(!tx.sending_sent("a", SENT).await.unwrap());
    tx.insert_sending(&sending(&fixture, "a")).await.unwrap();
    assert!(tx.sending_sent("a", SENT).await.unwrap());
    assert_eq!(tx.sending("a").await.unwrap().unwrap().sent, Some(SENT));
    assert_eq!(tx.forget_sendings(NOW).await.unwrap(), 0);
    let later = Timestamp::from_millis(NOW.as_millis() + 1);
    assert_eq!(tx.forget_sendings(later).await.unwrap(), 1);
    assert_eq!(tx.sending("a").await.unwrap(), None);
}

async fn the_newest_of_an_account_are_counted(db: &Database) {
    let fixture = db.with_account().await;
    let at = |millis| Timestamp::from_millis(NOW.as_millis() + millis);
    let mut tx = fixture.begin().await;
    for (key, millis) in [("a", 3), ("b", 1), ("c", 2)] {
        let of_then = Sending { created_at: at(millis), ..sending(&fixture, key) };
        tx.insert_sending(&of_then).await.unwrap();
    }
    let account = fixture.account;
    for (newer, after, found) in [
        (0, at(0), Some(at(3))),
        (1, at(0), Some(at(2))),
        (2, at(0), Some(at(1))),
        (3, at(0), None),
        (2, at(1), None),
    ] {
        assert_eq!(tx.sending_before(account, newer, after).await.unwrap(), found, "{newer}");
    }
    let other = domain::AccountId::new(NOW, 99);
    assert_eq!(tx.sending_before(other, 0, at(0)).await.unwrap(), None);
}

async fn a_key_is_freed_of_what_was_not_sent(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    for key in ["refused", "sent"] {
        assert!(tx.insert_sending(&sending(&fixture, key)).await.unwrap());
    }
    tx.sending_sent("sent", SENT).await.unwrap();
    assert!(tx.free_sending_key("refused", "x").await.unwrap());
    assert!(!tx.free_sending_key("refused", "y").await.unwrap());
    assert!(!tx.free_sending_key("sent", "z").await.unwrap());
    assert_eq!(tx.sending("refused").await.unwrap(), None);
    let before = Timestamp::from_millis(NOW.as_millis() - 1);
    let second = tx.sending_before(fixture.account, 1, before).await.unwrap();
    assert_eq!(second, Some(NOW), "counted as before");
}

async fn another_owner_sees_nothing_of_it(db: &Database) {
    let fixture = db.with_account().await;
    let own = sending(&fixture, "a");
    let mut tx = fixture.begin().await;
    tx.insert_sending(&own).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.sending("a").await.unwrap(), None);
    assert!(!tx.sending_sent("a", SENT).await.unwrap());
    assert!(!tx.free_sending_key("a", "b").await.unwrap());
    let since = Timestamp::from_millis(0);
    assert_eq!(tx.sending_before(fixture.account, 0, since).await.unwrap(), None);
    assert_eq!(tx.forget_sendings(Timestamp::from_millis(i64::MAX)).await.unwrap(), 0);
    assert!(tx.insert_sending(&own).await.is_err(), "the account is none of theirs");
    drop(tx);
    assert_eq!(fixture.read().await.sending("a").await.unwrap(), Some(own));
}

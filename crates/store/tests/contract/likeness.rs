//! Measurements of likeness and blind tests.

use domain::Timestamp;
use store::{BlindTest, Likeness};

use crate::support::{Database, Fixture, NOW, on_both};

on_both!(measurements_come_newest_first, another_owner_sees_no_measurement);

fn likeness(made_at: Timestamp) -> Likeness {
    Likeness { made_at, model: Some("qwen".to_owned()), report: r#"{"asked":40}"#.to_owned() }
}

const fn blind(made_at: Timestamp) -> BlindTest {
    BlindTest { made_at, told: 6, shown: 10 }
}

/// A row in each table.
pub(crate) async fn fill(fixture: &Fixture) {
    let mut tx = fixture.begin().await;
    tx.add_likeness(fixture.account, &likeness(NOW)).await.unwrap();
    tx.add_blind_test(fixture.account, blind(NOW)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn measurements_come_newest_first(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fill(&fixture).await;
    let later = Timestamp::from_millis(NOW.as_millis() + 1);
    let mut tx = fixture.begin().await;
    let recalled = Likeness { model: None, ..likeness(later) };
    tx.add_likeness(id, &recalled).await.unwrap();
    tx.add_blind_test(id, blind(later)).await.unwrap();
    assert_eq!(tx.likeness(id, 9).await.unwrap(), [recalled.clone(), likeness(NOW)]);
    assert_eq!(tx.likeness(id, 1).await.unwrap(), [recalled]);
    assert_eq!(tx.blind_tests(id, 9).await.unwrap(), [blind(later), blind(NOW)]);
    // The same moment once more takes its place.
    let again = BlindTest { told: 1, ..blind(later) };
    tx.add_blind_test(id, again).await.unwrap();
    assert_eq!(tx.blind_tests(id, 1).await.unwrap(), [again]);
}

async fn another_owner_sees_no_measurement(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fill(&fixture).await;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.likeness(id, 9).await.unwrap(), []);
    assert_eq!(tx.blind_tests(id, 9).await.unwrap(), []);
    assert!(tx.add_likeness(id, &likeness(NOW)).await.is_err());
    drop(tx);
    let mut tx = fixture.as_stranger().await;
    assert!(tx.add_blind_test(id, blind(NOW)).await.is_err());
    drop(tx);
    let mut tx = fixture.read().await;
    assert_eq!(tx.likeness(id, 9).await.unwrap(), [likeness(NOW)]);
}

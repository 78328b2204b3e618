//! The owner's choice of a model, its keys, and what models took.

use std::time::Duration;

use domain::{ModelChoice, ModelKey, ModelKeys, Spending, Usage};
use store::Error;

use crate::support::{Database, Fixture, NOW, on_both};

on_both!(
    a_choice_is_kept_until_it_is_taken_back,
    keys_are_sealed_and_kept_apart,
    a_key_that_was_moved_does_not_open,
    the_latest_day_is_the_one_that_counts,
    what_was_spent_on_all_days_is_summed_up,
    another_owner_sees_no_choice_no_key_and_no_spending,
);

pub(crate) fn choice() -> ModelChoice {
    ModelChoice {
        model: "gemini:gemini-2.5-flash".into(),
        fallback: vec!["ollama:gemma3".into()],
        ..ModelChoice::default()
    }
}

pub(crate) fn key(text: &str) -> ModelKey {
    ModelKey(text.to_owned().into())
}

pub(crate) const SPENT: Spending = Spending {
    until: NOW,
    usage: Usage { prompt: 900, cached: 500, completion: 40, estimated: 30 },
    billionths: 1_234,
};

async fn a_choice_is_kept_until_it_is_taken_back(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.model_choice().await.unwrap(), None);
    tx.set_model_choice(Some(&choice())).await.unwrap();
    let other = ModelChoice { candidates: 2, ..choice() };
    tx.set_model_choice(Some(&other)).await.unwrap();
    assert_eq!(tx.model_choice().await.unwrap(), Some(other));
    tx.set_model_choice(None).await.unwrap();
    tx.set_model_choice(None).await.unwrap();
    assert_eq!(tx.model_choice().await.unwrap(), None);
}

async fn keys_are_sealed_and_kept_apart(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.model_keys().await.unwrap(), ModelKeys::new());
    tx.set_model_key("gemini", Some(&key("sk-old"))).await.unwrap();
    tx.set_model_key("gemini", Some(&key("sk-gemini"))).await.unwrap();
    tx.set_model_key("compatible@http://127.0.0.1:1/v1", Some(&key("sk-home"))).await.unwrap();
    tx.set_model_key("openai", Some(&key("sk-gone"))).await.unwrap();
    assert!(tx.set_model_key("openai", None).await.unwrap());
    assert!(!tx.set_model_key("openai", None).await.unwrap(), "it is forgotten already");
    tx.commit().await.unwrap();
    let keys = fixture.read().await.model_keys().await.unwrap();
    let expected = ModelKeys::from([
        ("gemini".to_owned(), key("sk-gemini")),
        ("compatible@http://127.0.0.1:1/v1".to_owned(), key("sk-home")),
    ]);
    assert_eq!(keys, expected);
    let sql = "SELECT sealed_key FROM model_keys WHERE place = 'gemini'";
    let sealed = db.bytes(fixture.owner, sql).await;
    assert!(!sealed.windows(9).any(|window| window == b"sk-gemini"));
}

async fn a_key_that_was_moved_does_not_open(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    tx.set_model_key("gemini", Some(&key("sk-gemini"))).await.unwrap();
    tx.commit().await.unwrap();
    let moved = "UPDATE model_keys SET place = 'compatible@http://thief.example'";
    db.execute(fixture.owner, moved).await;
    let opened = fixture.read().await.model_keys().await;
    assert!(matches!(opened, Err(Error::Corrupted { table: "model_keys", column: "sealed_key" })));
}

async fn the_latest_day_is_the_one_that_counts(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.model_spending().await.unwrap(), None);
    let later = Spending { until: NOW + Duration::from_secs(86_400), ..SPENT };
    for spent in [later, SPENT, Spending { billionths: 2_000, ..later }] {
        tx.set_model_spending(&spent).await.unwrap();
    }
    let latest = tx.model_spending().await.unwrap();
    assert_eq!(latest, Some(Spending { billionths: 2_000, ..later }));
}

async fn another_owner_sees_no_choice_no_key_and_no_spending(db: &Database) {
    let fixture = db.with_account().await;
    fill(&fixture).await;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.model_choice().await.unwrap(), None);
    assert_eq!(tx.model_keys().await.unwrap(), ModelKeys::new());
    assert_eq!(tx.model_spending().await.unwrap(), None);
    tx.set_model_choice(None).await.unwrap();
    tx.set_model_key("gemini", None).await.unwrap();
    tx.set_model_spending(&Spending { billionths: 9_999, ..SPENT }).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.read().await;
    assert_eq!(tx.model_choice().await.unwrap(), Some(choice()));
    assert_eq!(tx.model_keys().await.unwrap().len(), 1);
    assert_eq!(tx.model_spending().await.unwrap(), Some(SPENT));
}

/// A row in every table.
pub(crate) async fn fill(fixture: &Fixture) {
    let mut tx = fixture.begin().await;
    tx.set_model_choice(Some(&choice())).await.unwrap();
    tx.set_model_key("gemini", Some(&key("sk-gemini"))).await.unwrap();
    tx.set_model_spending(&SPENT).await.unwrap();
    tx.commit().await.unwrap();
}

async fn what_was_spent_on_all_days_is_summed_up(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.all_model_spending().await.unwrap(), 0);
    for day in 0..3 {
        let until = NOW + Duration::from_secs(day * 86_400);
        tx.set_model_spending(&Spending { until, ..SPENT }).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(fixture.read().await.all_model_spending().await.unwrap(), 3 * 1_234);
    assert_eq!(fixture.as_stranger().await.all_model_spending().await.unwrap(), 0);
}

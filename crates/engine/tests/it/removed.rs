//! An account is removed: at once for who looks, part by part in the database.

use std::time::Duration;

use domain::OwnerId;
use store::Store;

use crate::stage::{START, Stage};

/// Returns once nothing is left of any removed account.
async fn erased(store: &Store) {
    let owner = store.ensure_owner(OwnerId::new(START, 1), START).await.unwrap();
    let looks = async {
        while !store.read(owner).await.unwrap().removed_accounts().await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), looks).await.expect("it is not erased");
}

#[tokio::test]
async fn a_removed_account_is_gone_at_once_and_erased_in_the_background() {
    let mut stage = Stage::set().await;
    stage.online().await;
    assert!(stage.engine.remove_account(stage.account).await.unwrap().is_some());
    assert!(stage.engine.account(stage.account).await.unwrap().is_none());
    assert!(stage.engine.rules(stage.account).await.unwrap().is_none());
    assert!(stage.engine.remove_account(stage.account).await.unwrap().is_none());
    erased(&stage.store).await;
    let (store, owner) = stage.elsewhere().await;
    assert_eq!(store.read(owner).await.unwrap().message_count(stage.account).await.unwrap(), 0);
}

#[tokio::test]
async fn what_a_crash_left_of_a_removed_account_is_erased_after_the_next_start() {
    let mut stage = Stage::set().await;
    stage.engine.stop().await;
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.begin(owner).await.unwrap();
    assert!(tx.remove_account(stage.account, START).await.unwrap());
    assert!(tx.erase_some(stage.account, 3).await.unwrap());
    tx.commit().await.unwrap();
    stage.restart().await;
    erased(&stage.store).await;
    assert_eq!(store.read(owner).await.unwrap().message_count(stage.account).await.unwrap(), 0);
}

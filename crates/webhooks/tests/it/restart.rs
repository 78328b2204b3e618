//! What was to be told when the process ended is told by the next.

use std::time::Duration;

use webhooks::Change;

use crate::house::{House, Received, Receiver};

#[tokio::test]
async fn what_was_stored_is_told_after_a_restart_and_that_there_may_be_a_gap() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[500, 200]).await;
    let (id, _) = house.add(&receiver, &["paused"]).await;
    house.pause().await;
    house.until(id, |told| told.iter().any(|one| one.attempts == 1)).await;

    let house = house.next().await;
    let told = house.until(id, |told| told.len() == 2 && told[0].delivered_at.is_some()).await;
    assert_eq!((&*told[0].event, &*told[1].event), ("restarted", "paused"));
    house.clock.pass(Duration::from_secs(5));
    house.until(id, |told| told.iter().all(|one| one.delivered_at.is_some())).await;
    let received = receiver.received().await;
    let events: Vec<String> = received.iter().map(Received::event).collect();
    assert_eq!(events, ["paused", "restarted", "paused"]);
    let restarted = received[1].json();
    assert!(restarted["account"].is_null() && restarted["chat"].is_null());
    assert_eq!(received[0].id(), received[2].id());
}

#[tokio::test]
async fn one_gap_is_told_once_however_often_the_server_restarts() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[500]).await;
    let (id, _) = house.add(&receiver, &["sent"]).await;
    let house = house.next().await;
    house.until(id, |told| told.iter().any(|one| one.attempts == 1)).await;
    let house = house.next().await;
    house.clock.pass(Duration::from_secs(5));
    house.until(id, |told| told.iter().any(|one| one.attempts == 2)).await;
    assert_eq!(house.deliveries(id).await.len(), 1);
}

#[tokio::test]
async fn one_that_is_off_is_told_of_no_gap() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[200]).await;
    let (off, _) = house.add(&receiver, &[]).await;
    let change = Change { enabled: Some(false), ..Change::default() };
    house.webhooks.change(house.owner, off, change).await.unwrap();
    let (on, _) = house.add(&receiver, &[]).await;
    let house = house.next().await;
    house.until(on, |told| told.len() == 1).await;
    assert!(house.deliveries(off).await.is_empty());
}

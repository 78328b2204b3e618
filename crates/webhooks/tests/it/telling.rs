//! What is told, and how it is signed.

use std::time::Duration;

use webhooks::{Error, KEPT};

use crate::house::{House, NOW, Received, Receiver, bytes};

#[tokio::test]
async fn an_event_is_told_signed_and_once() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[204]).await;
    let (id, secret) = house.add(&receiver, &["paused"]).await;
    house.pause().await;
    let told = house.until(id, |told| told.iter().any(|one| one.delivered_at.is_some())).await;
    assert_eq!(told.len(), 1, "only what it wants: {told:?}");
    assert_eq!((told[0].status, told[0].attempts, told[0].next_try), (Some(204), 1, None));

    let received = receiver.received().await;
    let [one] = &received[..] else { panic!("{} came", received.len()) };
    assert_eq!(one.id(), told[0].id.to_string());
    assert_eq!(one.path(), "/hook");
    assert_eq!(one.header("webhook-timestamp"), NOW.as_secs().to_string());
    assert_eq!(one.header("content-type"), "application/json");
    assert!(one.header("user-agent").starts_with("aitwin/"));
    assert_eq!(one.signed_with(&secret), 1);
    assert_eq!(one.signed_with(b"another"), 0);
    // The shape of the live stream.
    let json = one.json();
    assert_eq!(json["account"], house.account.to_string());
    assert_eq!(
        (&json["event"]["type"], json["at"].as_i64()),
        (&"paused".into(), Some(NOW.as_millis()))
    );
    assert!(json["seq"].as_u64().unwrap() > 0 && json["chat"].is_null());
    assert_eq!(house.webhook(id).await.succeeded_at, Some(NOW));
}

#[tokio::test]
async fn one_that_wants_all_is_told_all_and_one_that_is_off_nothing() {
    let house = House::new().await;
    let (all, off) = (Receiver::answering(&[200]).await, Receiver::answering(&[200]).await);
    let ((all_id, _), (off_id, _)) = (house.add(&all, &[]).await, house.add(&off, &[]).await);
    let change = webhooks::Change { enabled: Some(false), ..Default::default() };
    house.webhooks.change(house.owner, off_id, change).await.unwrap().unwrap();
    house.pause().await;
    assert!(house.engine.set_policy(house.account, &Default::default()).await.unwrap());
    house
        .until(all_id, |told| told.len() >= 2 && told.iter().all(|one| one.delivered_at.is_some()))
        .await;
    let events: Vec<String> = all.received().await.iter().map(Received::event).collect();
    assert!(events.contains(&"paused".to_owned()) && events.contains(&"policy_changed".to_owned()));
    assert!(off.received().await.is_empty() && house.deliveries(off_id).await.is_empty());
    let refused = house.webhooks.test(house.owner, off_id).await;
    assert!(matches!(refused, Err(Error::Off)));
}

#[tokio::test]
async fn a_new_secret_signs_and_for_a_day_the_old_one_too() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[200]).await;
    let (id, old) = house.add(&receiver, &["sent"]).await;
    let new = house.webhooks.renew_secret(house.owner, id).await.unwrap().unwrap();
    let new = bytes(&new.secret);
    house.webhooks.test(house.owner, id).await.unwrap().unwrap();
    house.until(id, |told| told.iter().any(|one| one.delivered_at.is_some())).await;
    house.clock.pass(Duration::from_secs(24 * 60 * 60));
    house.webhooks.test(house.owner, id).await.unwrap().unwrap();
    house.until(id, |told| told.len() == 2 && told[0].delivered_at.is_some()).await;
    let received = receiver.received().await;
    let signed: Vec<_> =
        received.iter().map(|one| (one.signed_with(&new), one.signed_with(&old))).collect();
    assert_eq!(signed, [(1, 1), (1, 0)]);
    assert_eq!(received[0].event(), "test");
    assert_eq!(received[0].header("webhook-signature").split(' ').count(), 2);
}

#[tokio::test]
async fn what_was_told_is_told_again_under_its_identifier() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[200]).await;
    let (id, secret) = house.add(&receiver, &[]).await;
    let delivery = house.webhooks.test(house.owner, id).await.unwrap().unwrap();
    house.until(id, |told| told[0].delivered_at.is_some()).await;
    house.clock.pass(Duration::from_secs(600));
    assert!(house.webhooks.redeliver(house.owner, id, delivery).await.unwrap());
    house.until(id, |told| told[0].delivered_at > Some(NOW)).await;
    let received = receiver.received().await;
    assert_eq!(received[0].id(), received[1].id());
    // Signed at the moment of the try, so that its age does not count against it.
    assert_ne!(received[0].header("webhook-timestamp"), received[1].header("webhook-timestamp"));
    assert_eq!(received[1].signed_with(&secret), 1);
}

#[tokio::test]
async fn names_of_events_and_numbers_of_webhooks_are_checked() {
    let house = House::new().await;
    let add = async |events: &[&str]| {
        let events: Vec<String> = events.iter().map(|&event| event.to_owned()).collect();
        house.webhooks.add(house.owner, "https://example.com/", &events).await
    };
    for unknown in ["", "Sent", "sent ", "test", "restarted", "history_progress"] {
        assert!(matches!(add(&[unknown]).await, Err(Error::UnknownEvent)), "{unknown}");
    }
    let added = add(&["sent", "message", "sent"]).await.unwrap();
    assert_eq!(added.webhook.events, ["message", "sent"]);
    for _ in 1..domain::webhook::MOST_WEBHOOKS {
        add(&["sent"]).await.unwrap();
    }
    assert!(matches!(add(&["sent"]).await, Err(Error::TooMany)));
}

#[tokio::test]
async fn what_was_told_is_forgotten_after_some_days_also_if_nothing_more_happens() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[200]).await;
    let (id, _) = house.add(&receiver, &["sent"]).await;
    house.webhooks.test(house.owner, id).await.unwrap();
    house.until(id, |told| told.iter().any(|one| one.delivered_at.is_some())).await;
    house.clock.pass(KEPT);
    house.webhooks.test(house.owner, id).await.unwrap();
    house.until(id, |told| told.len() == 2 && told[0].delivered_at.is_some()).await;
    house.clock.pass(Duration::from_secs(60 * 60));
    house.until(id, |told| told.len() == 1).await;
}

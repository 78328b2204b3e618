//! What is not taken is told again, later and later, and in the end no more.

use std::time::Duration;

use domain::webhook::{GIVEN_UP, TRIES};
use domain::{Clock as _, DeliveryProblem, WebhookId, WebhookOff};
use webhooks::PATIENCE;

use crate::house::{House, NOW, Receiver};

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Those that are told nothing any more, as every page knows them, once there are some.
async fn until_one_is_given_up(house: &House) -> Vec<WebhookId> {
    let given_up = async {
        loop {
            let given_up = house.webhooks.given_up(house.owner);
            if !given_up.is_empty() {
                return given_up.into_iter().map(|webhook| webhook.id).collect();
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), given_up).await.unwrap()
}

#[tokio::test]
async fn one_that_fails_twice_is_told_a_third_time() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[500, 301, 200]).await;
    let (id, secret) = house.add(&receiver, &["paused"]).await;
    house.pause().await;
    let mut waits = Vec::new();
    for tries in 1..=2 {
        let told = house.until(id, |told| told.iter().any(|one| one.attempts == tries)).await;
        let next = told[0].next_try.unwrap();
        waits.push(next.since(told[0].tried_at.unwrap()));
        assert_eq!(house.webhook(id).await.failures, tries);
        house.clock.pass(next.since(told[0].tried_at.unwrap()));
    }
    assert!(waits[1] > waits[0] * 2, "{waits:?}");
    let told = house.until(id, |told| told[0].delivered_at.is_some()).await;
    assert_eq!((told[0].attempts, told[0].status), (3, Some(200)));
    let webhook = house.webhook(id).await;
    assert_eq!((webhook.failures, webhook.failing_since), (0, None));
    let received = receiver.received().await;
    assert_eq!(received.len(), 3);
    assert!(received.iter().all(|one| one.id() == received[0].id() && one.path() == "/hook"));
    assert!(received.iter().all(|one| one.signed_with(&secret) == 1));
}

#[tokio::test]
async fn after_about_a_day_one_event_is_given_up_and_after_five_the_webhook() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[503]).await;
    let (id, _) = house.add(&receiver, &["paused"]).await;
    house.pause().await;
    for tries in 1..=TRIES {
        let told = house.until(id, |told| told.iter().any(|one| one.attempts == tries)).await;
        match told[0].next_try {
            Some(next) => house.clock.pass(next.since(told[0].tried_at.unwrap())),
            None => assert_eq!(tries, TRIES),
        }
    }
    assert_eq!(house.webhook(id).await.disabled, None);
    assert!(house.webhooks.given_up(house.owner).is_empty());
    // A failure after some quiet days says nothing of them: another row begins.
    let day = async |span| {
        house.clock.pass(span);
        house.webhooks.test(house.owner, id).await.unwrap();
        let is_tried = |one: &domain::Delivery| match one.next_try {
            Some(next) => next > house.clock.now(),
            None => true,
        };
        house.until(id, |told| told.iter().all(is_tried)).await;
    };
    day(GIVEN_UP).await;
    let webhook = house.webhook(id).await;
    assert_eq!((webhook.disabled, webhook.failures), (None, 1));
    for _ in 0..4 {
        day(A_DAY).await;
    }
    assert_eq!(house.webhook(id).await.disabled, None);
    house.clock.pass(A_DAY);
    until_one_is_given_up(&house).await;
    assert_eq!(house.webhook(id).await.disabled, Some(WebhookOff::Failing));
    // The owner is told, on every page and in the log.
    assert_eq!(until_one_is_given_up(&house).await, [id]);
    let log = house.store.read(house.owner).await.unwrap().audit_log(None, 9).await.unwrap();
    assert_eq!(log[0].action, domain::AuditAction::WebhookDisabled);
    assert!(log[0].subject.starts_with("127.0.0.1"), "{}", log[0].subject);
    let came = receiver.received().await.len();
    house.pause().await;
    house.clock.pass(Duration::from_secs(60));
    assert_eq!(receiver.received().await.len(), came);
    // Turned on again, it is told what happens from then on.
    let on = webhooks::Change { enabled: Some(true), ..Default::default() };
    let on = house.webhooks.change(house.owner, id, on).await.unwrap().unwrap();
    assert_eq!((on.disabled, on.failures), (None, 0));
    assert!(house.webhooks.given_up(house.owner).is_empty());
}

#[tokio::test]
async fn one_that_is_gone_is_told_nothing_more() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[410]).await;
    let (id, _) = house.add(&receiver, &["paused"]).await;
    house.pause().await;
    let told = house.until(id, |told| told.iter().any(|one| one.attempts == 1)).await;
    assert_eq!((told[0].next_try, told[0].status), (None, Some(410)));
    assert_eq!(house.webhook(id).await.disabled, Some(WebhookOff::Gone));
}

#[tokio::test]
async fn one_that_another_process_has_given_up_is_not_tried_over_and_over() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[200]).await;
    let (id, _) = house.add(&receiver, &["paused"]).await;
    let mut tx = house.store.begin(house.owner).await.unwrap();
    assert!(tx.set_webhook_off(id, Some(WebhookOff::Failing)).await.unwrap());
    tx.commit().await.unwrap();
    assert!(house.webhooks.given_up(house.owner).is_empty(), "memory knows nothing of it yet");
    house.pause().await;
    assert_eq!(until_one_is_given_up(&house).await, [id]);
    assert!(receiver.received().await.is_empty());
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_is_not_waited_for() {
    let house = House::new().await;
    // It takes connections and says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let added = house.webhooks.add(house.owner, &url, &["sent".to_owned()]).await.unwrap();
    let id = added.webhook.id;
    house.webhooks.test(house.owner, id).await.unwrap();
    let (_connection, _) = silent.accept().await.unwrap();
    assert_eq!(house.deliveries(id).await[0].attempts, 0);
    // Another webhook of the owner is not kept waiting.
    let receiver = Receiver::answering(&[200]).await;
    let (other, _) = house.add(&receiver, &["paused"]).await;
    house.pause().await;
    house.until(other, |told| told.iter().any(|one| one.delivered_at.is_some())).await;
    house.clock.pass(PATIENCE);
    let told = house.until(id, |told| told[0].attempts == 1).await;
    assert_eq!((told[0].status, told[0].problem), (None, Some(DeliveryProblem::TooLong)));
    assert_eq!(told[0].tried_at, Some(NOW + PATIENCE));
}

//! Webhooks, their secrets, and what they are told.

use std::time::Duration;

use domain::{Delivery, DeliveryId, DeliveryProblem, Timestamp, Webhook, WebhookId, WebhookOff};
use store::{Error, NewDelivery, Tried};

use crate::support::{Database, Fixture, NOW, account, on_both};

on_both!(
    a_webhook_is_kept_changed_and_taken_away,
    secrets_are_sealed_and_the_old_one_signs_for_a_while,
    what_came_of_it_is_counted,
    a_delivery_waits_is_tried_and_is_over,
    what_is_old_or_too_much_is_forgotten,
    what_holds_words_is_found_and_replaced,
    a_webhook_goes_with_what_it_was_told,
    another_owner_sees_no_webhook_and_no_delivery,
);

const LATER: Timestamp = Timestamp::from_secs(1_700_000_060);

pub(crate) fn webhook(number: u128) -> Webhook {
    Webhook {
        id: WebhookId::new(NOW, number),
        url: "https://example.com/крюк?a=%20".into(),
        events: vec!["sent".into(), "message".into()],
        disabled: None,
        created_at: NOW,
        succeeded_at: None,
        failures: 0,
        failing_since: None,
        failed_at: None,
        dropped: 0,
        dropped_at: None,
        old_secret_until: None,
    }
}

fn new(webhook: u128, number: u128, event: &'static str) -> NewDelivery<'static> {
    NewDelivery {
        id: DeliveryId::new(NOW, number),
        to: Box::leak(Box::new([WebhookId::new(NOW, webhook)])),
        account: Some(account(1, 100).id),
        event,
        payload: r#"{"event":{"type":"sent","текст":"да \"вот\""}}"#,
        at: NOW,
    }
}

/// A webhook with both secrets, and something that it is to be told.
pub(crate) async fn fill(fixture: &Fixture) {
    let hook = webhook(1);
    let mut tx = fixture.begin().await;
    tx.insert_webhook(&hook, b"the first").await.unwrap();
    assert!(tx.renew_webhook_secret(hook.id, b"the next", NOW, LATER).await.unwrap());
    tx.insert_delivery(&new(1, 1, "sent")).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_webhook_is_kept_changed_and_taken_away(db: &Database) {
    let fixture = db.with_account().await;
    let (first, second) = (webhook(1), Webhook { events: vec![], ..webhook(2) });
    let mut tx = fixture.begin().await;
    tx.insert_webhook(&second, b"2").await.unwrap();
    tx.insert_webhook(&first, b"1").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    assert_eq!(tx.webhooks().await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(tx.webhook(WebhookId::new(NOW, 3)).await.unwrap(), None);
    let url = "https://example.org/";
    assert!(tx.change_webhook(first.id, url, &["asked".to_owned()]).await.unwrap());
    assert!(!tx.change_webhook(WebhookId::new(NOW, 3), url, &[]).await.unwrap());
    assert!(tx.set_webhook_off(first.id, Some(WebhookOff::Gone)).await.unwrap());
    let changed = Webhook {
        url: url.into(),
        events: vec!["asked".into()],
        disabled: Some(WebhookOff::Gone),
        ..first.clone()
    };
    assert_eq!(tx.webhook(first.id).await.unwrap(), Some(changed));
    assert!(tx.delete_webhook(first.id).await.unwrap());
    assert!(!tx.delete_webhook(first.id).await.unwrap());
    assert!(!tx.set_webhook_off(first.id, None).await.unwrap());
    assert_eq!(tx.webhooks().await.unwrap(), [second]);
}

async fn secrets_are_sealed_and_the_old_one_signs_for_a_while(db: &Database) {
    let fixture = db.with_account().await;
    let (hook, other) = (webhook(1), webhook(2));
    let mut tx = fixture.begin().await;
    tx.insert_webhook(&hook, b"the first secret").await.unwrap();
    tx.insert_webhook(&other, b"the other's").await.unwrap();
    let secrets = tx.webhook_secrets(hook.id, NOW).await.unwrap().unwrap();
    assert_eq!((secrets.secret.as_slice(), secrets.old), (&b"the first secret"[..], None));
    assert!(tx.renew_webhook_secret(hook.id, b"the next secret", NOW, LATER).await.unwrap());
    let secrets = tx.webhook_secrets(hook.id, NOW).await.unwrap().unwrap();
    assert_eq!(secrets.secret.as_slice(), b"the next secret");
    assert_eq!(secrets.old.unwrap().as_slice(), b"the first secret");
    assert_eq!(tx.webhook(hook.id).await.unwrap().unwrap().old_secret_until, Some(LATER));
    assert_eq!(tx.webhook_secrets(hook.id, LATER).await.unwrap().unwrap().old, None);
    let unknown = WebhookId::new(NOW, 9);
    assert_eq!(tx.webhook_secrets(unknown, NOW).await.unwrap(), None);
    assert!(!tx.renew_webhook_secret(unknown, b"x", NOW, LATER).await.unwrap());
    tx.commit().await.unwrap();
    let stored =
        |column: &str, id: WebhookId| format!("SELECT {column} FROM webhooks WHERE id = '{id}'");
    let sealed = db.bytes(fixture.owner, &stored("secret", hook.id)).await;
    assert!(!sealed.windows(4).any(|part| part == b"next"));
    // One that was put in the place of another's does not open.
    let moved = format!(
        "UPDATE webhooks SET secret = (SELECT w.secret FROM webhooks w WHERE w.id = '{}') \
         WHERE id = '{}'",
        other.id, hook.id
    );
    db.execute(fixture.owner, &moved).await;
    let opened = fixture.read().await.webhook_secrets(hook.id, NOW).await;
    assert!(matches!(opened, Err(Error::Corrupted { table: "webhooks", column: "secret" })));
}

async fn what_came_of_it_is_counted(db: &Database) {
    let fixture = db.with_account().await;
    let hook = webhook(1);
    let mut tx = fixture.begin().await;
    tx.insert_webhook(&hook, b"1").await.unwrap();
    tx.webhook_failed(hook.id, NOW, NOW).await.unwrap();
    tx.webhook_failed(hook.id, LATER, NOW).await.unwrap();
    let failing = tx.webhook(hook.id).await.unwrap().unwrap();
    assert_eq!((failing.failures, failing.failing_since), (2, Some(NOW)));
    assert_eq!(failing.failed_at, Some(LATER));
    // A row that was broken begins anew.
    let (after, since) = (LATER + Duration::from_secs(60), LATER + Duration::from_secs(1));
    tx.webhook_failed(hook.id, after, since).await.unwrap();
    let failing = tx.webhook(hook.id).await.unwrap().unwrap();
    assert_eq!((failing.failures, failing.failing_since), (1, Some(after)));
    tx.webhook_failed(hook.id, after, since).await.unwrap();
    // What was dropped adds up while it is lately.
    tx.webhook_dropped(hook.id, 5, NOW, NOW).await.unwrap();
    tx.webhook_dropped(hook.id, 7, LATER, NOW).await.unwrap();
    let dropping = tx.webhook(hook.id).await.unwrap().unwrap();
    assert_eq!((dropping.dropped, dropping.dropped_at), (12, Some(LATER)));
    tx.webhook_dropped(hook.id, 3, after, after).await.unwrap();
    assert_eq!(tx.webhook(hook.id).await.unwrap().unwrap().dropped, 3);
    tx.set_webhook_off(hook.id, Some(WebhookOff::Failing)).await.unwrap();
    assert_eq!(tx.webhook(hook.id).await.unwrap().unwrap().failures, 2);
    tx.set_webhook_off(hook.id, None).await.unwrap();
    assert_eq!(tx.webhook(hook.id).await.unwrap(), Some(hook.clone()));
    tx.webhook_failed(hook.id, NOW, NOW).await.unwrap();
    tx.webhook_succeeded(hook.id, LATER).await.unwrap();
    let well = Webhook { succeeded_at: Some(LATER), ..hook.clone() };
    assert_eq!(tx.webhook(hook.id).await.unwrap(), Some(well));
}

async fn a_delivery_waits_is_tried_and_is_over(db: &Database) {
    let fixture = db.with_account().await;
    let hook = webhook(1);
    let (first, second) = (new(1, 1, "sent"), new(1, 2, "asked"));
    let mut tx = fixture.begin().await;
    tx.insert_webhook(&hook, b"1").await.unwrap();
    for delivery in [&first, &second, &first] {
        tx.insert_delivery(delivery).await.unwrap();
    }
    // One that is there no more is passed over, and the others are told.
    let (gone, both) = (WebhookId::new(NOW, 9), webhook(2));
    tx.insert_webhook(&both, b"2").await.unwrap();
    let to = [gone, hook.id, both.id];
    tx.insert_delivery(&NewDelivery { to: &to, ..new(1, 3, "sent") }).await.unwrap();
    assert_eq!(tx.deliveries(gone, None, 9).await.unwrap(), []);
    assert_eq!(tx.deliveries(both.id, None, 9).await.unwrap()[0].id, DeliveryId::new(NOW, 3));
    assert_eq!(tx.deliveries(hook.id, None, 9).await.unwrap().len(), 3);
    drop(tx);

    let mut tx = fixture.begin().await;
    tx.insert_webhook(&hook, b"1").await.unwrap();
    for delivery in [&first, &second, &first] {
        tx.insert_delivery(delivery).await.unwrap();
    }
    let early = Timestamp::from_millis(NOW.as_millis() - 1);
    assert_eq!(tx.due_deliveries(hook.id, early, 9).await.unwrap(), []);
    let due = tx.due_deliveries(hook.id, NOW, 9).await.unwrap();
    let told: Vec<_> = due.iter().map(|due| (due.id, &*due.payload, due.attempts)).collect();
    assert_eq!(told, [(first.id, first.payload, 0), (second.id, second.payload, 0)]);
    assert_eq!(tx.due_deliveries(hook.id, NOW, 1).await.unwrap().len(), 1);
    assert!(tx.awaits_delivery(hook.id, "sent").await.unwrap());
    assert!(!tx.awaits_delivery(hook.id, "message").await.unwrap());

    let failed = Tried {
        at: NOW,
        status: None,
        problem: Some(DeliveryProblem::UnknownHost),
        is_delivered: false,
        next_try: Some(LATER),
    };
    assert!(tx.delivery_tried(hook.id, first.id, &failed).await.unwrap());
    let taken =
        Tried { status: Some(204), problem: None, is_delivered: true, next_try: None, ..failed };
    assert!(tx.delivery_tried(hook.id, second.id, &taken).await.unwrap());
    assert!(!tx.delivery_tried(hook.id, DeliveryId::new(NOW, 9), &taken).await.unwrap());
    assert_eq!(tx.next_delivery_after(hook.id, NOW).await.unwrap(), Some(LATER));
    assert_eq!(tx.due_deliveries(hook.id, NOW, 9).await.unwrap(), []);
    assert_eq!(tx.due_deliveries(hook.id, LATER, 9).await.unwrap()[0].attempts, 1);

    let waits = Delivery {
        id: first.id,
        webhook: hook.id,
        event: "sent".into(),
        created_at: NOW,
        attempts: 1,
        next_try: Some(LATER),
        tried_at: Some(NOW),
        status: None,
        problem: Some(DeliveryProblem::UnknownHost),
        delivered_at: None,
    };
    let over = Delivery {
        id: second.id,
        event: "asked".into(),
        next_try: None,
        status: Some(204),
        problem: None,
        delivered_at: Some(NOW),
        ..waits.clone()
    };
    assert_eq!(tx.deliveries(hook.id, None, 9).await.unwrap(), [over.clone(), waits.clone()]);
    assert_eq!(tx.deliveries(hook.id, None, 1).await.unwrap(), [over]);
    assert_eq!(tx.deliveries(hook.id, Some(second.id), 9).await.unwrap(), [waits]);

    assert!(tx.redeliver(hook.id, second.id, LATER).await.unwrap());
    assert!(!tx.redeliver(hook.id, DeliveryId::new(NOW, 9), LATER).await.unwrap());
    let again = &tx.deliveries(hook.id, None, 1).await.unwrap()[0];
    assert_eq!((again.attempts, again.next_try, again.delivered_at), (0, Some(LATER), None));
    let all = Tried { next_try: None, ..failed };
    tx.delivery_tried(hook.id, first.id, &all).await.unwrap();
    tx.delivery_tried(hook.id, second.id, &all).await.unwrap();
    assert_eq!(tx.next_delivery_after(hook.id, NOW).await.unwrap(), None);
    assert!(!tx.awaits_delivery(hook.id, "sent").await.unwrap());
}

async fn what_is_old_or_too_much_is_forgotten(db: &Database) {
    let fixture = db.with_account().await;
    let (hook, other) = (webhook(1), webhook(2));
    let mut tx = fixture.begin().await;
    tx.insert_webhook(&hook, b"1").await.unwrap();
    tx.insert_webhook(&other, b"2").await.unwrap();
    tx.insert_delivery(&new(2, 1, "sent")).await.unwrap();
    for number in 1..=5 {
        tx.insert_delivery(&new(1, number, "sent")).await.unwrap();
    }
    let old = NewDelivery { at: NOW - Duration::from_secs(60), ..new(1, 6, "sent") };
    tx.insert_delivery(&old).await.unwrap();
    assert_eq!(tx.forget_deliveries(hook.id, NOW, 9).await.unwrap(), 1);
    // That it was told the first of them already is no loss.
    let taken =
        Tried { at: NOW, status: Some(200), problem: None, is_delivered: true, next_try: None };
    tx.delivery_tried(hook.id, DeliveryId::new(NOW, 1), &taken).await.unwrap();
    assert_eq!(tx.forget_deliveries(hook.id, NOW, 2).await.unwrap(), 2);
    let left = tx.deliveries(hook.id, None, 9).await.unwrap();
    let left: Vec<DeliveryId> = left.into_iter().map(|delivery| delivery.id).collect();
    assert_eq!(left, [DeliveryId::new(NOW, 5), DeliveryId::new(NOW, 4)]);
    assert_eq!(tx.deliveries(other.id, None, 9).await.unwrap().len(), 1);
}

async fn what_holds_words_is_found_and_replaced(db: &Database) {
    let fixture = db.with_account().await;
    let hook = webhook(1);
    let mut tx = fixture.begin().await;
    tx.insert_webhook(&hook, b"1").await.unwrap();
    let payload = |chat: i64, text: &str| {
        format!(r#"{{"account":"{}","chat":{chat},"event":{{"text":"{text}"}}}}"#, fixture.account)
    };
    for (number, payload) in [(1, payload(7, "да")), (2, payload(8, "да")), (3, payload(7, "нет"))]
    {
        let new = NewDelivery { payload: &payload, ..new(1, number, "sent") };
        tx.insert_delivery(&new).await.unwrap();
    }
    let found = async |tx: &mut store::Tx, place: &str, words: &str| {
        let mut found = tx.deliveries_holding(fixture.account, place, words).await.unwrap();
        found.sort();
        found.into_iter().map(|(_, id, _)| id).collect::<Vec<_>>()
    };
    let id = |number| DeliveryId::new(NOW, number);
    assert_eq!(found(&mut tx, "", "").await, [id(1), id(2), id(3)]);
    assert_eq!(found(&mut tx, "", "да").await, [id(1), id(2)]);
    assert_eq!(found(&mut tx, "\"chat\":7,", "да").await, [id(1)]);
    let other = domain::AccountId::new(NOW, 99);
    assert_eq!(tx.deliveries_holding(other, "", "").await.unwrap(), []);
    tx.replace_delivery(hook.id, id(1), "{}").await.unwrap();
    assert_eq!(found(&mut tx, "", "да").await, [id(2)]);
    assert_eq!(found(&mut tx, "", "").await, [id(2), id(3)], "nobody's words stand in it");
    assert_eq!(tx.due_deliveries(hook.id, NOW, 9).await.unwrap()[0].payload, "{}");
}

async fn a_webhook_goes_with_what_it_was_told(db: &Database) {
    let fixture = db.with_account().await;
    fill(&fixture).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.deliveries(webhook(1).id, None, 9).await.unwrap().len(), 1);
    tx.delete_webhook(webhook(1).id).await.unwrap();
    tx.insert_webhook(&webhook(1), b"1").await.unwrap();
    assert_eq!(tx.deliveries(webhook(1).id, None, 9).await.unwrap(), []);
}

async fn another_owner_sees_no_webhook_and_no_delivery(db: &Database) {
    let fixture = db.with_account().await;
    fill(&fixture).await;
    let (id, delivery) = (webhook(1).id, DeliveryId::new(NOW, 1));
    let known = fixture.read().await.webhook(id).await.unwrap();
    let told = fixture.read().await.deliveries(id, None, 9).await.unwrap();
    let early = Timestamp::from_millis(0);
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.webhook(id).await.unwrap(), None);
    assert_eq!(tx.webhooks().await.unwrap(), []);
    assert_eq!(tx.webhook_secrets(id, NOW).await.unwrap(), None);
    assert_eq!(tx.due_deliveries(id, LATER, 9).await.unwrap(), []);
    assert_eq!(tx.next_delivery_after(id, early).await.unwrap(), None);
    assert_eq!(tx.deliveries(id, None, 9).await.unwrap(), []);
    assert!(!tx.awaits_delivery(id, "sent").await.unwrap());
    assert!(!tx.change_webhook(id, "https://evil.example/", &[]).await.unwrap());
    assert!(!tx.set_webhook_off(id, Some(WebhookOff::Owner)).await.unwrap());
    assert!(!tx.renew_webhook_secret(id, b"x", NOW, LATER).await.unwrap());
    assert!(!tx.redeliver(id, delivery, LATER).await.unwrap());
    let tried =
        Tried { at: LATER, status: Some(200), problem: None, is_delivered: true, next_try: None };
    assert!(!tx.delivery_tried(id, delivery, &tried).await.unwrap());
    assert_eq!(tx.forget_deliveries(id, LATER, 0).await.unwrap(), 0);
    tx.webhook_failed(id, LATER, NOW).await.unwrap();
    tx.webhook_dropped(id, 5, LATER, NOW).await.unwrap();
    tx.replace_delivery(id, delivery, "x").await.unwrap();
    assert_eq!(tx.deliveries_holding(fixture.account, "", "").await.unwrap(), []);
    tx.webhook_succeeded(id, LATER).await.unwrap();
    assert!(!tx.delete_webhook(id).await.unwrap());
    tx.insert_delivery(&new(1, 7, "sent")).await.unwrap();
    drop(tx);
    assert_eq!(fixture.read().await.webhook(id).await.unwrap(), known);
    assert_eq!(fixture.read().await.deliveries(id, None, 9).await.unwrap(), told);
}

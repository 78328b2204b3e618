//! What quotes a message goes with it.

use std::sync::Arc;

use domain::{
    Author, ChatModel, Content, DeliveryId, Event, Message, MessageId, QuestionEnd, Webhook,
    WebhookId,
};
use engine::{Asking, TwinEvent, forget_quoted};
use store::NewDelivery;

use crate::model::Scripted;
use crate::stage::{ANNA, Stage};

const TOLD: &str = "мой новый адрес Лесная 5";

async fn explained(stage: &Stage) -> usize {
    stage.engine.explanations(stage.account, ANNA, 99).await.unwrap().len()
}

#[tokio::test]
async fn a_deleted_message_stays_neither_in_explanations_nor_in_questions() {
    let model = Scripted::says(&["ага"]);
    let mut stage = Stage::set().await;
    stage.engine.set_model(Some(Arc::clone(&model) as Arc<dyn ChatModel>));
    let told = stage.telegram.writes(Author::Other, TOLD);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Explained { .. }).then_some(())).await;
    assert_eq!(explained(&stage).await, 1);
    let asking = Asking {
        account: stage.account,
        chat: ANNA,
        answers: told.id,
        text: format!("{} {TOLD}", "и ещё вот что ".repeat(7)),
        proposed: vec![],
        rule: "figures".to_owned(),
    };
    let id = stage.engine.ask_owner(asking).await.unwrap();
    assert!(stage.engine.questions().await.unwrap()[0].question.text.contains("мой новый адрес"));

    // Another message, of which nothing is quoted.
    stage.telegram.happens(Event::Deleted { chat: None, ids: vec![MessageId(10)] });
    stage.telegram.happens(Event::Deleted { chat: None, ids: vec![told.id] });
    assert_eq!(stage.closed().await, (id, QuestionEnd::MessageGone));
    assert_eq!(explained(&stage).await, 0);
    assert!(stage.engine.questions().await.unwrap().is_empty());
    assert!(stage.engine.closed_questions(9).await.unwrap().is_empty());
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.read(owner).await.unwrap();
    assert_eq!(tx.latest_explanation().await.unwrap(), None);
}

#[tokio::test]
async fn other_words_are_left_alone_and_of_many_messages_at_once_all_is_forgotten() {
    let model = Scripted::says(&["ага"]);
    let mut stage = Stage::set().await;
    stage.engine.set_model(Some(Arc::clone(&model) as Arc<dyn ChatModel>));
    stage.telegram.writes(Author::Other, TOLD);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Explained { .. }).then_some(())).await;
    let (store, owner) = stage.elsewhere().await;
    for (gone, left) in [
        (vec![(ANNA, "мой новый адрес Лесная 7".to_owned())], 1),
        // So short that in other chats it would be the words of anybody.
        (vec![(domain::PeerId(8), "мой".to_owned())], 1),
        (vec![(domain::PeerId(8), "мы молчали об этом".to_owned()); 51], 0),
    ] {
        let mut tx = store.begin(owner).await.unwrap();
        forget_quoted(&mut tx, stage.account, &gone).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(explained(&stage).await, left, "{gone:?}");
    }
}

#[tokio::test]
async fn what_a_webhook_is_still_to_be_told_of_a_message_goes_with_it() {
    let mut stage = Stage::set().await;
    let told = stage.telegram.writes(Author::Other, TOLD);
    let other = stage.telegram.writes(Author::Other, "привет");
    let (store, owner) = stage.elsewhere().await;
    let now = told.sent_at;
    let webhook = Webhook {
        id: WebhookId::new(now, 1),
        url: "https://example.com/".to_owned(),
        events: vec![],
        disabled: None,
        created_at: now,
        succeeded_at: None,
        failures: 0,
        failing_since: None,
        failed_at: None,
        dropped: 0,
        dropped_at: None,
        old_secret_until: None,
    };
    let mut tx = store.begin(owner).await.unwrap();
    tx.insert_webhook(&webhook, b"secret").await.unwrap();
    let quoting =
        TwinEvent::Watched { bubbles: vec![TOLD.into()], confidence: 0.5, recalled: vec![] };
    let events = [
        TwinEvent::Message { message: told.clone() },
        TwinEvent::Message { message: other.clone() },
        quoting,
    ];
    for (number, event) in (1..).zip(events) {
        let name = event.name();
        let account = stage.account;
        let stamped =
            engine::Stamped { seq: 1, at: now, account: Some(account), chat: Some(ANNA), event };
        let payload = serde_json::to_string(&stamped).unwrap();
        let id = DeliveryId::new(now, number);
        let new = NewDelivery {
            id,
            to: &[webhook.id],
            account: Some(account),
            event: name,
            payload: &payload,
            at: now,
        };
        tx.insert_delivery(&new).await.unwrap();
    }
    tx.commit().await.unwrap();

    let deleted = Event::Deleted { chat: None, ids: vec![told.id, MessageId(9_999)] };
    stage.telegram.happens(deleted);
    let gone = stage
        .until(|event| match event {
            TwinEvent::Deleted { messages } => Some(messages.clone()),
            _ => None,
        })
        .await;
    assert_eq!(gone, [told.id], "of what was never stored nothing is told");
    let mut tx = store.read(owner).await.unwrap();
    let due = tx.due_deliveries(webhook.id, now, 9).await.unwrap();
    let payloads: Vec<&str> = due.iter().map(|due| &*due.payload).collect();
    assert!(!payloads.concat().contains("Лесная"), "{payloads:?}");
    assert!(payloads[0].contains("\"withdrawn\":true") && payloads[0].contains("\"message\""));
    assert!(payloads[1].contains("привет"), "{payloads:?}");
    assert!(payloads[2].contains("\"withdrawn\":true"), "{payloads:?}");

    let text = "привет!".to_owned();
    let edited = Message { content: Content::Text { text }, ..other };
    stage.telegram.happens(Event::Edited(edited.clone()));
    let now_says = stage
        .until(|event| match event {
            TwinEvent::Edited { message } => Some(message.clone()),
            _ => None,
        })
        .await;
    assert_eq!(now_says, edited);
}

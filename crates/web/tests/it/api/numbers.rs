//! The numbers of an account, as programs are told them.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use domain::{
    Bubble, Failing, Helper, MessageId, Mode, OwnerWord, Reply, ReplyId, ReplyState, SentMessage,
    Spending, Usage,
};
use serde_json::{Value, json};

use super::stage::{ApiStage, draft};
use crate::stage::{ANNA, NOW};

#[tokio::test]
async fn an_account_is_told_in_the_numbers_that_its_page_shows() {
    let stage = ApiStage::set().await;
    let of = &stage.anna;
    let mut tx = stage.store.begin(of.id).await.unwrap();
    tx.cancel_reply(of.reply).await.unwrap();
    assert!(tx.say_of_reply(of.reply, OwnerWord::Rejected).await.unwrap());
    let reply = Reply {
        state: ReplyState::Scheduled,
        mode: Mode::Auto,
        bubbles: vec![Bubble {
            text: "го".to_owned(),
            random_id: 77,
            message_id: None,
            spoken: None,
        }],
        ..draft(ReplyId::new(NOW, 9_000), of.account)
    };
    assert!(tx.plan_reply(&reply).await.unwrap());
    assert!(tx.claim_reply(reply.id).await.unwrap());
    let arrived = SentMessage { id: MessageId(10), sent_at: NOW + Duration::from_secs(600) };
    assert!(tx.bubble_sent(reply.id, 0, arrived).await.unwrap());
    assert!(tx.finish_reply(reply.id, ReplyState::Sent).await.unwrap());
    for (helper, why) in [
        (Helper::Model, Failing::Limit),
        (Helper::Model, Failing::Limit),
        (Helper::Ear, Failing::Key),
    ] {
        tx.note_failure(NOW, helper, why).await.unwrap();
    }
    let usage = Usage { prompt: 20, completion: 10, ..Usage::default() };
    let until = NOW + Duration::from_secs(12 * 3_600);
    tx.set_model_spending(&Spending { until, usage, billionths: 50 }).await.unwrap();
    tx.commit().await.unwrap();

    let to = (NOW + Duration::from_secs(3_600)).as_millis();
    let numbers = stage.get(&format!("{}/statistics?to={to}", stage.account())).await;
    for (field, number) in [
        ("messages_in", json!(3)),
        ("messages_by_owner", json!(0)),
        ("messages_by_twin", json!(1)),
        ("twin_answers_seconds", json!(600)),
        ("owner_answers_seconds", Value::Null),
        // 15 s to read it, 0.278 s for each of two characters.
        ("saved_seconds", json!(15)),
        ("model_tokens", json!(30)),
        ("model_cost_billionths", json!(50)),
        ("is_indexing", json!(false)),
    ] {
        assert_eq!(numbers[field], number, "{field}: {numbers}");
    }
    assert_eq!(
        numbers["outcomes"],
        json!({
            "sent": 1, "unedited": 1, "unedited_share": 1.0, "approved": 0, "edited": 0,
            "rejected": 1, "undone": 0, "failed": 0,
        })
    );
    assert_eq!(
        numbers["asked_in_vain"],
        json!([
            {"who": "model", "why": "limit", "times": 2},
            {"who": "ear", "why": "key", "times": 1},
        ])
    );
    let midnight = (NOW - Duration::from_secs(12 * 3_600)).as_millis();
    assert_eq!(
        numbers["days"],
        json!([{
            "day": midnight, "messages_in": 3, "messages_by_owner": 0, "messages_by_twin": 1,
            "model_tokens": 30, "model_cost_billionths": 50, "models_in_vain": 2,
            "ears_in_vain": 1, "mouths_in_vain": 0,
        }])
    );
    let chat = &numbers["busiest_chats"][0];
    assert_eq!((&chat["chat"], &chat["title"]), (&json!(ANNA.0), &json!("Анна")));
    assert_eq!((&chat["messages_in"], &chat["messages_by_twin"]), (&json!(3), &json!(1)));

    let before = format!("{}/statistics?from=0&to=1", stage.account());
    let nothing = stage.get(&before).await;
    assert_eq!(nothing["outcomes"]["unedited_share"], Value::Null);
    assert_eq!((&nothing["asked_in_vain"], &nothing["days"]), (&json!([]), &json!([])));
    let turned = format!("{}/statistics?from=5&to=1", stage.account());
    let refused = stage.ask(Method::GET, &turned, &stage.anna.token, None).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = refused.json();
    assert_eq!((&refused["code"], &refused["field"]), (&json!("invalid"), &json!("from")));
    assert_eq!(refused["detail"], "“from” must not be after “to”.");
}

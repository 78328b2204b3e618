//! Logging in, listing dialogs and sending, by the addresses that clients know.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use domain::{Author, MessengerError};
use serde_json::{Value, json};

use super::stage::ApiStage;
use crate::stage::{ANNA, Answer, CODE, Gate, PASSWORD, VERA};

const PHONE: &str = "+7 900 123-45-67";

async fn code(stage: &ApiStage, body: Value) -> Answer {
    stage.post("/auth/auth/verify_code", body).await
}

#[tokio::test]
async fn a_phone_a_code_and_a_password_connect_an_account() {
    let stage = ApiStage::set().await;
    let early = code(&stage, json!({"phone": PHONE, "code": CODE})).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert_eq!(early.problem(), "no_login");

    let asked = stage.post("/auth/auth/request_code", json!({"phone": "+79001234567"})).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
    assert_eq!(asked.json()["step"], "code");
    assert_eq!(asked.json()["digits"], 5);

    let wrong = code(&stage, json!({"phone": "+79001234567", "code": "54321"})).await;
    assert_eq!((wrong.status.as_u16(), &*wrong.problem()), (422, "wrong_code"));
    let none = code(&stage, json!({"phone": "+79001234567"})).await;
    assert_eq!(none.json()["field"], "code");

    // The same number, written otherwise.
    let right = code(&stage, json!({"phone": PHONE, "code": CODE})).await;
    assert_eq!(right.json()["step"], "password", "{}", right.body);
    assert!(right.json()["hint"].is_string());
    let wrong = code(&stage, json!({"phone": PHONE, "password": "dog"})).await;
    assert_eq!((wrong.status.as_u16(), &*wrong.problem()), (422, "wrong_password"));
    assert!(!wrong.body.contains("dog"));
    let done = code(&stage, json!({"phone": PHONE, "password": PASSWORD})).await;
    assert_eq!(done.json()["step"], "done", "{}", done.body);
    assert_eq!(done.json()["account"]["name"], "Новый");

    assert_eq!(stage.audited("account_logged_in").await, ["Новый"]);
    assert_eq!(stage.get("/api/v1/accounts").await["items"].as_array().unwrap().len(), 2);
    let over = code(&stage, json!({"phone": PHONE, "code": CODE})).await;
    assert_eq!(over.problem(), "no_login");
}

#[tokio::test]
async fn the_password_may_come_with_the_code() {
    let stage = ApiStage::set().await;
    stage.post("/auth/auth/request_code", json!({"phone": "+79001234567"})).await;
    let all = json!({"phone": PHONE, "code": CODE, "password": PASSWORD});
    assert_eq!(code(&stage, all).await.json()["step"], "done");
}

#[tokio::test]
async fn a_login_is_of_whoever_began_it() {
    let stage = ApiStage::set().await;
    stage.post("/auth/auth/request_code", json!({"phone": "+79001234567"})).await;
    let theirs = Some(json!({"phone": PHONE, "code": CODE}));
    let path = "/auth/auth/verify_code";
    let answer = stage.ask(Method::POST, path, &stage.boris.token, theirs).await;
    assert_eq!(answer.problem(), "no_login");
}

#[tokio::test]
async fn what_telegram_says_of_a_number_or_a_code_is_told() {
    let stage = ApiStage::set().await;
    for none in ["", "phone", "12"] {
        let answer = stage.post("/auth/auth/request_code", json!({"phone": none})).await;
        assert_eq!((answer.status.as_u16(), &*answer.problem()), (422, "invalid"), "{none}");
    }
    let answer = stage.post("/auth/auth/request_code", json!({"phone": "+1 234 567"})).await;
    assert_eq!((answer.status.as_u16(), &*answer.problem()), (422, "invalid_phone"));
    let answer = stage.post("/auth/auth/request_code", json!({"phone": "+70000000000"})).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.problem(), "flood_wait");
    assert_eq!(answer.headers[header::RETRY_AFTER], "125");

    stage.post("/auth/auth/request_code", json!({"phone": "+79001234567"})).await;
    let expired = code(&stage, json!({"phone": PHONE, "code": "00000"})).await;
    assert_eq!((expired.status.as_u16(), &*expired.problem()), (410, "code_expired"));
    assert_eq!(code(&stage, json!({"phone": PHONE, "code": CODE})).await.problem(), "no_login");
}

#[tokio::test]
async fn dialogs_are_listed_without_those_that_send_codes() {
    let stage = ApiStage::set().await;
    let answer = stage.post("/get_dialogs", json!({})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let dialogs = answer.json();
    assert_eq!(dialogs["account"], stage.anna.account.to_string());
    let ids: Vec<&Value> =
        dialogs["items"].as_array().unwrap().iter().map(|dialog| &dialog["id"]).collect();
    assert_eq!(ids, [7]);
    assert_eq!(dialogs["next"], Value::Null);
    let none = stage.post("/get_dialogs", json!({"account": stage.boris.account})).await;
    assert_eq!((none.status.as_u16(), &*none.problem()), (404, "unknown_account"));
    let wrong = stage.post("/get_dialogs", json!({"limit": 0})).await;
    assert_eq!(wrong.json()["field"], "limit");
    let wrong = stage.post("/get_dialogs", json!({"cursor": "x"})).await;
    assert_eq!(wrong.json()["field"], "cursor");
    // No body at all.
    let answer = stage.ask(Method::POST, "/get_dialogs", &stage.anna.token, None).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn under_one_key_a_message_is_sent_once_and_the_twin_stands_down() {
    let stage = ApiStage::set().await;
    let body = json!({"peer": 7, "text": "на связи", "idempotency_key": "k1"});
    let first = stage.post("/send_message", body.clone()).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let (first, second) = (first.json(), stage.post("/send_message", body).await.json());
    assert_eq!((&first["repeated"], &second["repeated"]), (&json!(false), &json!(true)));
    assert_eq!(first["message_id"], second["message_id"]);
    let sent = stage.anna.telegram.sent.lock().unwrap().clone();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].0, &*sent[0].1), (ANNA, "на связи"));
    // It is the owner's own message, and the draft is withdrawn.
    let chat = stage.anna.engine.chat(stage.anna.account, ANNA, 9).await.unwrap().unwrap();
    assert_eq!(chat.messages.last().unwrap().author, Author::Owner);
    assert_eq!(stage.get("/api/v1/replies").await["drafts"], json!([]));

    for other in [json!({"text": "другое"}), json!({"peer": "@anna"})] {
        let mut body = json!({"peer": 7, "text": "на связи", "idempotency_key": "k1"});
        body.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        let answer = stage.post("/send_message", body).await;
        assert_eq!((answer.status.as_u16(), &*answer.problem()), (422, "idempotency_key_reused"));
    }
    // Without a key every request is a message, and so is one of another owner under the same key.
    for _ in 0..2 {
        stage.post("/send_message", json!({"peer": "@anna", "text": "на связи"})).await;
    }
    assert_eq!(stage.anna.telegram.sent.lock().unwrap().len(), 3);
    let theirs = Some(json!({"peer": 7, "text": "на связи", "idempotency_key": "k1"}));
    let answer = stage.ask(Method::POST, "/send_message", &stage.boris.token, theirs).await;
    assert_eq!(answer.json()["repeated"], false, "{}", answer.body);
}

#[tokio::test]
async fn what_was_refused_is_tried_again_under_its_key() {
    let stage = ApiStage::set().await;
    for (index, (refusal, status, code)) in [
        (MessengerError::Refused { reason: "USER_IS_BLOCKED".into() }, 422, "refused"),
        (MessengerError::Refused { reason: "PEER_ID_INVALID".into() }, 404, "peer_not_met"),
        (MessengerError::LoggedOut { reason: "SESSION_REVOKED".into() }, 409, "logged_out"),
    ]
    .into_iter()
    .enumerate()
    {
        stage.anna.telegram.refusals.lock().unwrap().push(refusal);
        let body = json!({"peer": 7, "text": "b", "idempotency_key": index.to_string()});
        let answer = stage.post("/send_message", body.clone()).await;
        assert_eq!((answer.status.as_u16(), &*answer.problem()), (status, code));
        let again = stage.post("/send_message", body).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    }
    assert_eq!(stage.anna.telegram.sent.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn a_first_message_to_whom_nobody_has_talked_yet_is_tried_again_under_its_key() {
    let stage = ApiStage::set().await;
    let refusal = MessengerError::Refused { reason: "CHAT_WRITE_FORBIDDEN".into() };
    stage.anna.telegram.refusals.lock().unwrap().push(refusal);
    let body = json!({"peer": "@vera", "text": "привет", "idempotency_key": "k"});
    let refused = stage.post("/send_message", body.clone()).await;
    assert_eq!((refused.status.as_u16(), &*refused.problem()), (422, "refused"));
    let again = stage.post("/send_message", body).await;
    assert_eq!((again.status, &again.json()["peer"]), (StatusCode::OK, &json!(VERA.0)));
}

#[tokio::test]
async fn a_wait_that_telegram_has_told_is_passed_on_until_it_is_over() {
    let stage = ApiStage::set().await;
    let flood = MessengerError::FloodWait(Duration::from_millis(30_500));
    stage.anna.telegram.refusals.lock().unwrap().push(flood);
    let body = json!({"peer": 7, "text": "a", "idempotency_key": "k"});
    // The clock stands, and Telegram would take the second one.
    for _ in 0..2 {
        let waits = stage.post("/send_message", body.clone()).await;
        assert_eq!((waits.status.as_u16(), &*waits.problem()), (429, "flood_wait"));
        assert_eq!(waits.headers[header::RETRY_AFTER], "31");
    }
    assert!(stage.anna.telegram.sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_telegram_limits_is_held_until_the_owner_has_seen_to_it() {
    let stage = ApiStage::set().await;
    let refusal = MessengerError::Restricted { reason: "PEER_FLOOD".into() };
    stage.anna.telegram.refusals.lock().unwrap().push(refusal);
    for code in ["restricted", "held", "held"] {
        let answer = stage.post("/send_message", json!({"peer": 7, "text": "b"})).await;
        assert_eq!((answer.status.as_u16(), &*answer.problem()), (409, code));
    }
    assert!(stage.anna.engine.resume(Some(stage.anna.account)).await.unwrap());
    let sent = stage.post("/send_message", json!({"peer": 7, "text": "b"})).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
}

#[tokio::test]
async fn the_limits_of_an_account_are_those_of_programs_too() {
    let stage = ApiStage::set().await;
    let rules = format!("/api/v1/accounts/{}/rules", stage.anna.account);
    for (limit, seconds) in [("messages_per_minute", "60"), ("messages_per_day", "86400")] {
        let none = json!({"messages_per_minute": "none", "messages_per_day": "none"});
        let mut change = json!({"limits": none});
        change["limits"][limit] = json!(3);
        let answer = stage.ask(Method::PATCH, &rules, &stage.anna.token, Some(change)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let sent = stage.anna.telegram.sent.lock().unwrap().len();
        for _ in sent..3 {
            let answer = stage.post("/send_message", json!({"peer": 7, "text": "c"})).await;
            assert_eq!(answer.status, StatusCode::OK, "{limit}: {}", answer.body);
        }
        let many = stage.post("/send_message", json!({"peer": 7, "text": "c"})).await;
        assert_eq!((many.status.as_u16(), &*many.problem()), (429, "limit_reached"), "{limit}");
        assert_eq!(many.headers[header::RETRY_AFTER], seconds);
    }
    assert_eq!(stage.anna.telegram.sent.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn a_program_that_goes_away_stops_nothing_that_has_begun() {
    let stage = ApiStage::set().await;
    let gate = Arc::new(Gate::default());
    *stage.anna.telegram.gate.lock().unwrap() = Some(Arc::clone(&gate));
    let body = json!({"peer": 7, "text": "a", "idempotency_key": "k"});
    tokio::select! {
        _ = stage.post("/send_message", body.clone()) => panic!("it is held back"),
        () = gate.entered.notified() => {}
    }
    // Nobody waits for the answer any more.
    *stage.anna.telegram.gate.lock().unwrap() = None;
    gate.open.notify_one();
    let again = loop {
        let again = stage.post("/send_message", body.clone()).await;
        if again.status != StatusCode::CONFLICT {
            break again;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.json()["repeated"], true, "it is known what became of it");
    assert_eq!(stage.anna.telegram.sent.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_message_that_cannot_be_sent_says_why() {
    let stage = ApiStage::set().await;
    let long = "a".repeat(4_097);
    for (body, status, field) in [
        (json!({"peer": 7}), 422, "text"),
        (json!({"text": "a"}), 422, "peer"),
        (json!({"peer": 7, "text": " "}), 422, "text"),
        (json!({"peer": 7, "text": long}), 422, "text"),
        (json!({"peer": "a b", "text": "a"}), 422, "peer"),
        (json!({"peer": "@nobody", "text": "a"}), 404, "peer"),
        (json!({"peer": 99, "text": "a"}), 404, "peer"),
        (json!({"peer": 777_000, "text": "a"}), 404, "peer"),
        (json!({"peer": 7, "text": "a", "phone": "+1999999999"}), 404, "account"),
        (json!({"peer": 7, "text": "a", "idempotency_key": ""}), 422, "idempotency_key"),
    ] {
        let answer = stage.post("/send_message", body.clone()).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.body);
        assert_eq!(answer.json()["field"], field, "{body}");
    }
    assert!(stage.anna.telegram.sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn whoever_may_only_send_tells_the_twin_nothing() {
    let stage = ApiStage::set().await;
    let token = stage.token("send").await;
    let order = Some(json!({"peer": "me", "text": "twin resume"}));
    let answer = stage.ask(Method::POST, "/send_message", &token, order).await;
    assert_eq!((answer.status.as_u16(), &*answer.problem()), (403, "insufficient_scope"));
    let note = Some(json!({"peer": "me", "text": "buy milk"}));
    let answer = stage.ask(Method::POST, "/send_message", &token, note).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

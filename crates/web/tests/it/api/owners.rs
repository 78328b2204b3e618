//! What the owner decides and sees to: pauses, notes, what twins have earned, what needs them, and what is kept of
//! their messages.

use axum::http::{Method, StatusCode, header};
use domain::{Alert, MessageId, ReplyId, ReplyState, Trouble};
use serde_json::{Value, json};
use store::Rehearsal;

use super::stage::{ApiStage, draft};
use crate::stage::{ANNA, Answer, NOW};

impl ApiStage {
    async fn asked_for(&self, method: Method, path: &str, body: Value) -> Answer {
        self.ask(method, path, &self.anna.token, Some(body)).await
    }

    async fn is_done(&self, method: Method, path: &str, body: Value) {
        let answer = self.asked_for(method, path, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        assert_eq!(answer.json(), json!({"done": true}));
    }

    fn annas(&self, path: &str) -> String {
        format!("/api/v1/accounts/{}{path}", self.anna.account)
    }
}

#[tokio::test]
async fn all_accounts_are_paused_at_once_and_a_chat_by_itself() {
    let stage = ApiStage::set().await;
    let (account, chat) = (stage.annas(""), stage.annas("/chats/7"));
    let in_five_minutes = json!({"since": NOW.as_millis(), "until": NOW.as_millis() + 300_000});
    stage.is_done(Method::POST, "/api/v1/pause", json!({"minutes": 5})).await;
    assert_eq!(stage.get(&account).await["pause"], in_five_minutes);
    stage.is_done(Method::POST, "/api/v1/resume", json!({})).await;
    assert_eq!(stage.get(&account).await["pause"], Value::Null);

    let pause = format!("{chat}/pause");
    stage.is_done(Method::POST, &pause, json!({"minutes": 5})).await;
    assert_eq!(stage.get(&chat).await["pause"], in_five_minutes);
    assert_eq!(stage.get(&account).await["pause"], Value::Null, "the others go on");
    stage.is_done(Method::POST, &pause, json!({})).await;
    assert_eq!(stage.get(&chat).await["pause"]["until"], Value::Null);
    stage.is_done(Method::POST, &format!("{chat}/resume"), json!({})).await;
    assert_eq!(stage.get(&chat).await["pause"], Value::Null);
    for path in ["/api/v1/pause", &pause] {
        for minutes in [0, 600_000] {
            let wrong = stage.asked_for(Method::POST, path, json!({"minutes": minutes})).await;
            assert_eq!(wrong.json()["field"], "minutes", "{path}");
        }
    }
}

#[tokio::test]
async fn the_manner_of_a_chat_is_told_with_it() {
    let stage = ApiStage::set().await;
    let chat = stage.annas("/chats/7");
    let found = stage.get(&chat).await;
    assert_eq!((&found["told"], &found["voice"]), (&Value::Null, &Value::Null));
    let manner = json!({"told": "first", "voice": "as_owner"});
    stage.is_done(Method::PUT, &format!("{chat}/manner"), manner).await;
    let found = stage.get(&chat).await;
    assert_eq!((&found["told"], &found["voice"]), (&json!("first"), &json!("as_owner")));
}

#[tokio::test]
async fn a_chat_has_a_note() {
    let stage = ApiStage::set().await;
    let note = stage.annas("/chats/7/note");
    assert_eq!(stage.get(&note).await, json!({"text": "", "changed_at": null}));
    stage.is_done(Method::PUT, &note, json!({"text": " ask about the house\n"})).await;
    let noted = json!({"text": "ask about the house", "changed_at": NOW.as_millis()});
    assert_eq!(stage.get(&note).await, noted);
    let long = json!({"text": "я".repeat(4_001)});
    assert_eq!(stage.asked_for(Method::PUT, &note, long).await.json()["field"], "text");
    assert_eq!(stage.get(&note).await, noted, "what was refused changed nothing");
    stage.is_done(Method::PUT, &note, json!({"text": ""})).await;
    assert_eq!(stage.get(&note).await["text"], "");
    let nowhere = stage.annas("/chats/99/note");
    let nowhere = stage.ask(Method::GET, &nowhere, &stage.anna.token, None).await;
    assert_eq!(nowhere.problem(), "not_found");
}

/// A stage where the twin has come near to what the owner says, ten times.
async fn watched() -> ApiStage {
    let stage = ApiStage::set().await;
    stage.is_done(Method::PUT, &stage.annas("/chats/7/mode"), json!({"mode": "watch"})).await;
    let mut tx = stage.store.begin(stage.anna.id).await.unwrap();
    for number in 1..=10 {
        let id = ReplyId::new(NOW, 9_000 + number);
        let rehearsal = Rehearsal {
            id,
            account: stage.anna.account,
            chat: ANNA,
            answers: MessageId(3),
            created_at: NOW,
            would_say: "го".to_owned(),
            said: None,
            closeness: None,
        };
        tx.rehearse(&rehearsal).await.unwrap();
        let close = store::Closeness { manner: 0.9, content: 1.0, length: 1.0 };
        assert!(tx.compare_rehearsal(id, "го", close).await.unwrap());
    }
    tx.commit().await.unwrap();
    stage
}

#[tokio::test]
async fn what_a_twin_has_earned_is_told_with_its_evidence_and_accepted() {
    let stage = watched().await;
    let earned = stage.annas("/chats/7/earned");
    let found = stage.get(&earned).await;
    assert_eq!((&found["mode"], &found["compared"]), (&json!("watch"), &json!(10)), "{found}");
    assert!(found["watch_score"].as_f64().unwrap() > 0.9, "{found}");
    let offer = &found["offer"];
    assert_eq!((&offer["offered"], &offer["grounds"]), (&json!("draft"), &json!("watched")));
    assert_eq!((&offer["of"], &offer["unchanged"]), (&json!(10), &Value::Null));
    let so_far = &found["so_far"];
    assert_eq!((&so_far["grounds"], &so_far["of"]), (&json!("watched"), &json!(10)), "{found}");
    let all = stage.get("/api/v1/offers").await;
    let open = &all["items"][0];
    assert_eq!((&open["chat"], &open["title"]), (&json!(7), &json!("Анна")), "{all}");
    assert_eq!((&open["offered"], &all["next"]), (&json!("draft"), &Value::Null));

    let accept = format!("{earned}/accept");
    let other = stage.asked_for(Method::POST, &accept, json!({"mode": "auto"})).await;
    assert_eq!((other.status.as_u16(), &*other.problem()), (409, "too_late"));
    stage.is_done(Method::POST, &accept, json!({"mode": "draft"})).await;
    let found = stage.get(&earned).await;
    assert_eq!((&found["mode"], &found["offer"]), (&json!("draft"), &Value::Null));
    assert_eq!(found["so_far"], Value::Null, "no draft was sent yet");
}

#[tokio::test]
async fn an_offer_is_put_off() {
    let stage = watched().await;
    let earned = stage.annas("/chats/7/earned");
    stage.is_done(Method::POST, &format!("{earned}/put_off"), json!({})).await;
    assert_eq!(stage.get("/api/v1/offers").await["items"], json!([]));
    let found = stage.get(&earned).await;
    assert_eq!((&found["offer"], &found["compared"]), (&Value::Null, &json!(10)));
    let gone = json!({"mode": "draft"});
    let gone = stage.asked_for(Method::POST, &format!("{earned}/accept"), gone).await;
    assert_eq!(gone.problem(), "too_late");
}

#[tokio::test]
async fn what_needs_the_owner_is_told_until_they_have_seen_it() {
    let stage = ApiStage::set().await;
    let needs = "/api/v1/needs";
    let calm = json!({
        "drafts": 1, "questions": 1, "failed": 0, "failed_imports": 0, "alerts": [],
        "webhooks_off": [],
    });
    assert_eq!(stage.get(needs).await, calm);
    let account = stage.anna.account;
    let mut tx = stage.store.begin(stage.anna.id).await.unwrap();
    let trouble = Trouble::Restricted { reason: "PEER_FLOOD".to_owned() };
    tx.set_alert(account, Some(&Alert { at: NOW, trouble })).await.unwrap();
    tx.cancel_reply(stage.anna.reply).await.unwrap();
    let id = ReplyId::new(NOW, 9_000);
    let reply = domain::Reply { state: ReplyState::Scheduled, ..draft(id, account) };
    assert!(tx.plan_reply(&reply).await.unwrap());
    assert!(tx.claim_reply(id).await.unwrap());
    assert!(tx.finish_reply(id, ReplyState::Failed).await.unwrap());
    tx.commit().await.unwrap();
    let found = stage.get(needs).await;
    assert_eq!((&found["drafts"], &found["failed"]), (&json!(0), &json!(1)), "{found}");
    let alert = &found["alerts"][0];
    assert_eq!(alert["account"], account.to_string());
    assert_eq!((&alert["trouble"], &alert["reason"]), (&json!("restricted"), &json!("PEER_FLOOD")));
    assert!(alert["about"].as_str().unwrap().contains("PEER_FLOOD"), "{alert}");
    assert_eq!(stage.get(&format!("/api/v1/replies/{id}")).await["state"], "failed");

    stage.is_done(Method::POST, &stage.annas("/alert/seen"), json!({})).await;
    stage.is_done(Method::POST, "/api/v1/needs/failed/seen", json!({})).await;
    let found = stage.get(needs).await;
    assert_eq!((&found["alerts"], &found["failed"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn what_is_kept_is_exported_as_the_filters_find_it() {
    let stage = ApiStage::set().await;
    let export = "/api/v1/messages/export";
    let all = stage.get(export).await;
    let texts: Vec<&Value> = all.as_array().unwrap().iter().map(|one| &one["text"]).collect();
    assert_eq!(texts, ["message 3", "message 2", "message 1"]);
    assert_eq!(stage.get(&format!("{export}?q=%22message%202%22")).await[0]["text"], "message 2");
    let table = format!("{export}?format=csv&chat=7");
    let table = stage.ask(Method::GET, &table, &stage.anna.token, None).await;
    assert_eq!(table.status, StatusCode::OK);
    assert!(table.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/csv"));
    assert!(table.body.contains("account,chat,title,id,sent_at"), "{}", table.body);
    assert_eq!(table.body.lines().count(), 4);
    assert_eq!(stage.audited("exported").await.len(), 3);
    for wrong in ["format=xml", "chat=99", "author=me"] {
        let path = format!("{export}?{wrong}");
        let answer = stage.ask(Method::GET, &path, &stage.anna.token, None).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(answer.json()["field"], wrong.split('=').next().unwrap(), "{wrong}");
    }
    assert_eq!(stage.audited("exported").await.len(), 3, "nothing of that was exported");
}

#[tokio::test]
async fn what_is_found_is_erased_and_all_of_it_only_in_so_many_words() {
    let stage = ApiStage::set().await;
    let erase = "/api/v1/messages/erase";
    let left = async || stage.get("/api/v1/messages").await["items"].as_array().unwrap().len();
    for (wrong, field) in [
        (json!({}), "all"),
        (json!({"q": " "}), "all"),
        (json!({"chat": 99}), "chat"),
        (json!({"account": stage.boris.account}), "account"),
        (json!({"author": "me"}), "author"),
    ] {
        let answer = stage.asked_for(Method::POST, erase, wrong.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", answer.body);
        assert_eq!(answer.json()["field"], field, "{wrong}");
    }
    let second = json!({"q": "\"message 2\"", "dry_run": true});
    let counted = stage.asked_for(Method::POST, erase, second).await;
    assert_eq!(counted.json(), json!({"messages": 1, "erased": false}), "{}", counted.body);
    assert_eq!(left().await, 3);
    // Words of which nothing can be found are not no words.
    let nothing = stage.asked_for(Method::POST, erase, json!({"q": "!!!"})).await;
    assert_eq!(nothing.json(), json!({"messages": 0, "erased": true}), "{}", nothing.body);
    let blind = stage.token("manage").await;
    let refused = stage.ask(Method::POST, erase, &blind, Some(json!({"all": true}))).await;
    assert_eq!(
        (&*refused.problem(), &refused.json()["scope"]),
        ("insufficient_scope", &json!("read"))
    );
    assert_eq!(left().await, 3);
    let second = json!({"q": "\"message 2\""});
    let erased = stage.asked_for(Method::POST, erase, second).await;
    assert_eq!(erased.json(), json!({"messages": 1, "erased": true}));
    assert_eq!(left().await, 2);
    let erased = stage.asked_for(Method::POST, erase, json!({"all": true})).await;
    assert_eq!(erased.json(), json!({"messages": 2, "erased": true}));
    assert_eq!(left().await, 0);
    assert_eq!(stage.audited("history_erased").await.len(), 3);
}

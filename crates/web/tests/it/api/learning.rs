//! What the twin learns, over the API: imports, exemplars, relations, and which model writes.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::stage::ApiStage;
use crate::import::export;
use crate::stage::Answer;

impl ApiStage {
    pub(super) async fn import(&self, query: &str, file: String) -> Answer {
        let request = Request::post(format!("/api/v1/imports{query}"))
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.anna.token));
        self.request(request.body(Body::from(file)).unwrap()).await
    }

    async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PUT, path, &self.anna.token, Some(body)).await
    }

    fn of_account(&self, path: &str) -> String {
        format!("/api/v1/accounts/{}{path}", self.anna.account)
    }
}

#[tokio::test]
async fn an_export_larger_than_other_bodies_is_imported_once() {
    let stage = ApiStage::set().await;
    let file = export(true, 3_000);
    assert!(file.len() > 64 * 1024);
    let done = stage.import("", file.clone()).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let done = done.json();
    assert_eq!(done["account"], stage.anna.account.to_string());
    // Three of its numbers were there already.
    assert_eq!((&done["new_messages"], &done["known_messages"]), (&json!(2_997), &json!(3)));
    let again = stage.import("", file).await.json();
    assert_eq!(again["new_messages"], 0);
    let found = stage.get("/api/v1/messages?q=слова+2999").await;
    assert_eq!(found["items"][0]["id"], 2_999, "{found}");
    for (query, wrong, field) in [
        ("", "<html>".to_owned(), "body"),
        // The export of one chat: what is missing is named, and who it may be.
        ("", of_strangers(), "owner"),
        ("?owner=x", export(true, 4), "owner"),
    ] {
        let refused = stage.import(query, wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert_eq!(refused.problem(), "invalid");
        assert_eq!(refused.json()["field"], field);
    }
    // One of an author whose account is known is that author's.
    let known = stage.import("", export(false, 4)).await;
    assert_eq!(known.status, StatusCode::OK, "{}", known.body);
    assert_eq!(known.json()["account"], stage.anna.account.to_string());
    let whose = stage.import("", of_strangers()).await.json();
    let hint = whose["detail"].as_str().unwrap();
    assert!(hint.contains("?owner=ID") && hint.contains("(501)"), "{hint}");
    // It is not told as one that failed.
    let imports = stage.get("/api/v1/imports").await;
    assert_eq!(imports["items"][0]["state"], "asking", "{imports}");
    assert_eq!(imports["items"][0]["failure"], "owner_unknown", "{imports}");
    assert_eq!(stage.get("/api/v1/needs").await["failed_imports"], 0);
    assert_eq!(stage.import("?owner=501", of_strangers()).await.status, StatusCode::OK);
}

/// The export of a chat of people who are not known.
fn of_strangers() -> String {
    export(false, 4).replace("500", "501")
}

#[tokio::test]
async fn what_is_no_export_is_not_read_to_its_end() {
    let stage = ApiStage::set().await;
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let pieces = stream::iter(0..10_000).map(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Infallible>(vec![b'<'; 4_096])
    });
    let request = Request::post("/api/v1/imports")
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::AUTHORIZATION, format!("Bearer {}", stage.anna.token));
    let refused = stage.request(request.body(Body::from_stream(pieces)).unwrap()).await;
    assert_eq!((refused.status.as_u16(), &*refused.problem()), (422, "invalid"));
    let taken = taken.load(Ordering::Relaxed);
    assert!(taken < 3_000, "{taken} of 10000 pieces were read");
}

#[tokio::test]
async fn an_exemplar_is_struck_out_and_restored() {
    let stage = ApiStage::set().await;
    assert_eq!(stage.import("", export(true, 40)).await.status, StatusCode::OK);
    let all = stage.of_account("/exemplars");
    let first = stage.get(&format!("{all}?limit=1")).await;
    assert_eq!(first["items"][0]["exemplar"], 40, "the newest first: {first}");
    assert_eq!(
        (&first["items"][0]["chat"], &first["items"][0]["title"]),
        (&json!(7), &json!("Анна"))
    );
    assert_eq!(first["items"][0]["question"], json!(["слово 39"]));
    assert_eq!(first["items"][0]["answer"], json!(["слово 40"]));
    assert!(!first["next"].is_null());
    let count = async |query: &str| {
        let found = stage.get(&format!("{all}?limit=200&{query}")).await;
        found["items"].as_array().unwrap().len()
    };
    let before = count("").await;
    assert!(before > 10);
    assert_eq!((count("struck=true").await, count("q=слова+40").await), (0, 1));
    assert_eq!((count("chat=8").await, count("q=велосипед").await), (0, 0));
    let exemplar = stage.of_account("/chats/7/exemplars/40");
    let done = stage.post(&format!("{exemplar}/strike"), json!({})).await;
    assert_eq!(done.json(), json!({"done": true}), "{}", done.body);
    assert_eq!((count("").await, count("struck=true").await), (before - 1, 1));
    // A new import does not bring it back.
    stage.import("", export(true, 40)).await;
    assert_eq!(count("").await, before - 1);
    let done = stage.post(&format!("{exemplar}/restore"), json!({})).await;
    assert_eq!(done.status, StatusCode::OK);
    assert_eq!((count("").await, count("struck=true").await), (before, 0));
    let none = stage.of_account("/chats/7/exemplars/999999/strike");
    assert_eq!(stage.post(&none, json!({})).await.problem(), "not_found");
}

#[tokio::test]
async fn the_owner_says_what_a_contact_is_to_them() {
    let stage = ApiStage::set().await;
    let relations = stage.of_account("/relations");
    let found = stage.get(&relations).await;
    assert_eq!(found["items"][0]["peer"]["title"], "Анна");
    assert_eq!(
        (&found["items"][0]["relation"], &found["items"][0]["set"]),
        (&Value::Null, &json!(false))
    );
    let relation = stage.of_account("/chats/7/relation");
    let said = stage.put(&relation, json!({"relation": "family"})).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.body);
    let found = stage.get(&relations).await;
    assert_eq!(
        (&found["items"][0]["relation"], &found["items"][0]["set"]),
        (&json!("family"), &json!(true))
    );
    stage.put(&relation, json!({"relation": null})).await;
    assert_eq!(stage.get(&relations).await["items"][0]["set"], false);
    let wrong = stage.put(&relation, json!({"relation": "rival"})).await;
    assert_eq!(wrong.json()["field"], "relation");
    let nobody =
        stage.put(&stage.of_account("/chats/99/relation"), json!({"relation": "work"})).await;
    assert_eq!(nobody.problem(), "not_found");
}

#[tokio::test]
async fn a_model_is_chosen_with_a_key_that_is_never_shown() {
    let stage = ApiStage::set().await;
    let model = "/api/v1/model";
    let choice = json!({"model": "fake:model", "tokens_per_day": 1_000, "key": "sk-secret"});
    let chosen = stage.put(model, choice).await;
    assert_eq!(chosen.status, StatusCode::OK, "{}", chosen.body);
    let shown = stage.get(model).await;
    assert_eq!((&shown["chosen"], &shown["origin"]), (&json!("fake:model"), &json!("page")));
    assert_eq!(shown["tokens_per_day"], 1_000);
    assert!(!shown.to_string().contains("sk-secret"), "{shown}");
    for (wrong, field) in [
        (json!({"model": "locked:model"}), "key"),
        (json!({"model": "fake:model", "candidates": 0}), "candidates"),
        (json!({"model": "fake:model", "money_per_day": 1.5}), "prices"),
        (json!({"model": "", "fallback": ["fake:model"]}), "fallback"),
        (json!({"tokens_per_day": 5}), "model"),
        (json!({"model": "fake:model", "keys": "a"}), "keys"),
    ] {
        let refused = stage.put(model, wrong.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.body);
        assert_eq!(refused.json()["field"], field, "{wrong}");
    }
    assert_eq!(stage.get(model).await["chosen"], "fake:model", "what was refused changed nothing");
    let forgotten = stage.post("/api/v1/model/forget_key", json!({"place": "fake"})).await;
    assert_eq!(forgotten.status, StatusCode::OK, "{}", forgotten.body);
    let back = stage.ask(Method::DELETE, model, &stage.anna.token, None).await;
    assert_eq!(back.status, StatusCode::OK);
    let shown = stage.get(model).await;
    assert_eq!((&shown["chosen"], &shown["origin"]), (&json!(""), &json!("default")));
}

#[tokio::test]
async fn a_twin_is_told_of_bound_and_measured() {
    let stage = ApiStage::set().await;
    assert_eq!(stage.import("", export(true, 400)).await.status, StatusCode::OK);
    let twin = stage.get(&stage.of_account("/twin")).await;
    // Three of its numbers were there already, one of them the owner's.
    assert_eq!(twin["texts"], 199, "{twin}");
    assert_eq!(twin["hours"].as_array().unwrap().len(), 24);
    assert_eq!(twin["lengths"].as_array().unwrap().last().unwrap()["below"], Value::Null);
    let anna = stage.get(&stage.of_account("/twin?chat=7")).await;
    assert_eq!(anna["texts"], 199);
    let nobody = stage.of_account("/twin?chat=8");
    let nobody = stage.ask(Method::GET, &nobody, &stage.anna.token, None).await;
    assert_eq!(nobody.problem(), "not_found");

    let bounds = stage.of_account("/bounds");
    let kept = json!({"never_say": [" зая ", "Зая", "darling"], "left_to_owner": ["money"]});
    assert_eq!(stage.put(&bounds, kept).await.status, StatusCode::OK);
    let kept = json!({"never_say": ["зая", "darling"], "left_to_owner": ["money"]});
    assert_eq!(stage.get(&bounds).await, kept);
    for (wrong, field) in [
        (json!({"never_say": ["a"], "left_to_owner": []}), "never_say"),
        (json!({"never_say": [], "left_to_owner": ["x".repeat(81)]}), "left_to_owner"),
        (json!({"never_say": []}), "left_to_owner"),
    ] {
        let refused = stage.put(&bounds, wrong.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.body);
        assert_eq!(refused.json()["field"], field, "{wrong}");
    }
    assert_eq!(stage.get(&bounds).await, kept, "what was refused changed nothing");

    let likeness = stage.of_account("/likeness");
    assert_eq!(stage.get(&likeness).await["reports"], json!([]));
    assert_eq!(stage.get(&likeness).await["by_model"], json!(null));
    let by_none = stage.post(&format!("{likeness}?by=model"), json!({})).await;
    assert_eq!(by_none.status, StatusCode::CONFLICT, "no model was chosen");
    let by_whom = stage.post(&format!("{likeness}?by=me"), json!({})).await;
    assert_eq!(by_whom.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stage.post(&likeness, json!({})).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn bounds_are_replaced_only_if_they_are_those_that_were_read() {
    let stage = ApiStage::set().await;
    let bounds = stage.of_account("/bounds");
    let put = async |tag: &str, phrase: &str| {
        let body = json!({"never_say": [phrase], "left_to_owner": []});
        let request = Request::put(&bounds)
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::IF_MATCH, tag)
            .header(header::AUTHORIZATION, format!("Bearer {}", stage.anna.token));
        stage.request(request.body(Body::from(body.to_string())).unwrap()).await
    };
    let read = stage.ask(Method::GET, &bounds, &stage.anna.token, None).await;
    let tag = read.headers[header::ETAG].to_str().unwrap().to_owned();
    let held = put(&tag, "darling").await;
    assert_eq!((held.status, &held.json()["never_say"]), (StatusCode::OK, &json!(["darling"])));
    // Somebody else has read them before.
    let late = put(&tag, "honey").await;
    assert_eq!((late.status.as_u16(), &*late.problem()), (412, "changed"));
    assert_eq!(stage.get(&bounds).await["never_say"], json!(["darling"]));
    let next = held.headers[header::ETAG].to_str().unwrap();
    assert_eq!(put(next, "honey").await.status, StatusCode::OK);
    assert_eq!(put("*", "dear").await.status, StatusCode::OK);
}

//! Bots by the API: added, found by their owner only, and never with their token.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::stage::ApiStage;
use crate::stage::bots::{SECRET, token};

#[tokio::test]
async fn a_bot_is_added_changed_stopped_and_removed_and_its_token_is_never_told() {
    let stage = ApiStage::set().await;
    let body = json!({"token": token(42), "manner_of": stage.anna.account});
    let added = stage.post("/api/v1/bots", body.clone()).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let bot = added.json();
    assert_eq!((&bot["username"], &bot["mode"]), (&json!("twin_42_bot"), &json!("draft")));
    assert_eq!(bot["manner_of"], json!(stage.anna.account));
    let here = format!("/api/v1/bots/{}", bot["id"].as_str().unwrap());

    let again = stage.post("/api/v1/bots", body).await;
    assert_eq!((again.status, &*again.problem()), (StatusCode::CONFLICT, "bot_exists"));

    let change = Some(json!({"name": "Другой"}));
    let changed = stage.ask(Method::PATCH, &here, &stage.anna.token, change).await;
    assert_eq!(changed.json()["name"], "Другой", "{}", changed.body);
    assert_eq!(changed.json()["manner_of"], json!(stage.anna.account), "what is not named stays");
    let nobodys = Some(json!({"manner_of": null}));
    let nobodys = stage.ask(Method::PATCH, &here, &stage.anna.token, nobodys).await;
    assert_eq!(nobodys.json()["manner_of"], json!(null), "{}", nobodys.body);
    assert_eq!(nobodys.json()["name"], "Другой");
    for (action, state) in [("stop", "stopped"), ("start", "starting")] {
        let done =
            stage.ask(Method::POST, &format!("{here}/{action}"), &stage.anna.token, None).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        let shown = stage.get(&here).await["state"].as_str().unwrap().to_owned();
        // It connects beside: perhaps it has been told already that nobody answers.
        assert!(shown == state || (action == "start" && shown == "unreachable"), "{shown}");
    }
    let rotated = Some(json!({"token": token(42)}));
    let rotated =
        stage.ask(Method::PUT, &format!("{here}/token"), &stage.anna.token, rotated).await;
    assert_eq!(rotated.status, StatusCode::OK, "{}", rotated.body);
    let others = Some(json!({"token": token(44)}));
    let others = stage.ask(Method::PUT, &format!("{here}/token"), &stage.anna.token, others).await;
    assert_eq!(others.problem(), "another_bot");

    for answer in [&added, &changed, &rotated, &others] {
        assert!(!answer.body.contains(SECRET), "{}", answer.body);
    }
    let list = stage.get("/api/v1/bots").await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    assert!(!list.to_string().contains(SECRET));
    assert_eq!(stage.audited("bot_added").await, ["@twin_42_bot"]);
    assert_eq!(stage.audited("bot_token_set").await, ["@twin_42_bot"]);

    // Nobody else finds it.
    for path in [here.clone(), format!("{here}/start"), format!("{here}/take_over")] {
        let method = if path == here { Method::GET } else { Method::POST };
        let theirs = stage.ask(method, &path, &stage.boris.token, None).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{path}: {}", theirs.body);
    }
    let theirs = stage.ask(Method::GET, "/api/v1/bots", &stage.boris.token, None).await;
    assert_eq!(theirs.json()["items"], json!([]));

    let removed = stage.ask(Method::DELETE, &here, &stage.anna.token, None).await;
    assert_eq!(removed.status, StatusCode::OK, "{}", removed.body);
    let gone = stage.ask(Method::GET, &here, &stage.anna.token, None).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn bad_tokens_are_told_apart() {
    let stage = ApiStage::set().await;
    for (bad, code) in [
        ("https://t.me/twin_bot".to_owned(), "bot_token_malformed"),
        (token(43), "bot_token_revoked"),
    ] {
        let refused = stage.post("/api/v1/bots", json!({"token": bad})).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((&*refused.problem(), &refused.json()["field"]), (code, &json!("token")));
        assert!(!refused.body.contains(SECRET), "{}", refused.body);
    }
    let nobody = json!({"token": token(42), "manner_of": "01ARZ3NDEKTSV4RRFFQ69G5FAV"});
    let refused = stage.post("/api/v1/bots", nobody).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.body);
    let none: Value = stage.get("/api/v1/bots").await;
    assert_eq!(none["items"], json!([]), "nothing was added");
}

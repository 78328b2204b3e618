//! Every family of `/api/v1` at work.

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use domain::AccountKind;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::stage::ApiStage;
use crate::stage::{Answer, Live, NOW, last_id};

impl ApiStage {
    pub(super) fn account(&self) -> String {
        format!("/api/v1/accounts/{}", self.anna.account)
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        self.ask(method, path, &self.anna.token, Some(body)).await
    }

    async fn done(&self, method: Method, path: &str, body: Value) {
        let answer = self.send(method, path, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        assert_eq!(answer.json(), json!({"done": true}));
    }

    pub(super) async fn follow(&self, last: Option<&str>) -> Live {
        self.follow_with(&self.anna.token, last).await
    }

    async fn follow_with(&self, token: &str, last: Option<&str>) -> Live {
        let mut request = Request::get("/api/v1/events")
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
        Live::of(answer)
    }
}

#[tokio::test]
async fn an_account_is_listed_paused_and_logged_out() {
    let stage = ApiStage::set().await;
    let (account, all) = (stage.account(), stage.get("/api/v1/accounts").await);
    assert_eq!(all["items"][0], stage.get(&account).await);
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    assert_eq!(all["items"][0]["name"], "Илья");
    stage.done(Method::PUT, &format!("{account}/mode"), json!({"mode": "watch"})).await;
    stage.done(Method::POST, &format!("{account}/pause"), json!({"minutes": 5})).await;
    let paused = stage.get(&account).await;
    assert_eq!(paused["mode"], "watch");
    assert_eq!(paused["pause"]["until"], NOW.as_millis() + 300_000);
    let resume = format!("{account}/resume");
    let answer = stage.ask(Method::POST, &resume, &stage.anna.token, None).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(stage.get(&account).await["pause"], Value::Null);
    for wrong in [json!({"minutes": 0}), json!({"minutes": -1}), json!({"minutes": 600_000})] {
        let answer = stage.send(Method::POST, &format!("{account}/pause"), wrong).await;
        assert_eq!(answer.json()["field"], "minutes");
    }
    let wrong = stage.send(Method::PUT, &format!("{account}/mode"), json!({"mode": "fly"})).await;
    assert_eq!(wrong.json()["field"], "mode");
    let out = stage.ask(Method::POST, &format!("{account}/log_out"), &stage.anna.token, None).await;
    assert_eq!(out.status, StatusCode::OK, "{}", out.body);
    assert_eq!(stage.get(&account).await["state"], "logged_out");
    assert_eq!(stage.audited("account_logged_out").await, ["Илья"]);
    let refused = stage.post("/send_message", json!({"peer": 7, "text": "a"})).await;
    assert_eq!((refused.status.as_u16(), &*refused.problem()), (409, "no_account"));
    let body = json!({"peer": 7, "text": "a", "account": stage.anna.account});
    assert_eq!(stage.post("/send_message", body).await.problem(), "logged_out");
}

#[tokio::test]
async fn a_removed_account_is_nowhere_any_more() {
    let stage = ApiStage::set().await;
    let account = stage.account();
    // One that may log in and out may not do what cannot be taken back.
    for scopes in ["login", "manage", "read login"] {
        let token = stage.token(scopes).await;
        let refused = stage.ask(Method::DELETE, &account, &token, None).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{scopes}: {}", refused.body);
    }
    let removed = stage.ask(Method::DELETE, &account, &stage.anna.token, None).await;
    assert_eq!(removed.status, StatusCode::OK, "{}", removed.body);
    assert!(removed.json()["ended_at_telegram"].is_boolean());
    assert_eq!(stage.get("/api/v1/accounts").await["items"], json!([]));
    assert_eq!(stage.get("/api/v1/messages").await["items"], json!([]));
    assert_eq!(stage.get("/api/v1/replies").await["drafts"], json!([]));
    assert_eq!(stage.get("/api/v1/questions").await["items"], json!([]));
    assert_eq!(stage.audited("account_removed").await, ["Илья"]);
    let again = stage.ask(Method::DELETE, &account, &stage.anna.token, None).await;
    assert_eq!(again.problem(), "not_found");
}

#[tokio::test]
async fn a_model_that_is_chosen_and_its_keys_are_in_the_log() {
    let stage = ApiStage::set().await;
    let choice = json!({"model": "locked:a", "key": "secret-key"});
    stage.done(Method::PUT, "/api/v1/model", choice).await;
    assert_eq!(stage.audited("model_chosen").await, ["locked:a"]);
    assert_eq!(stage.audited("model_key_set").await, ["locked"]);
    let forget = json!({"place": "locked"});
    stage.done(Method::POST, "/api/v1/model/forget_key", forget.clone()).await;
    for unknown in [forget, json!({"place": "ы".repeat(30_000)})] {
        let refused = stage.post("/api/v1/model/forget_key", unknown).await;
        assert_eq!(refused.problem(), "not_found");
    }
    assert_eq!(stage.audited("model_key_removed").await, ["locked"]);
    assert!(!stage.get("/api/v1/audit").await.to_string().contains("secret-key"));
}

#[tokio::test]
async fn a_chat_is_read_in_parts_and_its_mode_set() {
    let stage = ApiStage::set().await;
    let chats = format!("{}/chats", stage.account());
    let listed = stage.get(&chats).await;
    assert_eq!(listed["items"][0]["peer"]["title"], "Анна");
    assert_eq!(listed["items"][0]["last_message"]["text"], "message 3");
    let chat = format!("{chats}/7");
    stage.done(Method::PUT, &format!("{chat}/mode"), json!({"mode": "watch"})).await;
    assert_eq!(stage.get(&chat).await["mode_in_force"], "watch");
    stage.done(Method::PUT, &format!("{chat}/mode"), json!({"mode": null})).await;
    let found = stage.get(&chat).await;
    assert_eq!((&found["mode"], &found["mode_in_force"]), (&Value::Null, &json!("auto")));

    let (mut texts, mut next) = (Vec::new(), String::new());
    loop {
        let page = stage.get(&format!("{chat}/messages?limit=2{next}")).await;
        for message in page["items"].as_array().unwrap() {
            texts.push(message["text"].as_str().unwrap().to_owned());
        }
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(texts, ["message 3", "message 2", "message 1"]);
    for wrong in ["limit=0", "limit=201", "limit=x", "cursor=x"] {
        let path = format!("{chat}/messages?{wrong}");
        let answer = stage.ask(Method::GET, &path, &stage.anna.token, None).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(answer.json()["field"], wrong.split('=').next().unwrap());
    }
}

#[tokio::test]
async fn messages_are_searched_in_all_chats_in_parts() {
    let stage = ApiStage::set().await;
    let texts = async |query: &str| {
        let (mut texts, mut next) = (Vec::new(), String::new());
        loop {
            let page = stage.get(&format!("/api/v1/messages?limit=2&{query}{next}")).await;
            assert_eq!(page["indexing"], Value::Null);
            for message in page["items"].as_array().unwrap() {
                assert_eq!(message["account"], stage.anna.account.to_string());
                assert_eq!(message["title"], "Анна");
                texts.push(message["text"].as_str().unwrap().to_owned());
            }
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => return texts,
            }
        }
    };
    assert_eq!(texts("").await, ["message 3", "message 2", "message 1"]);
    assert_eq!(texts("q=messages").await.len(), 3);
    assert_eq!(texts("q=%22message%202%22").await, ["message 2"]);
    assert_eq!(texts("q=mes&typing=true").await.len(), 3);
    assert_eq!(texts("q=mes").await.len(), 0);
    assert_eq!(texts("q=message&author=owner").await.len(), 0);
    assert_eq!(texts("author=other&kind=text&chat=7").await.len(), 3);
    assert_eq!(texts(&format!("until={}", NOW.as_millis())).await.len(), 0);
    assert_eq!(texts(&format!("from={}", NOW.as_millis())).await.len(), 3);
    assert_eq!(texts(&format!("account={}", stage.anna.account)).await.len(), 3);
    let others = format!("account={}", stage.boris.account);
    let long = format!("q={}", "a".repeat(1_001));
    for wrong in
        ["author=me", "kind=x", "account=x", "chat=x", "typing=x", "cursor=1.2", &others, &long]
    {
        let path = format!("/api/v1/messages?{wrong}");
        let answer = stage.ask(Method::GET, &path, &stage.anna.token, None).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(answer.json()["field"], wrong.split('=').next().unwrap(), "{wrong}");
    }
}

#[tokio::test]
async fn a_draft_is_changed_and_approved_once() {
    let stage = ApiStage::set().await;
    let draft = stage.get("/api/v1/replies").await["drafts"][0].clone();
    assert_eq!(draft["texts"], json!(["го"]));
    assert_eq!(draft["asked"], json!(["message 3"]));
    let reply = format!("/api/v1/replies/{}", stage.anna.reply);
    for wrong in [json!({"text": " "}), json!({"text": "a\n".repeat(11)})] {
        let answer = stage.send(Method::POST, &format!("{reply}/approve"), wrong).await;
        assert_eq!(answer.json()["field"], "text");
    }
    stage.done(Method::POST, &format!("{reply}/approve"), json!({"text": "да\nв семь"})).await;
    let late = stage.send(Method::POST, &format!("{reply}/approve"), json!({})).await;
    assert_eq!((late.status.as_u16(), &*late.problem()), (409, "too_late"));
}

#[tokio::test]
async fn replies_come_in_parts() {
    let stage = ApiStage::set().await;
    let first = stage.get("/api/v1/replies?limit=1").await;
    assert_eq!(first["drafts"][0]["id"], stage.anna.reply.to_string());
    assert_eq!(first["next"], json!(null), "there is one only");
    assert_eq!(stage.get("/api/v1/replies?cursor=1").await["drafts"], json!([]));
    for (wrong, field) in [("limit=0", "limit"), ("limit=201", "limit"), ("cursor=x", "cursor")] {
        let path = format!("/api/v1/replies?{wrong}");
        let refused = stage.ask(Method::GET, &path, &stage.anna.token, None).await;
        assert_eq!(refused.json()["field"], field, "{wrong}: {}", refused.body);
    }
}

#[tokio::test]
async fn a_draft_is_stopped() {
    let stage = ApiStage::set().await;
    let reply = format!("/api/v1/replies/{}", stage.anna.reply);
    stage.done(Method::POST, &format!("{reply}/stop"), json!({})).await;
    assert_eq!(stage.get("/api/v1/replies").await["drafts"], json!([]));
    for late in ["stop", "undo"] {
        let answer = stage.send(Method::POST, &format!("{reply}/{late}"), json!({})).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{late}");
    }
}

#[tokio::test]
async fn until_when_a_connected_bot_may_write_in_a_chat_is_told() {
    let stage = ApiStage::set().await;
    let chat = format!("{}/chats/7", stage.account());
    assert_eq!(stage.get(&chat).await["answerable_until"], Value::Null);
    let mut tx = stage.store.begin(stage.anna.id).await.unwrap();
    assert!(tx.set_account_kind(stage.anna.account, AccountKind::Connected).await.unwrap());
    tx.commit().await.unwrap();
    let messages = stage.get(&format!("{chat}/messages")).await;
    let messages = messages["items"].as_array().unwrap();
    let last = messages.iter().find(|message| message["author"] == "other").unwrap();
    let until = last["sent_at"].as_i64().unwrap() + 24 * 3_600_000;
    assert_eq!(stage.get(&chat).await["answerable_until"], until);
}

#[tokio::test]
async fn a_question_is_answered_or_declined() {
    let stage = ApiStage::set().await;
    let question = format!("/api/v1/questions/{}", stage.anna.question);
    let wrong = stage.send(Method::POST, &format!("{question}/answer"), json!({"text": ""})).await;
    assert_eq!(wrong.json()["field"], "text");
    let body = json!({"text": "в семь"});
    let answer = stage.send(Method::POST, &format!("{question}/answer"), body.clone()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let again = stage.send(Method::POST, &format!("{question}/answer"), body).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(stage.get("/api/v1/questions").await["items"], json!([]));
    let stage = ApiStage::set().await;
    stage.done(Method::POST, &format!("{question}/decline"), json!({})).await;
    assert_eq!(stage.get("/api/v1/questions").await["items"], json!([]));
}

#[tokio::test]
async fn a_fact_is_changed_as_a_whole_or_not_at_all() {
    let stage = ApiStage::set().await;
    let facts = format!("{}/chats/7/facts", stage.account());
    let fact = format!("{}/facts/{}", stage.account(), stage.anna.fact);
    let before = stage.get(&facts).await;
    // It came from no chat to which it could be kept, so neither is it corrected.
    let half = json!({"text": "likes coffee", "may_be_said": false, "general": false});
    let refused = stage.send(Method::PATCH, &fact, half).await;
    assert_eq!(refused.problem(), "not_found");
    assert_eq!(stage.get(&facts).await, before);
    let whole = json!({"text": "likes coffee", "may_be_said": false, "general": true});
    stage.done(Method::PATCH, &fact, whole).await;
    let everywhere = stage.get(&format!("{}/facts", stage.account())).await;
    let changed = &everywhere["items"][0];
    assert_eq!((&changed["text"], &changed["scope"]), (&json!("likes coffee"), &json!("general")));
    assert_eq!(changed["may_be_said"], false);
}

#[tokio::test]
async fn facts_are_noted_changed_and_erased() {
    let stage = ApiStage::set().await;
    let of_owner = format!("{}/facts", stage.account());
    let of_chat = format!("{}/chats/7/facts", stage.account());
    stage.done(Method::POST, &of_owner, json!({"text": "speaks French"})).await;
    stage.done(Method::POST, &of_chat, json!({"text": "hates jazz", "may_be_said": false})).await;
    assert_eq!(stage.get(&of_owner).await["items"][0]["text"], "speaks French");
    let known = stage.get(&of_chat).await;
    assert_eq!(known["items"].as_array().unwrap().len(), 2);
    let fact = format!("{of_owner}/{}", stage.anna.fact);
    stage.done(Method::PATCH, &fact, json!({"text": "likes coffee", "general": true})).await;
    let everywhere = stage.get(&of_owner).await.to_string();
    assert!(everywhere.contains("likes coffee"), "{everywhere}");
    for wrong in [json!({}), json!({"text": "a".repeat(201)}), json!({"text": " "})] {
        let answer = stage.send(Method::PATCH, &fact, wrong).await;
        assert_eq!(answer.json()["field"], "text");
    }
    let erased = stage.ask(Method::DELETE, &fact, &stage.anna.token, None).await;
    assert_eq!(erased.status, StatusCode::OK);
    assert!(!stage.get(&of_owner).await.to_string().contains("likes coffee"));
}

#[tokio::test]
async fn a_history_is_read_once_at_a_time_and_numbers_are_told() {
    let stage = ApiStage::set().await;
    let history = format!("{}/history", stage.account());
    assert_eq!(stage.get(&history).await["state"], "never");
    let begun = stage.send(Method::POST, &history, json!({})).await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.body);
    assert_eq!(begun.json()["state"], "reading");
    let again = stage.send(Method::POST, &history, json!({})).await;
    assert_eq!((again.status.as_u16(), &*again.problem()), (409, "under_way"));
    let to = NOW.as_millis() + 1;
    let numbers = stage.get(&format!("{}/statistics?to={to}", stage.account())).await;
    assert_eq!((&numbers["messages_in"], &numbers["chats"]), (&json!(3), &json!(1)));
    let none = stage.get(&format!("{}/statistics?from=0&to=1", stage.account())).await;
    assert_eq!(none["messages_in"], 0);
    assert_eq!(stage.get("/api/v1/model").await["chosen"], "");
}

#[tokio::test]
async fn a_login_is_gone_through_by_its_identifier() {
    let stage = ApiStage::set().await;
    let begun = stage.post("/api/v1/logins", json!({"phone": "+79001234567"})).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.body);
    let login = format!("/api/v1/logins/{}", begun.json()["login"].as_str().unwrap());
    assert_eq!(stage.get(&login).await["step"], "code");
    let wrong = stage.post(&login, json!({"password": "x"})).await;
    assert_eq!(wrong.json()["field"], "code");
    let next = stage.post(&login, json!({"code": crate::stage::CODE})).await;
    assert_eq!(next.json()["step"], "password");
    let done = stage.post(&login, json!({"password": crate::stage::PASSWORD})).await;
    assert_eq!(done.json()["account"]["name"], "Новый");
    let over = stage.ask(Method::GET, &login, &stage.anna.token, None).await;
    assert_eq!(over.status, StatusCode::NOT_FOUND);
    let begun = stage.post("/api/v1/logins", json!({"phone": "+79001234567"})).await;
    let login = format!("/api/v1/logins/{}", begun.json()["login"].as_str().unwrap());
    let given_up = stage.ask(Method::DELETE, &login, &stage.anna.token, None).await;
    assert_eq!(given_up.status, StatusCode::OK);
    let over = stage.ask(Method::GET, &login, &stage.anna.token, None).await;
    assert_eq!(over.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn events_are_followed_and_what_was_missed_is_sent() {
    let stage = ApiStage::set().await;
    let mut live = stage.follow(None).await;
    let pause = format!("{}/pause", stage.account());
    stage.done(Method::POST, &pause, json!({})).await;
    let read = live.until("\"type\":\"paused\"").await;
    let read = if read.ends_with("\n\n") { read } else { read + &live.until("\n\n").await };
    let data = read.lines().rev().find_map(|line| line.strip_prefix("data: ")).unwrap();
    let event: Value = serde_json::from_str(data).unwrap();
    assert_eq!(event["account"], stage.anna.account.to_string());
    assert_eq!(event["chat"], Value::Null);
    let last = last_id(&read);
    drop(live);
    stage.done(Method::PUT, &format!("{}/mode", stage.account()), json!({"mode": "off"})).await;
    stage.done(Method::POST, &pause, json!({"minutes": 1})).await;
    let mut back = stage.follow(Some(&last)).await;
    let missed = back.until("\"type\":\"paused\"").await;
    assert!(!missed.contains("restarted"), "{missed}");
    let mut stranger = stage.follow(Some("5-1")).await;
    stranger.until("event: restarted").await;
}

#[tokio::test]
async fn a_stream_ends_when_its_token_is_taken_back() {
    let stage = ApiStage::set().await;
    let token = stage.token("read").await;
    let (mut theirs, mut own) = (stage.follow_with(&token, None).await, stage.follow(None).await);
    let pause = format!("{}/pause", stage.account());
    stage.done(Method::POST, &pause, json!({})).await;
    theirs.until("\"type\":\"paused\"").await;
    let listed = stage.get("/api/v1/tokens").await;
    let mut listed = listed["items"].as_array().unwrap().iter();
    let id = listed.find(|of| of["name"] == "test").unwrap()["id"].as_str().unwrap();
    let path = format!("/api/v1/tokens/{id}");
    let revoked = stage.ask(Method::DELETE, &path, &stage.anna.token, None).await;
    assert_eq!(revoked.status, StatusCode::OK);
    stage.done(Method::POST, &pause, json!({"minutes": 7})).await;
    let rest = theirs.rest().await;
    assert!(!rest.contains("paused"), "{rest}");
    own.until(&format!("\"until\":{}", NOW.as_millis() + 420_000)).await;
}

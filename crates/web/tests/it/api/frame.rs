//! What holds for every request: who is let in, and how errors read.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use access::Source;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::Scopes;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::stage::ApiStage;
use crate::stage::{Stage, read};

fn request(path: &str) -> axum::http::request::Builder {
    Request::get(path).header(header::HOST, "127.0.0.1:8080")
}

#[tokio::test]
async fn without_a_token_nobody_is_let_in() {
    let stage = ApiStage::set().await;
    let answer = stage.request(request("/api/v1/accounts").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.problem(), "no_token");
    assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer realm=\"aitwin\"");
    let altered = format!("{}0", &stage.anna.token[..stage.anna.token.len() - 1]);
    let cut = &stage.anna.token[..40];
    for wrong in [altered.as_str(), cut, "", "ait_", "Bearer"] {
        let answer = stage.ask(Method::GET, "/api/v1/accounts", wrong, None).await;
        if wrong == altered && stage.anna.token.ends_with('0') {
            continue;
        }
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
        assert_eq!(answer.problem(), "invalid_token");
        let challenge = answer.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    }
    let basic = request("/api/v1/accounts").header(header::AUTHORIZATION, "Basic YTpi");
    let answer = stage.request(basic.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.problem(), "no_token");
}

#[tokio::test]
async fn the_demo_says_that_it_takes_no_tokens_and_not_where_to_get_one() {
    let demo = Stage::set().await;
    let bare = request("/api/v1/accounts");
    let with = request("/api/v1/accounts").header(header::AUTHORIZATION, "Bearer ait_any");
    for asked in [bare, with] {
        let answer = read(demo.send(asked.body(Body::empty()).unwrap()).await).await;
        assert_eq!((answer.status, &*answer.problem()), (StatusCode::FORBIDDEN, "no_tokens_here"));
        assert!(!answer.headers.contains_key(header::WWW_AUTHENTICATE), "no token would do");
        let detail = answer.json()["detail"].to_string();
        assert!(detail.contains("server of your own"), "{detail}");
    }
}

#[tokio::test]
async fn a_token_that_was_taken_back_is_of_no_more_use() {
    let stage = ApiStage::set().await;
    let token = stage.token("read").await;
    let listed = stage.get("/api/v1/tokens").await;
    let mut listed = listed["items"].as_array().unwrap().iter();
    let id = listed.find(|of| of["name"] == "test").unwrap()["id"].as_str().unwrap();
    assert_eq!(stage.ask(Method::GET, "/api/v1/accounts", &token, None).await.status, 200);
    let path = format!("/api/v1/tokens/{id}");
    let answer = stage.ask(Method::DELETE, &path, &stage.anna.token, None).await;
    assert_eq!(answer.status, StatusCode::OK);
    let answer = stage.ask(Method::GET, "/api/v1/accounts", &token, None).await;
    assert_eq!(answer.problem(), "invalid_token");
    let again = stage.ask(Method::DELETE, &path, &stage.anna.token, None).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_cookie_lets_nobody_in() {
    let stage = ApiStage::set().await;
    let with_cookie = request("/api/v1/accounts").header(header::COOKIE, "aitwin=anything");
    let answer = stage.request(with_cookie.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn foreign_hosts_and_other_sites_are_refused_in_json() {
    let stage = ApiStage::set().await;
    let foreign = Request::get("/api/v1/accounts").header(header::HOST, "evil.example");
    let answer = stage.request(foreign.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(answer.problem(), "foreign_host");
    let cross = Request::post("/send_message")
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::ORIGIN, "https://evil.example");
    let answer = stage.request(cross.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.problem(), "cross_site");
}

#[tokio::test]
async fn what_is_not_there_is_told_in_json() {
    let stage = ApiStage::set().await;
    for path in ["/api/v1/nothing", "/api/v2/accounts", "/api/x"] {
        let answer = stage.ask(Method::GET, path, &stage.anna.token, None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.problem(), "no_such_address");
    }
    let answer = stage.ask(Method::DELETE, "/api/v1/accounts", &stage.anna.token, None).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.problem(), "method_not_allowed");
    assert_eq!(answer.json()["title"], "This address does not take this method");
    assert!(answer.headers.contains_key(header::ALLOW));
    let answer = stage.ask(Method::GET, "/send_message", &stage.anna.token, None).await;
    assert_eq!(answer.problem(), "method_not_allowed");
}

#[tokio::test]
async fn problems_are_told_in_the_callers_language() {
    let stage = ApiStage::set().await;
    let russian = request("/api/v1/accounts").header(header::ACCEPT_LANGUAGE, "ru");
    let answer = stage.request(russian.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.problem(), "no_token");
    assert_eq!(answer.json()["title"], "Нужен токен");
    assert_eq!(answer.headers[header::VARY], "Accept-Language");
}

async fn body(stage: &ApiStage, kind: &str, body: impl Into<Body>) -> crate::stage::Answer {
    let request = Request::post("/api/v1/tokens")
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::AUTHORIZATION, format!("Bearer {}", stage.anna.token))
        .header(header::CONTENT_TYPE, kind);
    stage.request(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn a_body_that_cannot_be_used_is_told_by_its_field() {
    const JSON: &str = "application/json";
    let stage = ApiStage::set().await;
    for (kind, sent, status, code, field) in [
        (JSON, "{", 400, "malformed_json", None),
        (JSON, "{\"name\": \"a\\ud800\"}", 400, "malformed_json", None),
        (JSON, "{\"name\": \"a\\u0000\", \"scopes\": []}", 400, "malformed_json", None),
        (JSON, "{} {}", 400, "malformed_json", None),
        ("text/plain", "{}", 415, "unsupported_media_type", None),
        (JSON, "[]", 422, "invalid", Some(".")),
        (JSON, "{}", 422, "invalid", Some("name")),
        (JSON, "{\"name\": 5, \"scopes\": []}", 422, "invalid", Some("name")),
        (JSON, "{\"name\": \"a\", \"scopes\": [1]}", 422, "invalid", Some("scopes[0]")),
        (JSON, "{\"name\": \"a\", \"scopes\": [\"all\"]}", 422, "invalid", Some("scopes")),
        (JSON, "{\"name\": \"a\", \"scopes\": []}", 422, "invalid", Some("scopes")),
        (JSON, "{\"name\": \" \", \"scopes\": [\"read\"]}", 422, "invalid", Some("name")),
        (
            JSON,
            "{\"name\": \"a\", \"scopes\": [\"read\"], \"days\": 0}",
            422,
            "invalid",
            Some("days"),
        ),
        (JSON, "{\"name\": \"a\", \"owner\": \"b\"}", 422, "invalid", Some("owner")),
    ] {
        let answer = body(&stage, kind, sent).await;
        assert_eq!((answer.status.as_u16(), &*answer.problem()), (status, code), "{sent}");
        assert_eq!(answer.json()["field"].as_str(), field, "{sent}: {}", answer.body);
    }
    let long = format!("{{\"name\": \"{}\"}}", "a".repeat(70_000));
    let answer = body(&stage, JSON, long).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.problem(), "too_large");
}

#[tokio::test]
async fn a_token_makes_none_that_may_more() {
    let stage = ApiStage::set().await;
    let token = stage.token("manage read").await;
    let wanted = |scopes: Value| Some(json!({"name": "more", "scopes": scopes}));
    let more = wanted(json!(["read", "send"]));
    let answer = stage.ask(Method::POST, "/api/v1/tokens", &token, more).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.problem(), "scope_not_own");
    assert_eq!(answer.json()["scope"], "send");
    let same = wanted(json!(["read", "manage"]));
    let answer = stage.ask(Method::POST, "/api/v1/tokens", &token, same).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let made = answer.json();
    assert_eq!(made["scopes"], json!(["read", "manage"]));
    let secret = made["secret"].as_str().unwrap();
    let bearer = stage.access.bearer(secret).await.unwrap().unwrap();
    assert_eq!(bearer.scopes, "read manage".parse::<Scopes>().unwrap());
    assert!(!stage.get("/api/v1/tokens").await.to_string().contains(secret));
    assert!(stage.audited("token_made").await.contains(&"more".to_owned()));
}

#[tokio::test]
async fn a_token_is_called_something_that_is_seen_in_one_line() {
    let stage = ApiStage::set().await;
    let token = stage.token("manage read").await;
    let make = async |name: &str| {
        let wanted = json!({"name": name, "scopes": ["read"]});
        stage.ask(Method::POST, "/api/v1/tokens", &token, Some(wanted)).await
    };
    let many = async || stage.get("/api/v1/tokens").await["items"].as_array().unwrap().len();
    let before = many().await;
    for name in ["", " ", &"x".repeat(101), "two\nlines", "red\u{1b}[31m", "\u{202e}eman"] {
        let answer = make(name).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?}: {}", answer.body);
        assert!(answer.body.contains("\"name\""), "{}", answer.body);
    }
    assert_eq!(many().await, before, "one was made");
    let answer = make(&format!(" {} ", "я".repeat(100))).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    assert_eq!(answer.json()["name"], "я".repeat(100));
}

#[tokio::test]
async fn a_token_that_ends_makes_none_that_lasts_longer() {
    let stage = ApiStage::set().await;
    let (day, scopes) = (Duration::from_secs(86_400), "read manage".parse().unwrap());
    let (source, name) = (Source::default(), "day".parse().unwrap());
    let made = stage.access.make_token(stage.anna.id, &name, scopes, Some(day), &source).await;
    let made = made.unwrap();
    let ends = made.token.expires_at.unwrap().as_millis();
    let mut child = String::new();
    for days in [Value::Null, json!(1), json!(30)] {
        let wanted = json!({"name": "child", "scopes": ["read"], "days": days});
        let answer = stage.ask(Method::POST, "/api/v1/tokens", &made.text, Some(wanted)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        assert_eq!(answer.json()["expires_at"], ends, "{days}");
        answer.json()["secret"].as_str().unwrap().clone_into(&mut child);
    }
    // Those that it has made stay: the list names them.
    let path = format!("/api/v1/tokens/{}", made.token.id);
    assert_eq!(stage.ask(Method::DELETE, &path, &made.text, None).await.status, StatusCode::OK);
    assert!(stage.access.bearer(&child).await.unwrap().is_some());
}

#[tokio::test]
async fn a_token_revokes_itself_whatever_it_allows_and_no_other_without_leave() {
    let stage = ApiStage::set().await;
    let source = Source::default();
    for scope in ["read", "answer", "send", "login"] {
        let (name, scopes) = (scope.parse().unwrap(), scope.parse().unwrap());
        let made = stage.access.make_token(stage.anna.id, &name, scopes, None, &source).await;
        let made = made.unwrap();
        let delete = async |id: &str| {
            stage.ask(Method::DELETE, &format!("/api/v1/tokens/{id}"), &made.text, None).await
        };
        let other = delete(&stage.anna.token_id).await;
        assert_eq!(
            (&*other.problem(), &other.json()["scope"]),
            ("insufficient_scope", &json!("manage"))
        );
        let own = delete(&made.token.id.to_string()).await;
        assert_eq!(own.status, StatusCode::OK, "{scope}: {}", own.body);
        assert_eq!(stage.access.bearer(&made.text).await.unwrap(), None, "{scope}");
    }
    let revoked = stage.audited("token_revoked").await;
    assert_eq!(revoked.len(), 4, "{revoked:?}");
}

#[tokio::test]
async fn what_was_done_is_written_down_though_whoever_asked_hangs_up() {
    let stage = ApiStage::set().await;
    let request = Request::delete(format!("/api/v1/webhooks/{}", stage.anna.webhook))
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::AUTHORIZATION, format!("Bearer {}", stage.anna.token));
    let request = request.body(Body::empty()).unwrap();
    let mut asked = Box::pin(stage.router.clone().oneshot(request));
    let is_answered = poll_fn(|cx| Poll::Ready(asked.as_mut().poll(cx).is_ready())).await;
    assert!(!is_answered);
    drop(asked);
    let told = async {
        while stage.audited("webhook_removed").await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), told).await.expect("it is in the log");
    assert_eq!(stage.audited("webhook_removed").await, ["example.com"]);
}

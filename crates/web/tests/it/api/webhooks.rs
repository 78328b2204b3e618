//! Webhooks by the API: what a program may set, and what it is told of them. That they are told anything
//! is tested where they are.

use axum::http::{Method, StatusCode};
use domain::WebhookId;
use serde_json::{Value, json};

use super::stage::ApiStage;

const ALL: &str = "/api/v1/webhooks";

#[tokio::test]
async fn a_webhook_is_added_changed_and_removed() {
    let stage = ApiStage::set().await;
    let url = "https://example.org/a?key=1";
    let added = stage.post(ALL, json!({"url": url, "events": ["sent", "asked", "sent"]})).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let added = added.json();
    let secret = added["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() > 40, "{secret}");
    let one = format!("{ALL}/{}", added["id"].as_str().unwrap());
    let found = stage.get(&one).await;
    assert_eq!((&found["url"], &found["enabled"]), (&json!(url), &json!(true)));
    assert_eq!(found["events"], json!(["asked", "sent"]));
    let listed = stage.get(ALL).await;
    assert!(listed["items"].as_array().unwrap().contains(&found), "{listed}");
    assert!(!listed.to_string().contains(secret), "shown once");

    let change = async |body: Value| {
        let answer = stage.ask(Method::PATCH, &one, &stage.anna.token, Some(body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()
    };
    assert_eq!(change(json!({"events": []})).await["events"], json!([]));
    let off = change(json!({"enabled": false})).await;
    assert_eq!((&off["enabled"], &off["disabled_because"]), (&json!(false), &json!("owner")));
    let refused = stage.post(&format!("{one}/test"), json!({})).await;
    assert_eq!((refused.status.as_u16(), &*refused.problem()), (409, "webhook_disabled"));
    assert_eq!(change(json!({"enabled": true})).await["disabled_because"], Value::Null);
    assert_eq!(change(json!({})).await["url"], url, "what is left out stays");

    let renewed = stage.post(&format!("{one}/secret"), json!({})).await.json();
    assert!(renewed["secret"].as_str().unwrap().starts_with("whsec_"));
    assert_ne!(renewed["secret"], secret);
    assert!(stage.get(&one).await["old_secret_until"].as_i64().is_some());

    let removed = stage.ask(Method::DELETE, &one, &stage.anna.token, None).await;
    assert_eq!(removed.status, StatusCode::OK);
    let gone = stage.ask(Method::GET, &one, &stage.anna.token, None).await;
    assert_eq!(gone.problem(), "not_found");
    // The log names the host: what stands behind it may be a secret.
    assert_eq!(stage.audited("webhook_removed").await, ["example.org"]);
    assert_eq!(stage.audited("webhook_set").await.len(), 1);
    assert!(stage.audited("webhook_changed").await.len() >= 2);
    assert_eq!(stage.audited("webhook_secret").await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_told_is_refused_with_what_would_be_right() {
    let stage = ApiStage::set().await;
    for (body, field, hint) in [
        (json!({"url": "http://example.com/"}), "url", "https://"),
        (json!({"url": "https://127.0.0.1/"}), "url", "server itself"),
        (json!({"url": "https://169.254.169.254/latest/meta-data/"}), "url", "server itself"),
        (json!({"url": "https://[::ffff:10.0.0.1]/"}), "url", "server itself"),
        (json!({"url": "https://localhost:9200/"}), "url", "server itself"),
        (json!({"url": "https://a:b@example.com/"}), "url", "password"),
        (json!({"url": "https://example.com:22/"}), "url", "port"),
        (json!({"url": "nothing"}), "url", "https://"),
        (json!({"url": "https://example.com/", "events": ["fly"]}), "events", "page /api"),
        (
            json!({"url": "https://example.com/", "secret": "mine"}),
            "secret",
            "Known are: `url`, `events`",
        ),
        (json!({"url": "https://example.com/", "owner": "x"}), "owner", "Known are"),
    ] {
        let answer = stage.post(ALL, body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let problem = answer.json();
        assert_eq!(problem["field"], field, "{body}");
        assert!(problem["detail"].as_str().unwrap().contains(hint), "{problem}");
    }
    let one = format!("{ALL}/{}", stage.anna.webhook);
    let inward = Some(json!({"url": "https://10.0.0.1/"}));
    let answer = stage.ask(Method::PATCH, &one, &stage.anna.token, inward).await;
    assert_eq!(answer.json()["field"], "url");
    assert_eq!(stage.get(ALL).await["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn only_who_may_see_says_where_events_go() {
    let stage = ApiStage::set().await;
    let token = stage.token("manage").await;
    let one = format!("{ALL}/{}", stage.anna.webhook);
    let url = json!({"url": "https://evil.example/"});
    for (method, path) in [(Method::POST, ALL), (Method::PATCH, &*one)] {
        let answer = stage.ask(method, path, &token, Some(url.clone())).await;
        assert_eq!(answer.problem(), "insufficient_scope");
        assert_eq!(answer.json()["scope"], "read");
    }
    assert_eq!(stage.ask(Method::GET, &one, &token, None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn deliveries_are_listed_in_parts_and_sent_again() {
    let stage = ApiStage::set().await;
    let one = format!("{ALL}/{}", stage.anna.webhook);
    for _ in 0..2 {
        let begun = stage.post(&format!("{one}/test"), json!({})).await;
        assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.body);
    }
    let part = stage.get(&format!("{one}/deliveries?limit=2")).await;
    assert_eq!(part["items"].as_array().unwrap().len(), 2);
    let next = part["next"].as_str().unwrap();
    let rest = stage.get(&format!("{one}/deliveries?limit=2&cursor={next}")).await;
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
    let delivery = &rest["items"][0];
    assert_eq!((&delivery["event"], &delivery["state"]), (&json!("test"), &json!("pending")));
    assert_eq!((&delivery["attempts"], &delivery["status"]), (&json!(0), &Value::Null));
    let again = format!("{one}/deliveries/{}/redeliver", delivery["id"].as_str().unwrap());
    assert_eq!(stage.post(&again, json!({})).await.status, StatusCode::ACCEPTED);
    let other = WebhookId::new(crate::stage::NOW, 99);
    let unknown = format!("{ALL}/{other}/deliveries/{other}/redeliver");
    assert_eq!(stage.post(&unknown, json!({})).await.problem(), "not_found");
    let wrong = format!("{one}/deliveries?cursor=x");
    let wrong = stage.ask(Method::GET, &wrong, &stage.anna.token, None).await;
    assert_eq!(wrong.json()["field"], "cursor");
}

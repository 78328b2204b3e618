//! Whose a token is.

use std::sync::Arc;
use std::time::Duration;

use bots::BotApi;
use domain::{BotConnector as _, BotError, Clock, PeerId};
use serde_json::json;

use crate::stage::{SECRET, Stage, TOKEN, fails, ok, whole};

#[tokio::test]
async fn a_good_token_tells_whose_it_is() {
    let stage = Stage::new().await;
    let found = stage.api.check(&format!("  {TOKEN}\n")).await.unwrap();
    assert_eq!(found.profile.user_id, PeerId(42));
    assert_eq!(found.profile.username.as_deref(), Some("Twin_Bot"));
    assert_eq!(found.session.keys, TOKEN.as_bytes());
    assert!(found.takes_business && !found.has_webhook);
}

#[tokio::test]
async fn another_programs_webhook_is_seen() {
    let stage = Stage::new().await;
    stage.answers_once("getWebhookInfo", ok(json!({"url": "https://other.example"}))).await;
    assert!(stage.api.check(TOKEN).await.unwrap().has_webhook);
}

#[tokio::test]
async fn what_is_no_token_is_shown_to_nobody() {
    let stage = Stage::new().await;
    let bad = stage.api.check("https://t.me/my_bot").await;
    assert!(matches!(bad, Err(BotError::Malformed)));
    assert!(stage.server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn revoked_told_to_wait_failing_and_out_of_reach_are_told_apart() {
    let stage = Stage::new().await;
    stage.answers_once("getMe", fails(401, "Unauthorized")).await;
    assert!(matches!(stage.api.check(TOKEN).await, Err(BotError::Unauthorized)));
    stage.answers_once("getMe", fails(429, "Too Many Requests: retry after 30")).await;
    let told = stage.api.check(TOKEN).await;
    assert!(matches!(told, Err(BotError::FloodWait(wait)) if wait == Duration::from_secs(30)));
    stage.answers_once("getMe", fails(502, "Bad Gateway")).await;
    assert!(matches!(stage.api.check(TOKEN).await, Err(BotError::Unreachable(_))));
    let clock = Arc::clone(&stage.clock) as Arc<dyn Clock>;
    // A port that somebody had a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nowhere = BotApi::new(format!("http://{free}").parse().unwrap(), clock).unwrap();
    assert!(matches!(nowhere.check(TOKEN).await, Err(BotError::Unreachable(_))));
}

#[tokio::test]
async fn no_error_shows_the_token() {
    let stage = Stage::new().await;
    for answer in [
        fails(400, &format!("Bad Request: bot{TOKEN} is not what it was")),
        fails(403, &format!("Forbidden: {SECRET}")),
        fails(500, TOKEN),
        fails(401, TOKEN),
        wiremock::ResponseTemplate::new(301)
            .insert_header("location", format!("/{TOKEN}").as_str()),
        wiremock::ResponseTemplate::new(200).set_body_string(format!("<html>{TOKEN}")),
    ] {
        stage.answers_once("getMe", answer).await;
        let error = stage.api.check(TOKEN).await.unwrap_err();
        assert!(!whole(&error).contains(SECRET), "{}", whole(&error));
    }
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let clock = Arc::clone(&stage.clock) as Arc<dyn Clock>;
    let nowhere = BotApi::new(format!("http://{free}").parse().unwrap(), clock).unwrap();
    let error = nowhere.check(TOKEN).await.unwrap_err();
    assert!(!whole(&error).contains(SECRET), "{}", whole(&error));
}

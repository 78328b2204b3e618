//! Updates that are brought.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;

use super::Program;
use crate::support::{VERA, World};

const PATIENCE: Duration = Duration::from_secs(20);

/// Where updates are brought.
struct Hook {
    listener: TcpListener,
    url: String,
}

impl Hook {
    async fn new() -> Hook {
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let listener = TcpListener::bind(any).await.unwrap();
        let url = format!("http://{}/hook?x=1", listener.local_addr().unwrap());
        Hook { listener, url }
    }

    /// Takes a request, answers with a status, and returns its head and body.
    async fn take(&self, status: &str) -> (String, Value) {
        timeout(PATIENCE, async {
            let (mut stream, _) = self.listener.accept().await.unwrap();
            let mut text = String::new();
            let (head, body) = loop {
                let mut some = [0; 4096];
                let read = stream.read(&mut some).await.unwrap();
                text += str::from_utf8(&some[..read]).unwrap();
                if let Some((head, body)) = text.split_once("\r\n\r\n")
                    && let Ok(body) = serde_json::from_str(body)
                {
                    break (head.to_owned(), body);
                }
            };
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            (head, body)
        })
        .await
        .expect("an update is brought")
    }
}

/// Waits until something is so of the bot's webhook.
async fn until(bot: &Program, so: impl Fn(&Value) -> bool) -> Value {
    let found = async {
        loop {
            let info = bot.call("getWebhookInfo", json!({})).await;
            if so(&info) {
                return info;
            }
        }
    };
    timeout(PATIENCE, found).await.expect("it becomes so")
}

#[tokio::test]
async fn updates_are_brought_in_order_and_again_until_they_are_taken() {
    let world = World::new().await;
    let bot = world.bot();
    let hook = Hook::new().await;
    world.control().send_message(VERA, "echo_bot", "1").unwrap();
    let set = json!({"url": hook.url, "secret_token": "s3cret", "max_connections": 1});
    let (_, answer) = bot.raw("setWebhook", set.clone()).await;
    let expected = json!({"ok": true, "result": true, "description": "Webhook was set"});
    assert_eq!(answer, expected);
    let (head, first) = hook.take("500 Internal Server Error").await;
    assert!(head.starts_with("POST /hook?x=1 HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("X-Telegram-Bot-Api-Secret-Token: s3cret"), "{head}");
    assert!(head.contains("Content-Type: application/json"), "{head}");
    let info = until(&bot, |info| !info["last_error_message"].is_null()).await;
    assert_eq!(
        info["last_error_message"],
        json!("Wrong response from the webhook: 500 Internal Server Error")
    );
    assert_eq!((&info["pending_update_count"], &info["url"]), (&json!(1), &json!(hook.url)));

    world.control().send_message(VERA, "echo_bot", "2").unwrap();
    let (_, again) = hook.take("200 OK").await;
    assert_eq!(again, first);
    let (_, second) = hook.take("200 OK").await;
    assert_eq!(second["message"]["text"], json!("2"));
    until(&bot, |info| info["pending_update_count"] == json!(0)).await;

    let (code, said) = bot.refusal("getUpdates", json!({})).await;
    assert_eq!(code, 409);
    assert!(said.starts_with("Conflict: can't use getUpdates method while webhook"), "{said}");
    let (_, answer) = bot.raw("setWebhook", set).await;
    assert_eq!(answer["description"], json!("Webhook is already set"));
    let (_, answer) = bot.raw("deleteWebhook", json!({})).await;
    assert_eq!(answer["description"], json!("Webhook was deleted"));
    world.control().send_message(VERA, "echo_bot", "3").unwrap();
    assert_eq!(bot.update().await["message"]["text"], json!("3"));
}

#[tokio::test]
async fn a_webhook_is_kept_over_a_restart_and_old_updates_may_be_dropped() {
    let world = World::new().await;
    let bot = world.bot();
    let hook = Hook::new().await;
    world.control().send_message(VERA, "echo_bot", "old").unwrap();
    let set = json!({"url": hook.url, "drop_pending_updates": true});
    bot.call("setWebhook", set).await;
    let world = world.restarted().await;
    let bot = world.program(&world.control().bots()[0]);
    world.control().send_message(VERA, "echo_bot", "new").unwrap();
    let (head, update) = hook.take("204 No Content").await;
    assert_eq!(update["message"]["text"], json!("new"));
    assert!(!head.contains("Secret-Token"), "{head}");
    bot.call("deleteWebhook", json!({})).await;
}

#[tokio::test]
async fn setting_a_webhook_ends_the_waiting() {
    let world = World::new().await;
    let bot = world.bot();
    let hook = Hook::new().await;
    let waits = bot.refusal("getUpdates", json!({"timeout": 50}));
    tokio::pin!(waits);
    let refused = loop {
        tokio::select! {
            refused = &mut waits => break refused,
            _ = bot.call("setWebhook", json!({"url": hook.url})) => {
                bot.call("deleteWebhook", json!({})).await;
            }
        }
    };
    assert_eq!(refused.0, 409, "{refused:?}");
}

#[tokio::test]
async fn updates_are_brought_to_loopback_only() {
    let world = World::new().await;
    let bot = world.bot();
    for url in ["http://example.org/", "http://10.0.0.1/", "https://127.0.0.1/", "nonsense"] {
        let (code, said) = bot.refusal("setWebhook", json!({"url": url})).await;
        assert!(code == 400 && said.starts_with("Bad Request: bad webhook: "), "{url}: {said}");
    }
    let bad = json!({"url": "http://127.0.0.1:9/", "secret_token": "а"});
    let refused = (400, "Bad Request: secret token contains unallowed characters".to_owned());
    assert_eq!(bot.refusal("setWebhook", bad).await, refused);
    bot.call("setWebhook", json!({"url": "http://localhost:9/"})).await;
    world.control().send_message(VERA, "echo_bot", "x").unwrap();
    let info = until(&bot, |info| !info["last_error_date"].is_null()).await;
    assert_eq!(info["last_error_message"], json!("Connection refused"));
}

#[tokio::test]
async fn a_bot_that_moves_its_webhook_does_not_wait_for_the_next_try() {
    let world = World::new().await;
    let bot = world.bot();
    let (before, after) = (Hook::new().await, Hook::new().await);
    bot.call("setWebhook", json!({"url": before.url})).await;
    world.control().send_message(VERA, "echo_bot", "1").unwrap();
    // Each failure doubles the pause.
    before.take("500 No").await;
    before.take("500 No").await;
    bot.call("setWebhook", json!({"url": after.url})).await;
    let (_, update) = after.take("200 OK").await;
    assert_eq!(update["message"]["text"], json!("1"));
}

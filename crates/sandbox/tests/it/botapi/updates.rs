//! `getUpdates`: what waits, for how long, and who may wait for it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{VERA, World};

fn texts(updates: &Value) -> Vec<&str> {
    updates.as_array().unwrap().iter().map(|it| it["message"]["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn updates_wait_until_they_are_confirmed_a_restart_included() {
    let world = World::new().await;
    let bot = world.bot();
    for text in ["1", "2", "3", "4"] {
        world.control().send_message(VERA, "echo_bot", text).unwrap();
    }
    let all = bot.call("getUpdates", json!({})).await;
    assert_eq!(texts(&all), ["1", "2", "3", "4"]);
    let first = all[0]["update_id"].as_i64().unwrap();
    let two = bot.call("getUpdates", json!({"offset": first + 1, "limit": 2})).await;
    assert_eq!(texts(&two), ["2", "3"]);
    assert_eq!(two[0]["update_id"], json!(first + 1));

    let world = world.restarted().await;
    let bot = world.program(&world.control().bots()[0]);
    let left = bot.call("getUpdates", json!({"offset": 0})).await;
    assert_eq!(texts(&left), ["2", "3", "4"]);
    assert_eq!(left[0]["update_id"], json!(first + 1));
    assert_eq!(texts(&bot.call("getUpdates", json!({"offset": -1})).await), ["4"]);
    assert_eq!(texts(&bot.call("getUpdates", json!({})).await), ["4"], "the rest is forgotten");
    world.pass(Duration::from_secs(86_500));
    assert_eq!(bot.call("getUpdates", json!({})).await, json!([]), "a day is over");
}

#[tokio::test]
async fn an_update_says_what_was_said_then() {
    let world = World::new().await;
    let bot = world.bot();
    let sent = world.control().send_message(VERA, "echo_bot", "сначала").unwrap();
    world.control().edit_message(VERA, "echo_bot", sent.id, "потом").unwrap();
    world.control().delete_messages(VERA, "echo_bot", &[sent.id], true).unwrap();
    let updates = bot.updates().await;
    assert_eq!(updates[0]["message"]["text"], json!("сначала"));
    assert_eq!(updates[1]["edited_message"]["text"], json!("потом"));
    assert_eq!(updates.len(), 2);
}

#[tokio::test]
async fn a_bot_waits_for_what_comes() {
    let world = World::new().await;
    let bot = world.bot();
    let control = world.control();
    let waits = bot.call("getUpdates", json!({"timeout": 50}));
    let writes = async {
        control.send_message(VERA, "echo_bot", "наконец").unwrap();
    };
    let (updates, ()) = tokio::join!(waits, writes);
    assert_eq!(texts(&updates), ["наконец"]);
}

#[tokio::test]
async fn whoever_asks_later_ends_the_waiting_of_the_one_before() {
    let world = World::new().await;
    let bot = world.bot();
    let first = bot.refusal("getUpdates", json!({"timeout": 50}));
    tokio::pin!(first);
    // Until the first waits there is nothing to be ended.
    let refused = loop {
        tokio::select! {
            refused = &mut first => break refused,
            (status, _) = bot.raw("getUpdates", json!({})) => assert_eq!(status.as_u16(), 200),
        }
    };
    assert_eq!(refused.0, 409);
    let expected = "Conflict: terminated by other getUpdates request; make sure that only one \
                    bot instance is running";
    assert_eq!(refused.1, expected);
}

#[tokio::test]
async fn a_token_revoked_while_somebody_waits_is_no_good() {
    let world = World::new().await;
    let bot = world.bot();
    let waits = bot.refusal("getUpdates", json!({"timeout": 50}));
    let revokes = async { world.control().revoke_bot_token("echo_bot").unwrap() };
    let (refused, _) = tokio::join!(waits, revokes);
    assert_eq!(refused, (401, "Unauthorized".into()));
}

#[tokio::test]
async fn a_sandbox_that_stops_sends_those_home_who_wait() {
    let world = World::new().await;
    let bot = world.bot();
    let waits = tokio::spawn(async move { bot.raw("getUpdates", json!({"timeout": 50})).await });
    let begun = std::time::Instant::now();
    world.restarted().await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    // It came before the end and is answered, or after it and finds nobody.
    let _ = waits.await;
}

#[tokio::test]
async fn a_bot_hears_only_what_it_wants_to() {
    let world = World::new().await;
    let bot = world.bot();
    bot.call("getUpdates", json!({"allowed_updates": ["edited_message"]})).await;
    let sent = world.control().send_message(VERA, "echo_bot", "a").unwrap();
    world.control().edit_message(VERA, "echo_bot", sent.id, "b").unwrap();
    assert_eq!(bot.update().await["edited_message"]["text"], json!("b"));
    bot.call("getUpdates", json!({"allowed_updates": []})).await;
    world.control().send_message(VERA, "echo_bot", "c").unwrap();
    assert_eq!(bot.update().await["message"]["text"], json!("c"));
}

#[tokio::test]
async fn odd_numbers_do_no_harm() {
    let world = World::new().await;
    let bot = world.bot();
    world.control().send_message(VERA, "echo_bot", "1").unwrap();
    for params in [
        json!({"offset": i64::MIN, "limit": -1, "timeout": -1}),
        json!({"offset": "1e99999", "limit": "x", "timeout": {}}),
        json!({"offset": -100, "limit": 1_000_000}),
        json!({"offset": null}),
    ] {
        let updates = bot.call("getUpdates", params.clone()).await;
        assert!(updates.as_array().unwrap().len() <= 1, "{params}: {updates}");
    }
    let vera = world.id(VERA);
    for entities in [
        json!([{"type": "bold", "offset": i32::MIN, "length": i32::MAX}]),
        json!([{"type": "bold", "offset": 0, "length": 1e30}, {"type": 7}, 7]),
        json!({"type": "bold"}),
    ] {
        let params = json!({"chat_id": vera, "text": "  x", "entities": entities});
        let sent = bot.call("sendMessage", params).await;
        assert!(sent["entities"].is_null(), "{sent}");
    }
    let far = json!({"chat_id": 1e30, "text": "x"});
    assert_eq!(bot.refusal("sendMessage", far).await.0, 400);
}

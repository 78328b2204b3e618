//! What comes, and what is confirmed.

use std::sync::Arc;

use bots::BotApi;
use domain::{BotConnector as _, BotHooks as _, Brought, Event, MessengerError, Outage};
use serde_json::{Value, json};

use crate::stage::{NOW, Stage, fails, ok};

fn says(update_id: i32, text: &str) -> Value {
    json!({"update_id": update_id, "message": {
        "message_id": update_id, "date": 1_784_116_800, "text": text,
        "from": {"id": 7, "is_bot": false, "first_name": "Анна"},
        "chat": {"id": 7, "type": "private", "first_name": "Анна"},
    }})
}

fn text(event: Event) -> String {
    match event {
        Event::Message { message, .. } => message.content.text().unwrap_or_default().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_update_is_confirmed_once_it_was_handled_and_stored() {
    let stage = Stage::new().await;
    stage.answers_once("getUpdates", ok(json!([says(10, "раз"), says(11, "два")]))).await;
    let line = stage.connect().await;
    assert_eq!(text(line.next_event().await.unwrap()), "раз");
    assert_eq!(text(line.next_event().await.unwrap()), "два");
    assert_eq!(line.next_event().await.unwrap(), Event::CaughtUp);
    // Nothing is confirmed yet, here or there: whoever died now would be told both again.
    assert_eq!(stage.session.updates.lock().unwrap().pts, 0);
    assert_eq!(stage.calls("getUpdates").await.len(), 1);

    stage.answers_once("getUpdates", ok(json!([says(12, "три")]))).await;
    assert_eq!(text(line.next_event().await.unwrap()), "три");
    assert_eq!(stage.session.updates.lock().unwrap().pts, 12);
    let calls = stage.calls("getUpdates").await;
    assert_eq!((&calls[0]["offset"], &calls[0]["timeout"]), (&json!(0), &json!(0)));
    assert_eq!((&calls[1]["offset"], &calls[1]["timeout"]), (&json!(12), &json!(50)));

    // The next process goes on where that was stored.
    drop(line);
    stage.answers_once("getUpdates", ok(json!([]))).await;
    let line = stage.connect().await;
    assert_eq!(line.next_event().await.unwrap(), Event::CaughtUp);
    assert_eq!(stage.calls("getUpdates").await[2]["offset"], json!(12));
}

#[tokio::test]
async fn an_update_that_cannot_be_read_stops_nothing() {
    let stage = Stage::new().await;
    let odd = json!({"update_id": 10, "message": {"chat": "nonsense"}});
    let new = json!({"update_id": 11, "telepathy": {"from": 7}});
    stage.answers_once("getUpdates", ok(json!([odd, new, says(12, "три")]))).await;
    let line = stage.connect().await;
    assert_eq!(text(line.next_event().await.unwrap()), "три");
}

#[tokio::test]
async fn faults_are_told_and_mend_themselves() {
    let stage = Stage::new().await;
    let line = stage.connect().await;
    for (fault, outage) in [
        (fails(409, "Conflict: terminated by other getUpdates request"), Outage::Conflict),
        (
            fails(409, "Conflict: can't use getUpdates method while webhook is active"),
            Outage::Webhook,
        ),
        (fails(502, "Bad Gateway"), Outage::NoAnswer),
    ] {
        stage.answers_once("getUpdates", fault).await;
        assert_eq!(line.next_event().await.unwrap(), Event::Disconnected(outage));
        stage.clock.pass(60);
    }
    stage.answers_once("getUpdates", fails(429, "Too Many Requests: retry after 30")).await;
    let told = line.next_event().await.unwrap();
    let until = NOW + std::time::Duration::from_secs(3 * 60 + 30);
    assert_eq!(told, Event::Disconnected(Outage::ToldToWait { until }));
    stage.clock.pass(30);
    stage.answers_once("getUpdates", ok(json!([says(10, "раз")]))).await;
    assert_eq!(text(line.next_event().await.unwrap()), "раз");
    assert_eq!(line.next_event().await.unwrap(), Event::CaughtUp);
    let traffic = line.traffic().unwrap();
    assert_eq!((traffic.errors, traffic.requests), (4, 6));
}

#[tokio::test]
async fn a_revoked_token_ends_the_line() {
    let stage = Stage::new().await;
    stage.answers_once("getUpdates", fails(401, "Unauthorized")).await;
    let line = stage.connect().await;
    let ended = line.next_event().await;
    assert!(
        matches!(ended, Err(MessengerError::LoggedOut { reason }) if reason == "BOT_TOKEN_REVOKED")
    );
}

#[tokio::test]
async fn two_of_one_server_do_not_cut_each_other_off() {
    let stage = Stage::new().await;
    stage.answers_once("getUpdates", ok(json!([]))).await;
    let (one, other) = (stage.connect().await, stage.connect().await);
    assert_eq!(one.next_event().await.unwrap(), Event::CaughtUp);
    assert_eq!(other.next_event().await.unwrap(), Event::Disconnected(Outage::Conflict));
    assert_eq!(stage.calls("getUpdates").await.len(), 1, "the other has not even asked");
    one.disconnect().await;
    stage.clock.pass(60);
    stage.answers_once("getUpdates", ok(json!([]))).await;
    assert_eq!(other.next_event().await.unwrap(), Event::CaughtUp);
}

#[tokio::test]
async fn as_long_as_another_program_may_ask_too_it_is_not_said_that_all_is_well() {
    let stage = Stage::new().await;
    let conflict = "Conflict: terminated by other getUpdates request";
    stage.answers_once("getUpdates", fails(409, conflict)).await;
    let line = stage.connect().await;
    assert_eq!(line.next_event().await.unwrap(), Event::Disconnected(Outage::Conflict));
    // The other one waits a moment before it asks again: what comes until then is told.
    stage.clock.pass(2);
    stage.answers_once("getUpdates", ok(json!([says(10, "раз")]))).await;
    assert_eq!(text(line.next_event().await.unwrap()), "раз");
    stage.answers_once("getUpdates", ok(json!([says(11, "два")]))).await;
    assert_eq!(text(line.next_event().await.unwrap()), "два");
    // It has gone.
    stage.clock.pass(15);
    stage.answers_once("getUpdates", ok(json!([]))).await;
    assert_eq!(line.next_event().await.unwrap(), Event::CaughtUp);
    let waited: Vec<_> =
        stage.calls("getUpdates").await.iter().map(|call| call["timeout"].clone()).collect();
    assert_eq!(waited, [0, 14, 14, 0], "it is waited whether somebody else asks");
}

#[tokio::test]
async fn where_no_address_can_be_set_it_is_asked_for_what_comes_and_not_tried_each_time() {
    let stage = Stage::new().await;
    let api =
        BotApi::new(stage.server.uri().parse().unwrap(), Arc::clone(&stage.clock) as _).unwrap();
    let api = api.brought_to("https://twin.example".parse().unwrap());
    stage.answers_once("getUpdates", ok(json!([]))).await;
    stage.answers("setWebhook", fails(400, "Bad Request: bad webhook: port is not allowed")).await;
    let line = api.connect(Arc::clone(&stage.session) as _).await.unwrap();
    assert_eq!(line.next_event().await.unwrap(), Event::CaughtUp);
    for (id, words) in [(10, "раз"), (11, "два")] {
        stage.answers_once("getUpdates", ok(json!([says(id, words)]))).await;
        assert_eq!(text(line.next_event().await.unwrap()), words);
    }
    assert_eq!(stage.calls("setWebhook").await.len(), 1);
    stage.clock.pass(300);
    stage.answers_once("getUpdates", ok(json!([says(12, "три")]))).await;
    assert_eq!(text(line.next_event().await.unwrap()), "три");
    assert_eq!(stage.calls("setWebhook").await.len(), 2, "perhaps it can be set by now");
}

#[tokio::test]
async fn what_is_brought_is_taken_once_it_is_stored_and_from_nobody_else() {
    let stage = Stage::new().await;
    let api =
        BotApi::new(stage.server.uri().parse().unwrap(), Arc::clone(&stage.clock) as _).unwrap();
    let api = api.brought_to("https://twin.example".parse().unwrap());
    // An earlier process has left its webhook behind.
    let conflict = "Conflict: can't use getUpdates method while webhook is active";
    stage.answers_once("getUpdates", fails(409, conflict)).await;
    let left = json!({"url": "https://twin.example/bot-hooks/0123"});
    stage.answers_once("getWebhookInfo", ok(left)).await;
    stage.answers("deleteWebhook", ok(json!(true))).await;
    stage.answers("setWebhook", ok(json!(true))).await;
    stage.answers("getUpdates", ok(json!([]))).await;
    let line = api.connect(Arc::clone(&stage.session) as _).await.unwrap();
    assert_eq!(line.next_event().await.unwrap(), Event::CaughtUp);
    assert_eq!(stage.calls("deleteWebhook").await.len(), 1);

    let bringing = async {
        let set = loop {
            match stage.calls("setWebhook").await.first() {
                Some(set) => break set.clone(),
                None => tokio::task::yield_now().await,
            }
        };
        let place = set["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let secret = set["secret_token"].as_str().unwrap().to_owned();
        let body = says(10, "раз").to_string().into_bytes();
        for (place, secret) in
            [(&*place, None), (&*place, Some("wrong")), ("elsewhere", Some(&*secret))]
        {
            assert_eq!(api.brought(place, secret, body.clone()).await, Brought::Nowhere);
        }
        api.brought(&place, Some(&secret), body).await
    };
    let handling = async {
        assert_eq!(text(line.next_event().await.unwrap()), "раз");
        assert_eq!(stage.session.updates.lock().unwrap().pts, 0, "it is not handled yet");
        // Whoever asks for the next one has handled it.
        line.next_event().await
    };
    tokio::select! {
        brought = bringing => assert_eq!(brought, Brought::Stored),
        next = handling => panic!("{next:?}"),
    }
    assert_eq!(stage.session.updates.lock().unwrap().pts, 11);

    // Whoever asks for what comes after this server has left is not told that it is brought here.
    let set = stage.calls("setWebhook").await;
    let ours = json!({"url": set[0]["url"]});
    stage.answers_once("getWebhookInfo", ok(ours)).await;
    line.disconnect().await;
    assert_eq!(stage.calls("deleteWebhook").await.len(), 2);
}

#[tokio::test]
async fn another_programs_webhook_is_left_alone() {
    let stage = Stage::new().await;
    let api =
        BotApi::new(stage.server.uri().parse().unwrap(), Arc::clone(&stage.clock) as _).unwrap();
    let api = api.brought_to("https://twin.example".parse().unwrap());
    let conflict = "Conflict: can't use getUpdates method while webhook is active";
    stage.answers_once("getUpdates", fails(409, conflict)).await;
    stage.answers_once("getWebhookInfo", ok(json!({"url": "https://other.example/hook"}))).await;
    let line = api.connect(Arc::clone(&stage.session) as _).await.unwrap();
    assert_eq!(line.next_event().await.unwrap(), Event::Disconnected(Outage::Webhook));
    line.disconnect().await;
    assert_eq!(stage.calls("deleteWebhook").await.len(), 0);
}

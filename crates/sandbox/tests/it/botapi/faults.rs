//! What goes wrong on purpose in calls of bots.

use std::time::{Duration, Instant};

use sandbox::{FaultKind, NewFault, Repeat};
use serde_json::json;

use crate::support::{VERA, World};

fn fault(method: &str, repeat: Repeat, fault: FaultKind) -> NewFault {
    NewFault { account: None, method: Some(method.into()), repeat, fault }
}

#[tokio::test]
async fn calls_are_refused_as_often_as_arranged() {
    let world = World::new().await;
    let bot = world.bot();
    world.control().send_message(VERA, "echo_bot", "hi").unwrap();
    let control = world.control();
    control
        .add_fault(fault("bot.sendMessage", Repeat::Times(2), FaultKind::error("FLOOD_WAIT_7")))
        .unwrap();
    let say = json!({"chat_id": world.id(VERA), "text": "x"});
    for _ in 0..2 {
        let (status, body) = bot.raw("SENDMESSAGE", say.clone()).await;
        let expected = json!({
            "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        });
        assert_eq!((status.as_u16(), body), (429, expected));
    }
    bot.call("sendMessage", say.clone()).await;
    for (code, said) in [
        (500, "Internal Server Error"),
        (502, "Bad Gateway"),
        (401, "Unauthorized"),
        (409, "Conflict: WHATEVER"),
        (403, "Forbidden: WHATEVER"),
    ] {
        let error = FaultKind::Error { text: "WHATEVER".into(), code: Some(code) };
        control.add_fault(fault("bot.*", Repeat::Times(1), error)).unwrap();
        assert_eq!(bot.refusal("getMe", json!({})).await, (i64::from(code), said.into()));
    }
    bot.call("getMe", json!({})).await;
    assert_eq!(control.conversation(VERA, "echo_bot").unwrap().len(), 2);
}

#[tokio::test]
async fn connections_are_cut_before_and_after_a_call_takes_effect() {
    let world = World::new().await;
    let bot = world.bot();
    let control = world.control();
    control.send_message(VERA, "echo_bot", "hi").unwrap();
    for (kind, there) in [(FaultKind::CutBefore, 1), (FaultKind::CutAfter, 2)] {
        control.add_fault(fault("bot.sendMessage", Repeat::Times(1), kind)).unwrap();
        let say = json!({"chat_id": world.id(VERA), "text": "x"});
        let request = reqwest::Client::new().post(bot.url("sendMessage")).json(&say);
        let answer = match request.send().await {
            Ok(response) => response.bytes().await.map(|_| ()),
            Err(error) => Err(error),
        };
        assert!(answer.is_err());
        assert_eq!(control.conversation(VERA, "echo_bot").unwrap().len(), there);
    }
}

#[tokio::test]
async fn an_answer_is_late_or_held_until_the_fault_is_gone() {
    let world = World::new().await;
    let bot = world.bot();
    let control = world.control();
    let late = FaultKind::Delay { milliseconds: 300 };
    control.add_fault(fault("bot.getMe", Repeat::Times(1), late)).unwrap();
    let begun = Instant::now();
    bot.call("getMe", json!({})).await;
    assert!(begun.elapsed() >= Duration::from_millis(300));
    let held = control.add_fault(fault("bot.getMe", Repeat::Times(1), FaultKind::Hold)).unwrap();
    let asks = bot.call("getMe", json!({}));
    let lets_go = async {
        while control.faults().iter().any(|fault| fault.id == held.id && fault.hits == 0) {
            tokio::task::yield_now().await;
        }
        control.remove_fault(held.id).unwrap();
    };
    let (me, ()) = tokio::join!(asks, lets_go);
    assert_eq!(me["id"], json!(bot.id));
}

//! Faults over HTTP.

use grammers_client::tl::functions as f;
use reqwest::{Method, StatusCode};
use sandbox::{FaultKind, Repeat};
use serde_json::json;

use super::{call_again, connection_of, fault, refused};
use crate::support::http::Http;
use crate::support::{VERA, World};

#[tokio::test]
async fn faults_are_arranged_listed_and_taken_back() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    let vera = world.login(VERA).await;
    let flood = json!({
        "account": "@vera", "method": "updates.getState",
        "fault": {"error": {"text": "FLOOD_WAIT_30"}},
    });
    let (status, made) = http.post("/faults", flood).await;
    let mut expected = json!({
        "id": 1, "account": "@vera", "method": "updates.getState", "repeat": {"times": 1},
        "fault": {"error": {"text": "FLOOD_WAIT_30", "code": 420}}, "hits": 0,
    });
    assert_eq!((status, &made), (StatusCode::CREATED, &expected));
    let state = f::updates::GetState {};
    assert_eq!(refused(&vera, state.clone()).await.1, "FLOOD_WAIT_30");
    expected["hits"] = json!(1);
    assert_eq!(http.get("/faults").await.1, json!([expected]));

    let kinds = [
        json!("no_answer"),
        json!("lost_answer"),
        json!({"delay": {"milliseconds": 5}}),
        json!("hold"),
        json!("cut_before"),
        json!("cut_after"),
        json!("difference_too_long"),
        json!({"transport_error": {"code": 404}}),
        json!("lose_update"),
        json!("double_update"),
        json!("reorder_update"),
        json!("updates_too_long"),
    ];
    for (kind, repeat) in kinds.iter().zip([json!("forever"), json!({"times": 3})].iter().cycle()) {
        let new = json!({"fault": kind, "repeat": repeat, "account": "oleg"});
        let (status, made) = http.post("/faults", new).await;
        assert_eq!((status, &made["fault"], &made["repeat"]), (StatusCode::CREATED, kind, repeat));
    }
    let (status, _) = http.call(Method::DELETE, "/faults/2", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(http.get("/faults").await.1.as_array().unwrap().len(), kinds.len());
    let (status, _) = http.call(Method::DELETE, "/faults", None).await;
    assert_eq!((status, http.get("/faults").await.1), (StatusCode::NO_CONTENT, json!([])));
    vera.call(state).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_fault_is_said() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let chance = |probability: f64| json!({"chance": {"probability": probability, "seed": 1}});
    for (new, expected) in [
        (json!({"fault": "hold", "account": "nobody"}), StatusCode::NOT_FOUND),
        (json!({"fault": "nonsense"}), unprocessable),
        (json!({"account": "vera"}), unprocessable),
        (json!({"fault": "hold", "acount": "vera"}), unprocessable),
        (json!({"fault": {"error": {"text": "NONSENSE"}}}), unprocessable),
        (json!({"fault": {"error": {"text": "", "code": 400}}}), unprocessable),
        (json!({"fault": "hold", "method": "send message"}), unprocessable),
        (json!({"fault": "hold", "method": "messages.sendMesage"}), unprocessable),
        (json!({"fault": "hold", "method": "bot.sendMesage"}), unprocessable),
        (json!({"fault": "hold", "method": "updateNewMessage"}), unprocessable),
        (json!({"fault": "lose_update", "method": "updateNewMesage"}), unprocessable),
        (json!({"fault": "hold", "repeat": {"times": 0}}), unprocessable),
        (json!({"fault": "hold", "repeat": chance(0.0)}), unprocessable),
        (json!({"fault": "hold", "repeat": chance(1.5)}), unprocessable),
        (json!({"fault": "hold", "repeat": {"times": -1}}), unprocessable),
        (json!({"fault": {"transport_error": {"code": 0}}}), unprocessable),
        (json!({"fault": {"transport_error": {"code": 404}}, "method": "*"}), unprocessable),
    ] {
        let (status, answer) = http.post("/faults", new.clone()).await;
        assert_eq!(status, expected, "{new}: {answer}");
        assert!(!answer["error"].as_str().unwrap().is_empty());
    }
    assert!(world.control().faults().is_empty());
    for (path, expected) in
        [("/faults/77", StatusCode::NOT_FOUND), ("/faults/x", StatusCode::BAD_REQUEST)]
    {
        assert_eq!(http.call(Method::DELETE, path, None).await.0, expected);
    }
    for action in ["hang_up", "expire_salts", "log_out", "destroy_keys"] {
        let (status, _) =
            http.call(Method::POST, &format!("/accounts/nobody/{action}"), None).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{action}");
    }
}

#[tokio::test]
async fn accounts_are_hung_up_on_and_logged_out() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    let vera = world.login(VERA).await;
    let done = async |action: &str| {
        let (status, _) = http.call(Method::POST, &format!("/accounts/vera/{action}"), None).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{action}");
    };
    let state = f::updates::GetState {};
    done("expire_salts").await;
    vera.call(state.clone()).await;
    let connection = connection_of(&world);
    done("hang_up").await;
    call_again(&vera).await;
    assert_ne!(connection_of(&world), connection);
    done("log_out").await;
    assert_eq!(refused(&vera, state.clone()).await.1, "AUTH_KEY_UNREGISTERED");
    let again = world.login(VERA).await;
    done("destroy_keys").await;
    assert!(again.client.invoke(&state).await.is_err());
}

#[tokio::test]
async fn keys_used_twice_are_forgiven_if_one_asks_for_it() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    assert_eq!(http.get("/duplicated_keys").await.1, json!({"killed": true}));
    let forgive = json!({"killed": false});
    let (status, _) = http.call(Method::PUT, "/duplicated_keys", Some(forgive.clone())).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(http.get("/duplicated_keys").await.1, forgive);
    assert!(!world.control().kills_duplicated_keys());
}

#[tokio::test]
async fn faults_do_not_outlive_the_sandbox() {
    let world = World::new().await;
    world.control().add_fault(fault(FaultKind::NoAnswer, Repeat::Forever)).unwrap();
    let world = world.restarted().await;
    assert!(world.control().faults().is_empty());
    world.login(VERA).await.me().await;
}

//! The record of what clients have asked for.

use std::time::Duration;

use grammers_client::tl::{enums, functions as f};
use reqwest::{Method, StatusCode};
use sandbox::{FaultKind, NewFault, Outcome, RecordedRequest, Repeat, RequestFilter};
use serde_json::json;

use crate::messages::send;
use crate::support::http::Http;
use crate::support::{ANNA, OLEG, PASSWORD, PATIENCE, VERA, World};

fn all(world: &World) -> Vec<RecordedRequest> {
    world.control().requests(&RequestFilter::default()).unwrap()
}

#[tokio::test]
async fn what_was_sent_is_on_record_with_its_random_id() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    let long = "я".repeat(4096);
    vera.call(send(oleg, &long, 7_777_777)).await;
    let action = enums::SendMessageAction::SendMessageTypingAction;
    vera.call(f::messages::SetTyping { peer: oleg.into(), top_msg_id: None, action }).await;
    vera.call(f::messages::ReadHistory { peer: oleg.into(), max_id: 3 }).await;
    let detail = |method: &str| {
        let found = world.control().requests(&RequestFilter::of(VERA, method)).unwrap();
        let [request] = &found[..] else { panic!("{method}: {}", found.len()) };
        assert_eq!(request.outcome, Outcome::Ok);
        request.detail.clone().unwrap()
    };
    let sent = detail("messages.sendMessage");
    assert!(sent.contains("random_id: 7777777,") && sent.contains(&long), "{sent}");
    assert!(detail("messages.setTyping").contains("SendMessageTypingAction"));
    assert!(detail("messages.readHistory").contains("max_id: 3"));
}

#[tokio::test]
async fn who_asked_from_where_and_what_came_of_it_is_on_record() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = world.login(OLEG).await;
    world.control().clear_requests();
    let flood = NewFault {
        account: Some(VERA.into()),
        method: Some("updates.getState".into()),
        repeat: Repeat::default(),
        fault: FaultKind::error("FLOOD_WAIT_5"),
    };
    let flood = world.control().add_fault(flood).unwrap();
    assert_eq!(vera.refusal(f::updates::GetState {}).await, "FLOOD_WAIT");
    vera.call(f::updates::GetState {}).await;
    oleg.call(f::updates::GetState {}).await;
    let nobody = f::users::GetFullUser { id: enums::InputUser::Empty };
    assert_eq!(vera.refusal(nobody).await, "USER_ID_INVALID");

    let seen = all(&world);
    let [flooded, passed, of_oleg, refused] = &seen[..] else { panic!("{seen:?}") };
    let text = |text: &str, code| Outcome::Error { code, text: text.to_owned() };
    assert_eq!(flooded.outcome, text("FLOOD_WAIT_5", 420));
    assert_eq!(flooded.fault.as_ref().map(|met| met.id), Some(flood.id));
    assert_eq!((&passed.outcome, &passed.fault), (&Outcome::Ok, &None));
    assert_eq!(refused.outcome, text("USER_ID_INVALID", 400));
    let id = |who: &str| world.control().account(who).map(|account| account.id);
    assert_eq!((passed.account, of_oleg.account), (id(VERA), id(OLEG)));
    let place = |request: &RecordedRequest| (request.key, request.session, request.connection);
    assert_eq!(place(flooded), place(passed));
    assert_ne!(passed.key, of_oleg.key);
    assert_ne!(passed.connection, of_oleg.connection);
    assert!(seen.windows(2).all(|pair| pair[0].number + 1 == pair[1].number));

    // A client that comes back is on another connection, with the same key.
    let vera = crate::support::Person::connect(vera.leave().await).await;
    vera.call(f::updates::GetState {}).await;
    let back = all(&world).pop().unwrap();
    assert_eq!(back.key, passed.key);
    assert_ne!(back.connection, passed.connection);
}

#[tokio::test]
async fn no_secret_is_on_record() {
    let world = World::new().await;
    let anna = world.stranger().await;
    let token = anna.request_code(ANNA).await;
    let code = world.control().login_code(ANNA).unwrap();
    let asked = anna.client.sign_in(&token, &code).await;
    let Err(grammers_client::SignInError::PasswordRequired(question)) = asked else { panic!() };
    anna.client.check_password(question, PASSWORD).await.unwrap();
    let seen = all(&world);
    for method in ["auth.sendCode", "auth.signIn", "account.getPassword", "auth.checkPassword"] {
        let request = seen.iter().find(|request| request.method == method);
        assert_eq!(request.unwrap_or_else(|| panic!("{method}")).detail, None);
    }
    assert!(!format!("{seen:?}").contains(&code));
    assert!(!format!("{seen:?}").contains(ANNA));
}

#[tokio::test]
async fn a_test_can_wait_for_what_a_client_will_ask() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let control = world.control();
    let wanted = RequestFilter::of(VERA, "messages.*");
    let none = control.wait_for_requests(&wanted, Duration::from_millis(10)).await.unwrap();
    assert!(none.is_empty());
    let ask = vera.call(f::messages::GetPinnedDialogs { folder_id: 0 });
    let (found, _) = tokio::join!(control.wait_for_requests(&wanted, PATIENCE), ask);
    let found = found.unwrap();
    assert_eq!(found.len(), 1);
    let next = RequestFilter { after: Some(found[0].number), ..wanted };
    assert!(control.requests(&next).unwrap().is_empty());
    let ask = vera.call(f::messages::GetPinnedDialogs { folder_id: 0 });
    let (found, _) = tokio::join!(control.wait_for_requests(&next, PATIENCE), ask);
    assert_eq!(found.unwrap()[0].method, "messages.getPinnedDialogs");
}

#[tokio::test]
async fn the_record_is_read_over_http() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    http.call(Method::DELETE, "/requests", None).await;
    for (text, random_id) in [("раз", 1), ("два", 2), ("три", 3)] {
        vera.call(send(oleg, text, random_id)).await;
    }
    let (status, found) =
        http.get("/requests?account=vera&method=messages.sendMessage&limit=2").await;
    assert_eq!((status, found.as_array().unwrap().len()), (StatusCode::OK, 2));
    let first = &found[0];
    assert_eq!(
        (&first["method"], &first["outcome"]),
        (&json!("messages.sendMessage"), &json!("ok"))
    );
    assert!(first["detail"].as_str().unwrap().contains("random_id: 1,"), "{first}");
    assert!(first["key"].is_string() && first["session"].is_string());
    let number = found[1]["number"].as_u64().unwrap();
    let (_, rest) = http.get(&format!("/requests?after={number}")).await;
    assert!(rest[0]["detail"].as_str().unwrap().contains("три"), "{rest}");

    // A call that waits is answered as soon as there is something.
    let next = number + 1;
    let path = format!("/requests?after={next}&wait=20");
    let waiting = http.get(&path);
    let asking = vera.call(f::updates::GetState {});
    let ((_, waited), _) = tokio::join!(waiting, asking);
    assert_eq!(waited[0]["method"], json!("updates.getState"));
    assert_eq!(http.get("/requests?after=999999&wait=0").await.1, json!([]));

    for (path, expected) in [
        ("/requests?account=nobody", StatusCode::NOT_FOUND),
        ("/requests?method=send%20message", StatusCode::UNPROCESSABLE_ENTITY),
        ("/requests?after=x", StatusCode::BAD_REQUEST),
        ("/requests?acount=vera", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(http.get(path).await.0, expected, "{path}");
    }
    let (status, _) = http.call(Method::DELETE, "/requests", None).await;
    assert_eq!((status, http.get("/requests").await.1), (StatusCode::NO_CONTENT, json!([])));
}

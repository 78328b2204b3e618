//! The control API over HTTP, and what an embedding program watches.

use reqwest::{Client, Method, StatusCode};
use sandbox::{AccountEvent, Activity, NewAccount};
use serde_json::json;

use crate::support::http::Http;
use crate::support::{OLEG, VERA, World};

#[tokio::test]
async fn accounts_are_made_and_listed_in_order() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    let new = json!({
        "phone": "+7 (999) 123-45-67", "first_name": "Лев", "last_name": "Орлов",
        "username": "@lev_orlov", "id": 1234,
    });
    let (status, made) = http.post("/accounts", new).await;
    assert_eq!(status, StatusCode::CREATED);
    let expected = json!({
        "id": 1234, "phone": "+7 (999) 123-45-67", "first_name": "Лев", "last_name": "Орлов",
        "username": "lev_orlov",
    });
    assert_eq!(made, expected);
    let (_, all) = http.get("/accounts").await;
    let names: Vec<_> = all.as_array().unwrap().iter().map(|a| &a["first_name"]).collect();
    assert_eq!(names, ["Вера", "Олег", "Anna", "Лев"]);
    assert_eq!(all[3], expected);
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_said() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    let cases = [
        (json!({"phone": VERA, "first_name": "X"}), StatusCode::CONFLICT),
        (json!({"phone": "7 999 000 00 01", "first_name": "X"}), StatusCode::CONFLICT),
        (
            json!({"phone": "+70000000", "first_name": "X", "username": "VERA"}),
            StatusCode::CONFLICT,
        ),
        (json!({"phone": "12", "first_name": "X"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"phone": "+70000000", "first_name": " "}), StatusCode::UNPROCESSABLE_ENTITY),
        (
            json!({"phone": "+70000000", "first_name": "X", "username": "1x"}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            json!({"phone": "+70000000", "first_name": "X", "id": 777_000}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (json!({"phone": "+70000000"}), StatusCode::UNPROCESSABLE_ENTITY),
        (
            json!({"phone": "+70000000", "first_name": "X", "password_hint": "of nothing"}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            json!({"phone": "+70000000", "first_name": "X", "frist": 1}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ];
    for (account, expected) in cases {
        let (status, answer) = http.post("/accounts", account.clone()).await;
        assert_eq!(status, expected, "{account}: {answer}");
        assert!(!answer["error"].as_str().unwrap().is_empty());
    }
    assert_eq!(world.control().accounts().len(), 3);
}

#[tokio::test]
async fn a_login_code_is_read_in_any_spelling_of_the_number() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    let (status, _) = http.get(&format!("/accounts/{VERA}/code")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    world.stranger().await.request_code(VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    assert!(code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit()));
    for spelling in [VERA, "%2B79990000001", "79990000001"] {
        let (status, answer) = http.get(&format!("/accounts/{spelling}/code")).await;
        assert_eq!((status, &answer), (StatusCode::OK, &json!({"code": code})), "{spelling}");
    }
    let (status, answer) = http.get("/accounts/%FF/code").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(answer["error"].as_str().unwrap().contains("UTF-8"), "{answer}");
    let (status, answer) = http.get("/accounts/+70000000/code").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(answer["error"].as_str().unwrap().contains("no account"));
}

#[tokio::test]
async fn messages_are_sent_as_anybody_and_listed() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    let mut oleg = world.login(OLEG).await;
    let message = json!({"from": VERA, "to": "@oleg", "text": "Привет"});
    let (status, sent) = http.post("/messages", message).await;
    assert_eq!((status, &sent["text"]), (StatusCode::CREATED, &json!("Привет")));
    assert_eq!(oleg.hear().await.text(), "Привет");
    let (_, chat) = http.get("/messages?of=oleg&with=vera").await;
    assert_eq!(chat[0]["out"], json!(false));
    assert_eq!(chat.as_array().unwrap().len(), 1);

    let nobody = json!({"from": "+70000000", "to": VERA, "text": "x"});
    assert_eq!(http.post("/messages", nobody).await.0, StatusCode::NOT_FOUND);
    let empty = json!({"from": OLEG, "to": VERA, "text": ""});
    assert_eq!(http.post("/messages", empty).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(http.get("/messages?of=oleg").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(http.get("/nothing").await.0, StatusCode::NOT_FOUND);
    let wrong = http.call(Method::DELETE, "/accounts", None).await;
    assert_eq!(wrong.0, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_key_is_told_as_clients_want_it() {
    let world = World::new().await;
    let (_, key) = Http::of(&world.sandbox).get("/public_key").await;
    let own = world.sandbox.public_key();
    assert_eq!(key["pem"], json!(own.pem));
    assert_eq!(key["fingerprint"], json!(own.fingerprint.to_string()));
    let modulus = key["modulus"].as_str().unwrap();
    assert_eq!(modulus.len(), 512);
    assert_eq!(u8::from_str_radix(&modulus[..2], 16).unwrap(), own.modulus[0]);
}

#[tokio::test]
async fn a_page_of_another_site_gets_nothing() {
    let world = World::new().await;
    let url = format!("http://{}/accounts", world.sandbox.control_address());
    let request = Client::new().get(url).header("Host", "evil.example");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_watches_an_account_sees_what_happens_to_it() {
    let world = World::new().await;
    let control = world.control();
    let mut events = control.subscribe(OLEG).unwrap();
    let vera = world.login(VERA).await;
    let id = vera.me().await.id().bare_id().unwrap();
    let to_oleg = vera.peer("oleg").await;
    control.set_typing(VERA, OLEG, Activity::Typing).unwrap();
    assert_eq!(
        events.recv().await,
        Ok(AccountEvent::Typing { peer: id, from: id, action: Activity::Typing })
    );
    vera.say(to_oleg, "Привет").await;
    let AccountEvent::NewMessage(message) = events.recv().await.unwrap() else { panic!() };
    assert_eq!((message.peer, message.out, &*message.text), (id, false, "Привет"));
    control.mark_read(OLEG, VERA).unwrap();
    assert_eq!(events.recv().await, Ok(AccountEvent::ReadHere { peer: id, max_id: message.id }));
    let answer = control.send_message(OLEG, VERA, "И тебе").unwrap();
    assert_eq!(events.recv().await, Ok(AccountEvent::NewMessage(answer.clone())));
    control.mark_read(VERA, OLEG).unwrap();
    assert_eq!(events.recv().await, Ok(AccountEvent::ReadByPeer { peer: id, max_id: answer.id }));
}

#[tokio::test]
async fn an_id_that_is_free_is_given_and_a_taken_one_is_not() {
    let world = World::new().await;
    let account = |phone: &str, id| NewAccount {
        phone: phone.into(),
        first_name: "X".into(),
        id,
        ..NewAccount::default()
    };
    let control = world.control();
    let ids: Vec<i64> = control.accounts().iter().map(|account| account.id).collect();
    assert_eq!(ids, [6_200_000_001, 6_200_000_002, 6_200_000_003]);
    control.create_account(account("+70000001", Some(6_200_000_004))).unwrap();
    assert_eq!(control.create_account(account("+70000002", None)).unwrap().id, 6_200_000_005);
    assert!(control.create_account(account("+70000003", Some(6_200_000_001))).is_err());
}

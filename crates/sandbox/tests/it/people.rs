//! Names, marks and deletion: how people look to each other.

use grammers_client::tl::{enums, functions as f, types};
use reqwest::{Client, Method, StatusCode};
use sandbox::{AccountChange, Flag};
use serde_json::{Value, json};

use crate::support::http::Http;
use crate::support::{OLEG, Person, VERA, World};

/// A person as another one sees it.
async fn seen(viewer: &Person, username: &str) -> types::User {
    let resolve = f::contacts::ResolveUsername { username: username.into(), referer: None };
    let enums::contacts::ResolvedPeer::Peer(found) = viewer.call(resolve).await;
    user(found.users.into_iter().next().unwrap())
}

fn user(user: enums::User) -> types::User {
    match user {
        enums::User::User(user) => user,
        enums::User::Empty(_) => panic!("there is nobody"),
    }
}

fn flags(flags: &[Flag]) -> AccountChange {
    AccountChange { flags: Some(flags.iter().copied().collect()), ..Default::default() }
}

fn profile(first: &str, last: &str, about: &str) -> f::account::UpdateProfile {
    let [first_name, last_name, about] = [first, last, about].map(|text| Some(text.to_owned()));
    f::account::UpdateProfile { first_name, last_name, about }
}

#[tokio::test]
async fn a_new_name_is_seen_by_those_who_know_the_person() {
    let world = World::new().await;
    let (vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    world.control().send_message(OLEG, VERA, "Привет").unwrap();
    let me = user(vera.call(profile(" Вероника ", "Орлова", "Пишу")).await);
    assert_eq!(me.first_name.as_deref(), Some("Вероника"));
    let renamed = loop {
        if let enums::Update::UserName(renamed) = oleg.next_raw().await {
            break renamed;
        }
    };
    assert_eq!((&*renamed.first_name, &*renamed.last_name), ("Вероника", "Орлова"));
    let peer = oleg.peer("vera").await;
    let full = oleg.call(f::users::GetFullUser { id: peer.into() }).await;
    let enums::users::UserFull::Full(full) = full;
    let enums::UserFull::Full(about) = full.full_user;
    assert_eq!(about.about.as_deref(), Some("Пишу"));
    assert_eq!(user(full.users[0].clone()).last_name.as_deref(), Some("Орлова"));

    for (bad, refusal) in [
        (profile(" ", "", ""), "FIRSTNAME_INVALID"),
        (profile("Вера", &"x".repeat(65), ""), "LASTNAME_INVALID"),
        (profile("Вера", "", &"x".repeat(71)), "ABOUT_TOO_LONG"),
    ] {
        assert_eq!(vera.refusal(bad).await, refusal);
    }
    let world = world.restarted().await;
    assert_eq!(world.control().account("vera").unwrap().first_name, "Вероника");
}

#[tokio::test]
async fn a_username_is_taken_changed_and_given_up() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let check = |name: &str| f::account::CheckUsername { username: name.into() };
    let update = |name: &str| f::account::UpdateUsername { username: name.into() };
    assert!(vera.call(check("veronika")).await);
    assert!(vera.call(check("vera")).await);
    assert!(!vera.call(check("OLEG")).await);
    assert_eq!(vera.refusal(check("1x")).await, "USERNAME_INVALID");
    assert_eq!(vera.refusal(update("oleg")).await, "USERNAME_OCCUPIED");
    assert_eq!(vera.refusal(update("no spaces")).await, "USERNAME_INVALID");
    assert_eq!(vera.refusal(update("vera")).await, "USERNAME_NOT_MODIFIED");
    let me = user(vera.call(update("Veronika")).await);
    assert_eq!(me.username.as_deref(), Some("Veronika"));
    assert_eq!(world.control().account("vera"), None);
    assert_eq!(world.control().account("veronika").unwrap().phone, VERA);
    assert_eq!(user(vera.call(update("")).await).username, None);
    assert_eq!(world.control().account("veronika"), None);
}

#[tokio::test]
async fn marks_are_seen_by_others() {
    let world = World::new().await;
    let oleg = world.login(OLEG).await;
    let plain = seen(&oleg, "vera").await;
    assert!(!(plain.verified || plain.scam || plain.fake || plain.support || plain.restricted));
    let all = [Flag::Verified, Flag::Scam, Flag::Fake, Flag::Support, Flag::Premium];
    world.control().change_account(VERA, flags(&all)).unwrap();
    let marked = seen(&oleg, "vera").await;
    assert!(marked.verified && marked.scam && marked.fake && marked.support && marked.premium);
    let world = world.restarted().await;
    let oleg = world.login(OLEG).await;
    world.control().change_account(VERA, flags(&[Flag::Restricted])).unwrap();
    let restricted = seen(&oleg, "vera").await;
    assert!(restricted.restricted && !restricted.verified);
    assert_eq!(restricted.restriction_reason.unwrap().len(), 1);
}

#[tokio::test]
async fn a_deleted_account_has_no_name_and_no_sessions() {
    let world = World::new().await;
    let (mut vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    world.control().send_message(VERA, OLEG, "Прощай").unwrap();
    oleg.hear().await;
    world.control().change_account(VERA, flags(&[Flag::Deleted])).unwrap();
    assert_eq!(vera.thrown_out().await, "USER_DEACTIVATED");
    let resolve = f::contacts::ResolveUsername { username: "vera".into(), referer: None };
    assert_eq!(oleg.refusal(resolve).await, "USERNAME_NOT_OCCUPIED");
    let resolve = f::contacts::ResolvePhone { phone: VERA.into() };
    assert_eq!(oleg.refusal(resolve).await, "PHONE_NOT_OCCUPIED");
    let dialogs = f::messages::GetDialogs {
        exclude_pinned: false,
        folder_id: None,
        offset_date: 0,
        offset_id: 0,
        offset_peer: enums::InputPeer::Empty,
        limit: 10,
        hash: 0,
    };
    let enums::messages::Dialogs::Dialogs(dialogs) = oleg.call(dialogs).await else { panic!() };
    let deleted = dialogs.users.into_iter().map(user).find(|user| !user.is_self).unwrap();
    assert!(deleted.deleted && deleted.first_name.is_none() && deleted.phone.is_none());
    // It stays so.
    assert!(world.control().change_account(VERA, flags(&[])).is_err());
    let name = AccountChange { first_name: Some("Виктория".into()), ..Default::default() };
    assert!(world.control().change_account(VERA, name).is_err());
}

#[tokio::test]
async fn accounts_are_changed_over_http() {
    let world = World::new().await;
    let base = format!("http://{}", world.sandbox.control_address());
    let call = async |method: Method, path: &str, body: Value| {
        let request = Client::new().request(method, format!("{base}{path}")).json(&body);
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str::<Value>(&text).unwrap_or_default())
    };
    let new = json!({
        "phone": "+70000001", "first_name": "X", "dc": 4, "flags": ["scam"], "password": "p",
        "password_hint": "one letter",
    });
    let (status, made) = call(Method::POST, "/accounts", new).await;
    assert_eq!((status, &made["dc"]), (StatusCode::CREATED, &json!(4)));
    assert_eq!(made["flags"], json!(["scam"]));

    let change = json!({
        "first_name": "Y", "last_name": "Z", "username": "@why_not", "dc": 0,
        "flags": ["verified", "support"], "about": "A letter", "password": "",
    });
    let (status, changed) = call(Method::PATCH, "/accounts/+70000001", change).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    let expected = json!({
        "id": made["id"], "phone": "+70000001", "first_name": "Y", "last_name": "Z",
        "username": "why_not", "flags": ["verified", "support"],
    });
    assert_eq!(changed, expected);
    assert_eq!(call(Method::GET, "/accounts/why_not", Value::Null).await.1, expected);
    for (body, expected) in [
        (json!({"username": "oleg", "first_name": "W"}), StatusCode::CONFLICT),
        (json!({"username": "1"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"first_name": " "}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"dc": 6}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"flags": ["holy"]}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"phone": "+7"}), StatusCode::UNPROCESSABLE_ENTITY),
        // There is no password any more.
        (json!({"password_hint": "none"}), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (status, answer) = call(Method::PATCH, "/accounts/why_not", body.clone()).await;
        assert_eq!(status, expected, "{body}: {answer}");
    }
    let nobody = call(Method::PATCH, "/accounts/nobody", json!({})).await;
    assert_eq!(nobody.0, StatusCode::NOT_FOUND);
    // Nothing of what was refused has happened.
    assert_eq!(call(Method::GET, "/accounts/why_not", Value::Null).await.1, expected);
}

#[tokio::test]
async fn a_bot_is_not_ended_as_a_person_is() {
    let world = World::new().await;
    let bot = world.bot();
    let http = Http::of(&world.sandbox);
    for who in ["BotFather", "echo_bot"] {
        for change in [
            json!({"flags": ["deleted"]}),
            json!({"flags": ["banned"]}),
            json!({"username": ""}),
            json!({"username": "echo"}),
        ] {
            let path = format!("/accounts/{who}");
            let (status, answer) = http.call(Method::PATCH, &path, Some(change.clone())).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{who} {change}");
            assert!(answer["error"].as_str().unwrap().contains("DELETE /bots/{who}"), "{answer}");
        }
    }
    // All else may change, and what is said again is no change.
    let change = json!({"flags": ["verified"], "first_name": "Echo 2", "username": "@echo_bot"});
    let (status, changed) = http.call(Method::PATCH, "/accounts/echo_bot", Some(change)).await;
    assert_eq!((status, &changed["first_name"]), (StatusCode::OK, &json!("Echo 2")));
    assert_eq!(bot.raw("getMe", json!({})).await.0, StatusCode::OK);
}

#[tokio::test]
async fn nobody_blocks_himself_or_knows_himself() {
    let world = World::new().await;
    let http = Http::of(&world.sandbox);
    for (path, body) in [
        ("/accounts/vera/blocked", json!({"person": VERA})),
        ("/accounts/vera/contacts", json!({"contact": VERA})),
    ] {
        assert_eq!(http.post(path, body).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
}

#[tokio::test]
async fn what_logins_may_do_is_set_over_http() {
    let world = World::new().await;
    let url = format!("http://{}/logins", world.sandbox.control_address());
    let http = Client::new();
    let put = async |body: Value| http.put(&url).json(&body).send().await.unwrap();
    assert_eq!(put(json!({"sign_up": false, "wrong_codes": 1})).await.status(), StatusCode::OK);
    let settings = world.control().login_settings();
    assert_eq!((settings.sign_up, settings.wrong_codes), (false, 1));
    assert_eq!(put(json!({"sign": 1})).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let now: Value =
        serde_json::from_str(&http.get(&url).send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(now["wrong_codes"], json!(1));
    put(json!({})).await;
    assert_eq!(world.control().login_settings(), sandbox::LoginSettings::default());
}

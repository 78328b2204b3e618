//! How methods are called, and what is said to those who may not.

use reqwest::{Client, StatusCode};
use sandbox::{BotChange, NewBot};
use serde_json::{Value, json};

use crate::support::{OLEG, VERA, World};

#[tokio::test]
async fn a_bot_is_told_who_it_is_in_any_way_of_asking() {
    let world = World::new().await;
    let bot = world.bot();
    let me = bot.call("getMe", json!({})).await;
    let expected = json!({
        "id": bot.id, "is_bot": true, "first_name": "Echo", "username": "echo_bot",
        "can_join_groups": true, "can_read_all_group_messages": false,
        "supports_inline_queries": false, "can_connect_to_business": true,
        "has_main_web_app": false,
    });
    assert_eq!(me, expected);
    for method in ["GETME", "getme", "getMe?x=1"] {
        let body: Value = reqwest::get(bot.url(method)).await.unwrap().json().await.unwrap();
        assert_eq!(body["result"], expected, "{method}");
    }
    world.control().send_message(VERA, "echo_bot", "hi").unwrap();
    let vera = world.id(VERA);
    let form = format!("chat_id={vera}&text=%D0%AF+%26");
    let request = Client::new().post(bot.url("sendMessage")).body(form);
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    let sent: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(sent["result"]["text"], json!("Я &"));
    let query = bot.url(&format!("sendMessage?chat_id={vera}&text=%D0%AF"));
    let sent: Value = reqwest::get(query).await.unwrap().json().await.unwrap();
    assert_eq!(sent["result"]["text"], json!("Я"));
}

#[tokio::test]
async fn a_wrong_token_and_an_unknown_method_are_told_apart() {
    let world = World::new().await;
    let bot = world.bot();
    let base = bot.url("").replace(&format!("{}/", bot.token), "");
    for (path, code, description) in [
        (format!("{}:{}/getMe", bot.id, "A".repeat(35)), 401, "Unauthorized"),
        ("1:abc/getMe".to_owned(), 401, "Unauthorized"),
        ("abc/getMe".to_owned(), 404, "Not Found"),
        (":/getMe".to_owned(), 404, "Not Found"),
        (format!("{}/getMee", bot.token), 404, "Not Found: method not found"),
    ] {
        let response = reqwest::get(format!("{base}{path}")).await.unwrap();
        assert_eq!(response.status().as_u16(), code, "{path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body, json!({"ok": false, "error_code": code, "description": description}));
    }
    assert_eq!(bot.refusal("getFather", json!({})).await.0, 404);
    let response = Client::new().post(bot.url("sendMessage")).body("{");
    let response = response.header("Content-Type", "application/json").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_of_another_site_speaks_for_no_bot() {
    let world = World::new().await;
    let request = Client::new().get(world.bot().url("getMe")).header("Host", "evil.example");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_operator_makes_revokes_and_deletes_bots() {
    let world = World::new().await;
    let base = format!("http://{}", world.sandbox.control_address());
    let client = Client::new();
    let new = json!({"name": "Echo", "username": "@echo_bot", "owner": OLEG, "privacy": false});
    let made = client.post(format!("{base}/bots")).json(&new).send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    let made: Value = made.json().await.unwrap();
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with(&format!("{}:", made["id"])) && token.len() == 46, "{token}");
    assert_eq!((&made["owner"], &made["privacy"]), (&json!(world.id(OLEG)), &json!(false)));
    assert_eq!(world.control().accounts().len(), 3, "a bot is not among the people");

    let (info, first) = (world.control().bots(), world.program(&world.control().bots()[0]));
    let revoked = client.post(format!("{base}/bots/echo_bot/revoke")).send().await.unwrap();
    let revoked: Value = revoked.json().await.unwrap();
    assert_ne!(revoked["token"], json!(info[0].token));
    assert_eq!(first.refusal("getMe", json!({})).await, (401, "Unauthorized".into()));
    let second = world.program(&world.control().bots()[0]);
    second.call("getMe", json!({})).await;

    let no_groups = BotChange { joins_groups: Some(false), ..BotChange::default() };
    world.control().set_bot("echo_bot", no_groups).unwrap();
    assert_eq!(second.call("getMe", json!({})).await["can_join_groups"], json!(false));

    let deleted = client.delete(format!("{base}/bots/echo_bot")).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    assert_eq!(second.refusal("getMe", json!({})).await.0, 401);
    assert!(world.control().bots().is_empty());
    let again = client.post(format!("{base}/bots")).json(&new).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::CREATED, "the name is free again");
}

#[tokio::test]
async fn a_bot_that_cannot_be_is_not_made() {
    let world = World::new().await;
    let base = format!("http://{}/bots", world.sandbox.control_address());
    world.bot();
    for (new, status) in [
        (json!({"name": "X", "username": "echo_bot"}), 409),
        (json!({"name": "X", "username": "vera"}), 422),
        (json!({"name": "X", "username": "a bot"}), 422),
        (json!({"name": " ", "username": "other_bot"}), 422),
        (json!({"name": "X", "username": "other_bot", "owner": "+70000000"}), 404),
        (json!({"name": "X", "username": "other_bot", "tokn": "x"}), 422),
    ] {
        let response = Client::new().post(&base).json(&new).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{new}");
    }
    for path in ["/vera/revoke", "/BotFather/revoke", "/none/revoke"] {
        let response = Client::new().post(format!("{base}{path}")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn commands_and_the_name_are_kept() {
    let world = World::new().await;
    let bot = world.bot();
    let commands = json!([{"command": "start", "description": "Begin"}]);
    bot.call("setMyCommands", json!({"commands": commands})).await;
    let russian = json!([{"command": "start", "description": "Начать"}]);
    let params = json!({"commands": russian.to_string(), "language_code": "ru"});
    bot.call("setMyCommands", params).await;
    bot.call("setMyName", json!({"name": "Echo 2"})).await;
    let long = json!({"name": "x".repeat(65)});
    assert_eq!(bot.refusal("setMyName", long).await.0, 400);
    let bad = json!({"commands": [{"command": "Bad one", "description": "x"}]});
    let refused = (400, "Bad Request: BOT_COMMAND_INVALID".to_owned());
    assert_eq!(bot.refusal("setMyCommands", bad).await, refused);

    let token = bot.token.clone();
    let world = world.restarted().await;
    let bot = world.program(&world.control().bots()[0]);
    assert_eq!(bot.token, token);
    assert_eq!(bot.call("getMyCommands", json!({})).await, commands);
    let in_russian = json!({"language_code": "ru"});
    assert_eq!(bot.call("getMyCommands", in_russian.clone()).await, russian);
    bot.call("deleteMyCommands", in_russian.clone()).await;
    assert_eq!(bot.call("getMyCommands", in_russian).await, json!([]));
    assert_eq!(bot.call("getMyName", json!({})).await, json!({"name": "Echo 2"}));
    assert_eq!(world.control().bots()[0].name, "Echo 2");
}

#[tokio::test]
async fn a_bot_that_logs_out_is_out_for_ten_minutes() {
    let world = World::new().await;
    let bot = world.bot();
    bot.call("logOut", json!({})).await;
    assert_eq!(bot.refusal("getMe", json!({})).await, (400, "Logged out".into()));
    world.pass(std::time::Duration::from_secs(601));
    bot.call("getMe", json!({})).await;
}

#[tokio::test]
async fn bots_have_owners_only_among_people() {
    let world = World::new().await;
    let owner = Some("nobody_at_all".to_owned());
    let new = NewBot { name: "X".into(), username: "x_bot".into(), owner, ..NewBot::default() };
    assert!(world.control().create_bot(&new).is_err());
}

//! A bot connected to a person's account.

use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::{Client, StatusCode};
use sandbox::{AccountEvent, Activity, Right};
use serde_json::{Value, json};

use super::Program;
use crate::support::{ANNA, OLEG, VERA, World};

/// Connects the bot to Vera's account; returns the connection's id.
async fn connect(world: &World, bot: &Program, rights: &[&str]) -> String {
    let wanted = json!({"bot": "echo_bot", "rights": rights});
    let (status, made) = put(world, wanted).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let update = bot.update().await;
    let connection = &update["business_connection"];
    assert_eq!(connection["user"]["id"], json!(world.id(VERA)));
    assert_eq!(connection["is_enabled"], json!(true));
    assert_eq!(connection["id"], made["id"]);
    made["id"].as_str().unwrap().to_owned()
}

async fn put(world: &World, wanted: Value) -> (StatusCode, Value) {
    let url = format!("http://{}/accounts/vera/bot", world.sandbox.control_address());
    let response = Client::new().put(url).json(&wanted).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

fn to(world: &World, who: &str, id: &str, text: &str) -> Value {
    json!({"business_connection_id": id, "chat_id": world.id(who), "text": text})
}

#[tokio::test]
async fn a_connected_bot_hears_both_sides_and_answers_in_its_owners_name() {
    let world = World::new().await;
    let bot = world.bot();
    let control = world.control();
    let id = connect(&world, &bot, &["reply", "read_messages"]).await;
    let shown = bot.call("getBusinessConnection", json!({"business_connection_id": id})).await;
    assert_eq!(shown["rights"], json!({"can_reply": true, "can_read_messages": true}));

    let asked = control.send_message(OLEG, VERA, "Вера?").unwrap();
    let update = bot.update().await;
    let heard = &update["business_message"];
    assert_eq!((&heard["text"], &heard["business_connection_id"]), (&json!("Вера?"), &json!(id)));
    assert_eq!(heard["chat"]["id"], json!(world.id(OLEG)));
    assert_eq!(heard["from"]["id"], json!(world.id(OLEG)));
    control.send_message(VERA, OLEG, "сейчас").unwrap();
    let update = bot.update().await;
    assert_eq!(update["business_message"]["from"]["id"], json!(world.id(VERA)));
    assert_eq!(update["business_message"]["chat"]["id"], json!(world.id(OLEG)));

    let mut events = control.subscribe(OLEG).unwrap();
    let typing =
        json!({"business_connection_id": id, "chat_id": world.id(OLEG), "action": "typing"});
    bot.call("sendChatAction", typing).await;
    let vera = world.id(VERA);
    let shown = AccountEvent::Typing { peer: vera, from: vera, action: Activity::Typing };
    assert_eq!(events.recv().await, Ok(shown));
    let read = json!({
        "business_connection_id": id, "chat_id": world.id(OLEG), "message_id": heard["message_id"],
    });
    bot.call("readBusinessMessage", read).await;
    assert_eq!(events.recv().await, Ok(AccountEvent::ReadByPeer { peer: vera, max_id: asked.id }));
    let sent = bot.call("sendMessage", to(&world, OLEG, &id, "это бот")).await;
    assert_eq!(sent["from"]["id"], json!(vera));
    assert_eq!(sent["sender_business_bot"]["id"], json!(bot.id));
    assert_eq!(sent["business_connection_id"], json!(id));
    let by_oleg = control.conversation(OLEG, VERA).unwrap().pop().unwrap();
    assert_eq!((&*by_oleg.text, by_oleg.from, by_oleg.via_business_bot), ("это бот", vera, None));
    let by_vera = control.conversation(VERA, OLEG).unwrap().pop().unwrap();
    assert_eq!(by_vera.via_business_bot, Some(bot.id));
    assert!(bot.updates().await.is_empty(), "it is not told of what it wrote itself");

    let edit = json!({
        "business_connection_id": id, "chat_id": world.id(OLEG),
        "message_id": sent["message_id"], "text": "это я",
    });
    bot.call("editMessageText", edit).await;
    assert_eq!(control.conversation(OLEG, VERA).unwrap().pop().unwrap().text, "это я");
    let params = [("business_connection_id", &*id), ("chat_id", &world.id(OLEG).to_string())];
    let voice = bot.upload("sendVoice", &params, ("voice", "a.ogg", b"OggS")).await;
    assert_eq!(voice["result"]["from"]["id"], json!(vera), "{voice}");
    let last = control.conversation(OLEG, VERA).unwrap().pop().unwrap();
    assert_eq!(control.read_file(last.file.unwrap().id, 0, 10).unwrap(), b"OggS");
}

#[tokio::test]
async fn edits_and_deletions_are_told_and_other_chats_are_not() {
    let world = World::new().await;
    let bot = world.bot();
    let control = world.control();
    let id = connect(&world, &bot, &["reply"]).await;
    let asked = control.send_message(OLEG, VERA, "Вера?").unwrap();
    control.edit_message(OLEG, VERA, asked.id, "Вера!").unwrap();
    control.delete_messages(OLEG, VERA, &[asked.id], true).unwrap();
    let updates = bot.updates().await;
    assert_eq!(updates[1]["edited_business_message"]["text"], json!("Вера!"));
    let deleted = &updates[2]["deleted_business_messages"];
    assert_eq!(deleted["message_ids"], json!([updates[0]["business_message"]["message_id"]]));
    assert_eq!(deleted["business_connection_id"], json!(id));
    assert_eq!(updates.len(), 3);

    control.send_message(VERA, VERA, "себе").unwrap();
    control.send_message("777000", VERA, "код").unwrap();
    world.bot_named("other_bot");
    control.send_message(VERA, "other_bot", "привет").unwrap();
    let group = sandbox::NewGroup {
        title: "Дом".into(),
        creator: VERA.into(),
        members: vec![OLEG.into()],
        ..sandbox::NewGroup::default()
    };
    let group = control.create_group(&group).unwrap().id.to_string();
    control.send_message(OLEG, &group, "всем").unwrap();
    assert!(bot.updates().await.is_empty());
}

#[tokio::test]
async fn a_connected_bot_may_no_more_than_it_was_given() {
    let world = World::new().await;
    let bot = world.bot();
    let other = world.bot_named("other_bot");
    let control = world.control();
    let id = connect(&world, &bot, &[]).await;
    control.send_message(OLEG, VERA, "Вера?").unwrap();
    let heard = bot.update().await["business_message"]["message_id"].clone();
    let forbidden = (403, "Forbidden: BOT_ACCESS_FORBIDDEN".to_owned());
    assert_eq!(bot.refusal("sendMessage", to(&world, OLEG, &id, "x")).await, forbidden);
    let read =
        json!({"business_connection_id": id, "chat_id": world.id(OLEG), "message_id": heard});
    assert_eq!(bot.refusal("readBusinessMessage", read.clone()).await, forbidden);
    let delete = json!({"business_connection_id": id, "message_ids": [heard]});
    assert_eq!(bot.refusal("deleteBusinessMessages", delete.clone()).await, forbidden);
    let missing = (400, "Bad Request: business connection not found".to_owned());
    assert_eq!(other.refusal("sendMessage", to(&world, OLEG, &id, "x")).await, missing);
    assert_eq!(bot.refusal("sendMessage", to(&world, OLEG, "nonsense", "x")).await, missing);

    let rights = json!(["reply", "delete_sent_messages"]);
    put(&world, json!({"bot": "echo_bot", "rights": rights})).await;
    let sent = bot.call("sendMessage", to(&world, OLEG, &id, "моё")).await;
    assert_eq!(bot.refusal("deleteBusinessMessages", delete.clone()).await, forbidden);
    let own = json!({"business_connection_id": id, "message_ids": [sent["message_id"]]});
    bot.call("deleteBusinessMessages", own).await;
    assert_eq!(control.conversation(OLEG, VERA).unwrap().len(), 1);
    put(&world, json!({"bot": "echo_bot", "rights": ["delete_all_messages"]})).await;
    bot.call("deleteBusinessMessages", delete).await;
    assert!(control.conversation(OLEG, VERA).unwrap().is_empty());
}

#[tokio::test]
async fn only_chats_that_were_active_during_the_last_day_are_answered() {
    let world = World::new().await;
    let bot = world.bot();
    let control = world.control();
    let id = connect(&world, &bot, &["reply"]).await;
    let missing = (400, "Bad Request: BUSINESS_PEER_USAGE_MISSING".to_owned());
    assert_eq!(bot.refusal("sendMessage", to(&world, OLEG, &id, "x")).await, missing);
    // What the owner writes does not make a chat active.
    control.send_message(VERA, OLEG, "Олег?").unwrap();
    assert_eq!(bot.refusal("sendMessage", to(&world, OLEG, &id, "x")).await, missing);
    control.send_message(OLEG, VERA, "да").unwrap();
    bot.call("sendMessage", to(&world, OLEG, &id, "x")).await;
    world.pass(Duration::from_secs(86_401));
    assert_eq!(bot.refusal("sendMessage", to(&world, OLEG, &id, "x")).await, missing);
    let invalid = (400, "Bad Request: BUSINESS_PEER_INVALID".to_owned());
    assert_eq!(bot.refusal("sendMessage", to(&world, VERA, &id, "x")).await, invalid);
}

#[tokio::test]
async fn a_connection_reaches_whom_it_is_made_for() {
    let world = World::new().await;
    let bot = world.bot();
    let control = world.control();
    let anna = world.id(ANNA);
    let recipients = json!({"new_chats": true, "existing_chats": true, "exclude_users": [anna]});
    let wanted = json!({"bot": "echo_bot", "rights": ["reply"], "recipients": recipients});
    let (_, made) = put(&world, wanted).await;
    bot.updates().await;
    control.send_message(ANNA, VERA, "а я?").unwrap();
    assert!(bot.updates().await.is_empty());
    let id = made["id"].as_str().unwrap();
    let invalid = (400, "Bad Request: BUSINESS_PEER_INVALID".to_owned());
    assert_eq!(bot.refusal("sendMessage", to(&world, ANNA, id, "x")).await, invalid);
    let only = json!({"users": [anna]});
    let wanted = json!({"bot": "echo_bot", "rights": ["reply"], "recipients": only});
    put(&world, wanted).await;
    bot.updates().await;
    control.send_message(OLEG, VERA, "а я?").unwrap();
    control.send_message(ANNA, VERA, "а теперь?").unwrap();
    assert_eq!(bot.update().await["business_message"]["text"], json!("а теперь?"));
}

#[tokio::test]
async fn a_connection_is_switched_off_kept_and_ended() {
    let world = World::new().await;
    let bot = world.bot();
    let id = connect(&world, &bot, &["reply"]).await;
    let world = world.restarted().await;
    let bot = world.program(&world.control().bots()[0]);
    let kept = world.control().connected_bot(VERA).unwrap();
    assert_eq!((&kept.id, kept.rights), (&id, BTreeSet::from([Right::Reply])));
    world.control().send_message(OLEG, VERA, "?").unwrap();
    bot.updates().await;

    let off = json!({"bot": "echo_bot", "rights": ["reply"], "enabled": false});
    put(&world, off).await;
    let update = bot.update().await;
    assert_eq!(update["business_connection"]["is_enabled"], json!(false));
    let invalid = (400, "Bad Request: BUSINESS_CONNECTION_INVALID".to_owned());
    assert_eq!(bot.refusal("sendMessage", to(&world, OLEG, &id, "x")).await, invalid);
    world.control().send_message(OLEG, VERA, "??").unwrap();
    assert!(bot.updates().await.is_empty());

    let url = format!("http://{}/accounts/vera/bot", world.sandbox.control_address());
    let ended = Client::new().delete(&url).send().await.unwrap();
    assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    assert_eq!(bot.update().await["business_connection"]["is_enabled"], json!(false));
    let missing = (400, "Bad Request: business connection not found".to_owned());
    assert_eq!(bot.refusal("sendMessage", to(&world, OLEG, &id, "x")).await, missing);
    assert_eq!(reqwest::get(url).await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_connected_is_refused() {
    let world = World::new().await;
    world.bot();
    let closed = sandbox::BotChange { business: Some(false), ..sandbox::BotChange::default() };
    world.control().set_bot("echo_bot", closed).unwrap();
    for (wanted, status) in [
        (json!({"bot": "echo_bot"}), 422),
        (json!({"bot": "oleg"}), 404),
        (json!({"bot": "echo_bot", "rights": ["fly"]}), 422),
        (json!({"bot": "echo_bot", "recipents": {}}), 422),
    ] {
        let (got, answer) = put(&world, wanted.clone()).await;
        assert_eq!(got.as_u16(), status, "{wanted}: {answer}");
    }
}

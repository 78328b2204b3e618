//! Bots in groups: what they hear there, and what they are told of themselves.

use sandbox::{BotChange, NewGroup, NewMessage};
use serde_json::{Value, json};

use super::Program;
use crate::support::{OLEG, VERA, World};

async fn heard(bot: &Program) -> Vec<String> {
    let updates = bot.updates().await;
    let text = |it: &Value| it["message"]["text"].as_str().map(str::to_owned);
    updates.iter().filter_map(text).collect()
}

/// A group of Vera's with Oleg, and the bot taken into it.
fn group(world: &World, supergroup: bool) -> String {
    let new = NewGroup {
        title: "Дом".into(),
        creator: VERA.into(),
        members: vec![OLEG.into()],
        supergroup,
        ..NewGroup::default()
    };
    let group = world.control().create_group(&new).unwrap().id.to_string();
    world.control().add_member(&group, VERA, "echo_bot").unwrap();
    group
}

#[tokio::test]
async fn a_bot_in_a_group_hears_what_is_meant_for_it() {
    for supergroup in [false, true] {
        let world = World::new().await;
        let bot = world.bot();
        let group = group(&world, supergroup);
        let chat: i64 = group.parse().unwrap();
        let control = world.control();
        let updates = bot.updates().await;
        let added = &updates[0]["my_chat_member"];
        assert_eq!(added["old_chat_member"]["status"], json!("left"));
        assert_eq!(added["new_chat_member"]["status"], json!("member"));
        assert_eq!(added["from"]["username"], json!("vera"));
        let kind = if supergroup { "supergroup" } else { "group" };
        assert_eq!(added["chat"], json!({"id": chat, "title": "Дом", "type": kind}));
        let members = &updates[1]["message"]["new_chat_members"];
        assert_eq!(members[0]["id"], json!(bot.id));

        let own = bot.call("sendMessage", json!({"chat_id": chat, "text": "Я тут"})).await;
        let own = own["message_id"].clone();
        for text in ["просто так", "/start", "/start@other_bot", "/help@echo_bot", "@echo_bot?"]
        {
            control.send_message(OLEG, &group, text).unwrap();
        }
        let seen = control.conversation(OLEG, &group).unwrap();
        let seen = seen.iter().find(|message| message.text == "Я тут").unwrap().id;
        let reply = NewMessage {
            from: OLEG.into(),
            to: group.clone(),
            text: "и правда".into(),
            reply_to: Some(seen),
            ..NewMessage::default()
        };
        control.send(&reply).unwrap();
        let updates = bot.updates().await;
        let texts: Vec<&str> =
            updates.iter().map(|it| it["message"]["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["/start", "/help@echo_bot", "@echo_bot?", "и правда"]);
        assert_eq!(updates[3]["message"]["reply_to_message"]["message_id"], own);

        let open = BotChange { privacy: Some(false), ..BotChange::default() };
        control.set_bot("echo_bot", open).unwrap();
        control.send_message(OLEG, &group, "просто так").unwrap();
        assert_eq!(heard(&bot).await, ["просто так"]);
    }
}

#[tokio::test]
async fn bots_do_not_hear_each_other_in_groups() {
    let world = World::new().await;
    let bot = world.bot();
    let other = world.bot_named("other_bot");
    let group = group(&world, true);
    world.control().add_member(&group, VERA, "other_bot").unwrap();
    bot.updates().await;
    other.updates().await;
    let chat: i64 = group.parse().unwrap();
    other.call("sendMessage", json!({"chat_id": chat, "text": "@echo_bot, слышишь?"})).await;
    assert_eq!(heard(&bot).await, [""; 0]);
    // The one that wrote last is meant.
    world.control().send_message(OLEG, &group, "/start").unwrap();
    assert_eq!(heard(&other).await, ["/start"]);
    assert_eq!(heard(&bot).await, [""; 0]);
}

#[tokio::test]
async fn a_bot_looks_round_in_a_group_and_leaves_it() {
    let world = World::new().await;
    let bot = world.bot();
    let group = group(&world, true);
    let chat = json!({"chat_id": group.parse::<i64>().unwrap()});
    assert_eq!(bot.call("getChatMemberCount", chat.clone()).await, json!(3));
    let full = bot.call("getChat", chat.clone()).await;
    assert_eq!((&full["title"], &full["type"]), (&json!("Дом"), &json!("supergroup")));
    let status = async |who: i64| {
        let asked = json!({"chat_id": chat["chat_id"], "user_id": who});
        bot.call("getChatMember", asked).await["status"].clone()
    };
    assert_eq!(status(world.id(VERA)).await, json!("creator"));
    assert_eq!(status(world.id(OLEG)).await, json!("member"));
    assert_eq!(status(world.id("anna")).await, json!("left"));
    let creators = bot.call("getChatAdministrators", chat.clone()).await;
    assert_eq!(creators[0]["user"]["id"], json!(world.id(VERA)));

    bot.updates().await;
    bot.call("leaveChat", chat.clone()).await;
    let updates = bot.updates().await;
    let left = updates.iter().find(|it| !it["my_chat_member"].is_null()).unwrap();
    assert_eq!(left["my_chat_member"]["new_chat_member"]["status"], json!("left"));
    let out = (403, "Forbidden: bot is not a member of the supergroup chat".to_owned());
    let say = json!({"chat_id": chat["chat_id"], "text": "x"});
    assert_eq!(bot.refusal("sendMessage", say).await, out);
    world.control().add_member(&group, VERA, "echo_bot").unwrap();
    world.control().remove_member(&group, VERA, "echo_bot").unwrap();
    let updates = bot.updates().await;
    let kicked = updates.iter().rfind(|it| !it["my_chat_member"].is_null()).unwrap();
    assert_eq!(kicked["my_chat_member"]["new_chat_member"]["status"], json!("kicked"));
    assert_eq!(kicked["my_chat_member"]["from"]["id"], json!(world.id(VERA)));
}

#[tokio::test]
async fn a_bot_that_joins_no_groups_is_not_taken_into_one() {
    let world = World::new().await;
    world.bot();
    let closed = BotChange { joins_groups: Some(false), ..BotChange::default() };
    world.control().set_bot("echo_bot", closed).unwrap();
    let new = NewGroup { title: "Дом".into(), creator: VERA.into(), ..NewGroup::default() };
    let group = world.control().create_group(&new).unwrap().id.to_string();
    let refused = world.control().add_member(&group, VERA, "echo_bot").unwrap_err();
    assert!(refused.to_string().contains("groups"), "{refused}");
}

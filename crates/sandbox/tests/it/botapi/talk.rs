//! Bots and people in private chats.

use sandbox::Flag;
use serde_json::json;

use crate::support::{ANNA, OLEG, VERA, World};

#[tokio::test]
async fn a_person_writes_to_a_bot_and_is_answered() {
    let world = World::new().await;
    let bot = world.bot();
    let mut vera = world.login(VERA).await;
    let peer = vera.peer("echo_bot").await;
    let asked = vera.say(peer, "Привет @vera").await;
    let update = bot.update().await;
    let me = world.id(VERA);
    let message = &update["message"];
    let from = json!({"id": me, "is_bot": false, "first_name": "Вера", "username": "vera"});
    assert_eq!(message["from"], from);
    let chat = json!({"id": me, "first_name": "Вера", "username": "vera", "type": "private"});
    assert_eq!(message["chat"], chat);
    assert_eq!(message["text"], json!("Привет @vera"));
    let mention = json!([{"type": "mention", "offset": 7, "length": 5}]);
    assert_eq!(message["entities"], mention);

    let answer = json!({
        "chat_id": me, "text": "<b>И</b> тебе", "parse_mode": "HTML",
        "reply_parameters": {"message_id": message["message_id"]},
        "disable_notification": true,
    });
    let sent = bot.call("sendMessage", answer).await;
    assert_eq!(sent["reply_to_message"]["text"], json!("Привет @vera"));
    assert_eq!(sent["entities"], json!([{"type": "bold", "offset": 0, "length": 1}]));
    // What she said herself comes first.
    vera.hear().await;
    let heard = vera.hear().await;
    assert_eq!((heard.text(), heard.reply_to_message_id()), ("И тебе", Some(asked)));
    let chat = world.control().conversation(VERA, "echo_bot").unwrap();
    assert_eq!((chat[1].from, chat[1].out), (bot.id, false));
}

#[tokio::test]
async fn a_bot_does_not_write_first_nor_to_those_who_blocked_it() {
    let world = World::new().await;
    let bot = world.bot_named("first_bot");
    let other = world.bot_named("second_bot");
    let control = world.control();
    let to = |who: i64| json!({"chat_id": who, "text": "x"});
    let not_found = (400, "Bad Request: chat not found".to_owned());
    assert_eq!(bot.refusal("sendMessage", to(world.id(VERA))).await, not_found);
    assert_eq!(bot.refusal("sendMessage", to(1)).await, not_found);
    assert_eq!(
        bot.refusal("sendMessage", json!({"chat_id": "@vera", "text": "x"})).await,
        not_found
    );
    let empty = (400, "Bad Request: chat_id is empty".to_owned());
    assert_eq!(bot.refusal("sendMessage", json!({"text": "x"})).await, empty);

    // The bot knows Anna from a group, but she never wrote to it.
    let group = sandbox::NewGroup {
        title: "Group".into(),
        creator: VERA.into(),
        members: vec!["first_bot".into(), ANNA.into()],
        ..sandbox::NewGroup::default()
    };
    control.create_group(&group).unwrap();
    let first = (403, "Forbidden: bot can't initiate conversation with a user".to_owned());
    assert_eq!(bot.refusal("sendMessage", to(world.id(ANNA))).await, first);
    assert!(control.send_message("first_bot", ANNA, "x").is_err());
    assert_ne!(bot.refusal("sendMessage", to(other.id)).await.0, 200);

    control.send_message(OLEG, "first_bot", "hi").unwrap();
    let oleg = world.id(OLEG);
    bot.call("sendMessage", to(oleg)).await;
    bot.updates().await;
    control.set_blocked(OLEG, "first_bot", true).unwrap();
    let blocked = (403, "Forbidden: bot was blocked by the user".to_owned());
    assert_eq!(bot.refusal("sendMessage", to(oleg)).await, blocked);
    let update = bot.update().await;
    assert_eq!(update["my_chat_member"]["new_chat_member"]["status"], json!("kicked"));
    control.set_blocked(OLEG, "first_bot", false).unwrap();
    bot.call("sendMessage", to(oleg)).await;
    let change = sandbox::AccountChange {
        flags: Some([Flag::Deleted].into()),
        ..sandbox::AccountChange::default()
    };
    control.change_account(OLEG, change).unwrap();
    let gone = (403, "Forbidden: user is deactivated".to_owned());
    assert_eq!(bot.refusal("sendMessage", to(oleg)).await, gone);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_in_telegrams_words() {
    let world = World::new().await;
    let bot = world.bot();
    world.control().send_message(VERA, "echo_bot", "hi").unwrap();
    let vera = world.id(VERA);
    for (params, why) in [
        (json!({"chat_id": vera, "text": " "}), "message text is empty"),
        (json!({"chat_id": vera}), "message text is empty"),
        (json!({"chat_id": vera, "text": "x".repeat(4097)}), "message is too long"),
        (
            json!({"chat_id": vera, "text": "<b>x", "parse_mode": "HTML"}),
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (json!({"chat_id": vera, "text": "x", "parse_mode": "TeX"}), "unsupported parse_mode"),
        (
            json!({"chat_id": vera, "text": "x", "reply_parameters": {"message_id": 99}}),
            "message to be replied not found",
        ),
        (
            json!({"chat_id": vera, "text": "x", "reply_markup": "["}),
            "can't parse reply_markup JSON object",
        ),
        (
            json!({"chat_id": vera, "text": "x", "reply_markup": [1]}),
            "object expected as reply markup",
        ),
    ] {
        let expected = (400, format!("Bad Request: {why}"));
        assert_eq!(bot.refusal("sendMessage", params.clone()).await, expected, "{params}");
    }
    let may_miss = json!({
        "chat_id": vera, "text": "x",
        "reply_parameters": {"message_id": 99, "allow_sending_without_reply": true},
        "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]},
    });
    let sent = bot.call("sendMessage", may_miss).await;
    assert!(sent["reply_to_message"].is_null());
}

#[tokio::test]
async fn edits_deletions_and_reactions_reach_both_sides() {
    let world = World::new().await;
    let bot = world.bot();
    let control = world.control();
    let asked = control.send_message(VERA, "echo_bot", "вопрос").unwrap();
    let vera = world.id(VERA);
    let theirs = bot.update().await["message"]["message_id"].clone();
    control.edit_message(VERA, "echo_bot", asked.id, "другой вопрос").unwrap();
    let edited = bot.update().await;
    assert_eq!(edited["edited_message"]["text"], json!("другой вопрос"));
    assert!(edited["edited_message"]["edit_date"].is_i64());

    let sent = bot.call("sendMessage", json!({"chat_id": vera, "text": "ответ"})).await;
    let own = sent["message_id"].clone();
    let edit =
        json!({"chat_id": vera, "message_id": own, "text": "*ответ*", "parse_mode": "MarkdownV2"});
    let edited = bot.call("editMessageText", edit.clone()).await;
    assert_eq!(edited["entities"][0]["type"], json!("bold"));
    let (code, said) = bot.refusal("editMessageText", edit).await;
    assert!(code == 400 && said.starts_with("Bad Request: message is not modified: "), "{said}");
    let others = json!({"chat_id": vera, "message_id": theirs, "text": "x"});
    let refused = (400, "Bad Request: message can't be edited".to_owned());
    assert_eq!(bot.refusal("editMessageText", others).await, refused);
    let missing = json!({"chat_id": vera, "message_id": 99, "text": "x"});
    let refused = (400, "Bad Request: message to edit not found".to_owned());
    assert_eq!(bot.refusal("editMessageText", missing).await, refused);

    let reaction = json!([{"type": "emoji", "emoji": "👍"}]);
    let react = json!({"chat_id": vera, "message_id": theirs, "reaction": reaction});
    bot.call("setMessageReaction", react).await;
    let chat = control.conversation(VERA, "echo_bot").unwrap();
    assert_eq!(chat[0].reactions, [("👍".to_owned(), vec![bot.id])]);
    assert_eq!(chat[1].text, "ответ");

    bot.call("deleteMessage", json!({"chat_id": vera, "message_id": own})).await;
    bot.call("deleteMessages", json!({"chat_id": vera, "message_ids": [theirs, 99]})).await;
    assert!(control.conversation(VERA, "echo_bot").unwrap().is_empty());
    let refused = (400, "Bad Request: message to delete not found".to_owned());
    let again = json!({"chat_id": vera, "message_id": own});
    assert_eq!(bot.refusal("deleteMessage", again).await, refused);
}

#[tokio::test]
async fn a_bot_passes_messages_on_and_copies_them() {
    let world = World::new().await;
    let bot = world.bot();
    world.control().send_message(VERA, "echo_bot", "для всех").unwrap();
    world.control().send_message(OLEG, "echo_bot", "я тут").unwrap();
    let first = bot.updates().await[0]["message"]["message_id"].clone();
    let params = json!({
        "chat_id": world.id(OLEG), "from_chat_id": world.id(VERA), "message_id": first,
    });
    let forwarded = bot.call("forwardMessage", params.clone()).await;
    assert_eq!(forwarded["forward_origin"]["sender_user"]["id"], json!(world.id(VERA)));
    let copied = bot.call("copyMessage", params).await;
    assert!(copied["message_id"].is_i64());
    let chat = world.control().conversation(OLEG, "echo_bot").unwrap();
    let seen: Vec<_> = chat[1..].iter().map(|m| (&*m.text, m.forwarded_from)).collect();
    assert_eq!(seen, [("для всех", Some(world.id(VERA))), ("для всех", None)]);
}

#[tokio::test]
async fn a_bot_is_seen_typing() {
    let world = World::new().await;
    let bot = world.bot();
    world.control().send_message(VERA, "echo_bot", "hi").unwrap();
    let mut events = world.control().subscribe(VERA).unwrap();
    let vera = world.id(VERA);
    bot.call("sendChatAction", json!({"chat_id": vera, "action": "record_voice"})).await;
    let typing = sandbox::AccountEvent::Typing {
        peer: bot.id,
        from: bot.id,
        action: sandbox::Activity::RecordVoice,
    };
    assert_eq!(events.recv().await, Ok(typing));
    let refused = (400, "Bad Request: wrong parameter action in request".to_owned());
    let bad = json!({"chat_id": vera, "action": "dance"});
    assert_eq!(bot.refusal("sendChatAction", bad).await, refused);
}

#[tokio::test]
async fn a_text_that_is_far_too_long_is_not_read() {
    let world = World::new().await;
    let bot = world.bot();
    let vera = world.id(VERA);
    world.control().send_message(VERA, "echo_bot", "/start").unwrap();
    let text = "&".repeat(600 * 1024);
    for mode in ["HTML", "Markdown", "MarkdownV2", ""] {
        let say = json!({"chat_id": vera, "text": text, "parse_mode": mode});
        let refused = (400, "Bad Request: text is too long".to_owned());
        assert_eq!(bot.refusal("sendMessage", say).await, refused);
    }
    let say = json!({"chat_id": vera, "text": "&".repeat(4096), "parse_mode": "HTML"});
    bot.call("sendMessage", say).await;
}

#[tokio::test]
async fn a_bot_reacts_with_an_emoji_and_with_nothing_else() {
    let world = World::new().await;
    let bot = world.bot();
    let asked = world.control().send_message(VERA, "echo_bot", "/start").unwrap();
    let id = bot.update().await["message"]["message_id"].clone();
    for emoji in ["", "+1", "да"] {
        let reaction = json!([{"type": "emoji", "emoji": emoji}]);
        let react = json!({"chat_id": world.id(VERA), "message_id": id, "reaction": reaction});
        let refused = (400, "Bad Request: REACTION_INVALID".to_owned());
        assert_eq!(bot.refusal("setMessageReaction", react).await, refused);
    }
    let chat = world.control().conversation(VERA, "echo_bot").unwrap();
    assert_eq!((chat[0].id, &chat[0].reactions), (asked.id, &Vec::new()));
}

//! Bots as MTProto clients meet them, and as such clients themselves.

use grammers_client::tl::{enums, functions as f, types};
use grammers_session::types::PeerId;
use sandbox::BotChange;
use serde_json::json;

use crate::support::{OLEG, VERA, World};

fn import(token: &str) -> f::auth::ImportBotAuthorization {
    let (flags, api_id, api_hash) = (0, 12345, "hash".to_owned());
    f::auth::ImportBotAuthorization { flags, api_id, api_hash, bot_auth_token: token.to_owned() }
}

#[tokio::test]
async fn a_client_logs_in_as_a_bot_and_talks() {
    let world = World::new().await;
    let bot = world.bot();
    let client = world.stranger().await;
    let user = client.client.bot_sign_in(&bot.token, "hash").await.unwrap();
    assert!(user.is_bot());
    assert_eq!(user.id().bare_id(), Some(bot.id));
    let mut client = client.start_updates().await;
    world.control().send_message(VERA, "echo_bot", "hi").unwrap();
    let heard = client.hear().await;
    let vera = heard.peer_ref().await.unwrap().unwrap();
    client.say(vera, "и тебе").await;
    let chat = world.control().conversation(VERA, "echo_bot").unwrap();
    assert_eq!(chat[1].text, "и тебе");
    assert_eq!(client.refusal(f::messages::GetAllDrafts {}).await, "BOT_METHOD_INVALID");
    assert_eq!(client.refusal(f::account::GetConnectedBots {}).await, "BOT_METHOD_INVALID");
}

#[tokio::test]
async fn a_wrong_and_a_revoked_token_let_nobody_in() {
    let world = World::new().await;
    let bot = world.bot();
    let client = world.stranger().await;
    assert_eq!(client.refusal(import("1:abc")).await, "ACCESS_TOKEN_INVALID");
    assert_eq!(client.refusal(import("")).await, "ACCESS_TOKEN_INVALID");
    client.call(import(&bot.token)).await;
    world.control().revoke_bot_token("echo_bot").unwrap();
    assert_eq!(client.refusal(f::updates::GetState {}).await, "AUTH_KEY_UNREGISTERED");
    let late = world.stranger().await;
    assert_eq!(late.refusal(import(&bot.token)).await, "ACCESS_TOKEN_EXPIRED");
}

#[tokio::test]
async fn people_see_what_a_bot_is() {
    let world = World::new().await;
    let bot = world.bot();
    let commands = json!([{"command": "start", "description": "Begin"}]);
    bot.call("setMyCommands", json!({"commands": commands})).await;
    let change = BotChange { joins_groups: Some(false), ..BotChange::default() };
    world.control().set_bot("echo_bot", change).unwrap();
    let vera = world.login(VERA).await;
    let resolved =
        vera.call(f::contacts::ResolveUsername { username: "echo_bot".into(), referer: None });
    let enums::contacts::ResolvedPeer::Peer(resolved) = resolved.await;
    let enums::User::User(user) = &resolved.users[0] else { panic!() };
    assert!(user.bot && user.bot_nochats && user.bot_business && !user.bot_chat_history);
    assert_eq!((user.id, user.phone.as_deref(), user.status.is_none()), (bot.id, None, true));
    let id = types::InputUser { user_id: user.id, access_hash: user.access_hash.unwrap() };
    let enums::users::UserFull::Full(full) =
        vera.call(f::users::GetFullUser { id: id.into() }).await;
    let enums::UserFull::Full(full) = full.full_user;
    let enums::BotInfo::Info(info) = full.bot_info.unwrap();
    let enums::BotCommand::Command(command) = &info.commands.unwrap()[0];
    assert_eq!(command.command, "start");
}

#[tokio::test]
async fn a_person_connects_a_bot_by_mtproto() {
    let world = World::new().await;
    let bot = world.bot();
    let vera = world.login(VERA).await;
    let peer = vera.peer("echo_bot").await;
    assert_eq!(peer.id, PeerId::user(bot.id).unwrap());
    let access_hash = peer.auth.hash();
    let input: enums::InputUser = types::InputUser { user_id: bot.id, access_hash }.into();
    let recipients = |existing_chats, new_chats| -> enums::InputBusinessBotRecipients {
        types::InputBusinessBotRecipients {
            existing_chats,
            new_chats,
            contacts: false,
            non_contacts: false,
            exclude_selected: false,
            users: None,
            exclude_users: None,
        }
        .into()
    };
    let rights = types::BusinessBotRights {
        reply: true,
        read_messages: false,
        delete_sent_messages: false,
        delete_received_messages: true,
        edit_name: false,
        edit_bio: false,
        edit_profile_photo: false,
        edit_username: false,
        view_gifts: false,
        sell_gifts: false,
        change_gift_settings: false,
        transfer_and_upgrade_gifts: false,
        transfer_stars: false,
        manage_stories: false,
    };
    let mut connect = f::account::UpdateConnectedBot {
        deleted: false,
        rights: Some(rights.clone().into()),
        bot: input,
        recipients: recipients(false, false),
    };
    assert_eq!(vera.refusal(connect.clone()).await, "BUSINESS_RECIPIENTS_EMPTY");
    connect.recipients = recipients(true, true);
    vera.call(connect.clone()).await;
    let connection = bot.update().await["business_connection"].clone();
    assert_eq!(connection["rights"], json!({"can_reply": true, "can_delete_all_messages": true}));
    let enums::account::ConnectedBots::Bots(connected) =
        vera.call(f::account::GetConnectedBots {}).await;
    let enums::ConnectedBot::Bot(shown) = &connected.connected_bots[0];
    assert_eq!((shown.bot_id, shown.rights.clone()), (bot.id, rights.into()));

    world.control().send_message(OLEG, VERA, "?").unwrap();
    bot.update().await;
    let say = json!({
        "business_connection_id": connection["id"], "chat_id": world.id(OLEG), "text": "я за неё",
    });
    bot.call("sendMessage", say.clone()).await;
    let oleg = vera.peer("oleg").await;
    let mut history = vera.client.iter_messages(oleg).limit(1);
    let last = history.next().await.unwrap().unwrap();
    let enums::Message::Message(raw) = last.raw.clone() else { panic!() };
    assert_eq!(raw.via_business_bot_id, Some(bot.id));

    let keep_out = |paused| {
        let peer = oleg.into();
        f::account::ToggleConnectedBotPaused { peer, paused }
    };
    vera.call(keep_out(true)).await;
    bot.updates().await;
    world.control().send_message(OLEG, VERA, "наедине").unwrap();
    assert!(bot.updates().await.is_empty());
    let invalid = (400, "Bad Request: BUSINESS_PEER_INVALID".to_owned());
    assert_eq!(bot.refusal("sendMessage", say.clone()).await, invalid);
    vera.call(keep_out(false)).await;
    bot.updates().await;
    bot.call("sendMessage", say.clone()).await;
    let exclude = f::account::DisablePeerConnectedBot { peer: oleg.into() };
    vera.call(exclude.clone()).await;
    bot.updates().await;
    assert_eq!(bot.refusal("sendMessage", say).await, invalid);

    connect.deleted = true;
    vera.call(connect.clone()).await;
    assert_eq!(bot.update().await["business_connection"]["is_enabled"], json!(false));
    assert_eq!(vera.refusal(exclude).await, "BOT_NOT_CONNECTED_YET");
    let closed = BotChange { business: Some(false), ..BotChange::default() };
    world.control().set_bot("echo_bot", closed).unwrap();
    connect.deleted = false;
    assert_eq!(vera.refusal(connect).await, "BOT_BUSINESS_MISSING");
}

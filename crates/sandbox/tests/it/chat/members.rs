//! What a supergroup is and who is in it, as its creator has it.

use grammers_client::tl::{Deserializable, enums, functions as f, types};
use grammers_session::types::PeerRef;
use sandbox::{BotChange, NewAccount};
use serde_json::json;

use super::supergroups::{input, supergroup};
use crate::support::{ANNA, OLEG, Person, VERA, World};

#[tokio::test]
async fn several_are_invited_at_once_or_nobody() {
    let world = World::new().await;
    let number = supergroup(&world);
    let control = world.control();
    world.bot();
    let closed = BotChange { joins_groups: Some(false), ..BotChange::default() };
    control.set_bot("echo_bot", closed).unwrap();
    let vera = world.login(VERA).await;
    let (channel, oleg) = (input(&vera).await, vera.peer("oleg").await);
    let (anna, bot) = (vera.peer("anna").await, vera.peer("echo_bot").await);
    let invite = |users: &[PeerRef]| f::channels::InviteToChannel {
        channel: channel.clone(),
        users: users.iter().map(|user| (*user).into()).collect(),
    };
    let members = || control.groups()[0].members.len();
    assert_eq!(vera.refusal(invite(&[anna, bot])).await, "BOT_GROUPS_BLOCKED");
    assert_eq!(vera.refusal(invite(&[oleg])).await, "USER_ALREADY_PARTICIPANT");
    assert_eq!(vera.refusal(invite(&[])).await, "USERS_TOO_FEW");
    assert_eq!(members(), 2);
    vera.call(invite(&[oleg, anna, anna])).await;
    assert_eq!(members(), 3);
    let notes = control.conversation(VERA, &number).unwrap();
    let added = &notes.last().unwrap().action["members_added"]["members"];
    assert_eq!(*added, json!([world.id(ANNA)]));
}

#[tokio::test]
async fn members_are_found_by_any_name_and_bots_by_being_bots() {
    use enums::ChannelParticipantsFilter as Filter;
    let world = World::new().await;
    let number = supergroup(&world);
    let control = world.control();
    let bot = world.bot();
    let peter = NewAccount {
        phone: "+79990000004".into(),
        first_name: "Пётр".into(),
        last_name: Some("Иванов".into()),
        ..NewAccount::default()
    };
    let peter = control.create_account(peter).unwrap().id;
    for member in ["+79990000004", "echo_bot"] {
        control.add_member(&number, VERA, member).unwrap();
    }
    let vera = world.login(VERA).await;
    let channel = input(&vera).await;
    let found = async |filter: Filter| {
        let ask = f::channels::GetParticipants {
            channel: channel.clone(),
            filter,
            offset: 0,
            limit: 100,
            hash: 0,
        };
        match vera.call(ask).await {
            enums::channels::ChannelParticipants::Participants(found) => {
                let ids = found.participants.iter().map(|member| match member {
                    enums::ChannelParticipant::Participant(member) => member.user_id,
                    other => panic!("{other:?}"),
                });
                ids.collect::<Vec<i64>>()
            }
            other => panic!("{other:?}"),
        }
    };
    let search = |q: &str| types::ChannelParticipantsSearch { q: q.into() }.into();
    assert_eq!(found(Filter::ChannelParticipantsBots).await, [bot.id]);
    assert_eq!(found(search("иван")).await, [peter]);
    assert_eq!(found(search("Пётр И")).await, [peter]);
    assert_eq!(found(search("@Oleg")).await, [world.id(OLEG)]);
    assert_eq!(found(search("вано")).await, [0; 0]);
    let contacts = |q: &str| types::ChannelParticipantsContacts { q: q.into() }.into();
    assert_eq!(found(contacts("")).await, [0; 0]);
}

#[tokio::test]
async fn a_supergroup_says_what_it_is_about() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let create = |about: &str| f::channels::CreateChannel {
        broadcast: false,
        megagroup: true,
        for_import: false,
        forum: false,
        title: "Дача".into(),
        about: about.into(),
        geo_point: None,
        address: None,
        ttl_period: None,
    };
    assert_eq!(vera.refusal(create(&"ы".repeat(256))).await, "CHAT_ABOUT_TOO_LONG");
    let enums::Updates::Updates(made) = vera.call(create("о саде")).await else { panic!() };
    let [enums::Chat::Channel(made)] = &made.chats[..] else { panic!("{:?}", made.chats) };
    let (channel_id, access_hash) = (made.id, made.access_hash.unwrap());
    let session = vera.leave().await;
    let world = world.restarted().await;
    let vera = Person::connect(session).await;
    let channel = types::InputChannel { channel_id, access_hash }.into();
    let enums::messages::ChatFull::Full(full) =
        vera.call(f::channels::GetFullChannel { channel }).await;
    let enums::ChatFull::ChannelFull(full) = full.full_chat else { panic!() };
    assert_eq!(full.about, "о саде");
    drop(world);
}

#[tokio::test]
async fn its_creator_gives_it_another_username() {
    let world = World::new().await;
    supergroup(&world);
    let (vera, oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let named = |channel: &enums::InputChannel, name: &str| f::channels::UpdateUsername {
        channel: channel.clone(),
        username: name.into(),
    };
    let (veras, olegs) = (input(&vera).await, input(&oleg).await);
    assert_eq!(oleg.refusal(named(&olegs, "garden")).await, "CHAT_ADMIN_REQUIRED");
    for (name, refused) in [
        ("dacha", "USERNAME_NOT_MODIFIED"),
        ("oleg", "USERNAME_OCCUPIED"),
        ("я", "USERNAME_INVALID"),
    ] {
        assert_eq!(vera.refusal(named(&veras, name)).await, refused);
    }
    assert!(vera.call(named(&veras, "Dacha")).await);
    assert!(vera.call(named(&veras, "garden")).await);
    let world = world.restarted().await;
    let anna = world.login(OLEG).await;
    anna.peer("garden").await;
    assert!(anna.client.resolve_username("dacha").await.unwrap().is_none());
    let vera = world.login(VERA).await;
    assert!(vera.call(named(&veras, "")).await);
    assert_eq!(world.control().groups()[0].username, None);
}

#[tokio::test]
async fn its_creator_takes_a_member_out() {
    let world = World::new().await;
    supergroup(&world);
    let control = world.control();
    let (vera, oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let banned = |channel, participant: PeerRef, view_messages, send_messages| {
        let nothing: types::ChatBannedRights =
            Deserializable::from_bytes(&[0; 8]).expect("no rights and no date");
        let banned_rights =
            types::ChatBannedRights { view_messages, send_messages, ..nothing }.into();
        let participant = participant.into();
        f::channels::EditBanned { channel, participant, banned_rights }
    };
    let ban =
        |channel, participant, view_messages| banned(channel, participant, view_messages, false);
    let (veras, olegs) = (input(&vera).await, input(&oleg).await);
    let own = oleg.peer("vera").await;
    assert_eq!(oleg.refusal(ban(olegs, own, true)).await, "CHAT_ADMIN_REQUIRED");
    let member = vera.peer("oleg").await;
    let silenced = banned(veras.clone(), member, false, true);
    assert_eq!(vera.refusal(silenced).await, "BANNED_RIGHTS_INVALID");
    let herself = vera.peer("vera").await;
    assert_eq!(vera.refusal(ban(veras.clone(), herself, true)).await, "USER_ADMIN_INVALID");
    assert_eq!(control.groups()[0].members.len(), 2);
    vera.call(ban(veras.clone(), member, true)).await;
    assert_eq!(control.groups()[0].members, [world.id(VERA)]);
    assert_eq!(vera.refusal(ban(veras.clone(), member, true)).await, "USER_NOT_PARTICIPANT");
    // Client libraries take the ban back, so that he may come again.
    vera.call(ban(veras, member, false)).await;
}

#[tokio::test]
async fn who_was_named_finds_where_and_reads_it() {
    let world = World::new().await;
    let number = supergroup(&world);
    let control = world.control();
    let oleg = world.login(OLEG).await;
    let peer = oleg.peer("dacha").await;
    control.send_message(VERA, &number, "никому").unwrap();
    let named = control.send_message(VERA, &number, "тебе, @oleg").unwrap().id;
    let again = control.send_message(VERA, &number, "и ещё, @oleg").unwrap().id;
    control.send_message(VERA, &number, "снова никому").unwrap();
    let ask = |offset_id| f::messages::GetUnreadMentions {
        peer: peer.into(),
        top_msg_id: None,
        offset_id,
        add_offset: 0,
        limit: 10,
        max_id: 0,
        min_id: 0,
    };
    let found = async |offset_id| match oleg.call(ask(offset_id)).await {
        enums::messages::Messages::ChannelMessages(found) => {
            let ids = found.messages.iter().map(enums::Message::id);
            (found.count, ids.collect::<Vec<i32>>())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(found(0).await, (2, vec![again, named]));
    assert_eq!(found(again).await, (2, vec![named]));
    let read = f::messages::ReadMentions { peer: peer.into(), top_msg_id: None };
    oleg.call(read).await;
    assert_eq!(found(0).await, (0, Vec::new()));
    let listed = control.dialogs(OLEG).unwrap();
    assert_eq!((listed[0].unread, listed[0].unread_mentions), (1, 0));
}

#[tokio::test]
async fn nobody_has_set_how_he_is_told() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let ask = |peer: enums::InputPeer| f::account::GetNotifySettings {
        peer: types::InputNotifyPeer { peer }.into(),
    };
    let enums::PeerNotifySettings::Settings(settings) =
        vera.call(ask(vera.peer("oleg").await.into())).await;
    assert_eq!((settings.mute_until, settings.silent), (None, None));
    let unmet = types::InputPeerUser { user_id: world.id(OLEG), access_hash: 1 };
    assert_eq!(vera.refusal(ask(unmet.into())).await, "PEER_ID_INVALID");
}

//! Talking: both ways, on several devices, with all that goes with it.

use grammers_client::tl::{enums, functions as f, types};

use crate::support::{ANNA, OLEG, VERA, World};

pub(crate) fn send(
    peer: impl Into<enums::InputPeer>,
    text: &str,
    random_id: i64,
) -> f::messages::SendMessage {
    f::messages::SendMessage {
        no_webpage: false,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: peer.into(),
        reply_to: None,
        message: text.into(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}

fn id_of(answer: enums::Updates) -> i32 {
    match answer {
        enums::Updates::UpdateShortSentMessage(sent) => sent.id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn two_people_talk() {
    let world = World::new().await;
    let (mut vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let to_oleg = vera.peer("oleg").await;
    vera.say(to_oleg, "Привет!").await;
    let heard = oleg.hear().await;
    assert_eq!(heard.text(), "Привет!");
    assert!(!heard.outgoing());
    assert_eq!(heard.sender().and_then(|peer| peer.name()), Some("Вера"));

    // He answers to whom the update named, without looking her up.
    let to_vera = heard.peer_ref().await.unwrap().unwrap();
    oleg.say(to_vera, "И тебе").await;
    let own = vera.hear().await;
    assert_eq!((own.text(), own.outgoing()), ("Привет!", true));
    let heard = vera.hear().await;
    assert_eq!((heard.text(), heard.outgoing()), ("И тебе", false));
}

#[tokio::test]
async fn ids_are_counted_by_each_box_for_itself() {
    let world = World::new().await;
    let (vera, oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let to_anna = oleg.peer("anna").await;
    assert_eq!(oleg.say(to_anna, "one").await, 1);
    assert_eq!(oleg.say(to_anna, "two").await, 2);
    let to_oleg = vera.peer("oleg").await;
    assert_eq!(vera.say(to_oleg, "three").await, 1);
    let chat = world.control().conversation(OLEG, VERA).unwrap();
    assert_eq!(chat.iter().map(|m| m.id).collect::<Vec<_>>(), [3]);
}

#[tokio::test]
async fn what_one_device_sends_the_others_learn_of() {
    let world = World::new().await;
    let (phone, mut laptop) = (world.login(VERA).await, world.login(VERA).await);
    let to_oleg = phone.peer("oleg").await;
    let id = phone.say(to_oleg, "с телефона").await;
    let heard = laptop.hear().await;
    assert_eq!((heard.id(), heard.text(), heard.outgoing()), (id, "с телефона", true));
}

#[tokio::test]
async fn saved_messages_are_kept_once_and_seen_everywhere() {
    let world = World::new().await;
    let (phone, mut laptop) = (world.login(VERA).await, world.login(VERA).await);
    let me = phone.peer("vera").await;
    let id = phone.say(me, "заметка").await;
    let heard = laptop.hear().await;
    assert_eq!((heard.id(), heard.text(), heard.outgoing()), (id, "заметка", true));
    assert_eq!(world.control().conversation(VERA, VERA).unwrap().len(), 1);
}

#[tokio::test]
async fn the_same_random_id_is_the_same_message_for_the_same_peer() {
    let world = World::new().await;
    let (one, two) = (world.login(VERA).await, world.login(VERA).await);
    let (oleg, anna) = (one.peer("oleg").await, one.peer("anna").await);
    let first = id_of(one.call(send(oleg, "text", 77)).await);
    assert_eq!(id_of(one.call(send(oleg, "text", 77)).await), first);
    assert_eq!(id_of(two.call(send(oleg, "text", 77)).await), first);
    assert_ne!(id_of(one.call(send(anna, "text", 77)).await), first);

    let world = world.restarted().await;
    let later = world.login(VERA).await;
    assert_eq!(id_of(later.call(send(oleg, "text", 77)).await), first);
    assert_eq!(world.control().conversation(OLEG, VERA).unwrap().len(), 1);
    assert_eq!(world.control().conversation(ANNA, VERA).unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_by_name() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    assert_eq!(vera.refusal(send(oleg, " \n", 1)).await, "MESSAGE_EMPTY");
    assert_eq!(vera.refusal(send(oleg, &"я".repeat(4097), 2)).await, "MESSAGE_TOO_LONG");
    vera.call(send(oleg, &"я".repeat(4096), 3)).await;
    let user_id = oleg.id.bare_id().unwrap();
    let unmet = types::InputPeerUser { user_id, access_hash: 1 };
    assert_eq!(vera.refusal(send(unmet, "text", 4)).await, "PEER_ID_INVALID");
    let nobody = types::InputPeerUser { user_id: 1, access_hash: 1 };
    assert_eq!(vera.refusal(send(nobody, "text", 5)).await, "PEER_ID_INVALID");
}

#[tokio::test]
async fn typing_is_shown_and_taken_back() {
    let world = World::new().await;
    let (vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let peer = vera.peer("oleg").await;
    for action in [
        enums::SendMessageAction::SendMessageTypingAction,
        enums::SendMessageAction::SendMessageRecordAudioAction,
        enums::SendMessageAction::SendMessageCancelAction,
    ] {
        let (peer, action_) = (peer.into(), action.clone());
        vera.call(f::messages::SetTyping { peer, top_msg_id: None, action: action_ }).await;
        let enums::Update::UserTyping(typing) = oleg.next_raw().await else { panic!("silence") };
        assert_eq!(typing.action, action);
        assert_eq!(Some(typing.user_id), vera.me().await.id().bare_id());
    }
}

#[tokio::test]
async fn reading_is_seen_by_the_writer_and_on_ones_other_devices() {
    let world = World::new().await;
    let (mut vera, oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let mut tablet = world.login(OLEG).await;
    let to_oleg = vera.peer("oleg").await;
    let mut last = 0;
    for text in ["раз", "два", "три"] {
        last = vera.say(to_oleg, text).await;
        tablet.hear().await;
    }
    let to_vera = oleg.peer("vera").await;
    let dialogs = f::messages::GetPeerDialogs {
        peers: vec![types::InputDialogPeer { peer: to_vera.into() }.into()],
    };
    let enums::messages::PeerDialogs::Dialogs(before) = oleg.call(dialogs.clone()).await;
    let enums::Dialog::Dialog(dialog) = &before.dialogs[0] else { panic!("no dialog") };
    assert_eq!((dialog.unread_count, dialog.read_inbox_max_id), (3, 0));

    let top = dialog.top_message;
    let read = f::messages::ReadHistory { peer: to_vera.into(), max_id: top };
    let enums::messages::AffectedMessages::Messages(affected) = oleg.call(read.clone()).await;
    assert_eq!(affected.pts_count, 1);
    let enums::Update::ReadHistoryOutbox(seen) = vera.next_raw().await else { panic!("unseen") };
    assert_eq!(seen.max_id, last);
    let enums::Update::ReadHistoryInbox(seen) = tablet.next_raw().await else { panic!("unseen") };
    assert_eq!((seen.max_id, seen.still_unread_count), (top, 0));
    assert!(world.control().conversation(VERA, OLEG).unwrap().iter().all(|m| m.read));

    // Reading again is no news.
    let enums::messages::AffectedMessages::Messages(affected) = oleg.call(read).await;
    assert_eq!(affected.pts_count, 0);
    let enums::messages::PeerDialogs::Dialogs(after) = oleg.call(dialogs).await;
    let enums::Dialog::Dialog(dialog) = &after.dialogs[0] else { panic!("no dialog") };
    assert_eq!((dialog.unread_count, dialog.read_inbox_max_id), (0, top));
}

#[tokio::test]
async fn a_reply_is_seen_by_both_with_the_number_of_their_own() {
    let world = World::new().await;
    let (vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    // So that the two boxes count differently.
    world.control().send_message(ANNA, OLEG, "привет").unwrap();
    let to_oleg = vera.peer("oleg").await;
    let first = vera.say(to_oleg, "идём?").await;
    let question = loop {
        let heard = oleg.hear().await;
        if heard.text() == "идём?" {
            break heard;
        }
    };
    let reply = |reply_to_msg_id, random_id| {
        let to = types::InputReplyToMessage {
            reply_to_msg_id,
            top_msg_id: None,
            reply_to_peer_id: None,
            quote_text: None,
            quote_entities: None,
            quote_offset: None,
            monoforum_peer_id: None,
            todo_item_id: None,
            poll_option: None,
        };
        let reply_to = Some(to.into());
        f::messages::SendMessage { reply_to, ..send(to_oleg, "или нет?", random_id) }
    };
    let sent = id_of(vera.call(reply(first, 1)).await);
    let heard = oleg.hear().await;
    assert_ne!(question.id(), first);
    assert_eq!(heard.reply_to_message_id(), Some(question.id()));
    let own = vera.client.get_messages_by_id(to_oleg, &[sent]).await.unwrap();
    assert_eq!(own[0].as_ref().unwrap().reply_to_message_id(), Some(first));
    assert_eq!(vera.refusal(reply(999, 2)).await, "REPLY_MESSAGE_ID_INVALID");
}

#[tokio::test]
async fn being_online_is_told_to_those_one_talks_with() {
    let world = World::new().await;
    let (vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let to_oleg = vera.peer("oleg").await;
    vera.say(to_oleg, "я тут").await;
    oleg.hear().await;
    vera.call(f::account::UpdateStatus { offline: false }).await;
    let enums::Update::UserStatus(news) = oleg.next_raw().await else { panic!("no status") };
    assert!(matches!(news.status, enums::UserStatus::Online(_)));
    vera.call(f::account::UpdateStatus { offline: true }).await;
    let enums::Update::UserStatus(news) = oleg.next_raw().await else { panic!("no status") };
    assert!(matches!(news.status, enums::UserStatus::Offline(_)));
}

#[tokio::test]
async fn people_are_found_and_phones_shown_to_those_who_have_them_in_their_contacts() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.client.resolve_username("Oleg").await.unwrap().unwrap();
    assert_eq!(oleg.name(), Some("Олег"));
    assert!(vera.client.resolve_username("nobody").await.unwrap().is_none());
    let enums::contacts::ResolvedPeer::Peer(by_phone) =
        vera.call(f::contacts::ResolvePhone { phone: OLEG.into() }).await;
    let phone = |user: &enums::User| match user {
        enums::User::User(user) => user.phone.clone(),
        enums::User::Empty(_) => None,
    };
    assert_eq!(phone(&by_phone.users[0]), None);

    world.control().add_contact(VERA, OLEG).unwrap();
    let enums::contacts::Contacts::Contacts(contacts) =
        vera.call(f::contacts::GetContacts { hash: 0 }).await
    else {
        panic!("no contacts");
    };
    assert_eq!(contacts.users.iter().map(phone).collect::<Vec<_>>(), [Some(OLEG[1..].to_owned())]);
    let to_oleg = vera.peer("oleg").await;
    let enums::users::UserFull::Full(full) =
        vera.call(f::users::GetFullUser { id: to_oleg.into() }).await;
    let enums::UserFull::Full(full) = full.full_user;
    assert_eq!(Some(full.id), to_oleg.id.bare_id());
}

#[tokio::test]
async fn a_part_of_a_message_is_not_there_to_reply_to() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let to_oleg = vera.peer("oleg").await;
    let reply_to_msg_id = vera.say(to_oleg, "раз два").await;
    let reply = |quote: Option<&str>| {
        let to = types::InputReplyToMessage {
            reply_to_msg_id,
            top_msg_id: None,
            reply_to_peer_id: None,
            quote_text: quote.map(Into::into),
            quote_entities: None,
            quote_offset: None,
            monoforum_peer_id: None,
            todo_item_id: None,
            poll_option: None,
        };
        f::messages::SendMessage { reply_to: Some(to.into()), ..send(to_oleg, "три", 1) }
    };
    assert_eq!(vera.refusal(reply(Some("два"))).await, "QUOTE_TEXT_INVALID");
    vera.call(reply(None)).await;
}

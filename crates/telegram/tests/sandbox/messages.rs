//! Messages, dialogs and histories of a connected account.

use std::time::Duration;

use domain::{Author, ChatAction, Content, Event, MessageId, MessengerError, PeerId, PeerKind};
use sandbox::{AccountEvent, Activity, FaultKind, NewFault, Repeat, SeedMessage};

use crate::support::{ANNA, BORIS, OWNER, World, end, next, next_text, soon};

#[tokio::test]
async fn a_message_arrives_with_who_wrote_it() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    world.control().send_message(ANNA, OWNER, "привет!").unwrap();

    let Event::Message { message, peer } = next(&*messenger).await else {
        panic!("a message was sent");
    };
    let anna = world.id(ANNA);
    assert_eq!((message.chat, message.sender), (anna, anna));
    assert_eq!(message.author, Author::Other);
    assert_eq!(message.content, Content::Text { text: "привет!".into() });
    assert_eq!((peer.id, peer.kind), (anna, PeerKind::User));
    assert_eq!(peer.title, "Анна");
    assert!(!peer.flags.forbid());
    messenger.disconnect().await;
}

#[tokio::test]
async fn a_text_reaches_the_other_side_and_is_seen_as_the_owners() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    world.control().send_message(ANNA, OWNER, "ты где?").unwrap();
    assert_eq!(next_text(&*messenger).await, "ты где?");

    let sent = soon(messenger.send_text(world.id(ANNA), "еду", 42, None)).await.unwrap();
    let conversation = world.control().conversation(ANNA, OWNER).unwrap();
    assert_eq!(conversation.last().unwrap().text, "еду");

    let Event::Message { message, peer } = next(&*messenger).await else {
        panic!("the own message is an event too");
    };
    assert_eq!((message.id, message.author), (sent.id, Author::Owner));
    assert_eq!((message.chat, message.sender), (world.id(ANNA), world.id(OWNER)));
    assert_eq!(message.sent_at, sent.sent_at);
    assert_eq!(message.content.text(), Some("еду"));
    assert_eq!(peer.title, "Анна");
    messenger.disconnect().await;
}

#[tokio::test]
async fn a_text_to_oneself_stands_in_saved_messages_once() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let own = world.id(OWNER);
    let sent = soon(messenger.send_text(own, "Анна спрашивает", 42, None)).await.unwrap();
    let again = soon(messenger.send_text(own, "Анна спрашивает", 42, None)).await.unwrap();
    assert_eq!(again.id, sent.id);

    let Event::Message { message, peer } = next(&*messenger).await else {
        panic!("the own message is an event too");
    };
    assert_eq!((message.chat, message.id), (own, sent.id));
    assert_eq!(message.author, Author::Owner);
    assert!(peer.flags.is_self && !peer.may_be_answered());
    messenger.disconnect().await;
}

#[tokio::test]
async fn what_the_owner_writes_on_another_device_is_the_owners() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    world.control().send_message(OWNER, ANNA, "я сама").unwrap();
    let Event::Message { message, peer } = next(&*messenger).await else {
        panic!("a message was sent");
    };
    assert_eq!(message.author, Author::Owner);
    assert_eq!(message.sender, world.id(OWNER));
    assert_eq!((message.chat, peer.id), (world.id(ANNA), world.id(ANNA)));
    messenger.disconnect().await;
}

#[tokio::test]
async fn the_same_random_id_sends_once_also_after_a_reconnect() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    world.control().send_message(ANNA, OWNER, "ау").unwrap();
    assert_eq!(next_text(&*messenger).await, "ау");

    let anna = world.id(ANNA);
    let first = soon(messenger.send_text(anna, "тут", 7, None)).await.unwrap();
    let again = soon(messenger.send_text(anna, "тут", 7, None)).await.unwrap();
    messenger.disconnect().await;
    let messenger = world.connect(&store).await;
    let late = soon(messenger.send_text(anna, "тут", 7, None)).await.unwrap();
    assert_eq!((first, first), (again, late));
    let conversation = world.control().conversation(ANNA, OWNER).unwrap();
    assert_eq!(conversation.len(), 2);
    messenger.disconnect().await;
}

#[tokio::test]
async fn what_the_owner_reads_on_another_device_is_told_and_our_own_reading_is_not() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let (control, anna) = (world.control(), world.id(ANNA));
    control.send_message(ANNA, OWNER, "раз").unwrap();
    let Event::Message { message: first, .. } = next(&*messenger).await else {
        panic!("a message was sent");
    };
    soon(messenger.mark_read(anna, first.id)).await.unwrap();
    control.send_message(ANNA, OWNER, "два").unwrap();
    let Event::Message { message: second, .. } = next(&*messenger).await else {
        panic!("a message was sent, and nothing was read elsewhere");
    };
    control.mark_read(OWNER, ANNA).unwrap();
    let read = next(&*messenger).await;
    assert_eq!(read, Event::ReadByOwner { chat: anna, up_to: second.id });
    messenger.disconnect().await;
}

#[tokio::test]
async fn a_session_that_was_logged_out_is_over_for_good() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    world.control().send_message(ANNA, OWNER, "ау").unwrap();
    assert_eq!(next_text(&*messenger).await, "ау");
    soon(messenger.log_out()).await.unwrap();
    let late = soon(messenger.send_text(world.id(ANNA), "поздно", 1, None)).await;
    assert!(matches!(late, Err(MessengerError::LoggedOut { .. })), "{late:?}");
    messenger.disconnect().await;

    let messenger = world.connect(&store).await;
    let over = end(&*messenger).await;
    assert!(matches!(over, MessengerError::LoggedOut { .. }), "{over}");
    messenger.disconnect().await;
    assert_eq!(world.control().conversation(ANNA, OWNER).unwrap().len(), 1);
}

#[tokio::test]
async fn typing_and_reading_are_seen_on_both_sides() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let control = world.control();
    control.send_message(ANNA, OWNER, "раз").unwrap();
    let Event::Message { message, .. } = next(&*messenger).await else {
        panic!("a message was sent");
    };

    let mut seen_by_anna = control.subscribe(ANNA).unwrap();
    let (anna, owner) = (world.id(ANNA), world.id(OWNER));
    soon(messenger.mark_read(anna, message.id)).await.unwrap();
    for action in [ChatAction::Typing, ChatAction::Cancel] {
        soon(messenger.set_action(anna, action)).await.unwrap();
    }
    let read = soon(seen_by_anna.recv()).await.unwrap();
    assert!(matches!(read, AccountEvent::ReadByPeer { peer, .. } if peer == owner.0));
    for action in [Activity::Typing, Activity::Cancel] {
        let seen = soon(seen_by_anna.recv()).await.unwrap();
        assert_eq!(seen, AccountEvent::Typing { peer: owner.0, from: owner.0, action });
    }

    for (activity, action) in
        [(Activity::Typing, ChatAction::Typing), (Activity::Cancel, ChatAction::Cancel)]
    {
        control.set_typing(ANNA, OWNER, activity).unwrap();
        let event = next(&*messenger).await;
        assert_eq!(event, Event::Action { chat: anna, action });
    }

    let sent = soon(messenger.send_text(anna, "два", 1, None)).await.unwrap();
    let Event::Message { .. } = next(&*messenger).await else {
        panic!("what was sent comes as a message too");
    };
    control.mark_read(ANNA, OWNER).unwrap();
    let read = next(&*messenger).await;
    assert_eq!(read, Event::Read { chat: anna, up_to: sent.id });
    messenger.disconnect().await;
}

#[tokio::test]
async fn dialogs_and_histories_come_newest_first_and_in_pages() {
    let world = World::new().await;
    let control = world.control();
    let history = (1..=250).map(|n| SeedMessage {
        from: if n % 2 == 0 { OWNER } else { ANNA }.into(),
        to: if n % 2 == 0 { ANNA } else { OWNER }.into(),
        date: 1_700_000_000 + n,
        text: n.to_string(),
        id: None,
    });
    control.seed_history(OWNER, history.collect()).unwrap();
    control.send_message(BORIS, OWNER, "свежее").unwrap();

    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let chats = soon(messenger.dialogs(10)).await.unwrap();
    let titles: Vec<_> = chats.iter().map(|chat| chat.peer.title.as_str()).collect();
    assert_eq!(titles, ["Борис", "Анна"]);
    let last = chats[1].last_message.as_ref().unwrap();
    assert_eq!(last.content.text(), Some("250"));
    assert_eq!(soon(messenger.dialogs(1)).await.unwrap().len(), 1);

    let anna = world.id(ANNA);
    let numbers = async |before: Option<MessageId>, limit| -> Vec<i32> {
        let messages = soon(messenger.history(anna, before, limit)).await.unwrap();
        let text = |message: &domain::Message| message.content.text().unwrap().parse().unwrap();
        messages.iter().map(text).collect()
    };
    assert_eq!(numbers(None, 230).await, (21..=250).rev().collect::<Vec<_>>());
    assert_eq!(numbers(None, 1000).await.len(), 250);
    let middle = &soon(messenger.history(anna, None, 101)).await.unwrap()[100];
    assert_eq!(numbers(Some(middle.id), 2).await, [149, 148]);
    messenger.disconnect().await;
}

#[tokio::test]
async fn nobody_is_written_to_who_was_never_met() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let error = soon(messenger.send_text(PeerId(424_242), "привет", 1, None)).await;
    assert!(
        matches!(&error, Err(MessengerError::Refused { reason }) if reason == "PEER_ID_INVALID"),
        "{error:?}"
    );
    messenger.disconnect().await;
}

#[tokio::test]
async fn what_is_lost_right_after_others_came_in_the_wrong_order_is_asked_for() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let control = world.control();
    control.send_message(ANNA, OWNER, "до").unwrap();
    assert_eq!(next_text(&*messenger).await, "до");
    let goes_wrong = |fault| {
        let account = Some(OWNER.to_owned());
        let method = Some("updateNewMessage".to_owned());
        let once = NewFault { account, method, repeat: Repeat::Times(1), fault };
        control.add_fault(once).unwrap();
    };
    goes_wrong(FaultKind::ReorderUpdate);
    for text in ["раз", "два"] {
        control.send_message(ANNA, OWNER, text).unwrap();
    }
    // The gap that has closed had half a second: the next one opens within it, and lasts longer.
    tokio::time::sleep(Duration::from_millis(250)).await;
    goes_wrong(FaultKind::LoseUpdate);
    for text in ["три", "четыре"] {
        control.send_message(ANNA, OWNER, text).unwrap();
    }
    for text in ["раз", "два", "три", "четыре"] {
        assert_eq!(next_text(&*messenger).await, text);
    }
    messenger.disconnect().await;
}

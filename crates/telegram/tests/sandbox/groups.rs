//! Groups: who means the owner, and that a bot is seen to be one; and the owner's own devices.

use std::sync::Arc;

use domain::{Author, ChatAction, Event, Message, MessageId, Messenger, Peer, PeerKind, Timestamp};
use sandbox::{
    AccountChange, FaultKind, NewBot, NewFault, NewGroup, NewMessage, Repeat, RequestFilter,
};

use crate::support::{ANNA, BORIS, MemoryStore, OWNER, World, next, next_text, soon};

const BOT: &str = "echo_bot";

/// A world in which the owner can be called by name, and a group of Anna's with the owner, Boris and a
/// bot.
async fn with_group(supergroup: bool) -> (World, String) {
    let world = World::new().await;
    let control = world.control();
    let named = AccountChange { username: Some("vera".into()), ..AccountChange::default() };
    control.change_account(OWNER, named).unwrap();
    let bot = NewBot { name: "Эхо".into(), username: BOT.into(), ..NewBot::default() };
    control.create_bot(&bot).unwrap();
    let new = NewGroup {
        title: "Дача".into(),
        creator: ANNA.into(),
        members: vec![OWNER.into(), BORIS.into()],
        supergroup,
        ..NewGroup::default()
    };
    let group = control.create_group(&new).unwrap().id.to_string();
    control.add_member(&group, ANNA, BOT).unwrap();
    (world, group)
}

/// The owner's account, connected and up to date: supergroups are followed from then on only.
async fn attentive(world: &World, store: &Arc<MemoryStore>) -> Arc<dyn Messenger> {
    let messenger = world.connect(store).await;
    while soon(messenger.next_event()).await.unwrap() != Event::CaughtUp {}
    messenger
}

/// The next message that is no note of the service.
async fn heard(messenger: &dyn Messenger) -> (Message, Peer) {
    loop {
        if let Event::Message { message, peer } = next(messenger).await
            && message.content.text().is_some()
        {
            return (message, peer);
        }
    }
}

/// What `who` sees in the group under this text.
fn id(world: &World, who: &str, group: &str, text: &str) -> i32 {
    let all = world.control().conversation(who, group).unwrap();
    all.iter().find(|message| message.text == text).unwrap().id
}

fn reply(world: &World, from: &str, group: &str, to: &str, text: &str) {
    let new = NewMessage {
        from: from.into(),
        to: group.into(),
        text: text.into(),
        reply_to: Some(id(world, from, group, to)),
        ..NewMessage::default()
    };
    world.control().send(&new).unwrap();
}

#[tokio::test]
async fn a_name_and_a_reply_mention_the_owner_and_other_talk_does_not() {
    for supergroup in [false, true] {
        let (world, group) = with_group(supergroup).await;
        let store = world.logged_in(OWNER).await;
        let messenger = attentive(&world, &store).await;
        let control = world.control();
        control.send_message(ANNA, &group, "кто едет?").unwrap();
        control.send_message(ANNA, &group, "@vera, а ты?").unwrap();
        control.send_message(OWNER, &group, "я еду").unwrap();
        reply(&world, BORIS, &group, "я еду", "и я");
        reply(&world, BORIS, &group, "кто едет?", "я");
        control.send_message(BOT, &group, "@vera, напоминаю").unwrap();
        let mut seen = Vec::new();
        for _ in 0..6 {
            let (message, peer) = heard(&*messenger).await;
            assert_eq!((peer.kind, peer.id), (PeerKind::Group, message.chat));
            assert!(peer.may_be_answered());
            assert!(messenger.name_of(message.sender).is_some(), "who wrote is known by name");
            let text = message.content.text().unwrap().to_owned();
            seen.push((text, message.mentions_owner, message.via_bot, message.is_to_owner()));
        }
        let line = |text: &str, mentions, bot, to_owner| (text.to_owned(), mentions, bot, to_owner);
        assert_eq!(
            seen,
            [
                line("кто едет?", false, false, false),
                line("@vera, а ты?", true, false, true),
                line("я еду", false, false, false),
                line("и я", true, false, true),
                line("я", false, false, false),
                line("@vera, напоминаю", true, true, false),
            ],
            "supergroup: {supergroup}"
        );
        messenger.disconnect().await;
    }
}

#[tokio::test]
async fn a_text_in_a_group_quotes_what_it_answers() {
    for supergroup in [false, true] {
        let (world, group) = with_group(supergroup).await;
        let store = world.logged_in(OWNER).await;
        let messenger = attentive(&world, &store).await;
        world.control().send_message(ANNA, &group, "@vera, ты едешь?").unwrap();
        let (asked, _) = heard(&*messenger).await;
        for _ in 0..2 {
            soon(messenger.send_text(asked.chat, "еду", 42, Some(asked.id))).await.unwrap();
        }
        let seen = world.control().conversation(ANNA, &group).unwrap();
        let answers: Vec<_> = seen.iter().filter(|message| message.text == "еду").collect();
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].reply_to, Some(id(&world, ANNA, &group, "@vera, ты едешь?")));
        let (own, _) = heard(&*messenger).await;
        assert_eq!((own.author, own.reply_to), (Author::Owner, Some(asked.id)));
        messenger.disconnect().await;
    }
}

#[tokio::test]
async fn what_is_missing_of_a_supergroup_is_asked_for() {
    let (world, group) = with_group(true).await;
    let store = world.logged_in(OWNER).await;
    let messenger = attentive(&world, &store).await;
    let control = world.control();
    control.send_message(ANNA, &group, "раз").unwrap();
    assert_eq!(heard(&*messenger).await.0.content.text(), Some("раз"));
    let lost = NewFault {
        account: Some(OWNER.into()),
        method: Some("updateNewChannelMessage".into()),
        repeat: Repeat::default(),
        fault: FaultKind::LoseUpdate,
    };
    control.add_fault(lost).unwrap();
    for text in ["@vera, два", "три"] {
        control.send_message(ANNA, &group, text).unwrap();
    }
    let mut texts = Vec::new();
    for _ in 0..2 {
        texts.push(heard(&*messenger).await.0.content.text().unwrap().to_owned());
    }
    texts.sort();
    assert_eq!(texts, ["@vera, два", "три"]);
    messenger.disconnect().await;
}

#[tokio::test]
async fn the_owner_coming_online_elsewhere_is_told_and_the_twins_own_doings_are_not() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    let (control, anna) = (world.control(), world.id(ANNA));
    control.send_message(ANNA, OWNER, "ты где?").unwrap();
    assert_eq!(next_text(&*messenger).await, "ты где?");
    // Anna is not the owner.
    control.set_online(ANNA, true).unwrap();
    soon(messenger.mark_read(anna, MessageId(1))).await.unwrap();
    soon(messenger.set_action(anna, ChatAction::Typing)).await.unwrap();
    soon(messenger.send_text(anna, "еду", 1, None)).await.unwrap();
    assert_eq!(next_text(&*messenger).await, "еду");
    let told = RequestFilter { method: Some("account.updateStatus".into()), ..Default::default() };
    assert_eq!(control.requests(&told).unwrap(), []);

    let sent_at = Timestamp::from_secs(control.conversation(ANNA, OWNER).unwrap()[0].date);
    control.set_online(OWNER, true).unwrap();
    let Event::OwnerOnline { until: Some(until) } = next(&*messenger).await else {
        panic!("the owner has come");
    };
    assert!(until > sent_at);
    control.set_online(OWNER, false).unwrap();
    assert_eq!(next(&*messenger).await, Event::OwnerOnline { until: None });
    messenger.disconnect().await;
}

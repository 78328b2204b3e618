//! Supergroups: one box for all, with a `pts` of its own.

use grammers_client::tl::{enums, functions as f, types};
use sandbox::NewGroup;

use super::next;
use crate::support::{ANNA, OLEG, Person, VERA, World};

/// Vera's supergroup with Oleg, under the name `dacha`.
pub(super) fn supergroup(world: &World) -> String {
    let new = NewGroup {
        title: "Дача".into(),
        creator: VERA.into(),
        members: vec![OLEG.into()],
        supergroup: true,
        username: Some("@dacha".into()),
    };
    world.control().create_group(&new).unwrap().id.to_string()
}

pub(super) async fn input(person: &Person) -> enums::InputChannel {
    person.peer("dacha").await.into()
}

#[tokio::test]
async fn everybody_sees_the_same_messages_under_the_same_ids() {
    let world = World::new().await;
    let number = supergroup(&world);
    let (mut vera, mut oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let (veras, olegs) = (vera.peer("dacha").await, oleg.peer("dacha").await);
    let id = vera.say(veras, "кто едет?").await;
    let heard = oleg.hear().await;
    assert_eq!((heard.id(), heard.text(), heard.outgoing()), (id, "кто едет?", false));
    let second = oleg.say(olegs, "я!").await;
    assert_eq!(second, id + 1);
    let heard = loop {
        let heard = vera.hear().await;
        if !heard.outgoing() {
            break heard;
        }
    };
    assert_eq!(heard.sender().and_then(|sender| sender.name()), Some("Олег"));

    Box::pin(vera.client.edit_message(veras, id, "кто едет в субботу?")).await.unwrap();
    let edited = next(&mut oleg, |update| match update {
        enums::Update::EditChannelMessage(edit) => Some(edit.message),
        _ => None,
    });
    let enums::Message::Message(edited) = edited.await else { panic!() };
    assert_eq!(edited.message, "кто едет в субботу?");

    let read = f::channels::ReadHistory { channel: input(&vera).await, max_id: second };
    assert!(vera.call(read).await);
    let read = next(&mut oleg, |update| match update {
        enums::Update::ReadChannelOutbox(read) => Some(read.max_id),
        _ => None,
    });
    assert_eq!(read.await, second);

    let delete = |channel, id| f::channels::DeleteMessages { channel, id: vec![id] };
    let foreign = delete(input(&oleg).await, id);
    assert_eq!(oleg.refusal(foreign).await, "MESSAGE_DELETE_FORBIDDEN");
    vera.call(delete(input(&vera).await, second)).await;
    let gone = next(&mut oleg, |update| match update {
        enums::Update::DeleteChannelMessages(deleted) => Some(deleted.messages),
        _ => None,
    });
    assert_eq!(gone.await, [second]);
    let chat = world.control().conversation(OLEG, &number).unwrap();
    assert_eq!(chat.last().map(|message| message.id), Some(id));
}

#[tokio::test]
async fn who_was_away_catches_up() {
    let world = World::new().await;
    let number = supergroup(&world);
    let control = world.control();
    let mut oleg = world.login(OLEG).await;
    oleg.peer("dacha").await;
    control.send_message(VERA, &number, "при тебе").unwrap();
    assert_eq!(oleg.hear().await.text(), "при тебе");
    let session = oleg.leave().await;
    let missed: Vec<String> = (0..130).map(|n| format!("без тебя {n}")).collect();
    for text in &missed {
        control.send_message(VERA, &number, text).unwrap();
    }
    let mut oleg = Person::connect(session).await.start_updates().await;
    for text in &missed {
        assert_eq!(oleg.hear().await.text(), text);
    }
}

#[tokio::test]
async fn one_joins_by_the_name_and_leaves() {
    let world = World::new().await;
    let number = supergroup(&world);
    let control = world.control();
    let made = control.accounts().len();
    assert_eq!(made, 3);
    let refused = control.send_message(ANNA, &number, "а я?").unwrap_err();
    assert!(refused.to_string().contains("no member"), "{refused}");
    let vera = world.login(VERA).await;
    let oleg = world.login(OLEG).await;
    let leave = f::channels::LeaveChannel { channel: input(&oleg).await };
    oleg.call(leave.clone()).await;
    assert_eq!(oleg.refusal(leave).await, "USER_NOT_PARTICIPANT");
    assert_eq!(control.groups()[0].members.len(), 1);
    oleg.call(f::channels::JoinChannel { channel: input(&oleg).await }).await;
    let members = f::channels::GetParticipants {
        channel: input(&vera).await,
        filter: enums::ChannelParticipantsFilter::ChannelParticipantsRecent,
        offset: 0,
        limit: 100,
        hash: 0,
    };
    let enums::channels::ChannelParticipants::Participants(members) = vera.call(members).await
    else {
        panic!("no members")
    };
    assert_eq!(members.count, 2);
    let rename = f::channels::EditTitle { channel: input(&vera).await, title: " Дача".into() };
    assert_eq!(vera.refusal(rename).await, "CHAT_NOT_MODIFIED");
    let unmet = types::InputChannel { channel_id: 1, access_hash: 1 };
    let full = f::channels::GetFullChannel { channel: unmet.into() };
    assert_eq!(vera.refusal(full).await, "CHANNEL_INVALID");
}

#[tokio::test]
async fn what_was_said_before_one_came_is_not_unread() {
    let world = World::new().await;
    let number = supergroup(&world);
    world.control().send_message(VERA, &number, "давно").unwrap();
    world.control().add_member(&number, VERA, ANNA).unwrap();
    world.control().send_message(VERA, &number, "только что").unwrap();
    let unread = |world: &World| {
        let dialogs = world.control().dialogs(ANNA).unwrap();
        dialogs.iter().find(|dialog| dialog.peer.to_string() == number).unwrap().unread
    };
    // That Vera brought her is news too.
    assert_eq!(unread(&world), 2);
    assert_eq!(unread(&world.restarted().await), 2);
}

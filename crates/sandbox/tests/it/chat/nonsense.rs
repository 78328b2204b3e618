//! What no honest client sends, and what the others must not suffer from.

use grammers_client::tl::{enums, functions as f, types};
use sandbox::{MediaKind, NewFile, NewGroup, NewMessage};

use super::next;
use crate::messages::send;
use crate::support::{ANNA, OLEG, VERA, World};

#[tokio::test]
async fn numbers_out_of_all_bounds_are_answered() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    let marks = [(i32::MIN, 1), (i32::MAX, i32::MAX), (-1, i32::MIN), (0, i32::MAX)];
    let marks = marks.map(|(offset, length)| types::MessageEntityBold { offset, length }.into());
    let marked = f::messages::SendMessage { entities: Some(marks.into()), ..send(oleg, " a b", 1) };
    vera.call(marked).await;
    let difference = f::updates::GetDifference {
        pts: i32::MAX,
        pts_limit: None,
        pts_total_limit: None,
        date: 0,
        qts: 0,
        qts_limit: None,
    };
    let answer = vera.call(difference).await;
    assert!(matches!(answer, enums::updates::Difference::Empty(_)), "{answer:?}");
}

#[tokio::test]
async fn a_text_that_is_far_too_long_is_refused_at_once() {
    let world = World::new().await;
    let control = world.control();
    let long = "#a ".repeat(60_000);
    let refused = control.send_message(VERA, OLEG, &long).unwrap_err();
    assert!(refused.to_string().contains("4096"), "{refused}");
    // One that is just not too long is full of what stands out.
    let full = "#a ".repeat(1365);
    let sent = control.send_message(VERA, OLEG, &full).unwrap();
    assert_eq!(sent.entities.as_array().map(Vec::len), Some(100));
}

#[tokio::test]
async fn of_several_messages_all_are_sent_or_none() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let control = world.control();
    let sent = control.send_message(VERA, OLEG, "раз").unwrap();
    let (from_peer, to_peer) = (vera.peer("oleg").await, vera.peer("anna").await);
    let forward = |id: Vec<i32>| f::messages::ForwardMessages {
        silent: false,
        background: false,
        with_my_score: false,
        drop_author: false,
        drop_media_captions: false,
        noforwards: false,
        allow_paid_floodskip: false,
        from_ephemeral: false,
        from_peer: from_peer.into(),
        random_id: (1..=id.len() as i64).collect(),
        id,
        to_peer: to_peer.into(),
        top_msg_id: None,
        reply_to: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        video_timestamp: None,
        allow_paid_stars: None,
        suggested_post: None,
    };
    assert_eq!(vera.refusal(forward(vec![sent.id, 9999])).await, "MESSAGE_ID_INVALID");
    assert_eq!(control.conversation(ANNA, VERA).unwrap(), []);
    vera.call(forward(vec![sent.id])).await;
    assert_eq!(control.conversation(ANNA, VERA).unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_deleted_or_heard_in_one_chat_is_of_that_chat() {
    let world = World::new().await;
    let control = world.control();
    let note = |to: &str| {
        let new = NewFile { kind: MediaKind::Voice, ..NewFile::default() };
        let file = control.add_file(new, b"OggS").unwrap();
        let (from, to) = (VERA.into(), to.into());
        let message = NewMessage { from, to, file: Some(file.id), ..NewMessage::default() };
        control.send(&message).unwrap()
    };
    let sent = note(ANNA);
    control.delete_messages(VERA, OLEG, &[sent.id], true).unwrap();
    let there = control.conversation(ANNA, VERA).unwrap();
    assert_eq!(there.len(), 1);
    control.mark_heard(ANNA, OLEG, &[there[0].id]).unwrap();
    assert!(!control.conversation(ANNA, VERA).unwrap()[0].heard);
}

#[tokio::test]
async fn a_voice_note_in_a_group_is_heard_by_each_for_himself() {
    let world = World::new().await;
    let control = world.control();
    let new = NewGroup {
        title: "Дача".into(),
        creator: VERA.into(),
        members: vec![OLEG.into(), ANNA.into()],
        ..NewGroup::default()
    };
    let group = control.create_group(&new).unwrap().id.to_string();
    let mut vera = world.login(VERA).await;
    vera.peer("oleg").await;
    let file = NewFile { kind: MediaKind::Voice, ..NewFile::default() };
    let file = control.add_file(file, b"OggS").unwrap();
    let (from, to) = (VERA.into(), group.clone());
    control.send(&NewMessage { from, to, file: Some(file.id), ..NewMessage::default() }).unwrap();
    vera.hear().await;
    let last = |who: &str| control.conversation(who, &group).unwrap().pop().unwrap();
    // The same twice is no more than once.
    let olegs = last(OLEG).id;
    control.mark_heard(OLEG, &group, &[olegs, olegs]).unwrap();
    let heard = next(&mut vera, |update| match update {
        enums::Update::ReadMessagesContents(read) => Some((read.messages.len(), read.pts_count)),
        _ => None,
    });
    assert_eq!(heard.await, (1, 1));
    assert_eq!([VERA, OLEG, ANNA].map(|who| last(who).heard), [true, true, false]);
    control.mark_heard(ANNA, &group, &[last(ANNA).id]).unwrap();
    assert!(last(ANNA).heard);
}

#[tokio::test]
async fn what_happened_in_a_supergroup_is_caught_up_with_even_if_nothing_was_written() {
    let world = World::new().await;
    let control = world.control();
    let new = NewGroup {
        title: "Дача".into(),
        creator: VERA.into(),
        members: vec![OLEG.into()],
        supergroup: true,
        username: Some("dacha".into()),
    };
    let number = control.create_group(&new).unwrap().id.to_string();
    let oleg = world.login(OLEG).await;
    let channel: enums::InputChannel = oleg.peer("dacha").await.into();
    let first = control.send_message(VERA, &number, "раз").unwrap();
    let second = control.send_message(VERA, &number, "два").unwrap();
    let enums::updates::State::State(state) = oleg.call(f::updates::GetState {}).await;
    let difference = || f::updates::GetDifference {
        pts: state.pts,
        pts_limit: None,
        pts_total_limit: None,
        date: state.date + 1,
        qts: 0,
        qts_limit: None,
    };
    let nothing = oleg.call(difference()).await;
    assert!(matches!(nothing, enums::updates::Difference::Empty(_)), "{nothing:?}");
    world.pass(std::time::Duration::from_secs(10));
    control.edit_message(VERA, &number, first.id, "раз!").unwrap();
    control.delete_messages(VERA, &number, &[second.id], true).unwrap();
    let enums::updates::Difference::Difference(missed) = oleg.call(difference()).await else {
        panic!("nothing was missed")
    };
    assert!(matches!(missed.other_updates[..], [enums::Update::ChannelTooLong(_)]));
    // The note of the founding, and the two messages.
    let difference = f::updates::GetChannelDifference {
        force: false,
        channel,
        filter: enums::ChannelMessagesFilter::Empty,
        pts: 4,
        limit: 100,
    };
    let enums::updates::ChannelDifference::Difference(missed) = oleg.call(difference).await else {
        panic!("nothing was missed there")
    };
    let [enums::Update::EditChannelMessage(edit), enums::Update::DeleteChannelMessages(gone)] =
        &missed.other_updates[..]
    else {
        panic!("{:?}", missed.other_updates)
    };
    assert_eq!((edit.pts, gone.pts, missed.pts), (5, 6, 6));
    assert_eq!(gone.messages, [second.id]);
}

#[tokio::test]
async fn who_is_blocked_is_not_seen_typing_and_strangers_to_a_group_are_not_either() {
    let world = World::new().await;
    let control = world.control();
    let mut events = control.subscribe(OLEG).unwrap();
    control.set_blocked(OLEG, VERA, true).unwrap();
    control.set_typing(VERA, OLEG, sandbox::Activity::Typing).unwrap();
    let new = NewGroup {
        title: "Дача".into(),
        creator: OLEG.into(),
        members: vec![ANNA.into()],
        ..NewGroup::default()
    };
    let group = control.create_group(&new).unwrap().id.to_string();
    let refused = control.set_typing(VERA, &group, sandbox::Activity::Typing).unwrap_err();
    assert!(refused.to_string().contains("no member"), "{refused}");
    control.set_typing(ANNA, &group, sandbox::Activity::Typing).unwrap();
    let anna = control.account(ANNA).unwrap().id;
    loop {
        if let sandbox::AccountEvent::Typing { from, .. } = events.recv().await.unwrap() {
            assert_eq!(from, anna);
            break;
        }
    }
}

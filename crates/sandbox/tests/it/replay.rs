//! Somebody has recorded what a client sent, and sends it again.

use std::time::Duration;

use grammers_client::tl::{Identifiable, Serializable};
use grammers_client::tl::{enums, functions as f, types};
use sandbox::AccountEvent;

use crate::protocol::{greeted_with, ping};
use crate::support::raw::{Raw, msg_id};
use crate::support::{OLEG, VERA, World};

#[tokio::test]
async fn a_recorded_frame_does_nothing_again_on_whatever_connection() {
    let world = World::new().await;
    // One key on several connections, which is not what is tried here.
    world.control().set_kills_duplicated_keys(false);
    let vera = world.login(VERA).await;
    let to_oleg = vera.peer("oleg").await;
    let mut phone = greeted_with(&world, vera.key()).await;
    let mut seen = world.control().subscribe(OLEG).unwrap();

    let typing = f::messages::SetTyping {
        peer: to_oleg.into(),
        top_msg_id: None,
        action: enums::SendMessageAction::SendMessageTypingAction,
    };
    let id = msg_id(Duration::ZERO);
    let recorded = phone.sealed(id, 3, &typing.to_bytes());
    phone.send_frame(&recorded).await;
    assert_eq!(phone.hear().await.result::<bool>(), (id, true));
    assert!(matches!(seen.recv().await.unwrap(), AccountEvent::Typing { .. }));

    let mut thief = Raw::connect(&world, vera.key()).await;
    thief.session_id = phone.session_id;
    for _ in 0..3 {
        phone.send_frame(&recorded).await;
        thief.send_frame(&recorded).await;
    }
    // Whatever they did has been done when the thief is answered: a message
    // is the next that Oleg sees.
    thief.salt = phone.salt;
    thief.send(id + 4, 5, &ping(1)).await;
    while thief.hear().await.constructor() != types::Pong::CONSTRUCTOR_ID {}
    phone.send(id + 8, 7, &ping(2)).await;
    while phone.hear().await.constructor() != types::Pong::CONSTRUCTOR_ID {}
    world.control().send_message(VERA, OLEG, "really").unwrap();
    assert!(matches!(seen.recv().await.unwrap(), AccountEvent::NewMessage(_)));
}

#[tokio::test]
async fn a_recorded_frame_that_is_too_old_is_refused_and_the_session_lives() {
    let world = World::new().await;
    // One key on several connections, which is not what is tried here.
    world.control().set_kills_duplicated_keys(false);
    let vera = world.login(VERA).await;
    let mut phone = greeted_with(&world, vera.key()).await;
    let id = msg_id(Duration::ZERO);
    let recorded = phone.sealed(id, 3, &ping(1));
    let later = Duration::from_secs(301);
    world.pass(later);
    phone.send_frame(&recorded).await;
    let enums::BadMsgNotification::Notification(bad) = phone.hear().await.object() else {
        panic!("not refused");
    };
    assert_eq!((bad.bad_msg_id, bad.error_code), (id, 16));
    phone.send(msg_id(later), 5, &ping(2)).await;
    assert_eq!(phone.hear().await.constructor(), types::Pong::CONSTRUCTOR_ID);
}

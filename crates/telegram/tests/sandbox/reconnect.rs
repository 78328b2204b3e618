//! What happens when connections, servers and sessions end.

use std::sync::Arc;

use domain::{Connector, Event, MessengerError, Outage, SavedSession};

use crate::support::{ANNA, MemoryStore, OWNER, World, done, end, next_text, soon};

#[tokio::test]
async fn what_was_not_acknowledged_comes_again_and_what_was_does_not() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    for text in ["раз", "два"] {
        world.control().send_message(ANNA, OWNER, text).unwrap();
        // Asking for the second message acknowledges the first.
        assert_eq!(next_text(&*messenger).await, text);
    }
    messenger.disconnect().await;

    world.control().send_message(ANNA, OWNER, "три").unwrap();
    let messenger = world.connect(&store).await;
    assert_eq!(next_text(&*messenger).await, "два");
    assert_eq!(next_text(&*messenger).await, "три");
    messenger.disconnect().await;
}

#[tokio::test]
async fn what_was_missed_while_the_server_was_away_arrives_when_it_is_back() {
    let mut world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    world.control().send_message(ANNA, OWNER, "до").unwrap();
    assert_eq!(next_text(&*messenger).await, "до");
    let anna = world.id(ANNA);

    world.stop().await;
    let error = soon(messenger.send_text(anna, "ау", 1, None)).await.unwrap_err();
    assert!(error.is_transient(), "{error}");

    world.start_elsewhere().await;
    for number in 0..120 {
        let text = format!("пропущено {number}");
        world.control().send_message(ANNA, OWNER, &text).unwrap();
    }
    world.stop().await;
    world.start_again().await;
    for number in 0..120 {
        assert_eq!(next_text(&*messenger).await, format!("пропущено {number}"));
    }
    // The connection that caught up is a whole one.
    soon(messenger.send_text(anna, "ау", 1, None)).await.unwrap();
    assert_eq!(next_text(&*messenger).await, "ау");
    world.control().send_message(ANNA, OWNER, "после").unwrap();
    assert_eq!(next_text(&*messenger).await, "после");
    messenger.disconnect().await;
}

#[tokio::test]
async fn it_says_when_it_is_cut_off_and_when_it_has_caught_up() {
    let mut world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    assert_eq!(soon(messenger.next_event()).await.unwrap(), Event::CaughtUp);
    world.stop().await;
    assert_eq!(soon(messenger.next_event()).await.unwrap(), Event::Disconnected(Outage::NoAnswer));

    world.start_elsewhere().await;
    world.control().send_message(ANNA, OWNER, "пропущено").unwrap();
    world.stop().await;
    world.start_again().await;
    // However often it had to try: what was missed comes before it has caught up.
    let mut missed = Vec::new();
    loop {
        match soon(messenger.next_event()).await.unwrap() {
            Event::Message { message, .. } => missed.push(message),
            Event::CaughtUp => break,
            _ => {}
        }
    }
    assert_eq!(missed.len(), 1);
    messenger.disconnect().await;
}

#[tokio::test]
async fn an_account_may_be_connected_before_its_server() {
    let mut world = World::new().await;
    let store = world.logged_in(OWNER).await;
    world.stop().await;
    let messenger = world.connect(&store).await;
    let error = soon(messenger.dialogs(1)).await.unwrap_err();
    assert!(matches!(error, MessengerError::Unreachable(_)), "{error}");

    world.start_again().await;
    world.control().send_message(ANNA, OWNER, "наконец").unwrap();
    assert_eq!(next_text(&*messenger).await, "наконец");
    messenger.disconnect().await;
}

#[tokio::test]
async fn a_key_that_the_server_forgot_means_logged_out() {
    let mut world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let before = store.session();
    let messenger = world.connect(&store).await;
    soon(messenger.dialogs(1)).await.unwrap();

    world.stop().await;
    world.start_another().await;
    let is_logged_out = |error: &MessengerError| matches!(error, MessengerError::LoggedOut { .. });
    let error = end(&*messenger).await;
    assert!(is_logged_out(&error), "{error}");
    let error = soon(messenger.dialogs(1)).await.unwrap_err();
    assert!(is_logged_out(&error), "{error}");
    let keys = |session: Option<SavedSession>| session.unwrap().keys;
    assert!(keys(store.session()) == keys(before), "the keys are left as they were");
    messenger.disconnect().await;
}

#[tokio::test]
async fn a_waiting_reader_is_released_by_disconnecting() {
    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    let messenger = world.connect(&store).await;
    soon(messenger.dialogs(1)).await.unwrap();
    let (error, ()) = soon(async { tokio::join!(end(&*messenger), messenger.disconnect()) }).await;
    assert!(matches!(error, MessengerError::Unreachable(_)), "{error:?}");
    messenger.disconnect().await;
}

#[tokio::test]
async fn an_account_without_a_session_is_logged_out() {
    let world = World::new().await;
    let nothing = Arc::<MemoryStore>::default();
    let error = world.connector().connect(nothing).await.map(drop);
    assert!(matches!(error, Err(MessengerError::LoggedOut { .. })), "{error:?}");
}

#[tokio::test]
async fn cut_connections_heal_and_two_are_never_open_at_once() {
    let world = World::new().await;
    let wire = world.wire().await;
    let connector = world.connector_through(&wire);
    let mut login = world.login_at_code_by(&connector, OWNER).await;
    let logged_in = done(soon(login.submit(world.code(OWNER))).await.unwrap());
    let store = Arc::new(MemoryStore::new(logged_in.session.clone()));
    let messenger = connector.connect(store.clone()).await.unwrap();
    for text in ["раз", "два", "три"] {
        world.control().send_message(ANNA, OWNER, text).unwrap();
        assert_eq!(next_text(&*messenger).await, text);
        wire.cut();
    }
    world.control().send_message(ANNA, OWNER, "четыре").unwrap();
    assert_eq!(next_text(&*messenger).await, "четыре");
    messenger.disconnect().await;
    let messenger = connector.connect(store).await.unwrap();
    assert_eq!(next_text(&*messenger).await, "четыре");
    messenger.disconnect().await;

    // Key exchange, login, the first connection, one after each cut, and the last.
    assert_eq!(wire.connections(), 7);
    assert_eq!(wire.overlaps(), 0);
}

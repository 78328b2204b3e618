//! One key on two connections at once.

use std::time::Duration;

use grammers_client::tl::{Serializable, enums, functions as f, types};
use sandbox::{Outcome, RequestFilter};

use super::refused;
use crate::protocol::{greeted_with, ping};
use crate::support::raw::{Raw, msg_id};
use crate::support::{Person, VERA, World};

fn state() -> f::updates::GetState {
    f::updates::GetState {}
}

fn duplicated() -> (i32, String) {
    (406, "AUTH_KEY_DUPLICATED".to_owned())
}

#[tokio::test]
async fn a_key_that_talks_on_two_connections_is_logged_out() {
    let world = World::new().await;
    let first = world.login(VERA).await;
    first.call(state()).await;
    let second = Person::connect(first.session.clone()).await;
    assert_eq!(refused(&second, state()).await, duplicated());
    let unregistered = (401, "AUTH_KEY_UNREGISTERED".to_owned());
    assert_eq!(refused(&first, state()).await, unregistered);
    assert_eq!(refused(&second, state()).await, unregistered);

    let world = world.restarted().await;
    let again = Person::connect(first.session.clone()).await;
    assert_eq!(refused(&again, state()).await, unregistered);
    let seen = world.control().requests(&RequestFilter::default()).unwrap();
    let refusal = Outcome::Error { code: 401, text: "AUTH_KEY_UNREGISTERED".into() };
    assert_eq!(seen.last().unwrap().outcome, refusal);
}

#[tokio::test]
async fn a_client_that_hangs_up_may_come_back_at_once() {
    let world = World::new().await;
    let mut session = world.login(VERA).await.leave().await;
    for _ in 0..20 {
        let vera = Person::connect(session).await;
        vera.call(state()).await;
        session = vera.leave().await;
    }
}

#[tokio::test]
async fn a_connection_that_is_half_closed_is_gone() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let key = vera.key();
    let session = vera.leave().await;
    let mut raw = greeted_with(&world, key).await;
    raw.send(msg_id(Duration::ZERO), 3, &state().to_bytes()).await;
    raw.hear().await.result::<enums::updates::State>();
    raw.shut().await;
    Person::connect(session).await.call(state()).await;
}

#[tokio::test]
async fn connections_for_files_do_not_count() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    vera.call(state()).await;
    let mut files = greeted_with(&world, vera.key()).await;
    let part = f::upload::SaveFilePart { file_id: 1, file_part: 0, bytes: vec![0; 1024] };
    let asks = [
        f::help::GetConfig {}.to_bytes(),
        part.to_bytes(),
        f::InvokeWithoutUpdates { query: state() }.to_bytes(),
        f::auth::ExportAuthorization { dc_id: 2 }.to_bytes(),
    ];
    for (n, ask) in asks.iter().enumerate() {
        let id = msg_id(Duration::ZERO);
        files.send(id, 3 + 2 * n as i32, ask).await;
        files.hear().await;
        files.send(id + 4, 4 + 2 * n as i32, &ping(1)).await;
        let enums::Pong::Pong(types::Pong { ping_id: 1, .. }) = files.hear().await.object() else {
            panic!("another pong");
        };
    }
    vera.call(state()).await;
    // And then it talks.
    files.send(msg_id(Duration::ZERO), 11, &state().to_bytes()).await;
    let (_, enums::RpcError::Error(error)) = files.hear().await.result();
    assert_eq!((error.error_code, error.error_message), duplicated());
}

#[tokio::test]
async fn who_is_not_logged_in_has_nothing_to_lose() {
    let world = World::new().await;
    let first = world.stranger().await;
    let token = first.request_code(VERA).await;
    let second = Person::connect(first.session.clone()).await;
    let code = world.control().login_code(VERA).unwrap();
    second.client.sign_in(&token, &code).await.unwrap();
    second.call(state()).await;
    assert_eq!(refused(&first, state()).await, duplicated());
}

#[tokio::test]
async fn it_can_be_forgiven() {
    let world = World::new().await;
    assert!(world.control().kills_duplicated_keys());
    world.control().set_kills_duplicated_keys(false);
    let first = world.login(VERA).await;
    let second = Person::connect(first.session.clone()).await;
    let mut third = Raw::connect(&world, first.key()).await;
    for _ in 0..3 {
        first.call(state()).await;
        second.call(state()).await;
    }
    third.send(msg_id(Duration::ZERO), 1, &state().to_bytes()).await;
    third.hear().await;
}

//! Connections that are cut, keys that are not known, salts that expire.

use std::time::Duration;

use grammers_client::tl::{Identifiable, Serializable, enums, functions as f, types};
use grammers_mtproto::transport::Error as TransportError;
use grammers_mtsender::InvocationError;
use sandbox::{FaultKind, NewFault, Repeat};

use super::{call_again, connection_of, fault, refused};
use crate::protocol::{greeted_with, ping};
use crate::support::raw::{Raw, msg_id};
use crate::support::{OLEG, Person, VERA, World};

fn unknown_key(account: &str) -> NewFault {
    let new = fault(FaultKind::TransportError { code: 404 }, Repeat::Forever);
    NewFault { account: Some(account.into()), ..new }
}

/// A connection of Vera's without a client around it.
async fn bare(world: &World) -> Raw {
    let vera = world.login(VERA).await;
    let key = vera.key();
    vera.leave().await;
    greeted_with(world, key).await
}

async fn fails_as_unknown(person: &Person) {
    let failed = person.client.invoke(&f::updates::GetState {}).await;
    let unknown = InvocationError::Transport(TransportError::BadStatus { status: 404 });
    assert_eq!(failed.map(|_| ()).unwrap_err().to_string(), unknown.to_string());
}

#[tokio::test]
async fn a_key_that_is_not_known_for_a_while() {
    let world = World::new().await;
    let (vera, oleg) = (world.login(VERA).await, world.login(OLEG).await);
    world.control().add_fault(unknown_key(VERA)).unwrap();
    fails_as_unknown(&vera).await;
    // grammers then agrees on a new one, with those who have Telegram's key.
    let failed = vera.client.invoke(&f::updates::GetState {}).await;
    assert!(matches!(failed, Err(InvocationError::Authentication(_))), "{failed:?}");
    oleg.call(f::updates::GetState {}).await;
    world.control().clear_faults();
    vera.call(f::updates::GetState {}).await;
}

#[tokio::test]
async fn too_many_connections_are_said_by_the_transport() {
    let world = World::new().await;
    let mut raw = bare(&world).await;
    let flood = fault(FaultKind::TransportError { code: 429 }, Repeat::Times(1));
    world.control().add_fault(flood).unwrap();
    raw.send(msg_id(Duration::ZERO), 3, &ping(1)).await;
    assert_eq!(raw.frame().await, (-429_i32).to_le_bytes());
    raw.send(msg_id(Duration::ZERO), 3, &ping(2)).await;
    assert_eq!(raw.hear().await.constructor(), types::Pong::CONSTRUCTOR_ID);
}

#[tokio::test]
async fn salts_that_have_expired_are_refused_until_the_new_one_is_used() {
    let world = World::new().await;
    let mut raw = bare(&world).await;
    world.control().expire_salts(VERA).unwrap();
    let mut new_salt = 0;
    for n in 0..2 {
        raw.send(msg_id(Duration::ZERO), 3 + n, &ping(1)).await;
        let enums::BadMsgNotification::BadServerSalt(bad) = raw.hear().await.object() else {
            panic!("an expired salt was taken");
        };
        assert_eq!(bad.error_code, 48);
        new_salt = bad.new_server_salt;
    }
    assert_ne!(new_salt, raw.salt);
    raw.salt = new_salt;
    raw.send(msg_id(Duration::ZERO), 5, &ping(1)).await;
    assert_eq!(raw.hear().await.constructor(), types::Pong::CONSTRUCTOR_ID);
}

#[tokio::test]
async fn a_client_goes_on_when_its_salts_expire() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let oleg = vera.peer("oleg").await;
    for text in ["раз", "два", "три"] {
        world.control().expire_salts(VERA).unwrap();
        vera.say(oleg, text).await;
    }
    let chat = world.control().conversation(OLEG, VERA).unwrap();
    assert_eq!(chat.iter().map(|m| &*m.text).collect::<Vec<_>>(), ["раз", "два", "три"]);
}

#[tokio::test]
async fn an_account_is_hung_up_on_and_comes_back() {
    let world = World::new().await;
    let oleg = world.login(OLEG).await;
    let mut raw = bare(&world).await;
    raw.send(msg_id(Duration::ZERO), 3, &ping(1)).await;
    raw.hear().await;
    world.control().hang_up(VERA).unwrap();
    assert!(raw.is_closed().await);
    oleg.call(f::updates::GetState {}).await;

    let connection = connection_of(&world);
    world.control().hang_up(OLEG).unwrap();
    call_again(&oleg).await;
    assert_ne!(connection_of(&world), connection);
}

#[tokio::test]
async fn all_clients_of_an_account_are_logged_out() {
    let world = World::new().await;
    let (phone, laptop) = (world.login(VERA).await, world.login(VERA).await);
    let oleg = world.login(OLEG).await;
    world.control().log_out_everywhere(VERA).unwrap();
    let unregistered = (401, "AUTH_KEY_UNREGISTERED".to_owned());
    for client in [&phone, &laptop] {
        assert_eq!(refused(client, f::updates::GetState {}).await, unregistered);
    }
    oleg.call(f::updates::GetState {}).await;
}

#[tokio::test]
async fn keys_that_are_destroyed_are_not_known_after_a_restart_either() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let key = vera.key();
    world.control().destroy_keys(VERA).unwrap();
    fails_as_unknown(&vera).await;
    let world = world.restarted().await;
    let mut raw = Raw::connect(&world, key).await;
    raw.send(msg_id(Duration::ZERO), 1, &f::updates::GetState {}.to_bytes()).await;
    assert_eq!(raw.frame().await, (-404_i32).to_le_bytes());
}

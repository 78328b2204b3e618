//! Agreeing on a key, over every transport and in every variant.

use grammers_client::InvocationError;
use grammers_client::tl::{enums, functions as f};
use grammers_mtproto::transport::{self, Abridged, Full, Intermediate, Obfuscated, Transport};

use sha1::{Digest, Sha1};

use crate::support::exchange::{Inner, Padding, exchange, exchange_by};
use crate::support::padded::Padded;
use crate::support::{World, session};

/// Agrees on a key over one transport, and speaks under it over another.
async fn a_key_and_a_request<T: Transport>(world: &World, new: impl Fn() -> T) {
    let (address, public) = (world.sandbox.address(), world.sandbox.public_key());
    let key = loop {
        let key = exchange_by(new(), address, public, Padding::RsaPad, Inner::Plain).await;
        // grammers' abridged transport takes a frame for an error if its first
        // four bytes are negative, and those are of the key's id.
        if Sha1::digest(key)[15] < 0x80 {
            break key;
        }
    };
    let mut sender = world.sender(new(), key).await;
    let enums::NearestDc::Dc(nearest) = sender.invoke(&f::help::GetNearestDc {}).await.unwrap();
    assert_eq!(nearest.this_dc, 2);
}

#[tokio::test]
async fn every_transport_carries_a_key_exchange_and_requests() {
    let world = World::new().await;
    a_key_and_a_request(&world, Abridged::new).await;
    a_key_and_a_request(&world, Intermediate::new).await;
    a_key_and_a_request(&world, Padded::default).await;
    a_key_and_a_request(&world, Full::new).await;
    a_key_and_a_request(&world, || Obfuscated::new(Abridged::new())).await;
    a_key_and_a_request(&world, || Obfuscated::new(Intermediate::new())).await;
    a_key_and_a_request(&world, || Obfuscated::new(Padded::default())).await;
}

#[tokio::test]
async fn both_paddings_and_all_four_inner_data_are_understood() {
    let world = World::new().await;
    let (address, public) = (world.sandbox.address(), world.sandbox.public_key());
    for padding in [Padding::RsaPad, Padding::Sha1] {
        for (inner, dc, test) in [
            (Inner::Plain, 2, false),
            (Inner::Temp, 2, false),
            (Inner::Dc(4), 4, false),
            (Inner::TempDc(-3), 3, false),
            (Inner::Dc(10_001), 1, true),
        ] {
            let key = exchange_by(Full::new(), address, public, padding, inner).await;
            let mut sender = world.sender(Full::new(), key).await;
            let enums::Config::Config(config) =
                sender.invoke(&f::help::GetConfig {}).await.unwrap();
            assert_eq!((config.this_dc, config.test_mode), (dc, test));
            let offered: Vec<_> = config
                .dc_options
                .iter()
                .map(|enums::DcOption::Option(dc)| (dc.id, dc.port, dc.r#static))
                .collect();
            let port = i32::from(address.port());
            assert_eq!(offered, [1, 2, 3, 4, 5].map(|id| (id, port, true)));
        }
    }
}

#[tokio::test]
async fn a_temporary_key_is_forgotten_when_its_time_is_up() {
    let world = World::new().await;
    let (address, public) = (world.sandbox.address(), world.sandbox.public_key());
    let key = exchange_by(Full::new(), address, public, Padding::RsaPad, Inner::Temp).await;
    let mut sender = world.sender(Full::new(), key).await;
    sender.invoke(&f::help::GetNearestDc {}).await.unwrap();
    world.pass(std::time::Duration::from_secs(3601));
    assert_unknown(world.sender(Full::new(), key).await.invoke(&f::help::GetNearestDc {}).await);
}

#[tokio::test]
async fn an_unknown_key_is_told_so_over_every_transport() {
    let world = World::new().await;
    let key = [9; 256];
    let ask = f::help::GetNearestDc {};
    assert_unknown(world.sender(Abridged::new(), key).await.invoke(&ask).await);
    assert_unknown(world.sender(Intermediate::new(), key).await.invoke(&ask).await);
    assert_unknown(world.sender(Padded::default(), key).await.invoke(&ask).await);
    assert_unknown(world.sender(Full::new(), key).await.invoke(&ask).await);
    let obfuscated = Obfuscated::new(Abridged::new());
    assert_unknown(world.sender(obfuscated, key).await.invoke(&ask).await);
}

#[tokio::test]
async fn a_destroyed_key_is_unknown_afterwards() {
    let world = World::new().await;
    let key = exchange(world.sandbox.address(), world.sandbox.public_key()).await;
    let mut sender = world.sender(Full::new(), key).await;
    let destroyed = sender.invoke(&f::DestroyAuthKey {}).await.unwrap();
    assert_eq!(destroyed, enums::DestroyAuthKeyRes::DestroyAuthKeyOk);
    assert_unknown(sender.invoke(&f::help::GetNearestDc {}).await);
}

#[tokio::test]
async fn a_client_library_with_an_unknown_key_learns_that_it_is_logged_out() {
    let world = World::new().await;
    let person = crate::support::Person::connect(session(world.sandbox.address(), [9; 256])).await;
    // grammers then tries to agree on a new key, and knows none of ours.
    let error = person.client.invoke(&f::updates::GetState {}).await.unwrap_err();
    assert!(matches!(error, InvocationError::Authentication(_)), "{error}");
}

fn assert_unknown<T: std::fmt::Debug>(answer: Result<T, InvocationError>) {
    match answer {
        Err(InvocationError::Transport(transport::Error::BadStatus { status: 404 })) => {}
        other => panic!("expected -404, got {other:?}"),
    }
}

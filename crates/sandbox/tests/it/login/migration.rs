//! From one data centre to another.

use std::time::Duration;

use grammers_client::tl::{enums, functions as f};
use sandbox::{AccountChange, NewAccount};

use super::{code_request, send_code, sign_in};
use crate::support::{OLEG, VERA, World};

#[tokio::test]
async fn an_authorization_is_carried_to_another_data_centre() {
    let world = World::new().await;
    let oleg = world.login(OLEG).await;
    let enums::auth::ExportedAuthorization::Authorization(exported) =
        oleg.call(f::auth::ExportAuthorization { dc_id: 4 }).await;
    let stranger = world.stranger().await;
    let import = || f::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes.clone() };
    stranger.call(import()).await;
    assert_eq!(stranger.me().await.username(), Some("oleg"));
    assert_eq!(world.stranger().await.refusal(import()).await, "AUTH_BYTES_INVALID");
}

fn home(dc: i32) -> AccountChange {
    AccountChange { dc: Some(dc), ..Default::default() }
}

#[tokio::test]
async fn a_client_follows_to_the_data_centre_of_the_account() {
    let world = World::new().await;
    world.control().change_account(VERA, home(4)).unwrap();
    let person = world.client_of(2).await;
    let token = person.request_code(VERA).await;
    assert_eq!(person.home(), 4);
    let code = world.control().login_code(VERA).unwrap();
    person.client.sign_in(&token, &code).await.unwrap();
    assert_eq!(person.me().await.username(), Some("vera"));
    // Who is there already stays, and so does an account that lives anywhere.
    let there = world.client_of(4).await;
    there.request_code(VERA).await;
    there.request_code(OLEG).await;
    assert_eq!(there.home(), 4);
}

#[tokio::test]
async fn a_client_is_told_where_the_account_lives_until_it_goes_there() {
    let world = World::new().await;
    world.control().change_account(VERA, home(4)).unwrap();
    let stranger = world.client_of(2).await;
    assert_eq!(stranger.refusal(code_request(VERA)).await, "PHONE_MIGRATE");
    assert_eq!(stranger.refusal(code_request(VERA)).await, "PHONE_MIGRATE");
    assert_eq!(stranger.refusal(sign_in(VERA, "hash", "12345")).await, "PHONE_MIGRATE");
    let world = world.restarted().await;
    let stranger = world.client_of(2).await;
    assert_eq!(stranger.refusal(code_request(VERA)).await, "PHONE_MIGRATE");
    world.control().change_account(VERA, home(0)).unwrap();
    send_code(&stranger, VERA).await;
}

/// Telethon and kurigram do not say which data centre they dial.
#[tokio::test]
async fn a_client_that_names_no_data_centre_is_taken_to_follow() {
    let world = World::new().await;
    world.control().change_account(VERA, home(4)).unwrap();
    let first = world.stranger().await;
    assert_eq!(first.refusal(code_request(VERA)).await, "PHONE_MIGRATE");
    assert_eq!(first.refusal(code_request(VERA)).await, "PHONE_MIGRATE");
    let followed = world.stranger().await;
    let hash = send_code(&followed, VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    followed.call(sign_in(VERA, &hash, &code)).await;
    let enums::Config::Config(config) = followed.call(f::help::GetConfig {}).await;
    assert_eq!(config.this_dc, 4);

    let another = world.stranger().await;
    assert_eq!(another.refusal(code_request(VERA)).await, "PHONE_MIGRATE");
    world.pass(Duration::from_secs(61));
    let late = world.stranger().await;
    assert_eq!(late.refusal(code_request(VERA)).await, "PHONE_MIGRATE");
}

#[tokio::test]
async fn an_account_lives_on_one_of_five_data_centres() {
    let world = World::new().await;
    for dc in [-1, 6] {
        assert!(world.control().change_account(VERA, home(dc)).is_err());
        let (phone, first_name) = ("+70000000".into(), "X".into());
        let new = NewAccount { phone, first_name, dc: Some(dc), ..Default::default() };
        assert!(world.control().create_account(new).is_err());
    }
    assert_eq!(world.control().accounts().len(), 3);
    assert_eq!(world.control().change_account(VERA, home(5)).unwrap().dc, Some(5));
    let world = world.restarted().await;
    assert_eq!(world.control().account(VERA).unwrap().dc, Some(5));
}

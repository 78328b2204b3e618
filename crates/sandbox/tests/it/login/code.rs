//! Codes: typed rightly, wrongly, too late, too often.

use std::time::Duration;

use grammers_client::SignInError;
use grammers_client::tl::functions as f;
use sandbox::{AccountChange, Flag, LoginSettings};

use super::{hash_of, send_code, sign_in, wrong};
use crate::support::{OLEG, VERA, World};

#[tokio::test]
async fn a_code_logs_in() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    assert!(!stranger.client.is_authorized().await.unwrap());
    let token = stranger.request_code(VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    let user = stranger.client.sign_in(&token, &code).await.unwrap();
    assert_eq!(user.first_name(), Some("Вера"));
    assert!(stranger.client.is_authorized().await.unwrap());
    assert_eq!(stranger.me().await.username(), Some("vera"));
}

#[tokio::test]
async fn a_wrong_code_is_refused_and_the_right_one_still_good() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let token = stranger.request_code(VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    let wrong = if code == "00000" { "00001" } else { "00000" };
    let refused = stranger.client.sign_in(&token, wrong).await;
    assert!(matches!(refused, Err(SignInError::InvalidCode)), "{refused:?}");
    stranger.client.sign_in(&token, &code).await.unwrap();
}

#[tokio::test]
async fn a_code_is_good_for_five_minutes() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let hash = send_code(&stranger, VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    world.pass(Duration::from_secs(301));
    assert_eq!(stranger.refusal(sign_in(VERA, &hash, &code)).await, "PHONE_CODE_EXPIRED");
    assert_eq!(world.control().login_code(VERA), None);
}

#[tokio::test]
async fn a_code_is_good_once() {
    let world = World::new().await;
    let (first, second) = (world.stranger().await, world.stranger().await);
    let hash = send_code(&first, VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    first.call(sign_in(VERA, &hash, &code)).await;
    assert_eq!(second.refusal(sign_in(VERA, &hash, &code)).await, "PHONE_CODE_EXPIRED");
}

#[tokio::test]
async fn a_code_sent_again_replaces_the_first() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let resend = |hash: &str| f::auth::ResendCode {
        phone_number: VERA.into(),
        phone_code_hash: hash.into(),
        reason: None,
    };
    let first = send_code(&stranger, VERA).await;
    let second = hash_of(stranger.call(resend(&first)).await);
    let code = world.control().login_code(VERA).unwrap();
    assert_eq!(stranger.refusal(sign_in(VERA, &first, &code)).await, "PHONE_CODE_EXPIRED");
    assert_eq!(stranger.refusal(resend(&first)).await, "PHONE_CODE_EXPIRED");
    assert_eq!(stranger.refusal(sign_in(VERA, &second, "")).await, "PHONE_CODE_EMPTY");
    stranger.call(sign_in(VERA, &second, &code)).await;
}

#[tokio::test]
async fn without_a_login_nothing_is_told() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    assert_eq!(stranger.refusal(f::updates::GetState {}).await, "AUTH_KEY_UNREGISTERED");
    let find = f::contacts::ResolveUsername { username: "oleg".into(), referer: None };
    assert_eq!(stranger.refusal(find).await, "AUTH_KEY_UNREGISTERED");
}

#[tokio::test]
async fn a_code_is_also_read_where_one_is_logged_in() {
    let world = World::new().await;
    let mut vera = world.login(VERA).await;
    world.stranger().await.request_code(VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    let letter = vera.hear().await;
    assert!(letter.text().contains(&code), "{}", letter.text());
    assert_eq!(letter.peer_id().bare_id(), Some(777_000));
    assert_eq!(letter.peer().and_then(|peer| peer.name()), Some("Telegram"));
}

#[tokio::test]
async fn a_code_is_spent_after_five_wrong_ones() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let hash = send_code(&stranger, VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    for _ in 0..5 {
        let refusal = stranger.refusal(sign_in(VERA, &hash, &wrong(&code))).await;
        assert_eq!(refusal, "PHONE_CODE_INVALID");
    }
    assert_eq!(stranger.refusal(sign_in(VERA, &hash, &code)).await, "PHONE_CODE_EXPIRED");
    assert_eq!(world.control().login_code(VERA), None);
}

#[tokio::test]
async fn a_code_goes_with_the_hash_that_was_sent_with_it() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let hash = send_code(&stranger, VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    assert_eq!(stranger.refusal(sign_in(VERA, "", &code)).await, "PHONE_CODE_HASH_EMPTY");
    assert_eq!(stranger.refusal(sign_in(VERA, "other", &code)).await, "PHONE_CODE_EXPIRED");
    assert_eq!(stranger.refusal(sign_in(OLEG, &hash, &code)).await, "PHONE_CODE_EXPIRED");
    stranger.call(sign_in(VERA, &hash, &code)).await;
}

#[tokio::test]
async fn who_asks_for_too_many_codes_waits() {
    let world = World::new().await;
    let settings = LoginSettings { codes_per_hour: 2, codes_per_day: 3, ..Default::default() };
    world.control().set_login_settings(settings);
    let stranger = world.stranger().await;
    send_code(&stranger, VERA).await;
    send_code(&stranger, VERA).await;
    let error = stranger.client.request_login_code(VERA, "hash").await.err().unwrap();
    assert!(error.is("FLOOD_WAIT"), "{error}");
    send_code(&stranger, OLEG).await;
    world.pass(Duration::from_secs(3_601));
    let stranger = world.stranger().await;
    send_code(&stranger, VERA).await;
    let error = stranger.client.request_login_code(VERA, "hash").await.err().unwrap();
    assert!(error.is("PHONE_NUMBER_FLOOD"), "{error}");
}

#[tokio::test]
async fn the_banned_and_the_impossible_get_no_code() {
    let world = World::new().await;
    let mut vera = world.login(VERA).await;
    let banned = AccountChange { flags: Some([Flag::Banned].into()), ..Default::default() };
    world.control().change_account(VERA, banned).unwrap();
    assert_eq!(vera.thrown_out().await, "USER_DEACTIVATED_BAN");
    let stranger = world.stranger().await;
    for (phone, refusal) in [(VERA, "PHONE_NUMBER_BANNED"), ("call me", "PHONE_NUMBER_INVALID")] {
        let Err(error) = stranger.client.request_login_code(phone, "hash").await else {
            panic!("{phone} got a code");
        };
        assert!(error.is(refusal), "{phone}: {error}");
    }
    let pardoned = AccountChange { flags: Some([].into()), ..Default::default() };
    world.control().change_account(VERA, pardoned).unwrap();
    world.login(VERA).await;
}

//! Logging in, and being refused.

use std::time::Duration;

use grammers_client::SignInError;
use grammers_client::tl::{enums, functions as f, types};

use crate::support::{ANNA, OLEG, PASSWORD, Person, VERA, World};

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
async fn a_password_is_asked_for_and_checked() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let token = stranger.request_code(ANNA).await;
    let code = world.control().login_code(ANNA).unwrap();
    let Err(SignInError::PasswordRequired(question)) = stranger.client.sign_in(&token, &code).await
    else {
        panic!("no password was asked for");
    };
    assert_eq!(stranger.refusal(f::updates::GetState {}).await, "SESSION_PASSWORD_NEEDED");
    let Err(SignInError::InvalidPassword(question)) =
        stranger.client.check_password(question, "guess").await
    else {
        panic!("a wrong password was taken");
    };
    let user = stranger.client.check_password(question, PASSWORD).await.unwrap();
    assert_eq!(user.first_name(), Some("Anna"));
}

/// Asks for a code, and returns the hash that goes with it.
async fn send_code(stranger: &Person) -> String {
    let settings = types::CodeSettings {
        allow_flashcall: false,
        current_number: false,
        allow_app_hash: false,
        allow_missed_call: false,
        allow_firebase: false,
        unknown_number: false,
        logout_tokens: None,
        token: None,
        app_sandbox: None,
    };
    let sent = stranger.call(f::auth::SendCode {
        phone_number: VERA.into(),
        api_id: 1,
        api_hash: "hash".into(),
        settings: settings.into(),
    });
    hash_of(sent.await)
}

fn hash_of(sent: enums::auth::SentCode) -> String {
    match sent {
        enums::auth::SentCode::Code(sent) => sent.phone_code_hash,
        other => panic!("{other:?}"),
    }
}

fn sign_in(hash: &str, code: &str) -> f::auth::SignIn {
    f::auth::SignIn {
        phone_number: VERA.into(),
        phone_code_hash: hash.into(),
        phone_code: Some(code.into()),
        email_verification: None,
    }
}

#[tokio::test]
async fn a_code_is_good_for_five_minutes() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let hash = send_code(&stranger).await;
    let code = world.control().login_code(VERA).unwrap();
    world.pass(Duration::from_secs(301));
    assert_eq!(stranger.refusal(sign_in(&hash, &code)).await, "PHONE_CODE_EXPIRED");
    assert_eq!(world.control().login_code(VERA), None);
}

#[tokio::test]
async fn a_code_is_good_once() {
    let world = World::new().await;
    let (first, second) = (world.stranger().await, world.stranger().await);
    let hash = send_code(&first).await;
    let code = world.control().login_code(VERA).unwrap();
    first.call(sign_in(&hash, &code)).await;
    assert_eq!(second.refusal(sign_in(&hash, &code)).await, "PHONE_CODE_EXPIRED");
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
    let first = send_code(&stranger).await;
    let second = hash_of(stranger.call(resend(&first)).await);
    let code = world.control().login_code(VERA).unwrap();
    assert_eq!(stranger.refusal(sign_in(&first, &code)).await, "PHONE_CODE_EXPIRED");
    assert_eq!(stranger.refusal(resend(&first)).await, "PHONE_CODE_EXPIRED");
    assert_eq!(stranger.refusal(sign_in(&second, "")).await, "PHONE_CODE_EMPTY");
    stranger.call(sign_in(&second, &code)).await;
}

#[tokio::test]
async fn numbers_without_an_account_and_no_numbers_are_told_apart() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    for (phone, refusal) in
        [("+79995555555", "PHONE_NUMBER_UNOCCUPIED"), ("call me", "PHONE_NUMBER_INVALID")]
    {
        let Err(error) = stranger.client.request_login_code(phone, "hash").await else {
            panic!("{phone} got a code");
        };
        assert!(error.is(refusal), "{phone}: {error}");
    }
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
async fn logging_out_ends_it_for_that_key_only() {
    let world = World::new().await;
    let (one, other) = (world.login(VERA).await, world.login(VERA).await);
    one.client.sign_out().await.unwrap();
    assert!(!one.client.is_authorized().await.unwrap());
    assert!(other.client.is_authorized().await.unwrap());
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

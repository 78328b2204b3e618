//! Making an account over MTProto.

use grammers_client::SignInError;
use grammers_client::tl::{enums, functions as f, types};
use sandbox::{AccountChange, Flag, LoginSettings};

use super::{send_code, sign_in, wrong};
use crate::support::{Person, VERA, World};

const NOBODY: &str = "+79995555555";

fn sign_up(hash: &str, first_name: &str) -> f::auth::SignUp {
    f::auth::SignUp {
        no_joined_notifications: false,
        phone_number: NOBODY.into(),
        phone_code_hash: hash.into(),
        first_name: first_name.into(),
        last_name: "Орлов".into(),
    }
}

/// Types the right code for a number that has no account, and returns the hash.
async fn verified(world: &World, stranger: &Person) -> (String, types::help::TermsOfService) {
    let hash = send_code(stranger, NOBODY).await;
    let code = world.control().login_code(NOBODY).unwrap();
    assert_eq!(stranger.refusal(sign_in(NOBODY, &hash, &wrong(&code))).await, "PHONE_CODE_INVALID");
    match stranger.call(sign_in(NOBODY, &hash, &code)).await {
        enums::auth::Authorization::SignUpRequired(required) => {
            let enums::help::TermsOfService::Service(terms) = required.terms_of_service.unwrap();
            (hash, terms)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_number_without_an_account_signs_up() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let (hash, terms) = verified(&world, &stranger).await;
    assert!(!terms.text.is_empty());
    assert_eq!(stranger.refusal(sign_up(&hash, "  ")).await, "FIRSTNAME_INVALID");
    let long = "x".repeat(65);
    assert_eq!(stranger.refusal(sign_up(&hash, &long)).await, "FIRSTNAME_INVALID");
    let last = f::auth::SignUp { last_name: long, ..sign_up(&hash, "Лев") };
    assert_eq!(stranger.refusal(last).await, "LASTNAME_INVALID");

    stranger.call(sign_up(&hash, "Лев")).await;
    let me = stranger.me().await;
    assert_eq!((me.first_name(), me.last_name()), (Some("Лев"), Some("Орлов")));
    assert_eq!(me.phone(), Some("79995555555"));
    let made = world.control().account(NOBODY).unwrap();
    assert_eq!(Some(made.id), me.id().bare_id());
    let accept =
        |id: &str| f::help::AcceptTermsOfService { id: types::DataJson { data: id.into() }.into() };
    let enums::DataJson::Json(id) = terms.id;
    assert!(stranger.call(accept(&id.data)).await);
    assert_eq!(stranger.refusal(accept("{}")).await, "TERMS_OF_SERVICE_ID_INVALID");

    // The number has an account now, which lasts.
    assert_eq!(stranger.refusal(sign_up(&hash, "Лев")).await, "PHONE_NUMBER_OCCUPIED");
    let world = world.restarted().await;
    assert_eq!(world.login(NOBODY).await.me().await.first_name(), Some("Лев"));
}

#[tokio::test]
async fn nobody_signs_up_without_the_right_code() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    assert_eq!(stranger.refusal(sign_up("hash", "Лев")).await, "PHONE_CODE_EXPIRED");
    let hash = send_code(&stranger, NOBODY).await;
    assert_eq!(stranger.refusal(sign_up(&hash, "Лев")).await, "PHONE_CODE_INVALID");
    let vera = f::auth::SignUp { phone_number: VERA.into(), ..sign_up(&hash, "Лев") };
    assert_eq!(stranger.refusal(vera).await, "PHONE_NUMBER_OCCUPIED");
    assert_eq!(world.control().account(NOBODY), None);
}

#[tokio::test]
async fn a_client_library_says_that_signing_up_is_needed() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let token = stranger.request_code(NOBODY).await;
    let code = world.control().login_code(NOBODY).unwrap();
    let refused = stranger.client.sign_in(&token, &code).await;
    assert!(matches!(refused, Err(SignInError::SignUpRequired)), "{refused:?}");
}

#[tokio::test]
async fn a_sandbox_may_let_nobody_sign_up() {
    let world = World::new().await;
    world.control().set_login_settings(LoginSettings { sign_up: false, ..Default::default() });
    let stranger = world.stranger().await;
    let error = stranger.client.request_login_code(NOBODY, "hash").await.err().unwrap();
    assert!(error.is("PHONE_NUMBER_APP_SIGNUP_FORBIDDEN"), "{error}");
    world.login(VERA).await;
}

#[tokio::test]
async fn the_number_of_a_deleted_account_is_free() {
    let world = World::new().await;
    let new = sandbox::NewAccount {
        phone: NOBODY.into(),
        first_name: "Old".into(),
        ..Default::default()
    };
    let old = world.control().create_account(new).unwrap();
    let deleted = AccountChange { flags: Some([Flag::Deleted].into()), ..Default::default() };
    world.control().change_account(NOBODY, deleted).unwrap();
    let stranger = world.stranger().await;
    let (hash, _) = verified(&world, &stranger).await;
    stranger.call(sign_up(&hash, "New")).await;
    let new = world.control().account(NOBODY).unwrap();
    assert_ne!(new.id, old.id);
    assert_eq!(world.control().accounts().len(), 5);
}

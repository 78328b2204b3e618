//! Logging in by a QR code.

use std::time::Duration;

use grammers_client::tl::{enums, functions as f, types};
use grammers_session::updates::UpdatesLike;
use sandbox::AccountChange;

use crate::support::{ANNA, OLEG, PASSWORD, Person, VERA, World};

fn export(except_ids: &[i64]) -> f::auth::ExportLoginToken {
    let except_ids = except_ids.to_vec();
    f::auth::ExportLoginToken { api_id: 1, api_hash: "hash".into(), except_ids }
}

/// Has a client show a code. Returns what is in it, and when it expires.
async fn show(stranger: &Person, except_ids: &[i64]) -> types::auth::LoginToken {
    match stranger.call(export(except_ids)).await {
        enums::auth::LoginToken::Token(token) => token,
        other => panic!("{other:?}"),
    }
}

fn accept(token: &types::auth::LoginToken) -> f::auth::AcceptLoginToken {
    f::auth::AcceptLoginToken { token: token.token.clone() }
}

fn is_success(token: enums::auth::LoginToken) -> bool {
    matches!(token, enums::auth::LoginToken::Success(_))
}

/// Whether the next thing that a waiting client hears is that its code was
/// scanned.
async fn is_told(waiting: &mut Person) -> bool {
    let UpdatesLike::Updates(updates) = waiting.next_pushed().await else {
        return false;
    };
    matches!(
        updates,
        enums::Updates::UpdateShort(types::UpdateShort { update: enums::Update::LoginToken, .. })
    )
}

#[tokio::test]
async fn a_scanned_code_logs_in() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let mut stranger = world.stranger().await;
    let first = show(&stranger, &[]).await;
    let token = show(&stranger, &[]).await;
    assert_ne!(first.token, token.token);
    let enums::Authorization::Authorization(session) = vera.call(accept(&token)).await;
    assert_eq!((session.api_id, session.current, session.password_pending), (12345, false, false));
    assert!(is_told(&mut stranger).await);
    assert!(is_success(stranger.call(export(&[])).await));
    assert_eq!(stranger.me().await.username(), Some("vera"));
    // The answer may have got lost, and asking again does no harm.
    assert!(is_success(stranger.call(export(&[])).await));

    assert_eq!(vera.refusal(accept(&token)).await, "AUTH_TOKEN_ALREADY_ACCEPTED");
    let import = f::auth::ImportLoginToken { token: token.token };
    let other = world.stranger().await;
    assert_eq!(other.refusal(import).await, "AUTH_TOKEN_ALREADY_ACCEPTED");
}

#[tokio::test]
async fn a_code_is_scanned_in_time_and_by_the_right_person() {
    let world = World::new().await;
    let (vera, oleg) = (world.login(VERA).await, world.login(OLEG).await);
    let stranger = world.stranger().await;
    assert_eq!(
        stranger.refusal(accept(&show(&stranger, &[]).await)).await,
        "AUTH_KEY_UNREGISTERED"
    );
    let nonsense = f::auth::AcceptLoginToken { token: vec![1; 32] };
    assert_eq!(vera.refusal(nonsense).await, "AUTH_TOKEN_INVALIDX");
    let nonsense = f::auth::ImportLoginToken { token: vec![1; 32] };
    assert_eq!(stranger.refusal(nonsense).await, "AUTH_TOKEN_INVALID");
    let anonymous = f::auth::ExportLoginToken { api_id: 0, ..export(&[]) };
    assert_eq!(stranger.refusal(anonymous).await, "API_ID_INVALID");

    let vera_id = vera.me().await.id().bare_id().unwrap();
    let token = show(&stranger, &[vera_id]).await;
    assert_eq!(vera.refusal(accept(&token)).await, "AUTH_TOKEN_EXCEPTION");
    oleg.call(accept(&token)).await;

    let late = world.stranger().await;
    let token = show(&late, &[]).await;
    world.pass(Duration::from_secs(30));
    assert_eq!(vera.refusal(accept(&token)).await, "AUTH_TOKEN_EXPIRED");
    let import = f::auth::ImportLoginToken { token: token.token };
    assert_eq!(late.refusal(import).await, "AUTH_TOKEN_EXPIRED");
    vera.call(accept(&show(&late, &[]).await)).await;
    assert!(is_success(late.call(export(&[])).await));
}

#[tokio::test]
async fn a_password_is_asked_for_after_the_scan_too() {
    let world = World::new().await;
    let anna = world.stranger().await;
    let token = anna.request_code(ANNA).await;
    let code = world.control().login_code(ANNA).unwrap();
    let Err(grammers_client::SignInError::PasswordRequired(question)) =
        anna.client.sign_in(&token, &code).await
    else {
        panic!("no password was asked for");
    };
    anna.client.check_password(question, PASSWORD).await.unwrap();

    let stranger = world.stranger().await;
    let token = show(&stranger, &[]).await;
    let enums::Authorization::Authorization(session) = anna.call(accept(&token)).await;
    assert!(session.password_pending);
    assert_eq!(stranger.refusal(export(&[])).await, "SESSION_PASSWORD_NEEDED");
    let enums::account::Password::Password(question) =
        stranger.call(f::account::GetPassword {}).await;
    let question = grammers_client::client::PasswordToken::new(question);
    stranger.client.check_password(question, PASSWORD).await.unwrap();
    assert_eq!(stranger.me().await.username(), Some("anna"));
}

#[tokio::test]
async fn an_account_of_another_data_centre_is_logged_in_there() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let move_to_4 = AccountChange { dc: Some(4), ..Default::default() };
    world.control().change_account(VERA, move_to_4).unwrap();
    let stranger = world.client_of(2).await;
    let token = show(&stranger, &[]).await;
    vera.call(accept(&token)).await;
    let enums::auth::LoginToken::MigrateTo(migrate) = stranger.call(export(&[])).await else {
        panic!("it is not sent to the other data centre");
    };
    assert_eq!(migrate.dc_id, 4);
    let import = || f::auth::ImportLoginToken { token: migrate.token.clone() };
    let astray = world.client_of(3).await.call(import()).await;
    assert!(matches!(astray, enums::auth::LoginToken::MigrateTo(_)));
    let there = world.client_of(4).await;
    assert!(is_success(there.call(import()).await));
    assert_eq!(there.me().await.username(), Some("vera"));
}

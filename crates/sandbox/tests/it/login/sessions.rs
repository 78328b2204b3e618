//! Where an account is logged in, and ending it.

use std::time::Duration;

use grammers_client::tl::{enums, functions as f, types};
use sandbox::LoginSettings;

use crate::support::{OLEG, Person, VERA, World};

#[tokio::test]
async fn logging_out_ends_it_for_that_key_only() {
    let world = World::new().await;
    let (one, other) = (world.login(VERA).await, world.login(VERA).await);
    one.client.sign_out().await.unwrap();
    assert!(!one.client.is_authorized().await.unwrap());
    assert!(other.client.is_authorized().await.unwrap());
}

async fn sessions(person: &Person) -> Vec<types::Authorization> {
    let enums::account::Authorizations::Authorizations(list) =
        person.call(f::account::GetAuthorizations {}).await;
    let one = |session| {
        let enums::Authorization::Authorization(session) = session;
        session
    };
    list.authorizations.into_iter().map(one).collect()
}

#[tokio::test]
async fn sessions_are_listed_with_what_their_clients_said() {
    let world = World::new().await;
    let here = world.login(VERA).await;
    world.pass(Duration::from_secs(100));
    let there = world.login(VERA).await;
    world.login(OLEG).await;
    let list = sessions(&here).await;
    assert_eq!(list.len(), 2);
    assert!(list[0].current && list[0].hash == 0);
    assert!(!list[1].current && list[1].hash != 0);
    assert!(list[1].date_created >= list[0].date_created + 100);
    assert!(list.iter().all(|session| session.api_id == 12345));
    assert!(list.iter().all(|session| !session.device_model.is_empty()));
    let world_restarted = world.restarted().await;
    drop(there);
    let again = world_restarted.login(VERA).await;
    assert_eq!(sessions(&again).await.len(), 3);
}

#[tokio::test]
async fn a_session_is_ended_from_another() {
    let world = World::new().await;
    let (here, mut there) = (world.login(VERA).await, world.login(VERA).await);
    let hash = sessions(&here).await[1].hash;
    let reset = |hash| f::account::ResetAuthorization { hash };
    assert_eq!(here.refusal(reset(hash ^ 1)).await, "HASH_INVALID");
    assert_eq!(here.refusal(reset(0)).await, "HASH_INVALID");
    assert!(here.call(reset(hash)).await);
    assert_eq!(there.thrown_out().await, "SESSION_REVOKED");
    assert_eq!(sessions(&here).await.len(), 1);
    // The key is still good for logging in again.
    let token = there.request_code(VERA).await;
    let code = world.control().login_code(VERA).unwrap();
    there.client.sign_in(&token, &code).await.unwrap();
    assert_eq!(sessions(&there).await.len(), 2);
}

#[tokio::test]
async fn all_other_sessions_are_ended_at_once() {
    let world = World::new().await;
    let here = world.login(VERA).await;
    let others = [world.login(VERA).await, world.login(VERA).await];
    let oleg = world.login(OLEG).await;
    assert!(here.call(f::auth::ResetAuthorizations {}).await);
    let world = world.restarted().await;
    for other in &others {
        let again = Person::connect(other.session.clone()).await;
        assert_eq!(again.refusal(f::updates::GetState {}).await, "SESSION_REVOKED");
    }
    for left in [&here, &oleg] {
        assert!(Person::connect(left.session.clone()).await.client.is_authorized().await.unwrap());
    }
    assert_eq!(world.control().accounts().len(), 3);
}

#[tokio::test]
async fn a_fresh_session_may_not_end_others_if_the_sandbox_says_so() {
    let world = World::new().await;
    let day = LoginSettings { fresh_session: 86_400, ..Default::default() };
    world.control().set_login_settings(day);
    let here = world.login(VERA).await;
    let refusal = here.refusal(f::auth::ResetAuthorizations {}).await;
    assert_eq!(refusal, "FRESH_RESET_AUTHORISATION_FORBIDDEN");
    world.pass(Duration::from_secs(86_400));
    let here = Person::connect(here.leave().await).await;
    assert!(here.call(f::auth::ResetAuthorizations {}).await);
}

#[tokio::test]
async fn an_account_is_told_of_a_new_login_if_the_sandbox_says_so() {
    let world = World::new().await;
    let letters = LoginSettings { login_letters: true, ..Default::default() };
    world.control().set_login_settings(letters);
    let mut vera = world.login(VERA).await;
    world.login(VERA).await;
    let code = vera.hear().await;
    assert!(code.text().starts_with("Login code"), "{}", code.text());
    let letter = vera.hear().await;
    assert!(letter.text().starts_with("New login. Dear Вера"), "{}", letter.text());
    assert_eq!(letter.peer_id().bare_id(), Some(777_000));
    let told = loop {
        if let enums::Update::NewAuthorization(told) = vera.next_raw().await {
            break told;
        }
    };
    assert_eq!(told.hash, sessions(&vera).await[1].hash);
}

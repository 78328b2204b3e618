//! Logging in, and every way in which it goes wrong.

use domain::{Connector, Login, LoginError, LoginInput, LoginStep, MessengerError};
use sandbox::{AccountChange, Flag, LoginSettings};

use crate::support::{ANNA, BORIS, OWNER, PASSWORD, World, done, soon};

/// Telegram's own key, which no sandbox has.
const OTHER_KEY: &str = "\
-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEA6LszBcC1LGzyr992NzE0ieY+BSaOW622Aa9Bd4ZHLl+TuFQ4lo4g
5nKaMBwK/BIb9xUfg0Q29/2mgIR6Zr9krM7HjuIcCzFvDtr+L0GQjae9H0pRB2OO
62cECs5HKhT5DZ98K33vmWiLowc621dQuwKWSQKjWf50XYFw42h21P2KXUGyp2y/
+aEyZ+uVgLLQbRA1dEjSDZ2iGRy12Mk5gpYc397aYp438fsJoHIgJ2lgMv5h7WY9
t6N/byY9Nw9p21Og3AoXSL2q/2IJ1WRUhebgAdGVMlV1fkuOQoEzR7EdpqtQD9Cs
5+bfo3Nhmcyvk5ftB0WkJ9z6bNZ7yxrP8wIDAQAB
-----END RSA PUBLIC KEY-----
";

#[tokio::test]
async fn a_phone_number_and_a_code_make_a_session() {
    let world = World::new().await;
    let mut login = world.connector().begin_login().await.unwrap();
    assert_eq!(login.step(), &LoginStep::Phone);

    let phone = LoginInput::Phone("+7 (999) 000-00-01".into());
    let step = soon(login.submit(phone)).await.unwrap();
    assert_eq!(step, &LoginStep::Code { digits: Some(5) });

    let step = soon(login.submit(world.code(OWNER))).await.unwrap();
    let logged_in = done(step);
    assert_eq!(logged_in.profile.full_name(), "Вера");
    assert_eq!(logged_in.profile.user_id, world.id(OWNER));
    assert_eq!(logged_in.profile.phone.as_deref(), Some(OWNER));
    let own = logged_in.session.peers[0];
    assert!(own.is_self && own.id == world.id(OWNER));
}

#[tokio::test]
async fn after_a_wrong_code_the_right_one_is_taken() {
    let world = World::new().await;
    let mut login = world.login_at_code(OWNER).await;
    let error = soon(login.submit(LoginInput::Code("nonsense".into()))).await;
    assert!(matches!(error, Err(LoginError::InvalidCode)), "{error:?}");
    assert!(matches!(login.step(), LoginStep::Code { .. }));

    done(soon(login.submit(world.code(OWNER))).await.unwrap());
}

#[tokio::test]
async fn an_expired_code_leads_back_to_the_phone_number() {
    let world = World::new().await;
    let mut login = world.login_at_code(OWNER).await;
    let code = world.code(OWNER);
    // A newer code makes the older one expire.
    let mut newer = world.login_at_code(OWNER).await;
    let error = soon(login.submit(code)).await;
    assert!(matches!(error, Err(LoginError::ExpiredCode)), "{error:?}");
    assert_eq!(login.step(), &LoginStep::Phone);

    done(soon(newer.submit(world.code(OWNER))).await.unwrap());
    soon(login.submit(LoginInput::Phone(OWNER.into()))).await.unwrap();
    done(soon(login.submit(world.code(OWNER))).await.unwrap());
}

#[tokio::test]
async fn a_password_is_asked_for_until_it_is_right() {
    let world = World::new().await;
    let mut login = world.login_at_code(BORIS).await;
    let step = soon(login.submit(world.code(BORIS))).await.unwrap();
    assert!(matches!(step, LoginStep::Password { .. }));

    for wrong in ["", "неверный пароль"] {
        let error = soon(login.submit(LoginInput::Password(wrong.into()))).await;
        assert!(matches!(error, Err(LoginError::InvalidPassword)), "{error:?}");
        assert!(matches!(login.step(), LoginStep::Password { .. }));
    }
    let right = LoginInput::Password(PASSWORD.into());
    let logged_in = done(soon(login.submit(right)).await.unwrap()).clone();
    assert_eq!(logged_in.profile.full_name(), "Борис");
}

#[tokio::test]
async fn a_number_without_an_account_is_told_from_no_number_at_all() {
    let world = World::new().await;
    // Telegram sends a code to any number, and says only then that it has no account.
    let unknown = "+79991234567";
    let mut login = world.login_at_code(unknown).await;
    let error = soon(login.submit(world.code(unknown))).await;
    assert!(matches!(error, Err(LoginError::UnknownPhone)), "{error:?}");
    assert_eq!(login.step(), &LoginStep::Phone);
    let closed = LoginSettings { sign_up: false, ..LoginSettings::default() };
    world.control().set_login_settings(closed);
    let error = soon(login.submit(LoginInput::Phone(unknown.into()))).await;
    assert!(matches!(error, Err(LoginError::UnknownPhone)), "{error:?}");
    let invalid = soon(login.submit(LoginInput::Phone("мой номер".into()))).await;
    assert!(matches!(invalid, Err(LoginError::InvalidPhone)), "{invalid:?}");
    let step = soon(login.submit(LoginInput::Phone(ANNA.into()))).await.unwrap();
    assert!(matches!(step, LoginStep::Code { .. }));
}

#[tokio::test]
async fn a_banned_number_is_told_so() {
    let world = World::new().await;
    let banned = AccountChange { flags: Some([Flag::Banned].into()), ..AccountChange::default() };
    world.control().change_account(OWNER, banned).unwrap();
    let mut login = world.connector().begin_login().await.unwrap();
    let error = soon(login.submit(LoginInput::Phone(OWNER.into()))).await;
    assert!(matches!(error, Err(LoginError::BannedPhone)), "{error:?}");
}

#[tokio::test]
async fn a_hint_of_the_password_is_shown() {
    let world = World::new().await;
    let change = AccountChange {
        password: Some(PASSWORD.into()),
        password_hint: Some("как кота".into()),
        ..AccountChange::default()
    };
    world.control().change_account(OWNER, change).unwrap();
    let mut login = world.login_at_code(OWNER).await;
    let step = soon(login.submit(world.code(OWNER))).await.unwrap();
    assert_eq!(step, &LoginStep::Password { hint: "как кота".into() });
}

#[tokio::test]
async fn the_login_follows_to_the_data_centre_of_the_account() {
    let world = World::new().await;
    let change = AccountChange { dc: Some(4), ..AccountChange::default() };
    world.control().change_account(OWNER, change).unwrap();
    let store = world.logged_in(OWNER).await;
    world.connector().connect(store).await.unwrap();
}

/// A login that shows a code, and what that says.
async fn shows_code(world: &World) -> (Box<dyn Login>, String) {
    let mut login = world.connector().begin_login().await.unwrap();
    let step = soon(login.submit(LoginInput::Qr)).await.unwrap().clone();
    let LoginStep::Qr { url, .. } = step else { panic!("no code: {step:?}") };
    (login, url)
}

#[tokio::test]
async fn a_code_that_a_phone_scans_makes_a_session() {
    for dc in [None, Some(4)] {
        let world = World::new().await;
        let change = AccountChange { dc, ..AccountChange::default() };
        world.control().change_account(OWNER, change).unwrap();
        let (mut login, first) = shows_code(&world).await;
        let scanned = login.scanned().unwrap();
        // Asked once more before anybody has scanned it, there is a new one.
        let step = soon(login.submit(LoginInput::Qr)).await.unwrap();
        assert!(matches!(step, LoginStep::Qr { url, .. } if *url != first), "{step:?}");
        world.control().scan(OWNER, &first).unwrap();
        soon(scanned).await;
        let step = soon(login.submit(LoginInput::Qr)).await.unwrap();
        assert_eq!(done(step).profile.user_id, world.id(OWNER), "{dc:?}");
        assert!(login.scanned().is_none());
        assert!(world.control().scan(OWNER, &first).is_err(), "it is good once");
    }
}

#[tokio::test]
async fn whoever_has_a_password_is_asked_for_it_after_the_scan() {
    let world = World::new().await;
    let change = AccountChange { password: Some(PASSWORD.into()), ..AccountChange::default() };
    world.control().change_account(OWNER, change).unwrap();
    let (mut login, url) = shows_code(&world).await;
    world.control().scan(OWNER, &url).unwrap();
    soon(login.scanned().unwrap()).await;
    let step = soon(login.submit(LoginInput::Qr)).await.unwrap();
    assert!(matches!(step, LoginStep::Password { .. }), "{step:?}");
    done(soon(login.submit(LoginInput::Password(PASSWORD.into()))).await.unwrap());
}

#[tokio::test]
async fn a_phone_number_may_be_given_instead_of_a_scan() {
    let world = World::new().await;
    let (mut login, _) = shows_code(&world).await;
    soon(login.submit(LoginInput::Phone(OWNER.into()))).await.unwrap();
    done(soon(login.submit(world.code(OWNER))).await.unwrap());
}

#[tokio::test]
async fn an_answer_to_another_question_changes_nothing() {
    let world = World::new().await;
    let mut login = world.login_at_code(OWNER).await;
    let error = soon(login.submit(LoginInput::Password("12345".into()))).await;
    assert!(matches!(error, Err(LoginError::WrongStep)), "{error:?}");
    done(soon(login.submit(world.code(OWNER))).await.unwrap());
}

#[tokio::test]
async fn a_server_that_is_down_or_has_another_key_is_out_of_reach() {
    let mut world = World::new().await;
    let connector = world.connector_with_key(OTHER_KEY);
    let mut login = connector.begin_login().await.unwrap();
    let error = soon(login.submit(LoginInput::Phone(OWNER.into()))).await;
    assert!(
        matches!(&error, Err(LoginError::Unreachable(source))
            if matches!(source.downcast_ref(), Some(telegram::Error::UnknownServerKey))),
        "{error:?}"
    );

    world.stop().await;
    let mut login = world.connector().begin_login().await.unwrap();
    let error = soon(login.submit(LoginInput::Phone(OWNER.into()))).await;
    assert!(matches!(error, Err(LoginError::Unreachable(_))), "{error:?}");

    world.start_again().await;
    soon(login.submit(LoginInput::Phone(OWNER.into()))).await.unwrap();
    done(soon(login.submit(world.code(OWNER))).await.unwrap());
}

#[tokio::test]
async fn damaged_keys_are_a_matter_of_the_store() {
    use domain::SessionStore;

    let world = World::new().await;
    let store = world.logged_in(OWNER).await;
    store.save_keys(b"\x01\x02").await.unwrap();
    let error = world.connector().connect(store).await.map(drop);
    assert!(matches!(error, Err(MessengerError::Session(_))), "{error:?}");
}

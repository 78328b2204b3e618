//! The password: asked for, set, changed, taken away.

use grammers_client::SignInError;
use grammers_client::tl::{enums, functions as f, types};
use grammers_crypto::two_factor_auth::calculate_2fa;
use num_bigint::BigUint;
use sandbox::{AccountChange, Flag, LoginSettings};
use sha2::{Digest, Sha256, Sha512};

use crate::support::{ANNA, PASSWORD, Person, VERA, World};

type Algorithm = types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow;

fn known(algorithm: enums::PasswordKdfAlgo) -> Algorithm {
    match algorithm {
        enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(known) => known,
        enums::PasswordKdfAlgo::Unknown => panic!("the algorithm is unknown"),
    }
}

async fn question(person: &Person) -> types::account::Password {
    let enums::account::Password::Password(password) =
        person.call(f::account::GetPassword {}).await;
    password
}

/// What a client answers to the question.
fn proof(question: types::account::Password, password: &str) -> enums::InputCheckPasswordSrp {
    let algorithm = known(question.current_algo.unwrap());
    let (salt1, salt2, b) = (&algorithm.salt1, &algorithm.salt2, question.srp_b.unwrap());
    let secret = question.secure_random;
    let (m1, a) = calculate_2fa(salt1, salt2, &algorithm.p, &algorithm.g, b, secret, password);
    let (srp_id, m1) = (question.srp_id.unwrap(), m1.to_vec());
    types::InputCheckPasswordSrp { srp_id, a: a.to_vec(), m1 }.into()
}

/// What a client makes of a new password.
fn settings(algorithm: Algorithm, password: &str) -> types::account::PasswordInputSettings {
    let Algorithm { mut salt1, salt2, g, p } = algorithm;
    salt1.extend([7; 32]);
    let salted = |data: &[u8], salt: &[u8]| {
        Sha256::new().chain_update(salt).chain_update(data).chain_update(salt).finalize()
    };
    let first = salted(&salted(password.as_bytes(), &salt1), &salt2);
    let mut derived = [0; 64];
    pbkdf2::pbkdf2_hmac::<Sha512>(&first, &salt1, 100_000, &mut derived);
    let x = BigUint::from_bytes_be(&salted(&derived, &salt2));
    let v = BigUint::from(g as u32).modpow(&x, &BigUint::from_bytes_be(&p)).to_bytes_be();
    let hash = [vec![0; 256 - v.len()], v].concat();
    types::account::PasswordInputSettings {
        new_algo: Some(Algorithm { salt1, salt2, g, p }.into()),
        new_password_hash: Some(hash),
        hint: Some("a hint".into()),
        email: None,
        new_secure_settings: None,
    }
}

fn update(
    password: enums::InputCheckPasswordSrp,
    new_settings: types::account::PasswordInputSettings,
) -> f::account::UpdatePasswordSettings {
    f::account::UpdatePasswordSettings { password, new_settings: new_settings.into() }
}

const NONE: enums::InputCheckPasswordSrp = enums::InputCheckPasswordSrp::InputCheckPasswordEmpty;

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

/// The question that a login with a right code comes to.
async fn asked(
    world: &World,
    stranger: &Person,
    phone: &str,
) -> grammers_client::client::PasswordToken {
    let token = stranger.request_code(phone).await;
    let code = world.control().login_code(phone).unwrap();
    match stranger.client.sign_in(&token, &code).await {
        Err(SignInError::PasswordRequired(question)) => question,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_person_sets_changes_and_removes_a_password() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let new = settings(known(question(&vera).await.new_algo), "first");
    assert!(vera.call(update(NONE, new)).await);
    let now = question(&vera).await;
    assert!(now.has_password);
    assert_eq!(now.hint.as_deref(), Some("a hint"));

    let stranger = world.stranger().await;
    let token = asked(&world, &stranger, VERA).await;
    assert_eq!(token.hint(), Some("a hint"));
    stranger.client.check_password(token, "first").await.unwrap();

    let new = || settings(known(now.new_algo.clone()), "second");
    assert_eq!(vera.refusal(update(NONE, new())).await, "PASSWORD_HASH_INVALID");
    let wrong = proof(now.clone(), "guess");
    assert_eq!(vera.refusal(update(wrong, new())).await, "PASSWORD_HASH_INVALID");
    assert!(vera.call(update(proof(now.clone(), "first"), new())).await);
    let world = world.restarted().await;
    let stranger = world.stranger().await;
    let token = asked(&world, &stranger, VERA).await;
    stranger.client.check_password(token, "second").await.unwrap();

    let removed = types::account::PasswordInputSettings {
        new_algo: Some(enums::PasswordKdfAlgo::Unknown),
        new_password_hash: Some(Vec::new()),
        hint: Some(String::new()),
        email: None,
        new_secure_settings: None,
    };
    let right = proof(question(&stranger).await, "second");
    assert!(stranger.call(update(right, removed.clone())).await);
    assert_eq!(stranger.refusal(update(NONE, removed)).await, "NEW_SETTINGS_EMPTY");
    world.login(VERA).await;
}

#[tokio::test]
async fn a_password_is_made_as_the_server_asked() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let algorithm = known(question(&vera).await.new_algo);
    let good = settings(algorithm.clone(), "password");
    let change = |change: &dyn Fn(&mut types::account::PasswordInputSettings)| {
        let mut bad = good.clone();
        change(&mut bad);
        update(NONE, bad)
    };
    let unsalted = change(&|bad| bad.new_algo = Some(algorithm.clone().into()));
    assert_eq!(vera.refusal(unsalted).await, "NEW_SALT_INVALID");
    let short = change(&|bad| bad.new_password_hash = Some(vec![1; 255]));
    assert_eq!(vera.refusal(short).await, "NEW_SETTINGS_INVALID");
    let large = change(&|bad| bad.new_password_hash = Some(vec![255; 256]));
    assert_eq!(vera.refusal(large).await, "NEW_SETTINGS_INVALID");
    let unknown = change(&|bad| bad.new_algo = Some(enums::PasswordKdfAlgo::Unknown));
    assert_eq!(vera.refusal(unknown).await, "NEW_SETTINGS_INVALID");
    let email = change(&|bad| bad.email = Some("vera@example.org".into()));
    assert_eq!(vera.refusal(email).await, "EMAIL_INVALID");
    assert!(!question(&vera).await.has_password);
}

#[tokio::test]
async fn too_many_wrong_passwords_must_wait() {
    let world = World::new().await;
    let settings = LoginSettings { wrong_passwords_per_hour: 2, ..Default::default() };
    world.control().set_login_settings(settings);
    let stranger = world.stranger().await;
    asked(&world, &stranger, ANNA).await;
    let check = |password| f::auth::CheckPassword { password };
    for refusal in ["PASSWORD_HASH_INVALID", "PASSWORD_HASH_INVALID", "FLOOD_WAIT"] {
        let guess = proof(question(&stranger).await, "guess");
        assert_eq!(stranger.refusal(check(guess)).await, refusal);
    }
    let right = proof(question(&stranger).await, PASSWORD);
    assert_eq!(stranger.refusal(check(right)).await, "FLOOD_WAIT");
    world.control().set_login_settings(LoginSettings::default());
    stranger.call(check(proof(question(&stranger).await, PASSWORD))).await;
}

#[tokio::test]
async fn who_is_banned_at_the_password_does_not_get_in() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    let token = asked(&world, &stranger, ANNA).await;
    let banned = AccountChange { flags: Some([Flag::Banned].into()), ..Default::default() };
    world.control().change_account(ANNA, banned).unwrap();
    let refused = stranger.client.check_password(token, PASSWORD).await;
    let Err(SignInError::Other(error)) = refused else { panic!("{refused:?}") };
    assert!(error.is("USER_DEACTIVATED_BAN"), "{error}");
}

#[tokio::test]
async fn an_operator_sets_and_removes_a_password() {
    let world = World::new().await;
    let stranger = world.stranger().await;
    asked(&world, &stranger, ANNA).await;
    let old = question(&stranger).await;
    let set = |password: &str| AccountChange {
        password: Some(password.into()),
        password_hint: Some("new".into()),
        ..Default::default()
    };
    world.control().change_account(ANNA, set("other")).unwrap();
    let late = f::auth::CheckPassword { password: proof(old, PASSWORD) };
    assert_eq!(stranger.refusal(late).await, "SRP_PASSWORD_CHANGED");
    let new = question(&stranger).await;
    assert_eq!(new.hint.as_deref(), Some("new"));
    let hint =
        |hint: &str| AccountChange { password_hint: Some(hint.into()), ..Default::default() };
    world.control().change_account(ANNA, hint("newer")).unwrap();
    let new = question(&stranger).await;
    assert_eq!(new.hint.as_deref(), Some("newer"));
    let unknown = f::auth::CheckPassword {
        password: types::InputCheckPasswordSrp { srp_id: 1, a: vec![1], m1: vec![1] }.into(),
    };
    assert_eq!(stranger.refusal(unknown).await, "SRP_ID_INVALID");
    stranger.call(f::auth::CheckPassword { password: proof(new, "other") }).await;
    world.control().change_account(ANNA, set("")).unwrap();
    world.login(ANNA).await;
    assert!(world.control().change_account(ANNA, hint("of nothing")).is_err());
}

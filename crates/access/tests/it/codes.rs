//! The codes of an app, and recovery codes.

use access::Outcome;
use totp_rs::{Builder, Secret};

use crate::support::{PASSWORD, Server, done, minutes, source};

/// What the app shows now.
pub(crate) fn code(server: &Server, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(server.now().as_millis().unsigned_abs() / 1000).to_string()
}

#[tokio::test]
async fn codes_are_asked_for_once_the_app_has_shown_one() {
    let (server, anna) = Server::with_anna().await;
    let new = server.access.new_codes(&anna).unwrap();
    assert_eq!(server.access.new_codes(&anna).unwrap(), new, "until it counts");
    assert!(new.url.starts_with("otpauth://totp/AI%20Twin:"), "{}", &*new.url);
    assert!(new.url.contains(&*new.secret));
    assert_eq!(server.access.turn_codes_on(&anna, "000000", &source()).await.unwrap(), None);
    assert_eq!(server.access.codes(&anna).await.unwrap(), None);
    done(server.sign_in("Анна", PASSWORD, None).await);

    let shown = code(&server, &new.secret);
    let recovery = server.access.turn_codes_on(&anna, &shown, &source()).await.unwrap().unwrap();
    assert_eq!(server.access.codes(&anna).await.unwrap(), Some(10));
    let asked = server.sign_in("Анна", PASSWORD, None).await;
    assert!(matches!(asked, Outcome::CodeNeeded { .. }), "{asked:?}");
    assert_eq!(server.sign_in("Анна", PASSWORD, Some(&shown)).await, Outcome::CodeWrong, "used");
    server.pass(minutes(1));
    assert_eq!(server.sign_in("Анна", "wrong horse", None).await, Outcome::Refused);
    let spaced = code(&server, &new.secret);
    let spaced = format!("{} {}", &spaced[..3], &spaced[3..]);
    done(server.sign_in("Анна", PASSWORD, Some(&spaced)).await);

    let [first, second, ..] = &*recovery else { panic!("{recovery:?}") };
    done(server.sign_in("Анна", PASSWORD, Some(first)).await);
    assert_eq!(server.sign_in("Анна", PASSWORD, Some(first)).await, Outcome::CodeWrong, "used");
    done(server.sign_in("Анна", PASSWORD, Some(&second.to_uppercase())).await);
    assert_eq!(server.access.codes(&anna).await.unwrap(), Some(8));

    server.access.turn_codes_off(&anna, &source()).await.unwrap();
    done(server.sign_in("Анна", PASSWORD, None).await);
    assert_ne!(server.access.new_codes(&anna).unwrap(), new, "a new secret");
}

#[tokio::test]
async fn wrong_codes_close_the_name_too() {
    let (server, anna) = Server::with_anna().await;
    let new = server.access.new_codes(&anna).unwrap();
    let shown = code(&server, &new.secret);
    server.access.turn_codes_on(&anna, &shown, &source()).await.unwrap().unwrap();
    for _ in 0..5 {
        assert_eq!(server.sign_in("Анна", PASSWORD, Some("123")).await, Outcome::CodeWrong);
    }
    let until = server.now() + minutes(1);
    assert_eq!(server.sign_in("Анна", PASSWORD, Some("123")).await, Outcome::Locked { until });
}

#[tokio::test]
async fn a_code_may_come_after_the_password() {
    let (server, anna) = Server::with_anna().await;
    let new = server.access.new_codes(&anna).unwrap();
    let shown = code(&server, &new.secret);
    let recovery = server.access.turn_codes_on(&anna, &shown, &source()).await.unwrap().unwrap();
    let asked = async || match server.sign_in("Анна", PASSWORD, None).await {
        Outcome::CodeNeeded { halfway } => halfway,
        other => panic!("{other:?}"),
    };
    let halfway = asked().await;
    let with = async |halfway: &str, code: &str| {
        server.access.sign_in_with_code(halfway, code, &source()).await.unwrap()
    };
    assert_eq!(with(&halfway, "123").await, Some(Outcome::CodeWrong), "and may be tried again");
    assert_eq!(with(&halfway.replace(|_| true, "0"), &recovery[0]).await, None);
    done(with(&halfway, &recovery[0]).await.unwrap());
    assert_eq!(with(&halfway, &recovery[1]).await, None, "used up");

    let halfway = asked().await;
    server.pass(minutes(5));
    assert_eq!(with(&halfway, &recovery[1]).await, None, "too late");

    let halfway = asked().await;
    server.access.set_password(&anna, "battery staple", false, &source()).await.unwrap().unwrap();
    assert_eq!(with(&halfway, &recovery[1]).await, None, "the password is another one");
}

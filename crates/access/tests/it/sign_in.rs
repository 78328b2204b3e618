//! Signing in and out.

use std::time::Duration;

use access::{Attempt, Outcome, Source};
use domain::access::{CONFIRMED_FOR, SIGN_IN_LASTS, SignUpProblem};
use domain::{AuditAction, AuditEntry, Timestamp, Webhook, WebhookId, WebhookOff};

use crate::support::{PASSWORD, Server, done, here, minutes, source};

#[tokio::test]
async fn whoever_comes_first_sets_the_server_up_and_nobody_else() {
    let server = Server::new().await;
    assert!(server.access.is_open().await.unwrap());
    let short = server.access.set_up(server.owner, "Анна", "short", &source()).await.unwrap();
    assert_eq!(short, access::Joined::Problem(SignUpProblem::PasswordShort));
    assert!(server.access.is_open().await.unwrap(), "still");
    let new = here(server.access.set_up(server.owner, "Анна", PASSWORD, &source()).await.unwrap());
    assert!(!server.access.is_open().await.unwrap());
    assert_eq!(server.signed(&new).await.user.name, "Анна");
    let again = server.access.set_up(server.owner, "Вор", PASSWORD, &source()).await.unwrap();
    assert_eq!(again, access::Joined::NotInvited);
    // A restart does not open it again.
    let restarted = access::Access::new(server.store.clone(), std::sync::Arc::new(Stopped));
    assert!(!restarted.is_open().await.unwrap());
}

struct Stopped;

#[async_trait::async_trait]
impl domain::Clock for Stopped {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(0)
    }

    async fn sleep_until(&self, _at: Timestamp) {}
}

#[tokio::test]
async fn only_the_right_name_and_password_let_in() {
    let (server, _) = Server::with_anna().await;
    assert_eq!(server.sign_in("Анна", "correct Horse", None).await, Outcome::Refused);
    assert_eq!(server.sign_in("Аня", PASSWORD, None).await, Outcome::Refused);
    let new = done(server.sign_in(" АННА ", PASSWORD, None).await);
    let signed = server.signed(&new).await;
    assert_eq!(signed.user.owner, server.owner);
    assert!(signed.is_confirmed);
    let mut altered = new.cookie.to_string();
    altered.replace_range(altered.len() - 4.., "0000");
    assert_eq!(server.access.signed_in(&altered).await.unwrap(), None);
    assert_eq!(server.access.signed_in("").await.unwrap(), None);
}

#[tokio::test]
async fn wrong_passwords_close_a_name_for_a_while_and_tell_nobody_who_is_here() {
    let (server, _) = Server::with_anna().await;
    let mut told = Vec::new();
    for name in ["Анна", "Никто"] {
        let mut outcomes = Vec::new();
        for _ in 0..7 {
            outcomes.push(server.sign_in(name, "wrong horse", None).await);
        }
        told.push(outcomes);
    }
    assert_eq!(told[0], told[1], "a name that nobody has closes as others do");
    let until = server.now() + minutes(1);
    assert_eq!(told[0][4], Outcome::Refused);
    assert_eq!(told[0][5], Outcome::Locked { until });
    assert_eq!(server.sign_in("Анна", PASSWORD, None).await, Outcome::Locked { until });
    server.pass(minutes(1));
    assert_eq!(server.sign_in("Анна", "wrong horse", None).await, Outcome::Refused);
    let until = server.now() + minutes(2);
    assert_eq!(server.sign_in("Анна", PASSWORD, None).await, Outcome::Locked { until });
    server.pass(minutes(2));
    done(server.sign_in("Анна", PASSWORD, None).await);
    assert_eq!(server.sign_in("Анна", "wrong horse", None).await, Outcome::Refused, "counted anew");
    done(server.sign_in("Анна", PASSWORD, None).await);
}

#[tokio::test]
async fn an_address_that_tries_many_names_is_closed_and_others_are_not() {
    let (server, _) = Server::with_anna().await;
    for number in 0..30 {
        let name = format!("name {number}");
        assert_eq!(server.sign_in(&name, "wrong horse", None).await, Outcome::Refused);
    }
    let until = server.now() + minutes(10);
    assert_eq!(server.sign_in("Анна", PASSWORD, None).await, Outcome::Locked { until });
    let elsewhere = Source { address: Some("192.0.2.8".parse().unwrap()), agent: String::new() };
    let attempt = Attempt { name: "Анна", password: PASSWORD, code: None };
    done(server.access.sign_in(attempt, &elsewhere).await.unwrap());
}

#[tokio::test]
async fn an_address_that_tries_many_names_at_once_is_closed_as_soon() {
    let (server, _) = Server::with_anna().await;
    let names: Vec<String> = (0..40).map(|number| format!("name {number}")).collect();
    let tries = names.iter().map(|name| server.sign_in(name, "wrong horse", None));
    let outcomes = futures_util::future::join_all(tries).await;
    let refused = outcomes.iter().filter(|outcome| **outcome == Outcome::Refused).count();
    assert_eq!(refused, 30, "then the address is closed");
    let until = server.now() + minutes(10);
    assert_eq!(server.sign_in("Анна", PASSWORD, None).await, Outcome::Locked { until });
}

#[tokio::test]
async fn who_signs_in_often_and_whose_name_is_closed_closes_no_address() {
    let (server, _) = Server::with_anna().await;
    for _ in 0..31 {
        done(server.sign_in("Анна", PASSWORD, None).await);
    }
    for name in ["Анна", "Никто"] {
        for _ in 0..31 {
            server.sign_in(name, "wrong horse", None).await;
        }
    }
    server.pass(minutes(1));
    done(server.sign_in("Анна", PASSWORD, None).await);
}

#[tokio::test]
async fn a_browser_stays_signed_in_while_it_is_used() {
    let (server, _) = Server::with_anna().await;
    let new = done(server.sign_in("Анна", PASSWORD, None).await);
    for _ in 0..3 {
        server.pass(SIGN_IN_LASTS - Duration::from_secs(1));
        server.signed(&new).await;
    }
    server.pass(SIGN_IN_LASTS);
    assert_eq!(server.access.signed_in(&new.cookie).await.unwrap(), None);
    assert_eq!(server.access.browsers(server.owner).await.unwrap(), []);
}

#[tokio::test]
async fn who_one_is_must_be_proved_again_after_a_while() {
    let (server, signed) = Server::with_anna().await;
    let new = done(server.sign_in("Анна", PASSWORD, None).await);
    server.pass(CONFIRMED_FOR);
    assert!(!server.signed(&new).await.is_confirmed);
    let wrong = server.access.confirm(&signed, "wrong horse", None, &source()).await.unwrap();
    assert_eq!(wrong, Outcome::Refused);
    let mine = server.signed(&new).await;
    let right = server.access.confirm(&mine, PASSWORD, None, &source()).await.unwrap();
    assert_eq!(right, Outcome::Done(()));
    assert!(server.signed(&new).await.is_confirmed);
}

#[tokio::test]
async fn a_stranger_who_guesses_keeps_nobody_from_proving_who_they_are() {
    let (server, anna) = Server::with_anna().await;
    // More than close the name, and the address too, which is that of Anna.
    for number in 0..40 {
        let name = if number < 6 { "Анна".to_owned() } else { format!("name {number}") };
        server.sign_in(&name, "wrong horse", None).await;
    }
    let right = server.sign_in("Анна", PASSWORD, None).await;
    assert!(matches!(right, Outcome::Locked { .. }), "{right:?}");
    let confirmed = server.access.confirm(&anna, PASSWORD, None, &source()).await.unwrap();
    assert_eq!(confirmed, Outcome::Done(()));
}

#[tokio::test]
async fn whoever_has_a_browser_guesses_a_few_times_and_closes_it_for_nobody_else() {
    let (server, anna) = Server::with_anna().await;
    let other = server.signed(&done(server.sign_in("Анна", PASSWORD, None).await)).await;
    let confirm = async |who, password: &'static str| {
        server.access.confirm(who, password, None, &source()).await.unwrap()
    };
    let tries = (0..40).map(|_| confirm(&anna, "wrong horse"));
    let outcomes = futures_util::future::join_all(tries).await;
    let refused = outcomes.iter().filter(|outcome| **outcome == Outcome::Refused).count();
    assert_eq!(refused, 5, "then the browser is closed");
    let until = server.now() + minutes(1);
    assert_eq!(confirm(&anna, PASSWORD).await, Outcome::Locked { until });
    assert_eq!(confirm(&other, PASSWORD).await, Outcome::Done(()));
    done(server.sign_in("Анна", PASSWORD, None).await);
    server.pass(minutes(1));
    assert_eq!(confirm(&anna, PASSWORD).await, Outcome::Done(()));
    assert_eq!(confirm(&anna, "wrong horse").await, Outcome::Refused, "counted anew");
}

#[tokio::test]
async fn another_password_takes_back_what_was_given_out_if_that_is_wanted() {
    let (server, anna) = Server::with_anna().await;
    let (scopes, name) = ("read".parse().unwrap(), "shell".parse().unwrap());
    let make = async || {
        let (owner, from) = (anna.user.owner, source());
        server.access.make_token(owner, &name, scopes, None, &from).await.unwrap().text
    };
    let invite = async || {
        let role = domain::Role::Owner;
        server.access.invite(&anna, role, &source()).await.unwrap().unwrap().text
    };
    let (token, invitation) = (make().await, invite().await);
    let mut tx = server.store.begin(server.owner).await.unwrap();
    tx.insert_webhook(&webhook(server.now()), b"secret").await.unwrap();
    tx.commit().await.unwrap();
    let set = async |password, all| {
        server.access.set_password(&anna, password, all, &source()).await.unwrap().unwrap();
    };
    set("battery staple", false).await;
    assert!(server.access.bearer(&token).await.unwrap().is_some());
    assert!(server.access.is_invited(&invitation).await.unwrap());
    set("staple battery", true).await;
    assert_eq!(server.access.bearer(&token).await.unwrap(), None);
    assert!(!server.access.is_invited(&invitation).await.unwrap());
    let log = server.access.audit_log(server.owner, None, 20).await.unwrap();
    // All in one moment, so in any order.
    for (action, subject) in [
        (AuditAction::InvitationWithdrawn, ""),
        (AuditAction::TokenRevoked, "shell"),
        // Not what stands behind the host.
        (AuditAction::WebhookChanged, "example.com:8443"),
    ] {
        let is_told = |entry: &AuditEntry| (entry.action, &*entry.subject) == (action, subject);
        assert!(log.iter().any(is_told), "{action:?}: {log:?}");
    }
    let off = server.store.read(server.owner).await.unwrap().webhooks().await.unwrap();
    assert_eq!(off[0].disabled, Some(WebhookOff::Owner));
}

fn webhook(now: Timestamp) -> Webhook {
    Webhook {
        id: WebhookId::new(now, 1),
        url: "https://example.com:8443/twin?key=secret".into(),
        events: vec![],
        disabled: None,
        created_at: now,
        succeeded_at: None,
        failures: 0,
        failing_since: None,
        failed_at: None,
        dropped: 0,
        dropped_at: None,
        old_secret_until: None,
    }
}

#[tokio::test]
async fn signing_out_is_for_one_browser_or_for_all_others() {
    let (server, first) = Server::with_anna().await;
    let [second, third, fourth] = [
        done(server.sign_in("Анна", PASSWORD, None).await),
        done(server.sign_in("Анна", PASSWORD, None).await),
        done(server.sign_in("Анна", PASSWORD, None).await),
    ];
    let second_browser = server.signed(&second).await;
    assert_eq!(server.access.browsers(server.owner).await.unwrap().len(), 4);
    server.access.sign_out(&second_browser, &source()).await.unwrap();
    assert_eq!(server.access.signed_in(&second.cookie).await.unwrap(), None);
    let third_browser = server.signed(&third).await;
    let out = server.access.sign_out_of(&first, third_browser.browser, &source()).await.unwrap();
    assert!(out);
    assert_eq!(server.access.signed_in(&third.cookie).await.unwrap(), None);
    assert_eq!(server.access.sign_out_elsewhere(&first, &source()).await.unwrap(), 1);
    assert_eq!(server.access.signed_in(&fourth.cookie).await.unwrap(), None);
    assert_eq!(server.access.browsers(server.owner).await.unwrap().len(), 1);
}

#[tokio::test]
async fn another_password_signs_out_everybody_who_had_the_old_one() {
    let (server, anna) = Server::with_anna().await;
    let other = done(server.sign_in("Анна", PASSWORD, None).await);
    let short = server.access.set_password(&anna, "short", false, &source()).await.unwrap();
    assert_eq!(short, Err(SignUpProblem::PasswordShort));
    server.access.set_password(&anna, "battery staple", false, &source()).await.unwrap().unwrap();
    assert_eq!(server.access.signed_in(&other.cookie).await.unwrap(), None);
    assert_eq!(server.sign_in("Анна", PASSWORD, None).await, Outcome::Refused);
    done(server.sign_in("Анна", "battery staple", None).await);
    let reset = server.access.reset("анна", "third password").await.unwrap();
    assert_eq!(reset, Some(Ok(())));
    assert_eq!(server.access.browsers(server.owner).await.unwrap(), []);
    done(server.sign_in("Анна", "third password", None).await);
    assert_eq!(server.access.reset("Никто", "third password").await.unwrap(), None);
}

#[tokio::test]
async fn what_happened_is_written_down() {
    let (server, anna) = Server::with_anna().await;
    server.sign_in("Анна", "wrong horse", None).await;
    server.sign_in("Анна", PASSWORD, None).await;
    server.access.sign_out(&anna, &source()).await.unwrap();
    server
        .access
        .write_down(server.owner, AuditAction::AccountLoggedIn, "Анна", &Source::default())
        .await
        .unwrap();
    let log = server.access.audit_log(server.owner, None, 10).await.unwrap();
    let actions: std::collections::HashSet<AuditAction> =
        log.iter().map(|entry| entry.action).collect();
    for action in [
        AuditAction::PasswordSet,
        AuditAction::SignInRefused,
        AuditAction::SignedIn,
        AuditAction::SignedOut,
        AuditAction::AccountLoggedIn,
    ] {
        assert!(actions.contains(&action), "{action:?}");
    }
    let signed_in = log.iter().find(|entry| entry.action == AuditAction::SignedIn).unwrap();
    assert_eq!(signed_in.address.as_deref(), Some("192.0.2.7"));
    let action = AuditAction::ModelKeyRemoved;
    server.access.write_down(server.owner, action, &"ы".repeat(70_000), &source()).await.unwrap();
    let newest = server.access.audit_log(server.owner, None, 20).await.unwrap();
    let long = newest.iter().find(|entry| entry.action == action).unwrap();
    assert_eq!(long.subject.chars().count(), 300, "no line is without end");
    let text = format!("{log:?}");
    assert!(!text.contains("horse"), "no password, right or wrong: {text}");
}

#[tokio::test]
async fn many_at_once_are_as_many_as_one_after_the_other() {
    of_many_at_once_a_few_are_looked_at(Server::new().await).await;
}

/// Where writers do not wait for each other.
#[tokio::test]
async fn many_at_once_are_as_many_as_one_after_the_other_on_postgresql() {
    of_many_at_once_a_few_are_looked_at(Server::on_postgres().await).await;
}

async fn of_many_at_once_a_few_are_looked_at(server: Server) {
    server.set_up().await;
    let tries = (0..40).map(|_| server.sign_in("Анна", "wrong horse", None));
    let outcomes = futures_util::future::join_all(tries).await;
    let refused = outcomes.iter().filter(|outcome| **outcome == Outcome::Refused).count();
    assert_eq!(refused, 5, "then the name is closed");
    let right = server.sign_in("Анна", PASSWORD, None).await;
    assert!(matches!(right, Outcome::Locked { .. }), "{right:?}");
}

#[tokio::test]
async fn a_stream_learns_that_its_reader_is_signed_out_or_kept_out() {
    let (server, anna) = Server::with_anna().await;
    assert!(server.access.is_still_signed_in(&anna).await.unwrap());
    server.access.sign_out(&anna, &source()).await.unwrap();
    assert!(!server.access.is_still_signed_in(&anna).await.unwrap());
}

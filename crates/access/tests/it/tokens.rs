//! Tokens of programs.

use std::time::Duration;

use access::Bearer;
use domain::{Scope, Scopes};

use crate::support::{Server, here, source};

#[tokio::test]
async fn a_token_acts_for_its_person_until_it_ends_or_is_taken_back() {
    let (server, _) = Server::with_anna().await;
    let scopes = Scopes::from_iter([Scope::Read]);
    let day = Duration::from_secs(86_400);
    let access = &server.access;
    let (from, name) = (source(), " скрипт ".parse().unwrap());
    let make = |lasts| access.make_token(server.owner, &name, scopes.clone(), lasts, &from);
    let (short, long) = (make(Some(day)).await.unwrap(), make(None).await.unwrap());
    assert_eq!(short.token.name, "скрипт");
    assert!(short.text.starts_with("ait_"));
    let expected = Bearer {
        owner: server.owner,
        token: short.token.id,
        scopes: scopes.clone(),
        expires_at: Some(server.now() + day),
    };
    assert_eq!(access.bearer(&short.text).await.unwrap().as_ref(), Some(&expected));
    assert!(access.is_still_valid(&expected).await.unwrap());
    let listed = access.tokens(server.owner).await.unwrap();
    assert_eq!(listed.iter().filter(|token| token.used_at.is_some()).count(), 1);

    server.pass(day);
    assert_eq!(access.bearer(&short.text).await.unwrap(), None, "it has ended");
    assert!(!access.is_still_valid(&expected).await.unwrap(), "nor has its bearer");
    let bearer = access.bearer(&long.text).await.unwrap().unwrap();
    assert!(access.revoke_token(server.owner, long.token.id, &source()).await.unwrap());
    assert!(!access.revoke_token(server.owner, long.token.id, &source()).await.unwrap());
    assert_eq!(access.bearer(&long.text).await.unwrap(), None, "taken back");
    assert!(!access.is_still_valid(&bearer).await.unwrap());
    for other in ["", "ait_", &long.text[4..], "Bearer x"] {
        assert_eq!(access.bearer(other).await.unwrap(), None, "{other}");
    }
}

#[tokio::test]
async fn a_token_makes_none_that_may_more_or_lasts_longer() {
    let (server, _) = Server::with_anna().await;
    let access = &server.access;
    let day = Duration::from_secs(86_400);
    let scopes = Scopes::from_iter([Scope::Read, Scope::Manage]);
    let from = source();
    let bearer = async |lasts| {
        let scopes = scopes.clone();
        let name = "parent".parse().unwrap();
        let made = access.make_token(server.owner, &name, scopes, lasts, &from).await.unwrap();
        access.bearer(&made.text).await.unwrap().unwrap()
    };
    let (short, long) = (bearer(Some(day)).await, bearer(None).await);
    let child = "child".parse().unwrap();
    let ends = async |by: &Bearer, lasts| {
        let scopes = Scopes::from_iter([Scope::Read]);
        let made = access.make_token_by(by, &child, scopes, lasts, &from).await.unwrap();
        made.unwrap().token.expires_at
    };
    let now = server.now();
    assert_eq!(ends(&short, None).await, Some(now + day));
    assert_eq!(ends(&short, Some(day * 30)).await, Some(now + day));
    assert_eq!(ends(&short, Some(day / 2)).await, Some(now + day / 2));
    assert_eq!(ends(&long, Some(day)).await, Some(now + day));
    assert_eq!(ends(&long, None).await, None);
    let more = access.make_token_by(&long, &child, Scopes::all(), None, &from).await.unwrap();
    assert_eq!(more, None);
    server.pass(day);
    let late = access.make_token_by(&short, &child, scopes.clone(), None, &from).await.unwrap();
    assert_eq!(late, None, "it has ended");
}

#[tokio::test]
async fn a_token_of_another_person_is_not_taken_for_ones_own() {
    let (server, anna) = Server::with_anna().await;
    let access = &server.access;
    let invited = access.invite(&anna, domain::Role::Owner, &source()).await.unwrap().unwrap();
    let boris =
        here(access.join(&invited.text, "Борис", "battery staple", &source()).await.unwrap());
    let name = "t".parse().unwrap();
    let token =
        access.make_token(boris.owner, &name, Scopes::all(), None, &source()).await.unwrap();
    // The same token, said to be Anna's.
    let forged = token.text.replace(&boris.owner.to_string(), &server.owner.to_string());
    assert_eq!(access.bearer(&forged).await.unwrap(), None);
    assert!(!access.revoke_token(server.owner, token.token.id, &source()).await.unwrap());
    let bearer = access.bearer(&token.text).await.unwrap().unwrap();
    assert!(access.is_still_valid(&bearer).await.unwrap());
    assert!(access.keep_out(&anna, boris.owner, true, &source()).await.unwrap());
    assert_eq!(access.bearer(&token.text).await.unwrap(), None, "kept out");
    assert!(!access.is_still_valid(&bearer).await.unwrap());
}

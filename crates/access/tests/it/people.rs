//! Invitations and roles.

use access::{Joined, Outcome};
use domain::Role;
use domain::access::INVITATION_LASTS;

use crate::support::{PASSWORD, Server, done, here, source};

const BORIS: &str = "battery staple";

#[tokio::test]
async fn an_invitation_lets_one_person_in() {
    let (server, anna) = Server::with_anna().await;
    let access = &server.access;
    let invited = access.invite(&anna, Role::Owner, &source()).await.unwrap().unwrap();
    assert!(access.is_invited(&invited.text).await.unwrap());
    let from = source();
    let join = |name, password| access.join(&invited.text, name, password, &from);
    assert!(matches!(join("Борис", "short").await.unwrap(), Joined::Problem(_)));
    assert_eq!(join("анна", BORIS).await.unwrap(), Joined::NameTaken);
    assert!(access.is_invited(&invited.text).await.unwrap(), "nothing is used up yet");
    let boris = server.signed(&here(join("Борис", BORIS).await.unwrap())).await;
    assert_ne!(boris.user.owner, anna.user.owner);
    assert_eq!(boris.user.role, Role::Owner);
    assert_eq!(join("Вера", BORIS).await.unwrap(), Joined::NotInvited, "used up");
    done(server.sign_in("Борис", BORIS, None).await);
    let listed = access.invitations(&anna).await.unwrap();
    assert_eq!(listed[0].accepted_by.as_deref(), Some("Борис"));
    assert_eq!(server.store.owners().await.unwrap(), [anna.user.owner, boris.user.owner]);
}

#[tokio::test]
async fn an_invitation_ends_by_itself_or_is_taken_back() {
    let (server, anna) = Server::with_anna().await;
    let access = &server.access;
    let [old, withdrawn] = [
        access.invite(&anna, Role::Owner, &source()).await.unwrap().unwrap(),
        access.invite(&anna, Role::Owner, &source()).await.unwrap().unwrap(),
    ];
    let id = withdrawn.invitation.id;
    assert!(access.withdraw_invitation(&anna, id, &source()).await.unwrap());
    assert!(!access.withdraw_invitation(&anna, id, &source()).await.unwrap());
    let joined = access.join(&withdrawn.text, "Борис", BORIS, &source()).await.unwrap();
    assert_eq!(joined, Joined::NotInvited);
    server.pass(INVITATION_LASTS);
    let joined = access.join(&old.text, "Борис", BORIS, &source()).await.unwrap();
    assert_eq!(joined, Joined::NotInvited);
    assert_eq!(access.join("", "Борис", BORIS, &source()).await.unwrap(), Joined::NotInvited);
}

#[tokio::test]
async fn only_who_looks_after_the_server_invites_and_keeps_out() {
    let (server, anna) = Server::with_anna().await;
    let access = &server.access;
    let invited = access.invite(&anna, Role::Owner, &source()).await.unwrap().unwrap();
    let new = here(access.join(&invited.text, "Борис", BORIS, &source()).await.unwrap());
    let boris = server.signed(&new).await;
    assert_eq!(access.invite(&boris, Role::Admin, &source()).await.unwrap(), None);
    assert_eq!(access.people(&boris).await.unwrap(), None);
    assert!(!access.keep_out(&boris, anna.user.owner, true, &source()).await.unwrap());
    assert!(!access.set_role(&boris, boris.user.owner, Role::Admin, &source()).await.unwrap());
    let names = access.people(&anna).await.unwrap().unwrap().into_iter().map(|user| user.name);
    assert_eq!(names.collect::<Vec<_>>(), ["Анна", "Борис"]);
    assert!(!access.keep_out(&anna, anna.user.owner, true, &source()).await.unwrap(), "herself");

    assert!(access.keep_out(&anna, boris.user.owner, true, &source()).await.unwrap());
    assert_eq!(access.signed_in(&new.cookie).await.unwrap(), None);
    assert_eq!(server.sign_in("Борис", BORIS, None).await, Outcome::Refused);
    assert!(access.keep_out(&anna, boris.user.owner, false, &source()).await.unwrap());
    done(server.sign_in("Борис", BORIS, None).await);
    assert!(access.set_role(&anna, boris.user.owner, Role::Admin, &source()).await.unwrap());
    let boris = server.signed(&done(server.sign_in("Борис", BORIS, None).await)).await;
    assert!(access.people(&boris).await.unwrap().is_some());
    done(server.sign_in("Анна", PASSWORD, None).await);
}

#[tokio::test]
async fn who_no_longer_looks_after_the_server_lets_nobody_in_and_the_command_line_lets_them_in() {
    let (server, anna) = Server::with_anna().await;
    let access = &server.access;
    let invited = access.invite(&anna, Role::Admin, &source()).await.unwrap().unwrap();
    let boris = here(access.join(&invited.text, "Борис", BORIS, &source()).await.unwrap());
    let boris = server.signed(&boris).await;
    let kept = access.invite(&boris, Role::Admin, &source()).await.unwrap().unwrap();
    assert!(access.set_role(&anna, boris.user.owner, Role::Owner, &source()).await.unwrap());
    assert!(!access.is_invited(&kept.text).await.unwrap(), "demoted");
    assert!(!access.keep_out(&boris, anna.user.owner, true, &source()).await.unwrap(), "as he was");
    assert!(access.set_role(&anna, boris.user.owner, Role::Admin, &source()).await.unwrap());
    assert!(access.is_invited(&kept.text).await.unwrap());
    assert!(access.keep_out(&anna, boris.user.owner, true, &source()).await.unwrap());
    let joined = access.join(&kept.text, "Вера", BORIS, &source()).await.unwrap();
    assert_eq!(joined, Joined::NotInvited, "kept out");

    let token = access
        .make_token(boris.user.owner, &"t".parse().unwrap(), domain::Scopes::all(), None, &source())
        .await
        .unwrap();
    assert_eq!(access.reset("Борис", "third password").await.unwrap(), Some(Ok(())));
    done(server.sign_in("Борис", "third password", None).await);
    assert_eq!(access.bearer(&token.text).await.unwrap(), None, "taken back");
    assert!(
        access.looks_after(boris.user.owner).await.unwrap(),
        "so that alone would not close it"
    );
    assert!(!access.is_invited(&kept.text).await.unwrap(), "withdrawn");
}

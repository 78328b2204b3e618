//! The people who sign in, their browsers, tokens, passkeys and invitations, and the audit log.

use std::time::Duration;

use domain::{
    AuditAction, AuditEntry, AuditId, InvitationId, OwnerId, Role, Scope, Scopes, SignInId,
    Timestamp, TokenId, User,
};
use store::{ApiToken, Credentials, Invitation, Passkey, SignIn, Store};

use crate::support::{Database, Fixture, NOW, on_both, owner_id};

on_both!(
    owners_are_listed_and_each_has_a_key,
    a_name_belongs_to_one_person_whatever_its_capitals,
    wrong_passwords_are_counted_and_forgotten,
    codes_are_sealed_and_each_is_used_once,
    browsers_are_signed_in_until_they_are_signed_out,
    a_token_is_kept_until_it_is_taken_back,
    an_invitation_is_accepted_once,
    a_passkey_is_there_once,
    the_audit_log_grows_and_stays,
    another_owner_sees_nothing_of_it,
);

const LATER: Timestamp = Timestamp::from_secs(1_700_000_060);

/// A person with everything that a person may have.
pub(crate) async fn fill(fixture: &Fixture) {
    let mut tx = fixture.begin().await;
    assert!(tx.insert_user("Анна", "$argon2id$1", Role::Admin, NOW).await.unwrap());
    assert!(tx.set_totp_secret(Some(b"secret"), &[[3; 32]]).await.unwrap());
    tx.insert_sign_in(&sign_in(1)).await.unwrap();
    tx.insert_api_token(&token(1)).await.unwrap();
    tx.insert_invitation(&invitation(1)).await.unwrap();
    assert!(tx.insert_passkey(&passkey()).await.unwrap());
    tx.insert_audit_entry(&entry(1)).await.unwrap();
    tx.commit().await.unwrap();
}

fn sign_in(number: u128) -> SignIn {
    SignIn {
        id: SignInId::new(NOW, number),
        secret_hash: [1; 32],
        agent: "Firefox, Linux".into(),
        created_at: NOW,
        seen_at: NOW,
        confirmed_at: NOW,
    }
}

fn token(number: u128) -> ApiToken {
    ApiToken {
        id: TokenId::new(NOW, number),
        name: "Скрипт".into(),
        secret_hash: [2; 32],
        scopes: Scopes::from_iter([Scope::Read, Scope::Send]),
        created_at: NOW,
        expires_at: Some(LATER),
        used_at: None,
    }
}

fn invitation(number: u128) -> Invitation {
    Invitation {
        id: InvitationId::new(NOW, number),
        secret_hash: [4; 32],
        role: Role::Owner,
        created_at: NOW,
        accepted_by: None,
    }
}

fn passkey() -> Passkey {
    Passkey {
        id: "a-b_c".into(),
        name: "Телефон".into(),
        credential: "{}".into(),
        created_at: NOW,
        used_at: None,
    }
}

fn entry(number: u128) -> AuditEntry {
    AuditEntry {
        id: AuditId::new(NOW, number),
        at: NOW,
        action: AuditAction::TokenMade,
        subject: "Скрипт".into(),
        address: Some("127.0.0.1".into()),
    }
}

async fn add_owner(store: &Store, owner: OwnerId) {
    let mut tx = store.begin(owner).await.unwrap();
    tx.insert_owner(NOW).await.unwrap();
    tx.commit().await.unwrap();
}

async fn owners_are_listed_and_each_has_a_key(db: &Database) {
    let fixture = db.with_account().await;
    add_owner(&fixture.store, owner_id(3)).await;
    let owners = fixture.store.owners().await.unwrap();
    assert_eq!(owners, [fixture.owner, fixture.stranger, owner_id(3)]);
    for owner in owners {
        let mut tx = fixture.store.begin(owner).await.unwrap();
        assert!(tx.insert_user(&owner.to_string(), "hash", Role::Owner, NOW).await.unwrap());
        assert!(tx.set_totp_secret(Some(b"secret"), &[]).await.unwrap(), "sealed with its key");
    }
}

async fn a_name_belongs_to_one_person_whatever_its_capitals(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.credentials().await.unwrap(), None);
    assert!(!tx.set_password_hash("hash").await.unwrap());
    assert!(tx.insert_user(" Анна ", "hash", Role::Admin, NOW).await.unwrap());
    assert!(!tx.insert_user("Борис", "hash", Role::Admin, NOW).await.unwrap(), "a second time");
    tx.commit().await.unwrap();

    let mut tx = fixture.as_stranger().await;
    assert!(!tx.insert_user("АННА", "hash", Role::Owner, NOW).await.unwrap(), "taken");
    assert_eq!(tx.credentials().await.unwrap(), None);
    assert!(tx.insert_user("Борис", "hash", Role::Owner, NOW).await.unwrap());
    tx.commit().await.unwrap();

    let store = &fixture.store;
    assert_eq!(store.owner_named("анна").await.unwrap(), Some(fixture.owner));
    assert_eq!(store.owner_named(" БОРИС").await.unwrap(), Some(fixture.stranger));
    for unknown in ["", "ан", "анна\0", "%"] {
        let found = store.owner_named(unknown).await.unwrap();
        assert_eq!(found, (unknown == "анна\0").then_some(fixture.owner), "{unknown}");
    }
    let found = fixture.read().await.credentials().await.unwrap().unwrap();
    let user = User {
        owner: fixture.owner,
        name: "Анна".into(),
        role: Role::Admin,
        created_at: NOW,
        disabled: false,
    };
    let expected = Credentials {
        user,
        password_hash: "hash".into(),
        failures: 0,
        locked_until: Timestamp::from_millis(0),
        has_codes: false,
    };
    assert_eq!(found, expected);
}

async fn wrong_passwords_are_counted_and_forgotten(db: &Database) {
    let fixture = db.with_account().await;
    fill(&fixture).await;
    let mut tx = fixture.begin().await;
    assert!(tx.sign_in_failed(0, NOW).await.unwrap());
    assert!(!tx.sign_in_failed(0, NOW).await.unwrap(), "counted already");
    assert!(tx.sign_in_failed(1, LATER).await.unwrap());
    let found = tx.credentials().await.unwrap().unwrap();
    assert_eq!((found.failures, found.locked_until), (2, LATER));
    tx.sign_in_not_failed(1).await.unwrap();
    let found = tx.credentials().await.unwrap().unwrap();
    assert_eq!((found.failures, found.locked_until), (1, LATER), "somebody else has failed since");
    tx.sign_in_not_failed(1).await.unwrap();
    let found = tx.credentials().await.unwrap().unwrap();
    assert_eq!((found.failures, found.locked_until), (0, Timestamp::from_millis(0)));
    tx.sign_in_not_failed(1).await.unwrap();
    assert!(tx.sign_in_failed(0, LATER).await.unwrap());
    tx.sign_in_succeeded().await.unwrap();
    assert_eq!(tx.credentials().await.unwrap().unwrap().failures, 0);
    assert!(tx.sign_in_failed(0, LATER).await.unwrap());
    assert!(tx.set_password_hash("new").await.unwrap());
    assert!(tx.set_role(Role::Owner).await.unwrap());
    assert!(tx.set_disabled(true).await.unwrap());
    let found = tx.credentials().await.unwrap().unwrap();
    assert_eq!((found.failures, &*found.password_hash), (0, "new"));
    assert_eq!((found.user.role, found.user.disabled), (Role::Owner, true));
}

async fn codes_are_sealed_and_each_is_used_once(db: &Database) {
    let fixture = db.with_account().await;
    fill(&fixture).await;
    let sealed = db.bytes(fixture.owner, "SELECT totp FROM users").await;
    assert!(!sealed.windows(6).any(|window| window == b"secret"));
    let mut tx = fixture.begin().await;
    assert_eq!(tx.totp_secret().await.unwrap().unwrap().as_slice(), b"secret");
    assert!(tx.credentials().await.unwrap().unwrap().has_codes);
    assert!(tx.use_totp_step(7).await.unwrap());
    assert!(!tx.use_totp_step(7).await.unwrap(), "a second time");
    assert!(!tx.use_totp_step(6).await.unwrap(), "an older one");
    assert_eq!(tx.recovery_codes_left().await.unwrap(), 1);
    assert!(!tx.use_recovery_code(&[9; 32]).await.unwrap());
    assert!(tx.use_recovery_code(&[3; 32]).await.unwrap());
    assert!(!tx.use_recovery_code(&[3; 32]).await.unwrap(), "a second time");
    assert!(tx.set_totp_secret(None, &[]).await.unwrap());
    assert_eq!(tx.totp_secret().await.unwrap(), None);
}

async fn browsers_are_signed_in_until_they_are_signed_out(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    for number in 1..=4 {
        tx.insert_sign_in(&sign_in(number)).await.unwrap();
    }
    let [first, second, third, fourth] = [1, 2, 3, 4].map(|number| SignInId::new(NOW, number));
    tx.saw_sign_in(second, LATER).await.unwrap();
    tx.saw_sign_in(second, NOW).await.unwrap();
    assert!(tx.confirm_sign_in(third, LATER).await.unwrap());
    let found = tx.sign_in(second).await.unwrap();
    assert_eq!(found, Some(SignIn { seen_at: LATER, ..sign_in(2) }));
    let ids: Vec<SignInId> =
        tx.sign_ins().await.unwrap().into_iter().map(|found| found.id).collect();
    assert_eq!(ids, [second, third, first, fourth]);
    assert!(tx.delete_sign_in(first).await.unwrap());
    assert!(!tx.delete_sign_in(first).await.unwrap());
    assert!(!tx.confirm_sign_in(first, LATER).await.unwrap());
    assert_eq!(tx.delete_sign_ins_before(LATER).await.unwrap(), 1);
    assert_eq!(tx.delete_sign_ins(Some(third)).await.unwrap(), 1);
    assert_eq!(tx.delete_sign_ins(None).await.unwrap(), 1);
    assert_eq!(tx.sign_ins().await.unwrap(), []);
}

async fn a_token_is_kept_until_it_is_taken_back(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    let endless = ApiToken { expires_at: None, ..token(2) };
    tx.insert_api_token(&token(1)).await.unwrap();
    tx.insert_api_token(&endless).await.unwrap();
    tx.used_api_token(endless.id, LATER).await.unwrap();
    let used = ApiToken { used_at: Some(LATER), ..endless };
    assert_eq!(tx.api_tokens().await.unwrap(), [used.clone(), token(1)]);
    assert!(tx.delete_api_token(used.id).await.unwrap());
    assert!(!tx.delete_api_token(used.id).await.unwrap());
    assert_eq!(tx.api_token(used.id).await.unwrap(), None);
    assert_eq!(tx.api_token(token(1).id).await.unwrap(), Some(token(1)));
}

async fn an_invitation_is_accepted_once(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    tx.insert_invitation(&invitation(1)).await.unwrap();
    tx.insert_invitation(&invitation(2)).await.unwrap();
    let (first, second) = (invitation(1).id, invitation(2).id);
    assert!(tx.accept_invitation(first, "Борис").await.unwrap());
    assert!(!tx.accept_invitation(first, "Вера").await.unwrap());
    assert!(!tx.delete_invitation(first).await.unwrap(), "too late");
    let accepted = Invitation { accepted_by: Some("Борис".into()), ..invitation(1) };
    assert_eq!(tx.invitations().await.unwrap(), [invitation(2), accepted]);
    assert!(tx.delete_invitation(second).await.unwrap());
    assert_eq!(tx.invitation(second).await.unwrap(), None);
}

async fn a_passkey_is_there_once(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    assert!(tx.insert_passkey(&passkey()).await.unwrap());
    assert!(!tx.insert_passkey(&passkey()).await.unwrap());
    assert!(tx.used_passkey("a-b_c", "{\"n\":1}", LATER).await.unwrap());
    let used = Passkey { credential: "{\"n\":1}".into(), used_at: Some(LATER), ..passkey() };
    assert_eq!(tx.passkeys().await.unwrap(), [used]);
    assert!(tx.delete_passkey("a-b_c").await.unwrap());
    assert!(!tx.delete_passkey("a-b_c").await.unwrap());
    assert!(!tx.used_passkey("a-b_c", "{}", LATER).await.unwrap());
}

async fn the_audit_log_grows_and_stays(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    for (number, action) in (1..).zip(AuditAction::ALL) {
        let subject = "две\nстроки".into();
        tx.insert_audit_entry(&AuditEntry { action, subject, ..entry(number) }).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = fixture.read().await;
    let newest = tx.audit_log(None, 2).await.unwrap();
    let [last, .., oldest] = &*newest else { panic!("{newest:?}") };
    assert_eq!(Some(&last.action), AuditAction::ALL.last());
    assert_eq!(last.subject, "две строки", "a line is a line");
    let rest = tx.audit_log(Some(oldest.id), 100).await.unwrap();
    assert_eq!(rest.len(), AuditAction::ALL.len() - 2);
    drop(tx);
    for sql in ["UPDATE audit_log SET subject = ''", "DELETE FROM audit_log"] {
        db.refuses(fixture.owner, sql).await;
    }
    let all = fixture.read().await.audit_log(None, 100).await.unwrap();
    assert_eq!(all.len(), AuditAction::ALL.len());
}

async fn another_owner_sees_nothing_of_it(db: &Database) {
    let fixture = db.with_account().await;
    fill(&fixture).await;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.credentials().await.unwrap(), None);
    assert!(!tx.set_password_hash("theirs").await.unwrap());
    assert!(!tx.sign_in_failed(0, LATER).await.unwrap());
    assert!(!tx.set_role(Role::Admin).await.unwrap());
    assert!(!tx.set_disabled(true).await.unwrap());
    assert_eq!(tx.totp_secret().await.unwrap(), None);
    assert!(!tx.set_totp_secret(None, &[]).await.unwrap());
    assert!(!tx.use_totp_step(7).await.unwrap());
    assert!(!tx.use_recovery_code(&[3; 32]).await.unwrap());
    assert_eq!(tx.recovery_codes_left().await.unwrap(), 0);
    tx.sign_in_succeeded().await.unwrap();
    tx.sign_in_not_failed(1).await.unwrap();
    let (sign_in, token, invitation) = (sign_in(1).id, token(1).id, invitation(1).id);
    assert_eq!(tx.sign_in(sign_in).await.unwrap(), None);
    assert_eq!(tx.sign_ins().await.unwrap(), []);
    tx.saw_sign_in(sign_in, LATER).await.unwrap();
    assert!(!tx.confirm_sign_in(sign_in, LATER).await.unwrap());
    assert!(!tx.delete_sign_in(sign_in).await.unwrap());
    assert_eq!(tx.delete_sign_ins(None).await.unwrap(), 0);
    assert_eq!(tx.delete_sign_ins_before(LATER + Duration::from_secs(1)).await.unwrap(), 0);
    assert_eq!(tx.api_token(token).await.unwrap(), None);
    assert_eq!(tx.api_tokens().await.unwrap(), []);
    tx.used_api_token(token, LATER).await.unwrap();
    assert!(!tx.delete_api_token(token).await.unwrap());
    assert_eq!(tx.invitation(invitation).await.unwrap(), None);
    assert_eq!(tx.invitations().await.unwrap(), []);
    assert!(!tx.accept_invitation(invitation, "Чужой").await.unwrap());
    assert!(!tx.delete_invitation(invitation).await.unwrap());
    assert_eq!(tx.passkeys().await.unwrap(), []);
    assert!(!tx.used_passkey("a-b_c", "{}", LATER).await.unwrap());
    assert!(!tx.delete_passkey("a-b_c").await.unwrap());
    assert_eq!(tx.audit_log(None, 9).await.unwrap(), []);
    tx.commit().await.unwrap();

    let mut tx = fixture.read().await;
    let found = tx.credentials().await.unwrap().unwrap();
    assert_eq!((&*found.password_hash, found.failures), ("$argon2id$1", 0));
    assert_eq!(tx.sign_ins().await.unwrap(), [self::sign_in(1)]);
    assert_eq!(tx.api_tokens().await.unwrap(), [self::token(1)]);
}

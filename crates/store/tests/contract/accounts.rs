//! Accounts.

use domain::{Account, AccountState, Mode, PeerId, Profile};

use crate::support::{Database, account, on_both};

on_both!(
    an_account_is_found_by_its_identifier_and_by_its_user,
    a_user_has_one_account,
    a_nul_in_a_name_is_left_out,
    accounts_are_listed_oldest_first,
    the_state_changes,
    the_default_mode_changes,
    the_profile_changes,
    the_profile_of_another_user_is_refused,
    what_was_not_committed_is_gone,
    what_holds_an_account_changes_it_alone,
    a_removed_account_leaves_nothing,
    a_reader_cannot_write,
    another_owner_sees_and_changes_no_account,
    another_owner_may_have_the_same_user,
);

async fn an_account_is_found_by_its_identifier_and_by_its_user(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.read().await;
    let expected = Some(account(1, 100));
    assert_eq!(tx.account(fixture.account).await.unwrap(), expected);
    assert_eq!(tx.account_by_user(PeerId(100)).await.unwrap(), expected);
    assert_eq!(tx.account(account(2, 0).id).await.unwrap(), None);
    assert_eq!(tx.account_by_user(PeerId(101)).await.unwrap(), None);
}

async fn a_user_has_one_account(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    let again = Account { state: AccountState::Offline, ..account(2, 100) };
    assert!(!tx.insert_account(&again).await.unwrap());
    assert_eq!(tx.accounts().await.unwrap(), [account(1, 100)]);
}

async fn a_nul_in_a_name_is_left_out(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    let mut told = account(1, 100).profile;
    told.first_name = "Ан\0на".into();
    told.username = Some("an\0na".into());
    assert!(tx.update_profile(fixture.account, &told).await.unwrap());
    let mut other = account(3, 300);
    other.profile.last_name = "\0".into();
    assert!(tx.insert_account(&other).await.unwrap());
    let stored = tx.account(fixture.account).await.unwrap().unwrap().profile;
    assert_eq!((stored.full_name().as_str(), stored.username.as_deref()), ("Анна", Some("anna")));
    told.first_name = "Анна\nrm -rf ~ #\u{1b}[2J\u{202e}".into();
    assert!(tx.update_profile(fixture.account, &told).await.unwrap());
    let stored = tx.account(fixture.account).await.unwrap().unwrap().profile;
    assert_eq!(stored.first_name, "Анна rm -rf ~ # [2J", "a name stays on its line");
}

async fn accounts_are_listed_oldest_first(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    assert!(tx.insert_account(&account(3, 300)).await.unwrap());
    assert!(tx.insert_account(&account(2, 200)).await.unwrap());
    assert_eq!(tx.accounts().await.unwrap(), [account(1, 100), account(2, 200), account(3, 300)]);
}

async fn the_state_changes(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    for state in [AccountState::LoggedOut, AccountState::Offline, AccountState::Active] {
        assert!(tx.set_account_state(fixture.account, state).await.unwrap());
        let stored = tx.account(fixture.account).await.unwrap().unwrap();
        assert_eq!(stored.state, state);
    }
    let unknown = account(2, 0).id;
    assert!(!tx.set_account_state(unknown, AccountState::Active).await.unwrap());
}

async fn the_default_mode_changes(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    for mode in [Mode::Off, Mode::Auto, Mode::Watch] {
        assert!(tx.set_default_mode(fixture.account, mode).await.unwrap());
        let stored = tx.account(fixture.account).await.unwrap().unwrap();
        assert_eq!(stored.default_mode, mode);
    }
    let unknown = account(2, 0).id;
    assert!(!tx.set_default_mode(unknown, Mode::Off).await.unwrap());
}

async fn the_profile_changes(db: &Database) {
    let fixture = db.with_account().await;
    let renamed = Profile {
        user_id: PeerId(100),
        first_name: "Анна".into(),
        last_name: "Петрова".into(),
        username: None,
        phone: None,
    };
    let mut tx = fixture.begin().await;
    assert!(tx.update_profile(fixture.account, &renamed).await.unwrap());
    let stored = tx.account(fixture.account).await.unwrap().unwrap();
    assert_eq!(stored.profile, renamed);
}

async fn the_profile_of_another_user_is_refused(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    let others = account(1, 101).profile;
    assert!(!tx.update_profile(fixture.account, &others).await.unwrap());
    assert_eq!(tx.account(fixture.account).await.unwrap(), Some(account(1, 100)));
}

async fn what_was_not_committed_is_gone(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    assert!(tx.insert_account(&account(2, 200)).await.unwrap());
    drop(tx);
    let mut tx = fixture.begin().await;
    assert_eq!(tx.account_by_user(PeerId(200)).await.unwrap(), None);
}

async fn a_reader_cannot_write(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.read().await;
    assert!(tx.insert_account(&account(2, 200)).await.is_err());
}

async fn what_holds_an_account_changes_it_alone(db: &Database) {
    let fixture = std::sync::Arc::new(db.with_account().await);
    let mut counting = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let fixture = std::sync::Arc::clone(&fixture);
        counting.spawn(async move {
            let mut tx = fixture.begin().await;
            assert!(tx.hold_account(fixture.account).await.unwrap());
            let mut policy = tx.rules(fixture.account).await.unwrap().policy.unwrap_or_default();
            policy.countdown += std::time::Duration::from_secs(1);
            tx.set_policy(fixture.account, &policy).await.unwrap();
            tx.commit().await.unwrap();
        });
    }
    counting.join_all().await;
    let counted = fixture.read().await.rules(fixture.account).await.unwrap().policy.unwrap();
    let expected = domain::Policy::default().countdown + std::time::Duration::from_secs(8);
    assert_eq!(counted.countdown, expected);
    assert!(!fixture.as_stranger().await.hold_account(fixture.account).await.unwrap());
}

/// The tables of which a row is of an account.
const OF_ACCOUNTS: [&str; 20] = [
    "telegram_sessions",
    "telegram_peers",
    "telegram_chats",
    "telegram_user_messages",
    "replies",
    "telegram_histories",
    "telegram_history_chats",
    "struck_answers",
    "facts",
    "chat_memories",
    "owner_questions",
    "explanations",
    "saved_lines",
    "policies",
    "rehearsals",
    "sendings",
    "message_words",
    "unpacked_messages",
    "message_indexes",
    "telegram_people",
];

async fn a_removed_account_leaves_nothing(db: &Database) {
    let fixture = db.with_account().await;
    crate::row_security::fill(&fixture).await;
    let rows = async || {
        let mut rows = Vec::new();
        for table in OF_ACCOUNTS {
            let account = fixture.account;
            let sql = format!("SELECT count(*) FROM {table} WHERE account = '{account}'");
            rows.push((table, db.number(fixture.owner, &sql).await));
        }
        rows
    };
    assert!(rows().await.iter().filter(|(_, count)| *count > 0).count() > 15, "{:?}", rows().await);
    let (id, at) = (domain::DeliveryId::new(crate::support::NOW, 77), crate::support::NOW);
    let webhook = crate::webhooks::webhook(1).id;
    let payload = format!("{{\"account\":\"{}\",\"text\":\"тайна\"}}", fixture.account);
    let mut tx = fixture.begin().await;
    let told = store::NewDelivery { id, to: &[webhook], event: "message", payload: &payload, at };
    tx.insert_delivery(&told).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(!tx.delete_account(fixture.account).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    assert!(tx.delete_account(fixture.account).await.unwrap());
    assert!(!tx.delete_account(fixture.account).await.unwrap());
    tx.commit().await.unwrap();
    let left = rows().await;
    assert!(left.iter().all(|(_, count)| *count == 0), "{left:?}");
    let told = fixture.read().await.deliveries(webhook, None, 99).await.unwrap();
    assert!(!told.iter().any(|told| told.id == id), "{told:?}");
}

async fn another_owner_sees_and_changes_no_account(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.account(id).await.unwrap(), None);
    assert_eq!(tx.account_by_user(PeerId(100)).await.unwrap(), None);
    assert_eq!(tx.accounts().await.unwrap(), []);
    let state = AccountState::LoggedOut;
    assert!(!tx.set_account_state(id, state).await.unwrap());
    assert!(!tx.set_default_mode(id, Mode::Off).await.unwrap());
    let profile = Profile { first_name: "Борис".into(), ..account(1, 100).profile };
    assert!(!tx.update_profile(id, &profile).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.read().await;
    assert_eq!(tx.account(id).await.unwrap(), Some(account(1, 100)));
}

async fn another_owner_may_have_the_same_user(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.as_stranger().await;
    assert!(tx.insert_account(&account(1, 100)).await.unwrap());
    assert_eq!(tx.accounts().await.unwrap(), [account(1, 100)]);
}

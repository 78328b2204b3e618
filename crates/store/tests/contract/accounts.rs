//! Accounts.

use domain::{Account, AccountState, Mode, PeerId, Profile};

use crate::support::{Database, NOW, account, on_both, peer, text};

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

async fn a_removed_account_leaves_nothing(db: &Database) {
    let fixture = db.with_account().await;
    crate::row_security::fill(&fixture).await;
    let id = fixture.account;
    let rows = async || {
        let mut rows = Vec::new();
        for table in db.tables_with("account").await {
            let sql = format!("SELECT count(*) FROM {table} WHERE account = '{id}'");
            rows.push((db.number(fixture.owner, &sql).await, table));
        }
        // What hangs on a reply, all of which are of this account.
        for table in db.tables_with("reply").await {
            let sql = format!("SELECT count(*) FROM {table}");
            rows.push((db.number(fixture.owner, &sql).await, table));
        }
        rows
    };
    let filled = rows().await;
    assert!(filled.len() > 20 && filled.iter().all(|(count, _)| *count > 0), "{filled:?}");
    let mut tx = fixture.as_stranger().await;
    assert!(!tx.remove_account(id, NOW).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    assert!(!tx.erase_some(id, 1).await.unwrap(), "it is not removed");
    assert!(tx.remove_account(id, NOW).await.unwrap());
    assert!(!tx.remove_account(id, NOW).await.unwrap());
    tx.commit().await.unwrap();

    // From now on nobody finds it, and its user may come anew.
    let mut tx = fixture.begin().await;
    assert_eq!(tx.account(id).await.unwrap(), None);
    assert_eq!(tx.accounts().await.unwrap(), []);
    assert!(!tx.hold_account(id).await.unwrap());
    assert!(!tx.set_account_state(id, AccountState::Active).await.unwrap());
    assert_eq!(tx.listed_chats(store::Listing::default(), 9).await.unwrap(), []);
    assert_eq!(tx.all_rules().await.unwrap(), []);
    let again = account(9, 100);
    assert!(tx.insert_account(&again).await.unwrap());
    tx.upsert_peer(again.id, &peer(7)).await.unwrap();
    tx.insert_messages(again.id, &[text(7, 1, "it stays")]).await.unwrap();
    tx.commit().await.unwrap();

    // Erased bit by bit, in as many transactions as it takes.
    assert_eq!(fixture.read().await.removed_accounts().await.unwrap(), [id]);
    assert_eq!(fixture.as_stranger().await.removed_accounts().await.unwrap(), []);
    let mut steps = 1;
    loop {
        let mut tx = fixture.as_stranger().await;
        assert!(!tx.erase_some(id, 1).await.unwrap());
        drop(tx);
        let mut tx = fixture.begin().await;
        let is_left = tx.erase_some(id, 1).await.unwrap();
        tx.commit().await.unwrap();
        if !is_left {
            break;
        }
        steps += 1;
    }
    assert!(steps > 10, "{steps}");
    let left = rows().await;
    assert!(left.iter().all(|(count, _)| *count == 0), "{left:?}");
    let mut tx = fixture.begin().await;
    assert_eq!(tx.removed_accounts().await.unwrap(), []);
    assert!(!tx.erase_some(again.id, 9).await.unwrap());
    assert_eq!(tx.accounts().await.unwrap(), std::slice::from_ref(&again));
    assert_eq!(tx.message_count(again.id).await.unwrap(), 1);
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

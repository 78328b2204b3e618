//! What is known of imports.

use async_trait::async_trait;

use super::*;

struct Stopped;

#[async_trait]
impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(5)
    }

    async fn sleep_until(&self, _: Timestamp) {
        std::future::pending::<()>().await;
    }
}

#[test]
fn what_ends_early_has_failed_and_old_ones_are_forgotten() {
    let imports = Imports::default();
    let clock: Arc<dyn Clock> = Arc::new(Stopped);
    let account = AccountId::new(Timestamp::from_secs(1), 1);
    let first = imports.begin(&clock);
    first.tell(ImportProgress { account, read: 7, new: 5 });
    first.learns();
    for _ in 0..KEPT {
        imports.begin(&clock).done();
    }
    drop(imports.begin(&clock));
    let all = imports.all();
    assert_eq!(all[0].state, ImportState::Failed);
    assert_eq!(all[0].ended_at, Some(Timestamp::from_secs(5)));
    assert_eq!(all[0].failure, Some(ImportFailure::Server));
    assert_eq!(all[1].state, ImportState::Done);
    // One that goes on is never forgotten, however old.
    let oldest = all.last().unwrap();
    assert_eq!((oldest.state, oldest.ended_at), (ImportState::Learning, None));
    assert_eq!((oldest.account, oldest.read, oldest.new), (Some(account), 7, 5));
    drop(imports.begin(&clock));
    assert_eq!(imports.all().len(), KEPT + 2);
}

#[test]
fn one_that_asks_whose_the_file_is_has_not_failed() {
    let imports = Imports::default();
    let clock: Arc<dyn Clock> = Arc::new(Stopped);
    let candidate =
        Candidate { id: PeerId(500), name: "Илья".to_owned(), messages: 2, chats: 1 };
    let id = imports.begin(&clock).asks(&[candidate], None);
    let all = imports.all();
    assert_eq!((all[0].state, all[0].id), (ImportState::Asking, id));
    assert_eq!(all[0].failure, Some(ImportFailure::OwnerUnknown));
    assert_eq!(all[0].asked, [], "without the file there is nothing to be answered");
    assert_eq!(imports.failed_since(Timestamp::from_secs(5)), 0);
    assert!(imports.take_kept(id, PeerId(500)).is_none());
}

#[test]
fn one_that_failed_is_told_of_until_it_is_put_away_or_another_is_brought_in() {
    let imports = Imports::default();
    let clock: Arc<dyn Clock> = Arc::new(Stopped);
    let (then, later) = (Timestamp::from_secs(5), Timestamp::from_secs(6));
    let going_on = imports.begin(&clock);
    imports.begin(&clock).failed(&ImportError::Nothing);
    imports.begin(&clock).failed(&ImportError::Nothing);
    assert_eq!((imports.failed_since(then), imports.failed_since(later)), (2, 0));
    assert!(imports.see_failed() && !imports.see_failed());
    assert_eq!(imports.failed_since(then), 0);
    imports.begin(&clock).failed(&ImportError::Nothing);
    assert_eq!(imports.failed_since(then), 1);
    imports.begin(&clock).done();
    assert_eq!(imports.failed_since(then), 0);
    drop(going_on);
}

#[test]
fn why_one_failed_is_kept_and_what_did_not_stay_is_not_counted() {
    let imports = Imports::default();
    let clock: Arc<dyn Clock> = Arc::new(Stopped);
    let account = AccountId::new(Timestamp::from_secs(1), 1);
    let told = ImportProgress { account, read: 7, new: 5 };
    let cut = |new| {
        let source = ExportError::Truncated { line: 1, column: 1 };
        ImportError::Export { source, read: 7, new }
    };
    for error in [cut(5), cut(0), ImportError::NothingOfOwner] {
        let running = imports.begin(&clock);
        running.tell(told);
        running.failed(&error);
    }
    let all = imports.all();
    let seen: Vec<_> = all.iter().map(|one| (one.failure.clone(), one.account, one.new)).collect();
    let expected = [
        (Some(ImportFailure::NothingOfOwner), None, 0),
        (Some(ImportFailure::Truncated), None, 0),
        (Some(ImportFailure::Truncated), Some(account), 5),
    ];
    assert_eq!(seen, expected);
    let stated = Box::new(domain::Profile {
        user_id: PeerId(1),
        first_name: "Анна".to_owned(),
        last_name: String::new(),
        username: None,
        phone: None,
    });
    let source = ExportError::OtherOwner { stated };
    let other = ImportError::Export { source, read: 0, new: 0 };
    assert_eq!(ImportFailure::from(&other), ImportFailure::OtherOwner { name: "Анна".to_owned() });
}

//! What can come of an import.

use std::collections::BTreeMap;

use domain::{PeerId, Profile};
use engine::{
    Candidate, ExportError, ImportError, ImportFailure, ImportReport, ImportState, ImportView,
};
use style::export::Summary;

use super::cast::{HOSTILE, account_id, at};
use crate::pages::import::Outcome;

/// One that goes on, one that is done and every way in which one has failed.
pub(super) fn known_imports() -> Vec<ImportView> {
    let view = |state, failure| ImportView {
        id: 7,
        started_at: at(-60),
        ended_at: None,
        state,
        failure,
        asked: Vec::new(),
        account: Some(account_id()),
        read: 1_200,
        new: 200,
    };
    let failures = [
        ImportFailure::Empty,
        ImportFailure::Html,
        ImportFailure::Archive,
        ImportFailure::NotAnExport,
        ImportFailure::Truncated,
        ImportFailure::BrokenOff,
        ImportFailure::OtherOwner { name: HOSTILE.to_owned() },
        ImportFailure::NoChats,
        ImportFailure::NothingOfOwner,
        ImportFailure::Server,
    ];
    let unknown = || Some(ImportFailure::OwnerUnknown);
    let asked = vec![candidate(1, "Илья"), candidate(2, HOSTILE), candidate(3, "")];
    let asking = [
        ImportView { asked, ..view(ImportState::Asking, unknown()) },
        view(ImportState::Asking, unknown()),
    ];
    let failed = failures.into_iter().map(|failure| view(ImportState::Failed, Some(failure)));
    [ImportState::Reading, ImportState::Learning, ImportState::Done]
        .into_iter()
        .map(|state| view(state, None))
        .chain(asking)
        .chain(failed)
        .collect()
}

fn candidate(id: i64, name: &str) -> Candidate {
    Candidate { id: PeerId(id), name: name.to_owned(), messages: 3, chats: 1 }
}

pub(super) fn imports() -> Vec<(&'static str, Outcome)> {
    let failed = |source| Outcome::Failed(ImportError::Export { source, read: 1_200, new: 200 });
    let stated = Profile {
        user_id: PeerId(3),
        first_name: HOSTILE.to_owned(),
        last_name: String::new(),
        username: None,
        phone: None,
    };
    let done = ImportReport {
        account: account_id(),
        summary: Summary {
            owner: PeerId(500),
            chats: 12,
            messages: 4_321,
            owner_messages: 0,
            forwarded: 40,
            service: 3,
            too_long: 1,
            skipped_unknown: BTreeMap::new(),
            skipped_broken: 2,
            broken: Vec::new(),
        },
        new_messages: 21,
        known_messages: 4_300,
        changed_messages: 1,
    };
    let candidates = vec![candidate(1, "Илья"), candidate(2, HOSTILE)];
    let other = |field: &str| ExportError::NoChats { fields: vec![field.to_owned()] };
    vec![
        ("import", Outcome::None),
        ("import-done", Outcome::Done { report: done, name: HOSTILE.to_owned() }),
        ("import-owner", failed(ExportError::OwnerUnknown { candidates })),
        ("import-nobody", failed(ExportError::OwnerUnknown { candidates: Vec::new() })),
        ("import-empty", failed(ExportError::Empty)),
        ("import-html", failed(ExportError::Html)),
        ("import-archive", failed(ExportError::Archive)),
        ("import-truncated", failed(ExportError::Truncated { line: 3, column: 4 })),
        ("import-other", failed(other(HOSTILE))),
        ("import-not-yours", failed(ExportError::OtherOwner { stated: Box::new(stated) })),
        ("import-nothing", Outcome::Failed(ImportError::NothingOfOwner)),
        ("import-not-kept", Outcome::NotKept),
        ("import-no-chats", Outcome::Failed(ImportError::Nothing)),
    ]
}

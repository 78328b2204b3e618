//! What people do in chats beside plain talk, as a grammers client meets it.

mod changes;
mod groups;
mod list;
mod members;
mod nonsense;
mod supergroups;
mod transcribe;
mod voice;

use grammers_client::tl::enums;

use crate::support::Person;

/// The next update that is the one wanted; others are passed over.
async fn next<T>(person: &mut Person, wanted: impl Fn(enums::Update) -> Option<T>) -> T {
    loop {
        if let Some(found) = wanted(person.next_raw().await) {
            return found;
        }
    }
}

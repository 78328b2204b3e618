//! Why an export was not brought in, in words.

use engine::{ImportError, ImportFailure};

use crate::i18n::{Lang, t};

/// Why not, and what to do.
pub(crate) fn failed(lang: Lang, error: &ImportError) -> String {
    let read = match error {
        ImportError::Export { read, .. } => *read,
        ImportError::Nothing | ImportError::NothingOfOwner | ImportError::Store(_) => 0,
    };
    why(lang, &error.into(), read)
}

/// The same of one that has failed before, of which so many messages were read.
pub(crate) fn why(lang: Lang, failure: &ImportFailure, read: u64) -> String {
    match failure {
        ImportFailure::Empty => t!(lang, "import-empty"),
        ImportFailure::Html => t!(lang, "import-html"),
        ImportFailure::Archive => t!(lang, "import-archive"),
        ImportFailure::NotAnExport => t!(lang, "import-not-an-export"),
        ImportFailure::Truncated => t!(lang, "import-truncated", read = read),
        ImportFailure::BrokenOff => t!(lang, "import-broken-off"),
        ImportFailure::OwnerUnknown => t!(lang, "import-owner-unknown"),
        ImportFailure::OtherOwner { name } => {
            t!(lang, "import-other-owner", name = name.as_str())
        }
        ImportFailure::NoChats => t!(lang, "import-no-chats"),
        ImportFailure::NothingOfOwner => t!(lang, "import-nothing"),
        ImportFailure::Server => t!(lang, "import-server"),
    }
}

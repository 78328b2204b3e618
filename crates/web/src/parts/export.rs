//! Why an export was not brought in, in words.

use engine::{ExportError, ImportError};

use crate::i18n::{Lang, t};

/// Why not, and what to do.
pub(crate) fn failed(lang: Lang, error: &ImportError) -> String {
    let (source, read) = match error {
        ImportError::Export { source, read, .. } => (source, *read),
        ImportError::Nothing => return t!(lang, "import-no-chats"),
        ImportError::NothingOfOwner | ImportError::Store(_) => {
            return t!(lang, "import-nothing");
        }
    };
    match source {
        ExportError::Empty => t!(lang, "import-empty"),
        ExportError::Html => t!(lang, "import-html"),
        ExportError::Archive => t!(lang, "import-archive"),
        ExportError::Truncated { .. } => t!(lang, "import-truncated", read = read),
        ExportError::NotJson { .. }
        | ExportError::NotAnExport { .. }
        | ExportError::NoChats { .. } => t!(lang, "import-not-an-export"),
        ExportError::OwnerUnknown { candidates } if candidates.is_empty() => {
            t!(lang, "import-nothing")
        }
        ExportError::OwnerUnknown { .. } => t!(lang, "import-owner-unknown"),
        ExportError::OtherOwner { stated } => {
            t!(lang, "import-other-owner", name = stated.full_name())
        }
        ExportError::Io(_) | ExportError::Sink(_) => t!(lang, "import-broken-off"),
    }
}

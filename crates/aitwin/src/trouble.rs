//! What goes wrong, in words that say what to do.
//!
//! Errors travel as they are, with their sources; here, and only here, the command line turns them
//! into text. An error that is not known here is shown with its whole chain.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;

use domain::{Account, PeerId, Profile};
use engine::ImportError;
use style::export::{Candidate, ExportError};
use style::holdout::{FEWEST_PAIRS, TooLittle};

use crate::eval::task::TaskError;
use crate::language::{Texts, text};
use crate::stylebench::{Fault, RowsError};

/// Troubles of the program itself.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("cannot make or write the folder {path}")]
    DataFolder { path: PathBuf, source: std::io::Error },
    #[error("cannot read {path}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("cannot write {path}")]
    Write { path: PathBuf, source: std::io::Error },
    #[error("cannot import {path}")]
    Import { path: PathBuf, source: Box<ImportError> },
    #[error("the files do not say whose they are")]
    OwnerUnknown { candidates: Vec<Candidate> },
    #[error("{path} is not of user {named}")]
    NotTheOwner { path: PathBuf, stated: Box<Profile>, named: PeerId },
    #[error("{first} and {second} are of two people")]
    TwoOwners {
        first: PathBuf,
        first_owner: Box<Profile>,
        second: PathBuf,
        second_owner: Box<Profile>,
    },
    #[error("there is no answer {id}")]
    NoExemplar { id: String },
    #[error("the sandbox failed")]
    Sandbox { flags: &'static str, source: sandbox::Error },
    #[error("another server runs on {path}")]
    AlreadyRunning { path: PathBuf },
    #[error("the master key file {path} is missing")]
    MasterKeyMissing { path: PathBuf },
    #[error("there is no chat {id}")]
    NoSuchChat { id: i64 },
    #[error("{address} can be reached from elsewhere")]
    NotLoopback { address: SocketAddr },
    #[error("it is not said which account, or there is none")]
    WhichAccount { accounts: Vec<Account> },
    #[error("{path} holds no reply of its owner")]
    NothingToRecall { path: PathBuf },
    #[error("a group has no relation")]
    RelationOfGroup,
    #[error("{path} is an input and the output")]
    OverInput { path: PathBuf },
    #[error("{path} has candidates for {id}, which is no moment")]
    UnknownMoment { id: String, path: PathBuf },
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, flag: &'static str, source: std::io::Error },
}

/// What to print about an error.
pub(crate) fn explain(texts: &Texts, error: &anyhow::Error) -> String {
    let known = error.chain().find_map(|cause| {
        None.or_else(|| cause.downcast_ref().map(|trouble| of_program(texts, trouble)))
            .or_else(|| cause.downcast_ref().map(|error| of_import(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_store(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_export(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_rows(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_task(texts, error)))
            .or_else(|| cause.downcast_ref().map(|error| of_holdout(texts, *error)))
            .or_else(|| cause.downcast_ref().map(|error| of_telegram(texts, error)))
            .or_else(|| {
                let settings = cause.downcast_ref::<Box<figment::Error>>();
                settings.map(|error| of_settings(texts, error))
            })
    });
    let what = known.unwrap_or_else(|| format!("{error:#}"));
    text!(texts, "trouble-line", what = what)
}

/// An error with its sources, in one line.
fn whole(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        line = format!("{line}: {error}");
        source = error.source();
    }
    line
}

fn listening(texts: &Texts, address: SocketAddr, flag: &str, error: &std::io::Error) -> String {
    let address = address.to_string();
    if error.kind() == ErrorKind::AddrInUse {
        text!(texts, "trouble-port-in-use", address = address, flag = flag)
    } else {
        let reason = error.to_string();
        text!(texts, "trouble-listen", address = address, flag = flag, reason = reason)
    }
}

fn of_program(texts: &Texts, trouble: &Trouble) -> String {
    match trouble {
        Trouble::DataFolder { path, source } => text!(
            texts,
            "trouble-data-folder",
            path = path.display().to_string(),
            reason = source.to_string()
        ),
        Trouble::File { path, source } => text!(
            texts,
            "trouble-file",
            path = path.display().to_string(),
            reason = source.to_string()
        ),
        Trouble::Write { path, source } => text!(
            texts,
            "trouble-write",
            path = path.display().to_string(),
            reason = source.to_string()
        ),
        Trouble::Import { path, source } => {
            let what = of_import(texts, source);
            text!(texts, "trouble-in-file", path = path.display().to_string(), what = what)
        }
        Trouble::OwnerUnknown { candidates } => owner_unknown(texts, candidates),
        Trouble::NotTheOwner { path, stated, named } => text!(
            texts,
            "trouble-export-other-owner",
            path = path.display().to_string(),
            name = stated.full_name(),
            id = stated.user_id.to_string(),
            named = named.to_string()
        ),
        Trouble::TwoOwners { first, first_owner, second, second_owner } => text!(
            texts,
            "trouble-export-two-owners",
            first = first.display().to_string(),
            name = first_owner.full_name(),
            id = first_owner.user_id.to_string(),
            second = second.display().to_string(),
            other = second_owner.full_name(),
            otherId = second_owner.user_id.to_string()
        ),
        Trouble::NoExemplar { id } => text!(texts, "trouble-no-exemplar", id = id.as_str()),
        Trouble::Sandbox { flags, source } => of_sandbox(texts, flags, source),
        Trouble::AlreadyRunning { path } => {
            text!(texts, "trouble-already-running", path = path.display().to_string())
        }
        Trouble::MasterKeyMissing { path } => {
            text!(texts, "trouble-key-missing", path = path.display().to_string())
        }
        Trouble::NothingToRecall { path } => {
            text!(texts, "trouble-nothing-to-recall", path = path.display().to_string())
        }
        Trouble::RelationOfGroup => text!(texts, "relations-group"),
        Trouble::OverInput { path } => {
            text!(texts, "trouble-over-input", path = path.display().to_string())
        }
        Trouble::UnknownMoment { id, path } => {
            let path = path.display().to_string();
            text!(texts, "trouble-unknown-moment", id = id.as_str(), path = path)
        }
        Trouble::WhichAccount { accounts } if accounts.is_empty() => {
            text!(texts, "accounts-none")
        }
        Trouble::WhichAccount { accounts } => {
            let line = |account: &Account| {
                format!("  --account {}   {}", account.id, account.profile.full_name())
            };
            let lines: Vec<String> = accounts.iter().map(line).collect();
            text!(texts, "trouble-which-account", accounts = lines.join("\n"))
        }
        Trouble::NoSuchChat { id } => text!(texts, "trouble-no-such-chat", id = id.to_string()),
        Trouble::NotLoopback { address } => {
            text!(texts, "trouble-not-loopback", address = address.to_string())
        }
        Trouble::Listen { address, flag, source } => listening(texts, *address, flag, source),
    }
}

fn of_import(texts: &Texts, error: &ImportError) -> String {
    let (source, read) = match error {
        ImportError::Export { source, read, .. } => (source, *read),
        ImportError::NothingOfOwner => return text!(texts, "trouble-export-nothing"),
        ImportError::Store(error) => return of_store(texts, error),
    };
    match source {
        ExportError::Truncated { line, .. } => {
            text!(texts, "trouble-export-truncated", line = line.to_string(), read = read)
        }
        _ => of_export(texts, source),
    }
}

/// An export of which nothing was kept.
fn of_export(texts: &Texts, error: &ExportError) -> String {
    match error {
        ExportError::Empty => text!(texts, "trouble-export-empty"),
        ExportError::Truncated { line, .. } => {
            text!(texts, "trouble-export-cut", line = line.to_string())
        }
        ExportError::NotJson { line, reason, .. } => {
            text!(
                texts,
                "trouble-export-not-json",
                line = line.to_string(),
                reason = reason.as_str()
            )
        }
        ExportError::NotAnExport { found } => {
            text!(texts, "trouble-export-not-an-export", found = found.as_str())
        }
        ExportError::Html => text!(texts, "trouble-export-html"),
        ExportError::Archive => text!(texts, "trouble-export-archive"),
        ExportError::OwnerUnknown { candidates } => owner_unknown(texts, candidates),
        ExportError::OtherOwner { stated } => text!(
            texts,
            "trouble-export-not-yours",
            name = stated.full_name(),
            id = stated.user_id.to_string()
        ),
        ExportError::Io(_) | ExportError::Sink(_) => whole(error),
    }
}

fn of_task(texts: &Texts, error: &TaskError) -> String {
    match error {
        TaskError::Rows(error) => of_rows(texts, error),
        TaskError::Meta { path, source } => {
            let path = path.display().to_string();
            text!(texts, "trouble-task-meta", path = path, reason = source.to_string())
        }
        TaskError::History { path, source } => {
            let fault = of_export(texts, source);
            text!(texts, "trouble-task-history", path = path.display().to_string(), fault = fault)
        }
        TaskError::UnknownReply { path, id } => {
            let path = path.display().to_string();
            text!(texts, "trouble-task-unknown", path = path, id = id.as_str())
        }
        TaskError::NoReplies { path } => {
            text!(texts, "trouble-task-no-replies", path = path.display().to_string())
        }
        TaskError::BaselineName { name } => {
            text!(texts, "trouble-task-baseline", name = name.as_str())
        }
    }
}

fn of_holdout(texts: &Texts, error: TooLittle) -> String {
    text!(
        texts,
        "trouble-too-little",
        messages = error.messages,
        own = error.owner_messages,
        pairs = error.pairs,
        needed = FEWEST_PAIRS
    )
}

fn of_rows(texts: &Texts, error: &RowsError) -> String {
    let (path, line, fault) = match error {
        RowsError::File { path, source } => {
            let (path, reason) = (path.display().to_string(), source.to_string());
            return text!(texts, "trouble-file", path = path, reason = reason);
        }
        RowsError::Line { path, line, fault } => (path, line, fault),
    };
    let fault = match fault {
        Fault::Json(reason) => text!(texts, "trouble-row-json", reason = reason.as_str()),
        Fault::NothingToAnswer => text!(texts, "trouble-row-nothing"),
        Fault::Again(id) => text!(texts, "trouble-row-again", id = id.as_str()),
    };
    let (path, line) = (path.display().to_string(), line.to_string());
    text!(texts, "trouble-row", path = path, line = line, fault = fault)
}

/// Who may be the owner, each with the command that says so.
fn owner_unknown(texts: &Texts, candidates: &[Candidate]) -> String {
    if candidates.is_empty() {
        return text!(texts, "trouble-export-nobody");
    }
    let command: Vec<String> = std::env::args().skip(1).map(|word| quoted(&word)).collect();
    let mut lines = vec![text!(texts, "trouble-export-owner")];
    lines.extend(candidates.iter().map(|candidate| {
        text!(
            texts,
            "trouble-export-owner-line",
            command = command.join(" "),
            id = candidate.id.to_string(),
            name = candidate.name.as_str(),
            messages = candidate.messages
        )
    }));
    lines.join("\n")
}

/// A word of a command as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=:,@+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn of_store(texts: &Texts, error: &store::Error) -> String {
    use store::Error;
    let path_text = |path: &PathBuf| path.display().to_string();
    match error {
        Error::UnknownAddress => text!(texts, "trouble-db-address"),
        Error::Open { database, source } => text!(
            texts,
            "trouble-db-open",
            database = database.as_str(),
            reason = whole(source.as_ref())
        ),
        Error::NewerVersion { found, known } => {
            text!(texts, "trouble-db-newer", found = found.to_string(), known = known.to_string())
        }
        Error::WrongMasterKey => text!(texts, "trouble-key-wrong"),
        Error::MasterKeyExposed { path, .. } => {
            text!(texts, "trouble-key-exposed", path = path_text(path))
        }
        Error::MasterKeyFile { path, source } => {
            text!(texts, "trouble-key-file", path = path_text(path), reason = source.to_string())
        }
        Error::InvalidMasterKey { .. } => text!(texts, "trouble-key-invalid"),
        Error::Corrupted { table, column } => {
            text!(texts, "trouble-sealed", place = format!("{table}.{column}"))
        }
        Error::Migration(_) | Error::NoSession | Error::Database(_) => {
            text!(texts, "trouble-db", reason = whole(error))
        }
    }
}

fn of_sandbox(texts: &Texts, flags: &str, error: &sandbox::Error) -> String {
    use sandbox::Error;
    match error {
        Error::AddressInUse { address } => {
            text!(texts, "trouble-port-in-use", address = address.to_string(), flag = flags)
        }
        Error::Listen { address, source } => listening(texts, *address, flags, source),
        Error::NotLoopback { address } => {
            text!(texts, "trouble-sandbox-loopback", address = address.to_string())
        }
        Error::DataDirectory { path, source } => text!(
            texts,
            "trouble-data-folder",
            path = path.display().to_string(),
            reason = source.to_string()
        ),
        Error::DataDirectoryInUse { path } => {
            text!(texts, "trouble-sandbox-in-use", path = path.display().to_string())
        }
        Error::DataDirectoryForeign { path } => {
            text!(texts, "trouble-sandbox-foreign", path = path.display().to_string())
        }
        Error::StateDamaged { path, source } => text!(
            texts,
            "trouble-sandbox-state",
            path = path.display().to_string(),
            reason = whole(source.as_ref())
        ),
        // What an operator asks of a running sandbox cannot keep it from starting.
        _ => whole(error),
    }
}

fn of_telegram(texts: &Texts, error: &telegram::Error) -> String {
    match error {
        telegram::Error::PublicKey(_) => {
            text!(texts, "trouble-public-key", reason = whole(error))
        }
        _ => whole(error),
    }
}

fn of_settings(texts: &Texts, error: &figment::Error) -> String {
    text!(texts, "trouble-config", reason = error.to_string())
}

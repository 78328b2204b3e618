//! What is wrong with exports and with the files of a benchmark.

use std::path::Path;

use engine::ImportError;
use style::export::{Candidate, ExportError};
use style::holdout::{FEWEST_PAIRS, TooLittle};

use super::outside::{of_io, of_store};
use super::{listed, shown, whole};
use crate::eval::task::TaskError;
use crate::language::{Texts, text};
use crate::stylebench::{Fault, RowsError};

/// A file that was to be brought in.
pub(super) fn of_import(texts: &Texts, error: &ImportError) -> String {
    let (source, read) = match error {
        ImportError::Export { source, read, .. } => (source, *read),
        ImportError::Nothing => return text!(texts, "trouble-export-empty-account"),
        ImportError::NothingOfOwner => return text!(texts, "trouble-export-nothing"),
        ImportError::Store(error) => return of_store(texts, error),
    };
    match source {
        ExportError::Truncated { line, column } => text!(
            texts,
            "trouble-export-truncated",
            line = line.to_string(),
            column = column.to_string(),
            read = read
        ),
        _ => of_export(texts, source),
    }
}

/// An export of which nothing was kept.
pub(super) fn of_export(texts: &Texts, error: &ExportError) -> String {
    match error {
        ExportError::Empty => text!(texts, "trouble-export-empty"),
        ExportError::Truncated { line, column } => {
            text!(texts, "trouble-export-cut", line = line.to_string(), column = column.to_string())
        }
        ExportError::NotJson { line, column, .. } => text!(
            texts,
            "trouble-export-not-json",
            line = line.to_string(),
            column = column.to_string()
        ),
        ExportError::NotAnExport { line, column, .. } => text!(
            texts,
            "trouble-export-not-an-export",
            line = line.to_string(),
            column = column.to_string()
        ),
        ExportError::NoChats { fields } if fields.is_empty() => {
            text!(texts, "trouble-export-nothing-in-it")
        }
        ExportError::NoChats { fields } => {
            let fields = fields.join(", ").replace(char::is_control, " ");
            text!(texts, "trouble-export-no-chats", fields = fields)
        }
        ExportError::Html => text!(texts, "trouble-export-html"),
        ExportError::Archive => text!(texts, "trouble-export-archive"),
        ExportError::OwnerUnknown { .. } => text!(texts, "trouble-export-nobodys"),
        ExportError::OtherOwner { stated } => text!(
            texts,
            "trouble-export-not-yours",
            name = stated.full_name(),
            id = stated.user_id.to_string()
        ),
        ExportError::Io(error) => {
            text!(texts, "trouble-export-unreadable", reason = of_io(texts, error))
        }
        ExportError::Sink(_) => whole(error),
    }
}

pub(super) fn of_task(texts: &Texts, error: &TaskError) -> String {
    match error {
        TaskError::Rows(error) => of_rows(texts, error),
        TaskError::Meta { path, source } => text!(
            texts,
            "trouble-task-meta",
            path = shown(path),
            line = source.line().to_string(),
            column = source.column().to_string()
        ),
        TaskError::History { path, source } => in_file(texts, path, &of_export(texts, source)),
        TaskError::UnknownReply { path, id } => {
            text!(texts, "trouble-task-unknown", path = shown(path), id = id.as_str())
        }
        TaskError::NoReplies { path } => {
            text!(texts, "trouble-task-no-replies", path = shown(path))
        }
        TaskError::BaselineName { name } => {
            text!(texts, "trouble-task-baseline", name = name.as_str())
        }
    }
}

pub(super) fn of_holdout(texts: &Texts, error: TooLittle) -> String {
    text!(
        texts,
        "trouble-too-little",
        messages = error.messages,
        own = error.owner_messages,
        pairs = error.pairs,
        needed = FEWEST_PAIRS
    )
}

pub(super) fn of_rows(texts: &Texts, error: &RowsError) -> String {
    let (path, line, fault) = match error {
        RowsError::File { path, source } => {
            return text!(texts, "trouble-file", path = shown(path), reason = of_io(texts, source));
        }
        RowsError::Line { path, line, fault } => (path, line, fault),
    };
    let fault = match fault {
        Fault::NotJson { column } => {
            text!(texts, "trouble-row-not-json", column = column.to_string())
        }
        Fault::Missing { field } => text!(texts, "trouble-row-missing", field = field.as_str()),
        Fault::OtherJson { column, .. } => {
            text!(texts, "trouble-row-other-json", column = column.to_string())
        }
        Fault::NothingToAnswer => text!(texts, "trouble-row-nothing"),
        Fault::NoTime(time) => text!(texts, "trouble-row-no-time", time = time.to_string()),
        Fault::NoCandidates => text!(texts, "trouble-row-no-candidates"),
        Fault::Again(id) => text!(texts, "trouble-row-again", id = id.as_str()),
    };
    text!(texts, "trouble-row", path = shown(path), line = line.to_string(), fault = fault)
}

/// What is wrong with a file, with its name.
pub(super) fn in_file(texts: &Texts, path: &Path, what: &str) -> String {
    text!(texts, "trouble-in-file", path = shown(path), what = what)
}

/// Who may be the owner, each with the command that says so.
pub(super) fn owner_unknown(texts: &Texts, files: &str, candidates: &[Candidate]) -> String {
    if candidates.is_empty() {
        return text!(texts, "trouble-export-nobody", files = files);
    }
    let words = std::env::args_os().skip(1).map(|word| quoted(&word.to_string_lossy()));
    let command = words.collect::<Vec<_>>().join(" ");
    let lines = candidates.iter().map(|candidate| {
        text!(
            texts,
            "trouble-export-owner-line",
            command = command.as_str(),
            id = candidate.id.to_string(),
            name = candidate.name.as_str(),
            messages = candidate.messages
        )
    });
    listed(text!(texts, "trouble-export-owner", files = files), lines)
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

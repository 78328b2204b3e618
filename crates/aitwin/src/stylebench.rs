//! The files of a likeness benchmark that a twin sees or writes: moments to answer, candidates to
//! score, and replies. JSON lines: a JSON object on each line, in UTF-8; empty lines are passed over.
//!
//! | file | a line is |
//! |---|---|
//! | `contexts.jsonl` | a [`ContextRow`]: a moment at which the owner in fact replied |
//! | `select.jsonl` | a [`SelectRow`]: replies that could have been given then, one of them the real one |
//! | `replies.jsonl` | a [`ReplyRow`]: what the twin says, or how it scores candidates |

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

use crate::trouble::Trouble;

/// A moment to answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ContextRow {
    /// Its name, by which the reply refers to it.
    pub(crate) id: String,
    /// The chat's number as the export has it.
    pub(crate) chat_id: i64,
    /// The moment of the owner's real reply, in Unix seconds: for the time of day and the age of
    /// the messages only. A reply's delay must not be computed from it.
    pub(crate) now: i64,
    /// The messages that are to be answered; the last of `messages` is one of them.
    pub(crate) answer_to: Vec<i64>,
    /// What was said, in order of time, except that the messages to answer come last.
    pub(crate) messages: Vec<ContextMessage>,
}

/// A message of a [`ContextRow`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ContextMessage {
    /// Its number in the chat.
    pub(crate) id: i64,
    /// Who wrote it, as exports of Telegram Desktop have it, e.g. `user1001`.
    pub(crate) from_id: String,
    /// The name that stands at it.
    #[serde(default)]
    pub(crate) from: String,
    /// When it was written, in Unix seconds.
    pub(crate) ts: i64,
    /// The message it answers explicitly.
    #[serde(default)]
    pub(crate) reply_to: Option<i64>,
    /// What it says.
    pub(crate) text: String,
}

/// Candidate replies for a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SelectRow {
    /// The [`ContextRow`] they are for.
    pub(crate) id: String,
    /// Whose they are: `same` for the owner's, `cross` for those of others beside the real one.
    pub(crate) pool: String,
    /// The candidates, in no order.
    pub(crate) candidates: Vec<Candidate>,
}

/// A reply that could have been given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Candidate {
    /// Its name.
    pub(crate) id: String,
    /// Its messages, with a line break between them.
    pub(crate) text: String,
}

/// What the twin says at a moment. Lines with the same `id` belong together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReplyRow {
    /// The [`ContextRow`] it is for.
    pub(crate) id: String,
    /// The messages to send; an empty list is silence. Absent where the line holds scores only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bubbles: Option<Vec<String>>,
    /// Seconds between the last message answered and the first to send.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "whole")]
    pub(crate) delay_s: Option<f64>,
    /// How well candidates fit: the higher the better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) scores: Option<Vec<Score>>,
}

/// How well a candidate fits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Score {
    /// The candidate's name, or its very text.
    pub(crate) candidate: String,
    /// The higher the better.
    pub(crate) score: f64,
}

/// Whole seconds are written without a fraction.
fn whole<S: Serializer>(seconds: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match seconds {
        Some(seconds) if seconds.fract() == 0.0 && seconds.abs() < 1e15 => {
            serializer.serialize_i64(*seconds as i64)
        }
        seconds => seconds.serialize(serializer),
    }
}

/// Why a file of rows cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RowsError {
    /// It cannot be opened or read.
    #[error("cannot read {path}")]
    File { path: PathBuf, source: io::Error },
    /// A line is not what it should be.
    #[error("{path}, line {line}: {fault}")]
    Line {
        path: PathBuf,
        /// From 1.
        line: usize,
        fault: Fault,
    },
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// No JSON.
    #[error("no JSON at column {column}")]
    NotJson {
        /// In bytes, from 1.
        column: usize,
    },
    /// A field that is needed is missing.
    #[error("no field `{field}`")]
    Missing { field: String },
    /// JSON, but not what belongs in this place.
    #[error("at column {column}: {reason}")]
    OtherJson {
        /// In bytes, from 1.
        column: usize,
        /// What the parser expected.
        reason: String,
    },
    /// A moment without messages, or whose last message is not among those to answer.
    #[error("nothing to answer")]
    NothingToAnswer,
    /// A name that stands for something else already.
    #[error("{0} stands here again")]
    Again(String),
    /// A time before 1970 or after the year 9999.
    #[error("{0} is no time")]
    NoTime(i64),
    /// A list without candidates.
    #[error("no candidates")]
    NoCandidates,
}

/// Seconds of the last moment of the year 9999.
const LAST_TIME: i64 = 253_402_300_799;

/// Reads the moments to answer. Their names differ, each has something to answer, and its times are
/// such.
pub(crate) fn read_contexts(path: &Path) -> Result<Vec<ContextRow>, RowsError> {
    let mut seen = HashSet::new();
    read(path, |row: &ContextRow| {
        let mut times = row.messages.iter().map(|message| message.ts).chain([row.now]);
        if let Some(time) = times.find(|time| !(0..=LAST_TIME).contains(time)) {
            return Err(Fault::NoTime(time));
        }
        match row.messages.last() {
            Some(last) if row.answer_to.contains(&last.id) => {
                if seen.insert(row.id.clone()) {
                    Ok(())
                } else {
                    Err(Fault::Again(row.id.clone()))
                }
            }
            _ => Err(Fault::NothingToAnswer),
        }
    })
}

/// Reads candidates. A moment has at most one list of each pool, and its candidates differ.
pub(crate) fn read_select(path: &Path) -> Result<Vec<SelectRow>, RowsError> {
    let mut seen = HashSet::new();
    read(path, |row: &SelectRow| {
        if row.candidates.is_empty() {
            return Err(Fault::NoCandidates);
        }
        if !seen.insert((row.id.clone(), row.pool.clone())) {
            return Err(Fault::Again(row.id.clone()));
        }
        let mut named = HashSet::new();
        let again = row.candidates.iter().find(|candidate| !named.insert(&candidate.id));
        again.map_or(Ok(()), |candidate| Err(Fault::Again(candidate.id.clone())))
    })
}

/// Reads replies, as they stand.
pub(crate) fn read_replies(path: &Path) -> Result<Vec<ReplyRow>, RowsError> {
    read(path, |_| Ok(()))
}

/// Reads a row per line; each must pass `check`.
pub(crate) fn read<T: DeserializeOwned>(
    path: &Path,
    mut check: impl FnMut(&T) -> Result<(), Fault>,
) -> Result<Vec<T>, RowsError> {
    let unreadable = |source| RowsError::File { path: path.to_owned(), source };
    let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut rows = Vec::new();
    let mut text = Vec::new();
    for line in 1.. {
        text.clear();
        if file.read_until(b'\n', &mut text).map_err(unreadable)? == 0 {
            break;
        }
        if text.trim_ascii().is_empty() {
            continue;
        }
        let row: Result<T, Fault> =
            serde_json::from_slice(text.trim_ascii_end()).map_err(|error| fault(&error));
        let row = row.and_then(|row| check(&row).map(|()| row));
        rows.push(row.map_err(|fault| RowsError::Line { path: path.to_owned(), line, fault })?);
    }
    Ok(rows)
}

/// The parser's complaint. Its line is always 1 here.
fn fault(error: &serde_json::Error) -> Fault {
    let (column, told) = (error.column().max(1), error.to_string());
    let reason = told.split(" at line ").next().unwrap_or_default();
    if !error.is_data() {
        return Fault::NotJson { column };
    }
    match reason.strip_prefix("missing field `") {
        Some(field) => Fault::Missing { field: field.trim_end_matches('`').to_owned() },
        None => Fault::OtherJson { column, reason: reason.to_owned() },
    }
}

/// Writes a row per line, over whatever stood there, all at once.
pub(crate) fn write<T: Serialize>(path: &Path, rows: &[T]) -> Result<(), Trouble> {
    let unwritable = |source| Trouble::Write { path: path.to_owned(), source };
    let mut text = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut text, row).map_err(|error| unwritable(error.into()))?;
        text.push(b'\n');
    }
    fs::write(path, text).map_err(unwritable)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const CONTEXT: &str = r#"{"id":"a-1","chat_id":1,"now":200,"answer_to":[5],"messages":[{"id":4,"from_id":"user2","from":"B","ts":90,"reply_to":null,"text":"да"},{"id":5,"from_id":"user2","from":"B","ts":100,"reply_to":4,"text":"когда?"}]}"#;

    fn contexts(text: &str) -> Result<Vec<ContextRow>, RowsError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("contexts.jsonl");
        fs::write(&path, text).unwrap();
        read_contexts(&path)
    }

    #[test]
    fn contexts_are_read_line_by_line() {
        let rows = contexts(&format!("{CONTEXT}\n\n{}", CONTEXT.replace("a-1", "a-2"))).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].messages[1].reply_to, Some(4));
        assert_eq!(rows[1].id, "a-2");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, told) in [
            (format!("{CONTEXT}\n{{\"id\":\"b\"}}\n"), "line 2: no field `chat_id`"),
            (format!("{CONTEXT}\n\n{CONTEXT}\n"), "line 3: a-1 stands here again"),
            (CONTEXT.replace("[5]", "[4]"), "line 1: nothing to answer"),
            (CONTEXT.replace("200", "-1"), "line 1: -1 is no time"),
            (CONTEXT.replace("\"ts\":90", "\"ts\":99999999999999"), "line 1: 99999999999999 is"),
            (format!("{CONTEXT}\nnonsense\n"), "line 2: no JSON at column 2"),
            (CONTEXT.replace("200", "\"soon\""), "line 1: at column 36: invalid type: string"),
        ] {
            let error = contexts(&text).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
        let missing = read_replies(Path::new("there/is/no/such.jsonl"));
        assert!(matches!(missing, Err(RowsError::File { .. })));
    }

    #[test]
    fn lists_of_candidates_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("select.jsonl");
        let list = |pool: &str, ids: &[&str]| {
            let candidates: Vec<_> =
                ids.iter().map(|id| serde_json::json!({"id": id, "text": "да"})).collect();
            serde_json::json!({"id": "a", "pool": pool, "candidates": candidates}).to_string()
        };
        let same = list("same", &["c1", "c2"]);
        for (line, told) in [
            (list("cross", &["c1", "c2"]), None),
            (list("cross", &[]), Some("line 2: no candidates")),
            (list("cross", &["c3", "c3"]), Some("line 2: c3 stands here again")),
            (same.clone(), Some("line 2: a stands here again")),
        ] {
            fs::write(&path, format!("{same}\n{line}\n")).unwrap();
            let said = read_select(&path).map_err(|error| error.to_string());
            match told {
                None => assert_eq!(said.unwrap().len(), 2),
                Some(told) => assert!(said.as_ref().is_err_and(|said| said.contains(told))),
            }
        }
    }

    #[test]
    fn replies_are_written_as_they_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replies.jsonl");
        let rows = [
            ReplyRow {
                id: "a".to_owned(),
                bubbles: Some(vec!["да".to_owned()]),
                delay_s: Some(35.0),
                scores: None,
            },
            ReplyRow { id: "b".to_owned(), bubbles: Some(Vec::new()), ..ReplyRow::default() },
            ReplyRow {
                id: "a".to_owned(),
                scores: Some(vec![Score { candidate: "c1".to_owned(), score: -0.5 }]),
                ..ReplyRow::default()
            },
        ];
        write(&path, &rows).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(r#"{"id":"a","bubbles":["да"],"delay_s":35}"#), "{text}");
        assert_eq!(read_replies(&path).unwrap(), rows);
    }
}

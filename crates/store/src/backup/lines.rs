//! What the lines of a backup say, and reading them.

use std::io::{BufRead, Read};

use domain::{OwnerId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::{Zeroize, Zeroizing};

use super::FORMAT;
use crate::{Error, migrate};

/// More than any row that the program writes.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// What a backup says of itself in its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupHead {
    /// The version of the schema it was made of.
    pub schema: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// How many rows it has.
    pub rows: u64,
    /// The server's owner.
    pub(super) default_owner: Option<OwnerId>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) aitwin_backup: i64,
    pub(super) schema: i64,
    pub(super) made_at: i64,
    pub(super) default_owner: Option<String>,
    pub(super) rows: u64,
}

/// A line that is no row.
#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum Mark {
    /// What follows is this owner's.
    Owner { owner: String },
    /// The data key of the owner, in hexadecimal digits.
    DataKey { data_key: String },
    /// What follows are rows of this table.
    Table { table: String, columns: Vec<String> },
    /// There is no more, and this many rows there were.
    End { end: u64 },
}

impl Mark {
    /// Leaves no key in memory.
    pub(super) fn wipe(&mut self) {
        if let Self::DataKey { data_key } = self {
            data_key.zeroize();
        }
    }
}

/// A line after the first.
pub(super) enum Line {
    Mark(Mark),
    Row(Vec<Value>),
}

/// The lines of a backup after its first.
pub(super) struct Lines<'a> {
    source: &'a mut dyn BufRead,
    text: Zeroizing<Vec<u8>>,
    /// How many lines were read.
    line: u64,
    rows: u64,
    ended: bool,
}

impl<'a> Lines<'a> {
    /// Reads the first line, and refuses what this program cannot restore.
    pub(super) fn of(source: &'a mut dyn BufRead) -> Result<(BackupHead, Self), Error> {
        let text = Zeroizing::new(Vec::new());
        let mut lines = Self { source, text, line: 0, rows: 0, ended: false };
        if !lines.read()? {
            return Err(Error::NoBackup);
        }
        let known = |found, known| {
            if found > known { Err(Error::NewerBackup { found, known }) } else { Ok(()) }
        };
        // One of a newer format need have nothing else in common.
        let format: Value = serde_json::from_slice(&lines.text).map_err(|_| Error::NoBackup)?;
        let format = format.get("aitwin_backup").and_then(Value::as_i64);
        known(format.ok_or(Error::NoBackup)?, FORMAT)?;
        let head: Head = serde_json::from_slice(&lines.text).map_err(|_| Error::NoBackup)?;
        known(head.schema, migrate::KNOWN)?;
        let owner = head.default_owner.map(|owner| owner.parse()).transpose();
        let head = BackupHead {
            schema: head.schema,
            made_at: Timestamp::from_millis(head.made_at),
            rows: head.rows,
            default_owner: owner.map_err(|_| lines.damaged())?,
        };
        Ok((head, lines))
    }

    /// The next line; `None` once all of them were read, to the last.
    pub(super) fn next(&mut self) -> Result<Option<Line>, Error> {
        let is_there = self.read()?;
        if self.ended || !is_there {
            // Nothing follows the end, and nothing ends without it.
            return if self.ended && !is_there { Ok(None) } else { Err(self.damaged()) };
        }
        if self.text.first() == Some(&b'[') {
            self.rows += 1;
            let row = serde_json::from_slice(&self.text).map_err(|_| self.damaged())?;
            return Ok(Some(Line::Row(row)));
        }
        let mark = serde_json::from_slice(&self.text).map_err(|_| self.damaged())?;
        if let Mark::End { end } = mark {
            self.ended = true;
            if end != self.rows {
                return Err(self.damaged());
            }
        }
        Ok(Some(Line::Mark(mark)))
    }

    /// How many rows were read.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// What is at the line that was read last is not what this program writes.
    pub(super) fn damaged(&self) -> Error {
        Error::DamagedBackup { line: self.line }
    }

    /// Whether there is a line; it is in `text`, without its end.
    fn read(&mut self) -> Result<bool, Error> {
        self.line += 1;
        self.text.clear();
        let mut source = Read::take(&mut *self.source, LONGEST_LINE);
        source.read_until(b'\n', &mut self.text).map_err(Error::BackupFile)?;
        if self.text.is_empty() {
            return Ok(false);
        }
        if self.text.pop() != Some(b'\n') {
            return Err(self.damaged());
        }
        Ok(true)
    }
}

//! Backups: all that is stored, of all owners, as lines that either database can read.
//!
//! | module | what it holds |
//! |---|---|
//! | `lines` | what the lines say, and reading them |
//! | `columns` | a table's columns and how their values become JSON on either database |
//! | `dump` | from a database to lines |
//! | `restore` | from lines into an empty database |
//!
//! ```text
//! {"aitwin_backup":1,"schema":12,"made_at":1700000000000,"default_owner":"01…","rows":2}
//! {"owner":"01…"}
//! {"table":"owners","columns":["created_at"]}
//! [1700000000000]
//! {"data_key":"…64 hexadecimal digits…"}
//! {"table":"telegram_sessions","columns":["account","keys",…]}
//! ["01…","\\x01…",…]
//! {"end":2}
//! ```
//!
//! A line is JSON; a row is a list, in the order of the columns, without the owner. Bytes are `\x` and
//! hexadecimal digits, truth is `true` or 1. What an owner has sealed stays sealed with their data key,
//! which stands here in the clear and is wrapped by the master key of the database that it is restored
//! into: the master key itself is in no backup. Whoever keeps these lines must seal them.
//!
//! A backup is restored into a schema of its own version, which is then brought up to date as that of
//! any older database. A new table is listed in [`TABLES`]; a test walks the catalogue. The index of words
//! is in no backup: it is made anew from the messages ([`crate::Tx::index_older_messages`]).

mod columns;
mod dump;
mod lines;
mod restore;

use std::io::BufRead;

use domain::Timestamp;

pub use self::lines::BackupHead;
pub use self::restore::Accounts;
use crate::Error;
use crate::backup::lines::{Line, Lines};

/// What every backup of this program begins with.
const FORMAT: i64 = 1;

/// The tables with rows of owners, in an order in which none refers to a later one. Data keys are
/// written apart.
const TABLES: [&str; 46] = [
    "owners",
    "users",
    "sign_in_names",
    "recovery_codes",
    "passkeys",
    "sign_ins",
    "api_tokens",
    "invitations",
    "audit_log",
    "webhooks",
    "webhook_deliveries",
    "telegram_integrations",
    "telegram_sessions",
    "telegram_peers",
    "telegram_chats",
    "business_connections",
    "telegram_people",
    "telegram_user_messages",
    "message_files",
    "telegram_histories",
    "telegram_history_chats",
    "struck_answers",
    "replies",
    "reply_bubbles",
    "reply_sounds",
    "voice_notes",
    "note_measures",
    "speaking",
    "rehearsals",
    "facts",
    "chat_memories",
    "chat_notes",
    "owner_questions",
    "saved_lines",
    "sendings",
    "policies",
    "likeness_reports",
    "blind_tests",
    "model_choices",
    "model_keys",
    "voice_choices",
    "voice_tries",
    "failures",
    "cloned_voices",
    "model_spending",
    "explanations",
];

/// Reads a backup to its end without restoring it: whether it is whole, and one that this program can
/// restore. Tells after every thousandth row how many there were.
pub fn check_backup(
    backup: &mut dyn BufRead,
    tell: &mut dyn FnMut(u64),
) -> Result<BackupHead, Error> {
    let (head, mut lines) = Lines::of(backup)?;
    while let Some(line) = lines.next()? {
        if let Line::Row(_) = line {
            told(lines.rows(), tell);
        }
    }
    Ok(head)
}

/// How often progress is told.
const TOLD: u64 = 1_000;

fn told(rows: u64, tell: &mut dyn FnMut(u64)) {
    if rows.is_multiple_of(TOLD) {
        tell(rows);
    }
}

/// What was backed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackedUp {
    /// How many rows, of all tables.
    pub rows: u64,
    /// Of how many owners.
    pub owners: usize,
}

/// What was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// When the backup was made.
    pub made_at: Timestamp,
    /// How many rows, of all tables.
    pub rows: u64,
    /// How many accounts have a session that only one server at a time may use.
    pub sessions: u64,
}

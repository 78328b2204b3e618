//! What every function of the store promises, on both databases. A test is an `async fn` that takes
//! a database; `on_both!` makes it two tests, and a test that is not listed there does not compile
//! without a warning.
//!
//! The PostgreSQL half needs the address of a server: `cargo verify` starts one.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where the store fails; clippy.toml excuses test functions, not their helpers"
)]

mod access;
mod accounts;
mod attack;
mod backups;
mod bots;
mod chat_memories;
mod chat_notes;
mod chats;
mod cloned;
mod drafts;
mod explanations;
mod facts;
mod histories;
mod keys;
mod likeness;
mod listed;
mod messages;
mod models;
mod opening;
mod people;
mod policies;
mod questions;
mod rehearsals;
mod replies;
mod row_security;
mod said_once;
mod saved;
mod search;
mod search_index;
mod sendings;
mod sessions;
mod situation;
mod statistics;
mod struck;
mod support;
mod tally;
mod tampering;
mod undecided;
mod upgrade;
mod voice;
mod webhooks;

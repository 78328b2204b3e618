//! The Bot API's client against a server that answers as Telegram documents, and fails in all the ways in
//! which it fails.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod polling;
mod sending;
mod stage;
mod tokens;

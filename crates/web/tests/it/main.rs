//! The pages as a browser meets them, over an engine on a file of SQLite and a scripted Telegram.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod answers;
mod api;
mod bots;
mod chat;
mod door;
mod history;
mod house;
mod import;
mod inbox;
mod live;
mod login;
mod maker;
mod me;
mod memory;
mod model;
mod past;
mod paths;
mod patience;
mod people;
mod rules;
mod stage;
mod start;
mod statistics;
mod talks;
mod twin;
mod voice;
mod wire;

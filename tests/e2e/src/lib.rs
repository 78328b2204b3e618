//! Tests of the built `aitwin` as its users meet it: the binary, a Telegram on loopback, a browser.
//!
//! This crate must not know any other crate of ours: it starts the program, reads what it prints,
//! opens its pages and asks the sandbox's control API what really arrived. Nothing waits for a
//! fixed time: every wait is for something that happens, with a deadline.
//!
//! | module | what it holds |
//! |---|---|
//! | [`process`] | starts a program, reads its lines, kills it in the end |
//! | [`program`] | the built `aitwin` |
//! | [`sandbox`] | `aitwin sandbox` and its control API |
//! | [`server`] | `aitwin serve`: its pages and its live stream |
//! | [`api`] | its HTTP API, with a token |
//! | [`world`] | a sandbox with people in it and a server that answers for one |
//! | [`demo`] | `aitwin demo`, all in one process |
//! | [`browser`] | a headless Chromium |
//! | [`model`] | a model that writes for the twin |
//! | [`elevenlabs`] | whoever makes voices and speaks in them |
//! | [`speech`] | voice notes |
//! | [`python`] | Python, for clients that others wrote |
//! | [`wait`] | waiting with a deadline |
//!
//! The tests stand in `tests/it`, one file per promise to users. To add one: a file there and its
//! line in `main.rs`. `cargo verify` builds the binary and says where the browser and Python are;
//! without it, build first (`cargo build`) and set `AITWIN_TEST_PYTHON`.

pub mod api;
pub mod browser;
pub mod demo;
pub mod elevenlabs;
pub mod model;
pub mod process;
pub mod program;
pub mod python;
pub mod sandbox;
pub mod server;
pub mod speech;
pub mod wait;
pub mod world;

pub use api::Api;
pub use browser::Browser;
pub use demo::Demo;
pub use process::Process;
pub use sandbox::{Person, Sandbox};
pub use server::{Server, Steps};
pub use world::World;

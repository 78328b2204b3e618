//! The adapter against the sandbox: real MTProto on loopback.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod drafts;
mod groups;
mod login;
mod messages;
mod reconnect;
mod support;
mod voice;
mod wire;

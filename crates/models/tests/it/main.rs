//! The models against servers that answer as the providers document.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod budget;
mod candidates;
mod chain;
mod errors;
mod patience;
mod prefix;
mod protocols;
mod secrets;
mod stage;

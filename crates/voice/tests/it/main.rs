//! The room from outside: voice notes against opus-tools, providers against servers that answer as
//! they document.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod hear;
mod notes;
mod piper;
mod program;
mod sounds;
mod speak;
mod stage;
mod studio;
mod weights;

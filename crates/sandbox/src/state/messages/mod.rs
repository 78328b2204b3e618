//! What is done with messages: one file per deed.

mod delete;
mod edit;
mod react;
mod read;
mod seed;
mod send;

pub(crate) use edit::EDIT_TIME;
pub use send::SendError;
pub(crate) use send::{MAX_CAPTION, MAX_TEXT, Outgoing};

//! `messages.*`: one file per thing that is done with messages.

mod dialogs;
mod history;
mod read;
mod send;
mod typing;
mod upload;

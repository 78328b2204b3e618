//! `messages.*`: one file per thing that is done with messages.

mod delete;
mod dialogs;
mod drafts;
mod edit;
mod forward;
mod history;
mod media;
mod mentions;
mod pin;
mod react;
mod read;
mod send;
mod transcribe;
mod typing;
mod upload;

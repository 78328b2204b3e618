//! What the demo adds to the pages: people whose phones can be picked up, each shown in a frame.

use axum::Router;
use domain::{AccountId, PeerId};

/// The demo. The binary fills it: this crate knows no phone, only where each is.
pub struct Demo {
    /// The account whose twin answers.
    pub account: AccountId,
    /// Whose phone can be picked up: at least one, in the order they are shown.
    pub contacts: Vec<Contact>,
    /// Serves what the contacts' [`Contact::phone`] names.
    pub phones: Router,
}

/// Somebody whose phone can be picked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Their peer as the owner's account sees it.
    pub id: PeerId,
    /// Their name.
    pub name: String,
    /// Who they are to the owner, in one English line.
    pub about_en: String,
    /// The same in Russian.
    pub about_ru: String,
    /// The address of their phone, open at the chat with the owner: a path with a query. The pages
    /// add `&lang=` and the reader's language.
    pub phone: String,
}

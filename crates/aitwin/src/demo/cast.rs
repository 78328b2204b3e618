//! The people of the demo.

use anyhow::{Context, Result};
use domain::PeerId;
use serde::Deserialize;
use web::PhoneContact;

/// Who takes part.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Cast {
    pub(crate) owner: Person,
    pub(crate) contacts: Vec<Contact>,
}

/// An account of the demo.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) phone: String,
    pub(crate) username: String,
}

/// Somebody whom a newcomer can play.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Contact {
    #[serde(flatten)]
    pub(crate) person: Person,
    about: About,
    suggestions: Vec<Suggestion>,
}

#[derive(Debug, Clone, Deserialize)]
struct About {
    ru: String,
    en: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Suggestion {
    text: String,
}

impl Cast {
    pub(crate) fn load() -> Result<Self> {
        serde_json::from_slice(include_bytes!("../../../../demo/suggestions.json"))
            .context("the demo's people are not well-formed")
    }

    /// Everybody: the owner first.
    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.owner).chain(self.contacts.iter().map(|contact| &contact.person))
    }
}

impl Person {
    pub(crate) fn peer(&self) -> PeerId {
        PeerId(self.id)
    }

    pub(crate) fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

impl Contact {
    pub(crate) fn as_page_shows(&self) -> PhoneContact {
        PhoneContact {
            id: self.person.peer(),
            name: self.person.full_name(),
            about_en: self.about.en.clone(),
            about_ru: self.about.ru.clone(),
            suggestions: self.suggestions.iter().map(|one| one.text.clone()).collect(),
        }
    }
}

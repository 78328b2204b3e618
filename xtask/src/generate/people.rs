//! The demo's people, from `demo/suggestions.json`.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

/// The owner and the eight who write to them.
#[derive(Debug, Deserialize)]
pub(super) struct People {
    pub(super) owner: Owner,
    pub(super) contacts: Vec<Contact>,
}

/// Whose account the export is.
#[derive(Debug, Deserialize)]
pub(super) struct Owner {
    pub(super) id: u64,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) phone: String,
    pub(super) username: String,
    pub(super) bio: String,
}

/// One contact, under the name the owner saved them by.
#[derive(Debug, Deserialize)]
pub(super) struct Contact {
    pub(super) id: u64,
    /// The chat's source in `demo/history`.
    pub(super) history: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) phone: String,
}

impl People {
    /// Reads the file; the demo's own keys (the suggested messages) are left alone.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("parsing {}", path.display()))
    }
}

impl Owner {
    /// The name shown beside their messages.
    pub(super) fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }
}

impl Contact {
    /// The chat's name.
    pub(super) fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }
}

fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}").trim_end().to_owned()
}

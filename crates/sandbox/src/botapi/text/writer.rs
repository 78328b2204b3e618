//! A text as it is put together, with places in it counted in UTF-16 units.

use super::Marked;
use crate::state::post::{Entity, EntityKind};

/// A text so far.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    units: i32,
    entities: Vec<Entity>,
}

impl Writer {
    pub(super) fn push(&mut self, char: char) {
        self.text.push(char);
        self.units += char.len_utf16() as i32;
    }

    pub(super) fn push_str(&mut self, text: &str) {
        text.chars().for_each(|char| self.push(char));
    }

    /// How long it is.
    pub(super) fn place(&self) -> i32 {
        self.units
    }

    /// Marks all since a place.
    pub(super) fn mark(&mut self, since: i32, kind: EntityKind) {
        let length = self.units - since;
        if length > 0 {
            self.entities.push(Entity { offset: since, length, kind });
        }
    }

    /// Takes one newline off the end, as code blocks have it.
    pub(super) fn trim_newline(&mut self) {
        if self.text.ends_with('\n') {
            self.text.pop();
            self.units -= 1;
        }
    }

    pub(super) fn done(mut self) -> Marked {
        self.entities.sort_by_key(|entity| (entity.offset, -entity.length));
        Marked { text: self.text, entities: self.entities }
    }
}

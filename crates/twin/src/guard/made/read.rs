//! What a model has read.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use style::language::stem;

use super::reply::stems;

/// Everything that a model has read for a reply. A prompt is long and few rules ask for its words, so
/// they are found when one does, once for all drafts.
#[derive(Debug)]
pub struct Read<'a> {
    texts: &'a [&'a str],
    stems: OnceCell<BTreeSet<String>>,
}

impl<'a> Read<'a> {
    /// These texts.
    pub fn new(texts: &'a [&'a str]) -> Self {
        Self { texts, stems: OnceCell::new() }
    }

    /// Whether a word that says something is in them, in any of its forms.
    pub(super) fn holds(&self, word: &str) -> bool {
        self.stems.get_or_init(|| stems(self.texts)).contains(stem(word))
    }
}

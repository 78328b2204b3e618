//! The crate `bm25`, which keeps the texts besides.

use std::sync::Mutex;

use bm25::{Document, SearchEngine, SearchEngineBuilder};
use style::Query;
use style::exemplar::Exemplar;

use super::Engine;
use crate::analysis::{ForBm25, stems};

pub(crate) struct Bm25(SearchEngine<u32, u32, ForBm25>);

impl Bm25 {
    pub(crate) fn new(exemplars: Vec<Exemplar>) -> Self {
        let documents = (0..)
            .zip(&exemplars)
            .map(|(place, exemplar)| Document::new(place, exemplar.question.joined()));
        let analyzer = ForBm25(Mutex::new(stems()));
        Self(SearchEngineBuilder::with_tokenizer_and_documents(analyzer, documents).build())
    }
}

impl Engine for Bm25 {
    fn best(&mut self, query: &Query<'_>) -> Option<usize> {
        let found = self.0.search(&query.texts.join("\n"), 1);
        found.first().map(|found| found.document.id as usize)
    }
}

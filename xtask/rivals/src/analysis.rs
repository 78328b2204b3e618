//! Texts as terms, for the rivals: made by tantivy's analyzers, so that they all see the same.

use std::sync::{Mutex, PoisonError};

use tantivy::tokenizer::{
    Language, LowerCaser, NgramTokenizer, SimpleTokenizer, Stemmer, TextAnalyzer,
};

/// Stems of words; each stemmer leaves the other's alphabet alone.
pub(crate) fn stems() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::Russian))
        .filter(Stemmer::new(Language::English))
        .build()
}

/// Trigrams of characters, across words.
pub(crate) fn trigrams() -> tantivy::Result<TextAnalyzer> {
    Ok(TextAnalyzer::builder(NgramTokenizer::new(3, 3, false)?).filter(LowerCaser).build())
}

/// The terms of a text.
pub(crate) fn terms(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    analyzer.token_stream(text).process(&mut |token| terms.push(token.text.clone()));
    terms
}

/// An analyzer as the BM25 crate wants it.
pub(crate) struct ForBm25(pub(crate) Mutex<TextAnalyzer>);

impl bm25::Tokenizer for ForBm25 {
    fn tokenize(&self, text: &str) -> Vec<String> {
        terms(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), text)
    }
}

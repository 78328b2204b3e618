//! Texts as directions: how alike two texts are in their words and in the runs of characters within
//! them.

use super::parallel;
use super::sparse::Row;
use super::task::Task;
use super::terms::Terms;
use super::tfidf::{Bounds, Tfidf};

/// How texts are told apart.
const VIEWS: [(Terms, Bounds); 2] = [
    (Terms::Words, Bounds { texts_from: 2, share_up_to: 0.2, most: usize::MAX }),
    (Terms::WithinWords, Bounds { texts_from: 3, share_up_to: 0.3, most: 150_000 }),
];

/// Knows how rare words and runs of characters are.
#[derive(Debug)]
pub(super) struct Embedder {
    views: Vec<Tfidf>,
}

impl Embedder {
    /// Learns from the histories of all writers.
    pub(super) fn fit(task: &Task) -> Self {
        let pairs = || task.writers.iter().flat_map(|writer| &writer.history);
        let queries = pairs().map(|pair| pair.query.clone());
        let texts: Vec<String> = queries.chain(pairs().map(|pair| pair.reply.text())).collect();
        Self { views: parallel::map(&VIEWS, |(terms, bounds)| Tfidf::fit(*terms, *bounds, &texts)) }
    }

    /// How many numbers a text becomes.
    pub(super) fn width(&self) -> usize {
        self.views.iter().map(Tfidf::len).sum()
    }

    /// A text as a direction: of length 1, or nothing if no term is known. The product of two is
    /// their cosine.
    pub(super) fn embed(&self, text: &str) -> Row {
        let mut whole = Row::default();
        let mut from = 0;
        for view in &self.views {
            whole.0.extend(view.weigh(text).0.into_iter().map(|(at, value)| (at + from, value)));
            from += view.len() as u32;
        }
        whole.normalise();
        whole
    }
}

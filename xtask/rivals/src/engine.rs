//! What can be asked for an exemplar.

mod bm25;
mod ours;
mod tantivy;

use style::{Query, exemplar::Exemplar};

/// An index over exemplars.
pub(crate) trait Engine {
    /// The best exemplar's place among those it was made of; `None` if none is like the question.
    fn best(&mut self, query: &Query<'_>) -> Option<usize>;
}

/// Which index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Ours, as the twin asks it.
    Ours,
    /// Ours, told neither the chat nor what was said before, as little as the rivals.
    OursQuestionOnly,
    TantivyStems,
    TantivyTrigrams,
    Bm25,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] =
        [Self::Ours, Self::OursQuestionOnly, Self::TantivyStems, Self::TantivyTrigrams, Self::Bm25];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::OursQuestionOnly => "ours, the question alone",
            Self::TantivyStems => "tantivy 0.27, stems",
            Self::TantivyTrigrams => "tantivy 0.27, trigrams",
            Self::Bm25 => "bm25 2.3, stems",
        }
    }

    /// Builds it.
    pub(crate) fn index(self, exemplars: Vec<Exemplar>) -> anyhow::Result<Box<dyn Engine>> {
        Ok(match self {
            Self::Ours => Box::new(ours::Ours::new(exemplars, true)),
            Self::OursQuestionOnly => Box::new(ours::Ours::new(exemplars, false)),
            Self::TantivyStems => {
                Box::new(tantivy::Tantivy::new(&exemplars, crate::analysis::stems())?)
            }
            Self::TantivyTrigrams => {
                Box::new(tantivy::Tantivy::new(&exemplars, crate::analysis::trigrams()?)?)
            }
            Self::Bm25 => Box::new(bm25::Bm25::new(exemplars)),
        })
    }
}

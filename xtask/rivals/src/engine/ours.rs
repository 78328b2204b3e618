//! The recall index of `style`.

use std::collections::HashMap;

use domain::{MessageId, PeerId};
use style::exemplar::Exemplar;
use style::{Query, RecallIndex};

use super::Engine;

/// A chat that nobody is in.
const NOWHERE: PeerId = PeerId(0);

pub(crate) struct Ours {
    index: RecallIndex,
    with_context: bool,
    places: Option<HashMap<(PeerId, MessageId), usize>>,
}

impl Ours {
    pub(crate) fn new(exemplars: Vec<Exemplar>, with_context: bool) -> Self {
        Self { index: exemplars.into_iter().collect(), with_context, places: None }
    }
}

impl Engine for Ours {
    fn best(&mut self, query: &Query<'_>) -> Option<usize> {
        let (chat, context) =
            if self.with_context { (query.chat, query.context) } else { (NOWHERE, &[][..]) };
        let hits = self.index.search(&Query { chat, asker: chat, context, ..*query }, 1);
        let best = hits.first()?.exemplar;
        // Made with the first search: no part of the index.
        let places = self.places.get_or_insert_with(|| {
            let all = self.index.exemplars().enumerate();
            all.map(|(place, exemplar)| ((exemplar.chat, exemplar.answer_id), place)).collect()
        });
        places.get(&(best.chat, best.answer_id)).copied()
    }
}

//! Texts as vectors of weighed terms, and how like they are.

/// The share of stems, the rest being pieces of words, in the likeness of two texts.
const WORDS_SHARE: f32 = 0.6;

/// A feature's place in the vocabulary.
pub(super) type Term = u32;

/// A text's terms with what they weigh in an index; each part sorted by term.
pub(super) struct Weighed {
    pub(super) words: Vec<WeighedTerm>,
    words_norm: f32,
    pub(super) pieces: Vec<WeighedTerm>,
    pieces_norm: f32,
    /// How much the text says by itself: 1 for a rare word or an everyday phrase.
    pub(super) telling: f32,
}

#[derive(Clone, Copy)]
pub(super) struct WeighedTerm {
    pub(super) term: Term,
    pub(super) weight: f32,
}

impl Weighed {
    pub(super) fn new(
        mut words: Vec<WeighedTerm>,
        mut pieces: Vec<WeighedTerm>,
        telling: f32,
    ) -> Self {
        words.sort_unstable_by_key(|word| word.term);
        pieces.sort_unstable_by_key(|piece| piece.term);
        Self { words_norm: norm(&words), words, pieces_norm: norm(&pieces), pieces, telling }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let words = dot(&self.words, &other.words) / (self.words_norm * other.words_norm);
        let pieces = dot(&self.pieces, &other.pieces) / (self.pieces_norm * other.pieces_norm);
        WORDS_SHARE * words + (1.0 - WORDS_SHARE) * pieces
    }
}

/// The length of a vector; 1 for an empty one, whose products are 0 anyway.
fn norm(terms: &[WeighedTerm]) -> f32 {
    let square: f32 = terms.iter().map(|term| term.weight * term.weight).sum();
    if square > 0.0 { square.sqrt() } else { 1.0 }
}

/// The product of two vectors that are sorted by term.
fn dot(a: &[WeighedTerm], b: &[WeighedTerm]) -> f32 {
    let mut product = 0.0;
    let mut rest = b.iter().peekable();
    for WeighedTerm { term, weight } in a {
        while rest.next_if(|other| other.term < *term).is_some() {}
        if let Some(other) = rest.next_if(|other| other.term == *term) {
            product += weight * other.weight;
        }
    }
    product
}

//! Counting of terms, and their weight by rarity (TF-IDF).
//!
//! Weights are those of scikit-learn's `TfidfVectorizer` with `sublinear_tf` and `smooth_idf`:
//! (1 + ln tf) · (1 + ln((1 + n) / (1 + df))), each text scaled to length 1.

use rustc_hash::FxHashMap;

use super::sparse::Row;
use super::terms::{Term, Terms};

/// Which terms are kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// The fewest texts that a term stands in.
    pub(super) texts_from: u32,
    /// The largest share of the texts that it may stand in.
    pub(super) share_up_to: f64,
    /// How many are kept: those that are used most, the first in order among equals.
    pub(super) most: usize,
}

/// Terms by number.
#[derive(Debug)]
pub(super) struct Vocabulary {
    terms: Terms,
    numbers: FxHashMap<Term, u32>,
    /// In how many texts each stands.
    texts_with: Vec<u32>,
    /// How many texts were read.
    texts: usize,
}

impl Vocabulary {
    /// The terms of these texts that are within bounds.
    pub(super) fn fit<S: AsRef<str>>(terms: Terms, bounds: Bounds, texts: &[S]) -> Self {
        /// In how many texts, and how often, a term stands.
        #[derive(Default)]
        struct Uses {
            texts: u32,
            times: u32,
        }
        let mut uses: FxHashMap<Term, Uses> = FxHashMap::default();
        let mut found = Vec::new();
        for text in texts {
            terms.of(text.as_ref(), &mut found);
            for same in found.chunk_by(|a, b| a == b) {
                let uses = uses.entry(same[0]).or_default();
                uses.texts += 1;
                uses.times += same.len() as u32;
            }
        }
        let most_texts = bounds.share_up_to * texts.len() as f64;
        let mut kept: Vec<(Term, Uses)> = uses
            .into_iter()
            .filter(|(_, uses)| {
                uses.texts >= bounds.texts_from && f64::from(uses.texts) <= most_texts
            })
            .collect();
        kept.sort_unstable_by(|(a, a_uses), (b, b_uses)| {
            b_uses.times.cmp(&a_uses.times).then(a.cmp(b))
        });
        kept.truncate(bounds.most);
        kept.sort_unstable_by_key(|(term, _)| *term);
        Self {
            terms,
            texts_with: kept.iter().map(|(_, uses)| uses.texts).collect(),
            numbers: kept.iter().zip(0..).map(|((term, _), number)| (*term, number)).collect(),
            texts: texts.len(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.texts_with.len()
    }

    /// How often each term stands in a text.
    pub(super) fn count(&self, text: &str) -> Row {
        let mut found = Vec::new();
        self.terms.of(text, &mut found);
        // Numbers rise with terms, so the row is in order.
        Row(found
            .chunk_by(|a, b| a == b)
            .filter_map(|same| Some((*self.numbers.get(&same[0])?, same.len() as f64)))
            .collect())
    }
}

/// A term's weight by the texts that it stands in.
pub(super) fn rarity(texts: usize, texts_with: u32) -> f64 {
    ((1.0 + texts as f64) / (1.0 + f64::from(texts_with))).ln() + 1.0
}

/// A vocabulary with weights.
#[derive(Debug)]
pub(super) struct Tfidf {
    vocabulary: Vocabulary,
    rarity: Vec<f64>,
}

impl Tfidf {
    pub(super) fn fit<S: AsRef<str>>(terms: Terms, bounds: Bounds, texts: &[S]) -> Self {
        let vocabulary = Vocabulary::fit(terms, bounds, texts);
        let rarity = vocabulary
            .texts_with
            .iter()
            .map(|texts_with| rarity(vocabulary.texts, *texts_with))
            .collect();
        Self { vocabulary, rarity }
    }

    pub(super) fn len(&self) -> usize {
        self.vocabulary.len()
    }

    /// The weights of a text's terms, of length 1 unless none is known.
    pub(super) fn weigh(&self, text: &str) -> Row {
        let mut row = self.vocabulary.count(text);
        weigh(&mut row, &self.rarity);
        row
    }
}

/// From counts to weights, of length 1.
pub(super) fn weigh(counts: &mut Row, rarity: &[f64]) {
    for (place, value) in &mut counts.0 {
        *value = (1.0 + value.ln()) * rarity[*place as usize];
    }
    counts.normalise();
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Bounds = Bounds { texts_from: 1, share_up_to: 1.0, most: usize::MAX };

    #[test]
    fn weights_are_those_of_the_formula() {
        let tfidf = Tfidf::fit(Terms::Words, ALL, &["aa bb", "aa cc", "aa aa dd"]);
        let row = tfidf.weigh("aa aa bb zz");
        // aa stands in 3 of 3 texts and twice here; bb in 1 of 3 and once here.
        let (aa, bb) = ((1.0 + 2f64.ln()) * 1.0, 1.0 + (4f64 / 2.0).ln());
        let length = (aa * aa + bb * bb).sqrt();
        assert_eq!(row.0.len(), 2);
        assert!((row.0[0].1 - aa / length).abs() < 1e-6);
        assert!((row.0[1].1 - bb / length).abs() < 1e-6);
    }

    #[test]
    fn bounds_keep_neither_the_rare_nor_the_common() {
        let texts = ["aa bb xx", "aa bb", "aa cc", "aa cc cc"];
        let fit = |bounds| Vocabulary::fit(Terms::Words, bounds, &texts).len();
        assert_eq!(fit(ALL), 4);
        assert_eq!(fit(Bounds { texts_from: 2, ..ALL }), 3);
        assert_eq!(fit(Bounds { share_up_to: 0.5, ..ALL }), 3);
        let two = Vocabulary::fit(Terms::Words, Bounds { most: 2, ..ALL }, &texts);
        assert_eq!(two.count("aa bb cc xx").0.len(), 2);
        assert_eq!(two.count("aa cc").0.len(), 2, "the two that are used most");
    }
}

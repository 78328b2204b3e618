//! Character n-grams as places in a table of fixed size.

use std::hash::Hasher;
use std::ops::RangeInclusive;

use rustc_hash::FxHasher;

/// More of a text says nothing new about who wrote it.
const CHARS: usize = 300;
/// Stands before and behind every text. The same as between a reply's messages, so that several
/// messages in one text count as they would one by one.
const EDGE: char = '\n';
/// How many places there are, as a power of two.
const BITS: u32 = 20;

/// The number of places.
pub(super) const PLACES: usize = 1 << BITS;

/// How many views of a text there are.
pub(super) const VIEWS: usize = 2;

/// A text's n-grams in two views, each once, in order. The first has its characters, cases and marks
/// kept: they are habits. The second has its shape, with every letter alike: habits whatever is
/// talked of.
#[derive(Debug)]
pub(super) struct Grams(pub(super) [Vec<u32>; VIEWS]);

impl Grams {
    pub(super) fn of(text: &str) -> Self {
        let mut chars: Vec<char> =
            [EDGE].into_iter().chain(text.trim().chars().take(CHARS)).chain([EDGE]).collect();
        let letters = places(&chars, 1..=5, 0);
        for c in &mut chars {
            *c = shape(*c);
        }
        Self([letters, places(&chars, 2..=6, 1)])
    }

    /// How many n-grams of characters there are.
    pub(super) fn len(&self) -> usize {
        self.0[0].len()
    }
}

fn places(chars: &[char], lengths: RangeInclusive<usize>, view: u32) -> Vec<u32> {
    let mut places = Vec::with_capacity(chars.len() * (lengths.end() + 1 - lengths.start()));
    for start in 0..chars.len() {
        let mut hasher = FxHasher::default();
        hasher.write_u32(view);
        let longest = chars.len().min(start + lengths.end());
        for (length, c) in (1..).zip(&chars[start..longest]) {
            hasher.write_u32(*c as u32);
            if length >= *lengths.start() {
                places.push(place(hasher.finish()));
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    places.shrink_to_fit();
    places
}

/// What kind of character it is; marks stay as they are.
fn shape(c: char) -> char {
    match c {
        // By far the most, without a look into Unicode's tables.
        'a'..='z' | 'а'..='я' | 'ё' => 'x',
        'A'..='Z' | 'А'..='Я' | 'Ё' => 'X',
        '0'..='9' => '0',
        _ if c.is_ascii() => c,
        _ if c.is_uppercase() => 'X',
        _ if c.is_alphabetic() => 'x',
        _ => c,
    }
}

/// Mixes all bits into the upper ones, as Fibonacci hashing does (Knuth, "The Art of Computer
/// Programming", volume 3, section 6.4).
fn place(hash: u64) -> u32 {
    let mixed = (hash ^ (hash >> 29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> (64 - BITS)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(text: &str) -> [Vec<u32>; VIEWS] {
        Grams::of(text).0
    }

    #[test]
    fn case_marks_and_edges_tell_texts_apart() {
        assert_eq!(grams("ab")[0].len(), 9, "3 characters and an edge; pairs, triples, the whole");
        assert_ne!(grams("Да"), grams("да"));
        assert_ne!(grams("да"), grams("да."));
        assert_eq!(grams(" да "), grams("да"));
    }

    #[test]
    fn the_shape_is_the_same_for_other_words() {
        let [[letters, shapes], [other_letters, other_shapes]] =
            ["Да, завтра в 10)", "Ну, вторые ж 25)"].map(grams);
        assert_eq!(shapes, other_shapes);
        assert_ne!(letters, other_letters);
    }

    #[test]
    fn a_very_long_text_counts_by_its_beginning() {
        let long = "ж".repeat(100_000);
        assert_eq!(grams(&long), grams(&long[..2 * CHARS]));
        assert_eq!(grams(""), grams("   "));
    }
}

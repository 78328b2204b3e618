//! Character n-grams as places in a table of fixed size.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// The longest n-gram.
const LONGEST: usize = 5;
/// More of a text says nothing new about who wrote it.
const CHARS: usize = 300;
/// Stands before and behind every text. The same as between a reply's messages, so that several
/// messages in one text count as they would one by one.
const EDGE: char = '\n';
/// How many places there are, as a power of two.
const BITS: u32 = 20;

/// The number of places.
pub(super) const PLACES: usize = 1 << BITS;

/// A text's n-grams of 1 to 5 characters, each once, in order. Cases and marks are kept: they are
/// habits.
pub(super) fn grams(text: &str) -> Vec<u32> {
    let chars: Vec<char> =
        [EDGE].into_iter().chain(text.trim().chars().take(CHARS)).chain([EDGE]).collect();
    let mut places = Vec::with_capacity(chars.len() * LONGEST);
    for start in 0..chars.len() {
        let mut hasher = FxHasher::default();
        for c in &chars[start..chars.len().min(start + LONGEST)] {
            hasher.write_u32(*c as u32);
            places.push(place(hasher.finish()));
        }
    }
    places.sort_unstable();
    places.dedup();
    places
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

    #[test]
    fn case_marks_and_edges_tell_texts_apart() {
        let of = |text| grams(text).len();
        assert_eq!(of("ab"), 9, "3 characters, two of them edges; pairs, triples, the whole");
        assert_ne!(grams("Да"), grams("да"));
        assert_ne!(grams("да"), grams("да."));
        assert_eq!(grams(" да "), grams("да"));
    }

    #[test]
    fn a_very_long_text_counts_by_its_beginning() {
        let long = "ж".repeat(100_000);
        assert_eq!(grams(&long), grams(&long[..2 * CHARS]));
        assert_eq!(grams(""), grams("   "));
    }
}

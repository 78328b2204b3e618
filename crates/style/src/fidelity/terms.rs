//! What a text is counted by: its runs of characters, or its words.

use super::chars::{is_space, is_word};

/// A run of at most five characters, packed so that terms compare as their texts do; or the
/// fingerprint of a longer word.
pub(super) type Term = u128;

/// Bits of a character, and how many of them make the longest run.
const CHAR_BITS: u32 = 21;
const LONGEST: usize = 5;

/// How a text is taken apart.
#[derive(Debug, Clone, Copy)]
pub(super) enum Terms {
    /// Runs of characters of these lengths, across words; several white spaces count as one.
    Chars {
        /// The shortest, at least 1.
        shortest: usize,
        /// The longest, at most 5.
        longest: usize,
    },
    /// Runs of three to five characters within words, each with a space before and behind it. Case
    /// is ignored.
    WithinWords,
    /// Words of at least two characters. Case is ignored.
    Words,
}

impl Terms {
    /// Puts the terms of a text into `out`, sorted, repeated ones together.
    pub(super) fn of(self, text: &str, out: &mut Vec<Term>) {
        out.clear();
        match self {
            Self::Chars { shortest, longest } => {
                runs(&without_double_spaces(text), shortest, longest, out);
            }
            Self::WithinWords => {
                let lower = text.to_lowercase();
                let mut padded = Vec::new();
                for word in lower.split(is_space).filter(|word| !word.is_empty()) {
                    padded.clear();
                    padded.push(' ');
                    padded.extend(word.chars());
                    padded.push(' ');
                    runs(&padded, 3, 5, out);
                }
            }
            Self::Words => {
                let lower = text.to_lowercase();
                let words = lower.split(|c| !is_word(c));
                out.extend(words.filter(|word| word.chars().nth(1).is_some()).map(fingerprint));
            }
        }
        out.sort_unstable();
    }
}

fn without_double_spaces(text: &str) -> Vec<char> {
    let mut chars = Vec::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if is_space(c) && rest.peek().copied().is_some_and(is_space) {
            while rest.next_if(|c| is_space(*c)).is_some() {}
            chars.push(' ');
        } else {
            chars.push(c);
        }
    }
    chars
}

fn runs(text: &[char], shortest: usize, longest: usize, out: &mut Vec<Term>) {
    for from in 0..text.len() {
        let mut term = 0;
        for (at, c) in text[from..].iter().take(longest).enumerate() {
            term |= pack(*c, at);
            if at + 1 >= shortest {
                out.push(term);
            }
        }
    }
}

/// A character at its place of the run; never zero, so that shorter runs differ from longer ones.
fn pack(c: char, at: usize) -> Term {
    Term::from(u32::from(c) + 1) << (128 - CHAR_BITS * (at as u32 + 1))
}

/// Short words are exact. For longer ones the FNV-1a hash of 128 bits, which does not meet itself
/// among the words of people; its lowest bit is set, which no packed run has.
fn fingerprint(word: &str) -> Term {
    if word.chars().nth(LONGEST).is_none() {
        return word.chars().enumerate().map(|(at, c)| pack(c, at)).sum();
    }
    let start = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    let hash = word.bytes().fold(start, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    hash | 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(terms: Terms, text: &str) -> usize {
        let mut out = Vec::new();
        terms.of(text, &mut out);
        out.len()
    }

    #[test]
    fn runs_are_counted_as_they_stand() {
        let runs = Terms::Chars { shortest: 1, longest: 3 };
        assert_eq!(count(runs, "abcd"), 4 + 3 + 2);
        assert_eq!(count(runs, "a \n b"), 3 + 2 + 1, "white space counts once");
        assert_eq!(count(runs, "a\nb"), 3 + 2 + 1);
        assert_eq!(count(Terms::Chars { shortest: 3, longest: 5 }, "ab"), 0);
    }

    #[test]
    fn words_are_padded_and_apart() {
        assert_eq!(count(Terms::WithinWords, "я"), 1);
        assert_eq!(count(Terms::WithinWords, "да ну"), 2 * (2 + 1));
        assert_eq!(count(Terms::Words, "Да, я не-знаю"), 3);
    }

    #[test]
    fn terms_compare_as_their_texts() {
        let term = |text: &str| fingerprint(text);
        assert!(term("ab") < term("abc") && term("abc") < term("b"));
        assert_ne!(term("длинное"), term("длинный"));
    }
}

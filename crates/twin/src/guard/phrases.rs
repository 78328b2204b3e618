//! Lists of phrases, and whether words hold one.

/// How many bytes of a phrase are compared before its words are.
const HEAD: usize = 6;

/// Whether words hold a phrase, given as words with single spaces between them. A `*` at the end of
/// a word of the phrase stands for any ending.
pub(super) fn holds(words: &[String], phrase: &str) -> bool {
    // Most phrases do not even begin like a word: that is seen without a look at the rest.
    let head = phrase.find([' ', '*']).unwrap_or(phrase.len()).min(HEAD);
    let head = &phrase.as_bytes()[..head];
    words
        .iter()
        .enumerate()
        .any(|(start, word)| word.as_bytes().starts_with(head) && begins(&words[start..], phrase))
}

/// Whether words begin with a phrase, written as for [`holds`].
pub(super) fn begins(words: &[String], phrase: &str) -> bool {
    let mut rest = words.iter();
    phrase.split(' ').all(|pattern| {
        rest.next().is_some_and(|word| match pattern.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == pattern,
        })
    })
}

/// [`holds`] for any of several phrases.
pub(crate) fn holds_any(words: &[String], phrases: &[&str]) -> bool {
    held(words, phrases).next().is_some()
}

/// Those of several phrases that words hold, as [`holds`] says.
pub(super) fn held<'p>(
    words: &[String],
    phrases: &'p [&'p str],
) -> impl Iterator<Item = &'p &'p str> {
    let begins = Begins::of(words);
    phrases.iter().filter(move |phrase| begins.may_hold(phrase) && holds(words, phrase))
}

/// How some words begin, so that of a long list most phrases are passed over without a look at the words:
/// a Bloom filter of one hash.
struct Begins([u64; 4]);

/// So many bytes of a word tell it from most others: two letters, or four.
const TELLING: usize = 4;

impl Begins {
    fn of(words: &[String]) -> Self {
        let mut bits = [0; 4];
        for word in words {
            if let Some((place, bit)) = Self::bit(word.as_bytes()) {
                bits[place] |= bit;
            }
        }
        Self(bits)
    }

    /// `false` only if no word begins as a phrase does.
    fn may_hold(&self, phrase: &str) -> bool {
        let bytes = phrase.as_bytes();
        let begin = &bytes[..bytes.len().min(TELLING)];
        // A shorter word of a phrase says nothing of how the words go on.
        if begin.contains(&b' ') || begin.contains(&b'*') {
            return true;
        }
        Self::bit(bytes).is_none_or(|(place, bit)| self.0[place] & bit != 0)
    }

    /// Where the first bytes of a word are noted; `None` if it is too short.
    fn bit(word: &[u8]) -> Option<(usize, u64)> {
        let begin: [u8; TELLING] = word.first_chunk().copied()?;
        // Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4): the upper bits are mixed best.
        let hash = u32::from_le_bytes(begin).wrapping_mul(0x9E37_79B9) >> 24;
        Some(((hash >> 6) as usize, 1 << (hash & 63)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_whole_words_or_by_their_beginning() {
        let words = style::language::words("Скинь мне номер карты!");
        assert!(holds(&words, "номер карт*"));
        assert!(!holds(&words, "карт"));
        assert!(holds_any(&words, &["пароль", "скинь"]));
    }

    proptest::proptest! {
        #[test]
        fn no_phrase_is_passed_over(
            words in proptest::collection::vec("[аб]{1,4}|[ab]{1,5}|я|😂", 0..8),
            phrases in proptest::collection::vec("([аб]{1,3}|[ab]{1,5}|я|😂)\\*?( ([аб]{1,2}|[ab])\\*?){0,2}", 0..30),
        ) {
            let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
            let one_by_one = phrases.iter().filter(|phrase| holds(&words, phrase));
            let one_by_one: Vec<&&str> = one_by_one.collect();
            proptest::prop_assert_eq!(held(&words, &phrases).collect::<Vec<_>>(), one_by_one);
        }
    }

    #[test]
    fn a_list_holds_what_its_phrases_hold_each() {
        // Of every list's kind: words of both languages, cut words, phrases of several, short words.
        let phrases =
            ["я", "i", "не", "дай*", "дай мне", "номер карт*", "on my way", "a*", "кар", "ok ok"];
        for text in [
            "я не дам",
            "дайте мне номер карты",
            "I am on my way",
            "ok ok",
            "alles",
            "карта",
            "",
            "нет",
        ] {
            let words = style::language::words(text);
            let expected: Vec<&&str> =
                phrases.iter().filter(|phrase| holds(&words, phrase)).collect();
            assert_eq!(held(&words, &phrases).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}

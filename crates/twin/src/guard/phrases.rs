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
    phrases.iter().any(|phrase| holds(words, phrase))
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
}

//! Characters and words as Python's `str` and `re` see them, because the measures are defined by
//! programs written in it.

/// `\s`, and what `str.split` and `str.strip` part at.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// `str.isalpha`: a letter. Unlike Rust's alphabetic characters these are neither vowel signs of
/// Hebrew and Arabic, nor letters in circles and squares, nor Roman numerals.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    let sign = matches!(c,
        '\u{345}' | '\u{5b0}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6e1}'..='\u{6e4}' | '\u{6e7}'..='\u{6ed}'
        | '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}');
    c.is_alphabetic() && !c.is_numeric() && !sign
}

/// `\w`: a letter, anything numeric, or `_`.
pub(super) fn is_word(c: char) -> bool {
    c == '_' || is_letter(c) || c.is_numeric()
}

/// `str.isdigit`: decimal digits of any script, and those above, below or inside something; no
/// fractions and no Roman numerals.
pub(super) fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    c.is_numeric()
        && !matches!(c, '\u{bc}'..='\u{be}' | '\u{2150}'..='\u{218b}' | '\u{3007}'..='\u{3029}')
}

/// `\d`: a decimal digit; of other scripts than ours the Arabic ones, those of Devanagari and the
/// wide ones of East Asia.
pub(super) fn is_decimal(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{966}'..='\u{96f}'
            | '\u{ff10}'..='\u{ff19}')
}

/// Every longest run of word characters.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word(c)).filter(|word| !word.is_empty())
}

/// A word's beginning: what it shares with its other forms, roughly.
pub(super) const STEM: usize = 5;

/// The words of three characters and more in a text that is in lower case already.
pub(super) fn long_words(lower: &str) -> impl Iterator<Item = &str> {
    words(lower).filter(|word| word.chars().nth(2).is_some())
}

/// The first five characters of a word.
pub(super) fn stem(word: &str) -> &str {
    word.char_indices().nth(STEM).map_or(word, |(end, _)| &word[..end])
}

/// Lower case, with one space wherever there was white space.
pub(super) fn squeeze(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut squeezed = String::with_capacity(lower.len());
    for word in lower.split(is_space).filter(|word| !word.is_empty()) {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_python() {
        let found: Vec<&str> = words("Ёлка, x_1 и ½; й\u{301}ж ⓐ ²").collect();
        assert_eq!(found, ["Ёлка", "x_1", "и", "½", "й", "ж", "²"]);
        assert_eq!(long_words("да нет ещё x").collect::<Vec<_>>(), ["нет", "ещё"]);
        assert_eq!((stem("проверка"), stem("да")), ("прове", "да"));
    }

    #[test]
    fn digits_are_not_all_numbers() {
        assert!(is_digit('7') && is_digit('²') && is_digit('٣'));
        assert!(!is_digit('½') && !is_digit('Ⅷ') && !is_digit('x'));
    }

    #[test]
    fn squeezing_lowers_and_parts_by_single_spaces() {
        assert_eq!(squeeze("  Да,\n\n НУ\u{a0}да "), "да, ну да");
    }
}

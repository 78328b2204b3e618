//! The words of a text that say something, as stems.

use style::language::{is_emoji, is_function_word, stem, words};

/// So many letters at the beginning make two stems alike, and so many at the end may differ.
const SHARED: usize = 4;
const DIFFERENT: usize = 3;

/// The stems of the words of a text that say something, in order.
pub(super) fn stems(text: &str) -> Vec<String> {
    let telling = |word: &String| {
        !is_function_word(word)
            && word.chars().any(char::is_alphanumeric)
            && !word.chars().any(is_emoji)
    };
    words(text).iter().filter(|word| telling(word)).map(|word| stem(word).to_owned()).collect()
}

/// Whether two stems are of one word: stemmers miss some.
pub(super) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let longest = a.chars().count().max(b.chars().count());
    let has_digits = |word: &str| word.chars().any(char::is_numeric);
    !has_digits(a) && !has_digits(b) && shared >= SHARED && longest - shared <= DIFFERENT
}

/// Whether a stem stands among others.
pub(super) fn holds(all: &[String], wanted: &str) -> bool {
    all.iter().any(|one| alike(one, wanted))
}

/// What share of some stems stands among others, 0 to 1; 0 if there are none.
pub(super) fn share(some: &[String], among: &[String]) -> f32 {
    if some.is_empty() {
        return 0.0;
    }
    some.iter().filter(|one| holds(among, one)).count() as f32 / some.len() as f32
}

/// How much two texts say the same, 0 to 1: the stems of both over those of either.
pub(super) fn overlap(a: &[String], b: &[String]) -> f32 {
    let both = a.iter().filter(|one| holds(b, one)).count();
    let either = a.len() + b.len() - both.min(b.len());
    if either == 0 { 0.0 } else { both as f32 / either as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_alike_and_numbers_have_none() {
        assert_eq!(stems("Я не ем мясо, совсем!"), stems("ем мяса совсем 👍"));
        assert!(alike("москв", "москва") && alike("аллерги", "аллергик"));
        assert!(!alike("кот", "код") && !alike("2026", "2025") && !alike("12345", "12346"));
    }

    #[test]
    fn texts_that_say_the_same_overlap() {
        let (a, b) = (stems("сестра Лена живёт в Туле"), stems("в Туле живёт сестра Лена"));
        assert!((overlap(&a, &b) - 1.0).abs() < f32::EPSILON);
        assert!(overlap(&a, &stems("работает в банке")) < 0.1);
        assert!(overlap(&[], &[]) < f32::EPSILON && share(&[], &a) < f32::EPSILON);
    }
}

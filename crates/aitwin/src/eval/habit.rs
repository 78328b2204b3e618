//! The names of habits, as people read them.

use style::fidelity::features::NAMES;

use crate::language::Texts;

/// The name of the habit at a place of a profile.
pub(crate) fn name(texts: &Texts, place: usize) -> String {
    texts.get(&key(place))
}

fn key(place: usize) -> String {
    format!("habit-{}", NAMES[place].replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn every_habit_has_a_name_in_both_languages() {
        for language in [Language::En, Language::Ru] {
            let texts = language.texts();
            for place in 0..NAMES.len() {
                assert!(texts.has(&key(place)), "{language:?} has no {}", key(place));
            }
        }
    }
}

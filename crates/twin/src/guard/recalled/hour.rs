//! A greeting that belongs to an hour answers only one that belongs to the same.

use style::language::{Concept, phrases};

use super::Candidate;

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    let asked = of_the_hour(&candidate.burst.words);
    of_the_hour(&candidate.words).iter().any(|said| !asked.contains(said))
}

fn of_the_hour(words: &[String]) -> Vec<Concept> {
    phrases(words)
        .into_iter()
        .map(|found| found.concept)
        .filter(|concept| concept.is_of_the_hour())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::refused;
    use super::refuses;

    #[test]
    fn the_hour_is_the_questions() {
        assert!(!refused(refuses, "доброе утро, сынок", "Доброе утро, мам)"));
        assert!(!refused(refuses, "gn", "good night!"));
        assert!(refused(refuses, "привет", "доброе утро"));
        assert!(refused(refuses, "Добрый день", "Добрый вечер"));
        assert!(!refused(refuses, "доброе утро", "привет"));
    }
}

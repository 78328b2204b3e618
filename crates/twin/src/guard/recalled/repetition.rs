//! The same answer is not given twice in a row, unless it is a mere courtesy.

use style::language::Concept::{Bye, Evening, Greeting, Love, Miss, Morning, Night, Thanks};
use style::language::phrases;

use super::{Candidate, words_of};

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    let last = words_of(&candidate.burst.last_answer);
    !last.is_empty() && last == candidate.words && !is_courtesy(&last)
}

/// Whether there is nothing but courtesies: people say "thanks" as often as they are praised.
fn is_courtesy(words: &[String]) -> bool {
    let courtesies = phrases(words).into_iter().filter(|found| {
        matches!(found.concept, Greeting | Morning | Evening | Night | Thanks | Bye | Love | Miss)
    });
    courtesies.map(|found| found.len).sum::<usize>() == words.len()
}

#[cfg(test)]
mod tests {
    use style::Learner;

    use super::super::tests::{HERE, exemplar, hit};
    use super::*;
    use crate::burst::Burst;

    #[test]
    fn the_last_answer_is_refused_however_it_is_written() {
        let burst = Burst {
            last_answer: vec!["Да,".into(), "иду!".into()],
            ..Burst::saying("идёшь?")
        };
        let refused = |answer: &str| {
            let bubbles = [answer.to_owned()];
            let learnt = exemplar("идёшь?", answer);
            let hit = hit(&learnt, true);
            refuses(&Candidate::new(&burst, &bubbles, HERE, &hit, &Learner::new()))
        };
        assert!(refused("да иду"));
        assert!(!refused("иду"));
    }

    #[test]
    fn a_courtesy_may_be_said_again() {
        let burst = Burst {
            last_answer: vec!["Спасибо.".into()],
            ..Burst::saying("Хорошая работа.")
        };
        let learnt = exemplar("Хорошая работа.", "Спасибо.");
        let (learner, hit) = (Learner::new(), hit(&learnt, true));
        let bubbles = ["Спасибо.".to_owned()];
        assert!(!refuses(&Candidate::new(&burst, &bubbles, HERE, &hit, &learner)));
    }
}

//! The same answer is not given twice in a row, unless it is a mere courtesy.

use super::{Candidate, words_of};

/// People say "thanks" as often as they are praised.
const COURTESY_WORDS: usize = 2;

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    let last = words_of(&candidate.burst.last_answer);
    last.len() > COURTESY_WORDS && last == candidate.words
}

#[cfg(test)]
mod tests {
    use domain::PeerId;
    use style::Learner;

    use super::super::tests::{exemplar, hit};
    use super::*;
    use crate::burst::Burst;

    #[test]
    fn the_last_answer_is_refused_however_it_is_written() {
        let burst = Burst {
            last_answer: vec!["Да, уже".into(), "иду!".into()],
            ..Burst::saying("идёшь?")
        };
        let refused = |answer: &str| {
            let bubbles = [answer.to_owned()];
            let learnt = exemplar("идёшь?", answer);
            let hit = hit(&learnt, true);
            refuses(&Candidate::new(&burst, &bubbles, PeerId(7), &hit, &Learner::new()))
        };
        assert!(refused("да уже иду"));
        assert!(!refused("уже иду"));
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
        assert!(!refuses(&Candidate::new(&burst, &bubbles, PeerId(7), &hit, &learner)));
    }
}

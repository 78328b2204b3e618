//! The same answer is not given twice in a row.

use super::{Candidate, words_of};

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    let last = words_of(&candidate.burst.last_answer);
    !last.is_empty() && last == candidate.words
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
            last_answer: vec!["Да,".into(), "иду!".into()],
            ..Burst::saying("идёшь?")
        };
        let refused = |answer: &str| {
            let bubbles = [answer.to_owned()];
            let learnt = exemplar("идёшь?", answer);
            let hit = hit(&learnt, true);
            refuses(&Candidate::new(&burst, &bubbles, PeerId(7), &hit, &Learner::new()))
        };
        assert!(refused("да иду"));
        assert!(!refused("иду"));
    }
}

//! The same answer is not given twice in a row.

use super::{Candidate, words_of};

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    let last = words_of(&candidate.burst.last_answer);
    !last.is_empty() && last == candidate.words
}

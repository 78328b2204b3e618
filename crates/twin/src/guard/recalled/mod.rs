//! What must not be said again of what the owner once said, one file for each rule.

mod addressed;
pub(super) mod consent;
pub(super) mod dated;
mod elsewhere;
pub(super) mod facts;
mod hour;
mod links;
pub(super) mod money;
pub(super) mod names;
pub(super) mod promises;
mod repetition;
mod script;
pub(super) mod secrets;
pub(super) mod whereabouts;

use domain::PeerId;
use style::{Hit, Learner};

use crate::burst::Burst;

pub(crate) use facts::{needs_facts, presses_for_fact};

use super::bounds::{is_left_to_owner, is_never_said};
use super::made::Rule;
use super::phrases::{begins, held, holds, holds_any};
use super::words_of;

/// An answer that might be given.
pub(crate) struct Candidate<'a> {
    /// What it would answer.
    burst: &'a Burst,
    /// What it says, cleaned.
    bubbles: &'a [String],
    /// The words of that.
    words: Vec<String>,
    /// Where it would be given.
    chat: PeerId,
    /// Whom it would answer; in a private chat that is the chat.
    asker: PeerId,
    /// Where it was learnt.
    hit: &'a Hit<'a>,
    /// The words of what it answered then, and of what came before that.
    asked: Vec<String>,
    /// What was learnt of the owner.
    learner: &'a Learner,
}

/// Where an answer would be given, and to whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) chat: PeerId,
    /// Who asks; in a private chat that is the chat.
    pub(crate) asker: PeerId,
}

impl<'a> Candidate<'a> {
    /// The answer `bubbles`, all or a part of what `hit` holds, to `burst` at `place`.
    pub(crate) fn new(
        burst: &'a Burst,
        bubbles: &'a [String],
        Place { chat, asker }: Place,
        hit: &'a Hit<'a>,
        learner: &'a Learner,
    ) -> Self {
        let exemplar = hit.exemplar;
        let asked = exemplar
            .question
            .iter()
            .chain(exemplar.context.iter())
            .flat_map(style::language::words)
            .collect();
        Self { burst, bubbles, words: words_of(bubbles), chat, asker, hit, asked, learner }
    }

    /// Whether the owner answers so again and again in this very chat.
    fn is_habit(&self) -> bool {
        self.hit.same_chat && self.hit.agreeing_here >= HABIT
    }
}

/// An answer is a habit after this many times.
const HABIT: usize = 3;

/// Says whether it refuses a candidate.
type Refuses = fn(&Candidate<'_>) -> bool;

/// Each says whether it refuses a candidate, and what it minds; one refusal is enough.
const RULES: [(Rule, Refuses); 17] = [
    (Rule::Empty, empty),
    (Rule::NeverSaid, never_said),
    (Rule::LeftToOwner, left_to_owner),
    (Rule::Facts, facts::refuses),
    (Rule::Links, links::refuses),
    (Rule::Secrets, secrets::refuses),
    (Rule::Figures, dated::refuses),
    (Rule::Whereabouts, whereabouts::refuses),
    (Rule::Money, money::refuses),
    (Rule::Commitments, promises::refuses),
    (Rule::Commitments, consent::refuses),
    (Rule::Names, names::refuses),
    (Rule::Elsewhere, elsewhere::refuses),
    (Rule::Elsewhere, addressed::refuses),
    (Rule::Language, script::refuses),
    (Rule::Figures, hour::refuses),
    (Rule::Repetition, repetition::refuses),
];

/// Whether an answer may be given.
pub(crate) fn allows(candidate: &Candidate<'_>) -> bool {
    objection(candidate).is_none()
}

/// What is minded in an answer; `None` if it may be given.
pub(crate) fn objection(candidate: &Candidate<'_>) -> Option<Rule> {
    RULES.iter().find(|(_, refuses)| refuses(candidate)).map(|(rule, _)| *rule)
}

fn never_said(candidate: &Candidate<'_>) -> bool {
    is_never_said(&candidate.learner.corrections().bounds, candidate.bubbles)
}

fn left_to_owner(candidate: &Candidate<'_>) -> bool {
    is_left_to_owner(&candidate.learner.corrections().bounds, candidate.bubbles)
}

fn empty(candidate: &Candidate<'_>) -> bool {
    candidate.bubbles.iter().any(|bubble| bubble.trim().is_empty())
}

#[cfg(test)]
pub(super) mod tests {
    use domain::{MessageId, Timestamp};
    use style::{Exemplar, Lines};

    use super::*;

    /// Whether a rule refuses `answer` to `asked`, learnt in the same chat.
    pub(in crate::guard::recalled) fn refused(
        rule: fn(&Candidate<'_>) -> bool,
        asked: &str,
        answer: &str,
    ) -> bool {
        refused_as_learnt(rule, asked, asked, answer, 1)
    }

    /// The same for an answer that was given to `learnt` so many times.
    pub(in crate::guard::recalled) fn refused_as_learnt(
        rule: fn(&Candidate<'_>) -> bool,
        asked: &str,
        learnt: &str,
        answer: &str,
        times: usize,
    ) -> bool {
        let burst = Burst::saying(asked);
        let bubbles = [answer.to_owned()];
        let exemplar = exemplar(learnt, answer);
        let hit = Hit { agreeing: times, agreeing_here: times, ..hit(&exemplar, true) };
        rule(&Candidate::new(&burst, &bubbles, HERE, &hit, &Learner::new()))
    }

    /// Where the answers of tests are learnt.
    pub(in crate::guard::recalled) const HERE: Place = Place { chat: PeerId(7), asker: PeerId(7) };

    pub(in crate::guard::recalled) fn exemplar(question: &str, answer: &str) -> Exemplar {
        Exemplar {
            chat: HERE.chat,
            asker: HERE.asker,
            context: Lines::default(),
            question: Lines::from_iter([question]),
            answer: Lines::from_iter([answer]),
            asked_at: Timestamp::from_secs(0),
            answered_at: Timestamp::from_secs(1),
            answer_id: MessageId(1),
            answer_last_id: MessageId(1),
        }
    }

    pub(in crate::guard::recalled) fn hit(exemplar: &Exemplar, same_chat: bool) -> Hit<'_> {
        let agreeing_here = usize::from(same_chat);
        Hit {
            exemplar,
            similarity: 1.0,
            same_chat,
            to_asker: same_chat,
            agreeing: 1,
            agreeing_here,
        }
    }
}

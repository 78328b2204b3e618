//! What the guard for models says of replies: of the owner's real ones every objection is a false
//! alarm, a good reply that would not be sent or only after a question.

use std::collections::BTreeMap;

use domain::{PeerId, PromptSize};
use serde::Serialize;
use style::Learner;
use style::holdout::Holdout;

use super::said::Occasion;
use crate::guard::{Rule, Verdict};
use crate::write::{Known, Manner, Request, objections_to};

/// What stands in real replies for what was taken out of them.
const MARKS: [&str; 4] = ["<URL>", "<EMAIL>", "<NUM>", "@user"];

/// How often the guard objects to replies.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Alarms {
    /// Replies that it looked at.
    pub replies: usize,
    /// How many it refuses.
    pub refused: usize,
    /// How many more it asks the owner about.
    pub asked: usize,
    /// By rule: how many each would refuse, and ask about, if it were alone.
    pub rules: BTreeMap<Rule, Objections>,
}

/// What one rule objects to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Objections {
    /// Replies that it refuses.
    pub refused: usize,
    /// Replies that it asks about.
    pub asked: usize,
}

impl Alarms {
    fn add(&mut self, verdicts: &[Verdict]) {
        let (mut is_refused, mut is_asked) = (false, false);
        for verdict in verdicts {
            match verdict {
                Verdict::Allow => {}
                Verdict::Refuse(rule) => {
                    is_refused = true;
                    self.rules.entry(*rule).or_default().refused += 1;
                }
                Verdict::AskOwner(rule) => {
                    is_asked = true;
                    self.rules.entry(*rule).or_default().asked += 1;
                }
            }
        }
        self.replies += 1;
        self.refused += usize::from(is_refused);
        self.asked += usize::from(is_asked && !is_refused);
    }

    /// The rules that object most, first.
    pub fn by_rule(&self) -> Vec<(Rule, Objections)> {
        let mut rules: Vec<_> = self.rules.iter().map(|(rule, found)| (*rule, *found)).collect();
        rules.sort_by_key(|(_, found)| std::cmp::Reverse(found.refused + found.asked));
        rules
    }

    /// A share of the replies.
    pub fn share(&self, count: usize) -> f64 {
        count as f64 / self.replies.max(1) as f64
    }

    /// What it says of the replies that the owner really gave, as though a model that is asked on
    /// these occasions had written them. Those with links and numbers are left out: a model is never
    /// to know them.
    pub fn of_real(
        holdout: &Holdout,
        learner: &Learner,
        occasions: &[Occasion<'_>],
        size: PromptSize,
    ) -> Self {
        let mut alarms = Self::default();
        let manners = manners(learner, occasions, size);
        let known = Known::default();
        let owner = &holdout.task.writers[0];
        for (moment, Occasion { conversation, seed }) in owner.moments.iter().zip(occasions) {
            let bubbles = &holdout.task.replies[moment.truth].bubbles;
            let is_whole = |text: &String| !MARKS.iter().any(|mark| text.contains(mark));
            let manner = &manners[&conversation.chat];
            if bubbles.iter().all(is_whole)
                && let Ok(request) = Request::new(learner, manner, conversation, &known, 1, *seed)
            {
                alarms.add(&objections_to(learner, conversation, &known, &request, bubbles));
            }
        }
        alarms
    }

    /// What it said of the best that a model wrote, each time that it wrote anything.
    pub fn of_model(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut alarms = Self::default();
        for verdict in verdicts {
            alarms.add(&[verdict]);
        }
        alarms
    }
}

/// How the owner writes in each of the chats.
pub(super) fn manners(
    learner: &Learner,
    occasions: &[Occasion<'_>],
    size: PromptSize,
) -> BTreeMap<PeerId, Manner> {
    let mut manners = BTreeMap::new();
    for chat in occasions.iter().map(|occasion| occasion.conversation.chat) {
        manners.entry(chat).or_insert_with(|| Manner::new(learner, chat, size));
    }
    manners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_not_asked_about_as_well() {
        let mut alarms = Alarms::default();
        alarms.add(&[]);
        alarms.add(&[Verdict::Allow]);
        alarms.add(&[Verdict::AskOwner(Rule::Facts)]);
        alarms.add(&[Verdict::Refuse(Rule::Links), Verdict::AskOwner(Rule::Facts)]);
        assert_eq!((alarms.replies, alarms.refused, alarms.asked), (4, 1, 1));
        let of = |refused, asked| Objections { refused, asked };
        assert_eq!(alarms.by_rule(), [(Rule::Facts, of(0, 2)), (Rule::Links, of(1, 0))]);
        assert!((alarms.share(1) - 0.25).abs() < 1e-9);
    }
}

//! Which of several replies the owner would give: how well each fits, and who writes like that.

use style::fit::Fitting;
use style::{Asked, Fit, Learner};

use crate::compose::Conversation;
use crate::heard::Heard;

/// Steps of the estimate of how many candidates the owner wrote.
const HALVINGS: usize = 20;

/// Ranks replies by what a learner knows. Making one takes some milliseconds, so keep it for several
/// questions.
#[derive(Debug)]
pub struct Ranker<'a> {
    learner: &'a Learner,
    fit: Fit,
}

impl<'a> Ranker<'a> {
    /// Ranks by what was learnt up to now.
    pub fn new(learner: &'a Learner) -> Self {
        Self::with(learner, learner.fit())
    }

    /// The same by what was learnt of fit before.
    pub(crate) fn with(learner: &'a Learner, fit: Fit) -> Self {
        Self { learner, fit }
    }

    /// Scores replies, each the texts of its messages with line breaks between them: the higher, the
    /// likelier it is that the owner would give it. Scores are natural logarithms of odds, up to a
    /// constant, and compare replies to one conversation only.
    pub fn scores<S: AsRef<str>>(
        &self,
        conversation: &Conversation<'_>,
        replies: &[S],
    ) -> Vec<f32> {
        let fitting = self.fitting(conversation);
        let likeness = self.likeness(replies);
        replies
            .iter()
            .zip(likeness)
            .map(|(reply, likeness)| fitting.score([reply.as_ref()]) + likeness)
            .collect()
    }

    /// How well replies fit, by what they say alone.
    pub(crate) fn fits<S: AsRef<str>>(
        &self,
        conversation: &Conversation<'_>,
        replies: &[S],
    ) -> Vec<f32> {
        let fitting = self.fitting(conversation);
        replies.iter().map(|reply| fitting.score([reply.as_ref()])).collect()
    }

    /// What was said, to compare replies with.
    pub(crate) fn fitting(&self, conversation: &Conversation<'_>) -> Fitting<'_> {
        let heard = Heard::of(conversation);
        self.fit.to(&Asked { texts: &heard.asked(), context: &heard.context() })
    }

    /// For each reply the logarithm of the chance that the owner wrote it, by style alone.
    fn likeness<S: AsRef<str>>(&self, replies: &[S]) -> Vec<f32> {
        let Some(model) = self.learner.likeness() else { return vec![0.0; replies.len()] };
        let log_odds: Vec<f32> =
            replies.iter().map(|reply| model.log_odds(reply.as_ref())).collect();
        let own = own_share(&log_odds);
        log_odds.iter().map(|odds| chance(*odds, own).ln()).collect()
    }
}

/// The chance that the owner wrote a text, by its log odds, where so large a share of the texts is the
/// owner's.
fn chance(log_odds: f32, own: f32) -> f32 {
    let (own, other) = (own * log_odds.exp(), 1.0 - own);
    own / (own + other)
}

/// How large a share of some texts is the owner's: the likeliest share of a mixture of two known
/// parts (Saerens, Latinne and Decaestecker, "Adjusting the outputs of a classifier to new a priori
/// probabilities", 2002). Where all read like the owner, style need not choose between them; where
/// most read like somebody else, it can. One text at least is the owner's, and one may not be.
fn own_share(log_odds: &[f32]) -> f32 {
    let count = log_odds.len() as f32;
    // The slope of the likelihood falls as the share grows, so halving finds where it is level.
    let slope = |share: f32| -> f32 {
        let odds = log_odds.iter().map(|odds| odds.exp());
        odds.map(|odds| (odds - 1.0) / (share * odds + 1.0 - share)).sum()
    };
    let (mut low, mut high) = (1.0 / (count + 1.0), count.max(1.0) / (count + 1.0));
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        *(if slope(middle) > 0.0 { &mut low } else { &mut high }) = middle;
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_chooses_where_writers_differ_and_not_among_the_owners_own() {
        let mixed = [4.0, -3.0, -4.0, -3.5, -5.0];
        assert!(own_share(&mixed) < 0.3, "{}", own_share(&mixed));
        let own = [3.0, 4.0, 2.5, 5.0, 3.5];
        assert!(own_share(&own) > 0.8, "{}", own_share(&own));
        let spread = |odds: &[f32]| {
            let share = own_share(odds);
            chance(odds[0], share).ln() - chance(odds[2], share).ln()
        };
        assert!(spread(&mixed) > 5.0);
        assert!(spread(&own).abs() < 0.1);
    }

    #[test]
    fn no_replies_are_no_harm() {
        assert!(own_share(&[]).is_finite());
        assert!(own_share(&[0.0]).is_finite());
    }
}

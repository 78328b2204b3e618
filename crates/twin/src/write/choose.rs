//! The guard's word, and the choice.

use domain::Completion;
use style::Learner;

use super::drafts::{Draft, drafts};
use super::manner::Manner;
use super::prompt::{Known, Request};
use crate::compose::{Composition, Conversation, SilenceReason};
use crate::guard::{Made, Verdict, check};

/// What becomes of a model's answers: the best draft that may be sent; else the best that the owner
/// would have to allow; else silence.
pub fn choose(
    learner: &Learner,
    manner: &Manner,
    conversation: &Conversation<'_>,
    known: &Known<'_>,
    request: &Request,
    completion: &Completion,
) -> Composition {
    let drafts = drafts(learner, manner, conversation, request, completion);
    let recalled = request.shown.clone();
    let prompt = &request.prompt;
    let read = [&*prompt.rules, &*prompt.backbone, &*prompt.transcript];
    let mut asked = None;
    let mut refused = None;
    for draft in drafts {
        let made = Made {
            conversation,
            bubbles: &draft.bubbles,
            supported: known.supported,
            private: known.private,
            // A model keeps nothing from one call to the next.
            read: Some(&read),
            instructions: &[&request.prompt.rules],
            learner,
        };
        match check(&made) {
            Verdict::Allow => {
                let confidence = confidence(request, &draft);
                return Composition::Answer { bubbles: draft.bubbles, confidence, recalled };
            }
            Verdict::AskOwner(rule) if asked.is_none() => asked = Some((rule, draft)),
            Verdict::Refuse(rule) if refused.is_none() => refused = Some(rule),
            Verdict::AskOwner(_) | Verdict::Refuse(_) => {}
        }
    }
    match asked {
        Some((rule, draft)) => {
            let confidence = confidence(request, &draft);
            Composition::AskOwner { rule, bubbles: draft.bubbles, confidence, recalled }
        }
        None => Composition::Silence { reason: SilenceReason::Refused { rule: refused }, recalled },
    }
}

/// How sure the twin is: that it reads like the owner, and that the owner was asked alike before.
fn confidence(request: &Request, draft: &Draft) -> f32 {
    let similarity = request.shown.first().map_or(0.0, |best| best.similarity);
    f32::midpoint(draft.likeness, similarity.min(1.0))
}

//! The guard's word, and the choice.

use domain::Completion;
use serde::{Deserialize, Serialize};
use style::Learner;

use super::drafts::{Draft, drafts};
use super::manner::Manner;
use super::prompt::{Known, Request};
use crate::compose::{Composition, Conversation, SilenceReason};
use crate::guard::{Made, Read, Verdict, check, clean, objections};

/// A draft, and what the guard says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// The draft.
    pub draft: Draft,
    /// Whether it may be sent.
    pub verdict: Verdict,
}

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
    pick(request, weigh(learner, manner, conversation, known, request, completion))
}

/// The drafts of a model's answers, best first, with the guard's word on each.
pub fn weigh(
    learner: &Learner,
    manner: &Manner,
    conversation: &Conversation<'_>,
    known: &Known<'_>,
    request: &Request,
    completion: &Completion,
) -> Vec<Weighed> {
    let texts = texts(request);
    let read = Read::new(&texts);
    let weighed = |draft: Draft| {
        let bubbles = &draft.bubbles;
        let verdict = check(&made(learner, conversation, known, &texts, &read, bubbles));
        Weighed { draft, verdict }
    };
    let drafts = drafts(learner, manner, conversation, request, completion);
    drafts.into_iter().map(weighed).collect()
}

/// What every rule that objects would say of messages, were they a model's answer to a request. To
/// count by: of what the owner really wrote every objection is a false alarm.
pub fn objections_to(
    learner: &Learner,
    conversation: &Conversation<'_>,
    known: &Known<'_>,
    request: &Request,
    bubbles: &[String],
) -> Vec<Verdict> {
    let bubbles: Vec<String> = bubbles.iter().map(|bubble| clean(bubble)).collect();
    let texts = texts(request);
    objections(&made(learner, conversation, known, &texts, &Read::new(&texts), &bubbles))
}

/// All that a model reads, the rules first.
fn texts(request: &Request) -> [&str; 3] {
    let prompt = &request.prompt;
    [&prompt.rules, &prompt.backbone, &prompt.transcript]
}

/// Messages as the guard looks at them, and all that they may rest on.
fn made<'a>(
    learner: &'a Learner,
    conversation: &'a Conversation<'a>,
    known: &Known<'a>,
    texts: &'a [&'a str; 3],
    read: &'a Read<'a>,
    bubbles: &'a [String],
) -> Made<'a> {
    Made {
        conversation,
        bubbles,
        supported: known.supported,
        private: known.private,
        // A model keeps nothing from one call to the next.
        read: Some(read),
        instructions: &texts[..1],
        learner,
    }
}

/// What becomes of drafts, the best of which stands first.
pub fn pick(request: &Request, weighed: Vec<Weighed>) -> Composition {
    let recalled = request.shown.clone();
    let mut asked = None;
    let mut refused = None;
    for Weighed { draft, verdict } in weighed {
        match verdict {
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

//! What the twin says at the moments that were held out.

use style::Learner;
use style::fidelity::{Reply, System, clean_bubbles};
use style::holdout::{Held, Holdout};
use twin::{Always, Composition, Conversation, Ranker, compose, compose_from};

use crate::stylebench::in_its_marks;

/// The twin as it would be if it were never silent: all moments are measured, not the easy ones.
pub(crate) const TWIN: &str = "twin";
/// Recall mode as it answers people: silent where it is not sure.
pub(crate) const RECALL: &str = "recall";
/// Recall mode that answers with whatever the guard lets pass, however unsure.
pub(crate) const UNSURE: &str = "recall_unsure";

/// What the twin says at a moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    /// If it must say something; `None` only if it has learnt nothing.
    pub(crate) always: Option<Reply>,
    /// In recall mode; `None` is silence.
    pub(crate) recall: Option<Reply>,
    /// In recall mode if it were not to be sure; `None` where the guard lets nothing pass.
    pub(crate) unsure: Option<Reply>,
    /// How sure it is of that, 0 to 1.
    pub(crate) confidence: f64,
}

/// Lets a twin learn from the past and answer what was held out. The same seed gives the same
/// answers on every machine: hours of the day are those of UTC.
pub(crate) fn answers(holdout: &Holdout, seed: u32) -> Vec<Said> {
    let mut learner = Learner::new();
    for message in &holdout.learn {
        learner.observe(message);
    }
    let ranker = Ranker::new(&learner);
    let always = Always::new(&learner, &ranker);
    let seeds = (0_u64..).map(|place| u64::from(seed) << 32 | place);
    let moments = holdout.moments.iter().zip(seeds);
    moments.map(|(held, seed)| answer(&learner, &always, held, seed)).collect()
}

/// The answers to one moment: the only place that asks the twin.
fn answer(learner: &Learner, always: &Always<'_>, held: &Held, seed: u64) -> Said {
    let conversation =
        Conversation { chat: held.chat, before: &held.before, burst: &held.burst, now: held.now };
    let delay = learner.draw_delay(held.chat, held.asked_at, held.overtaken, seed);
    let reply = |bubbles: &[String]| Reply {
        bubbles: clean_bubbles(&in_its_marks(bubbles)),
        delay_s: Some(delay.as_secs_f64().round()),
    };
    let composed = |composition| match composition {
        Composition::Answer { bubbles, confidence, .. } => {
            (Some(reply(&bubbles)), f64::from(confidence))
        }
        Composition::AskOwner { .. } | Composition::Silence { .. } => (None, 0.0),
    };
    let (recall, _) = composed(compose(learner, &conversation, seed));
    let (unsure, confidence) = composed(compose_from(learner, &conversation, 0.0, seed));
    let always = always.answer(&conversation, seed).map(|bubbles| reply(&bubbles));
    Said { always, recall, unsure, confidence }
}

/// The answers as systems to be judged.
pub(crate) fn systems(holdout: &Holdout, said: &[Said]) -> Vec<System> {
    let system = |name: &str, of: fn(&Said) -> &Option<Reply>| {
        let mut replies = vec![said.iter().map(|said| of(said).clone()).collect()];
        replies.resize(holdout.task.writers.len(), Vec::new());
        System { name: name.to_owned(), replies, scores: Vec::new() }
    };
    vec![
        system(TWIN, |said| &said.always),
        system(RECALL, |said| &said.recall),
        system(UNSURE, |said| &said.unsure),
    ]
}

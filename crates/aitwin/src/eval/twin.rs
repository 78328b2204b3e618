//! What the twin says at the moments that were held out.

use std::time::Duration;

use style::fidelity::{Reply, System, clean_bubbles};
use style::holdout::{Held, Holdout};
use style::{Learner, PaceBounds};
use twin::{Composition, Conversation, compose};

/// The name of the twin among the systems.
pub(crate) const TWIN: &str = "twin";

/// What the twin says at a moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    /// Its messages, and how long they take; `None` is silence.
    pub(crate) reply: Option<Reply>,
    /// How sure it is, 0 to 1, where it says something.
    pub(crate) confidence: f64,
}

/// Lets a twin learn from the past and answer what was held out. The same seed gives the same
/// answers.
pub(crate) fn answers(holdout: &Holdout, seed: u32) -> Vec<Said> {
    let mut learner = Learner::new();
    for message in &holdout.learn {
        learner.observe(message);
    }
    let seeds = (0_u64..).map(|place| u64::from(seed) << 32 | place);
    holdout.moments.iter().zip(seeds).map(|(held, seed)| answer(&learner, held, seed)).collect()
}

/// One answer: the only place that asks the twin.
fn answer(learner: &Learner, held: &Held, seed: u64) -> Said {
    let conversation =
        Conversation { chat: held.chat, before: &held.before, burst: &held.burst, now: held.now };
    match compose(learner, &conversation, seed) {
        Composition::Answer { bubbles, confidence, .. } => {
            let plan = learner.rhythm().plan(held.chat, &bubbles, &as_it_is(), seed);
            let reply = Reply {
                bubbles: clean_bubbles(&bubbles),
                delay_s: Some(plan.first_after().as_secs_f64().round()),
            };
            Said { reply: Some(reply), confidence: f64::from(confidence) }
        }
        Composition::Silence { .. } => Said::default(),
    }
}

/// The owner's own pace, whatever it is: what is measured is the habit, not its bounds.
fn as_it_is() -> PaceBounds {
    let any = Duration::ZERO..=Duration::from_secs(30 * 24 * 3600);
    PaceBounds { burst: any.clone(), read: any.clone(), typing: any }
}

/// The answers as a system to be judged.
pub(crate) fn system(holdout: &Holdout, said: &[Said]) -> System {
    let mut replies = vec![said.iter().map(|said| said.reply.clone()).collect()];
    replies.resize(holdout.task.writers.len(), Vec::new());
    System { name: TWIN.to_owned(), replies, scores: Vec::new() }
}

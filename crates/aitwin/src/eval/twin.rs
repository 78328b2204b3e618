//! What the twin says at the moments that were held out.

use style::Learner;
use style::fidelity::{Reply, System, clean_bubbles};
use style::holdout::{Held, Holdout};
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
/// answers on every machine: hours of the day are those of UTC.
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
            let delay = learner.draw_delay(held.chat, held.asked_at, held.overtaken, seed);
            let reply = Reply {
                bubbles: clean_bubbles(&bubbles),
                delay_s: Some(delay.as_secs_f64().round()),
            };
            Said { reply: Some(reply), confidence: f64::from(confidence) }
        }
        Composition::Silence { .. } => Said::default(),
    }
}

/// The answers as a system to be judged.
pub(crate) fn system(holdout: &Holdout, said: &[Said]) -> System {
    let mut replies = vec![said.iter().map(|said| said.reply.clone()).collect()];
    replies.resize(holdout.task.writers.len(), Vec::new());
    System { name: TWIN.to_owned(), replies, scores: Vec::new() }
}

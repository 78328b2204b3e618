//! What the twin says at the moments that were held out.

use style::fidelity::{Reply, System, clean_bubbles};
use style::holdout::{Held, Holdout};
use style::{Learner, mask};

use crate::{Always, Composition, Conversation, Ranker, compose, compose_from};

/// The twin as it would be if it were never silent: all moments are measured, not the easy ones.
/// Where a model writes, the best that it wrote.
pub const TWIN: &str = "twin";
/// The twin as it answers people by itself: recall mode where it is sure, or what of a model's
/// replies the guard lets pass.
pub const ITSELF: &str = "itself";
/// The same however unsure: recall mode with whatever the guard lets pass.
pub const UNSURE: &str = "unsure";

/// When something is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// What is to be answered.
    pub conversation: Conversation<'a>,
    /// The same seed gives the same.
    pub seed: u64,
}

/// The moments that were held out, as occasions to write.
pub fn occasions(holdout: &Holdout, seed: u32) -> Vec<Occasion<'_>> {
    let seeds = (0_u64..).map(|place| u64::from(seed) << 32 | place);
    let moments = holdout.moments.iter().zip(seeds);
    moments.map(|(held, seed)| Occasion { conversation: conversation(held), seed }).collect()
}

fn conversation(held: &Held) -> Conversation<'_> {
    Conversation { chat: held.chat, before: &held.before, burst: &held.burst, now: held.now }
}

/// What a twin knows that has seen what may be learnt from.
pub fn learnt(holdout: &Holdout) -> Learner {
    let mut learner = Learner::new();
    for message in &holdout.learn {
        learner.observe(message);
    }
    learner
}

/// What the twin says at a moment.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// If it must say something; `None` if it has learnt nothing, or the model wrote nothing.
    pub always: Option<Reply>,
    /// By itself; `None` is silence.
    pub itself: Option<Reply>,
    /// If it were not to be sure; `None` where the guard lets nothing pass.
    pub unsure: Option<Reply>,
    /// How sure it is of that, 0 to 1.
    pub confidence: f64,
}

/// Words become a reply at a moment.
struct Voice<'a> {
    learner: &'a Learner,
    held: &'a Held,
    seed: u64,
}

impl Voice<'_> {
    fn reply(&self, bubbles: &[String]) -> Reply {
        let Held { chat, asked_at, overtaken, .. } = *self.held;
        let delay = self.learner.draw_delay(chat, asked_at, overtaken, self.seed);
        Reply {
            bubbles: clean_bubbles(&in_its_marks(bubbles)),
            delay_s: Some(delay.as_secs_f64().round()),
        }
    }

    /// A reply with how sure the twin is of it, or silence.
    fn composed(&self, composition: &Composition) -> (Option<Reply>, f64) {
        match composition {
            Composition::Answer { bubbles, confidence, .. } => {
                (Some(self.reply(bubbles)), f64::from(*confidence))
            }
            Composition::AskOwner { .. } | Composition::Silence { .. } => (None, 0.0),
        }
    }
}

/// What recall mode says; how many moments are done is told after each. Hours of the day are those of UTC, and
/// the same seed gives the same answers on every machine.
pub fn recalled(
    learner: &Learner,
    moments: &[Held],
    occasions: &[Occasion<'_>],
    tell: &dyn Fn(usize),
) -> Vec<Said> {
    let ranker = Ranker::new(learner);
    let always = Always::new(learner, &ranker);
    let answer = |(place, (held, occasion)): (usize, (&Held, &Occasion<'_>))| {
        let Occasion { conversation, seed } = occasion;
        let voice = Voice { learner, held, seed: *seed };
        let (itself, _) = voice.composed(&compose(learner, conversation, *seed));
        let (unsure, confidence) = voice.composed(&compose_from(learner, conversation, 0.0, *seed));
        let always = always.answer(conversation, *seed).map(|bubbles| voice.reply(&bubbles));
        tell(place + 1);
        Said { always, itself, unsure, confidence }
    };
    moments.iter().zip(occasions).enumerate().map(answer).collect()
}

/// What a model wrote at a moment: the best of it, whatever the guard says, and what the twin would do with it.
pub fn written(
    learner: &Learner,
    held: &Held,
    seed: u64,
    best: &[String],
    composition: &Composition,
) -> Said {
    let voice = Voice { learner, held, seed };
    let (itself, confidence) = voice.composed(composition);
    Said {
        always: (!best.is_empty()).then(|| voice.reply(best)),
        unsure: itself.clone(),
        itself,
        confidence,
    }
}

/// The answers as systems to be judged.
pub(super) fn systems(holdout: &Holdout, said: &[Said]) -> Vec<System> {
    let system = |name: &str, of: fn(&Said) -> &Option<Reply>| {
        let mut replies = vec![said.iter().map(|said| of(said).clone()).collect()];
        replies.resize(holdout.task.writers.len(), Vec::new());
        System { name: name.to_owned(), replies, scores: Vec::new() }
    };
    vec![
        system(TWIN, |said| &said.always),
        system(ITSELF, |said| &said.itself),
        system(UNSURE, |said| &said.unsure),
    ]
}

/// Messages with our stand-ins for links, addresses and numbers as the benchmark has them.
pub fn in_its_marks(bubbles: &[String]) -> Vec<String> {
    const MARKS: [(&str, &str); 5] = [
        (mask::LINK, "<URL>"),
        (mask::EMAIL, "<EMAIL>"),
        (mask::PHONE, "<NUM>"),
        (mask::CARD, "<NUM>"),
        (mask::NUMBER, "<NUM>"),
    ];
    let mark = |text: &String| {
        MARKS.iter().fold(text.clone(), |text, (ours, its)| text.replace(ours, its))
    };
    bubbles.iter().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_twin_masks_is_marked_as_in_real_replies() {
        let said = ["глянь <link>".to_owned(), "звони <phone>, <number>".to_owned()];
        assert_eq!(in_its_marks(&said), ["глянь <URL>", "звони <NUM>, <NUM>"]);
    }
}

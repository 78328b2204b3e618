//! What the twin says at the moments that were held out.

use anyhow::Result;
use domain::PromptSize;
use style::Learner;
use style::fidelity::{Reply, System, clean_bubbles};
use style::holdout::{Held, Holdout};
use twin::{Always, Composition, Conversation, Ranker, compose, compose_from};

use super::alarms::Alarms;
use crate::stylebench::in_its_marks;
use crate::writer::{Occasion, Took, Writer, Written};

/// The twin as it would be if it were never silent: all moments are measured, not the easy ones.
/// Where a model writes, the best that it wrote.
pub(crate) const TWIN: &str = "twin";
/// The twin as it answers people by itself: recall mode where it is sure, or what of a model's
/// replies the guard lets pass.
pub(crate) const ITSELF: &str = "itself";
/// The same however unsure: recall mode with whatever the guard lets pass.
pub(crate) const UNSURE: &str = "unsure";

/// What the twin says at a moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    /// If it must say something; `None` if it has learnt nothing, or the model wrote nothing.
    pub(crate) always: Option<Reply>,
    /// By itself; `None` is silence.
    pub(crate) itself: Option<Reply>,
    /// If it were not to be sure; `None` where the guard lets nothing pass.
    pub(crate) unsure: Option<Reply>,
    /// How sure it is of that, 0 to 1.
    pub(crate) confidence: f64,
}

/// All that the twin says, and what it takes.
pub(crate) struct Answers {
    /// At each moment.
    pub(crate) said: Vec<Said>,
    /// What the guard for models says of the owner's real replies.
    pub(crate) real_alarms: Alarms,
    /// What it says of those of the model that writes, if one does, and what the model took.
    pub(crate) model: Option<(Alarms, Took)>,
}

/// Lets a twin learn from the past and answer what was held out, by itself or with a model. Without
/// one the same seed gives the same answers on every machine: hours of the day are those of UTC.
pub(crate) async fn answers(
    holdout: &Holdout,
    seed: u32,
    writer: Option<&Writer>,
) -> Result<Answers> {
    let mut learner = Learner::new();
    for message in &holdout.learn {
        learner.observe(message);
    }
    let seeds = (0_u64..).map(|place| u64::from(seed) << 32 | place);
    let occasions: Vec<Occasion<'_>> = holdout
        .moments
        .iter()
        .zip(seeds)
        .map(|(held, seed)| Occasion { conversation: conversation(held), seed })
        .collect();
    // What a provider's model reads, where there is none.
    let size = writer.map_or(PromptSize::Large, |writer| writer.size);
    let real_alarms = Alarms::of_real(holdout, &learner, &occasions, size);
    let (said, model) = match writer {
        None => (recalled(&learner, &holdout.moments, &occasions), None),
        Some(writer) => {
            let written = writer.write(&learner, &occasions).await?;
            let model = (Alarms::of_model(&written), writer.took(&written));
            let moments = holdout.moments.iter().zip(&occasions).zip(&written);
            let said = moments.map(|((held, occasion), written)| {
                of_model(written, &Voice { learner: &learner, held, seed: occasion.seed })
            });
            (said.collect(), Some(model))
        }
    };
    Ok(Answers { said, real_alarms, model })
}

fn conversation(held: &Held) -> Conversation<'_> {
    Conversation { chat: held.chat, before: &held.before, burst: &held.burst, now: held.now }
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

/// What recall mode says.
fn recalled(learner: &Learner, moments: &[Held], occasions: &[Occasion<'_>]) -> Vec<Said> {
    let ranker = Ranker::new(learner);
    let always = Always::new(learner, &ranker);
    let answer = |(held, occasion): (&Held, &Occasion<'_>)| {
        let Occasion { conversation, seed } = occasion;
        let voice = Voice { learner, held, seed: *seed };
        let (itself, _) = voice.composed(&compose(learner, conversation, *seed));
        let (unsure, confidence) = voice.composed(&compose_from(learner, conversation, 0.0, *seed));
        let always = always.answer(conversation, *seed).map(|bubbles| voice.reply(&bubbles));
        Said { always, itself, unsure, confidence }
    };
    moments.iter().zip(occasions).map(answer).collect()
}

/// What a model wrote.
fn of_model(written: &Written, voice: &Voice<'_>) -> Said {
    let best = written.best();
    let (itself, confidence) = voice.composed(&written.composition);
    Said {
        always: (!best.is_empty()).then(|| voice.reply(best)),
        unsure: itself.clone(),
        itself,
        confidence,
    }
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
        system(ITSELF, |said| &said.itself),
        system(UNSURE, |said| &said.unsure),
    ]
}

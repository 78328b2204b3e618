//! What the twin says at the moments that were held out, by itself or with a model.

use anyhow::Result;
use domain::PromptSize;
use style::holdout::Holdout;
use twin::measure::{Alarms, Answers, learnt, occasions, recalled, written};

use crate::writer::Writer;

/// Lets a twin learn from the past and answer what was held out. Without a model the same seed gives the same
/// answers on every machine: hours of the day are those of UTC.
pub(crate) async fn answers(
    holdout: &Holdout,
    seed: u32,
    writer: Option<&Writer>,
) -> Result<Answers> {
    let learner = learnt(holdout);
    let occasions = occasions(holdout, seed);
    // What a provider's model reads, where there is none.
    let size = writer.map_or(PromptSize::Large, |writer| writer.size);
    let real_alarms = Alarms::of_real(holdout, &learner, &occasions, size);
    let (said, model) = match writer {
        None => (recalled(&learner, &holdout.moments, &occasions, &|_| {}), None),
        Some(writer) => {
            let all = writer.write(&learner, &occasions).await?;
            let best = all.iter().filter_map(|one| one.drafts.first());
            let alarms = Alarms::of_model(best.map(|best| best.verdict));
            let moments = holdout.moments.iter().zip(&occasions).zip(&all);
            let said = moments.map(|((held, occasion), one)| {
                written(&learner, held, occasion.seed, one.best(), &one.composition)
            });
            (said.collect(), Some((alarms, writer.took(&all))))
        }
    };
    Ok(Answers { said, real_alarms, model })
}

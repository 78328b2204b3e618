//! The moments that are held out of the past, and who answers at them: a twin that has learnt from the rest, by
//! itself or with a model.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{Clock, Message, ModelError, Usage};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use style::Learner;
use style::fidelity::draws::SEED;
use style::holdout::{Holdout, Options, TooLittle, split};
use twin::measure::{Alarms, Answers, Questions, Took, learnt, occasions, recalled, written};

use super::Measuring;
use crate::models::Writer;

/// How many moments the twin is asked about.
const MOMENTS: usize = 100;
/// How many questions a model is asked at once: replies to people come first, and providers count.
const AT_ONCE: usize = 2;

/// What was held out, and a twin that has not seen it.
pub(super) struct Held {
    holdout: Holdout,
    learner: Learner,
}

impl Held {
    /// Holds moments out of messages, and learns from the rest.
    pub(super) fn out_of(
        messages: Vec<Message>,
        tell: &dyn Fn(Measuring),
    ) -> Result<Self, TooLittle> {
        let holdout = split(&messages, Options { moments: MOMENTS, seed: SEED })?;
        drop(messages);
        tell(Measuring::Learning);
        let learner = learnt(&holdout);
        Ok(Self { holdout, learner })
    }

    pub(super) fn holdout(&self) -> &Holdout {
        &self.holdout
    }

    /// What recall mode says.
    pub(super) fn recalled(&self, tell: &dyn Fn(Measuring)) -> Answers {
        let occasions = occasions(&self.holdout, SEED);
        let of = occasions.len();
        tell(Measuring::Answering { done: 0, of });
        let said = recalled(&self.learner, &self.holdout.moments, &occasions, &|done| {
            tell(Measuring::Answering { done, of });
        });
        Answers { said, real_alarms: Alarms::default(), model: None }
    }

    /// What a model would take at most to answer all of them.
    pub(super) fn would_take(&self, writer: &Writer) -> Usage {
        let occasions = occasions(&self.holdout, SEED);
        self.questions(writer, &occasions).estimate(&occasions)
    }

    /// What a model writes. It is given up at the first question that it fails at.
    pub(super) async fn written(
        &self,
        writer: &Writer,
        clock: &dyn Clock,
        tell: &(dyn Fn(Measuring) + Sync),
    ) -> Result<Answers, ModelError> {
        let occasions = occasions(&self.holdout, SEED);
        let of = occasions.len();
        tell(Measuring::Answering { done: 0, of });
        let questions = self.questions(writer, &occasions);
        let done = AtomicUsize::new(0);
        let (occasions, questions, done) = (&occasions, &questions, &done);
        let ask = |at: usize| async move {
            let until = clock.now() + writer.patience;
            let one = tokio::select! {
                one = questions.ask(writer.model.as_ref(), &occasions[at]) => one?,
                () = clock.sleep_until(until) => return Err(ModelError::TimedOut(writer.patience)),
            };
            tell(Measuring::Answering { done: done.fetch_add(1, Ordering::Relaxed) + 1, of });
            Ok(one)
        };
        let all: Vec<_> = stream::iter(0..of).map(ask).buffered(AT_ONCE).try_collect().await?;
        let best = all.iter().filter_map(|one| one.drafts.first());
        let alarms = Alarms::of_model(best.map(|best| best.verdict));
        let took = Took::of(writer.model.name(), &all, false);
        let moments = self.holdout.moments.iter().zip(occasions).zip(&all);
        let said = moments.map(|((held, occasion), one)| {
            written(&self.learner, held, occasion.seed, one.best(), &one.composition)
        });
        let said = said.collect();
        Ok(Answers { said, real_alarms: Alarms::default(), model: Some((alarms, took)) })
    }

    fn questions(
        &self,
        writer: &Writer,
        occasions: &[twin::measure::Occasion<'_>],
    ) -> Questions<'_> {
        Questions::new(&self.learner, occasions, writer.size, writer.candidates)
    }
}

//! What a model writes at the moments that were held out, and what that would take.

use std::collections::BTreeMap;

use domain::{ChatModel, Meter, ModelError, PeerId, PromptSize, Refusal, Taken, Usage};
use style::Learner;

use super::alarms::manners;
use super::report::Took;
use super::said::Occasion;
use crate::write::{Known, Manner, Request, Weighed, pick, weigh};
use crate::{Composition, SilenceReason};

/// Questions to a model: one for each occasion, with nothing known but what was learnt.
pub struct Questions<'a> {
    learner: &'a Learner,
    manners: BTreeMap<PeerId, Manner>,
    candidates: usize,
}

/// What a model wrote on one occasion.
pub struct Written {
    /// As replies, best first, with the guard's word on each; none if it wrote nothing that can be sent.
    pub drafts: Vec<Weighed>,
    /// What the twin would do with them.
    pub composition: Composition,
    /// What it took.
    pub taken: Taken,
}

impl Written {
    fn nothing(reason: SilenceReason, taken: Taken) -> Self {
        let composition = Composition::Silence { reason, recalled: Vec::new() };
        Self { drafts: Vec::new(), composition, taken }
    }

    /// The best of it, whatever the guard says; nothing if there is none.
    pub fn best(&self) -> &[String] {
        self.drafts.first().map_or(&[], |best| &best.draft.bubbles)
    }
}

impl<'a> Questions<'a> {
    /// Questions for a model of a size, which is to write so many candidates each time.
    pub fn new(
        learner: &'a Learner,
        occasions: &[Occasion<'_>],
        size: PromptSize,
        candidates: usize,
    ) -> Self {
        Self { learner, manners: manners(learner, occasions, size), candidates }
    }

    fn request(
        &self,
        Occasion { conversation, seed }: &Occasion<'_>,
    ) -> Result<Request, SilenceReason> {
        let manner = &self.manners[&conversation.chat];
        Request::new(self.learner, manner, conversation, &Known::default(), self.candidates, *seed)
    }

    /// What all of them would take at most, if no provider kept the beginnings of prompts.
    pub fn estimate(&self, occasions: &[Occasion<'_>]) -> Usage {
        let mut all = Usage::default();
        for request in occasions.iter().filter_map(|occasion| self.request(occasion).ok()) {
            all += Usage::estimate(&request.prompt, request.sampling);
        }
        all
    }

    /// Asks one. An error is one that the next question would meet as well; what concerns these words alone is
    /// silence.
    pub async fn ask(
        &self,
        model: &dyn ChatModel,
        occasion: &Occasion<'_>,
    ) -> Result<Written, ModelError> {
        let request = match self.request(occasion) {
            Ok(request) => request,
            Err(reason) => return Ok(Written::nothing(reason, Taken::default())),
        };
        let meter = Meter::default();
        let completion = match model.complete(&request.prompt, request.sampling, &meter).await {
            Ok(completion) => completion,
            Err(error) if is_of_this_question(&error) => {
                let reason = SilenceReason::Refused { rule: None };
                return Ok(Written::nothing(reason, meter.taken()));
            }
            Err(error) => return Err(error),
        };
        let conversation = &occasion.conversation;
        let manner = &self.manners[&conversation.chat];
        let known = Known::default();
        let drafts = weigh(self.learner, manner, conversation, &known, &request, &completion);
        let composition = pick(&request, drafts.clone());
        Ok(Written { drafts, composition, taken: meter.taken() })
    }
}

impl Took {
    /// What a model of a name took for its replies; its money counts where its prices are known.
    pub fn of(model: &str, written: &[Written], is_priced: bool) -> Self {
        let all = Meter::default();
        for written in written {
            all.add(written.taken);
        }
        let Taken { usage, billionths } = all.taken();
        let cost = is_priced.then_some(billionths);
        Self { model: model.to_owned(), replies: written.len(), usage, cost }
    }
}

/// Whether another question may well be answered: nothing came that makes sense, or the provider minds these
/// very words.
fn is_of_this_question(error: &ModelError) -> bool {
    matches!(
        error,
        ModelError::Malformed(_)
            | ModelError::Refused { refusal: Refusal::Filtered | Refusal::TooLong, .. }
    )
}

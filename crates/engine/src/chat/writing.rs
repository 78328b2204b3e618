//! Composing with a model: it is asked while no transaction and no lock is held, and whatever
//! happens in the chat meanwhile makes its answer worthless.

use std::sync::Arc;

use domain::{Completion, Meter, ModelError, PromptSize, Taken, Timestamp, WithoutModel};
use tokio::sync::mpsc::UnboundedReceiver;
use tracing::warn;
use twin::Composition;
use twin::write::{Known, Manner, Request, pick, weigh};

use super::occasion::{Occasion, Thought, Written};
use super::{ChatLoop, Signal, happens};
use crate::explain::{Asked, Explanation, ModelTrouble, Outcome};
use crate::memory::Remembered;
use crate::models::{Writer, save_spending};
use crate::{CancelReason, TwinEvent, failures};

/// How the owner writes in a chat, for models of a size, and of which revision of what was learnt.
pub(super) struct KnownManner {
    manner: Arc<Manner>,
    size: PromptSize,
    revision: u64,
}

/// What a model was asked, and by whom.
#[derive(Clone, Copy)]
struct Question<'a> {
    writer: &'a Writer,
    manner: &'a Manner,
    known: &'a Known<'a>,
    request: &'a Request,
}

/// What comes of letting a model write.
pub(super) enum Wrote {
    /// It answered, or failed, or needed not be asked.
    This(Box<Written>),
    /// It was not waited for.
    GivenUp(Box<Explanation>, CancelReason),
}

impl ChatLoop {
    /// Lets a model write, unless something happens in the chat meanwhile.
    pub(super) async fn write(
        &mut self,
        writer: &Writer,
        occasion: &Occasion,
        remembered: &Remembered,
    ) -> Wrote {
        let (supported, private) = (remembered.supported(), remembered.private());
        let known = Known {
            supported: &supported,
            private: &private,
            summary: remembered.summary.as_deref(),
        };
        let manner = self.manner(writer.size);
        let request = match self.request(writer, &manner, &known, occasion) {
            Ok(request) => request,
            Err(composition) => {
                return Wrote::This(Box::new(self.thought(occasion, composition).into()));
            }
        };
        let model = writer.model.name().to_owned();
        self.shared.publish(self.chat, TwinEvent::Thinking { model });
        self.asked = self.asked.saturating_add(1);
        let (asked_at, meter) = (self.shared.now(), Meter::default());
        let answer = self.ask(writer, &request, &meter, asked_at + writer.patience).await;
        save_spending(&self.shared.inner).await;
        let error = answer.as_ref().ok().and_then(|answer| answer.as_ref().err());
        failures::of_models(&self.shared.inner, &meter, error).await;
        let explanation = self.explained(writer, &request, asked_at, meter.taken());
        match answer {
            Err(signal) => Wrote::GivenUp(Box::new(explanation), signal.into()),
            Ok(answer) => {
                let asked = Question { writer, manner: &manner, known: &known, request: &request };
                Wrote::This(Box::new(self.weigh(&asked, occasion, explanation, answer)))
            }
        }
    }

    /// What was asked of a model just now, and what that took.
    fn explained(
        &self,
        writer: &Writer,
        request: &Request,
        asked_at: Timestamp,
        taken: Taken,
    ) -> Explanation {
        let mut explanation = Explanation {
            asked: Asked::of(writer.model.name(), request),
            took_ms: millis(self.shared.now().since(asked_at)),
            ..Explanation::default()
        };
        explanation.charge(taken);
        explanation
    }

    /// How the owner writes here. It stays the same until much was learnt, or something was taken
    /// back: a provider that keeps the beginnings of prompts has read it already.
    fn manner(&mut self, size: PromptSize) -> Arc<Manner> {
        let revision = self.shared.revision();
        let learner = self.shared.learner();
        let known = self.manner.as_ref().filter(|known| {
            known.size == size && known.revision == revision && !known.manner.is_stale(&learner)
        });
        if let Some(known) = known {
            return Arc::clone(&known.manner);
        }
        let manner = Arc::new(Manner::new(&learner, self.chat, size));
        drop(learner);
        self.manner = Some(KnownManner { manner: Arc::clone(&manner), size, revision });
        manner
    }

    /// What the model is asked, or the silence that needs no model.
    fn request(
        &self,
        writer: &Writer,
        manner: &Manner,
        known: &Known<'_>,
        occasion: &Occasion,
    ) -> Result<Request, Composition> {
        let seed = self.shared.inner.entropy.next_u64();
        let learner = self.shared.learner();
        let conversation = self.conversation(occasion);
        Request::new(&learner, manner, &conversation, known, writer.candidates, seed)
            .map_err(|reason| Composition::Silence { reason, recalled: Vec::new() })
    }

    /// The model's answer, or what happened in the chat before it came.
    async fn ask(
        &mut self,
        writer: &Writer,
        request: &Request,
        meter: &Meter,
        until: Timestamp,
    ) -> Result<Result<Completion, ModelError>, Signal> {
        tokio::select! {
            biased;
            Some(signal) = overtakes(&mut self.signals) => Err(signal),
            answer = writer.model.complete(&request.prompt, request.sampling, meter) => Ok(answer),
            // It has a time-out of its own; one that forgets it must not hold the chat up.
            () = self.shared.inner.clock.sleep_until(until) => {
                Ok(Err(ModelError::TimedOut(writer.patience)))
            }
        }
    }

    /// What is done with the answer.
    fn weigh(
        &self,
        question: &Question<'_>,
        occasion: &Occasion,
        mut explanation: Explanation,
        answer: Result<Completion, ModelError>,
    ) -> Written {
        let Question { writer, manner, known, request } = *question;
        let completion = match answer {
            Ok(completion) => completion,
            Err(error) => {
                warn!(account = %self.shared.account, chat = %self.chat, model = writer.model.name(), error = &error as &dyn std::error::Error, "the model gave nothing");
                let why = ModelTrouble::of(&error);
                return self.without(writer.without, occasion, explanation, why);
            }
        };
        let weighed = {
            let learner = self.shared.learner();
            let conversation = self.conversation(occasion);
            weigh(&learner, manner, &conversation, known, request, &completion)
        };
        explanation.drafts.clone_from(&weighed);
        let composition = pick(request, weighed);
        explanation.take(completion);
        match composition {
            Composition::Silence { reason, .. } => {
                let why = ModelTrouble::NothingFits { reason };
                self.without(writer.without, occasion, explanation, why)
            }
            composition => {
                let asked = match &composition {
                    Composition::AskOwner { rule, bubbles, .. } => {
                        Some(Outcome::AskedOwner { rule: *rule, bubbles: bubbles.clone() })
                    }
                    _ => None,
                };
                let thought = self.thought(occasion, composition);
                explanation.outcome = asked.unwrap_or_else(|| outcome(&thought));
                Written { before: None, thought, explanation: Some(explanation), sounds: None }
            }
        }
    }

    /// What the twin does where the model wrote nothing that may be said.
    fn without(
        &self,
        then: WithoutModel,
        occasion: &Occasion,
        mut explanation: Explanation,
        why: ModelTrouble,
    ) -> Written {
        let failed = TwinEvent::ModelFailed { why: why.clone(), then };
        let (before, thought) = match then {
            WithoutModel::Recall => (Some(failed), self.recall(occasion)),
            WithoutModel::Silence => (None, Thought::Keep(failed)),
        };
        explanation.outcome = Outcome::Failed { why, said: said(&thought) };
        Written { before, thought, explanation: Some(explanation), sounds: None }
    }
}

/// What is told of a thought.
fn outcome(thought: &Thought) -> Outcome {
    match thought {
        Thought::Say { bubbles, confidence, .. } => {
            Outcome::Planned { bubbles: bubbles.clone(), confidence: *confidence }
        }
        Thought::Keep(TwinEvent::Watched { bubbles, confidence, .. }) => {
            Outcome::Watched { bubbles: bubbles.clone(), confidence: *confidence }
        }
        Thought::Keep(_) | Thought::Ask { .. } => Outcome::Silent,
    }
}

/// The words of a thought.
fn said(thought: &Thought) -> Vec<String> {
    match outcome(thought) {
        Outcome::Planned { bubbles, .. } | Outcome::Watched { bubbles, .. } => bubbles,
        _ => Vec::new(),
    }
}

fn millis(span: std::time::Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// What makes the answer of a model worthless. What is allowed is looked at again once it is there.
async fn overtakes(signals: &mut UnboundedReceiver<Signal>) -> Option<Signal> {
    loop {
        match happens(signals).await {
            Some(Signal::RulesChanged) => {}
            signal => return signal,
        }
    }
}

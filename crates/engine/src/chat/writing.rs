//! Composing with a model: it is asked while no transaction and no lock is held, and whatever
//! happens in the chat meanwhile makes its answer worthless.

use domain::{Completion, ModelError, PromptSize, Timestamp, WithoutModel};
use tracing::warn;
use twin::Composition;
use twin::write::{Capacity, Known, Request, pick, weigh};

use super::{ChatLoop, Occasion, Thought, Written};
use crate::TwinEvent;
use crate::explain::{Asked, Explanation, ModelTrouble, Outcome};
use crate::models::{Writer, save_spending};

impl ChatLoop {
    /// Lets a model write; `None` if something happened in the chat meanwhile.
    pub(super) async fn write(&mut self, writer: &Writer, occasion: &Occasion) -> Option<Written> {
        let request = match self.request(writer, occasion) {
            Ok(request) => request,
            Err(composition) => return Some(occasion.thought(composition).into()),
        };
        let model = writer.model.name().to_owned();
        self.shared.publish(self.chat, TwinEvent::Thinking { model });
        let asked_at = self.shared.now();
        let answer = self.ask(writer, &request, asked_at + writer.patience).await;
        save_spending(&self.shared.inner).await;
        Some(self.weigh(writer, occasion, &request, answer?, asked_at))
    }

    /// What the model is asked, or the silence that needs no model.
    fn request(&self, writer: &Writer, occasion: &Occasion) -> Result<Request, Composition> {
        let seed = self.shared.inner.entropy.next_u64();
        let capacity = match writer.size {
            PromptSize::Small => Capacity::Small,
            PromptSize::Large => Capacity::Large,
        };
        let learner = self.shared.learner();
        let conversation = self.conversation(occasion);
        let known = Known::default();
        Request::new(&learner, &conversation, &known, capacity, writer.candidates, seed)
            .map_err(|reason| Composition::Silence { reason, recalled: Vec::new() })
    }

    /// The model's answer; `None` if something happened in the chat before it came.
    async fn ask(
        &mut self,
        writer: &Writer,
        request: &Request,
        until: Timestamp,
    ) -> Option<Result<Completion, ModelError>> {
        tokio::select! {
            biased;
            Some(_) = self.signals.recv() => None,
            answer = writer.model.complete(&request.prompt, request.sampling) => Some(answer),
            // It has a time-out of its own; one that forgets it must not hold the chat up.
            () = self.shared.inner.clock.sleep_until(until) => {
                Some(Err(ModelError::TimedOut(writer.patience)))
            }
        }
    }

    /// What is done with the answer.
    fn weigh(
        &self,
        writer: &Writer,
        occasion: &Occasion,
        request: &Request,
        answer: Result<Completion, ModelError>,
        asked_at: Timestamp,
    ) -> Written {
        let mut explanation = Explanation {
            asked: Asked::of(writer.model.name(), request),
            ..Explanation::default()
        };
        explanation.took_ms = millis(self.shared.now().since(asked_at));
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
            weigh(&learner, &conversation, &Known::default(), request, &completion)
        };
        explanation.drafts.clone_from(&weighed);
        let composition = pick(request, weighed);
        explanation.cost = self.shared.inner.models.cost(&completion.model, completion.usage);
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
                let thought = occasion.thought(composition);
                explanation.outcome = asked.unwrap_or_else(|| outcome(&thought));
                Written { before: None, thought, explanation: Some(explanation) }
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
        Written { before, thought, explanation: Some(explanation) }
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
        Thought::Keep(_) => Outcome::Silent,
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

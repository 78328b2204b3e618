//! One model of one provider, asked over HTTP.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{
    Ailing, ChatModel, Clock, Completion, Meter, ModelError, Prompt, Refusal, Sampling, Timestamp,
    Usage,
};
use futures_util::{StreamExt, stream};
use outward::{Breaker, Leave, Outcome, Shut, within};
use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::http::{NoReply, Reply};
use crate::learnt::{Learnt, Lessons};
use crate::ledger::Bill;
use crate::protocol::{Ask, End, Written};
use crate::status::{Failure, Private, failure};
use crate::text::clean;
use crate::{ApiKey, Error, Http, Ledger, ModelSpec, Patience, Prices};

/// Who pays: the owner's ledger, and what this model costs.
#[derive(Clone)]
pub struct Account {
    /// What all models of this owner spend.
    pub ledger: Arc<Ledger>,
    /// What this one costs.
    pub prices: Prices,
}

/// A model that is asked over HTTP.
///
/// It tries again by itself when the provider is overloaded, out of reach or asks to wait, within
/// its [`Patience`]. It does not try again after an answer that came too late, broke off or made no
/// sense, for that one was paid for.
pub struct RemoteModel {
    name: String,
    spec: ModelSpec,
    key: Option<ApiKey>,
    http: Http,
    clock: Arc<dyn Clock>,
    patience: Patience,
    account: Account,
    breaker: Breaker,
    learnt: Arc<Mutex<Learnt>>,
    /// When it was last asked in vain and what came of that; nothing once it has answered.
    failed: Mutex<Option<(Timestamp, ModelError)>>,
    /// Leave to be asked now: a model at home that answers many at once answers none in time.
    places: Semaphore,
}

/// What one question has come to so far.
struct Question<'a> {
    prompt: &'a Prompt,
    sampling: Sampling,
    /// When there is no more time.
    deadline: Timestamp,
    /// What all its calls take.
    meter: &'a Meter,
}

/// A call under way. Dropped before its answer was heard, because whoever asked gave up or its time
/// was over, it is booked as it is estimated: the provider charges for it all the same.
struct Unheard<'a> {
    model: &'a RemoteModel,
    question: &'a Question<'a>,
    estimate: Option<Usage>,
}

impl Unheard<'_> {
    /// There is a bill, or nothing to charge for.
    fn heard(mut self) {
        self.estimate = None;
    }
}

impl Drop for Unheard<'_> {
    fn drop(&mut self) {
        if let Some(usage) = self.estimate {
            self.model.book(self.question, &Bill { usage, cache_writes: 0 });
        }
    }
}

impl RemoteModel {
    /// A model with its key, and the account that pays for it.
    pub fn new(
        spec: ModelSpec,
        key: Option<ApiKey>,
        http: Http,
        clock: Arc<dyn Clock>,
        patience: Patience,
        account: Account,
    ) -> Result<Self, Error> {
        let provider = spec.provider();
        if key.is_none() && provider.needs_key() && spec.is_at_home() {
            return Err(Error::NoKey { provider, variable: provider.key_variable() });
        }
        let learnt = Arc::new(Mutex::new(Learnt::new(provider.traits(), spec.model())));
        let breaker = Breaker::default();
        let name = spec.to_string();
        let places = Semaphore::new(patience.at_once.max(1));
        let failed = Mutex::default();
        Ok(Self {
            name,
            spec,
            key,
            http,
            clock,
            patience,
            account,
            breaker,
            learnt,
            failed,
            places,
        })
    }

    /// The same model, which knows what was learnt of it before, and tells what it learns.
    #[must_use]
    pub fn remembering(mut self, lessons: &Lessons) -> Self {
        let unasked = *self.learnt.lock();
        self.learnt = lessons.of(&self.name, unasked);
        self
    }

    /// One call and its repetitions: `candidates` texts, with seeds from `first` on.
    async fn call(
        &self,
        question: &Question<'_>,
        candidates: usize,
        first: usize,
    ) -> Result<Vec<Written>, ModelError> {
        let seed = question.sampling.seed.wrapping_add(first as u64);
        let mut tried = 0;
        let mut candidates = candidates;
        loop {
            let learnt = *self.learnt.lock();
            candidates = candidates.min(learnt.candidates_per_call);
            let sampling = Sampling { candidates, seed, ..question.sampling };
            let failure = match self.attempt(question, sampling, learnt).await {
                Ok(texts) if is_all_thought(&texts) && self.learnt.lock().wrote_nothing() => {
                    continue;
                }
                Ok(texts) => return Ok(texts),
                Err(failure) => failure,
            };
            if let Some(complaint) = &failure.complaint {
                // A call beside this one may have learnt it meanwhile.
                let mut now = self.learnt.lock();
                if now.learn(complaint, self.spec.provider().traits()) || *now != learnt {
                    continue;
                }
            }
            tried += 1;
            let wait = match &failure.error {
                ModelError::RateLimited { .. } | ModelError::Unavailable(_) => {
                    let backoff = self.patience.backoff(tried - 1, seed);
                    failure.retry_after.unwrap_or_default().max(backoff)
                }
                _ => return Err(failure.error),
            };
            let again = self.clock.now() + wait;
            let too_late = wait > self.patience.wait || again >= question.deadline;
            if tried >= self.patience.tries || too_late {
                return Err(failure.error);
            }
            tracing::debug!(model = self.name, ?wait, tried, "asking again later");
            self.clock.sleep_until(again).await;
        }
    }

    /// One request, and what it says about the provider's health.
    async fn attempt(
        &self,
        question: &Question<'_>,
        sampling: Sampling,
        learnt: Learnt,
    ) -> Result<Vec<Written>, Failure> {
        let place = within(self.clock.as_ref(), question.deadline, self.places.acquire()).await;
        let _place = place.ok_or(ModelError::TimedOut(self.patience.whole))?;
        let now = self.clock.now();
        self.account.ledger.check(now)?;
        let leave = self.breaker.enter(now).map_err(shut)?;
        let result = self.exchange(question, sampling, learnt).await;
        report(leave, &result, self.clock.now());
        *self.failed.lock() = match &result {
            Err(Failure { error, .. }) if is_of_the_model(error) => Some((now, error.restated())),
            _ => None,
        };
        result
    }

    async fn exchange(
        &self,
        question: &Question<'_>,
        sampling: Sampling,
        learnt: Learnt,
    ) -> Result<Vec<Written>, Failure> {
        let traits = self.spec.provider().traits();
        let prompt = question.prompt;
        let ask = Ask { model: self.spec.model(), prompt, sampling, learnt, traits };
        let body = serde_json::to_vec(&traits.protocol.body(&ask))
            .map_err(|error| ModelError::Malformed(error.to_string()))?;
        let uri = self.spec.uri(&traits.protocol.path(self.spec.model()))?;
        let headers = traits.protocol.headers(self.key.as_ref());
        let post = self.http.post(uri, headers, body);

        let estimate = Some(Usage::estimate(prompt, sampling));
        let unheard = Unheard { model: self, question, estimate };
        let now = self.clock.now();
        let limit = self.patience.answer.min(question.deadline.since(now));
        let reply = match within(self.clock.as_ref(), now + limit, post).await {
            None => return Err(ModelError::TimedOut(limit).into()),
            Some(Err(lost @ (NoReply::Connection(_) | NoReply::Tls(_)))) => {
                unheard.heard();
                return Err(ModelError::Unavailable(lost.into()).into());
            }
            Some(Err(broken)) => return Err(ModelError::Malformed(broken.to_string()).into()),
            Some(Ok(reply)) => reply,
        };
        unheard.heard();
        self.understand(question, &reply)
    }

    /// Books what a call took: for the day, and for the question.
    fn book(&self, question: &Question<'_>, bill: &Bill) {
        let Account { ledger, prices } = &self.account;
        ledger.add(bill, prices, self.clock.now());
        question.meter.add(prices.taken(bill));
    }

    /// Counts what an answer took, also if it is an error, and reads it.
    fn understand(&self, question: &Question<'_>, reply: &Reply) -> Result<Vec<Written>, Failure> {
        let protocol = self.spec.provider().traits().protocol;
        let now = self.clock.now();
        let parsed = serde_json::from_slice::<Value>(&reply.body);
        if let Ok(body) = &parsed {
            self.book(question, &protocol.bill(body));
        }
        let private = Private { key: self.key.as_ref(), prompt: question.prompt };
        let body = parsed.as_ref().unwrap_or(&Value::Null);
        if let Some(failure) = failure(reply.status, &reply.headers, body, &private, now) {
            return Err(failure);
        }
        match parsed {
            Ok(body) => Ok(protocol.read(&body)?),
            // The parser's own message says where it stopped, and repeats nothing.
            Err(error) => Err(ModelError::Malformed(format!("it is no JSON: {error}")).into()),
        }
    }

    /// The candidates that the first call left missing, by calls beside one another. One that fails
    /// leaves its candidates out.
    async fn rest(&self, question: &Question<'_>, first: usize) -> Vec<Written> {
        let wanted = question.sampling.candidates;
        let each = self.learnt.lock().candidates_per_call.max(1);
        let calls = (first..wanted)
            .step_by(each)
            .map(|first| self.call(question, each.min(wanted - first), first));
        let results: Vec<_> =
            stream::iter(calls).buffered(self.patience.at_once.max(1)).collect().await;
        let mut texts = Vec::new();
        for result in results {
            match result {
                Ok(more) => texts.extend(more),
                Err(error) => {
                    let error = &error as &(dyn std::error::Error + 'static);
                    tracing::debug!(model = self.name, error, "candidates are missing");
                }
            }
        }
        texts
    }
}

#[async_trait]
impl ChatModel for RemoteModel {
    fn name(&self) -> &str {
        &self.name
    }

    fn ailing(&self, now: Timestamp) -> Vec<Ailing> {
        let ailing = |at, why, until| Ailing { model: self.name.clone(), at, why, until };
        if let Err(why @ ModelError::BudgetSpent { until }) = self.account.ledger.check(now) {
            return vec![ailing(now, why, Some(until))];
        }
        let failed = self.failed.lock();
        let failed = failed.as_ref().map(|(at, why)| (*at, why.restated()));
        let until = self.breaker.rests_until(now);
        failed.map(|(at, why)| ailing(at, why, until)).into_iter().collect()
    }

    async fn complete(
        &self,
        prompt: &Prompt,
        sampling: Sampling,
        meter: &Meter,
    ) -> Result<Completion, ModelError> {
        let started = self.clock.now();
        let sampling = Sampling { candidates: sampling.candidates.max(1), ..sampling };
        let question =
            Question { prompt, sampling, deadline: started + self.patience.whole, meter };
        let characters = [&prompt.rules, &prompt.backbone, &prompt.transcript]
            .map(|part| part.chars().count())
            .iter()
            .sum();
        self.learnt.lock().make_room(characters, sampling.max_tokens);

        // The first call goes alone: where a key is wrong it is refused once and not four times, and
        // those that follow find the prompt's beginning read already.
        let per_call = self.learnt.lock().candidates_per_call;
        let asked = sampling.candidates.min(per_call);
        let mut texts = self.call(&question, asked, 0).await?;
        // Several may be missing because of a filter; who overlooks the number gives one.
        if texts.len() == 1 && asked > 1 {
            self.learnt.lock().came_short();
        }
        if !texts.is_empty() && texts.len() < sampling.candidates {
            let more = self.rest(&question, texts.len()).await;
            texts.extend(more);
        }
        let candidates: Vec<String> = texts
            .iter()
            .filter(|written| written.end != End::Filtered)
            .filter_map(|written| clean(&written.text, &prompt.stop))
            .take(sampling.candidates)
            .collect();
        if candidates.is_empty() {
            return Err(nothing(&texts));
        }
        Ok(Completion {
            candidates,
            model: self.name.clone(),
            took: self.clock.now().since(started),
        })
    }
}

/// Whether the answer ended before any of it was written: it went into thoughts.
fn is_all_thought(texts: &[Written]) -> bool {
    !texts.is_empty()
        && texts
            .iter()
            .all(|written| written.end == End::Cut && clean(&written.text, &[]).is_none())
}

/// Why texts that came are none.
fn nothing(texts: &[Written]) -> ModelError {
    if texts.iter().any(|written| written.end == End::Filtered) {
        let reason = "the provider's filter took the answer back".to_owned();
        return ModelError::Refused { refusal: Refusal::Filtered, reason };
    }
    ModelError::Malformed("there is no text in it".to_owned())
}

/// Left alone after too many failures.
#[derive(Debug, thiserror::Error)]
#[error("it failed too often and is left alone for {0:?}")]
struct Resting(Duration);

fn shut(shut: Shut) -> Failure {
    let (Shut::Told(left) | Shut::Failing(left)) = shut;
    // Nothing is left while a probe is under way: how long that takes is not known.
    let retry_after = Some(left).filter(|left| !left.is_zero());
    let error = match shut {
        Shut::Told(_) => ModelError::RateLimited { retry_after },
        Shut::Failing(left) => ModelError::Unavailable(Resting(left).into()),
    };
    Failure { error, retry_after, complaint: None }
}

fn report(leave: Leave<'_>, result: &Result<Vec<Written>, Failure>, now: Timestamp) {
    let outcome = match result {
        Err(Failure { error: ModelError::RateLimited { .. }, retry_after: Some(wait), .. }) => {
            Outcome::Told(*wait)
        }
        Err(Failure {
            error: ModelError::Unavailable(_) | ModelError::TimedOut(_) | ModelError::Malformed(_),
            ..
        }) => Outcome::Failed,
        _ => Outcome::Well,
    };
    leave.report(outcome, now);
}

/// Whether another question would come to the same.
fn is_of_the_model(error: &ModelError) -> bool {
    let of_question = [Refusal::Filtered, Refusal::TooLong];
    !matches!(error, ModelError::Refused { refusal, .. } if of_question.contains(refusal))
}

//! What a model is asked in vain: it is charged for, told of, and not done without end.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{
    Author, Clock, Failing, Helper, Mode, ModelChoice, ModelError, Sampling, Timestamp, Usage,
};
use engine::{CancelReason, ExplainedReply, ModelSource, ModelTrouble, Outcome, TwinEvent};

use crate::model::{Scripted, TheMaker, USAGE};
use crate::stage::{ANNA, BURST, QUESTION, START, Stage};

/// Nothing that the owner has ever said, in their manner.
const WRITTEN: &str = "да нормально";

/// How often somebody writes who does not wait for an answer.
const PAUSE: Duration = Duration::from_secs(3);

async fn with(model: &Arc<Scripted>) -> Stage {
    let stage = Stage::set().await;
    let settings = ModelChoice { model: "open:a".to_owned(), ..ModelChoice::default() };
    let maker = Arc::new(TheMaker(Arc::clone(model)));
    let source = ModelSource { maker, settings, pinned: None };
    stage.engine.use_models(source).await.unwrap();
    stage
}

/// Somebody asks, and the model begins to think.
async fn asked(stage: &mut Stage) {
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Thinking { .. }).then_some(())).await;
}

/// Waits until a call is given up; returns why, and what is told of it.
async fn given_up(stage: &mut Stage) -> (CancelReason, ExplainedReply) {
    let why = stage
        .until(|event| match event {
            TwinEvent::GivenUp { why } => Some(*why),
            _ => None,
        })
        .await;
    let told = stage.engine.explanations(stage.account, ANNA, 1).await.unwrap();
    (why, told.into_iter().next().unwrap())
}

async fn spent(stage: &Stage) -> Usage {
    stage.engine.model().await.unwrap().unwrap().spent.usage
}

/// What the last question is estimated to take.
fn estimate(model: &Scripted, told: &ExplainedReply) -> Usage {
    let asked = &told.explanation.asked;
    let sampling = Sampling {
        candidates: asked.candidates,
        temperature: asked.temperature,
        max_tokens: asked.max_tokens,
        seed: asked.seed,
    };
    Usage::estimate(model.asked().last().unwrap(), sampling)
}

#[tokio::test]
async fn a_call_given_up_stands_in_the_budget_as_an_estimate_and_is_told_of() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    asked(&mut stage).await;
    assert_eq!(spent(&stage).await, Usage::default());
    stage.telegram.writes(Author::Other, "ау, ты тут?");
    let (why, told) = given_up(&mut stage).await;
    assert_eq!(why, CancelReason::NewMessage);
    let estimated = estimate(&model, &told);
    assert!(estimated.prompt > 50 && estimated.estimated == estimated.total(), "{estimated:?}");
    assert_eq!(spent(&stage).await, estimated);
    let explanation = told.explanation;
    assert_eq!(explanation.outcome, Outcome::GivenUp { why });
    assert_eq!((explanation.usage, explanation.cost), (estimated, Some(7)));
    assert!(explanation.asked.transcript.contains(QUESTION));
    assert_eq!((explanation.answered, explanation.candidates), (None, vec![]));

    // It is kept for the next start.
    let (store, owner) = stage.elsewhere().await;
    let stored = store.read(owner).await.unwrap().model_spending().await.unwrap().unwrap();
    assert_eq!(stored.usage, estimated);
}

#[tokio::test]
async fn the_owner_and_a_change_of_the_mode_are_named_as_what_came_between() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    asked(&mut stage).await;
    stage.telegram.writes(Author::Owner, "сам отвечу");
    assert_eq!(given_up(&mut stage).await.0, CancelReason::OwnerWrote);

    let mut stage = with(&model).await;
    asked(&mut stage).await;
    assert!(stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Off)).await.unwrap());
    assert_eq!(given_up(&mut stage).await.0, CancelReason::ModeChanged);
}

#[tokio::test]
async fn a_call_that_timed_out_stands_in_the_budget_and_is_told_of() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    asked(&mut stage).await;
    while model.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(300));
    let id = stage
        .until(|event| match event {
            TwinEvent::Explained { explanation } => Some(*explanation),
            _ => None,
        })
        .await;
    let told = stage.engine.explanation(id).await.unwrap().unwrap();
    let estimated = estimate(&model, &told);
    assert!(matches!(told.explanation.outcome, Outcome::Failed { .. }));
    assert_eq!(told.explanation.usage, estimated);
    assert_eq!(spent(&stage).await, estimated);
}

#[tokio::test]
async fn what_an_answer_without_sense_took_is_told() {
    let model = Scripted::fails(ModelError::Malformed("no text".to_owned()));
    let mut stage = with(&model).await;
    asked(&mut stage).await;
    stage.until(|event| matches!(event, TwinEvent::Planned { .. }).then_some(())).await;
    let told = stage.engine.explanations(stage.account, ANNA, 1).await.unwrap();
    let told = &told[0].explanation;
    assert!(matches!(told.outcome, Outcome::Failed { why: ModelTrouble::Malformed, .. }));
    assert_eq!((told.usage, told.cost), (USAGE, Some(5)));

    // And it is counted that it was asked in vain.
    let day = Duration::from_secs(24 * 3_600);
    let days = [START - day, START + day];
    let counted = stage.engine.statistics(None, &days).await.unwrap();
    assert_eq!(counted.in_vain, BTreeMap::from([((Helper::Model, Failing::Answer), 1)]));
    assert_eq!(counted.days[0].in_vain.total(), 1);
}

#[tokio::test]
async fn a_budget_that_is_spent_is_no_failure_of_a_model() {
    let model = Scripted::fails(ModelError::BudgetSpent { until: START });
    let mut stage = with(&model).await;
    asked(&mut stage).await;
    stage.until(|event| matches!(event, TwinEvent::Planned { .. }).then_some(())).await;
    let day = Duration::from_secs(24 * 3_600);
    let counted = stage.engine.statistics(None, &[START - day, START + day]).await.unwrap();
    assert!(counted.in_vain.is_empty(), "{:?}", counted.in_vain);
}

#[tokio::test]
async fn a_call_that_is_cut_off_by_the_end_of_the_process_is_booked() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    asked(&mut stage).await;
    stage.engine.stop().await;
    let (store, owner) = stage.elsewhere().await;
    let stored = store.read(owner).await.unwrap().model_spending().await.unwrap().unwrap();
    assert!(stored.usage.estimated > 0);
}

/// Somebody writes so many messages, one every few seconds, and each time the model was asked only
/// after the `step` that comes of it. Returns when the twin stops waiting for more.
async fn writes_on_and_on(
    stage: &mut Stage,
    messages: u32,
    step: fn(&TwinEvent) -> bool,
) -> Timestamp {
    let mut waits_until = stage.clock.now();
    for number in 0..messages {
        let text = format!("и ещё {number}");
        stage.telegram.writes(Author::Other, &text);
        waits_until = waiting(stage).await;
        let next = stage.clock.now() + PAUSE;
        stage.clock.move_to(next);
        if waits_until <= next {
            stage.until(|event| step(event).then_some(())).await;
        }
    }
    waits_until
}

/// Waits until the twin waits for the end of a burst; returns until when.
async fn waiting(stage: &mut Stage) -> Timestamp {
    stage
        .until(|event| match event {
            TwinEvent::Waiting { until } => Some(*until),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn who_writes_on_while_the_model_thinks_causes_few_calls() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    assert!(PAUSE > BURST, "each message would be a burst of its own");
    let thinks = |event: &TwinEvent| matches!(event, TwinEvent::Thinking { .. });
    let until = writes_on_and_on(&mut stage, 20, thinks).await;
    assert!(model.asked().len() <= 2, "{} calls", model.asked().len());

    // All of it is answered in the end, and the next burst is waited for as ever.
    model.will_say(&[WRITTEN]);
    model.answers();
    stage.clock.move_to(until);
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert!(model.asked().len() <= 3, "{} calls", model.asked().len());
    assert!(model.asked().last().unwrap().transcript.contains("и ещё 19"));
    let wrote = stage.telegram.writes(Author::Other, QUESTION);
    assert_eq!(waiting(&mut stage).await, wrote.sent_at + BURST);
}

#[tokio::test]
async fn who_writes_on_before_the_reply_is_sent_causes_few_calls() {
    let model = Scripted::hangs();
    for _ in 0..20 {
        model.will_say(&[WRITTEN]);
        model.answers();
    }
    let mut stage = with(&model).await;
    let plans = |event: &TwinEvent| matches!(event, TwinEvent::Planned { .. });
    let until = writes_on_and_on(&mut stage, 20, plans).await;
    stage.clock.move_to(until);
    stage.planned().await;
    assert!(model.asked().len() <= 3, "{} calls", model.asked().len());
    let spent = spent(&stage).await;
    assert_eq!(spent.estimated, 0);
    assert_eq!(spent.prompt, USAGE.prompt * model.asked().len() as u64);
}

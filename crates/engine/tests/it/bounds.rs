//! What the owner keeps to themselves.

use std::sync::Arc;

use domain::{Author, Bounds, ChatModel};
use engine::{CancelReason, Rule, SilenceReason, TwinEvent};

use crate::model::Scripted;
use crate::stage::{ANSWER, QUESTION, Stage};

impl Stage {
    async fn never_says(&self, phrase: &str) {
        let bounds = Bounds { never_say: vec![phrase.to_owned()], ..Bounds::default() };
        assert!(self.engine.set_bounds(self.account, &bounds).await.unwrap());
    }

    async fn leaves_to_owner(&self, phrase: &str) {
        let bounds = Bounds { left_to_owner: vec![phrase.to_owned()], ..Bounds::default() };
        assert!(self.engine.set_bounds(self.account, &bounds).await.unwrap());
    }

    async fn somebody_asks(&mut self, question: &str) {
        self.telegram.writes(Author::Other, question);
        self.burst_passes().await;
    }

    /// What the twin plans to say, or nothing.
    async fn would_say(&mut self) -> Vec<String> {
        self.until(|event| match event {
            TwinEvent::Planned { bubbles, .. } => Some(bubbles.clone()),
            TwinEvent::Silent { .. } => Some(Vec::new()),
            _ => None,
        })
        .await
    }

    async fn silent(&mut self) -> SilenceReason {
        self.until(|event| match event {
            TwinEvent::Silent { reason, .. } => Some(*reason),
            _ => None,
        })
        .await
    }
}

#[tokio::test]
async fn recall_never_says_what_is_never_to_be_said() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.never_says(ANSWER).await;
    stage.somebody_asks(QUESTION).await;
    let said = stage.would_say().await;
    assert!(!said.iter().any(|text| text == ANSWER), "{said:?}");
    assert_eq!(stage.engine.bounds(stage.account).await.unwrap().unwrap().never_say, [ANSWER]);
}

#[tokio::test]
async fn what_is_planned_is_withdrawn_once_it_is_never_to_be_said() {
    let mut stage = Stage::set().await;
    stage.online().await;
    let (said, _) = stage.plans(QUESTION).await;
    assert_eq!(said, [ANSWER]);
    stage.never_says(ANSWER).await;
    assert_eq!(stage.cancelled().await, CancelReason::Changed);
    stage.burst_passes().await;
    let said = stage.would_say().await;
    assert!(!said.iter().any(|text| text == ANSWER), "{said:?}");
}

#[tokio::test]
async fn what_is_left_to_the_owner_is_asked_of_them_though_the_twin_knows_an_answer() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.leaves_to_owner("дела").await;
    stage.somebody_asks(QUESTION).await;
    let reason = stage.silent().await;
    assert_eq!(reason, SilenceReason::Refused { rule: Some(Rule::LeftToOwner) });
    stage.until(|event| matches!(event, TwinEvent::Asked { .. }).then_some(())).await;
    let open = stage.engine.questions().await.unwrap();
    assert_eq!(open[0].question.proposed, [ANSWER], "what the twin would have said");
    assert!(stage.telegram.arrived().is_empty());
}

#[tokio::test]
async fn a_hijacked_model_cannot_say_what_is_never_to_be_said() {
    let model = Scripted::says(&["з а й к а", "зaйкa", "zajka", "да нормально"]);
    let mut stage = Stage::set().await;
    stage.engine.set_model(Some(Arc::clone(&model) as Arc<dyn ChatModel>));
    stage.online().await;
    stage.never_says("зайка").await;
    let (said, _) = stage.plans(QUESTION).await;
    assert_eq!(said, ["да нормально"]);
}

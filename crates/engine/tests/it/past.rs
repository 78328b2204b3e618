//! What a page shows of a chat after a restart.

use domain::{Author, Mode, OwnerWord};
use engine::{CancelReason, PastStep, Said, TwinEvent};

use crate::stage::{ANNA, ANOTHER_QUESTION, ANSWER, QUESTION, Stage};

impl Stage {
    async fn past(&self) -> Vec<PastStep> {
        self.engine.past_steps(self.account, ANNA, 100).await.unwrap()
    }
}

/// What happened, in short.
fn told(steps: &[PastStep]) -> Vec<String> {
    let told = steps.iter().map(|step| match &step.event {
        TwinEvent::Message { message } => format!("{:?}", message.author),
        TwinEvent::Planned { bubbles, .. } => format!("plans {}", bubbles.join(" ")),
        TwinEvent::Drafted { bubbles, .. } => format!("drafts {}", bubbles.join(" ")),
        TwinEvent::Cancelled { reason, .. } => format!("cancelled {reason:?}"),
        TwinEvent::Judged { word, .. } => format!("word {word:?}"),
        TwinEvent::Sent { .. } => "sent".to_owned(),
        other => format!("{other:?}"),
    });
    told.collect()
}

#[tokio::test]
async fn after_a_restart_it_is_still_known_what_was_done() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.answers(QUESTION).await;
    // One that the owner overtakes, after a while.
    stage.clock.move_to(stage.clock.now_and(60));
    stage.plans(ANOTHER_QUESTION).await;
    stage.clock.move_to(stage.clock.now_and(1));
    stage.telegram.writes(Author::Owner, "я сам");
    assert_eq!(stage.cancelled().await, CancelReason::OwnerWrote);
    let live = stage.past().await;
    assert!(!told(&live).iter().any(|step| step.starts_with("plans")), "that is remembered");

    stage.clock.move_to(stage.clock.now_and(3_600));
    stage.restart().await;
    let past = stage.past().await;
    let newest = told(&past);
    let newest: Vec<&str> = newest[newest.len() - 8..].iter().map(String::as_str).collect();
    let plans = format!("plans {ANSWER}");
    assert_eq!(
        newest,
        ["Other", &plans, "Twin", "sent", "Other", "plans нет", "Owner", "cancelled OwnerWrote",]
    );
    assert!(past.is_sorted_by_key(|step| step.at));
    let mut keys: Vec<&str> = past.iter().map(|step| step.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), past.len(), "each step has a key of its own");

    // What happens now is remembered again, and not told twice.
    stage.online().await;
    stage.clock.move_to(stage.clock.now_and(3_600));
    stage.plans(QUESTION).await;
    assert_eq!(told(&stage.past().await), told(&past));
}

#[tokio::test]
async fn what_the_owner_said_of_a_draft_is_known_too() {
    let mut stage = Stage::set().await;
    stage.online().await;
    assert!(stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Draft)).await.unwrap());
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Drafted { .. }).then_some(())).await;
    let draft = stage.engine.drafts().await.unwrap().remove(0).reply.id;
    assert_eq!(stage.engine.stop_reply(draft).await.unwrap(), Said::InTime);
    stage.restart().await;
    let past = stage.past().await;
    let drafted = format!("drafts {ANSWER}");
    let word = format!("word {:?}", OwnerWord::Rejected);
    let told = told(&past);
    assert_eq!(told[told.len() - 3..], [drafted, word, "cancelled OwnerStopped".to_owned()]);
}

#[tokio::test]
async fn a_changed_draft_keeps_the_words_of_the_twin() {
    let mut stage = Stage::set().await;
    stage.online().await;
    assert!(stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Draft)).await.unwrap());
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Drafted { .. }).then_some(())).await;
    let draft = stage.engine.drafts().await.unwrap().remove(0).reply.id;
    let words = Some("лучше завтра");
    assert_eq!(stage.engine.approve(draft, words).await.unwrap(), Said::InTime);
    stage.clock.hurry();
    stage.sent().await;
    stage.clock.move_to(stage.clock.now_and(3_600));
    stage.restart().await;
    let told = told(&stage.past().await);
    let drafted = format!("drafts {ANSWER}");
    let word = format!("word {:?}", OwnerWord::Edited);
    assert_eq!(told[told.len() - 4..], [drafted, word, "Twin".to_owned(), "sent".to_owned()]);
}

#[tokio::test]
async fn what_is_told_late_has_no_second_place_in_the_past() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.answers(QUESTION).await;
    stage.restart().await;
    let before = told(&stage.past().await);
    stage.telegram.wrote_meanwhile(Author::Other, ANOTHER_QUESTION);
    stage.clock.move_to(stage.clock.now_and(60));
    stage.online().await;
    let live = stage.engine.recent_events(stage.account, ANNA);
    assert!(live.iter().any(|told| matches!(told.event, TwinEvent::Message { .. })), "{live:?}");
    assert_eq!(told(&stage.past().await), before);
}

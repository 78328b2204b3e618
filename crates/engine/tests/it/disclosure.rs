//! Telling the other side that a twin writes.

use domain::policy::{Disclosure, Told};
use domain::{Author, Mode};
use engine::{Said, TwinEvent};

use crate::stage::{
    ANNA, ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, QUESTION, Stage, TOLD_IN_RUSSIAN,
};

const TEXT: &str = "пишет мой двойник";

async fn told(told: Told) -> Stage {
    let stage = Stage::set().await;
    let disclosure = Disclosure { told, text: TEXT.to_owned() };
    stage.allows(|policy| policy.disclosure = Some(disclosure)).await;
    stage
}

/// Somebody asks, and is answered in so many messages.
async fn answers_in(stage: &mut Stage, question: &str, messages: usize) {
    let (bubbles, send_at) = stage.plans(question).await;
    assert_eq!(bubbles.len(), messages, "{bubbles:?}");
    stage.time_comes(send_at).await;
    for _ in 1..messages {
        stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
        stage.clock.move_to(stage.clock.now_and(60));
    }
    stage.sent().await;
}

#[tokio::test]
async fn it_is_told_before_the_first_reply_of_a_chat_and_not_again() {
    let mut stage = told(Told::First).await;
    answers_in(&mut stage, QUESTION, 2).await;
    answers_in(&mut stage, ANOTHER_QUESTION, 1).await;
    assert_eq!(stage.telegram.arrived(), [TEXT, ANSWER, ANOTHER_ANSWER]);
}

#[tokio::test]
async fn without_words_of_the_owner_it_is_told_in_the_language_of_the_chat() {
    let mut stage = Stage::set().await;
    let disclosure = Disclosure { told: Told::First, text: String::new() };
    stage.allows(|policy| policy.disclosure = Some(disclosure)).await;
    answers_in(&mut stage, QUESTION, 2).await;
    assert_eq!(stage.telegram.arrived(), [TOLD_IN_RUSSIAN, ANSWER]);
}

#[tokio::test]
async fn it_is_not_told_again_by_another_process() {
    let mut stage = told(Told::First).await;
    answers_in(&mut stage, QUESTION, 2).await;
    stage.restart().await;
    stage.online().await;
    let (bubbles, _) = stage.plans(ANOTHER_QUESTION).await;
    assert_eq!(bubbles, [ANOTHER_ANSWER]);
}

#[tokio::test]
async fn it_can_be_told_below_every_reply() {
    let mut stage = told(Told::Each).await;
    for (question, answer) in [(QUESTION, ANSWER), (ANOTHER_QUESTION, ANOTHER_ANSWER)] {
        answers_in(&mut stage, question, 1).await;
        let signed = format!("{answer}\n\n{TEXT}");
        assert_eq!(stage.telegram.arrived().last(), Some(&signed));
    }
}

#[tokio::test]
async fn what_the_owner_has_read_and_let_go_tells_nothing() {
    let mut stage = told(Told::First).await;
    stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Draft)).await.unwrap();
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let drafted = |event: &TwinEvent| match event {
        TwinEvent::Drafted { reply, .. } => Some(*reply),
        _ => None,
    };
    let reply = stage.until(drafted).await;
    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::InTime);
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.clock.move_to(stage.clock.now_and(60));
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn what_is_taken_back_was_not_told() {
    let mut stage = told(Told::First).await;
    answers_in(&mut stage, QUESTION, 2).await;
    let inbox = stage.engine.inbox_of(stage.account, ANNA).await.unwrap();
    let [sent] = &inbox.sent[..] else { panic!("one reply was sent") };
    let is_told = async || {
        let (store, owner) = stage.elsewhere().await;
        let mut tx = store.read(owner).await.unwrap();
        tx.situation(stage.account, ANNA).await.unwrap().unwrap().disclosed
    };
    assert!(is_told().await);
    stage.engine.undo(sent.reply.id).await.unwrap();
    assert!(!is_told().await, "it is told again with the next reply");
}

#[tokio::test]
async fn rules_from_before_it_could_be_said_tell_as_the_settings_do() {
    let stage = Stage::set().await;
    stage.allows(|policy| policy.disclosure = None).await;
    let rules = stage.engine.rules(stage.account).await.unwrap().unwrap();
    assert_eq!(rules.policy.disclosure, stage.engine.default_policy().disclosure);
}

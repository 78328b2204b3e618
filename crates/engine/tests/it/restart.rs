//! The process ends at the worst moments.

use std::time::Duration;

use domain::{Author, Event, MessageId, Mode};
use engine::TwinEvent;

use crate::stage::{
    ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, LONG_ANSWER, LONG_QUESTION, QUESTION, Stage, anna,
    message,
};
use crate::telegram::Answer;

#[tokio::test]
async fn a_planned_reply_survives_and_is_sent_exactly_once() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.restart().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    stage.restart().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    assert_eq!(stage.telegram.tried().len(), 1);
}

#[tokio::test]
async fn a_reply_whose_sending_was_cut_off_is_sent_again_with_its_random_id() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    stage.retrying().await;
    stage.restart().await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    let tried = stage.telegram.tried();
    assert_eq!((tried.len(), tried[0]), (2, tried[1]));
}

#[tokio::test]
async fn the_echo_of_a_cut_off_sending_is_the_twins_and_not_the_owners() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    let at = stage.retrying().await;
    // The difference after the cut brings the twin's own message as an outgoing one.
    let echo = message(1_002, Author::Owner, ANSWER, send_at);
    stage.telegram.happens(Event::Message { message: echo, peer: anna() });
    stage.until(|event| matches!(event, TwinEvent::Message { .. }).then_some(())).await;
    stage.clock.move_to(at);
    stage.sent().await;
    let twins = stage.messages().await.into_iter().filter(|one| one.author == Author::Twin);
    assert_eq!(twins.count(), 1);
    // So the twin does not stand down because of itself.
    stage.plans(ANOTHER_QUESTION).await;
}

#[tokio::test]
async fn a_message_that_nobody_has_decided_about_is_decided_after_the_restart() {
    let mut stage = Stage::set().await;
    stage.telegram.writes(Author::Other, QUESTION);
    stage.until(|event| matches!(event, TwinEvent::Waiting { .. }).then_some(())).await;
    stage.restart().await;
    stage.burst_passes().await;
    let (bubbles, _) = stage.planned().await;
    assert_eq!(bubbles, [ANSWER]);
}

#[tokio::test]
async fn what_came_while_a_sending_was_cut_off_is_answered_too() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    stage.retrying().await;
    stage.telegram.writes(Author::Other, ANOTHER_QUESTION);
    stage.until(|event| matches!(event, TwinEvent::Message { .. }).then_some(())).await;
    stage.restart().await;
    stage.sent().await;
    stage.burst_passes().await;
    let (bubbles, _) = stage.planned().await;
    assert_eq!(bubbles, [ANOTHER_ANSWER]);
}

#[tokio::test]
async fn what_the_owner_answered_while_the_process_was_down_is_not_answered_again() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.telegram.goes_away();
    stage.restart().await;
    stage.clock.move_to(send_at);
    stage.until(|event| matches!(event, TwinEvent::Read).then_some(())).await;
    stage.telegram.writes(Author::Owner, "сам отвечу");
    stage.telegram.comes_back();
    stage.cancelled().await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn a_mode_turned_off_before_the_restart_holds_after_it() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.engine.stop().await;
    assert!(stage.engine.set_default_mode(stage.account, Mode::Off).await.unwrap());
    stage.restart().await;
    stage.clock.move_to(send_at);
    stage.cancelled().await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn what_the_owner_wrote_while_the_process_was_down_cuts_a_half_sent_reply_short() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(LONG_QUESTION).await;
    stage.time_comes(send_at).await;
    // The second message is being typed.
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.engine.stop().await;
    stage.telegram.wrote_meanwhile(Author::Owner, "сам отвечу");
    stage.restart().await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [LONG_ANSWER[0]]);
}

#[tokio::test]
async fn a_mode_turned_off_while_the_process_was_down_cuts_a_half_sent_reply_short() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(LONG_QUESTION).await;
    stage.time_comes(send_at).await;
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.engine.stop().await;
    assert!(stage.engine.set_default_mode(stage.account, Mode::Off).await.unwrap());
    stage.restart().await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [LONG_ANSWER[0]]);
}

#[tokio::test]
async fn the_owner_who_types_the_very_words_that_the_twin_is_about_to_send_has_written() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(LONG_QUESTION).await;
    stage.time_comes(send_at).await;
    // The second message is being typed.
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    let own = stage.telegram.writes(Author::Owner, LONG_ANSWER[1]);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [LONG_ANSWER[0]]);
    assert_eq!(author(&stage, own.id).await, Author::Owner);
}

#[tokio::test]
async fn the_owner_who_types_the_very_words_that_are_being_sent_is_known_once_that_is_answered() {
    for dies in [false, true] {
        let mut stage = Stage::set().await;
        stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost]);
        let (_, send_at) = stage.plans(LONG_QUESTION).await;
        stage.time_comes(send_at).await;
        let at = stage.retrying().await;
        let own = stage.telegram.writes(Author::Owner, LONG_ANSWER[0]);
        stage.all_is_taken().await;
        if dies {
            stage.restart().await;
        }
        stage.clock.move_to(at);
        stage
            .until(|event| match event {
                TwinEvent::Message { message } => (message.id == own.id).then_some(message.author),
                _ => None,
            })
            .await;
        stage.clock.move_to(at + Duration::from_secs(60));
        stage.sent().await;
        assert_eq!(author(&stage, own.id).await, Author::Owner);
        assert_eq!(stage.telegram.arrived(), [LONG_ANSWER[0]], "the rest is left to the owner");
        let twins = stage.messages().await.into_iter().filter(|one| one.author == Author::Twin);
        assert_eq!(twins.count(), 1);
        stage.telegram.writes(Author::Other, QUESTION);
        stage.burst_passes().await;
        stage.until(|event| matches!(event, TwinEvent::StandingDown { .. }).then_some(())).await;
    }
}

async fn author(stage: &Stage, id: MessageId) -> Author {
    stage.messages().await.into_iter().find(|message| message.id == id).unwrap().author
}

#[tokio::test]
async fn what_a_bot_had_not_begun_to_say_is_said_by_the_next_process() {
    let mut stage = Stage::set().await;
    stage.telegram.forgets();
    let (_, send_at) = stage.plans(LONG_QUESTION).await;
    stage.time_comes(send_at).await;
    // The second message is being typed.
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.restart().await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), LONG_ANSWER);
    assert_eq!(stage.telegram.tried().len(), 2);
}

//! What goes wrong with an account is shown within a minute, and mends itself.

use std::time::Duration;

use domain::Clock as _;
use engine::{Connection, TwinEvent};

use crate::stage::{ANSWER, QUESTION, Stage};
use crate::telegram::Answer;

/// How late anything may be shown.
const MINUTE: Duration = Duration::from_secs(60);

async fn becomes(stage: &mut Stage, wanted: Connection) {
    stage
        .until(|event| match event {
            TwinEvent::Connection { state } if *state == wanted => Some(()),
            _ => None,
        })
        .await;
}

async fn shown(stage: &Stage) -> Connection {
    stage.engine.account(stage.account).await.unwrap().unwrap().connection
}

#[tokio::test]
async fn an_account_that_hangs_is_shown_and_started_again() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.telegram.leaves_it_hanging().await;
    stage.clock.move_to(stage.clock.now() + MINUTE);
    stage.engine.look_after();
    becomes(&mut stage, Connection::Stuck).await;
    // Its connection is closed first.
    while shown(&stage).await == Connection::Stuck {
        stage.engine.look_after();
    }
    stage.online().await;
    // It works as before.
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn an_account_that_works_for_long_is_left_alone() {
    let mut stage = Stage::set().await;
    stage.online().await;
    for _ in 0..10 {
        stage.clock.move_to(stage.clock.now() + MINUTE);
        stage.engine.look_after();
    }
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.clock.move_to(send_at);
    stage.sent().await;
    assert_eq!(shown(&stage).await, Connection::Online);
}

#[tokio::test]
async fn a_chat_whose_loop_has_died_is_taken_up_again() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::Panics]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    stage.clock.hurry();
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    let tried = stage.telegram.tried();
    assert_eq!((tried.len(), tried[0]), (2, tried[1]));
}

#[tokio::test]
async fn a_line_that_is_lost_is_shown_with_its_reason() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.telegram.goes_away();
    becomes(&mut stage, Connection::Unreachable).await;
    stage.telegram.comes_back();
    stage.online().await;
}

//! What a program sends in the owner's name.

use std::time::Duration;

use domain::{Author, Clock};
use engine::{CancelReason, DirectError, Outgoing, Recipient, TwinEvent};

use crate::stage::{ANNA, QUESTION, Stage};
use crate::telegram::Answer;

fn outgoing(stage: &Stage, text: &str) -> Outgoing {
    Outgoing {
        account: stage.account,
        to: Recipient::Chat(ANNA),
        text: text.to_owned(),
        key: Some("k1".to_owned()),
        may_tell_twin: false,
    }
}

#[tokio::test]
async fn the_twin_stands_down_where_a_program_writes_for_the_owner() {
    let mut stage = Stage::set().await;
    stage.online().await;
    let (_, send_at) = stage.plans(QUESTION).await;
    let receipt = stage.engine.send_as_owner(&outgoing(&stage, "еду")).await.unwrap();
    assert!(!receipt.again);
    assert_eq!(stage.cancelled().await, CancelReason::OwnerWrote);
    assert_eq!(stage.telegram.arrived(), ["еду"]);
    let last = stage.messages().await.pop().unwrap();
    assert_eq!((last.author, last.id), (Author::Owner, receipt.sent.id));
    stage.clock.move_to(send_at);
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::StandingDown { .. }).then_some(())).await;
}

#[tokio::test]
async fn what_may_have_arrived_is_sent_again_as_the_same_message() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost; 3]);
    let message = outgoing(&stage, "еду");
    let passing = async {
        for tries in 1..3 {
            stage.telegram.is_tried(tries).await;
            stage.clock.move_to(stage.clock.now() + Duration::from_secs(1));
        }
    };
    let (sent, ()) = tokio::join!(stage.engine.send_as_owner(&message), passing);
    assert!(matches!(sent, Err(DirectError::NoAnswer)), "{sent:?}");
    stage.restart().await;
    stage.online().await;
    let receipt = stage.engine.send_as_owner(&message).await.unwrap();
    assert!(!receipt.again, "nobody was told that it had arrived");
    assert!(stage.engine.send_as_owner(&message).await.unwrap().again);
    assert_eq!(stage.telegram.arrived(), ["еду"]);
    let tried = stage.telegram.tried();
    assert_eq!(tried.len(), 4);
    assert!(tried.iter().all(|id| *id == tried[0]), "{tried:?}");
    let own = stage.messages().await.into_iter().filter(|message| message.id == receipt.sent.id);
    assert_eq!(own.count(), 1);
}

#[tokio::test]
async fn a_key_belongs_to_one_message() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.engine.send_as_owner(&outgoing(&stage, "еду")).await.unwrap();
    let other = stage.engine.send_as_owner(&outgoing(&stage, "не еду")).await;
    assert!(matches!(other, Err(DirectError::KeyTaken)), "{other:?}");
    assert_eq!(stage.telegram.arrived(), ["еду"]);
}

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
        by_program: true,
    }
}

/// Under a key of its own.
fn another(stage: &Stage, key: &str) -> Outgoing {
    Outgoing { key: Some(key.to_owned()), ..outgoing(stage, "еду") }
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

#[tokio::test]
async fn nothing_is_sent_while_telegram_has_limited_the_account() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.telegram.will_answer(&[Answer::Restricts]);
    let message = outgoing(&stage, "еду");
    let limited = stage.engine.send_as_owner(&message).await;
    assert!(matches!(limited, Err(DirectError::Restricted { .. })), "{limited:?}");
    let by_hand = Outgoing { by_program: false, ..another(&stage, "k2") };
    for more in [&message, &another(&stage, "k3"), &by_hand] {
        let held = stage.engine.send_as_owner(more).await;
        assert!(matches!(held, Err(DirectError::Held)), "{held:?}");
    }
    assert_eq!(stage.telegram.tried().len(), 1, "Telegram is not asked again");
    // The owner has seen it; the twin's pause goes on, and is not theirs.
    assert!(stage.engine.dismiss_alert(stage.account).await.unwrap());
    stage.engine.send_as_owner(&message).await.unwrap();
    assert_eq!(stage.telegram.arrived(), ["еду"]);
}

#[tokio::test]
async fn three_waits_within_an_hour_hold_what_programs_send_until_the_twin_is_resumed() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.telegram.will_answer(&[Answer::TellsToWait; 3]);
    for tries in 1..=3 {
        let waits = stage.engine.send_as_owner(&outgoing(&stage, "еду")).await;
        assert!(matches!(waits, Err(DirectError::FloodWait(_))), "{tries}: {waits:?}");
        stage.clock.move_to(stage.clock.now() + Duration::from_secs(30));
    }
    let held = stage.engine.send_as_owner(&outgoing(&stage, "еду")).await;
    assert!(matches!(held, Err(DirectError::Held)), "{held:?}");
    assert!(stage.engine.resume(Some(stage.account)).await.unwrap());
    stage.engine.send_as_owner(&outgoing(&stage, "еду")).await.unwrap();
}

#[tokio::test]
async fn a_pause_of_the_owners_stops_their_twin_and_not_them() {
    let mut stage = Stage::set().await;
    stage.online().await;
    assert!(stage.engine.pause(Some(stage.account), None).await.unwrap());
    stage.engine.send_as_owner(&outgoing(&stage, "еду")).await.unwrap();
    assert_eq!(stage.telegram.arrived(), ["еду"]);
}

#[tokio::test]
async fn a_wait_that_telegram_has_told_is_waited() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.telegram.will_answer(&[Answer::TellsToWait]);
    let told = stage.engine.send_as_owner(&outgoing(&stage, "еду")).await;
    let wait = Duration::from_secs(30);
    assert!(matches!(told, Err(DirectError::FloodWait(told)) if told == wait), "{told:?}");
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(10));
    for key in ["k1", "k2"] {
        let early = stage.engine.send_as_owner(&another(&stage, key)).await;
        let left = Duration::from_secs(20);
        assert!(matches!(early, Err(DirectError::FloodWait(told)) if told == left), "{early:?}");
    }
    assert_eq!(stage.telegram.tried().len(), 1, "Telegram is not asked again");
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(20));
    stage.engine.send_as_owner(&outgoing(&stage, "еду")).await.unwrap();
}

#[tokio::test]
async fn the_limits_of_an_account_hold_for_programs_and_not_for_the_owners_hand() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage
        .allows(|policy| {
            policy.limits.messages_per_minute = Some(2);
            policy.limits.messages_per_day = Some(4);
        })
        .await;
    let begun = stage.clock.now();
    stage.engine.send_as_owner(&another(&stage, "1")).await.unwrap();
    stage.clock.move_to(begun + Duration::from_secs(20));
    // Also what no key tells apart is counted.
    let unnamed = Outgoing { key: None, ..outgoing(&stage, "еду") };
    stage.engine.send_as_owner(&unnamed).await.unwrap();
    let many = stage.engine.send_as_owner(&another(&stage, "3")).await;
    let left = Duration::from_secs(40);
    assert!(matches!(many, Err(DirectError::TooMany(wait)) if wait == left), "{many:?}");
    assert!(stage.engine.send_as_owner(&another(&stage, "1")).await.unwrap().again);
    let by_hand = Outgoing { by_program: false, ..another(&stage, "4") };
    stage.engine.send_as_owner(&by_hand).await.unwrap();

    stage.clock.move_to(begun + Duration::from_secs(120));
    stage.engine.send_as_owner(&another(&stage, "5")).await.unwrap();
    let many = stage.engine.send_as_owner(&another(&stage, "6")).await;
    let left = Duration::from_secs(86_400 - 120);
    assert!(matches!(many, Err(DirectError::TooMany(wait)) if wait == left), "{many:?}");
    assert_eq!(stage.telegram.arrived().len(), 4);
}

#[tokio::test]
async fn many_at_once_find_no_more_room_than_one_after_the_other() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.allows(|policy| policy.limits.messages_per_minute = Some(2)).await;
    let all: Vec<Outgoing> = (0..6).map(|key| another(&stage, &key.to_string())).collect();
    let sending = all.iter().map(|outgoing| stage.engine.send_as_owner(outgoing));
    let sent = futures_util::future::join_all(sending).await;
    let spent = sent.iter().filter(|sent| matches!(sent, Err(DirectError::TooMany(_))));
    assert_eq!((spent.count(), stage.telegram.arrived().len()), (4, 2));
}

#[tokio::test]
async fn what_a_bot_was_refused_goes_out_later_and_what_may_have_arrived_does_not() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.telegram.forgets();
    stage.allows(|policy| policy.limits.messages_per_day = Some(3)).await;
    let message = outgoing(&stage, "еду");
    stage.telegram.will_answer(&[Answer::TellsToWait, Answer::Refuses]);
    let told = stage.engine.send_as_owner(&message).await;
    assert!(matches!(told, Err(DirectError::FloodWait(_))), "{told:?}");
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(30));
    let refused = stage.engine.send_as_owner(&message).await;
    assert!(matches!(refused, Err(DirectError::Refused { .. })), "{refused:?}");
    stage.engine.send_as_owner(&message).await.unwrap();
    assert!(stage.engine.send_as_owner(&message).await.unwrap().again);
    assert_eq!(stage.telegram.arrived(), ["еду"]);
    let more = stage.engine.send_as_owner(&another(&stage, "k2")).await;
    assert!(matches!(more, Err(DirectError::TooMany(_))), "all three tries are counted: {more:?}");

    stage.allows(|policy| policy.limits.messages_per_day = None).await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost]);
    for tries in 1..=2 {
        let lost = stage.engine.send_as_owner(&another(&stage, "k3")).await;
        assert!(matches!(lost, Err(DirectError::Lost)), "{tries}: {lost:?}");
    }
    assert_eq!(stage.telegram.tried().len(), 4, "it is not tried again");
}

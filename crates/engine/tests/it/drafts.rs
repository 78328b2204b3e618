//! Drafts, and what becomes of them by the owner's word.

use std::time::Duration;

use domain::{Author, Clock, Mode, OwnerWord, ReplyId};
use engine::{CancelReason, MOST_MESSAGES, Said, TwinEvent};

use crate::stage::{ANNA, ANSWER, QUESTION, Stage};

/// Somebody asks where the twin writes drafts; it has written one.
pub(crate) async fn drafted(mode: Mode) -> (Stage, ReplyId) {
    let mut stage = Stage::set().await;
    assert!(stage.engine.set_chat_mode(stage.account, ANNA, Some(mode)).await.unwrap());
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let reply = draft(&mut stage).await;
    (stage, reply)
}

pub(crate) async fn draft(stage: &mut Stage) -> ReplyId {
    stage
        .until(|event| match event {
            TwinEvent::Drafted { reply, bubbles, .. } if bubbles == &[ANSWER] => Some(*reply),
            _ => None,
        })
        .await
}

pub(crate) async fn judged(stage: &mut Stage) -> OwnerWord {
    stage
        .until(|event| match event {
            TwinEvent::Judged { word, .. } => Some(*word),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn a_draft_is_sent_when_the_owner_allows_it_and_not_before() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(3_600));
    let [waiting] = &stage.engine.drafts().await.unwrap()[..] else { panic!("one waits") };
    assert_eq!((waiting.reply.id, &*waiting.title), (reply, "Анна"));
    assert_eq!(waiting.asked, [QUESTION]);
    assert_eq!(stage.telegram.arrived(), [""; 0]);

    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::InTime);
    assert_eq!(judged(&mut stage).await, OwnerWord::Approved);
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(60));
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::TooLate);
    assert_eq!(stage.engine.stop_reply(reply).await.unwrap(), Said::TooLate);
    assert!(stage.engine.drafts().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_the_owner_makes_of_a_draft_is_sent() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    let said = stage.engine.approve(reply, Some(" ну да \n\nпотом ")).await.unwrap();
    assert_eq!(said, Said::InTime);
    assert_eq!(judged(&mut stage).await, OwnerWord::Edited);
    for _ in 0..2 {
        stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
        stage.clock.move_to(stage.clock.now() + Duration::from_secs(60));
    }
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), ["ну да", "потом"]);
}

#[tokio::test]
async fn what_the_owner_has_let_go_is_sent_whatever_is_written_or_set_meanwhile() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    stage.engine.approve(reply, Some("мои слова")).await.unwrap();
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    assert!(stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Auto)).await.unwrap());
    stage.telegram.writes(Author::Other, "ау");
    stage.all_is_taken().await;
    stage.clock.move_to(stage.clock.now_and(60));
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), ["мои слова"]);
}

#[tokio::test]
async fn what_was_let_go_in_the_moment_in_which_somebody_writes_is_sent() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    // The chat's loop is not told of it before it is told of the message.
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.begin(owner).await.unwrap();
    assert!(tx.approve_reply(reply, None, stage.clock.now()).await.unwrap());
    tx.commit().await.unwrap();
    stage.telegram.writes(Author::Other, "ау");
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn a_draft_waits_for_the_owner_whatever_the_mode_becomes() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    let engine = stage.engine.clone();
    for mode in [Mode::Auto, Mode::Countdown, Mode::Draft, Mode::Auto] {
        assert!(engine.set_chat_mode(stage.account, ANNA, Some(mode)).await.unwrap());
        stage.all_is_taken().await;
        stage.clock.move_to(stage.clock.now_and(3_600));
    }
    let [waiting] = &engine.drafts().await.unwrap()[..] else { panic!("it waits") };
    assert_eq!(waiting.reply.id, reply);
    stage.restart().await;
    stage.online().await;
    assert_eq!(stage.engine.drafts().await.unwrap().len(), 1);
    assert_eq!(stage.telegram.arrived(), [""; 0]);
    let engine = stage.engine.clone();
    assert!(engine.set_chat_mode(stage.account, ANNA, Some(Mode::Watch)).await.unwrap());
    assert_eq!(stage.cancelled().await, CancelReason::ModeChanged);
    assert_eq!(stage.telegram.arrived(), [""; 0]);
}

#[tokio::test]
async fn a_draft_that_the_owner_refuses_is_never_sent() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    assert_eq!(stage.engine.stop_reply(reply).await.unwrap(), Said::InTime);
    assert_eq!(stage.cancelled().await, CancelReason::OwnerStopped);
    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::TooLate);
    stage.restart().await;
    stage.online().await;
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let next = draft(&mut stage).await;
    assert_ne!(next, reply);
    assert_eq!(stage.telegram.arrived(), [""; 0]);
}

#[tokio::test]
async fn a_draft_outlives_a_restart_and_gives_way_to_a_new_message() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    stage.restart().await;
    stage.online().await;
    let [waiting] = &stage.engine.drafts().await.unwrap()[..] else { panic!("it waits") };
    assert_eq!(waiting.reply.id, reply);
    stage.telegram.writes(Author::Other, QUESTION);
    assert_eq!(stage.cancelled().await, CancelReason::NewMessage);
    stage.burst_passes().await;
    assert_ne!(draft(&mut stage).await, reply);
}

#[tokio::test]
async fn the_owners_own_message_takes_the_drafts_place() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    stage.telegram.writes(Author::Owner, "сам отвечу");
    assert_eq!(stage.cancelled().await, CancelReason::OwnerWrote);
    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::TooLate);
}

#[tokio::test]
async fn a_reply_that_is_counted_down_can_be_stopped_until_it_is_sent() {
    let mut stage = Stage::set().await;
    assert!(stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Countdown)).await.unwrap());
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let (reply, send_at) = stage
        .until(|event| match event {
            TwinEvent::Planned { reply, send_at, .. } => Some((*reply, *send_at)),
            _ => None,
        })
        .await;
    assert_eq!(send_at, stage.clock.now() + Duration::from_secs(60));
    assert_eq!(stage.engine.stop_reply(reply).await.unwrap(), Said::InTime);
    assert_eq!(stage.cancelled().await, CancelReason::OwnerStopped);

    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn more_messages_than_anybody_sends_at_once_are_a_slip() {
    let (stage, reply) = drafted(Mode::Draft).await;
    let pasted = |lines: usize| vec!["а"; lines].join("\n\n");
    let many = pasted(MOST_MESSAGES + 1);
    assert_eq!(stage.engine.approve(reply, Some(&many)).await.unwrap(), Said::TooMany);
    assert_eq!(stage.engine.drafts().await.unwrap().len(), 1, "it waits on");
    let most = pasted(MOST_MESSAGES);
    assert_eq!(stage.engine.approve(reply, Some(&most)).await.unwrap(), Said::InTime);
    assert_eq!(stage.engine.approve(reply, Some(&many)).await.unwrap(), Said::TooLate);
}

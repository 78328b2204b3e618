//! What the owner stops is not said, be it only being thought about; and what they say late, or in a gap,
//! is heard.

use std::sync::Arc;
use std::time::Duration;

use domain::{Author, ChatModel, Clock};
use engine::SavedAnswer as Answer;
use engine::SavedLanguage::{En, Ru};
use engine::{CancelReason, Inbox, Said, TwinEvent};

use super::set;
use crate::model::Scripted;
use crate::stage::{QUESTION, Stage};

/// Waits until something that was being composed is given up.
async fn given_up(stage: &mut Stage) -> CancelReason {
    stage
        .until(|event| match event {
            TwinEvent::GivenUp { why } => Some(*why),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn what_is_being_composed_is_stopped_and_what_is_asked_later_is_not() {
    for (text, language) in [("twin stop", En), ("двойник отмени для Анны", Ru)]
    {
        for thinks in [false, true] {
            let mut stage = set().await;
            let model = Scripted::hangs();
            if thinks {
                stage.engine.set_model(Some(Arc::clone(&model) as Arc<dyn ChatModel>));
            }
            stage.telegram.writes(Author::Other, QUESTION);
            if thinks {
                stage.burst_passes().await;
                stage
                    .until(|event| matches!(event, TwinEvent::Thinking { .. }).then_some(()))
                    .await;
            } else {
                stage.until(|event| matches!(event, TwinEvent::Waiting { .. }).then_some(())).await;
            }
            let stopped = Answer::Stopped { chats: vec!["Анна".to_owned()], late: 0 };
            stage.is_told(text, &(language, stopped)).await;
            assert_eq!(given_up(&mut stage).await, CancelReason::OwnerStopped, "{text} {thinks}");
            model.answers();
            stage.engine.set_model(None);
            stage.clock.move_to(stage.clock.now_and(60));
            stage.all_is_taken().await;
            assert_eq!(stage.engine.inbox().await.unwrap(), Inbox::default(), "{text} {thinks}");

            stage.plans(QUESTION).await;
        }
    }
}

#[tokio::test]
async fn where_a_stopped_reply_is_being_composed_anew_nothing_comes_of_that_either() {
    let mut stage = set().await;
    stage.plans(QUESTION).await;
    let id = stage.engine.inbox().await.unwrap().due[0].reply.id;
    stage.telegram.writes(Author::Other, "ау");
    assert_eq!(stage.cancelled().await, CancelReason::NewMessage);
    stage.until(|event| matches!(event, TwinEvent::Waiting { .. }).then_some(())).await;
    assert_eq!(stage.engine.stop_reply(id).await.unwrap(), Said::InTime);
    assert_eq!(given_up(&mut stage).await, CancelReason::OwnerStopped);
    assert_eq!(stage.engine.stop_reply(id).await.unwrap(), Said::TooLate);
    stage.clock.move_to(stage.clock.now_and(60));
    stage.all_is_taken().await;
    assert_eq!(stage.engine.inbox().await.unwrap(), Inbox::default());
}

#[tokio::test]
async fn what_the_owner_said_in_a_gap_is_heard_if_it_makes_the_twin_do_less() {
    let mut stage = set().await;
    let said = |text: &str| stage.note(text, None);
    let mut notes =
        vec![said("двойник, пауза"), said("двойник, продолжай"), said("двойник, статус")];
    // What is older is not done any more.
    for note in &mut notes[1..] {
        note.sent_at = stage.clock.now() - Duration::from_secs(13 * 3_600);
    }
    stage.telegram.has_a_gap(notes.clone());
    stage.until(|event| matches!(event, TwinEvent::Paused { pause: Some(_) }).then_some(())).await;
    let lines = stage.lines(1).await;
    assert!(lines[0].1.contains("Paused"), "{lines:?}");

    // Reading it once more does nothing.
    stage.engine.resume(None).await.unwrap();
    stage.telegram.has_a_gap(notes);
    stage.all_is_taken().await;
    let rules = stage.engine.rules(stage.account).await.unwrap().unwrap();
    assert_eq!(rules.pause, None);
    stage.all_is_written().await;
    assert_eq!(stage.telegram.saved().len(), 1);
}

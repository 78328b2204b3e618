//! Drafts in the owner's own app: shown there, read back from there, sent from there.

use std::sync::Arc;
use std::time::Duration;

use domain::policy::Why;
use domain::{Author, ChatModel, Mode, OwnerWord, ReplyId};
use engine::{CancelReason, Reworded, Rewording, Said, TwinEvent};

use crate::drafts::{draft, drafted, judged};
use crate::model::Scripted;
use crate::stage::{ANOTHER_QUESTION, ANSWER, QUESTION, Stage};

/// Waits until the app's drafts are these.
async fn app_shows(stage: &Stage, expected: &[&str]) {
    let seen = async {
        while stage.telegram.drafts() != expected {
            tokio::task::yield_now().await;
        }
    };
    let seen = tokio::time::timeout(Duration::from_secs(30), seen).await;
    assert!(seen.is_ok(), "{:?}", stage.telegram.drafts());
}

async fn redrafted(stage: &mut Stage) -> (ReplyId, Vec<String>) {
    stage
        .until(|event| match event {
            TwinEvent::Redrafted { reply, bubbles } => Some((*reply, bubbles.clone())),
            _ => None,
        })
        .await
}

/// Somebody asks where the owner has just begun to write; returns the draft that comes of it.
async fn draft_when_the_owner_has_gone(stage: &mut Stage) -> ReplyId {
    let (until, why) = stage.holds(QUESTION).await;
    assert_eq!(why, Why::OwnerHere);
    stage.clock.move_to(until.unwrap());
    draft(stage).await
}

/// The next draft, once the owner has stopped to write.
async fn draft_after_the_owner(stage: &mut Stage) -> ReplyId {
    let (until, why) = stage.held_after_burst().await;
    assert_eq!(why, Why::OwnerHere);
    stage.clock.move_to(until.unwrap());
    draft(stage).await
}

#[tokio::test]
async fn a_draft_composed_anew_is_shown_so_in_the_app_too() {
    let (stage, reply) = drafted(Mode::Draft).await;
    app_shows(&stage, &[ANSWER]).await;
    let model = Scripted::says(&["да нормально"]);
    stage.engine.set_model(Some(model as Arc<dyn ChatModel>));
    let reworded = stage.engine.reword(reply, &Rewording::Warmer).await.unwrap();
    assert_eq!(reworded, Reworded::Done);
    app_shows(&stage, &[ANSWER, "да нормально"]).await;
}

#[tokio::test]
async fn a_draft_is_shown_in_the_owners_app_until_something_is_said_of_it() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    app_shows(&stage, &[ANSWER]).await;
    assert_eq!(stage.engine.stop_reply(reply).await.unwrap(), Said::InTime);
    assert_eq!(stage.cancelled().await, CancelReason::OwnerStopped);
    app_shows(&stage, &[ANSWER, ""]).await;

    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    draft(&mut stage).await;
    app_shows(&stage, &[ANSWER, "", ANSWER]).await;
    stage.telegram.writes(Author::Other, "ау");
    assert_eq!(stage.cancelled().await, CancelReason::NewMessage);
    app_shows(&stage, &[ANSWER, "", ANSWER, ""]).await;
}

#[tokio::test]
async fn what_the_owner_makes_of_it_in_the_app_is_what_waits_and_is_sent() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    app_shows(&stage, &[ANSWER]).await;
    // Looking at a draft saves it again.
    stage.telegram.owner_drafts(ANSWER);
    stage.telegram.owner_drafts("нормас");
    assert_eq!(redrafted(&mut stage).await, (reply, vec!["нормас".to_owned()]));
    let [waiting] = &stage.engine.drafts().await.unwrap()[..] else { panic!("it waits") };
    assert_eq!(waiting.reply.bubbles[0].text, "нормас");

    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::InTime);
    assert_eq!(judged(&mut stage).await, OwnerWord::Edited);
    app_shows(&stage, &[ANSWER, ""]).await;
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.clock.move_to(stage.clock.now_and(60));
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), ["нормас"]);
}

#[tokio::test]
async fn what_the_owner_makes_of_it_in_the_app_stays_when_the_draft_is_withdrawn() {
    let (mut stage, _) = drafted(Mode::Draft).await;
    app_shows(&stage, &[ANSWER]).await;
    stage.telegram.owner_drafts("нормас, и ещё вот что");
    redrafted(&mut stage).await;
    stage.telegram.writes(Author::Other, QUESTION);
    assert_eq!(stage.cancelled().await, CancelReason::NewMessage);
    draft_after_the_owner(&mut stage).await;
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.drafts(), [ANSWER], "neither cleared nor written over");
}

#[tokio::test]
async fn sending_it_from_the_app_is_the_owners_word_and_no_sign_to_keep_out() {
    for (sent, word) in [(ANSWER, OwnerWord::Approved), ("нормас", OwnerWord::Edited)] {
        let (mut stage, reply) = drafted(Mode::Draft).await;
        let learnt = stage.exemplars().await;
        // Sending clears the draft, before or after.
        stage.telegram.owner_drafts("");
        stage.telegram.writes(Author::Owner, sent);
        assert_eq!(judged(&mut stage).await, word, "{sent}");
        assert!(stage.engine.drafts().await.unwrap().is_empty());
        assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::TooLate);
        assert_eq!(stage.telegram.arrived(), [""; 0], "the owner has sent it");
        assert_eq!(stage.messages().await.last().unwrap().author, Author::Owner);

        stage.telegram.writes(Author::Other, ANOTHER_QUESTION);
        stage.burst_passes().await;
        stage.until(|event| matches!(event, TwinEvent::Drafted { .. }).then_some(())).await;
        assert_eq!(stage.exemplars().await, learnt + 1, "it is the owner's own answer");
    }
}

#[tokio::test]
async fn something_else_sent_from_the_app_takes_the_drafts_place() {
    let (mut stage, _) = drafted(Mode::Draft).await;
    stage.telegram.writes(Author::Owner, "давай потом, занят");
    assert_eq!(stage.cancelled().await, CancelReason::OwnerWrote);
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::StandingDown { .. }).then_some(())).await;
}

#[tokio::test]
async fn what_the_owner_has_begun_to_write_is_left_alone() {
    let mut stage = Stage::set().await;
    stage.engine.set_default_mode(stage.account, Mode::Draft).await.unwrap();
    stage.online().await;
    stage.telegram.owner_drafts("слушай, я тут");
    let reply = draft_when_the_owner_has_gone(&mut stage).await;
    stage.telegram.owner_drafts("слушай, я тут подумал");
    assert_eq!(stage.engine.stop_reply(reply).await.unwrap(), Said::InTime);
    assert_eq!(stage.cancelled().await, CancelReason::OwnerStopped);
    stage.telegram.owner_drafts("");
    stage.all_is_taken().await;
    // What the owner was writing was neither overwritten nor taken for the twin's.
    draft_when_the_owner_has_gone(&mut stage).await;
    app_shows(&stage, &[ANSWER]).await;
    let [waiting] = &stage.engine.drafts().await.unwrap()[..] else { panic!("one waits") };
    assert_eq!(waiting.reply.bubbles[0].text, ANSWER);
}

#[tokio::test]
async fn the_twin_waits_while_the_owner_writes() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(QUESTION).await;
    let begun_at = send_at - Duration::from_secs(5);
    stage.clock.move_to(begun_at);
    stage.telegram.owner_drafts("слушай, я тут");
    stage.all_is_taken().await;
    stage.time_comes(send_at).await;
    let until = begun_at + Duration::from_secs(30);
    assert_eq!(stage.held().await, (Some(until), Why::OwnerHere));
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
    stage.clock.move_to(until);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn the_twins_own_draft_is_not_taken_for_the_owners_writing() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    app_shows(&stage, &[ANSWER]).await;
    stage.telegram.owner_drafts(ANSWER);
    stage.all_is_taken().await;
    assert_eq!(stage.engine.stop_reply(reply).await.unwrap(), Said::InTime);
    app_shows(&stage, &[ANSWER, ""]).await;
    stage.telegram.owner_drafts("");
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    draft(&mut stage).await;
}

/// The twin's draft stands in the app while nobody is connected, and then this does; returns the draft.
async fn restarted_beside(text: &str) -> (Stage, ReplyId) {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    app_shows(&stage, &[ANSWER]).await;
    stage.engine.stop().await;
    stage.telegram.owner_drafted_meanwhile(text);
    stage.restart().await;
    stage.online().await;
    (stage, reply)
}

#[tokio::test]
async fn the_twins_draft_is_still_known_after_a_restart() {
    let (mut stage, reply) = restarted_beside(ANSWER).await;
    stage.telegram.owner_drafts("нормас");
    assert_eq!(redrafted(&mut stage).await.0, reply);
    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::InTime);
    app_shows(&stage, &[ANSWER, ""]).await;
}

#[tokio::test]
async fn what_the_owner_began_to_write_while_nobody_was_connected_is_left_alone() {
    for text in ["слушай, я тут подумал", ""] {
        let (mut stage, reply) = restarted_beside(text).await;
        stage.telegram.owner_drafts("слушай, я тут подумал: а давай");
        stage.all_is_taken().await;
        let [waiting] = &stage.engine.drafts().await.unwrap()[..] else { panic!("it waits") };
        assert_eq!(waiting.reply.bubbles[0].text, ANSWER);
        assert_eq!(stage.engine.stop_reply(reply).await.unwrap(), Said::InTime);
        stage.cancelled().await;
        draft_when_the_owner_has_gone(&mut stage).await;
        stage.all_is_taken().await;
        assert_eq!(stage.telegram.drafts(), [ANSWER], "neither cleared nor written over");
    }
}

#[tokio::test]
async fn what_the_owner_made_of_it_while_nobody_was_connected_is_what_waits() {
    let (mut stage, reply) = restarted_beside("нормас").await;
    assert_eq!(redrafted(&mut stage).await, (reply, vec!["нормас".to_owned()]));
    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::InTime);
    app_shows(&stage, &[ANSWER, ""]).await;
}

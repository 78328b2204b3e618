//! What an account runs into at Telegram, and the panic button.

use std::time::Duration;

use domain::policy::Why;
use domain::{AccountState, Alert, Author, Clock, Mode, ReplyState, SessionStore, Trouble};
use engine::{CancelReason, Connection, Panic, Said, TwinEvent};

use crate::stage::{ANNA, ANOTHER_QUESTION, ANSWER, LONG_ANSWER, LONG_QUESTION, QUESTION, Stage};
use crate::telegram::Answer;

async fn alert(stage: &mut Stage) -> Trouble {
    stage
        .until(|event| match event {
            TwinEvent::Alert { alert } => Some(alert.trouble.clone()),
            _ => None,
        })
        .await
}

/// What the pages show of it, also after a restart.
async fn kept(stage: &mut Stage) -> Option<Trouble> {
    stage.restart().await;
    let rules = stage.engine.rules(stage.account).await.unwrap().unwrap();
    let standing = stage.engine.standing().await.unwrap();
    assert_eq!(standing.alerts.first().map(|kept| &kept.alert), rules.alert.as_ref());
    rules.alert.map(|Alert { trouble, .. }| trouble)
}

#[tokio::test]
async fn three_waits_in_an_hour_pause_the_twin_and_what_was_being_sent_arrives_after_that() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::TellsToWait; 3]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    for _ in 0..2 {
        let at = stage.retrying().await;
        stage.clock.move_to(at);
    }
    assert_eq!(alert(&mut stage).await, Trouble::Flooded);
    let at = stage.retrying().await;
    stage.clock.move_to(at + Duration::from_secs(3_600));
    stage.all_is_taken().await;
    assert_eq!(kept(&mut stage).await, Some(Trouble::Flooded));
    stage.online().await;
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.tried().len(), 3, "nothing is tried while it is paused");
    stage.engine.resume(None).await.unwrap();
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    assert_eq!(kept(&mut stage).await, None);
}

#[tokio::test]
async fn who_writes_or_changes_the_mode_while_telegram_tells_to_wait_is_heeded() {
    for says_off in [false, true] {
        let mut stage = Stage::set().await;
        stage.telegram.will_answer(&[Answer::TellsToWait]);
        let (_, send_at) = stage.plans(QUESTION).await;
        stage.time_comes(send_at).await;
        let at = stage.retrying().await;
        if says_off {
            assert!(
                stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Off)).await.unwrap()
            );
        } else {
            stage.telegram.writes(Author::Owner, "сам отвечу");
        }
        stage.until(|event| matches!(event, TwinEvent::Failed { .. }).then_some(())).await;
        stage.clock.move_to(at);
        stage.all_is_taken().await;
        assert_eq!(stage.telegram.tried().len(), 1, "Telegram took nothing, and is given nothing");
    }
}

#[tokio::test]
async fn waits_hours_apart_pause_nothing() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::TellsToWait; 3]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    for _ in 0..3 {
        stage.retrying().await;
        stage.clock.move_to(stage.clock.now() + Duration::from_secs(3_600));
    }
    stage.sent().await;
    assert_eq!(kept(&mut stage).await, None);
}

#[tokio::test]
async fn a_restricted_account_sends_nothing_more_until_its_owner_says_so() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::Restricts]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    let restricted = Trouble::Restricted { reason: "PEER_FLOOD".into() };
    assert_eq!(alert(&mut stage).await, restricted);
    assert_eq!(stage.holds(ANOTHER_QUESTION).await, (None, Why::Paused));
    assert_eq!(stage.telegram.tried().len(), 1);
    assert_eq!(kept(&mut stage).await, Some(restricted));
}

#[tokio::test]
async fn a_reply_that_fails_half_way_is_shown_among_what_was_sent() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::Accepts, Answer::Refuses]);
    let (_, send_at) = stage.plans(LONG_QUESTION).await;
    stage.time_comes(send_at).await;
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.clock.move_to(stage.clock.now_and(60));
    stage.until(|event| matches!(event, TwinEvent::Failed { .. }).then_some(())).await;
    let [sent] = &stage.engine.inbox().await.unwrap().sent[..] else { panic!("it is shown") };
    assert_eq!((sent.reply.state, sent.reply.bubbles.len()), (ReplyState::Failed, 2));
    let arrived: Vec<_> = sent.reply.arrived().map(|bubble| &*bubble.text).collect();
    assert_eq!(arrived, [LONG_ANSWER[0]]);
}

/// A reply on its way to a Telegram that says that the account may send nothing.
async fn kept_reply() -> Stage {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::Restricts]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    assert_eq!(stage.held().await, (None, Why::Paused));
    stage
}

#[tokio::test]
async fn a_reply_that_a_restricted_account_could_not_send_goes_out_after_that() {
    for dies in [false, true] {
        let mut stage = kept_reply().await;
        if dies {
            stage.restart().await;
            assert_eq!(stage.held().await, (None, Why::Paused));
        }
        let [due] = &stage.engine.inbox().await.unwrap().due[..] else { panic!("it is shown") };
        assert_eq!(due.reply.bubbles[0].text, ANSWER);
        stage.clock.move_to(stage.clock.now_and(3_600));
        stage.engine.resume(None).await.unwrap();
        stage.sent().await;
        assert_eq!(stage.telegram.arrived(), [ANSWER]);
        let tried = stage.telegram.tried();
        assert!(tried.len() == 2 && tried[0] == tried[1], "{tried:?}");
    }
}

#[tokio::test]
async fn a_reply_that_a_restricted_account_could_not_send_can_be_stopped() {
    let mut stage = kept_reply().await;
    let id = stage.engine.inbox().await.unwrap().due[0].reply.id;
    assert_eq!(stage.engine.stop_reply(id).await.unwrap(), Said::InTime);
    assert_eq!(stage.cancelled().await, CancelReason::OwnerStopped);
    stage.engine.resume(None).await.unwrap();
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.tried().len(), 1);
}

#[tokio::test]
async fn what_is_answered_or_stale_by_the_end_of_a_restriction_is_withdrawn() {
    let mut stage = kept_reply().await;
    stage.telegram.writes(Author::Owner, "сам отвечу");
    assert_eq!(stage.cancelled().await, CancelReason::OwnerWrote);
    stage.engine.resume(None).await.unwrap();
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.tried().len(), 1);

    let mut stage = kept_reply().await;
    stage.clock.move_to(stage.clock.now_and(30 * 86_400));
    stage.engine.resume(None).await.unwrap();
    stage.cancelled().await;
    assert!(stage.engine.inbox().await.unwrap().due.is_empty());
    assert_eq!(stage.telegram.tried().len(), 1);

    let mut stage = kept_reply().await;
    stage.telegram.writes(Author::Other, QUESTION);
    assert_eq!(stage.cancelled().await, CancelReason::NewMessage);
    stage.burst_passes().await;
    stage.held().await;
    stage.engine.resume(None).await.unwrap();
    stage.burst_passes().await;
    let (bubbles, _) = stage.planned().await;
    assert_eq!(bubbles, [ANSWER], "what was said last is answered");
    assert_eq!(stage.telegram.tried().len(), 1);
}

#[tokio::test]
async fn the_rest_of_a_reply_that_a_restriction_has_cut_goes_out_after_that_unless_the_owner_wrote()
{
    for owner_writes in [false, true] {
        let mut stage = Stage::set().await;
        stage.telegram.will_answer(&[Answer::Accepts, Answer::Restricts]);
        let (bubbles, send_at) = stage.plans(LONG_QUESTION).await;
        assert_eq!(bubbles.len(), 2);
        stage.time_comes(send_at).await;
        stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
        stage.clock.move_to(stage.clock.now_and(60));
        assert_eq!(stage.held().await, (None, Why::Paused));
        if owner_writes {
            stage.telegram.writes(Author::Owner, "сам отвечу");
            stage.all_is_taken().await;
        }
        stage.engine.resume(None).await.unwrap();
        stage.sent().await;
        let arrives = if owner_writes { &LONG_ANSWER[..1] } else { &LONG_ANSWER[..] };
        assert_eq!(stage.telegram.arrived(), arrives);
    }
}

#[tokio::test]
async fn a_reply_that_may_have_arrived_before_the_restriction_is_not_said_again() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost, Answer::Restricts]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    let at = stage.retrying().await;
    stage.clock.move_to(at);
    stage.until(|event| matches!(event, TwinEvent::Failed { .. }).then_some(())).await;
    stage.engine.resume(None).await.unwrap();
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn a_session_that_telegram_ends_is_told_with_its_reason() {
    for reason in ["SESSION_REVOKED", "AUTH_KEY_DUPLICATED"] {
        let mut stage = Stage::set().await;
        stage.online().await;
        stage.telegram.ends(reason);
        let ended = Trouble::SessionEnded { reason: reason.into() };
        assert_eq!(alert(&mut stage).await, ended);
        assert_eq!(kept(&mut stage).await, Some(ended));
        assert!(stage.engine.dismiss_alert(stage.account).await.unwrap());
        assert_eq!(kept(&mut stage).await, None);
    }
}

async fn has_session(stage: &Stage) -> bool {
    let (store, owner) = stage.elsewhere().await;
    store.session(owner, stage.account).load().await.unwrap().is_some()
}

#[tokio::test]
async fn the_panic_button_withdraws_ends_the_session_and_forgets_its_keys() {
    let mut stage = Stage::set().await;
    stage.plans(QUESTION).await;
    assert_eq!(stage.engine.panic(stage.account).await.unwrap(), Some(Panic::Ended));
    assert!(stage.telegram.is_logged_out());
    assert!(!has_session(&stage).await);
    let view = stage.engine.account(stage.account).await.unwrap().unwrap();
    assert_eq!(
        (view.account.state, view.connection),
        (AccountState::LoggedOut, Connection::LoggedOut)
    );
    assert_eq!(kept(&mut stage).await, None, "it is what the owner wanted");
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
    // Once more does no harm, and ends nothing.
    assert_eq!(stage.engine.panic(stage.account).await.unwrap(), Some(Panic::NoSession));
    assert_eq!(kept(&mut stage).await, None);
}

#[tokio::test]
async fn a_session_that_cannot_be_ended_is_forgotten_and_its_owner_told_so() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.telegram.goes_away();
    assert_eq!(stage.engine.panic(stage.account).await.unwrap(), Some(Panic::OnlyHere));
    assert!(!has_session(&stage).await);
    assert_eq!(kept(&mut stage).await, Some(Trouble::NotRevoked));
    // Once more does not end it either, and does not say so.
    assert_eq!(stage.engine.panic(stage.account).await.unwrap(), Some(Panic::OnlyHere));
    assert!(stage.engine.dismiss_alert(stage.account).await.unwrap());
    assert_eq!(stage.engine.panic(stage.account).await.unwrap(), Some(Panic::NoSession));
}

async fn with_a_draft() -> Stage {
    let mut stage = Stage::set().await;
    stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Draft)).await.unwrap();
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Drafted { .. }).then_some(())).await;
    // The draft is shown right after it is told of; what comes next is taken later.
    stage.telegram.is_shown(ANSWER).await;
    stage
}

#[tokio::test]
async fn the_panic_button_takes_the_twins_draft_out_of_the_owners_app() {
    let stage = with_a_draft().await;
    assert_eq!(stage.engine.panic(stage.account).await.unwrap(), Some(Panic::Ended));
    assert!(stage.telegram.is_logged_out());
    assert_eq!(stage.telegram.drafts(), [ANSWER, ""]);
}

#[tokio::test]
async fn a_draft_that_cannot_be_taken_out_of_the_app_does_not_hold_up_the_panic_button() {
    let stage = with_a_draft().await;
    stage.telegram.leaves_drafts_hanging();
    let (engine, account) = (stage.engine.clone(), stage.account);
    let panicking = tokio::spawn(async move { engine.panic(account).await.unwrap() });
    stage.telegram.is_waited_for().await;
    assert!(!stage.telegram.is_logged_out());
    let seconds = stage.clock.now_and(2);
    stage.clock.move_to(seconds);
    assert_eq!(panicking.await.unwrap(), Some(Panic::Ended));
    assert!(stage.telegram.is_logged_out());
    assert!(!has_session(&stage).await);
}

#[tokio::test]
async fn nothing_is_sent_after_a_panic() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.engine.panic(stage.account).await.unwrap();
    assert_eq!(stage.cancelled().await, CancelReason::Held);
    stage.clock.move_to(send_at + Duration::from_secs(3_600));
    stage.restart().await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

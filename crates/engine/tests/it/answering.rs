//! What somebody who writes to the owner sees.

use std::time::Duration;

use domain::peer::SERVICE_PEERS;
use domain::{Author, ChatAction, Clock, Event, Message, MessageId, Mode, Peer};
use engine::{CancelReason, TwinEvent};

use crate::stage::{
    ANNA, ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, BURST, LONG_ANSWER, LONG_QUESTION, QUESTION,
    READ, Stage, TYPING, anna, message,
};
use crate::telegram::Answer;

#[tokio::test]
async fn a_question_is_read_typed_and_answered_in_the_owners_words() {
    let mut stage = Stage::set().await;
    let question = stage.telegram.writes(Author::Other, QUESTION);
    let asked_at = stage.clock.now();
    stage.burst_passes().await;
    let (bubbles, send_at) = stage.planned().await;
    assert_eq!(bubbles, [ANSWER]);
    assert_eq!(send_at, asked_at + BURST + READ + TYPING);
    assert_eq!(stage.telegram.arrived(), [""; 0], "nothing is sent before its time");

    stage.time_comes(send_at).await;
    let said = stage
        .until(|event| match event {
            TwinEvent::Message { message } => Some(message.clone()),
            _ => None,
        })
        .await;
    assert_eq!((said.author, said.content.text()), (Author::Twin, Some(ANSWER)));
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    assert_eq!(stage.telegram.read_up_to(), [question.id]);
    assert_eq!(stage.telegram.actions(), [ChatAction::Typing]);
    let last = stage.messages().await.pop().unwrap();
    assert_eq!((last.author, last.content.text()), (Author::Twin, Some(ANSWER)));
}

#[tokio::test]
async fn what_telegram_itself_writes_is_not_kept() {
    let mut stage = Stage::set().await;
    for (id, service) in (500..).zip(SERVICE_PEERS) {
        let code = message(id, Author::Other, "Login code: 48213", stage.clock.now());
        let message = Message { chat: service, sender: service, ..code };
        stage.telegram.happens(Event::Message { message, peer: Peer { id: service, ..anna() } });
    }
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.planned().await;
    for service in SERVICE_PEERS {
        let kept = stage.engine.chat(stage.account, service, 10).await.unwrap();
        assert!(kept.is_none(), "{service:?}");
    }
}

#[tokio::test]
async fn a_burst_is_answered_once_after_its_last_message() {
    let mut stage = Stage::set().await;
    stage.telegram.writes(Author::Other, "привет");
    let first = stage
        .until(|event| match event {
            TwinEvent::Waiting { until } => Some(*until),
            _ => None,
        })
        .await;
    stage.clock.move_to(first - Duration::from_secs(1));
    let last = stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    assert_eq!(stage.telegram.read_up_to(), [last.id]);
}

#[tokio::test]
async fn a_new_message_before_the_reply_makes_the_twin_think_again() {
    let mut stage = Stage::set().await;
    stage.plans(QUESTION).await;
    stage.telegram.writes(Author::Other, "ау");
    let reason = stage.cancelled().await;
    assert_eq!(reason, CancelReason::NewMessage);
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn the_twin_stands_down_when_the_owner_writes() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.telegram.writes(Author::Owner, "сам отвечу");
    let reason = stage.cancelled().await;
    assert_eq!(reason, CancelReason::OwnerWrote);

    // It keeps out for half an hour, whatever is asked, and then takes part again.
    stage.clock.move_to(send_at);
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let until = stage
        .until(|event| match event {
            TwinEvent::StandingDown { until } => Some(*until),
            _ => None,
        })
        .await;
    assert_eq!(stage.telegram.arrived(), [""; 0]);
    stage.clock.move_to(until);
    stage.plans(QUESTION).await;
}

#[tokio::test]
async fn in_watch_mode_the_twin_shows_what_it_would_have_said_and_sends_nothing() {
    let mut stage = Stage::set().await;
    assert!(stage.engine.set_default_mode(stage.account, Mode::Watch).await.unwrap());
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let would = stage
        .until(|event| match event {
            TwinEvent::Watched { bubbles, .. } => Some(bubbles.clone()),
            _ => None,
        })
        .await;
    assert_eq!(would, [ANSWER]);
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn a_mode_turned_off_withdraws_what_is_planned() {
    let mut stage = Stage::set().await;
    stage.plans(QUESTION).await;
    assert!(stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Off)).await.unwrap());
    assert_eq!(stage.cancelled().await, CancelReason::ModeChanged);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Ignored { .. }).then_some(())).await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn a_lost_answer_is_tried_again_with_the_same_random_id_and_arrives_once() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::AcceptsButTheAnswerIsLost, Answer::TellsToWait]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    for _ in 0..2 {
        let at = stage.retrying().await;
        stage.clock.move_to(at);
    }
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    let tried = stage.telegram.tried();
    assert_eq!(tried.len(), 3);
    assert!(tried.iter().all(|id| *id == tried[0]));
}

#[tokio::test]
async fn what_comes_while_a_reply_is_being_sent_is_answered_after_it() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::TellsToWait]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    let at = stage.retrying().await;
    stage.telegram.writes(Author::Other, ANOTHER_QUESTION);
    stage.until(|event| matches!(event, TwinEvent::Message { .. }).then_some(())).await;
    stage.clock.move_to(at);
    stage.sent().await;
    stage.burst_passes().await;
    let (bubbles, send_at) = stage.planned().await;
    assert_eq!(bubbles, [ANOTHER_ANSWER]);
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER, ANOTHER_ANSWER]);
}

#[tokio::test]
async fn a_question_left_unanswered_does_not_keep_the_next_one_from_its_answer() {
    let mut stage = Stage::set().await;
    stage.telegram.writes(Author::Other, "какой у тебя номер паспорта?");
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Silent { .. }).then_some(())).await;
    let (bubbles, _) = stage.plans(QUESTION).await;
    assert_eq!(bubbles, [ANSWER]);
}

#[tokio::test]
async fn a_refused_reply_fails_and_the_chat_goes_on() {
    let mut stage = Stage::set().await;
    stage.telegram.will_answer(&[Answer::Refuses]);
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    let reason = stage
        .until(|event| match event {
            TwinEvent::Failed { reason, .. } => Some(reason.clone()),
            _ => None,
        })
        .await;
    assert_eq!(reason, "USER_IS_BLOCKED");
    stage.plans(QUESTION).await;
}

#[tokio::test]
async fn the_same_update_twice_is_one_message() {
    let mut stage = Stage::set().await;
    let asked = stage.telegram.writes(Author::Other, QUESTION);
    stage.telegram.happens(Event::Message { message: asked.clone(), peer: anna() });
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    let copies = stage.messages().await.iter().filter(|one| one.id == asked.id).count();
    assert_eq!(copies, 1);
}

#[tokio::test]
async fn after_a_gap_in_the_updates_the_history_is_read_and_answered() {
    let mut stage = Stage::set().await;
    stage.telegram.happens(Event::Gap);
    stage.burst_passes().await;
    let (bubbles, _) = stage.planned().await;
    assert_eq!(bubbles, [ANSWER]);
}

#[tokio::test]
async fn a_bot_is_never_answered() {
    let mut stage = Stage::set().await;
    let mut bot = anna();
    bot.flags.bot = true;
    let asked = message(2_000, Author::Other, QUESTION, stage.clock.now());
    stage.telegram.happens(Event::Message { message: asked, peer: bot });
    stage.until(|event| matches!(event, TwinEvent::Message { .. }).then_some(())).await;
    // Had it been taken up, a wait would come before the next message.
    let asked = stage.telegram.writes(Author::Other, QUESTION);
    let first = stage.next_of_chat().await;
    assert!(matches!(first, TwinEvent::Message { message } if message.id == asked.id));
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn what_the_owner_answered_while_the_line_was_cut_is_not_answered_again() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.telegram.goes_away();
    stage.time_comes(send_at).await;
    // The owner wrote on another device; it is told when the line is back.
    stage.telegram.writes(Author::Owner, "сам отвечу");
    stage.telegram.comes_back();
    stage.cancelled().await;
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::StandingDown { .. }).then_some(())).await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn what_is_old_when_it_is_seen_is_left_to_the_owner() {
    let mut stage = Stage::set().await;
    let long_ago = stage.clock.now() - Duration::from_secs(2 * 86_400);
    let asked = message(900, Author::Other, QUESTION, long_ago);
    stage.telegram.happens(Event::Message { message: asked, peer: anna() });
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Ignored { .. }).then_some(())).await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn a_reply_of_several_messages_is_cut_short_when_somebody_writes_in_between() {
    let mut stage = Stage::set().await;
    let (bubbles, send_at) = stage.plans(LONG_QUESTION).await;
    assert_eq!(bubbles, LONG_ANSWER);
    stage.time_comes(send_at).await;
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.telegram.writes(Author::Owner, "дальше я сам");
    let left_out = stage
        .until(|event| match event {
            TwinEvent::CutShort { left_out, .. } => Some(left_out.clone()),
            _ => None,
        })
        .await;
    assert_eq!(left_out, LONG_ANSWER[1..], "that is told");
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), LONG_ANSWER[..1]);
}

#[tokio::test]
async fn an_answer_that_the_owner_took_back_is_not_given_again() {
    let mut stage = Stage::set().await;
    let own_answers: Vec<_> = stage
        .messages()
        .await
        .into_iter()
        .filter(|message| message.content.text() == Some(ANSWER))
        .map(|message| message.id)
        .collect();
    stage.telegram.happens(Event::Deleted { chat: None, ids: own_answers });
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Silent { .. }).then_some(())).await;
}

#[tokio::test]
async fn what_is_struck_out_elsewhere_is_not_said_any_more() {
    let mut stage = Stage::set().await;
    let (store, owner) = stage.elsewhere().await;
    let answers: Vec<MessageId> = (1..=5).map(|day| MessageId(day * 10 + 4)).collect();
    let mut tx = store.begin(owner).await.unwrap();
    for answer in &answers {
        assert!(tx.strike_answer(stage.account, ANNA, *answer).await.unwrap());
    }
    tx.commit().await.unwrap();
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Silent { .. }).then_some(())).await;

    let mut tx = store.begin(owner).await.unwrap();
    for answer in &answers {
        assert!(tx.restore_answer(stage.account, ANNA, *answer, *answer).await.unwrap());
    }
    tx.commit().await.unwrap();
    assert_eq!(stage.plans(QUESTION).await.0, [ANSWER]);
}

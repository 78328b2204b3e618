//! What the owner allows, and what somebody who writes then sees of it.

use std::time::Duration;

use domain::policy::{Hours, Limit, Outside, Span, Why};
use domain::{Author, Clock, Event, IgnoreReason, Mode, ReplyId, Timestamp};
use engine::{CancelReason, NewAccount, Said, TwinEvent};

use crate::stage::{
    ANNA, ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, BURST, LONG_ANSWER, LONG_QUESTION, QUESTION,
    START, Stage,
};

const AWAY: &str = "я не у телефона, напишу завтра";

/// The twin may write from 9 to 21; it is 22:13 when a stage is set.
fn by_day(outside: Outside) -> Hours {
    let week = std::array::from_fn(|_| vec![Span { from: 9 * 60, to: 21 * 60 }]);
    Hours { week: Some(week), outside, ..Hours::default() }
}

/// Nine o'clock of the morning after the stage was set.
fn morning() -> Timestamp {
    START + Duration::from_secs(10 * 3_600 + 46 * 60 + 40)
}

async fn at_night(outside: Outside) -> Stage {
    let stage = Stage::set().await;
    stage.allows(|policy| policy.hours = by_day(outside)).await;
    stage
}

async fn drafted(stage: &mut Stage) -> ReplyId {
    stage
        .until(|event| match event {
            TwinEvent::Drafted { reply, .. } => Some(*reply),
            _ => None,
        })
        .await
}

async fn ignored(stage: &mut Stage) -> IgnoreReason {
    stage
        .until(|event| match event {
            TwinEvent::Ignored { reason } => Some(*reason),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn what_is_asked_at_night_is_answered_in_the_morning_also_after_a_restart() {
    let mut stage = at_night(Outside::Silence).await;
    assert_eq!(stage.holds(QUESTION).await, (Some(morning()), Why::OutsideHours));
    stage.restart().await;
    stage.online().await;
    stage.burst_passes().await;
    assert_eq!(stage.held().await, (Some(morning()), Why::OutsideHours));
    stage.clock.move_to(morning());
    let (bubbles, send_at) = stage.planned().await;
    assert_eq!(bubbles, [ANSWER]);
    assert_eq!(stage.telegram.tried(), [0_i64; 0], "not a word before nine");
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn what_is_old_in_the_morning_is_left_to_the_owner() {
    let mut stage = at_night(Outside::Silence).await;
    stage.allows(|policy| policy.answer_within = Duration::from_secs(3_600)).await;
    stage.holds(QUESTION).await;
    stage.clock.move_to(morning());
    assert_eq!(ignored(&mut stage).await, IgnoreReason::TooOld);
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn who_writes_at_night_is_told_once_and_answered_in_the_morning() {
    let mut stage = at_night(Outside::Away { text: AWAY.into() }).await;
    let (bubbles, send_at) = stage.plans(QUESTION).await;
    assert_eq!(bubbles, [AWAY]);
    stage.time_comes(send_at).await;
    stage.sent().await;
    stage.burst_passes().await;
    assert_eq!(stage.held().await, (Some(morning()), Why::OutsideHours));
    assert_eq!(stage.holds(ANOTHER_QUESTION).await, (Some(morning()), Why::OutsideHours));
    stage.restart().await;
    stage.online().await;
    assert_eq!(stage.held_after_burst().await, (Some(morning()), Why::OutsideHours));
    assert_eq!(stage.telegram.arrived(), [AWAY]);

    stage.clock.move_to(morning());
    let (bubbles, send_at) = stage.planned().await;
    assert_eq!(bubbles, [ANOTHER_ANSWER]);
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [AWAY, ANOTHER_ANSWER]);

    // Only what the twin has composed can speak for it.
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.read(owner).await.unwrap();
    let replies = tx.recent_replies(stage.account, ANNA, 2).await.unwrap();
    assert_eq!(replies.iter().map(|reply| reply.away).collect::<Vec<_>>(), [false, true]);

    // The next night is another absence.
    let night = morning() + Duration::from_secs(13 * 3_600);
    stage.clock.move_to(night);
    assert_eq!(stage.plans(QUESTION).await.0, [AWAY]);
}

#[tokio::test]
async fn where_the_twin_may_only_draft_it_does_not_say_that_the_owner_is_away() {
    let mut stage = at_night(Outside::Away { text: AWAY.into() }).await;
    stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Draft)).await.unwrap();
    assert_eq!(stage.holds(QUESTION).await.1, Why::OutsideHours);
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn drafts_may_be_written_at_night_and_sent_with_the_owners_word() {
    let mut stage = at_night(Outside::Draft).await;
    assert_eq!(stage.holds(QUESTION).await, (None, Why::OutsideHours));
    let reply = drafted(&mut stage).await;
    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::InTime);
    let send_at = stage.clock.now() + crate::stage::TYPING;
    stage.clock.move_to(send_at);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn a_reply_that_is_due_after_the_hours_is_not_sent() {
    let mut stage = Stage::set().await;
    let closes = Span { from: 9 * 60, to: 22 * 60 + 14 };
    let week = std::array::from_fn(|_| vec![closes]);
    stage
        .allows(|policy| {
            policy.hours = Hours { week: Some(week), ..Hours::default() };
            policy.countdown = Duration::from_secs(90);
        })
        .await;
    stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Countdown)).await.unwrap();
    let (_, send_at) = stage.plans(QUESTION).await;
    assert_eq!(send_at, START + BURST + Duration::from_secs(90));
    stage.time_comes(send_at).await;
    assert_eq!(stage.cancelled().await, CancelReason::Held);
    assert_eq!(stage.held_after_burst().await.1, Why::OutsideHours);
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn an_hour_has_so_many_turns_and_the_next_one_is_a_draft() {
    let mut stage = Stage::set().await;
    stage.allows(|policy| policy.limits.turns_per_hour = Some(1)).await;
    stage.answers(QUESTION).await;
    let limit = Why::Limit(Limit::TurnsPerHour);
    assert_eq!(stage.holds(ANOTHER_QUESTION).await, (None, limit));
    let reply = drafted(&mut stage).await;
    // With the owner's word it goes all the same, and does not count.
    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::InTime);
    stage.clock.move_to(stage.clock.now() + crate::stage::TYPING);
    stage.sent().await;
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(3_600));
    stage.answers(QUESTION).await;
    assert_eq!(stage.telegram.arrived(), [ANSWER, ANOTHER_ANSWER, ANSWER]);
}

#[tokio::test]
async fn messages_keep_their_distance() {
    let mut stage = Stage::set().await;
    stage.allows(|policy| policy.limits.spacing = Duration::from_secs(60)).await;
    stage.answers(QUESTION).await;
    let sent_at = stage.clock.now();
    let (_, send_at) = stage.plans(ANOTHER_QUESTION).await;
    stage.time_comes(send_at).await;
    let free = sent_at + Duration::from_secs(60);
    assert_eq!(stage.held().await, (Some(free), Why::Limit(Limit::Spacing)));
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    stage.clock.move_to(free);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER, ANOTHER_ANSWER]);
}

#[tokio::test]
async fn the_messages_of_a_reply_keep_their_distance_too() {
    let mut stage = Stage::set().await;
    stage.allows(|policy| policy.limits.spacing = Duration::from_secs(60)).await;
    let (_, send_at) = stage.plans(LONG_QUESTION).await;
    stage.time_comes(send_at).await;
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.clock.move_to(send_at + Duration::from_secs(59));
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    assert_eq!(stage.telegram.arrived(), LONG_ANSWER[..1]);
    stage.clock.move_to(send_at + Duration::from_secs(60));
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), LONG_ANSWER);
}

#[tokio::test]
async fn a_bot_that_answers_at_once_is_not_answered_for_ever() {
    let mut stage = Stage::set().await;
    stage.allows(|policy| policy.limits.exchanges = Some(2)).await;
    stage.answers(QUESTION).await;
    stage.answers(ANOTHER_QUESTION).await;
    let left = (None, Why::Limit(Limit::Exchanges));
    assert_eq!(stage.holds(QUESTION).await, left);
    assert_eq!(stage.holds(QUESTION).await, left);
    assert_eq!(stage.telegram.arrived(), [ANSWER, ANOTHER_ANSWER]);
    // A person who comes back after a rest is answered again.
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(601));
    assert_eq!(stage.plans(LONG_QUESTION).await.0, LONG_ANSWER);
}

#[tokio::test]
async fn a_pause_withdraws_what_is_planned_and_lasts_until_it_is_ended() {
    let mut stage = Stage::set().await;
    stage.plans(QUESTION).await;
    assert!(stage.engine.pause(None, None).await.unwrap());
    assert_eq!(stage.cancelled().await, CancelReason::Held);
    assert_eq!(stage.held_after_burst().await, (None, Why::Paused));
    stage.restart().await;
    stage.online().await;
    assert_eq!(stage.held_after_burst().await, (None, Why::Paused));
    assert!(stage.engine.standing().await.unwrap().all_paused());

    assert!(stage.engine.resume(Some(stage.account)).await.unwrap());
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    assert!(!stage.engine.standing().await.unwrap().all_paused());
}

#[tokio::test]
async fn a_pause_with_an_end_ends_by_itself() {
    let mut stage = Stage::set().await;
    let until = START + Duration::from_secs(900);
    assert!(stage.engine.pause(Some(stage.account), Some(until)).await.unwrap());
    assert_eq!(stage.holds(QUESTION).await, (Some(until), Why::Paused));
    stage.clock.move_to(until);
    assert_eq!(stage.planned().await.0, [ANSWER]);
}

#[tokio::test]
async fn even_the_owners_word_waits_for_the_end_of_a_pause_and_is_not_lost() {
    let mut stage = Stage::set().await;
    stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Draft)).await.unwrap();
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let reply = drafted(&mut stage).await;
    stage.engine.pause(None, None).await.unwrap();
    assert_eq!(stage.engine.approve(reply, Some("нормально")).await.unwrap(), Said::InTime);
    stage.clock.move_to(stage.clock.now() + crate::stage::TYPING);
    assert_eq!(stage.held().await, (None, Why::Paused));
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
    stage.engine.resume(None).await.unwrap();
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), ["нормально"]);
}

#[tokio::test]
async fn a_pause_cuts_short_what_is_being_sent() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(LONG_QUESTION).await;
    stage.time_comes(send_at).await;
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    // What only changes the rules does not.
    stage.allows(|policy| policy.countdown = Duration::from_secs(5)).await;
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.engine.pause(None, None).await.unwrap();
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), LONG_ANSWER[..1]);
}

#[tokio::test]
async fn strangers_have_a_mode_of_their_own() {
    let mut stage = Stage::set().await;
    stage.allows(|policy| policy.strangers = Some(Mode::Draft)).await;
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    drafted(&mut stage).await;
    let chat = stage.engine.chat(stage.account, ANNA, 1).await.unwrap().unwrap();
    assert_eq!((chat.mode, chat.chat.mode), (Mode::Draft, None));
}

#[tokio::test]
async fn the_twin_waits_while_the_owner_reads() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(QUESTION).await;
    let read_at = send_at - Duration::from_secs(5);
    stage.clock.move_to(read_at);
    let asked = stage.messages().await.pop().unwrap();
    stage.telegram.happens(Event::ReadByOwner { chat: ANNA, up_to: asked.id });
    stage.all_is_taken().await;
    stage.time_comes(send_at).await;
    let until = read_at + Duration::from_secs(30);
    assert_eq!(stage.held().await, (Some(until), Why::OwnerHere));
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
    stage.clock.move_to(until);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn the_twins_own_reading_is_not_taken_for_the_owners() {
    let mut stage = Stage::set().await;
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.clock.move_to(send_at - crate::stage::TYPING);
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    let up_to = stage.telegram.read_up_to()[0];
    stage.telegram.happens(Event::ReadByOwner { chat: ANNA, up_to });
    stage.all_is_taken().await;
    stage.clock.move_to(send_at);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn everything_is_held_while_the_owner_is_online_if_they_want_that() {
    let mut stage = Stage::set().await;
    let online = |stage: &Stage, seconds: u64| {
        let until = stage.clock.now_and(seconds);
        stage.telegram.happens(Event::OwnerOnline { until: Some(until) });
        until
    };
    // Without a word of theirs it is of no import.
    online(&stage, 300);
    stage.answers(QUESTION).await;

    stage.allows(|policy| policy.stand_down.while_online = true).await;
    stage.telegram.happens(Event::OwnerOnline { until: None });
    stage.plans(ANOTHER_QUESTION).await;
    let until = online(&stage, 300);
    assert_eq!(stage.cancelled().await, CancelReason::Held);
    assert_eq!(stage.held_after_burst().await, (Some(until), Why::OwnerOnline));
    // They stay, and go in the end.
    let later = online(&stage, 600);
    stage.all_is_taken().await;
    stage.clock.move_to(until);
    assert_eq!(stage.held().await, (Some(later), Why::OwnerOnline));
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    stage.telegram.happens(Event::OwnerOnline { until: None });
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER, ANOTHER_ANSWER]);
}

#[tokio::test]
async fn an_account_that_is_added_while_all_are_paused_is_paused_too() {
    let stage = Stage::set().await;
    let add = async |name: &str, user: i64| {
        let (store, owner) = stage.elsewhere().await;
        let export = format!(
            r#"{{"personal_information": {{"user_id": {user}, "first_name": "{name}"}},
                "chats": {{"list": [{{"type": "personal_chat", "id": 7, "name": "Анна", "messages": []}}]}}}}"#
        );
        let source = std::io::Cursor::new(export.into_bytes());
        let now = stage.clock.now();
        let report = engine::import(
            &store,
            owner,
            source,
            None,
            NewAccount::new(now, user.cast_unsigned().into()),
        );
        let account = report.await.unwrap().account;
        stage.engine.rules(account).await.unwrap().unwrap().pause
    };
    assert_eq!(add("Вера", 201).await, None);
    stage.engine.pause(Some(stage.account), None).await.unwrap();
    assert_eq!(add("Олег", 202).await, None, "only one of them is paused");
    let until = stage.clock.now_and(3_600);
    stage.engine.pause(None, Some(until)).await.unwrap();
    let since = stage.clock.now();
    assert_eq!(add("Нина", 203).await, Some(domain::Pause { since, until: Some(until) }));
    stage.clock.move_to(until);
    assert_eq!(add("Лев", 204).await, None, "that pause is over");
}

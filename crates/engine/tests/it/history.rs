//! Reading an account's own history: in pages, at a pace, across restarts, and without answering it.

use std::time::Duration;

use domain::{Author, Clock, Event, Message, MessengerError, Timestamp};
use engine::{HistoryState, TwinEvent};

use crate::stage::{PAGE_PAUSE, START, Stage, anna, message};

/// Messages of Anna and the owner in turn, a minute apart, the last one at `until`.
fn past(ids: std::ops::Range<i32>, until: Timestamp) -> Vec<Message> {
    let last = ids.end - 1;
    let day = |id: i32| Duration::from_secs(u64::try_from(last - id).unwrap() * 60);
    ids.map(|id| {
        let author = if id % 2 == 0 { Author::Other } else { Author::Owner };
        message(id, author, &format!("слово{id}"), until - day(id))
    })
    .collect()
}

impl Stage {
    async fn progress(&mut self) -> (u64, u64, u64) {
        self.until(|event| match event {
            TwinEvent::HistoryProgress { chats, chats_done, messages } => {
                Some((*chats, *chats_done, *messages))
            }
            _ => None,
        })
        .await
    }

    async fn history_done(&mut self) -> usize {
        self.until(|event| match event {
            TwinEvent::HistoryDone { exemplars } => Some(*exemplars),
            _ => None,
        })
        .await
    }

    async fn history_state(&self) -> HistoryState {
        let view = self.engine.account(self.account).await.unwrap().unwrap();
        view.history.expect("it was asked for").state
    }
}

#[tokio::test]
async fn a_history_is_read_backwards_to_its_limit_also_across_a_restart() {
    let mut stage = Stage::set().await;
    stage.until(|event| matches!(event, TwinEvent::Connection { .. }).then_some(())).await;
    stage.telegram.remembers(past(100..500, START - Duration::from_secs(600)));
    assert!(stage.engine.read_history(stage.account).await.unwrap());
    assert!(!stage.engine.read_history(stage.account).await.unwrap(), "once at a time");
    assert_eq!(stage.progress().await, (1, 0, 100));
    stage.restart().await;
    assert_eq!(stage.progress().await, (1, 0, 200));
    stage.clock.move_to(START + PAGE_PAUSE * 2);
    assert_eq!(stage.progress().await, (1, 1, 250));
    stage.clock.hurry();
    let learnt = stage.history_done().await;

    assert_eq!(stage.telegram.pages(), [None, Some(400), Some(300)], "nothing is read twice");
    assert_eq!(stage.history_state().await, HistoryState::Done);
    // What the stage has from before, and an answer for each two messages read.
    let view = stage.engine.account(stage.account).await.unwrap().unwrap();
    assert_eq!(view.exemplars, learnt);
    assert_eq!(learnt, 15 + 125);
    let kept = stage.engine.chat(stage.account, anna().id, 1_000).await.unwrap().unwrap();
    assert_eq!(kept.messages.len(), 35 + 250);
    assert!(stage.engine.read_history(stage.account).await.unwrap(), "it can be read again");
}

#[tokio::test]
async fn waits_and_outages_are_outlasted_and_a_refusal_ends_it() {
    let mut stage = Stage::set().await;
    stage.until(|event| matches!(event, TwinEvent::Connection { .. }).then_some(())).await;
    stage.telegram.remembers(past(100..150, START - Duration::from_secs(600)));
    stage.telegram.will_refuse_history(MessengerError::Unreachable("the line is down".into()));
    stage.telegram.will_refuse_history(MessengerError::FloodWait(Duration::from_secs(9_000)));
    stage.clock.hurry();
    let began = stage.clock.now();
    stage.engine.read_history(stage.account).await.unwrap();
    stage.history_done().await;
    assert!(stage.clock.now() >= began + Duration::from_secs(9_000), "it was told to wait");

    let frozen = || MessengerError::Restricted { reason: "FROZEN_METHOD_INVALID".into() };
    stage.telegram.will_refuse_history(frozen());
    stage.engine.read_history(stage.account).await.unwrap();
    let reason = stage
        .until(|event| match event {
            TwinEvent::HistoryRefused { reason } => Some(reason.clone()),
            _ => None,
        })
        .await;
    assert_eq!(reason, "FROZEN_METHOD_INVALID");
    assert_eq!(stage.history_state().await, HistoryState::Refused);
    // A chat that may not be read is passed over.
    let private = MessengerError::Refused { reason: "CHANNEL_PRIVATE".into() };
    stage.telegram.will_refuse_history(private);
    stage.engine.read_history(stage.account).await.unwrap();
    stage.history_done().await;
}

#[tokio::test]
async fn the_past_is_not_answered_and_what_comes_now_is() {
    let mut stage = Stage::set().await;
    stage.until(|event| matches!(event, TwinEvent::Connection { .. }).then_some(())).await;
    let mut past = past(100..121, START - Duration::from_secs(600));
    // Telegram has it already, and its event is still on the way.
    let now = stage.telegram.unsent(crate::stage::QUESTION);
    past.push(now.clone());
    stage.telegram.remembers(past);
    stage.engine.read_history(stage.account).await.unwrap();
    stage.progress().await;
    // It is the event that brings it that the twin hears of it by.
    stage.telegram.happens(Event::Message { message: now, peer: anna() });
    stage.until(|event| matches!(event, TwinEvent::Waiting { .. }).then_some(())).await;
    // Somebody writes while the twin learns, and the owner answers from the phone.
    stage.telegram.writes(Author::Other, "как тебе новый стол?");
    stage.telegram.writes(Author::Owner, "стол отличный");
    let stored = |event: &TwinEvent| match event {
        TwinEvent::Message { message } => message.content.text().map(str::to_owned),
        _ => None,
    };
    while stage.until(stored).await != "стол отличный" {}
    stage.clock.hurry();
    let learnt = stage.history_done().await;
    assert_eq!(learnt, 15 + 10 + 1, "the live answer is learnt too");
    let texts: Vec<_> = stage
        .messages()
        .await
        .iter()
        .filter_map(|one| one.content.text().map(str::to_owned))
        .collect();
    assert!(texts.iter().any(|text| text == "слово120"));
}

#[tokio::test]
async fn only_the_chosen_chats_are_read() {
    let mut stage = Stage::set().await;
    stage.until(|event| matches!(event, TwinEvent::Connection { .. }).then_some(())).await;
    stage.telegram.remembers(past(100..150, START - Duration::from_secs(600)));
    let unknown = domain::PeerId(987_654);
    assert!(!stage.engine.read_chats(stage.account, &[unknown]).await.unwrap(), "nothing to read");
    let chosen = [unknown, anna().id];
    assert!(stage.engine.read_chats(stage.account, &chosen).await.unwrap());
    assert!(!stage.engine.read_chats(stage.account, &chosen).await.unwrap(), "once at a time");
    assert_eq!(stage.progress().await, (1, 1, 50));
    stage.clock.hurry();
    stage.history_done().await;
    assert_eq!(stage.telegram.pages(), [None], "nothing but that chat is asked for");
}

#[tokio::test]
async fn how_the_line_fares_is_told() {
    let mut stage = Stage::set().await;
    stage.until(|event| matches!(event, TwinEvent::Connection { .. }).then_some(())).await;
    let health = stage.engine.health(stage.account);
    assert_eq!((health.online_since, health.heard_at), (Some(START), Some(START)));
    assert_eq!((health.lost, health.floods, health.restarts), (0, 0, 0));
}

#[tokio::test]
async fn the_pace_is_shown_on_what_the_owner_has_said() {
    let stage = Stage::set().await;
    let preview = stage.engine.pace_preview(stage.account, None).await.unwrap();
    let preview = preview.expect("the stage has talks");
    assert_eq!(preview.plan.typing.len(), preview.bubbles.len());
    assert!(!preview.bubbles.is_empty() && !preview.asked.is_empty());
    let nobody = stage.engine.pace_preview(stage.account, Some(domain::PeerId(987_654))).await;
    assert_eq!(nobody.unwrap(), None);
}

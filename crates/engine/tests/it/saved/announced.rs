//! Drafts and countdowns that are told of in Saved Messages by themselves, and who may cause how many
//! lines.

use domain::policy::{Lines, WallDay, WallTime};
use domain::{Author, Mode};
use engine::SavedAnswer as Answer;
use engine::SavedLanguage::Ru;
use engine::{CancelReason, Goes, SavedWords, ShownReply, TwinEvent};

use super::{Words, set, shown};
use crate::stage::{ANNA, ANOTHER_QUESTION, ANSWER, LONG_ANSWER, LONG_QUESTION, QUESTION, Stage};

impl Stage {
    async fn tells_of_drafts(&self) {
        self.allows(|policy| policy.saved.lines = Lines::Drafts).await;
    }

    async fn in_mode(&self, mode: Mode) {
        assert!(self.engine.set_chat_mode(self.account, ANNA, Some(mode)).await.unwrap());
    }

    /// Anna asks, and something is planned or drafted.
    pub(super) async fn asks(&mut self, question: &str) {
        self.telegram.writes(Author::Other, question);
        self.burst_passes().await;
        let is_thought = |event: &TwinEvent| {
            matches!(event, TwinEvent::Drafted { .. } | TwinEvent::Planned { .. }).then_some(())
        };
        self.until(is_thought).await;
    }
}

#[tokio::test]
async fn a_countdown_shows_when_it_ends_and_is_stopped_by_a_word() {
    let mut stage = set().await;
    stage.tells_of_drafts().await;
    stage.in_mode(Mode::Countdown).await;
    stage.asks(QUESTION).await;
    let (line, told) = stage.lines(1).await.remove(0);
    // It was asked at 22:13:20, and two seconds passed.
    let goes = Some(Goes {
        in_seconds: 60,
        at: WallTime { day: WallDay::Today, hour: 22, minute: 14, second: Some(22) },
    });
    let counted = ShownReply { goes, ..shown(&[ANSWER], &[QUESTION], false) };
    assert_eq!(told, Words.reply(None, &counted));
    let by_itself = Answer::GoesByItself { chat: "Анна".to_owned() };
    stage.all_is_written().await;
    assert_eq!(stage.hears("да", Some(line)).await.1, Words.answer(Some(Ru), &by_itself));
    stage.hears("стоп", Some(line)).await;
    assert_eq!(stage.cancelled().await, CancelReason::OwnerStopped);
    stage.clock.hurry();
    stage.all_is_taken().await;
    assert!(stage.telegram.arrived_at(ANNA).is_empty());
}

#[tokio::test]
async fn a_draft_is_told_of_and_goes_by_a_word_and_what_answers_by_itself_is_not_told() {
    let mut stage = set().await;
    stage.tells_of_drafts().await;
    stage.answers(QUESTION).await;
    stage.in_mode(Mode::Draft).await;
    stage.asks(LONG_QUESTION).await;
    let (line, told) = stage.lines(1).await.remove(0);
    assert_eq!(told, Words.reply(None, &shown(&LONG_ANSWER, &[LONG_QUESTION], false)));
    stage.all_is_written().await;
    stage.notes("да", Some(line));
    stage.goes_out().await;
    assert_eq!(stage.telegram.arrived_at(ANNA), [ANSWER, LONG_ANSWER[0], LONG_ANSWER[1]]);
    // What is over is only a note.
    stage.all_is_written().await;
    let lines = stage.telegram.saved().len();
    stage.notes("не забыть рассказать ей об этом", Some(line));
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.saved().len(), lines);
}

#[tokio::test]
async fn nothing_is_told_of_by_itself_unless_the_owner_wants_it() {
    let mut stage = set().await;
    stage.in_mode(Mode::Draft).await;
    stage.asks(QUESTION).await;
    stage.hears("двойник статус", None).await;
    assert_eq!(stage.telegram.saved().len(), 1);
    // Where they want nothing, the twin does not listen either.
    stage.allows(|policy| policy.saved.lines = Lines::Nothing).await;
    stage.owner_is_asked("во сколько завтра?").await;
    stage.notes("двойник пауза", None);
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.saved().len(), 1);
    assert_eq!(stage.engine.rules(stage.account).await.unwrap().unwrap().pause, None);
    assert_eq!(stage.engine.questions().await.unwrap().len(), 1, "it stands on its page");
}

#[tokio::test]
async fn whoever_writes_on_and_on_does_not_fill_the_notebook() {
    let mut stage = set().await;
    stage.tells_of_drafts().await;
    stage.in_mode(Mode::Draft).await;
    for round in 0..10 {
        stage.asks(if round % 2 == 0 { QUESTION } else { ANOTHER_QUESTION }).await;
        stage.all_is_written().await;
    }
    // Questions are counted with them.
    stage.owner_is_asked("во сколько завтра?").await;
    stage.all_is_written().await;
    assert_eq!(stage.telegram.saved().len(), 4);
    assert_eq!(stage.engine.questions().await.unwrap().len(), 1, "it stands on its page");
    // The owner's own commands are answered all the same, and an hour later there is room again.
    stage.hears("двойник статус", None).await;
    stage.clock.move_to(stage.clock.now_and(3_601));
    stage.in_mode(Mode::Draft).await;
    stage.asks(QUESTION).await;
    stage.lines(6).await;
}

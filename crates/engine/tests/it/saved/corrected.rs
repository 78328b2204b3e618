//! What the owner writes wrongly in Saved Messages, and puts right.

use domain::policy::WallDay::Tomorrow;
use domain::{Content, Event, Message};
use engine::SavedAnswer as Answer;
use engine::SavedLanguage::{En, Ru};
use engine::SavedWords;

use super::remote::clock;
use super::{Words, set};

#[tokio::test]
async fn what_was_not_understood_may_be_put_right_by_an_edit_within_a_minute() {
    let mut stage = set().await;
    let edited = |note: &Message, text: &str| {
        let content = Content::Text { text: text.to_owned() };
        Event::Edited(Message { content, ..note.clone() })
    };
    let slip = stage.note("twin pasue", None);
    stage.happens_in_saved(slip.clone());
    assert_eq!(stage.lines(1).await[0].1, Words.answer(Some(En), &Answer::Unknown));
    stage.telegram.happens(edited(&slip, "twin pause"));
    let paused = Words.answer(Some(En), &Answer::Paused { until: None });
    assert_eq!(stage.lines(2).await[1].1, paused);
    assert!(stage.pause().await.is_some());
    // What was done is not done otherwise, nor again, which is said.
    stage.telegram.happens(edited(&slip, "twin pause"));
    stage.telegram.happens(edited(&slip, "двойник, продолжай"));
    let before = |language| Words.answer(Some(language), &Answer::DoneBefore);
    assert_eq!(stage.lines(3).await[2].1, before(Ru));
    stage.telegram.happens(edited(&slip, "купить хлеба"));
    stage.telegram.happens(edited(&slip, "купить хлеба"));
    stage.all_is_taken().await;
    assert!(stage.pause().await.is_some());
    // A note may become a command, but not an old one.
    let note = stage.note("купить хлеба", None);
    stage.happens_in_saved(note.clone());
    stage.all_is_taken().await;
    stage.clock.move_to(stage.clock.now_and(61));
    stage.telegram.happens(edited(&note, "двойник, продолжай"));
    stage.all_is_taken().await;
    assert!(stage.pause().await.is_some());
    stage.all_is_written().await;
    assert_eq!(stage.telegram.saved().len(), 4);
}

#[tokio::test]
async fn a_time_that_is_none_is_said_to_be_none_and_put_right_by_an_edit() {
    let stage = set().await;
    for (text, language, answer) in [
        ("twin pause Anna 25:70", En, Answer::NoSpan),
        ("twin pause for ever and a day", En, Answer::NoSpan),
        ("двойник, пауза 25:70", Ru, Answer::NoSpan),
        ("двойник, что ты сказал за попугая", Ru, Answer::NoSince),
    ] {
        stage.is_told(text, &(language, answer)).await;
    }
    assert_eq!(stage.pause().await, None);
    let wrong = stage.note("twin pause Anna 25:70", None);
    stage.happens_in_saved(wrong.clone());
    stage.lines(5).await;
    let content = Content::Text { text: "twin pause 2 hours with Anna".to_owned() };
    stage.telegram.happens(Event::Edited(Message { content, ..wrong }));
    let until = Some(clock((Tomorrow, 0, 13)));
    let paused = Answer::PausedHere { chat: "Анна".to_owned(), until };
    assert_eq!(stage.lines(6).await[5].1, Words.answer(Some(En), &paused));
}

//! The account has a session of its own, and its owner lets the bot speak.

use std::sync::atomic::Ordering;

use domain::Author;
use engine::{CancelReason, Outgoing, Recipient, TwinEvent};
use sandbox::FaultKind;

use super::{World, by_bot, by_owner};
use crate::stage::{ANNA, ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, QUESTION};

/// A little more than a day.
const DAY: u64 = 25 * 3_600;

impl World {
    /// Each message of the chat since the past, once, with who has written it.
    async fn whole(&self) -> Vec<(String, Author)> {
        let kept = self.kept().await.into_iter();
        kept.map(|message| (message.content.text().unwrap_or_default().to_owned(), message.author))
            .collect()
    }
}

#[tokio::test]
async fn one_chat_is_one_chat_and_what_the_bot_says_is_not_the_owners() {
    let mut world = World::beside_session().await;
    world.answers(QUESTION).await;
    let (planned, _) = world.plans(ANOTHER_QUESTION).await;
    assert_eq!(planned, [ANOTHER_ANSWER], "the twin does not keep out because of itself");
    world.owner_writes("сам отвечу");
    assert_eq!(world.cancelled().await, CancelReason::OwnerWrote);
    assert_eq!(world.said(), [by_bot(ANSWER), by_owner("сам отвечу")]);
    let expected = [
        (QUESTION, Author::Other),
        (ANSWER, Author::Twin),
        (ANOTHER_QUESTION, Author::Other),
        ("сам отвечу", Author::Owner),
    ];
    assert_eq!(world.whole().await, expected.map(|(text, by)| (text.to_owned(), by)));
    world.end().await;
}

#[tokio::test]
async fn what_has_arrived_without_an_answer_is_not_said_again_and_is_not_the_owners() {
    let mut world = World::beside_session().await;
    world.fails_once("bot.sendMessage", FaultKind::CutAfter);
    let (_, send_at) = world.plans(QUESTION).await;
    world.time_comes(send_at).await;
    // The session tells so a moment later.
    assert_eq!(world.ended().await, None);
    let (planned, send_at) = world.plans(ANOTHER_QUESTION).await;
    assert_eq!(planned, [ANOTHER_ANSWER], "the twin does not keep out because of itself");
    world.time_comes(send_at).await;
    assert_eq!(world.ended().await, None);
    assert_eq!(world.said(), [by_bot(ANSWER), by_bot(ANOTHER_ANSWER)]);
    let by_twin = world.whole().await.into_iter().filter(|(_, by)| *by == Author::Twin);
    assert_eq!(by_twin.map(|(text, _)| text).collect::<Vec<_>>(), [ANSWER, ANOTHER_ANSWER]);
    world.end().await;
}

#[tokio::test]
async fn what_the_bot_is_too_late_for_the_account_says() {
    let mut world = World::beside_session().await;
    // By Telegram's clock the day is over a little earlier than by this one.
    let (_, send_at) = world.plans(QUESTION).await;
    world.ahead.fetch_add(DAY, Ordering::SeqCst);
    // The bot may not even show that it types.
    world.clock.move_to(send_at);
    assert_eq!(world.ended().await, None);
    assert_eq!(world.said(), [by_owner(ANSWER)]);

    // By this one too.
    world.clock.move_to(world.clock.now_and(DAY));
    let outgoing = Outgoing {
        account: world.account,
        to: Recipient::Chat(ANNA),
        text: "ну что?".into(),
        key: None,
        may_tell_twin: false,
        by_program: false,
    };
    world.engine.send_as_owner(&outgoing).await.unwrap();
    assert_eq!(world.said(), [by_owner(ANSWER), by_owner("ну что?")]);
    let asked = |event: &TwinEvent| matches!(event, TwinEvent::Message { .. }).then_some(());
    world.anna_writes("ау");
    world.until(asked).await;
    world.end().await;
}

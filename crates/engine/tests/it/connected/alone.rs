//! The bot's line is the only one that the account has.

use domain::{AccountKind, Author};
use engine::{CancelReason, Connection, DirectError, Outgoing, Recipient, TwinEvent};

use super::{RIGHTS, World, by_bot, by_owner};
use crate::stage::{
    ANNA, ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, LONG_ANSWER, LONG_QUESTION, QUESTION,
};

impl World {
    /// The owner has connected the bot, and it is up.
    async fn connected() -> Self {
        let world = Self::without_session().await;
        world.connects(&RIGHTS);
        world.is(world.account, Connection::Online).await;
        world
    }
}

#[tokio::test]
async fn the_bot_answers_in_its_owners_name_until_they_write_from_their_phone() {
    let mut world = World::connected().await;
    let of = world.engine.account(world.account).await.unwrap().unwrap();
    assert_eq!(of.account.kind, AccountKind::Connected);
    world.answers(QUESTION).await;
    assert_eq!(world.said(), [by_bot(ANSWER)]);

    // What it has said itself is nobody else's: it goes on.
    let (planned, _) = world.plans(ANOTHER_QUESTION).await;
    assert_eq!(planned, [ANOTHER_ANSWER]);
    world.owner_writes("сам отвечу");
    assert_eq!(world.cancelled().await, CancelReason::OwnerWrote);
    world.anna_writes(LONG_QUESTION);
    world.burst_passes().await;
    let keeps_out = |event: &TwinEvent| match event {
        TwinEvent::StandingDown { until } => Some(*until),
        TwinEvent::Planned { .. } => panic!("the owner is there"),
        _ => None,
    };
    assert!(world.until(keeps_out).await > world.clock.now_and(25 * 60));
    assert_eq!(world.said(), [by_bot(ANSWER), by_owner("сам отвечу")]);
    let authors: Vec<Author> = world.kept().await.iter().map(|message| message.author).collect();
    let expected = [Author::Other, Author::Twin, Author::Other, Author::Owner, Author::Other];
    assert_eq!(authors, expected);
    world.end().await;
}

#[tokio::test]
async fn what_was_planned_ends_with_the_connection_and_the_next_one_goes_on() {
    let mut world = World::connected().await;
    let (planned, send_at) = world.plans(QUESTION).await;
    assert_eq!(planned, [ANSWER]);
    world.control().disconnect_bot(super::OWNER).unwrap();
    assert_eq!(world.cancelled().await, CancelReason::ConnectionEnded);
    world.is(world.account, Connection::NotAllowed).await;
    assert!(!world.connection().await.unwrap().connection.enabled);
    world.clock.move_to(send_at);
    world.passes(3_600);
    // The bot is not told of what is said from now on.
    world.anna_writes("ты где?");

    world.connects(&RIGHTS);
    world.is(world.account, Connection::Online).await;
    world.answers(QUESTION).await;
    assert_eq!(world.said(), [by_bot(ANSWER)], "whatever was to come came before");
    world.end().await;
}

#[tokio::test]
async fn a_reply_that_was_begun_ends_with_the_connection() {
    let mut world = World::connected().await;
    let (planned, send_at) = world.plans(LONG_QUESTION).await;
    assert_eq!(planned, LONG_ANSWER);
    world.time_comes(send_at).await;
    let one = |event: &TwinEvent| matches!(event, TwinEvent::Message { .. }).then_some(());
    world.until(one).await;
    world.control().disconnect_bot(super::OWNER).unwrap();
    assert_eq!(world.ended().await.as_deref(), Some("BUSINESS_CONNECTION_ENDED"));
    world.is(world.account, Connection::NotAllowed).await;
    world.passes(3_600);
    world.connects(&RIGHTS);
    world.is(world.account, Connection::Online).await;
    world.answers(QUESTION).await;
    assert_eq!(world.said(), [by_bot(LONG_ANSWER[0]), by_bot(ANSWER)]);
    world.end().await;
}

#[tokio::test]
async fn after_a_day_of_silence_nobody_can_write_and_it_is_said_why() {
    let mut world = World::connected().await;
    world.answers(QUESTION).await;
    let until = world.engine.answerable_until(world.account, ANNA).await.unwrap().unwrap();
    assert!(until > world.clock.now_and(23 * 3_600));
    world.passes(25 * 3_600);
    assert!(until < world.clock.now_and(0));
    let outgoing = Outgoing {
        account: world.account,
        to: Recipient::Chat(ANNA),
        text: "ну что?".into(),
        key: Some("k".into()),
        may_tell_twin: false,
        by_program: true,
    };
    let refused = world.engine.send_as_owner(&outgoing).await;
    let is_told = matches!(&refused, Err(DirectError::Refused { reason }) if reason.contains("BUSINESS_PEER_USAGE_MISSING"));
    assert!(is_told, "{refused:?}");
    assert_eq!(world.said(), [by_bot(ANSWER)]);

    // Whoever writes opens the chat again, also for what was refused.
    world.anna_writes("ау");
    let arrives = |event: &TwinEvent| matches!(event, TwinEvent::Message { .. }).then_some(());
    world.until(arrives).await;
    world.engine.send_as_owner(&outgoing).await.unwrap();
    assert_eq!(world.said(), [by_bot(ANSWER), by_bot("ну что?")]);
    world.end().await;
}

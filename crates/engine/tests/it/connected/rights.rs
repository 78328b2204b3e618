//! What the owner does not let the bot do is not done, and is shown.

use domain::BusinessRights;
use engine::{CancelReason, Connection, TwinEvent, Undone};
use sandbox::Right;

use super::{ANNA, OWNER, RIGHTS, World, by_bot, by_owner};
use crate::business::comes;
use crate::stage::{ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, QUESTION};

impl World {
    /// Changes what the bot may do, and waits until that is shown.
    async fn lets(&self, rights: &[Right]) {
        self.connects(rights);
        let has = |right| rights.contains(&right);
        let shown = BusinessRights {
            reply: has(Right::Reply),
            read: has(Right::ReadMessages),
            delete: has(Right::DeleteSentMessages),
        };
        let known = async || self.connection().await.map(|of| of.connection.rights);
        comes(async || known().await == Some(shown)).await;
        let state = if shown.reply { Connection::Online } else { Connection::NotAllowed };
        self.is(self.account, state).await;
    }

    /// Whether the owner has read all that Anna wrote, as she sees it.
    fn is_read(&self) -> bool {
        let all = self.control().conversation(ANNA, OWNER).unwrap();
        all.iter().filter(|message| message.out).all(|message| message.read)
    }
}

#[tokio::test]
async fn a_bot_that_may_not_write_says_nothing_until_it_may_again() {
    let mut world = World::without_session().await;
    world.lets(&RIGHTS).await;
    let (_, send_at) = world.plans(QUESTION).await;
    world.lets(&[Right::ReadMessages]).await;
    world.clock.move_to(send_at);
    // It still hears: the owner answers themselves meanwhile.
    world.owner_writes("сам");
    assert_eq!(world.cancelled().await, CancelReason::OwnerWrote);
    assert_eq!(world.said(), [by_owner("сам")]);

    world.passes(3_600);
    world.lets(&RIGHTS).await;
    let (_, send_at) = world.plans(ANOTHER_QUESTION).await;
    world.lets(&[]).await;
    world.clock.move_to(send_at);
    world.lets(&RIGHTS).await;
    assert_eq!(world.ended().await, None, "nobody has answered yet, so it is said");
    assert_eq!(world.said(), [by_owner("сам"), by_bot(ANOTHER_ANSWER)]);
    world.end().await;
}

#[tokio::test]
async fn what_came_is_marked_as_read_where_the_bot_may() {
    let mut world = World::without_session().await;
    world.lets(&[Right::Reply]).await;
    world.answers(QUESTION).await;
    assert!(!world.is_read(), "she would be shown what the owner has not allowed");
    world.lets(&[Right::Reply, Right::ReadMessages]).await;
    world.answers(ANOTHER_QUESTION).await;
    assert!(world.is_read());
    world.end().await;
}

#[tokio::test]
async fn what_was_said_is_taken_back_where_the_bot_may() {
    let mut world = World::without_session().await;
    world.lets(&[Right::Reply]).await;
    let (_, send_at) = world.plans(QUESTION).await;
    world.time_comes(send_at).await;
    let sent = |event: &TwinEvent| match event {
        TwinEvent::Sent { reply } => Some(*reply),
        _ => None,
    };
    let reply = world.until(sent).await;
    assert_eq!(world.engine.undo(reply).await.unwrap(), Undone::NotAllowed);
    assert_eq!(world.said(), [by_bot(ANSWER)]);
    world.lets(&RIGHTS).await;
    comes(async || world.engine.undo(reply).await.unwrap() == Undone::Done).await;
    assert_eq!(world.said(), []);
    world.end().await;
}

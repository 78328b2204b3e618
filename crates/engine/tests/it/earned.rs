//! Autonomy that is earned, taken back, and what was sent undone.

use std::time::Duration;

use domain::{
    Author, Bubble, Grounds, MessageId, Mode, Offer, OwnerWord, Reply, ReplyId, ReplyState,
    SentMessage,
};
use engine::{CancelReason, Said, TwinEvent, Undone};

use crate::drafts::{draft, drafted, judged};
use crate::stage::{ANNA, ANSWER, QUESTION, START, Stage};

impl Stage {
    /// The mode in force in the chat.
    async fn mode(&self) -> Mode {
        self.engine.chat(self.account, ANNA, 0).await.unwrap().unwrap().mode
    }

    async fn offer(&self) -> Option<Offer> {
        self.engine.earned(self.account, ANNA).await.unwrap().offer
    }

    /// So many times it was said by itself in countdown mode that the owner is away.
    async fn has_said_away(&self, times: u8, away: bool) {
        let (store, owner) = self.elsewhere().await;
        let mut tx = store.begin(owner).await.unwrap();
        for number in 1..=times {
            let at = START + Duration::from_secs(number.into());
            let reply = Reply {
                id: ReplyId::new(at, u128::from(number) + u128::from(!away) * 1_000),
                account: self.account,
                chat: ANNA,
                state: ReplyState::Scheduled,
                answers: MessageId(1),
                bubbles: vec![Bubble {
                    text: ANSWER.to_owned(),
                    random_id: 1,
                    message_id: None,
                    spoken: None,
                }],
                send_at: at,
                confidence: 1.0,
                mode: Mode::Countdown,
                word: None,
                away,
                discloses: false,
                created_at: at,
            };
            assert!(tx.plan_reply(&reply).await.unwrap());
            assert!(tx.claim_reply(reply.id).await.unwrap());
            let sent = SentMessage { id: MessageId(i32::from(number) + 2_000), sent_at: at };
            assert!(tx.bubble_sent(reply.id, 0, sent).await.unwrap());
            assert!(tx.finish_reply(reply.id, ReplyState::Sent).await.unwrap());
        }
        tx.commit().await.unwrap();
    }

    /// So many drafts have been sent, the first of them changed by the owner.
    async fn has_sent(&self, numbers: std::ops::RangeInclusive<u8>, edited: u8) {
        let (store, owner) = self.elsewhere().await;
        let mut tx = store.begin(owner).await.unwrap();
        for number in numbers {
            let at = START + Duration::from_secs(number.into());
            let reply = Reply {
                id: ReplyId::new(at, number.into()),
                account: self.account,
                chat: ANNA,
                state: ReplyState::Waiting,
                answers: MessageId(1),
                bubbles: vec![Bubble {
                    text: ANSWER.to_owned(),
                    random_id: 1,
                    message_id: None,
                    spoken: None,
                }],
                send_at: at,
                confidence: 1.0,
                mode: Mode::Draft,
                word: None,
                away: false,
                discloses: false,
                created_at: at,
            };
            assert!(tx.plan_reply(&reply).await.unwrap());
            let word = if number <= edited { OwnerWord::Edited } else { OwnerWord::Approved };
            assert!(tx.owner_sent_draft(reply.id, word, MessageId(1)).await.unwrap());
        }
        tx.commit().await.unwrap();
    }

    async fn taken_back(&mut self) -> (Mode, Mode) {
        self.until(|event| match event {
            TwinEvent::TakenBack { from, to } => Some((*from, *to)),
            _ => None,
        })
        .await
    }

    /// A reply is sent by the twin itself.
    async fn sends_one(&mut self) -> ReplyId {
        let (_, send_at) = self.plans(QUESTION).await;
        self.time_comes(send_at).await;
        self.until(|event| match event {
            TwinEvent::Sent { reply } => Some(*reply),
            _ => None,
        })
        .await
    }
}

#[tokio::test]
async fn drafts_that_are_sent_unchanged_earn_a_countdown_once_the_owner_agrees() {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Draft)).await.unwrap();
    stage.has_sent(1..=19, 2).await;
    assert_eq!(stage.offer().await, None, "nineteen are too few");
    stage.clock.move_to(stage.clock.now_and(60));
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let reply = draft(&mut stage).await;
    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::InTime);
    assert_eq!(stage.offer().await, None, "it is not sent yet");
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.clock.move_to(stage.clock.now_and(60));
    stage.sent().await;
    let grounds = Grounds::Drafts { unchanged: 18, of: 20 };
    assert_eq!(stage.offer().await, Some(Offer { mode: Mode::Countdown, grounds }));
    let [open] = &stage.engine.offers().await.unwrap()[..] else { panic!("one is open") };
    assert_eq!((open.chat, &*open.title), (ANNA, "Анна"));

    assert!(stage.engine.put_off_offer(stage.account, ANNA).await.unwrap());
    assert_eq!(stage.offer().await, None);
    assert!(!stage.engine.accept_offer(stage.account, ANNA, Mode::Countdown).await.unwrap());
    stage.has_sent(201..=204, 0).await;
    assert_eq!(stage.offer().await, None);
    stage.has_sent(205..=205, 0).await;
    assert!(stage.offer().await.is_some(), "there is new evidence");
    assert!(!stage.engine.accept_offer(stage.account, ANNA, Mode::Auto).await.unwrap());
    assert!(stage.engine.accept_offer(stage.account, ANNA, Mode::Countdown).await.unwrap());
    assert_eq!(stage.mode().await, Mode::Countdown);
    assert_eq!(stage.offer().await, None);
}

#[tokio::test]
async fn a_reply_is_taken_back_for_both_sides_and_the_twin_with_it() {
    let mut stage = Stage::set().await;
    let reply = stage.sends_one().await;
    let sent = stage.messages().await.last().unwrap().id;
    let learnt = stage.exemplars().await;
    let inbox = stage.engine.inbox().await.unwrap();
    assert_eq!(inbox.sent.iter().map(|sent| sent.reply.id).collect::<Vec<_>>(), [reply]);

    assert_eq!(stage.engine.undo(reply).await.unwrap(), Undone::Done);
    assert_eq!(stage.telegram.deleted(), [sent]);
    assert_eq!(judged(&mut stage).await, OwnerWord::Undone);
    assert_eq!(stage.taken_back().await, (Mode::Auto, Mode::Countdown));
    assert_eq!(stage.mode().await, Mode::Countdown);
    assert!(stage.messages().await.iter().all(|message| message.id != sent));
    assert_eq!(stage.exemplars().await, learnt - 1, "it is not drawn from again");
    assert!(stage.engine.inbox().await.unwrap().sent.is_empty());

    assert_eq!(stage.engine.undo(reply).await.unwrap(), Undone::TooLate, "once is enough");
    assert_eq!(stage.telegram.deleted().len(), 1);
    stage.restart().await;
    stage.online().await;
    assert_eq!(stage.exemplars().await, learnt - 1, "nor after a restart");
}

#[tokio::test]
async fn what_is_old_or_cannot_be_reached_is_not_taken_back() {
    let mut stage = Stage::set().await;
    let reply = stage.sends_one().await;
    stage.telegram.goes_away();
    assert_eq!(stage.engine.undo(reply).await.unwrap(), Undone::Unreachable);
    assert_eq!(stage.mode().await, Mode::Auto);
    stage.telegram.comes_back();
    stage.clock.move_to(stage.clock.now_and(48 * 3_600));
    assert_eq!(stage.engine.undo(reply).await.unwrap(), Undone::TooLate);
    assert!(stage.engine.inbox().await.unwrap().sent.is_empty());
    assert_eq!(stage.telegram.deleted().len(), 0);
}

#[tokio::test]
async fn a_draft_is_nothing_that_could_be_taken_back() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    assert_eq!(stage.engine.undo(reply).await.unwrap(), Undone::TooLate);
    stage.telegram.writes(Author::Owner, ANSWER);
    assert_eq!(judged(&mut stage).await, OwnerWord::Approved);
    assert_eq!(stage.engine.undo(reply).await.unwrap(), Undone::TooLate, "it is the owner's own");
}

#[tokio::test]
async fn three_stopped_replies_of_five_take_the_twin_back_a_step() {
    let mut stage = Stage::set().await;
    stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Countdown)).await.unwrap();
    for stopped in 1..=3 {
        stage.telegram.writes(Author::Other, QUESTION);
        stage.burst_passes().await;
        stage.planned().await;
        let [due] = &stage.engine.inbox().await.unwrap().due[..] else { panic!("it is due") };
        assert_eq!(due.asked, [QUESTION]);
        assert_eq!(stage.engine.stop_reply(due.reply.id).await.unwrap(), Said::InTime);
        assert_eq!(stage.cancelled().await, CancelReason::OwnerStopped);
        let expected = if stopped < 3 { Mode::Countdown } else { Mode::Draft };
        assert_eq!(stage.mode().await, expected);
    }
    assert_eq!(stage.taken_back().await, (Mode::Countdown, Mode::Draft));
    assert!(stage.engine.earned(stage.account, ANNA).await.unwrap().taken_back_at.is_some());
    // The next one is a draft, and one more refusal does not take it back again.
    stage.clock.move_to(stage.clock.now_and(60));
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let reply = draft(&mut stage).await;
    assert_eq!(stage.engine.stop_reply(reply).await.unwrap(), Said::InTime);
    assert_eq!(stage.mode().await, Mode::Draft);
}

#[tokio::test]
async fn what_is_said_by_itself_while_the_owner_is_away_earns_nothing() {
    let stage = Stage::set().await;
    stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Countdown)).await.unwrap();
    stage.has_said_away(20, true).await;
    assert_eq!(stage.offer().await, None);
    stage.has_said_away(20, false).await;
    assert_eq!(stage.offer().await.map(|offer| offer.mode), Some(Mode::Auto));
}

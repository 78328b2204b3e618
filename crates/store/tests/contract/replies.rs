//! Planned replies.

use std::time::Duration;

use domain::{
    Author, Bubble, CancelOutcome, Message, MessageId, Mode, OwnerWord, PeerId, Reply, ReplyId,
    ReplyState, SentMessage, Timestamp,
};

use crate::support::{Database, Fixture, NOW, on_both, text};

on_both!(
    a_reply_is_planned_and_read_back,
    a_chat_has_one_open_reply,
    a_draft_is_open_and_not_sent_before_the_owners_word,
    the_owner_may_change_a_draft,
    a_draft_can_be_withdrawn,
    a_closed_reply_makes_room,
    open_replies_of_an_account_are_listed_by_time,
    a_reply_is_claimed_once,
    a_waiting_reply_is_cancelled,
    a_claimed_reply_is_too_late_to_cancel,
    a_reply_is_claimed_or_cancelled_and_never_both,
    a_sent_bubble_becomes_the_twins_message,
    a_sent_bubble_that_arrived_as_the_owners_becomes_the_twins,
    a_bubble_is_sent_only_while_its_reply_is_being_sent,
    a_reply_is_sent_when_all_its_bubbles_are,
    a_reply_may_fail_half_way,
    the_newest_replies_of_a_chat_come_first,
    another_owner_sees_and_changes_no_reply,
    what_was_not_tried_can_be_left_out,
    a_reply_of_which_nothing_was_taken_can_wait_again,
    what_is_no_bubble_of_a_reply_is_given_to_the_owner,
);

const CHAT: PeerId = PeerId(7);

pub(crate) fn reply(fixture: &Fixture, number: u8, chat: PeerId) -> Reply {
    let created_at = NOW + Duration::from_secs(number.into());
    Reply {
        id: ReplyId::new(created_at, number.into()),
        account: fixture.account,
        chat,
        state: ReplyState::Scheduled,
        answers: MessageId(3),
        bubbles: ["привет", "как дела?"]
            .map(|text| Bubble {
                text: text.into(),
                random_id: i64::MIN + i64::from(number),
                message_id: None,
                spoken: None,
            })
            .into(),
        send_at: created_at + Duration::from_secs(9),
        confidence: 0.75,
        created_at,
        mode: Mode::Auto,
        word: None,
        away: false,
        discloses: false,
    }
}

async fn scheduled(db: &Database) -> (Fixture, Reply) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let reply = reply(&fixture, 1, CHAT);
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&reply).await.unwrap());
    tx.commit().await.unwrap();
    (fixture, reply)
}

async fn claimed(db: &Database) -> (Fixture, Reply) {
    let (fixture, reply) = scheduled(db).await;
    let mut tx = fixture.begin().await;
    assert!(tx.claim_reply(reply.id).await.unwrap());
    tx.commit().await.unwrap();
    (fixture, reply)
}

fn sent(id: i32) -> SentMessage {
    SentMessage { id: MessageId(id), sent_at: Timestamp::from_secs(id.into()) }
}

async fn a_reply_is_planned_and_read_back(db: &Database) {
    let (fixture, reply) = scheduled(db).await;
    let mut tx = fixture.read().await;
    let open = tx.open_reply(fixture.account, CHAT).await.unwrap();
    assert_eq!(open, Some(reply));
    let other_chat = tx.open_reply(fixture.account, PeerId(8)).await.unwrap();
    assert_eq!(other_chat, None);
    drop(tx);

    let away = Reply { away: true, ..self::reply(&fixture, 2, PeerId(8)) };
    fixture.know(&[8]).await;
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&away).await.unwrap());
    assert_eq!(tx.reply(away.id).await.unwrap(), Some(away));
}

async fn a_chat_has_one_open_reply(db: &Database) {
    let (fixture, first) = scheduled(db).await;
    let second = reply(&fixture, 2, CHAT);
    let mut tx = fixture.begin().await;
    assert!(!tx.plan_reply(&second).await.unwrap());
    assert!(tx.claim_reply(first.id).await.unwrap());
    assert!(!tx.plan_reply(&second).await.unwrap());
    let open = tx.open_reply(fixture.account, CHAT).await.unwrap().unwrap();
    assert_eq!(open.id, first.id);
}

/// A draft of the chat.
async fn waiting(db: &Database) -> (Fixture, Reply) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let draft = Reply { state: ReplyState::Waiting, mode: Mode::Draft, ..reply(&fixture, 1, CHAT) };
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&draft).await.unwrap());
    tx.commit().await.unwrap();
    (fixture, draft)
}

async fn a_draft_is_open_and_not_sent_before_the_owners_word(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.open_reply(fixture.account, CHAT).await.unwrap(), Some(draft.clone()));
    assert!(!tx.plan_reply(&reply(&fixture, 2, CHAT)).await.unwrap());
    assert!(!tx.claim_reply(draft.id).await.unwrap());

    let due = draft.send_at + Duration::from_secs(60);
    assert!(tx.approve_reply(draft.id, None, due).await.unwrap());
    let expected = Reply {
        state: ReplyState::Scheduled,
        send_at: due,
        word: Some(OwnerWord::Approved),
        ..draft.clone()
    };
    assert_eq!(tx.reply(draft.id).await.unwrap(), Some(expected));
    assert!(!tx.approve_reply(draft.id, None, due).await.unwrap());
    assert!(tx.claim_reply(draft.id).await.unwrap());
}

async fn the_owner_may_change_a_draft(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    let changed = [("нет", 71), ("не могу", 72)].map(|(text, random_id)| Bubble {
        text: text.to_owned(),
        random_id,
        message_id: None,
        spoken: None,
    });
    let mut tx = fixture.begin().await;
    assert!(tx.approve_reply(draft.id, Some(&changed), draft.send_at).await.unwrap());
    let edited = tx.reply(draft.id).await.unwrap().unwrap();
    assert_eq!((edited.word, &*edited.bubbles), (Some(OwnerWord::Edited), &changed[..]));
}

async fn a_draft_can_be_withdrawn(db: &Database) {
    let (fixture, draft) = waiting(db).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.cancel_reply(draft.id).await.unwrap(), CancelOutcome::Cancelled);
    assert!(tx.say_of_reply(draft.id, OwnerWord::Rejected).await.unwrap());
    assert!(!tx.approve_reply(draft.id, None, draft.send_at).await.unwrap());
    let closed = tx.reply(draft.id).await.unwrap().unwrap();
    assert_eq!((closed.state, closed.word), (ReplyState::Cancelled, Some(OwnerWord::Rejected)));
}

async fn a_closed_reply_makes_room(db: &Database) {
    let (fixture, first) = scheduled(db).await;
    let second = reply(&fixture, 2, CHAT);
    let mut tx = fixture.begin().await;
    tx.cancel_reply(first.id).await.unwrap();
    assert!(tx.plan_reply(&second).await.unwrap());
    let open = tx.open_reply(fixture.account, CHAT).await.unwrap();
    assert_eq!(open, Some(second));
}

async fn open_replies_of_an_account_are_listed_by_time(db: &Database) {
    let (fixture, first) = scheduled(db).await;
    let earlier =
        Reply { send_at: first.send_at - Duration::from_secs(5), ..reply(&fixture, 2, PeerId(8)) };
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&earlier).await.unwrap());
    let open = tx.open_replies(fixture.account).await.unwrap();
    assert_eq!(open, [earlier.clone(), first.clone()]);
    tx.cancel_reply(first.id).await.unwrap();
    assert_eq!(tx.open_replies(fixture.account).await.unwrap(), [earlier]);
}

async fn a_reply_is_claimed_once(db: &Database) {
    let (fixture, reply) = scheduled(db).await;
    let mut tx = fixture.begin().await;
    assert!(tx.claim_reply(reply.id).await.unwrap());
    assert!(!tx.claim_reply(reply.id).await.unwrap());
    let open = tx.open_reply(fixture.account, CHAT).await.unwrap().unwrap();
    assert_eq!(open.state, ReplyState::Sending);
}

async fn a_waiting_reply_is_cancelled(db: &Database) {
    let (fixture, reply) = scheduled(db).await;
    let mut tx = fixture.begin().await;
    for _ in 0..2 {
        let outcome = tx.cancel_reply(reply.id).await.unwrap();
        assert_eq!(outcome, CancelOutcome::Cancelled);
    }
    assert_eq!(tx.open_reply(fixture.account, CHAT).await.unwrap(), None);
    assert!(!tx.claim_reply(reply.id).await.unwrap());
}

async fn a_claimed_reply_is_too_late_to_cancel(db: &Database) {
    let (fixture, reply) = claimed(db).await;
    let mut tx = fixture.begin().await;
    let outcome = tx.cancel_reply(reply.id).await.unwrap();
    assert_eq!(outcome, CancelOutcome::TooLate);
    let open = tx.open_reply(fixture.account, CHAT).await.unwrap().unwrap();
    assert_eq!(open.state, ReplyState::Sending);
}

async fn a_reply_is_claimed_or_cancelled_and_never_both(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    for number in 0..20 {
        let reply = reply(&fixture, number, CHAT);
        let mut tx = fixture.begin().await;
        assert!(tx.plan_reply(&reply).await.unwrap());
        tx.commit().await.unwrap();

        let claim = async {
            let mut tx = fixture.begin().await;
            let claimed = tx.claim_reply(reply.id).await.unwrap();
            tx.commit().await.unwrap();
            claimed
        };
        let cancel = async {
            let mut tx = fixture.begin().await;
            let outcome = tx.cancel_reply(reply.id).await.unwrap();
            tx.commit().await.unwrap();
            outcome == CancelOutcome::Cancelled
        };
        let (claimed, cancelled) = tokio::join!(claim, cancel);
        assert_ne!(claimed, cancelled);

        let mut tx = fixture.begin().await;
        let failed = tx.finish_reply(reply.id, ReplyState::Failed).await.unwrap();
        assert_eq!(failed, claimed);
        tx.commit().await.unwrap();
    }
}

async fn a_sent_bubble_becomes_the_twins_message(db: &Database) {
    let (fixture, reply) = claimed(db).await;
    let mut tx = fixture.begin().await;
    assert!(tx.bubble_sent(reply.id, 0, sent(10)).await.unwrap());
    assert!(!tx.bubble_sent(reply.id, 0, sent(11)).await.unwrap());
    assert!(!tx.bubble_sent(reply.id, 2, sent(12)).await.unwrap());
    let open = tx.open_reply(fixture.account, CHAT).await.unwrap().unwrap();
    let numbers: Vec<_> = open.bubbles.iter().map(|bubble| bubble.message_id).collect();
    assert_eq!(numbers, [Some(MessageId(10)), None]);
    let messages = tx.recent_messages(fixture.account, CHAT, 10).await.unwrap();
    let expected =
        Message { author: Author::Twin, sender: PeerId(100), ..text(7, 10, "привет") };
    assert_eq!(messages, [expected]);
}

async fn a_sent_bubble_that_arrived_as_the_owners_becomes_the_twins(db: &Database) {
    let (fixture, reply) = claimed(db).await;
    let echo =
        Message { author: Author::Owner, sender: PeerId(100), ..text(7, 10, "привет") };
    fixture.store(std::slice::from_ref(&echo)).await;
    let mut tx = fixture.begin().await;
    assert!(tx.bubble_sent(reply.id, 0, sent(10)).await.unwrap());
    let messages = tx.recent_messages(fixture.account, CHAT, 10).await.unwrap();
    let expected = Message { author: Author::Twin, ..echo };
    assert_eq!(messages, [expected]);
}

async fn a_bubble_is_sent_only_while_its_reply_is_being_sent(db: &Database) {
    let (fixture, reply) = scheduled(db).await;
    let mut tx = fixture.begin().await;
    assert!(!tx.bubble_sent(reply.id, 0, sent(10)).await.unwrap());
    tx.cancel_reply(reply.id).await.unwrap();
    assert!(!tx.bubble_sent(reply.id, 0, sent(10)).await.unwrap());
    let messages = tx.recent_messages(fixture.account, CHAT, 10).await.unwrap();
    assert_eq!(messages, []);
}

async fn a_reply_is_sent_when_all_its_bubbles_are(db: &Database) {
    let (fixture, reply) = claimed(db).await;
    let mut tx = fixture.begin().await;
    assert!(tx.bubble_sent(reply.id, 0, sent(10)).await.unwrap());
    let early = tx.finish_reply(reply.id, ReplyState::Sent).await.unwrap();
    assert!(!early);
    assert!(tx.bubble_sent(reply.id, 1, sent(11)).await.unwrap());
    for illegal in [ReplyState::Scheduled, ReplyState::Sending, ReplyState::Cancelled] {
        assert!(!tx.finish_reply(reply.id, illegal).await.unwrap());
    }
    assert!(tx.finish_reply(reply.id, ReplyState::Sent).await.unwrap());
    assert!(!tx.finish_reply(reply.id, ReplyState::Failed).await.unwrap());
    let [closed] = &tx.recent_replies(fixture.account, CHAT, 9).await.unwrap()[..] else {
        panic!("one reply was planned");
    };
    assert_eq!(closed.state, ReplyState::Sent);
}

async fn a_reply_may_fail_half_way(db: &Database) {
    let (fixture, reply) = claimed(db).await;
    let mut tx = fixture.begin().await;
    assert!(tx.bubble_sent(reply.id, 0, sent(10)).await.unwrap());
    assert!(tx.finish_reply(reply.id, ReplyState::Failed).await.unwrap());
    assert_eq!(tx.open_reply(fixture.account, CHAT).await.unwrap(), None);
    assert!(!tx.bubble_sent(reply.id, 1, sent(11)).await.unwrap());
}

async fn the_newest_replies_of_a_chat_come_first(db: &Database) {
    let (fixture, first) = scheduled(db).await;
    let mut tx = fixture.begin().await;
    tx.cancel_reply(first.id).await.unwrap();
    for number in 2..=3 {
        let next = reply(&fixture, number, CHAT);
        assert!(tx.plan_reply(&next).await.unwrap());
        tx.cancel_reply(next.id).await.unwrap();
    }
    let elsewhere = reply(&fixture, 4, PeerId(8));
    assert!(tx.plan_reply(&elsewhere).await.unwrap());
    let recent = tx.recent_replies(fixture.account, CHAT, 2).await.unwrap();
    let expected = [3, 2]
        .map(|number| Reply { state: ReplyState::Cancelled, ..reply(&fixture, number, CHAT) });
    assert_eq!(recent, expected);
}

async fn a_reply_of_which_nothing_was_taken_can_wait_again(db: &Database) {
    let (fixture, reply) = scheduled(db).await;
    let mut tx = fixture.begin().await;
    assert!(!tx.give_back_reply(reply.id).await.unwrap(), "it is not being sent");
    assert!(tx.claim_reply(reply.id).await.unwrap());
    assert!(tx.give_back_reply(reply.id).await.unwrap());
    assert_eq!(tx.open_reply(fixture.account, CHAT).await.unwrap(), Some(reply.clone()));
    assert!(tx.claim_reply(reply.id).await.unwrap());
    assert!(tx.bubble_sent(reply.id, 0, sent(10)).await.unwrap());
    assert!(!tx.give_back_reply(reply.id).await.unwrap(), "a part of it is there");
    let open = tx.open_reply(fixture.account, CHAT).await.unwrap().unwrap();
    assert_eq!(open.state, ReplyState::Sending);
}

async fn what_is_no_bubble_of_a_reply_is_given_to_the_owner(db: &Database) {
    let (fixture, reply) = scheduled(db).await;
    let id = fixture.account;
    let mut tx = fixture.begin().await;
    let twins = |number, said: &str| Message { author: Author::Twin, ..text(CHAT.0, number, said) };
    for message in [twins(2, "привет"), twins(10, "привет"), twins(11, "ну"), twins(12, "привет")]
    {
        assert!(tx.insert_message(id, &message).await.unwrap());
    }
    assert!(tx.claim_reply(reply.id).await.unwrap());
    assert!(tx.bubble_sent(reply.id, 0, sent(12)).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.give_to_owner(id, CHAT, reply.answers, "привет").await.unwrap().is_empty());
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    let given = tx.give_to_owner(id, CHAT, reply.answers, "привет").await.unwrap();
    assert_eq!(given.iter().map(|message| message.id.0).collect::<Vec<_>>(), [10]);
    let known = tx.recent_messages(id, CHAT, 10).await.unwrap();
    let owners: Vec<i32> = known
        .iter()
        .filter(|message| message.author == Author::Owner)
        .map(|message| message.id.0)
        .collect();
    assert_eq!(owners, [10]);
    assert!(tx.give_to_owner(id, CHAT, reply.answers, "привет").await.unwrap().is_empty());
}

async fn another_owner_sees_and_changes_no_reply(db: &Database) {
    let (fixture, reply) = scheduled(db).await;
    let id = fixture.account;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.open_reply(id, CHAT).await.unwrap(), None);
    assert_eq!(tx.open_replies(id).await.unwrap(), []);
    assert_eq!(tx.recent_replies(id, CHAT, 10).await.unwrap(), []);
    assert_eq!(tx.reply(reply.id).await.unwrap(), None);
    assert!(!tx.claim_reply(reply.id).await.unwrap());
    assert!(!tx.approve_reply(reply.id, None, reply.send_at).await.unwrap());
    assert!(!tx.say_of_reply(reply.id, OwnerWord::Undone).await.unwrap());
    let outcome = tx.cancel_reply(reply.id).await.unwrap();
    assert_eq!(outcome, CancelOutcome::TooLate);
    tx.commit().await.unwrap();

    let mut tx = fixture.begin().await;
    assert!(tx.claim_reply(reply.id).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(!tx.bubble_sent(reply.id, 0, sent(10)).await.unwrap());
    tx.cut_short(reply.id, 1).await.unwrap();
    assert!(!tx.finish_reply(reply.id, ReplyState::Failed).await.unwrap());
    assert!(!tx.give_back_reply(reply.id).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.plan_reply(&reply).await.is_err());
    drop(tx);

    let mut tx = fixture.read().await;
    let expected = Reply { state: ReplyState::Sending, ..reply };
    assert_eq!(tx.open_reply(id, CHAT).await.unwrap(), Some(expected));
    let messages = tx.recent_messages(id, CHAT, 10).await.unwrap();
    assert_eq!(messages, []);
}

async fn what_was_not_tried_can_be_left_out(db: &Database) {
    let (fixture, reply) = scheduled(db).await;
    let mut tx = fixture.begin().await;
    assert!(tx.claim_reply(reply.id).await.unwrap());
    let sent = SentMessage { id: MessageId(50), sent_at: NOW };
    assert!(tx.bubble_sent(reply.id, 0, sent).await.unwrap());
    tx.cut_short(reply.id, 1).await.unwrap();
    assert!(tx.finish_reply(reply.id, ReplyState::Sent).await.unwrap());
    let kept = tx.recent_replies(fixture.account, CHAT, 1).await.unwrap();
    assert_eq!(kept[0].bubbles.len(), 1);
}

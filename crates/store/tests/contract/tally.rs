//! What happened within a span, in numbers.

use std::time::Duration;

use domain::{Author, Message, Mode, Peer, PeerFlags, PeerId, PeerKind, Reply, ReplyState};
use store::Tally;

use crate::replies::reply;
use crate::support::{Database, NOW, on_both, peer, text};

on_both!(people_and_replies_are_counted_from_a_moment_and_before_another);

async fn people_and_replies_are_counted_from_a_moment_and_before_another(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let group = Peer { kind: PeerKind::Group, ..peer(-5) };
    let bot = Peer { flags: PeerFlags { bot: true, ..PeerFlags::default() }, ..peer(9) };
    let mut tx = fixture.begin().await;
    for of in [&group, &bot] {
        tx.upsert_peer(fixture.account, of).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (from, to) = (NOW, NOW + Duration::from_secs(100));
    let at = |chat, id, seconds: i64| {
        let sent_at = domain::Timestamp::from_millis(NOW.as_millis() + seconds * 1_000);
        Message { sent_at, ..text(chat, id, "привет") }
    };
    let own = Message { author: Author::Owner, ..at(7, 9, 50) };
    let came = [
        at(7, 1, -1),
        at(7, 2, 0),
        at(7, 3, 99),
        at(8, 1, 50),
        at(7, 4, 100),
        at(-5, 1, 50),
        at(9, 1, 50),
        own,
    ];
    fixture.store(&came).await;
    let mut tx = fixture.begin().await;
    for (number, mode, seconds, state) in [
        (1, Mode::Auto, 10, ReplyState::Sent),
        (2, Mode::Draft, 20, ReplyState::Sent),
        (3, Mode::Draft, 30, ReplyState::Failed),
        (4, Mode::Draft, 99, ReplyState::Sent),
        (5, Mode::Draft, 100, ReplyState::Sent),
    ] {
        let send_at = NOW + Duration::from_secs(seconds);
        let planned = Reply { mode, send_at, ..reply(&fixture, number, PeerId(7)) };
        assert!(tx.plan_reply(&planned).await.unwrap());
        assert!(tx.claim_reply(planned.id).await.unwrap());
        for index in 0..planned.bubbles.len() {
            let id =
                domain::MessageId(1_000 + 10 * i32::from(number) + i32::try_from(index).unwrap());
            let sent = domain::SentMessage { id, sent_at: send_at };
            assert!(tx.bubble_sent(planned.id, index, sent).await.unwrap());
        }
        assert!(tx.finish_reply(planned.id, state).await.unwrap());
    }
    let counted = tx.tally(fixture.account, from, to).await.unwrap();
    let sent = vec![(Mode::Draft, 2), (Mode::Auto, 1)];
    assert_eq!(counted, Tally { came: 3, chats: 2, sent });
    assert_eq!(tx.tally(fixture.account, to, to).await.unwrap(), Tally::default());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.tally(fixture.account, from, to).await.unwrap(), Tally::default());
}

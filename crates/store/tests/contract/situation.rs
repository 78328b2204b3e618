//! What bears on whether a twin may answer in a chat.

use domain::{Author, Message, Mode, PeerId, Policy};
use store::{Rules, Situation};

use crate::support::{Database, NOW, on_both, peer, text};

on_both!(
    all_that_bears_on_an_answer_is_read_at_once,
    of_a_chat_that_there_is_not_nothing_is_known,
    another_owner_sees_no_situation,
);

const CHAT: PeerId = PeerId(7);

async fn all_that_bears_on_an_answer_is_read_at_once(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let account = fixture.account;
    let mut tx = fixture.begin().await;
    let untouched = Situation {
        peer: peer(7),
        mode: None,
        default_mode: tx.account(account).await.unwrap().unwrap().default_mode,
        rules: Rules::default(),
        pause: None,
        owner_wrote: None,
        away_said: None,
        disclosed: false,
        told: None,
        aloud: None,
    };
    assert_eq!(tx.situation(account, CHAT).await.unwrap(), Some(untouched.clone()));

    tx.set_mode(account, CHAT, Some(Mode::Draft)).await.unwrap();
    tx.set_default_mode(account, Mode::Countdown).await.unwrap();
    tx.set_policy(account, &Policy::default()).await.unwrap();
    tx.away_is_said(account, CHAT, NOW).await.unwrap();
    tx.commit().await.unwrap();
    let wrote = |id, author| Message { author, ..text(7, id, "да") };
    let others = [(1, Author::Owner), (3, Author::Owner), (4, Author::Other), (5, Author::Twin)];
    let messages = others.map(|(id, author)| wrote(id, author));
    fixture.store(&messages).await;
    fixture.store(&[Message { author: Author::Owner, ..text(8, 9, "там") }]).await;

    let mut tx = fixture.read().await;
    let rules = Rules { policy: Some(Policy::default()), ..Rules::default() };
    let now = Situation {
        mode: Some(Mode::Draft),
        default_mode: Mode::Countdown,
        rules: rules.clone(),
        owner_wrote: Some(messages[1].sent_at),
        away_said: Some(NOW),
        ..untouched.clone()
    };
    assert_eq!(tx.situation(account, CHAT).await.unwrap(), Some(now));
    let there = tx.situation(account, PeerId(8)).await.unwrap().unwrap();
    assert_eq!((there.mode, there.away_said, there.rules), (None, None, rules));
}

async fn of_a_chat_that_there_is_not_nothing_is_known(db: &Database) {
    let fixture = db.with_account().await;
    assert_eq!(fixture.read().await.situation(fixture.account, CHAT).await.unwrap(), None);
}

async fn another_owner_sees_no_situation(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.situation(fixture.account, CHAT).await.unwrap(), None);
}

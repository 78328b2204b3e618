//! What models were asked.

use std::time::Duration;

use domain::{PeerId, ReplyId};
use store::Explained;

use crate::support::{Database, Fixture, NOW, on_both};

on_both!(
    an_explanation_is_found_by_its_id_and_by_its_chat,
    old_explanations_and_too_many_are_dropped,
    what_quotes_some_words_is_forgotten_and_nothing_else,
    another_owner_sees_and_drops_no_explanation,
);

const DAY: Duration = Duration::from_secs(86_400);

pub(crate) fn explained(fixture: &Fixture, number: u8, chat: i64) -> Explained {
    let at = NOW + Duration::from_secs(number.into());
    Explained {
        id: ReplyId::new(at, number.into()),
        account: fixture.account,
        chat: PeerId(chat),
        at,
        content: format!("{{\"number\": {number}}}"),
    }
}

async fn an_explanation_is_found_by_its_id_and_by_its_chat(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let of = |number, chat| explained(&fixture, number, chat);
    let mut tx = fixture.begin().await;
    assert_eq!(tx.latest_explanation().await.unwrap(), None);
    for one in [of(1, 7), of(2, 7), of(3, 8)] {
        tx.explain(&one, DAY, 9).await.unwrap();
    }
    assert_eq!(tx.explanation(of(1, 7).id).await.unwrap(), Some(of(1, 7)));
    assert_eq!(tx.explanation(of(4, 7).id).await.unwrap(), None);
    assert_eq!(tx.latest_explanation().await.unwrap(), Some(of(3, 8)));
    let found = tx.explanations(fixture.account, PeerId(7), 9).await.unwrap();
    assert_eq!(found, [of(2, 7), of(1, 7)]);
    let found = tx.explanations(fixture.account, PeerId(7), 1).await.unwrap();
    assert_eq!(found, [of(2, 7)]);
    assert!(tx.explain(&of(5, 99), DAY, 9).await.is_err(), "no such chat");
}

async fn old_explanations_and_too_many_are_dropped(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let mut tx = fixture.begin().await;
    tx.explain(&explained(&fixture, 1, 8), DAY, 2).await.unwrap();
    for number in 1..=4 {
        let one =
            Explained { id: ReplyId::new(NOW, number.into()), ..explained(&fixture, number, 7) };
        tx.explain(&one, DAY, 2).await.unwrap();
    }
    let left = tx.explanations(fixture.account, PeerId(7), 9).await.unwrap();
    let seconds: Vec<i64> = left.iter().map(|one| one.at.as_secs() - NOW.as_secs()).collect();
    assert_eq!(seconds, [4, 3]);
    let later = Explained { at: NOW + DAY * 2, ..explained(&fixture, 9, 7) };
    tx.explain(&later, DAY, 2).await.unwrap();
    let left = tx.explanations(fixture.account, PeerId(7), 9).await.unwrap();
    assert_eq!(left, [later]);
    let elsewhere = tx.explanations(fixture.account, PeerId(8), 9).await.unwrap();
    assert_eq!(elsewhere.len(), 1, "other chats keep theirs");
}

async fn what_quotes_some_words_is_forgotten_and_nothing_else(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let words = "пароль: \"50%_\\\" ок";
    let says = |number, chat, text: &str| Explained {
        content: serde_json::json!({ "transcript": format!("B: {text}\nA:") }).to_string(),
        ..explained(&fixture, number, chat)
    };
    let (quotes, other) = (says(1, 7, words), says(2, 7, "пароль: \"50xx\\\" ок"));
    let elsewhere = says(3, 8, words);
    let mut tx = fixture.begin().await;
    for one in [&quotes, &other, &elsewhere] {
        tx.explain(one, DAY, 9).await.unwrap();
    }
    let account = fixture.account;
    assert_eq!(tx.forget_explanations(account, Some(PeerId(7)), words).await.unwrap(), 1);
    assert_eq!(tx.explanation(quotes.id).await.unwrap(), None);
    assert_eq!(tx.explanation(other.id).await.unwrap(), Some(other));
    assert_eq!(tx.explanation(elsewhere.id).await.unwrap(), Some(elsewhere.clone()));
    assert_eq!(tx.forget_explanations(account, None, words).await.unwrap(), 1);
    assert_eq!(tx.explanation(elsewhere.id).await.unwrap(), None);
    assert_eq!(tx.forget_all_explanations(account).await.unwrap(), 1);
}

async fn another_owner_sees_and_drops_no_explanation(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let one = explained(&fixture, 1, 7);
    let mut tx = fixture.begin().await;
    tx.explain(&one, DAY, 9).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.explanation(one.id).await.unwrap(), None);
    assert_eq!(tx.latest_explanation().await.unwrap(), None);
    assert_eq!(tx.explanations(fixture.account, PeerId(7), 9).await.unwrap(), []);
    assert_eq!(tx.forget_explanations(fixture.account, None, "number").await.unwrap(), 0);
    assert_eq!(tx.forget_all_explanations(fixture.account).await.unwrap(), 0);
    let theirs = explained(&fixture, 2, 7);
    assert!(tx.explain(&theirs, DAY, 1).await.is_err(), "the chat is none of theirs");
    drop(tx);
    let left = fixture.read().await.explanations(fixture.account, PeerId(7), 9).await.unwrap();
    assert_eq!(left.len(), 1);
}

//! What twins ask their owner.

use domain::{MessageId, PeerId, Question, QuestionEnd, QuestionId, QuestionState};

use crate::support::{Database, Fixture, NOW, account, on_both};

on_both!(
    a_question_waits_until_it_is_answered,
    a_chat_has_one_open_question_the_newest,
    what_quotes_some_words_is_forgotten_and_nothing_else,
    another_owner_sees_and_closes_no_question,
);

const ANNA: PeerId = PeerId(7);
const BORIS: PeerId = PeerId(8);

pub(crate) fn question(fixture: &Fixture, number: u128, chat: PeerId) -> Question {
    Question {
        id: QuestionId::new(NOW, number),
        account: fixture.account,
        chat,
        answers: MessageId(5),
        text: "во сколько завтра?".into(),
        proposed: vec!["в 7".into(), "\"как \\ обычно\"".into()],
        rule: "figures".into(),
        asked_at: NOW,
        state: QuestionState::Open,
        end: None,
    }
}

async fn a_question_waits_until_it_is_answered(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let (first, second) = (question(&fixture, 1, ANNA), question(&fixture, 2, BORIS));
    let mut tx = fixture.begin().await;
    tx.ask_question(&second).await.unwrap();
    tx.ask_question(&first).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    assert_eq!(tx.open_questions().await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(tx.questions_waiting().await.unwrap(), 2);
    let (account, answers) = (fixture.account, first.answers);
    assert!(!tx.is_answered_by_owner(account, ANNA, answers).await.unwrap());
    assert!(tx.close_question(first.id, QuestionEnd::Sent).await.unwrap());
    assert!(tx.is_answered_by_owner(account, ANNA, answers).await.unwrap());
    assert!(!tx.is_answered_by_owner(account, ANNA, MessageId(6)).await.unwrap());
    assert!(!tx.is_answered_by_owner(account, BORIS, answers).await.unwrap());
    assert!(!tx.close_question(first.id, QuestionEnd::Declined).await.unwrap());
    assert_eq!(tx.open_questions().await.unwrap(), [second]);
    assert_eq!(tx.questions_waiting().await.unwrap(), 1);
    let end = Some(QuestionEnd::Sent);
    let answered = Question { state: QuestionState::Answered, end, ..first };
    assert_eq!(tx.closed_questions(9).await.unwrap(), std::slice::from_ref(&answered));
    assert_eq!(tx.closed_questions(0).await.unwrap(), []);
    assert_eq!(tx.question(answered.id).await.unwrap(), Some(answered));
    assert_eq!(tx.question(QuestionId::new(NOW, 9)).await.unwrap(), None);
    assert!(tx.ask_question(&question(&fixture, 3, PeerId(9))).await.is_err(), "no such chat");
}

async fn a_chat_has_one_open_question_the_newest(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let (old, new) = (question(&fixture, 1, ANNA), question(&fixture, 2, ANNA));
    let other = Question { proposed: vec![], ..question(&fixture, 3, BORIS) };
    let mut tx = fixture.begin().await;
    for (asked, replaced) in [(&old, None), (&other, None), (&new, Some(old.id))] {
        assert_eq!(tx.ask_question(asked).await.unwrap(), replaced);
    }
    assert_eq!(tx.open_questions().await.unwrap(), [new.clone(), other.clone()]);
    let dropped = tx.question(old.id).await.unwrap().unwrap();
    let ended = (dropped.state, dropped.end);
    assert_eq!(ended, (QuestionState::Dropped, Some(QuestionEnd::AskedAnew)));
    let (of, end) = (fixture.account, QuestionEnd::OwnerWrote);
    assert_eq!(tx.drop_question_of(of, ANNA, end).await.unwrap(), Some(new.id));
    assert_eq!(tx.drop_question_of(of, ANNA, end).await.unwrap(), None);
    assert_eq!(tx.drop_question_of(account(2, 0).id, BORIS, end).await.unwrap(), None);
    let closed = tx.closed_questions(1).await.unwrap();
    assert_eq!((closed.len(), closed[0].id, closed[0].end), (1, new.id, Some(end)));
    assert_eq!(tx.open_questions().await.unwrap(), [other]);
}

async fn what_quotes_some_words_is_forgotten_and_nothing_else(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let of_anna = question(&fixture, 1, ANNA);
    let of_boris = Question { text: "придёшь?".into(), ..question(&fixture, 2, BORIS) };
    let mut tx = fixture.begin().await;
    for asked in [&of_anna, &of_boris] {
        tx.ask_question(asked).await.unwrap();
    }
    let account = fixture.account;
    let none = tx.forget_questions(account, Some(BORIS), "сколько завтра").await.unwrap();
    assert_eq!(none, []);
    let asked = tx.forget_questions(account, None, "сколько завтра").await.unwrap();
    assert_eq!(asked, [of_anna]);
    let would_say = tx.forget_questions(account, Some(BORIS), "\"как \\").await.unwrap();
    assert_eq!(would_say, [of_boris]);
    assert_eq!(tx.open_questions().await.unwrap(), []);
}

async fn another_owner_sees_and_closes_no_question(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    let asked = question(&fixture, 1, ANNA);
    let mut tx = fixture.begin().await;
    tx.ask_question(&asked).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.questions_waiting().await.unwrap(), 0);
    assert_eq!(tx.open_questions().await.unwrap(), []);
    assert_eq!(tx.question(asked.id).await.unwrap(), None);
    assert!(!tx.is_answered_by_owner(fixture.account, ANNA, asked.answers).await.unwrap());
    assert!(!tx.close_question(asked.id, QuestionEnd::Declined).await.unwrap());
    assert_eq!(tx.closed_questions(9).await.unwrap(), []);
    assert_eq!(tx.forget_questions(fixture.account, None, "завтра").await.unwrap(), []);
    let end = QuestionEnd::MovedOn;
    assert_eq!(tx.drop_question_of(fixture.account, ANNA, end).await.unwrap(), None);
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.ask_question(&question(&fixture, 2, ANNA)).await.is_err());
    drop(tx);
    assert_eq!(fixture.read().await.open_questions().await.unwrap(), [asked]);
}

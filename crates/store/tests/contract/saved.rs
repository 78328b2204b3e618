//! Lines in Saved Messages.

use std::time::Duration;

use domain::{MessageId, PeerId, QuestionId, ReplyId};
use store::{About, SavedLine};

use crate::support::{Database, Fixture, NOW, account, on_both};

on_both!(
    a_line_is_unsent_until_it_has_a_number_by_which_it_is_found,
    a_thing_has_one_line,
    lines_are_of_many_kinds_and_come_in_the_order_of_their_plans,
    a_replaced_line_is_sent_anew_and_the_earlier_ones_end_changes_nothing,
    it_is_known_of_which_chats_was_told_lately,
    another_owner_sees_and_changes_no_line,
);

fn about(number: u128) -> About {
    About::Question(QuestionId::new(NOW, number))
}

pub(crate) fn line(fixture: &Fixture, number: u128) -> SavedLine {
    SavedLine {
        account: fixture.account,
        about: about(number),
        random_id: i64::MIN,
        message: None,
        chat: Some(PeerId(7)),
        planned_at: NOW,
        detail: Some(r#"{"is":"\"quoted\""}"#.to_owned()),
    }
}

async fn a_line_is_unsent_until_it_has_a_number_by_which_it_is_found(db: &Database) {
    let fixture = db.with_account().await;
    let (first, second) = (line(&fixture, 1), line(&fixture, 2));
    let mut tx = fixture.begin().await;
    for planned in [&second, &first] {
        assert!(tx.plan_saved_line(planned).await.unwrap());
    }
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    let both = [first.clone(), second.clone()];
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), both);
    assert_eq!(tx.unsent_saved_lines(account(2, 0).id).await.unwrap(), []);
    let number = MessageId(77);
    assert_eq!(tx.saved_line_of(fixture.account, number).await.unwrap(), None);
    tx.saved_line_sent(&first, number, Some("kept")).await.unwrap();
    let unsent = tx.unsent_saved_lines(fixture.account).await.unwrap();
    assert_eq!(unsent, std::slice::from_ref(&second));
    let sent = SavedLine { message: Some(number), detail: Some("kept".to_owned()), ..first };
    assert_eq!(tx.saved_line_of(fixture.account, number).await.unwrap(), Some(sent.clone()));
    let found = tx.saved_line_about(fixture.account, sent.about).await.unwrap();
    assert_eq!(found.as_ref(), Some(&sent));
    assert_eq!(tx.saved_line_of(account(2, 0).id, number).await.unwrap(), None);
    tx.drop_saved_line(fixture.account, second.about).await.unwrap();
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), []);
}

async fn a_thing_has_one_line(db: &Database) {
    let fixture = db.with_account().await;
    let first = line(&fixture, 1);
    let mut tx = fixture.begin().await;
    assert!(tx.plan_saved_line(&first).await.unwrap());
    let again = SavedLine { random_id: 5, ..first.clone() };
    assert!(!tx.plan_saved_line(&again).await.unwrap());
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), [first]);
}

async fn another_owner_sees_and_changes_no_line(db: &Database) {
    let fixture = db.with_account().await;
    let planned = line(&fixture, 1);
    let mut tx = fixture.begin().await;
    tx.plan_saved_line(&planned).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), []);
    assert_eq!(tx.saved_line_about(fixture.account, planned.about).await.unwrap(), None);
    assert_eq!(tx.chats_of_saved_lines(fixture.account, NOW).await.unwrap(), []);
    tx.saved_line_sent(&planned, MessageId(7), None).await.unwrap();
    tx.drop_saved_line(fixture.account, planned.about).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.plan_saved_line(&line(&fixture, 2)).await.is_err(), "no such account");
    drop(tx);
    let mut tx = fixture.as_stranger().await;
    assert!(tx.replace_saved_line(&planned).await.is_err(), "no such account");
    drop(tx);
    let mut tx = fixture.begin().await;
    assert_eq!(
        tx.unsent_saved_lines(fixture.account).await.unwrap(),
        std::slice::from_ref(&planned)
    );
    tx.saved_line_sent(&planned, MessageId(7), None).await.unwrap();
    let of_day = SavedLine {
        about: About::Day("2026-10-24".parse().unwrap()),
        chat: None,
        ..planned.clone()
    };
    assert!(tx.plan_saved_line(&of_day).await.unwrap());
    assert!(tx.saved_line_of(fixture.account, MessageId(7)).await.unwrap().is_some());
    assert!(tx.newest_days_line(fixture.account).await.unwrap().is_some());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.saved_line_of(fixture.account, MessageId(7)).await.unwrap(), None);
    assert_eq!(tx.newest_days_line(fixture.account).await.unwrap(), None);
}

async fn lines_are_of_many_kinds_and_come_in_the_order_of_their_plans(db: &Database) {
    let fixture = db.with_account().await;
    let day = |text: &str| About::Day(text.parse().unwrap());
    let abouts = [
        About::Command(MessageId(10)),
        About::Command(MessageId(9)),
        day("2026-10-25"),
        About::Reply(ReplyId::new(NOW, 3)),
        about(1),
        day("2026-10-24"),
    ];
    let mut tx = fixture.begin().await;
    let mut lines = Vec::new();
    for (number, about) in (0_u64..).zip(abouts) {
        let planned_at = NOW + Duration::from_secs(number);
        let line = SavedLine { about, planned_at, chat: None, detail: None, ..line(&fixture, 1) };
        assert!(tx.plan_saved_line(&line).await.unwrap(), "{about:?}");
        lines.push(line);
    }
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), lines);
    let newest = tx.newest_days_line(fixture.account).await.unwrap();
    assert_eq!(newest.map(|line| line.about), Some(abouts[2]));
    assert_eq!(tx.newest_days_line(account(2, 0).id).await.unwrap(), None);
}

async fn a_replaced_line_is_sent_anew_and_the_earlier_ones_end_changes_nothing(db: &Database) {
    let fixture = db.with_account().await;
    let (first, number) = (line(&fixture, 1), MessageId(7));
    let changed = SavedLine { random_id: 5, detail: Some("new".to_owned()), ..first.clone() };
    let mut tx = fixture.begin().await;
    tx.replace_saved_line(&first).await.unwrap();
    tx.saved_line_sent(&first, number, None).await.unwrap();
    tx.replace_saved_line(&changed).await.unwrap();
    let unsent = tx.unsent_saved_lines(fixture.account).await.unwrap();
    assert_eq!(unsent, std::slice::from_ref(&changed));
    assert_eq!(tx.saved_line_of(fixture.account, number).await.unwrap(), None);
    tx.saved_line_sent(&first, number, None).await.unwrap();
    assert_eq!(tx.unsent_saved_lines(fixture.account).await.unwrap(), [changed]);
}

async fn it_is_known_of_which_chats_was_told_lately(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    for (number, chat) in [(0, Some(7)), (1, Some(8)), (2, None), (3, Some(7))] {
        let planned_at = NOW + Duration::from_secs(number);
        let chat = chat.map(PeerId);
        let line = SavedLine { planned_at, chat, ..line(&fixture, number.into()) };
        tx.plan_saved_line(&line).await.unwrap();
    }
    let since = NOW + Duration::from_secs(1);
    let told = tx.chats_of_saved_lines(fixture.account, since).await.unwrap();
    assert_eq!(told, [PeerId(8), PeerId(7)]);
    assert_eq!(tx.chats_of_saved_lines(account(2, 0).id, since).await.unwrap(), []);
}

//! What owners allow in their accounts, and what their twins have sent.

use std::time::Duration;

use domain::policy::{DAY, HOUR, MINUTE, Usage};
use domain::{
    AccountId, Alert, Author, Bounds, Message, MessageId, OwnerWord, Pause, PeerId, Policy, Reply,
    ReplyId, Timestamp, Trouble,
};
use store::Rules;

use crate::replies;
use crate::support::{Database, Fixture, NOW, account, on_both, text};

on_both!(
    a_chat_is_paused_by_itself,
    rules_are_kept_apart_and_taken_back,
    a_policy_of_an_older_version_is_read,
    rules_go_with_their_account_only,
    an_absence_is_said_to_a_chat,
    usage_counts_what_the_twin_sent_by_itself,
    another_owner_sees_no_rules_and_no_usage,
);

const CHAT: PeerId = PeerId(7);
const PAUSE: Pause = Pause { since: NOW, until: None };

fn policy() -> Policy {
    Policy { countdown: Duration::from_secs(90), ..Policy::default() }
}

fn alert() -> Alert {
    Alert { at: NOW, trouble: Trouble::Restricted { reason: "PEER_FLOOD".into() } }
}

fn bounds() -> Bounds {
    Bounds { never_say: vec!["зая".into()], left_to_owner: vec!["деньги".into()] }
}

fn rules() -> Rules {
    let (policy, pause, alert) = (Some(policy()), Some(PAUSE), Some(alert()));
    Rules { policy, pause, alert, bounds: bounds() }
}

async fn rules_are_kept_apart_and_taken_back(db: &Database) {
    let fixture = db.with_account().await;
    let account = fixture.account;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.rules(account).await.unwrap(), Rules::default());
    assert_eq!(tx.all_rules().await.unwrap(), []);
    tx.set_pause(account, Some(&Pause { until: Some(NOW), ..PAUSE })).await.unwrap();
    tx.set_pause(account, Some(&PAUSE)).await.unwrap();
    tx.set_alert(account, Some(&alert())).await.unwrap();
    tx.set_policy(account, &Policy::default()).await.unwrap();
    tx.set_policy(account, &policy()).await.unwrap();
    tx.set_bounds(account, &Bounds::default()).await.unwrap();
    tx.set_bounds(account, &bounds()).await.unwrap();
    assert_eq!(tx.rules(account).await.unwrap(), rules());
    assert_eq!(tx.all_rules().await.unwrap(), [(account, rules())]);
    tx.set_pause(account, None).await.unwrap();
    tx.set_alert(account, None).await.unwrap();
    let left = Rules { pause: None, alert: None, ..rules() };
    assert_eq!(tx.rules(account).await.unwrap(), left);
}

async fn a_policy_of_an_older_version_is_read(db: &Database) {
    let fixture = db.with_account().await;
    fill(&fixture).await;
    db.execute(fixture.owner, r#"UPDATE policies SET policy = '{"countdown":90}'"#).await;
    assert_eq!(fixture.read().await.rules(fixture.account).await.unwrap(), rules());
}

async fn rules_go_with_their_account_only(db: &Database) {
    let fixture = db.with_account().await;
    let other = account(2, 200);
    let mut tx = fixture.begin().await;
    assert!(tx.insert_account(&other).await.unwrap());
    tx.commit().await.unwrap();
    fill(&fixture).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.rules(other.id).await.unwrap(), Rules::default());
    assert!(tx.set_pause(AccountId::new(NOW, 9), Some(&PAUSE)).await.is_err(), "no such account");
}

async fn an_absence_is_said_to_a_chat(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let account = fixture.account;
    let mut tx = fixture.begin().await;
    assert!(tx.away_is_said(account, CHAT, NOW).await.unwrap());
    assert!(!tx.away_is_said(account, PeerId(9), NOW).await.unwrap());
    for (chat, at) in [(CHAT, Some(NOW)), (PeerId(8), None)] {
        assert_eq!(tx.situation(account, chat).await.unwrap().unwrap().away_said, at);
    }
}

fn said(chat: i64, id: i32, author: Author, ago: Duration) -> Message {
    Message { author, sent_at: NOW - ago, ..text(chat, id, "да") }
}

/// A reply that was claimed, planned so long ago.
async fn claimed(fixture: &Fixture, number: u8, ago: Duration, word: Option<OwnerWord>) {
    let at: Timestamp = NOW - ago;
    let id = ReplyId::new(at, number.into());
    let reply = Reply { id, created_at: at, word, ..replies::reply(fixture, number, CHAT) };
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&reply).await.unwrap());
    assert!(tx.claim_reply(id).await.unwrap());
    for (index, message) in (0..reply.bubbles.len()).zip(1_000 + i32::from(number) * 10..) {
        let sent = domain::SentMessage { id: MessageId(message), sent_at: NOW - DAY };
        tx.bubble_sent(id, index, sent).await.unwrap();
    }
    assert!(tx.finish_reply(id, domain::ReplyState::Sent).await.unwrap());
    tx.commit().await.unwrap();
}

async fn usage_counts_what_the_twin_sent_by_itself(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let account = fixture.account;
    let usage = fixture.read().await.usage(account, CHAT, NOW).await.unwrap();
    assert_eq!(usage, Usage::default());
    let second = Duration::from_secs(1);
    fixture
        .store(&[
            said(7, 1, Author::Twin, DAY),
            said(7, 2, Author::Other, DAY - second),
            said(7, 3, Author::Twin, DAY - second),
            said(7, 4, Author::Owner, MINUTE),
            said(7, 5, Author::Twin, MINUTE - second),
            said(8, 1, Author::Twin, second),
        ])
        .await;
    let usage = fixture.read().await.usage(account, CHAT, NOW).await.unwrap();
    assert_eq!(usage.in_minute, [NOW - (MINUTE - second), NOW - second]);
    assert_eq!((usage.in_day_here, usage.in_day, usage.turns_in_hour), (2, 3, 0));
    assert_eq!(usage.talk.first(), Some(&(Author::Twin, NOW - DAY)));
    assert_eq!(usage.talk.last(), Some(&(Author::Twin, NOW - (MINUTE - second))));
    assert_eq!(usage.talk.len(), 5);

    claimed(&fixture, 1, HOUR, None).await;
    claimed(&fixture, 2, HOUR - second, None).await;
    claimed(&fixture, 3, second, Some(OwnerWord::Approved)).await;
    claimed(&fixture, 4, second, Some(OwnerWord::Undone)).await;
    let planned = replies::reply(&fixture, 5, CHAT);
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&Reply { created_at: NOW, ..planned }).await.unwrap());
    assert_eq!(tx.usage(account, CHAT, NOW).await.unwrap().turns_in_hour, 2);
    assert_eq!(tx.usage(account, PeerId(8), NOW).await.unwrap().turns_in_hour, 0);

    // What is on its way is as good as sent, and counted once.
    let before = tx.usage(account, CHAT, NOW).await.unwrap().in_minute.len();
    let planned = replies::reply(&fixture, 6, PeerId(8));
    let on_its_way = planned.bubbles.len();
    assert!(tx.plan_reply(&planned).await.unwrap());
    assert_eq!(tx.usage(account, CHAT, NOW).await.unwrap().in_minute.len(), before);
    assert!(tx.claim_reply(planned.id).await.unwrap());
    let usage = tx.usage(account, CHAT, NOW).await.unwrap();
    assert_eq!(usage.in_minute.len(), before + on_its_way);
    assert_eq!(usage.in_minute.last(), Some(&NOW));
}

async fn another_owner_sees_no_rules_and_no_usage(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7]).await;
    fixture.store(&[said(7, 1, Author::Twin, MINUTE)]).await;
    fill(&fixture).await;
    let account = fixture.account;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.rules(account).await.unwrap(), Rules::default());
    assert_eq!(tx.all_rules().await.unwrap(), []);
    assert!(!tx.away_is_said(account, CHAT, NOW).await.unwrap());
    assert_eq!(tx.usage(account, CHAT, NOW).await.unwrap(), Usage::default());
    drop(tx);
    for change in 0..4 {
        let mut tx = fixture.as_stranger().await;
        let changed = match change {
            0 => tx.set_policy(account, &Policy::default()).await,
            1 => tx.set_pause(account, None).await,
            2 => tx.set_bounds(account, &Bounds::default()).await,
            _ => tx.set_alert(account, None).await,
        };
        assert!(changed.is_err(), "a stranger has no such account");
    }
    assert_eq!(fixture.read().await.rules(account).await.unwrap(), rules());
}

/// A row in the table.
pub(crate) async fn fill(fixture: &Fixture) {
    let mut tx = fixture.begin().await;
    tx.set_policy(fixture.account, &policy()).await.unwrap();
    tx.set_pause(fixture.account, Some(&PAUSE)).await.unwrap();
    tx.set_alert(fixture.account, Some(&alert())).await.unwrap();
    tx.set_bounds(fixture.account, &bounds()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_chat_is_paused_by_itself(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[7, 8]).await;
    let id = fixture.account;
    let (now, later) = (Timestamp::from_secs(1_000), Timestamp::from_secs(2_000));
    let here = Pause { since: now, until: Some(later) };
    let mut tx = fixture.begin().await;
    assert!(tx.set_chat_pause(id, PeerId(7), Some(&here)).await.unwrap());
    assert!(!tx.set_chat_pause(id, PeerId(9), Some(&here)).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    let pauses = tx.pauses_in(id, PeerId(7)).await.unwrap();
    assert_eq!((pauses.of_account, pauses.of_chat), (None, Some(here)));
    assert_eq!((pauses.in_force(now), pauses.in_force(later)), (Some(here), None));
    assert_eq!(tx.pauses_in(id, PeerId(8)).await.unwrap().in_force(now), None);
    let all = Pause { since: now, until: None };
    tx.set_pause(id, Some(&all)).await.unwrap();
    assert_eq!(tx.pauses_in(id, PeerId(7)).await.unwrap().in_force(now), Some(all));
    assert_eq!(tx.chat_pauses(id).await.unwrap(), [(PeerId(7), here)]);
    let situation = tx.situation(id, PeerId(7)).await.unwrap().unwrap();
    assert_eq!((situation.pause, situation.rules.pause), (Some(here), Some(all)));
    assert!(tx.set_chat_pause(id, PeerId(7), None).await.unwrap());
    assert_eq!(tx.chat_pauses(id).await.unwrap(), []);
    assert!(tx.set_chat_pause(id, PeerId(7), Some(&here)).await.unwrap());
    tx.commit().await.unwrap();

    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.chat_pauses(id).await.unwrap(), []);
    assert_eq!(tx.pauses_in(id, PeerId(7)).await.unwrap().in_force(now), None);
    assert!(!tx.set_chat_pause(id, PeerId(7), None).await.unwrap());
}

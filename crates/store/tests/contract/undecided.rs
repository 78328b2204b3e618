//! What nobody has decided about yet.

use domain::{Author, Message, MessageId, PeerId, ReplyState, Timestamp};

use crate::replies::reply;
use crate::support::{Database, Fixture, on_both, text};

on_both!(
    an_import_leaves_nothing_to_decide,
    a_burst_is_undecided_from_its_first_message,
    a_decision_leaves_what_came_later_undecided,
    a_decision_is_never_taken_back,
    the_owners_messages_are_never_undecided,
    of_a_groups_talk_only_what_a_person_says_to_the_owner_is_undecided,
    of_very_many_messages_the_newest_are_undecided,
    settling_ends_everything_under_way,
    another_owner_sees_and_decides_nothing,
);

const CHAT: PeerId = PeerId(7);

async fn with_messages(db: &Database, messages: &[Message]) -> Fixture {
    let fixture = db.with_account().await;
    fixture.know(&[CHAT.0]).await;
    fixture.store(messages).await;
    fixture
}

async fn undecided(fixture: &Fixture) -> Vec<Message> {
    let mut tx = fixture.read().await;
    let burst = tx.undecided_messages(fixture.account, CHAT).await.unwrap();
    // Of very many only the newest are told.
    if burst.len() < 100 {
        let first = tx.first_undecided(fixture.account, CHAT).await.unwrap();
        assert_eq!(first, burst.first().map(|message| message.id));
    }
    burst
}

async fn an_import_leaves_nothing_to_decide(db: &Database) {
    let fixture = with_messages(db, &[text(7, 1, "привет")]).await;
    assert_eq!(undecided(&fixture).await, []);
    let mut tx = fixture.read().await;
    assert_eq!(tx.undecided_chats(fixture.account).await.unwrap(), []);
}

async fn a_burst_is_undecided_from_its_first_message(db: &Database) {
    let burst = [text(7, 2, "ты где"), text(7, 3, "ау")];
    let mut messages = vec![text(7, 1, "старое")];
    messages.extend_from_slice(&burst);
    let fixture = with_messages(db, &messages).await;
    let mut tx = fixture.begin().await;
    // Only the first makes the chat live.
    for id in [2, 3, 1] {
        tx.mark_undecided(fixture.account, CHAT, MessageId(id)).await.unwrap();
    }
    assert_eq!(tx.undecided_chats(fixture.account).await.unwrap(), [CHAT]);
    tx.commit().await.unwrap();
    assert_eq!(undecided(&fixture).await, burst);
}

async fn a_decision_leaves_what_came_later_undecided(db: &Database) {
    let messages = [text(7, 1, "ты где"), text(7, 2, "и ещё")];
    let fixture = with_messages(db, &messages).await;
    let mut tx = fixture.begin().await;
    tx.mark_undecided(fixture.account, CHAT, MessageId(1)).await.unwrap();
    tx.decided_up_to(fixture.account, CHAT, MessageId(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(undecided(&fixture).await, messages[1..]);
    let mut tx = fixture.begin().await;
    tx.decided_up_to(fixture.account, CHAT, MessageId(2)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(undecided(&fixture).await, []);
}

async fn a_decision_is_never_taken_back(db: &Database) {
    let messages = [text(7, 1, "давно"), text(7, 2, "и это"), text(7, 3, "новое")];
    let fixture = with_messages(db, &messages).await;
    let mut tx = fixture.begin().await;
    tx.decided_up_to(fixture.account, CHAT, MessageId(2)).await.unwrap();
    // A gap is filled with what came before.
    tx.decided_up_to(fixture.account, CHAT, MessageId(1)).await.unwrap();
    tx.mark_undecided(fixture.account, CHAT, MessageId(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(undecided(&fixture).await, messages[2..]);
}

async fn of_very_many_messages_the_newest_are_undecided(db: &Database) {
    let messages: Vec<Message> = (1..=150).map(|id| text(7, id, "ау")).collect();
    let fixture = with_messages(db, &messages).await;
    let mut tx = fixture.begin().await;
    tx.mark_undecided(fixture.account, CHAT, MessageId(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(undecided(&fixture).await, messages[50..]);
}

async fn settling_ends_everything_under_way(db: &Database) {
    let fixture = with_messages(db, &[text(7, 1, "ты где")]).await;
    fixture.know(&[8]).await;
    let (waiting, going) = (reply(&fixture, 1, CHAT), reply(&fixture, 2, PeerId(8)));
    let mut tx = fixture.begin().await;
    tx.mark_undecided(fixture.account, CHAT, MessageId(1)).await.unwrap();
    for reply in [&waiting, &going] {
        assert!(tx.plan_reply(reply).await.unwrap());
    }
    assert!(tx.claim_reply(going.id).await.unwrap());
    tx.settle(fixture.account).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(undecided(&fixture).await, []);
    let mut tx = fixture.read().await;
    assert_eq!(tx.open_replies(fixture.account).await.unwrap(), []);
    for (chat, state) in [(CHAT, ReplyState::Cancelled), (PeerId(8), ReplyState::Failed)] {
        let replies = tx.recent_replies(fixture.account, chat, 1).await.unwrap();
        assert_eq!(replies[0].state, state);
    }
}

async fn the_owners_messages_are_never_undecided(db: &Database) {
    let own = |id| Message { author: Author::Owner, ..text(7, id, "сам отвечу") };
    let twins = Message { author: Author::Twin, ..text(7, 3, "ок") };
    let fixture = with_messages(db, &[text(7, 1, "ты где"), own(2), twins, own(4)]).await;
    let mut tx = fixture.begin().await;
    tx.mark_undecided(fixture.account, CHAT, MessageId(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(undecided(&fixture).await, [text(7, 1, "ты где")]);
    let mut tx = fixture.begin().await;
    tx.decided_up_to(fixture.account, CHAT, MessageId(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(undecided(&fixture).await, []);
}

async fn another_owner_sees_and_decides_nothing(db: &Database) {
    let fixture = with_messages(db, &[text(7, 1, "тайна")]).await;
    let mut tx = fixture.as_stranger().await;
    tx.mark_undecided(fixture.account, CHAT, MessageId(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(undecided(&fixture).await, []);
    let planned = reply(&fixture, 1, CHAT);
    let mut tx = fixture.begin().await;
    tx.mark_undecided(fixture.account, CHAT, MessageId(1)).await.unwrap();
    assert!(tx.plan_reply(&planned).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.undecided_messages(fixture.account, CHAT).await.unwrap(), []);
    assert_eq!(tx.first_undecided(fixture.account, CHAT).await.unwrap(), None);
    assert_eq!(tx.undecided_chats(fixture.account).await.unwrap(), []);
    tx.decided_up_to(fixture.account, CHAT, MessageId(1)).await.unwrap();
    tx.settle(fixture.account).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(undecided(&fixture).await.len(), 1);
    let open = fixture.read().await.open_reply(fixture.account, CHAT).await.unwrap();
    assert_eq!(open, Some(planned));
}

async fn of_a_groups_talk_only_what_a_person_says_to_the_owner_is_undecided(db: &Database) {
    const GROUP: PeerId = PeerId(-5);
    let said = |id, sender, mentions_owner| Message {
        sender: PeerId(sender),
        mentions_owner,
        ..text(GROUP.0, id, "привет")
    };
    let mention = said(3, 7, true);
    let messages = [
        said(1, 7, false),
        Message { via_bot: true, ..said(2, 8, true) },
        mention.clone(),
        said(4, GROUP.0, true),
        said(5, 9, false),
    ];
    assert_eq!(
        messages.iter().filter(|message| message.is_to_owner()).collect::<Vec<_>>(),
        [&mention],
        "as the domain says"
    );
    let fixture = db.with_account().await;
    fixture.know(&[GROUP.0]).await;
    fixture.store(&messages).await;
    let mut tx = fixture.begin().await;
    tx.mark_undecided(fixture.account, GROUP, MessageId(1)).await.unwrap();
    assert_eq!(tx.undecided_chats(fixture.account).await.unwrap(), [GROUP]);
    let undecided = tx.undecided_messages(fixture.account, GROUP).await.unwrap();
    let first = tx.first_undecided(fixture.account, GROUP).await.unwrap();
    assert_eq!(first, undecided.first().map(|message| message.id));
    assert_eq!(undecided, [mention]);
    tx.decided_up_to(fixture.account, GROUP, MessageId(3)).await.unwrap();
    assert_eq!(tx.undecided_chats(fixture.account).await.unwrap(), []);
    let usage = tx.usage(fixture.account, GROUP, Timestamp::from_secs(9)).await.unwrap();
    assert_eq!(usage.talk.len(), 3, "what others say to each other is no talk with the twin");
}

//! What a bot has perhaps said, and what names the files that it was told of.

use domain::{
    AccountKind, Author, BotFile, BusinessConnection, BusinessRights, FilePlace, Message,
    MessageId, PeerId, ReplyState, SessionStore,
};
use store::ConnectionAnswer;

use crate::replies::reply;
use crate::support::{Database, Fixture, NOW, account, on_both, text};

on_both!(
    what_was_perhaps_said_is_known_until_it_is_known_that_it_was_not,
    what_a_bubble_became_is_found_by_its_words,
    what_nobody_knows_of_is_found_when_it_comes_back,
    a_file_is_found_for_as_long_as_its_message_is_stored,
    a_file_is_found_over_every_connection_of_its_person_and_by_its_bot_alone,
);

const CHAT: PeerId = PeerId(7);

fn twins(id: i32, words: &str) -> Message {
    Message { author: Author::Twin, ..text(CHAT.0, id, words) }
}

async fn what_was_perhaps_said_is_known_until_it_is_known_that_it_was_not(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[CHAT.0]).await;
    let reply = reply(&fixture, 1, CHAT);
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&reply).await.unwrap());
    assert!(!tx.is_said_once(reply.id, 1).await.unwrap());
    tx.set_said_once(reply.id, 1, true).await.unwrap();
    assert!(tx.is_said_once(reply.id, 1).await.unwrap());
    assert!(
        !tx.is_said_once(reply.id, 0).await.unwrap()
            && !tx.is_said_once(reply.id, 2).await.unwrap()
    );
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(!tx.is_said_once(reply.id, 1).await.unwrap());
    tx.set_said_once(reply.id, 1, false).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.begin().await;
    assert!(tx.is_said_once(reply.id, 1).await.unwrap(), "a stranger changes nothing");
    tx.set_said_once(reply.id, 1, false).await.unwrap();
    assert!(!tx.is_said_once(reply.id, 1).await.unwrap());
}

async fn what_a_bubble_became_is_found_by_its_words(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[CHAT.0]).await;
    let reply = reply(&fixture, 1, CHAT);
    let mine = Message { author: Author::Owner, ..text(CHAT.0, 4, "привет") };
    fixture.store(&[twins(2, "привет"), mine]).await;
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&reply).await.unwrap() && tx.claim_reply(reply.id).await.unwrap());
    assert_eq!(tx.unrecorded(&reply, 0).await.unwrap(), None, "it was before, or is the owner's");
    tx.insert_message(fixture.account, &twins(5, "привет")).await.unwrap();
    let found = tx.unrecorded(&reply, 0).await.unwrap().unwrap();
    assert_eq!((found.id, found.sent_at), (MessageId(5), twins(5, "").sent_at));
    assert_eq!(tx.unrecorded(&reply, 1).await.unwrap(), None);
    assert!(tx.bubble_sent(reply.id, 0, found).await.unwrap());
    assert_eq!(tx.unrecorded(&reply, 0).await.unwrap(), None, "it is recorded");
    tx.commit().await.unwrap();
}

async fn what_nobody_knows_of_is_found_when_it_comes_back(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[CHAT.0]).await;
    let reply = reply(&fixture, 1, CHAT);
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&reply).await.unwrap() && tx.claim_reply(reply.id).await.unwrap());
    tx.set_said_once(reply.id, 0, true).await.unwrap();
    let found = tx.unknown_bubble(fixture.account, CHAT, Some("привет")).await.unwrap();
    assert_eq!(found, None, "it is being sent");
    assert!(tx.finish_reply(reply.id, ReplyState::Failed).await.unwrap());
    for (words, found) in
        [(Some("привет"), Some("привет")), (Some("как дела?"), None), (None, Some("привет"))]
    {
        let unknown = tx.unknown_bubble(fixture.account, CHAT, words).await.unwrap();
        assert_eq!(unknown.as_deref(), found);
    }
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.unknown_bubble(fixture.account, CHAT, None).await.unwrap(), None);
}

fn file(over: Option<&str>, message: i32, id: &str) -> BotFile {
    let over = over.map(str::to_owned);
    let place = FilePlace { over, chat: CHAT, message: MessageId(message) };
    BotFile { place, id: id.into(), mime: "audio/ogg".into(), size: Some(7) }
}

/// A row in the table of files.
pub(crate) async fn fill(fixture: &Fixture) {
    let mut tx = fixture.read().await;
    let last = tx.recent_messages(fixture.account, CHAT, 1).await.unwrap()[0].id.0;
    drop(tx);
    let session = fixture.store.session(fixture.owner, fixture.account);
    session.keep_files(&[file(None, last, "f")]).await.unwrap();
}

async fn a_file_is_found_for_as_long_as_its_message_is_stored(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[CHAT.0]).await;
    fixture.store(&[text(CHAT.0, 5, "послушай")]).await;
    let session = fixture.store.session(fixture.owner, fixture.account);
    let (kept, nothing) = (file(None, 5, "first"), file(None, 6, "of nothing"));
    session.keep_files(&[kept.clone(), nothing.clone()]).await.unwrap();
    assert_eq!(session.kept_file(&kept.place).await.unwrap(), Some(kept.clone()));
    assert_eq!(session.kept_file(&nothing.place).await.unwrap(), None);
    let newer = BotFile { size: None, ..file(None, 5, "second") };
    session.keep_files(std::slice::from_ref(&newer)).await.unwrap();
    assert_eq!(session.kept_file(&kept.place).await.unwrap(), Some(newer));
    let stranger = fixture.store.session(fixture.stranger, fixture.account);
    assert_eq!(stranger.kept_file(&kept.place).await.unwrap(), None);
    stranger.keep_files(std::slice::from_ref(&nothing)).await.unwrap();

    let mut tx = fixture.begin().await;
    tx.delete_messages(fixture.account, Some(CHAT), &[MessageId(5)]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(session.kept_file(&kept.place).await.unwrap(), None);
}

async fn a_file_is_found_over_every_connection_of_its_person_and_by_its_bot_alone(db: &Database) {
    let fixture = db.with_account().await;
    fixture.know(&[CHAT.0]).await;
    fixture.store(&[text(CHAT.0, 5, "послушай")]).await;
    let mut tx = fixture.begin().await;
    let person = tx.account(fixture.account).await.unwrap().unwrap().profile;
    let (bot, other) = (account(2, 200), account(3, 300));
    for bot in [&bot, &other] {
        tx.insert_account(bot).await.unwrap();
    }
    let rights = BusinessRights::default();
    let connection = |id: &str| BusinessConnection {
        id: id.to_owned(),
        person: person.clone(),
        rights,
        enabled: true,
        since: NOW,
    };
    tx.save_connection(bot.id, &connection("c1"), ConnectionAnswer::Accepted).await.unwrap();
    tx.commit().await.unwrap();
    let session = fixture.store.session(fixture.owner, bot.id);
    let kept = file(Some("c1"), 5, "f");
    session.keep_files(std::slice::from_ref(&kept)).await.unwrap();
    assert_eq!(session.kept_file(&kept.place).await.unwrap(), None, "it has a session of its own");

    let mut tx = fixture.begin().await;
    assert!(tx.set_account_kind(fixture.account, AccountKind::Connected).await.unwrap());
    tx.commit().await.unwrap();
    session.keep_files(std::slice::from_ref(&kept)).await.unwrap();
    assert_eq!(session.kept_file(&kept.place).await.unwrap(), Some(kept.clone()));
    let bots_own = FilePlace { over: None, ..kept.place.clone() };
    assert_eq!(session.kept_file(&bots_own).await.unwrap(), None);

    // Connected anew, and then another bot in its place.
    let mut tx = fixture.begin().await;
    tx.save_connection(bot.id, &connection("c2"), ConnectionAnswer::Asked).await.unwrap();
    tx.save_connection(other.id, &connection("c3"), ConnectionAnswer::Accepted).await.unwrap();
    tx.commit().await.unwrap();
    let again = FilePlace { over: Some("c2".to_owned()), ..kept.place.clone() };
    assert_eq!(session.kept_file(&again).await.unwrap().unwrap().id, "f");
    let others = FilePlace { over: Some("c3".to_owned()), ..kept.place.clone() };
    let others_session = fixture.store.session(fixture.owner, other.id);
    assert_eq!(others_session.kept_file(&others).await.unwrap(), None);
}

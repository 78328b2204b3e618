//! Bots: whose manner, who wants no answers, and to whose accounts they are connected.

use domain::{AccountKind, BusinessConnection, BusinessRights, Mode, PeerId};
use store::ConnectionAnswer;

use crate::support::{Database, Fixture, NOW, account, on_both};

on_both!(
    a_kind_and_a_manner_stay,
    whoever_wants_no_answers_can_take_that_back_and_not_the_owners_word,
    a_connection_changes_and_the_owners_word_of_it_stays,
    the_connection_that_holds_is_found_by_its_person,
    another_owner_sees_and_changes_nothing_of_bots,
);

const ANNA: PeerId = PeerId(7);

fn connection(id: &str, person: i64) -> BusinessConnection {
    BusinessConnection {
        id: id.to_owned(),
        person: account(9, person).profile,
        rights: BusinessRights { reply: true, read: true, delete: false },
        enabled: true,
        since: NOW,
    }
}

/// What is stored of a person: a bot is not told their number.
fn stored(mut connection: BusinessConnection) -> BusinessConnection {
    connection.person.phone = None;
    connection
}

/// A row in each of the tables.
pub(crate) async fn fill(fixture: &Fixture) {
    let mut tx = fixture.begin().await;
    let connection = connection("c1", 500);
    tx.save_connection(fixture.account, &connection, ConnectionAnswer::Accepted).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_kind_and_a_manner_stay(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    let mut bot = account(2, 200);
    bot.kind = AccountKind::Bot;
    assert!(tx.insert_account(&bot).await.unwrap());
    assert_eq!(tx.account(bot.id).await.unwrap(), Some(bot.clone()));
    assert_eq!(tx.manner_of(bot.id).await.unwrap(), None);
    assert!(tx.set_manner_of(bot.id, Some(fixture.account)).await.unwrap());
    assert_eq!(tx.manner_of(bot.id).await.unwrap(), Some(fixture.account));
    assert!(tx.set_account_kind(fixture.account, AccountKind::Connected).await.unwrap());
    let kind = tx.account(fixture.account).await.unwrap().unwrap().kind;
    assert_eq!(kind, AccountKind::Connected);
    assert!(tx.remove_account(fixture.account, NOW).await.unwrap());
    assert_eq!(tx.manner_of(bot.id).await.unwrap(), None, "whose it was is gone");
    assert!(!tx.set_manner_of(account(5, 500).id, None).await.unwrap());
}

async fn whoever_wants_no_answers_can_take_that_back_and_not_the_owners_word(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fixture.know(&[7, 8]).await;
    let mut tx = fixture.begin().await;
    assert!(!tx.unstop_chat(id, ANNA).await.unwrap(), "nobody has stopped it");
    for before in [None, Some(Mode::Draft)] {
        tx.set_mode(id, ANNA, before).await.unwrap();
        assert!(tx.stop_chat(id, ANNA).await.unwrap());
        assert!(!tx.stop_chat(id, ANNA).await.unwrap(), "it is off already");
        assert!(tx.is_stopped(id, ANNA).await.unwrap());
        assert_eq!(tx.chat(id, ANNA).await.unwrap().unwrap().mode, Some(Mode::Off));
        assert!(tx.unstop_chat(id, ANNA).await.unwrap());
        assert_eq!(tx.chat(id, ANNA).await.unwrap().unwrap().mode, before);
    }
    // What the owner says counts, before and after.
    tx.set_mode(id, PeerId(8), Some(Mode::Off)).await.unwrap();
    assert!(!tx.stop_chat(id, PeerId(8)).await.unwrap());
    assert!(!tx.unstop_chat(id, PeerId(8)).await.unwrap());
    assert!(tx.stop_chat(id, ANNA).await.unwrap());
    tx.set_mode(id, ANNA, Some(Mode::Off)).await.unwrap();
    assert!(!tx.is_stopped(id, ANNA).await.unwrap());
    assert!(!tx.unstop_chat(id, ANNA).await.unwrap());
}

async fn a_connection_changes_and_the_owners_word_of_it_stays(db: &Database) {
    let fixture = db.with_account().await;
    let bot = fixture.account;
    let mut tx = fixture.begin().await;
    let first = connection("c1", 500);
    tx.save_connection(bot, &first, ConnectionAnswer::Asked).await.unwrap();
    let found = tx.connection(bot, "c1").await.unwrap().unwrap();
    assert_eq!((found.connection.clone(), found.answer), (stored(first), ConnectionAnswer::Asked));
    assert!(!found.holds() && !found.speaks);
    assert!(tx.answer_connection(bot, PeerId(500), ConnectionAnswer::Accepted).await.unwrap());
    assert!(tx.set_speaks(bot, PeerId(500), true).await.unwrap());
    // Made anew, with other rights.
    let rights = BusinessRights { reply: false, read: false, delete: true };
    let second = BusinessConnection { rights, ..connection("c2", 500) };
    tx.save_connection(bot, &second, ConnectionAnswer::Asked).await.unwrap();
    assert_eq!(tx.connection(bot, "c1").await.unwrap(), None);
    let all = tx.connections(bot).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].connection, stored(second.clone()));
    assert!(all[0].holds() && all[0].speaks);
    let ended = BusinessConnection { enabled: false, ..second };
    tx.save_connection(bot, &ended, ConnectionAnswer::Asked).await.unwrap();
    assert!(!tx.connections(bot).await.unwrap()[0].holds());
    assert!(!tx.answer_connection(bot, PeerId(501), ConnectionAnswer::Refused).await.unwrap());
    assert!(!tx.set_speaks(bot, PeerId(501), true).await.unwrap());
}

async fn the_connection_that_holds_is_found_by_its_person(db: &Database) {
    let fixture = db.with_account().await;
    let mut tx = fixture.begin().await;
    let other = account(2, 200);
    tx.insert_account(&other).await.unwrap();
    let person = PeerId(500);
    let ended = BusinessConnection { enabled: false, ..connection("c1", 500) };
    tx.save_connection(fixture.account, &ended, ConnectionAnswer::Accepted).await.unwrap();
    assert_eq!(tx.connection_with(person).await.unwrap().unwrap().connection.id, "c1");
    tx.save_connection(other.id, &connection("c2", 500), ConnectionAnswer::Refused).await.unwrap();
    assert_eq!(tx.connection_with(person).await.unwrap().unwrap().connection.id, "c1");
    tx.answer_connection(other.id, person, ConnectionAnswer::Accepted).await.unwrap();
    assert_eq!(tx.connection_with(person).await.unwrap().unwrap().connection.id, "c2");
    tx.remove_account(other.id, NOW).await.unwrap();
    assert_eq!(tx.connection_with(person).await.unwrap().unwrap().connection.id, "c1");
    assert_eq!(tx.connection_with(PeerId(501)).await.unwrap(), None);
}

async fn another_owner_sees_and_changes_nothing_of_bots(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    fixture.know(&[7]).await;
    let mut tx = fixture.begin().await;
    tx.save_connection(id, &connection("c1", 500), ConnectionAnswer::Accepted).await.unwrap();
    tx.stop_chat(id, ANNA).await.unwrap();
    tx.set_manner_of(id, Some(id)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.connections(id).await.unwrap(), []);
    assert_eq!(tx.connection(id, "c1").await.unwrap(), None);
    assert_eq!(tx.connection_with(PeerId(500)).await.unwrap(), None);
    assert_eq!(tx.manner_of(id).await.unwrap(), None);
    assert!(!tx.set_manner_of(id, None).await.unwrap());
    assert!(!tx.set_account_kind(id, AccountKind::Bot).await.unwrap());
    assert!(!tx.is_stopped(id, ANNA).await.unwrap() && !tx.unstop_chat(id, ANNA).await.unwrap());
    assert!(!tx.answer_connection(id, PeerId(500), ConnectionAnswer::Refused).await.unwrap());
    assert!(!tx.set_speaks(id, PeerId(500), true).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    let stolen = tx.save_connection(id, &connection("c9", 500), ConnectionAnswer::Accepted).await;
    assert!(stolen.is_err(), "the bot is not theirs");
    drop(tx);
    let mut tx = fixture.read().await;
    assert!(tx.connections(id).await.unwrap()[0].holds());
    assert!(tx.is_stopped(id, ANNA).await.unwrap());
    assert_eq!(tx.manner_of(id).await.unwrap(), Some(id));
}

//! What a twin remembers.

use std::time::Duration;

use domain::{
    Fact, FactId, FactKind, FactOrigin, FactScope, FactState, MessageId, PeerId, Timestamp,
};
use store::FactUse;

use crate::support::{Database, Fixture, NOW, account, on_both};

on_both!(
    what_is_remembered_comes_back_as_it_was,
    a_fact_is_put_right_and_marked_as_general,
    an_erased_fact_leaves_only_the_message_it_came_from,
    what_a_model_drew_from_a_deleted_message_goes_with_it,
    what_was_drawn_from_an_edited_message_may_be_drawn_anew,
    a_chat_sees_its_own_facts_and_those_of_no_chat,
    use_is_counted,
    another_owner_sees_and_changes_no_fact,
);

const ANNA: PeerId = PeerId(7);
const BORIS: PeerId = PeerId(8);

pub(crate) fn fact(fixture: &Fixture, number: u128) -> Fact {
    Fact {
        id: FactId::new(NOW, number),
        account: fixture.account,
        scope: FactScope::Chat(ANNA),
        kind: FactKind::Preference,
        text: format!("Анна не ест мясо, {number}"),
        source: Some((ANNA, MessageId(5))),
        said_at: NOW,
        until: None,
        confidence: 0.5,
        origin: FactOrigin::Model,
        state: FactState::Kept,
        may_be_said: true,
        used: 0,
        last_used_at: None,
    }
}

async fn remember(fixture: &Fixture, facts: &[Fact]) {
    let mut tx = fixture.begin().await;
    for fact in facts {
        tx.insert_fact(fact).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn what_is_remembered_comes_back_as_it_was(db: &Database) {
    let fixture = db.with_account().await;
    let mut all: Vec<Fact> = (1..)
        .zip(FactKind::ALL)
        .map(|(number, kind)| Fact { kind, ..fact(&fixture, number) })
        .collect();
    all[1].scope = FactScope::General;
    all[2].scope = FactScope::AboutOwner;
    all[2].state = FactState::Offered;
    all[3] = Fact {
        source: None,
        origin: FactOrigin::Owner,
        may_be_said: false,
        until: Some(NOW + Duration::from_secs(5)),
        ..all[3].clone()
    };
    all[4] = Fact {
        used: 3,
        last_used_at: Some(NOW),
        origin: FactOrigin::OwnersAnswer,
        state: FactState::Replaced,
        ..all[4].clone()
    };
    // Stored in another order.
    let backwards: Vec<Fact> = all.iter().rev().cloned().collect();
    remember(&fixture, &backwards).await;
    let mut tx = fixture.read().await;
    assert_eq!(tx.facts(fixture.account).await.unwrap(), all);
    assert_eq!(tx.fact(fixture.account, all[3].id).await.unwrap(), Some(all[3].clone()));
    assert_eq!(tx.fact(fixture.account, FactId::new(NOW, 99)).await.unwrap(), None);
    let another = account(2, 0).id;
    assert_eq!(tx.facts(another).await.unwrap(), []);
    assert_eq!(tx.fact(another, all[3].id).await.unwrap(), None);
    drop(tx);
    let mut tx = fixture.begin().await;
    let orphan = Fact { account: another, ..fact(&fixture, 50) };
    assert!(tx.insert_fact(&orphan).await.is_err(), "no such account");
}

async fn a_fact_is_put_right_and_marked_as_general(db: &Database) {
    let fixture = db.with_account().await;
    let first = fact(&fixture, 1);
    remember(&fixture, &[first.clone(), fact(&fixture, 2)]).await;
    let right = Fact {
        scope: FactScope::General,
        kind: FactKind::Note,
        text: "Анна не ест рыбу\0".into(),
        said_at: NOW + Duration::from_secs(9),
        until: Some(NOW),
        confidence: 1.0,
        origin: FactOrigin::Owner,
        state: FactState::Replaced,
        may_be_said: false,
        ..first
    };
    let mut tx = fixture.begin().await;
    tx.facts_used(fixture.account, &[right.id], NOW).await.unwrap();
    assert!(tx.update_fact(&right).await.unwrap());
    assert!(!tx.update_fact(&fact(&fixture, 9)).await.unwrap());
    tx.commit().await.unwrap();
    let stored = fixture.read().await.facts(fixture.account).await.unwrap();
    let expected =
        Fact {
            text: "Анна не ест рыбу".into(), used: 1, last_used_at: Some(NOW), ..right
        };
    assert_eq!(stored, [expected, fact(&fixture, 2)]);
}

async fn an_erased_fact_leaves_only_the_message_it_came_from(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let first = fact(&fixture, 1);
    remember(&fixture, std::slice::from_ref(&first)).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.erased_sources(id, ANNA).await.unwrap(), []);
    assert!(tx.erase_fact(id, first.id).await.unwrap());
    assert!(!tx.erase_fact(id, first.id).await.unwrap());
    assert!(!tx.update_fact(&first).await.unwrap(), "it does not come back");
    tx.commit().await.unwrap();
    let mut tx = fixture.read().await;
    assert_eq!(tx.facts(id).await.unwrap(), []);
    assert_eq!(tx.fact(id, first.id).await.unwrap(), None);
    assert_eq!(tx.erased_sources(id, ANNA).await.unwrap(), [MessageId(5)]);
    assert_eq!(tx.erased_sources(id, BORIS).await.unwrap(), []);
    let words = if db.is_postgres() { "convert_to(text, 'UTF8')" } else { "CAST(text AS BLOB)" };
    let left = db.bytes(fixture.owner, &format!("SELECT {words} FROM facts")).await;
    assert_eq!(left, b"", "nothing is left of what it said");
}

async fn what_a_model_drew_from_a_deleted_message_goes_with_it(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let right = Fact { origin: FactOrigin::Owner, ..fact(&fixture, 2) };
    let elsewhere = Fact { source: Some((BORIS, MessageId(5))), ..fact(&fixture, 3) };
    remember(&fixture, &[fact(&fixture, 1), right.clone(), elsewhere.clone()]).await;
    let mut tx = fixture.begin().await;
    let gone = [(ANNA, MessageId(5)), (ANNA, MessageId(6))];
    assert_eq!(tx.erase_facts_of(id, &gone).await.unwrap(), 1);
    assert_eq!(tx.erase_facts_of(id, &gone).await.unwrap(), 0);
    assert_eq!(tx.facts(id).await.unwrap(), [right, elsewhere]);
    assert_eq!(tx.erased_sources(id, ANNA).await.unwrap(), [MessageId(5)]);
}

async fn what_was_drawn_from_an_edited_message_may_be_drawn_anew(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let right = Fact { origin: FactOrigin::Owner, ..fact(&fixture, 2) };
    remember(&fixture, &[fact(&fixture, 1), right.clone(), fact(&fixture, 3)]).await;
    let mut tx = fixture.begin().await;
    tx.erase_fact(id, FactId::new(NOW, 3)).await.unwrap();
    assert_eq!(tx.forget_facts_of(id, ANNA, MessageId(5)).await.unwrap(), 1);
    assert_eq!(tx.forget_facts_of(id, BORIS, MessageId(5)).await.unwrap(), 0);
    assert_eq!(tx.facts(id).await.unwrap(), [right]);
    let erased = tx.erased_sources(id, ANNA).await.unwrap();
    assert_eq!(erased, [MessageId(5)], "what the owner erased stays so");
}

async fn a_chat_sees_its_own_facts_and_those_of_no_chat(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let of = |number: u128, scope: FactScope, origin: FactOrigin| Fact {
        scope,
        origin,
        ..fact(&fixture, number)
    };
    let (boris, model) = (FactScope::Chat(BORIS), FactOrigin::Model);
    let own = of(1, FactScope::Chat(ANNA), model);
    let general = of(2, FactScope::General, model);
    let owners = of(3, FactScope::AboutOwner, FactOrigin::Owner);
    let drawn = of(4, boris, model);
    let note = of(5, boris, FactOrigin::Owner);
    let answer = of(6, boris, FactOrigin::OwnersAnswer);
    let over = Fact { state: FactState::Replaced, ..of(7, boris, FactOrigin::Owner) };
    let erased = of(8, FactScope::General, FactOrigin::Owner);
    let all = [&own, &general, &owners, &drawn, &note, &answer, &over, &erased];
    remember(&fixture, &all.map(Fact::clone)).await;
    let mut tx = fixture.begin().await;
    tx.erase_fact(id, erased.id).await.unwrap();
    let beside = tx.facts_beside(id, ANNA).await.unwrap();
    assert_eq!(beside, [own.clone(), general, owners]);
    assert_eq!(tx.notes_elsewhere(id, ANNA).await.unwrap(), [note.text, answer.text]);
    assert_eq!(tx.notes_elsewhere(id, BORIS).await.unwrap(), [""; 0]);
    assert_eq!(tx.facts_beside(account(2, 0).id, ANNA).await.unwrap(), []);
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.facts_beside(id, ANNA).await.unwrap(), []);
    assert_eq!(tx.notes_elsewhere(id, ANNA).await.unwrap(), [""; 0]);
}

async fn use_is_counted(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let replaced = Fact { state: FactState::Replaced, ..fact(&fixture, 3) };
    let offered = Fact { state: FactState::Offered, ..fact(&fixture, 4) };
    let all = [fact(&fixture, 1), fact(&fixture, 2), replaced, offered, fact(&fixture, 5)];
    remember(&fixture, &all).await;
    let mut tx = fixture.begin().await;
    assert_eq!(tx.fact_use(account(2, 0).id).await.unwrap(), FactUse::default());
    let later = NOW + Duration::from_secs(60);
    tx.facts_used(id, &[all[0].id, all[2].id], NOW).await.unwrap();
    tx.facts_used(id, &[all[0].id], later).await.unwrap();
    tx.erase_fact(id, all[4].id).await.unwrap();
    let first = tx.fact(id, all[0].id).await.unwrap().unwrap();
    assert_eq!((first.used, first.last_used_at), (2, Some(later)));
    let counted = FactUse { kept: 3, used: 2, offered: 1, erased: 1 };
    assert_eq!(tx.fact_use(id).await.unwrap(), counted);
}

async fn another_owner_sees_and_changes_no_fact(db: &Database) {
    let fixture = db.with_account().await;
    let id = fixture.account;
    let first = fact(&fixture, 1);
    remember(&fixture, std::slice::from_ref(&first)).await;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.facts(id).await.unwrap(), []);
    assert_eq!(tx.fact(id, first.id).await.unwrap(), None);
    assert_eq!(tx.fact_use(id).await.unwrap(), FactUse::default());
    assert!(!tx.update_fact(&Fact { text: "чужое".into(), ..first.clone() }).await.unwrap());
    assert!(!tx.erase_fact(id, first.id).await.unwrap());
    assert_eq!(tx.erase_facts_of(id, &[(ANNA, MessageId(5))]).await.unwrap(), 0);
    assert_eq!(tx.forget_facts_of(id, ANNA, MessageId(5)).await.unwrap(), 0);
    tx.facts_used(id, &[first.id], Timestamp::from_secs(1)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.as_stranger().await;
    assert!(tx.insert_fact(&fact(&fixture, 2)).await.is_err());
    drop(tx);
    assert_eq!(fixture.read().await.facts(id).await.unwrap(), std::slice::from_ref(&first));
    let mut tx = fixture.begin().await;
    tx.erase_fact(id, first.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(fixture.as_stranger().await.erased_sources(id, ANNA).await.unwrap(), []);
}

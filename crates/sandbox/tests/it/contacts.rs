//! Contacts, searching, blocking.

use grammers_client::tl::{enums, functions as f, types};
use grammers_session::types::PeerRef;
use reqwest::{Client, StatusCode};
use serde_json::json;

use crate::support::{ANNA, OLEG, Person, VERA, World};

fn import(entries: &[(i64, &str, &str)]) -> f::contacts::ImportContacts {
    let contacts = entries.iter().map(|(client_id, phone, name)| {
        let contact = types::InputPhoneContact {
            client_id: *client_id,
            phone: (*phone).into(),
            first_name: (*name).into(),
            last_name: String::new(),
            note: None,
        };
        contact.into()
    });
    f::contacts::ImportContacts { contacts: contacts.collect() }
}

fn user(user: &enums::User) -> &types::User {
    match user {
        enums::User::User(user) => user,
        enums::User::Empty(_) => panic!("there is nobody"),
    }
}

async fn contacts(person: &Person, hash: i64) -> Option<types::contacts::Contacts> {
    match person.call(f::contacts::GetContacts { hash }).await {
        enums::contacts::Contacts::Contacts(contacts) => Some(contacts),
        enums::contacts::Contacts::NotModified => None,
    }
}

fn id_of(peer: PeerRef) -> i64 {
    peer.id.bare_id().unwrap()
}

#[tokio::test]
async fn people_are_imported_by_their_numbers_under_names_of_ones_own() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let numbers = [(7, "+7 999 000-00-02", "Олежка"), (8, "+70000000", "Nobody"), (9, "?", "?")];
    let enums::contacts::ImportedContacts::Contacts(imported) = vera.call(import(&numbers)).await;
    let oleg = id_of(vera.peer("oleg").await);
    let expected = types::ImportedContact { user_id: oleg, client_id: 7 };
    assert_eq!(imported.imported, [expected.into()]);
    let shown = user(&imported.users[0]);
    assert_eq!(shown.first_name.as_deref(), Some("Олежка"));
    assert_eq!(shown.phone.as_deref(), Some("79990000002"));
    assert!(shown.contact && !shown.mutual_contact);

    let anna = vera.peer("anna").await;
    let add = |first_name: &str| f::contacts::AddContact {
        add_phone_privacy_exception: false,
        id: anna.into(),
        first_name: first_name.into(),
        last_name: "Ivanova".into(),
        phone: String::new(),
        note: None,
    };
    assert_eq!(vera.refusal(add(" ")).await, "CONTACT_NAME_EMPTY");
    let enums::Updates::Updates(added) = vera.call(add("Анечка")).await else { panic!() };
    assert_eq!(user(&added.users[0]).last_name.as_deref(), Some("Ivanova"));

    let world = world.restarted().await;
    let vera = Person::connect(vera.leave().await).await;
    let list = contacts(&vera, 0).await.unwrap();
    assert_eq!((list.contacts.len(), list.saved_count), (2, 2));
    // Telegram's hash of the count and the ids, by its documentation.
    let hash = [2, oleg, id_of(anna)].iter().fold(0u64, |mut hash, number| {
        hash ^= hash >> 21;
        hash ^= hash << 35;
        hash ^= hash >> 4;
        hash.wrapping_add(*number as u64)
    });
    assert!(contacts(&vera, hash as i64).await.is_none());
    let statuses = vera.call(f::contacts::GetStatuses {}).await;
    assert_eq!(statuses.len(), 2);

    let delete = f::contacts::DeleteContacts { id: vec![anna.into()] };
    let enums::Updates::Updates(gone) = vera.call(delete).await else { panic!() };
    let shown = user(&gone.users[0]);
    assert!(!shown.contact && shown.phone.is_none());
    assert_eq!(shown.first_name.as_deref(), Some("Anna"));
    assert_eq!(contacts(&vera, hash as i64).await.unwrap().contacts.len(), 1);
    drop(world);
}

#[tokio::test]
async fn contacts_know_each_other_when_both_say_so() {
    let world = World::new().await;
    let mut other = world.login(VERA).await;
    let vera = world.login(VERA).await;
    world.control().add_contact(OLEG, VERA).unwrap();
    let enums::contacts::ImportedContacts::Contacts(imported) =
        vera.call(import(&[(1, OLEG, "")])).await;
    let shown = user(&imported.users[0]);
    assert!(shown.mutual_contact);
    assert_eq!(shown.first_name.as_deref(), Some("Олег"));
    // The same person's other session hears of it.
    let changed = loop {
        if let enums::Update::User(changed) = other.next_raw().await {
            break changed;
        }
    };
    assert_eq!(changed.user_id, shown.id);
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_a_name() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    vera.call(import(&[(1, ANNA, "Анечка")])).await;
    let found = async |q: &str| {
        let enums::contacts::Found::Found(found) = vera
            .call(f::contacts::Search { broadcasts: false, bots: false, q: q.into(), limit: 10 })
            .await;
        (found.my_results.len(), found.results.len(), found.users.len())
    };
    assert_eq!(found("АНЕ").await, (1, 0, 1));
    assert_eq!(found("@ole").await, (0, 1, 1));
    assert_eq!(found("zzz").await, (0, 0, 0));
    let empty = f::contacts::Search { broadcasts: false, bots: false, q: " ".into(), limit: 10 };
    assert_eq!(vera.refusal(empty).await, "SEARCH_QUERY_EMPTY");
}

#[tokio::test]
async fn people_are_blocked_and_unblocked() {
    let world = World::new().await;
    let mut other = world.login(VERA).await;
    let vera = world.login(VERA).await;
    let (oleg, anna) = (vera.peer("oleg").await, vera.peer("anna").await);
    let block = |id: PeerRef| f::contacts::Block { my_stories_from: false, id: id.into() };
    let blocked = async |offset, limit| {
        let page = f::contacts::GetBlocked { my_stories_from: false, offset, limit };
        match vera.call(page).await {
            enums::contacts::Blocked::Blocked(all) => (all.blocked.len(), None),
            enums::contacts::Blocked::Slice(some) => (some.blocked.len(), Some(some.count)),
        }
    };
    assert_eq!(blocked(0, 100).await, (0, None));
    assert!(vera.call(block(oleg)).await);
    assert!(vera.call(block(oleg)).await);
    let told = loop {
        if let enums::Update::PeerBlocked(told) = other.next_raw().await {
            break told;
        }
    };
    assert!(told.blocked);
    assert_eq!(told.peer_id, types::PeerUser { user_id: id_of(oleg) }.into());
    vera.call(block(anna)).await;
    assert_eq!(blocked(0, 100).await, (2, None));
    assert_eq!(blocked(1, 1).await, (1, Some(2)));
    let full = vera.call(f::users::GetFullUser { id: oleg.into() }).await;
    let enums::users::UserFull::Full(full) = full;
    let enums::UserFull::Full(full) = full.full_user;
    assert!(full.blocked);
    let unblock = f::contacts::Unblock { my_stories_from: false, id: oleg.into() };
    assert!(vera.call(unblock).await);
    assert_eq!(blocked(0, 100).await, (1, None));
    let myself = f::contacts::Block { my_stories_from: false, id: enums::InputPeer::PeerSelf };
    assert_eq!(vera.refusal(myself).await, "CONTACT_ID_INVALID");
}

#[tokio::test]
async fn an_operator_blocks_and_unblocks_for_an_account() {
    let world = World::new().await;
    let vera = world.login(VERA).await;
    let base = format!("http://{}/accounts/vera/blocked", world.sandbox.control_address());
    let http = Client::new();
    let count = async || {
        let page = f::contacts::GetBlocked { my_stories_from: false, offset: 0, limit: 10 };
        match vera.call(page).await {
            enums::contacts::Blocked::Blocked(all) => all.blocked.len(),
            enums::contacts::Blocked::Slice(slice) => panic!("{slice:?}"),
        }
    };
    let block = async |person: &str| {
        http.post(&base).json(&json!({ "person": person })).send().await.unwrap().status()
    };
    assert_eq!(block("oleg").await, StatusCode::NO_CONTENT);
    assert_eq!(block("nobody").await, StatusCode::NOT_FOUND);
    assert_eq!(count().await, 1);
    let gone = http.delete(format!("{base}/oleg")).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(count().await, 0);
}

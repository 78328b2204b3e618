//! The list of the chats of all accounts.

use domain::{AccountId, OwnerWord, Pause, PeerId, ReplyState};
use store::{ListedAfter, ListedChat, Listing};

use crate::questions::question;
use crate::replies::reply;
use crate::support::{Database, Fixture, NOW, account, on_both, peer, text};

on_both!(
    the_liveliest_chat_of_all_accounts_comes_first,
    a_list_goes_on_where_its_page_ended,
    a_chat_moves_up_when_something_is_said,
    what_needs_the_owner_is_found,
    chats_are_found_by_name,
    another_owner_is_listed_nothing,
);

/// Three chats of an account, of which two were spoken in, and one of another.
async fn spoken(db: &Database) -> Fixture {
    let fixture = db.with_account().await;
    fixture.know(&[1, 2, 3]).await;
    let other = account(2, 900);
    let mut tx = fixture.begin().await;
    tx.insert_account(&other).await.unwrap();
    tx.upsert_peer(other.id, &peer(2)).await.unwrap();
    tx.insert_messages(other.id, &[text(2, 20, "из другого")]).await.unwrap();
    tx.commit().await.unwrap();
    fixture.store(&[text(1, 10, "старое"), text(2, 30, "новое"), text(2, 5, "давнее")]).await;
    fixture
}

fn places(chats: &[ListedChat]) -> Vec<(AccountId, i64)> {
    chats.iter().map(|listed| (listed.account, listed.chat.peer.id.0)).collect()
}

async fn the_liveliest_chat_of_all_accounts_comes_first(db: &Database) {
    let fixture = spoken(db).await;
    let (own, other) = (fixture.account, account(2, 900).id);
    let mut tx = fixture.read().await;
    let chats = tx.listed_chats(Listing::default(), 9).await.unwrap();
    assert_eq!(places(&chats), [(own, 2), (other, 2), (own, 1)], "nothing was said in the third");
    assert_eq!(chats[0].chat.last_message, Some(text(2, 30, "новое")));
    assert_eq!(chats[0].newest_at, text(2, 30, "").sent_at);
    assert_eq!((chats[0].reply, chats[0].is_asked, chats[0].pause), (None, false, None));
    let since = Some(text(2, 20, "").sent_at);
    let lately = tx.listed_chats(Listing { since, ..Listing::default() }, 9).await.unwrap();
    assert_eq!(places(&lately), [(own, 2), (other, 2)]);
    assert_eq!(tx.listed_chat(other, PeerId(2)).await.unwrap().as_ref(), Some(&chats[1]));
    assert_eq!(tx.listed_chat(own, PeerId(3)).await.unwrap(), None);
}

async fn a_list_goes_on_where_its_page_ended(db: &Database) {
    let fixture = spoken(db).await;
    // At the same moment: then the account and the number decide.
    let mut tx = fixture.begin().await;
    tx.upsert_peer(fixture.account, &peer(4)).await.unwrap();
    tx.insert_messages(fixture.account, &[text(4, 30, "тогда же")]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = fixture.read().await;
    let all = tx.listed_chats(Listing::default(), 9).await.unwrap();
    let (mut after, mut read) = (None, Vec::new());
    while let Some(listed) =
        tx.listed_chats(Listing { after, ..Listing::default() }, 1).await.unwrap().pop()
    {
        let chat = listed.chat.peer.id;
        after = Some(ListedAfter { newest_at: listed.newest_at, account: listed.account, chat });
        read.push(listed);
    }
    assert_eq!(read, all);
    assert_eq!(read.len(), 4);
}

async fn a_chat_moves_up_when_something_is_said(db: &Database) {
    let fixture = spoken(db).await;
    fixture.store(&[text(1, 40, "новее")]).await;
    // What comes late moves nothing.
    fixture.store(&[text(2, 6, "давнее")]).await;
    let mut tx = fixture.read().await;
    let chats = tx.listed_chats(Listing::default(), 9).await.unwrap();
    assert_eq!(chats[0].chat.peer.id, PeerId(1));
    assert_eq!(chats[1].newest_at, text(2, 30, "").sent_at);
}

async fn what_needs_the_owner_is_found(db: &Database) {
    let fixture = spoken(db).await;
    let draft = domain::Reply { state: ReplyState::Waiting, ..reply(&fixture, 1, PeerId(1)) };
    let due = reply(&fixture, 2, PeerId(2));
    let mut tx = fixture.begin().await;
    assert!(tx.plan_reply(&draft).await.unwrap() && tx.plan_reply(&due).await.unwrap());
    let pause = Pause { since: NOW, until: None };
    assert!(tx.set_chat_pause(fixture.account, PeerId(1), Some(&pause)).await.unwrap());
    tx.commit().await.unwrap();
    let needed = Listing { needs_owner: true, ..Listing::default() };
    let mut tx = fixture.begin().await;
    let chats = tx.listed_chats(needed, 9).await.unwrap();
    assert_eq!(places(&chats), [(fixture.account, 1)], "what is due needs no word");
    assert_eq!(chats[0].reply, Some((ReplyState::Waiting, draft.send_at)));
    assert_eq!(chats[0].pause, Some(pause));
    tx.ask_question(&question(&fixture, 3, PeerId(2))).await.unwrap();
    let chats = tx.listed_chats(needed, 9).await.unwrap();
    assert_eq!(places(&chats), [(fixture.account, 2), (fixture.account, 1)]);
    assert!(chats[0].is_asked && !chats[1].is_asked);
    assert!(tx.cancel_reply(draft.id).await.is_ok());
    tx.say_of_reply(draft.id, OwnerWord::Rejected).await.unwrap();
    assert_eq!(places(&tx.listed_chats(needed, 9).await.unwrap()), [(fixture.account, 2)]);
}

async fn chats_are_found_by_name(db: &Database) {
    let fixture = spoken(db).await;
    let mut tx = fixture.read().await;
    let names = tx.chat_names().await.unwrap();
    let found: Vec<_> = names.iter().map(|name| (name.account, name.chat.0)).collect();
    let other = account(2, 900).id;
    assert_eq!(found, [(fixture.account, 2), (other, 2), (fixture.account, 1)]);
    assert_eq!((&names[0].title, &names[0].username), (&peer(2).title, &peer(2).username));
}

async fn another_owner_is_listed_nothing(db: &Database) {
    let fixture = spoken(db).await;
    let mut tx = fixture.as_stranger().await;
    assert_eq!(tx.listed_chats(Listing::default(), 9).await.unwrap(), []);
    assert_eq!(tx.listed_chat(fixture.account, PeerId(2)).await.unwrap(), None);
    assert_eq!(tx.chat_names().await.unwrap(), []);
}
